// RUN: tt-opt %s --infer-schedule | %check
// RUN: tt-opt %s --infer-schedule --infer-schedule | %check
// RUN: tt-opt %s --infer-schedule="core-grid=[2,2]" | FileCheck %s --check-prefix=GRID
// RUN: tt-opt %s --infer-schedule="device=p150" | FileCheck %s --check-prefix=DEVICE
// RUN: tt-opt %s --infer-schedule="order=block core-grid=[2,2]" | FileCheck %s --check-prefix=BLOCK

// CHECK-LABEL: func.func @two_dimensions
// CHECK-SAME:    tt.core_grid = [8, 8], tt.grid_x = 3 : i64, tt.grid_y = 2 : i64, tt.grid_z = 1 : i64,
// CHECK-SAME:    tt.num_cores = 6 : i64, tt.num_tiles = 6 : i64, tt.runtime_args = {grid_shape = [3, 2, 1], iteration_ndims = 2 : i64,
// CHECK-SAME:    iteration_symbols = ["bx", "by"], param_order = ["A", "n", "tt_start_tile", "tt_tile_count"],
// CHECK-SAME:    start_tile = #tt.runtime_arg<"tt_start_tile", "int32", "start_tile">,
// CHECK-SAME:    tile_count = #tt.runtime_arg<"tt_tile_count", "int32", "tile_count">}
// CHECK-SAME:    tt.schedule_order = "row_major", tt.schedule_policy = "contiguous", tt.target_device = "wormhole",
// CHECK-SAME:    tt.tiles_per_core = {{\[\[}}0, 1], [1, 1], [2, 1], [3, 1], [4, 1], [5, 1]]
// GRID:          tt.num_cores = 4 : i64
// GRID-SAME:     tt.tiles_per_core = {{\[\[}}0, 2], [2, 2], [4, 1], [5, 1]]
// DEVICE:        tt.core_grid = [13, 10]
// DEVICE-SAME:   tt.target_device = "blackhole"
// BLOCK:         tt.schedule_order = "block"
// BLOCK-SAME:    tt.tiles_per_core = {{\[\[}}0, 2], [2, 1], [3, 2], [5, 1]]
func.func @two_dimensions(%A: memref<64x64xbf16, #tt.dram> loc("A"), %n: i32 loc("n")) {
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
  }) {extents = [3, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// What the author asks for is honoured.
// CHECK-LABEL: func.func @hints
// CHECK-SAME:    tt.core_grid = [2, 1]
// CHECK-SAME:    iteration_symbols = ["bx"]
// CHECK-SAME:    tt.schedule_order = "column_major"
// CHECK-SAME:    tt.target_device = "n300"
// CHECK-SAME:    tt.tiles_per_core = {{\[\[}}0, 3], [3, 2]]
func.func @hints() attributes {tt.core_grid = [2, 1], tt.schedule_order = "column_major", tt.target_device = "n300"} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @three_dimensions
// CHECK-SAME:    tt.grid_z = 5 : i64, tt.num_cores = 30 : i64
// CHECK-SAME:    iteration_symbols = ["bx", "by", "bz"]
func.func @three_dimensions() {
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index, %bz: index):
  }) {extents = [2, 3, 5], symbols = ["bx", "by", "bz"]} : () -> ()
  return
}

// No grid, and several of them: left as they are.
// CHECK: func.func @helper() {
func.func @helper() {
  return
}
// CHECK: func.func @several() {
func.func @several() {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}
