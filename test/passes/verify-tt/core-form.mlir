// RUN: tt-opt %s --verify-tt | FileCheck %s

// Blocks with owners: which core computes which, in attributes; nothing of it in the body.
// CHECK-LABEL: func.func @owned
// CHECK:         "tt.core.grid"
#row = #tt.work<[0, 0, 0], 0, "row_major">
func.func @owned() attributes {
    tt.core_grid = [2, 1], tt.core_ranges = [#tt.core_range<[0, 0], [2, 1]>], tt.cores = [#tt.core_range<[0, 0], [2, 1]>],
    tt.grid_x = 1 : i64, tt.grid_y = 3 : i64, tt.grid_z = 1 : i64, tt.num_tiles = 3 : i64,
    tt.per_core_args = {"(0,0)" = [0, 2], "(1,0)" = [2, 1]}, tt.runtime_args = {iteration_ndims = 2 : i64},
    tt.schedule_order = "row_major", tt.schedule_policy = "contiguous", tt.target_device = "wormhole",
    tt.work_partition = {"(0,0)" = [#row, #tt.work<[1, 0, 0], 0, "row_major">], "(1,0)" = [#tt.work<[2, 0, 0], 0, "row_major">]}} {
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
  }) {extents = [1, 3], symbols = ["bx", "by"]} : () -> ()
  return
}

// Blocks that nobody owns yet.
// CHECK-LABEL: func.func @bare
func.func @bare() {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}
