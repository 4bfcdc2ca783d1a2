// RUN: tt-opt %s --infer-layout --infer-schedule --tiles-to-core-map --shard-to-core-map | %check
// RUN: tt-opt %s --infer-layout --infer-schedule --shard-to-core-map | %check
// RUN: tt-opt %s --infer-schedule --grid-to-persistent --tiles-to-core-map --shard-to-core-map | %check

// CHECK-LABEL: func.func @uneven
// CHECK-SAME:    tt.core_ranges = [#tt.core_range<[0, 0], [3, 1]>]
// CHECK-SAME:    tt.per_core_args = {"(0,0)" = [0, 3], "(1,0)" = [3, 3], "(2,0)" = [6, 2]}
// CHECK-SAME:    tt.tiles_per_core = {{\[\[}}0, 3], [3, 3], [6, 2]]
// CHECK-SAME:    "(2,0)" = [#tt.work<[1, 2, 0], 0 : i64, "row_major">, #tt.work<[1, 3, 0], 0 : i64, "row_major">]
func.func @uneven() attributes {tt.core_grid = [3, 1]} {
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
  }) {extents = [4, 2], symbols = ["bx", "by"]} : () -> ()
  return
}
