// RUN: tt-opt %s --tt-insert-inits | %check

// A full configuration first, then only what changes.

// CHECK-LABEL: func.func @reader(
// CHECK:   scf.for {{.*}} {
// CHECK:   scf.for {{.*}} {
// CHECK-LABEL: func.func @compute(
// CHECK:   "tt.tile.startup"({{.*}}) : ({{.*}}
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.tile.reconfig_srca"({{.*}}) : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.tile.pack_reconfig"({{.*}}) : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
// CHECK:   "tt.tile.transpose_init"({{.*}}) : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.tile.regs_acquire"(){{.*}} : () -> ()
// CHECK:   "tt.tile.transpose_tile"({{.*}}){{.*}} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>, index, index) -> ()
// CHECK:   "tt.tile.pack_tile"({{.*}}) : (index, !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
// CHECK:   "tt.tile.regs_acquire"(){{.*}} : () -> ()
// CHECK:   "tt.tile.matmul_block_init"({{.*}}) {ct = 2 : i64, kt = 1 : i64, rt = 2 : i64, transpose = false} : ({{.*}}
// CHECK:   "tt.tile.matmul_block"({{.*}}) {ct = 2 : i64, kt = 1 : i64, rt = 2 : i64, transpose = false{{.*}}} : ({{.*}}
// CHECK:   "tt.tile.pack_reconfig"({{.*}}) : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.tile.regs_acquire"(){{.*}} : () -> ()
// CHECK:   "tt.tile.reconfig_srca"({{.*}}) : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   "tt.tile.copy_init"({{.*}}) : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.tile.copy_tile"({{.*}}){{.*}} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>, index, index) -> ()
// CHECK:   "tt.tile.pack_reconfig"({{.*}}) : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.tile.pack_tile"({{.*}}) : (index, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK-LABEL: func.func @writer(
// CHECK:   scf.for {{.*}} {
// CHECK-LABEL: func.func private @gemm(
func.func @reader(%A: memref<96x128xbf16, #tt.dram>, %B: memref<96x128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>, %tt_start_tile: i32, %tt_tile_count: i32) attributes {tt.thread = "reader"} {
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %cb_A_shared = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>
  %cb_B_shared = "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>
  %start = arith.index_cast %tt_start_tile : i32 to index
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %tt_tile_iter = %c0 to %count step %c1 {
    %tile_id = arith.addi %start, %tt_tile_iter : index
    %bx = arith.remui %tile_id, %c2 : index
    %0 = arith.divui %tile_id, %c2 : index
    %by = arith.remui %0, %c2 : index
    %1 = arith.muli %by, %c2 : index
    %2 = arith.muli %bx, %c2 : index
    scf.for %arg6 = %c0 to %c3 step %c1 {
      "tt.core.read"(%A, %cb_A_shared, %arg6, %1) {shape = [1, 2]} : (memref<96x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>, index, index) -> ()
      "tt.core.read"(%B, %cb_B_shared, %arg6, %2) {shape = [1, 2]} : (memref<96x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>, index, index) -> ()
    } {tt.num_stages = 2 : i64}
  } {tt.persistent_loop}
  return
}
func.func @compute(%A: memref<96x128xbf16, #tt.dram>, %B: memref<96x128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>, %tt_start_tile: i32, %tt_tile_count: i32) attributes {tt.dst_full_sync_en = false, tt.fp32_dest_acc_en = true, tt.math_fidelity = "HiFi4", tt.thread = "compute", tt.unpack_to_dest_fp32 = [24]} {
  %c4 = arith.constant 4 : index
  %false = arith.constant false
  %c2 = arith.constant 2 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c0 = arith.constant 0 : index
  %cb_C_local = "tt.cb.alloc"() {depth = 1 : i64, id = 24 : i64, role = "intermediate"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>
  %cb_A_shared = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>
  %cb_B_shared = "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>
  %cb_A_shared_0 = "tt.cb.alloc"() {depth = 1 : i64, id = 25 : i64, role = "intermediate"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>
  %cb_C = "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %tt_tile_iter = %c0 to %count step %c1 {
    "tt.cb.reserve"(%cb_C_local) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
    scf.for %arg6 = %c0 to %c3 step %c1 {
      "tt.cb.wait"(%cb_A_shared) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
      scf.for %col = %c0 to %c2 step %c1 {
        "tt.tile.regs_acquire"() : () -> ()
        "tt.tile.transpose_tile"(%cb_A_shared, %col, %c0) : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>, index, index) -> ()
        "tt.tile.regs_commit"() : () -> ()
        "tt.tile.regs_wait"() : () -> ()
        "tt.cb.reserve"(%cb_A_shared_0) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
        "tt.tile.pack_tile"(%c0, %cb_A_shared_0) : (index, !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
        "tt.cb.push"(%cb_A_shared_0) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
        "tt.tile.regs_release"() : () -> ()
      }
      "tt.cb.pop"(%cb_A_shared) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
      "tt.cb.wait"(%cb_B_shared) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
      "tt.cb.wait"(%cb_A_shared_0) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
      %0 = arith.cmpi ne, %arg6, %c0 : index
      "tt.tile.pack_l1_acc"(%0) : (i1) -> ()
      "tt.tile.regs_acquire"() : () -> ()
      "tt.tile.matmul_block"(%cb_A_shared_0, %cb_B_shared, %c0, %c0, %c0) {ct = 2 : i64, kt = 1 : i64, rt = 2 : i64, transpose = false} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>, !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>, index, index, index) -> ()
      "tt.tile.regs_commit"() : () -> ()
      "tt.tile.regs_wait"() : () -> ()
      scf.for %r = %c0 to %c2 step %c1 {
        scf.for %c = %c0 to %c2 step %c1 {
          %1 = arith.muli %r, %c2 : index
          %2 = arith.addi %1, %c : index
          "tt.tile.pack_tile_at"(%2, %cb_C_local, %2) : (index, !tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>, index) -> ()
        }
      }
      "tt.tile.regs_release"() : () -> ()
      "tt.tile.pack_l1_acc"(%false) : (i1) -> ()
      "tt.cb.pop"(%cb_B_shared) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
      "tt.cb.pop"(%cb_A_shared_0) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
    } {tt.num_stages = 2 : i64}
    "tt.cb.push"(%cb_C_local) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
    "tt.cb.wait"(%cb_C_local) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
    "tt.tile.regs_acquire"() : () -> ()
    scf.for %t = %c0 to %c4 step %c1 {
      "tt.tile.copy_tile"(%cb_C_local, %t, %t) : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>, index, index) -> ()
    }
    "tt.tile.regs_commit"() : () -> ()
    "tt.tile.regs_wait"() : () -> ()
    "tt.cb.reserve"(%cb_C) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
    scf.for %t = %c0 to %c4 step %c1 {
      "tt.tile.pack_tile"(%t, %cb_C) : (index, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
    }
    "tt.cb.push"(%cb_C) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
    "tt.tile.regs_release"() : () -> ()
    "tt.cb.pop"(%cb_C_local) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
  } {tt.persistent_loop}
  return
}
func.func @writer(%A: memref<96x128xbf16, #tt.dram>, %B: memref<96x128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>, %tt_start_tile: i32, %tt_tile_count: i32) attributes {tt.thread = "writer"} {
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
func.func private @gemm(memref<96x128xbf16, #tt.dram>, memref<96x128xbf16, #tt.dram>, memref<128x128xbf16, #tt.dram>, i32, i32) attributes {tt.core_grid = [8, 8], tt.grid_x = 2 : i64, tt.grid_y = 2 : i64, tt.grid_z = 1 : i64, tt.kernel, tt.num_cores = 4 : i64, tt.num_tiles = 4 : i64, tt.persistent_iteration_ndims = 2 : i64, tt.persistent_loop = true, tt.runtime_args = {grid_shape = [2, 2, 1], iteration_ndims = 2 : i64, iteration_symbols = ["bx", "by"], param_order = ["A", "B", "C", "tt_start_tile", "tt_tile_count"], start_tile = #tt.runtime_arg<"tt_start_tile", "int32", "start_tile">, tile_count = #tt.runtime_arg<"tt_tile_count", "int32", "tile_count">}, tt.schedule_order = "row_major", tt.schedule_policy = "contiguous", tt.target_device = "wormhole", tt.tiles_per_core = [[0, 1], [1, 1], [2, 1], [3, 1]]}
