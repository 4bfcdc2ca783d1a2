// RUN: tt-opt %s --tt-lower-dst --canonicalize --cse | %check

// A chain of functions is one section.

// CHECK-LABEL: func.func @reader(
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.core.read"({{.*}}) {shape = [2, 2]} : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
// CHECK:   "tt.core.read"({{.*}}) {shape = [2, 2]} : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
// CHECK-LABEL: func.func @compute(
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 4 : i64{{.*}}} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 4 : i64{{.*}}} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.tile.regs_acquire"(){{.*}} : () -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.tile.copy_tile"({{.*}}){{.*}} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.tile.copy_tile"({{.*}}){{.*}} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.tile.sfpu_scalar"({{.*}}) {fn = "mul", reversed = false, value = 2.000000e+00 : f32} : (index) -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.tile.sfpu_binary"({{.*}}) {fn = "sub"} : (index, index, index) -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.tile.sfpu_binary"({{.*}}) {fn = "mul"} : (index, index, index) -> ()
// CHECK:   "tt.tile.regs_commit"() : () -> ()
// CHECK:   "tt.tile.regs_wait"() : () -> ()
// CHECK:   "tt.cb.reserve"({{.*}}) {pages = 2 : i64{{.*}}} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.tile.pack_tile"({{.*}}) : (index, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   "tt.cb.push"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   "tt.tile.regs_release"() : () -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK-LABEL: func.func @writer(
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.core.write"({{.*}}) {shape = [2, 2]} : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
// CHECK-LABEL: func.func private @elementwise(
func.func @reader(%A: memref<128x128xbf16, #tt.dram>, %B: memref<128x128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>, %tt_start_tile: i32, %tt_tile_count: i32) attributes {tt.thread = "reader"} {
  %c1 = arith.constant 1 : index
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %cb_A_shared = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
  %cb_B_shared = "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
  %start = arith.index_cast %tt_start_tile : i32 to index
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %tt_tile_iter = %c0 to %count step %c1 {
    %tile_id = arith.addi %start, %tt_tile_iter : index
    %bx = arith.remui %tile_id, %c2 : index
    %0 = arith.divui %tile_id, %c2 : index
    %by = arith.remui %0, %c2 : index
    %1 = arith.muli %by, %c2 : index
    %2 = arith.muli %bx, %c2 : index
    "tt.core.read"(%A, %cb_A_shared, %1, %2) {shape = [2, 2]} : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
    "tt.core.read"(%B, %cb_B_shared, %1, %2) {shape = [2, 2]} : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
  } {tt.persistent_loop}
  return
}
func.func @compute(%A: memref<128x128xbf16, #tt.dram>, %B: memref<128x128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>, %tt_start_tile: i32, %tt_tile_count: i32) attributes {tt.thread = "compute"} {
  %cst = arith.constant 2.000000e+00 : f32
  %c1 = arith.constant 1 : index
  %c0 = arith.constant 0 : index
  %cb_A_shared = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
  %cb_B_shared = "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
  %cb_C = "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %tt_tile_iter = %c0 to %count step %c1 {
    "tt.cb.wait"(%cb_A_shared) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
    "tt.cb.wait"(%cb_B_shared) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
    "tt.cb.map"(%cb_C) ({
      %A_shared = "tt.tile.at"(%cb_A_shared) {map = "block"} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> !tt.tile<[32, 32], bf16>
      %B_shared = "tt.tile.at"(%cb_B_shared) {map = "block"} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> !tt.tile<[32, 32], bf16>
      %0 = "tt.tile.typecast"(%A_shared) : (!tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], f32>
      %1 = "tt.tile.typecast"(%B_shared) : (!tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], f32>
      %2 = "tt.tile.splat"(%cst) : (f32) -> !tt.tile<[32, 32], f32>
      %3 = "tt.tile.mul"(%0, %2) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
      %4 = "tt.tile.sub"(%3, %1) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
      %5 = "tt.tile.mul"(%4, %4) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
      %6 = "tt.tile.typecast"(%5) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
      "tt.tile.yield"(%6) : (!tt.tile<[32, 32], bf16>) -> ()
    }) {shape = [2, 2]} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
    "tt.cb.pop"(%cb_A_shared) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
    "tt.cb.pop"(%cb_B_shared) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
  } {tt.persistent_loop}
  return
}
func.func @writer(%A: memref<128x128xbf16, #tt.dram>, %B: memref<128x128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>, %tt_start_tile: i32, %tt_tile_count: i32) attributes {tt.thread = "writer"} {
  %c1 = arith.constant 1 : index
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %cb_C = "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
  %start = arith.index_cast %tt_start_tile : i32 to index
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %tt_tile_iter = %c0 to %count step %c1 {
    %tile_id = arith.addi %start, %tt_tile_iter : index
    %bx = arith.remui %tile_id, %c2 : index
    %0 = arith.divui %tile_id, %c2 : index
    %by = arith.remui %0, %c2 : index
    %1 = arith.muli %by, %c2 : index
    %2 = arith.muli %bx, %c2 : index
    "tt.core.write"(%C, %cb_C, %1, %2) {shape = [2, 2]} : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
  } {tt.persistent_loop}
  return
}
func.func private @elementwise(memref<128x128xbf16, #tt.dram>, memref<128x128xbf16, #tt.dram>, memref<128x128xbf16, #tt.dram>, i32, i32) attributes {tt.core_grid = [8, 8], tt.grid_x = 2 : i64, tt.grid_y = 2 : i64, tt.grid_z = 1 : i64, tt.kernel, tt.num_cores = 4 : i64, tt.num_tiles = 4 : i64, tt.persistent_iteration_ndims = 2 : i64, tt.persistent_loop = true, tt.runtime_args = {grid_shape = [2, 2, 1], iteration_ndims = 2 : i64, iteration_symbols = ["bx", "by"], param_order = ["A", "B", "C", "tt_start_tile", "tt_tile_count"], start_tile = #tt.runtime_arg<"tt_start_tile", "int32", "start_tile">, tile_count = #tt.runtime_arg<"tt_tile_count", "int32", "tile_count">}, tt.schedule_order = "row_major", tt.schedule_policy = "contiguous", tt.target_device = "wormhole", tt.tiles_per_core = [[0, 1], [1, 1], [2, 1], [3, 1]]}
