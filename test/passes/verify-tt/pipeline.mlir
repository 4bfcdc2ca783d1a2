// RUN: tt-opt %s --pass-pipeline='builtin.module(tt-canonicalize-grid,tt-infer-layout,tt-propagate-layout,tt-infer-schedule,tt-grid-to-persistent,tt-tiles-to-core-map,tt-shard-to-core-map,verify-tt,tt-tensorize,verify-tt,canonicalize,cse,loop-invariant-code-motion,tt-fuse,canonicalize,cse,verify-tt,tt-memory-space-lower,canonicalize,cse,verify-tt,tt-split-kernels,verify-tt,canonicalize,cse,tt-lower-movers,verify-tt,tt-lower-dst,verify-tt,canonicalize,cse,tt-insert-inits,verify-tt,convert-tt-to-emitc,verify-tt)' | %check

// Every stage of the default pipeline keeps to the rules of its form; checking changes nothing.

// CHECK-DAG: module @reader
// CHECK-DAG: module @compute
// CHECK-DAG: module @writer
func.func @gemm(%A: memref<128x96xbf16, #tt.dram> loc("A"), %B: memref<96x128xbf16, #tt.dram> loc("B"), %bias: memref<128xf32, #tt.dram> loc("bias"), %C: memref<128x128xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 0.0 : f32
  %n1 = arith.constant 64 : index
  %n2 = arith.constant 0 : index
  %n3 = arith.constant 3 : index
  %n4 = arith.constant 1 : index
  %n5 = arith.constant 32 : index
  %n6 = arith.constant false
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %A_shared = memref.alloc() : memref<64x32xbf16, #tt.shared> loc("A_shared")
    %B_shared = memref.alloc() : memref<32x64xbf16, #tt.shared> loc("B_shared")
    %C_local = memref.alloc() : memref<64x64xf32, #tt.fragment> loc("C_local")
    "tt.tile.fill"(%C_local, %n0) : (memref<64x64xf32, #tt.fragment>, f32) -> ()
    %v1 = arith.muli %by, %n1 : index
    %v2 = arith.muli %bx, %n1 : index
    scf.for %ko = %n2 to %n3 step %n4 {
    %v3 = arith.muli %ko, %n5 : index
    %v4 = "tt.tile.view"(%A, %v1, %v3) {sizes = [64, 32]} : (memref<128x96xbf16, #tt.dram>, index, index) -> memref<64x32xbf16, strided<[96, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v4, %A_shared) : (memref<64x32xbf16, strided<[96, 1], offset: ?>, #tt.dram>, memref<64x32xbf16, #tt.shared>) -> ()
    %v5 = "tt.tile.view"(%B, %v3, %v2) {sizes = [32, 64]} : (memref<96x128xbf16, #tt.dram>, index, index) -> memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v5, %B_shared) : (memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>, memref<32x64xbf16, #tt.shared>) -> ()
    "tt.tile.gemm"(%A_shared, %B_shared, %C_local, %n6) {transpose_a = false, transpose_b = false} : (memref<64x32xbf16, #tt.shared>, memref<32x64xbf16, #tt.shared>, memref<64x64xf32, #tt.fragment>, i1) -> ()
    } {tt.num_stages = 2 : i64}
    %bias_shared = memref.alloc() : memref<64xf32, #tt.shared> loc("bias_shared")
    %v6 = "tt.tile.view"(%bias, %v2) {sizes = [64]} : (memref<128xf32, #tt.dram>, index) -> memref<64xf32, strided<[1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v6, %bias_shared) : (memref<64xf32, strided<[1], offset: ?>, #tt.dram>, memref<64xf32, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%n2, %n2) to (%n1, %n1) step (%n4, %n4) {
    %x0 = memref.load %C_local[%i, %j] : memref<64x64xf32, #tt.fragment>
    %b = memref.load %bias_shared[%j] : memref<64xf32, #tt.shared>
    %x = arith.addf %x0, %b : f32
    %e0 = arith.maxnumf %x, %n0 : f32
    memref.store %e0, %C_local[%i, %j] : memref<64x64xf32, #tt.fragment>
    }
    %v7 = "tt.tile.view"(%C, %v1, %v2) {sizes = [64, 64]} : (memref<128x128xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%C_local, %v7) : (memref<64x64xf32, #tt.fragment>, memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}
