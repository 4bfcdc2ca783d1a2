// RUN: tt-opt %s --lower-movers | FileCheck %s

// `tt.prefetch = false` is as the option: a barrier for each of two reads, and the attribute stays for the plan.
// CHECK-LABEL: func.func @reader
// CHECK-SAME:    tt.prefetch = false
func.func @reader(%A: memref<64x96xf32, #tt.dram> loc("A"), %S: memref<8x96xf32, #tt.dram> loc("S"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {tt.prefetch = false, tt.thread = "reader"} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %cb_S = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>
  %cb_A = "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %k = %c0 to %count step %c1 {
    "tt.core.read_element"(%S, %cb_S, %c2, %k) : (memref<8x96xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>, index, index) -> ()
    "tt.core.read"(%A, %cb_A, %c1, %c2) {shape = [1, 1]} : (memref<64x96xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>, index, index) -> ()
  }
  return
}

// Element (1, 17, 40): second matrix of 1 x 2 tiles, second tile, element (17, 8) in it, which is in the third face.
func.func @writer(%C: memref<2x20x64xf32, #tt.dram> loc("C"), %D: memref<8x8xf32, #tt.dram> loc("D"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {tt.thread = "writer", tt.padded_shape = {C = [2, 32, 64]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c17 = arith.constant 17 : index
  %c40 = arith.constant 40 : index
  %cb_C = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>
  %cb_D = "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %k = %c0 to %count step %c1 {
    "tt.core.write_element"(%C, %cb_C, %c1, %c17, %c40) : (memref<2x20x64xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>, index, index, index) -> ()
    "tt.core.write"(%D, %cb_D, %c0, %c0) {shape = [1, 1]} : (memref<8x8xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>, index, index) -> ()
  }
  return
}
