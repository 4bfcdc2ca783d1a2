// RUN: tt-opt %s --tile-pad --tensorize --canonicalize --cse | %check

// Elements of tensors are tiles of one number; what the cores cannot compute is computed as such tiles. Integers and the
// conversion to float stay scalars.

// CHECK-LABEL: func.func @elements(
// CHECK:   %[[F:.*]] = arith.sitofp {{.*}} : i32 to f32
// CHECK:   %[[S:.*]] = "tt.tile.splat"(%[[F]]) : (f32) -> tensor<1x1x!tt.tile<[32, 32], f32>>
// CHECK:   %[[E:.*]] = "tt.tile.exp2"(%[[S]])
// CHECK:   %[[R:.*]] = scf.for %[[K:.*]] = {{.*}} iter_args(%[[OLD:.*]] = %[[E]]) -> (tensor<1x1x!tt.tile<[32, 32], f32>>) {
// CHECK:     %[[AT:.*]] = arith.addi %[[K]], %{{.*}} : index
// CHECK:     %[[B:.*]] = "tt.tile.load_element"(%{{.*}}, %{{.*}}, %[[AT]]) : (memref<5x40xf32, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], f32>>
// CHECK:     %[[NEW:.*]] = "tt.tile.mul"(%[[OLD]], %[[B]])
// CHECK:     "tt.tile.store_element"(%[[NEW]], %{{.*}}, %{{.*}}, %[[K]]) : (tensor<1x1x!tt.tile<[32, 32], f32>>, memref<4x3xf32, #tt.dram>, index, index) -> ()
// CHECK:     scf.yield %[[NEW]]
// CHECK:   "tt.tile.bcast"(%[[R]]) {kind = "scalar"}
func.func @elements(%A: memref<4x64x64xbf16, #tt.dram> loc("A"), %B: memref<5x40xf32, #tt.dram> loc("B"),
    %C: memref<4x64x64xbf16, #tt.dram> loc("C"), %D: memref<4x3xf32, #tt.dram> loc("D")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c33 = arith.constant 33 : index
  %c64 = arith.constant 64 : index
  %half = arith.constant 5.000000e-01 : f32
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<64x64xbf16, #tt.shared> loc("x")
    %factor = memref.alloc() : memref<1xf32, #tt.local> loc("factor")
    %a = "tt.tile.view"(%A, %bx, %c0, %c0) {sizes = [1, 64, 64]} : (memref<4x64x64xbf16, #tt.dram>, index, index, index) -> memref<1x64x64xbf16, strided<[4096, 64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%a, %x) : (memref<1x64x64xbf16, strided<[4096, 64, 1], offset: ?>, #tt.dram>, memref<64x64xbf16, #tt.shared>) -> ()
    %n = arith.index_cast %bx : index to i32
    %f = arith.sitofp %n : i32 to f32
    %e = math.exp2 %f : f32
    memref.store %e, %factor[%c0] : memref<1xf32, #tt.local>
    scf.for %k = %c0 to %c3 step %c1 {
      %at = arith.addi %k, %c33 : index
      %s = memref.load %B[%bx, %at] : memref<5x40xf32, #tt.dram>
      %old = memref.load %factor[%c0] : memref<1xf32, #tt.local>
      %new = arith.mulf %old, %s : f32
      memref.store %new, %factor[%c0] : memref<1xf32, #tt.local>
      memref.store %new, %D[%bx, %k] : memref<4x3xf32, #tt.dram>
    } loc("k")
    scf.parallel (%i, %j) = (%c0, %c0) to (%c64, %c64) step (%c1, %c1) {
      %v = memref.load %x[%i, %j] : memref<64x64xbf16, #tt.shared>
      %w = arith.extf %v : bf16 to f32
      %g = memref.load %factor[%c0] : memref<1xf32, #tt.local>
      %h = memref.load %B[%c3, %bx] : memref<5x40xf32, #tt.dram>
      %p = arith.mulf %w, %g : f32
      %q = arith.addf %p, %h : f32
      %r = arith.truncf %q : f32 to bf16
      memref.store %r, %x[%i, %j] : memref<64x64xbf16, #tt.shared>
    }
    %c = "tt.tile.view"(%C, %bx, %c0, %c0) {sizes = [1, 64, 64]} : (memref<4x64x64xbf16, #tt.dram>, index, index, index) -> memref<1x64x64xbf16, strided<[4096, 64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%x, %c) : (memref<64x64xbf16, #tt.shared>, memref<1x64x64xbf16, strided<[4096, 64, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [4], symbols = ["bx"]} : () -> ()
  return
}
