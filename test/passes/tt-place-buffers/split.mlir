// RUN: tt-opt %s --memory-space-lower=place=false | FileCheck %s --check-prefix=LOWERED
// RUN: tt-opt %s --memory-space-lower=place=false --place-buffers | FileCheck %s --check-prefix=PLACED
// RUN: tt-opt %s --memory-space-lower | FileCheck %s --check-prefix=PLACED

// Buffers get their indices apart from their protocol, so that a pass in between can say where they lie.
// LOWERED-LABEL: func.func @copy
// LOWERED:         tt.cb.alloc"() {depth = 2 : i64, role = "input"}
// PLACED-LABEL: func.func @copy
// PLACED:         tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"}
func.func @copy(%A: memref<64x32xf32, #tt.dram> loc("A"), %C: memref<64x32xf32, #tt.dram> loc("C")) {
  %c0 = arith.constant 0 : index
  %a = "tt.tile.load"(%A, %c0, %c0) : (memref<64x32xf32, #tt.dram>, index, index) -> tensor<2x1x!tt.tile<[32, 32], f32>>
  "tt.tile.store"(%a, %C, %c0, %c0) : (tensor<2x1x!tt.tile<[32, 32], f32>>, memref<64x32xf32, #tt.dram>, index, index) -> ()
  return
}
