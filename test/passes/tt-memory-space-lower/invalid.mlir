// RUN: tt-opt %s --tensorize --canonicalize --cse --tt-fuse --memory-space-lower --split-input-file --verify-diagnostics

// More than L1 holds.
func.func @gemm(%A: memref<1024x64xbf16, #tt.dram> loc("A"), %B: memref<64x1024xbf16, #tt.dram> loc("B"), %C: memref<1024x1024xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 0.0 : f32
  %n1 = arith.constant 0 : index
  %n2 = arith.constant 1024 : index
  %n3 = arith.constant 2 : index
  %n4 = arith.constant 1 : index
  %n5 = arith.constant 32 : index
  %n6 = arith.constant false
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %A_shared = memref.alloc() : memref<1024x32xbf16, #tt.shared> loc("A_shared")
    %B_shared = memref.alloc() : memref<32x1024xbf16, #tt.shared> loc("B_shared")
    %C_local = memref.alloc() : memref<1024x1024xf32, #tt.fragment> loc("C_local")
    "tt.tile.fill"(%C_local, %n0) : (memref<1024x1024xf32, #tt.fragment>, f32) -> ()
    %v1 = arith.muli %n1, %n2 : index
    %v2 = arith.muli %bx, %n2 : index
    // expected-error @below {{circular buffers need 4,325,376 B of L1, a core has 1,395,392 B (wormhole)}}
    scf.for %ko = %n1 to %n3 step %n4 {
    %v3 = arith.muli %ko, %n5 : index
    %v4 = "tt.tile.view"(%A, %v1, %v3) {sizes = [1024, 32]} : (memref<1024x64xbf16, #tt.dram>, index, index) -> memref<1024x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v4, %A_shared) : (memref<1024x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>, memref<1024x32xbf16, #tt.shared>) -> ()
    %v5 = "tt.tile.view"(%B, %v3, %v2) {sizes = [32, 1024]} : (memref<64x1024xbf16, #tt.dram>, index, index) -> memref<32x1024xbf16, strided<[1024, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v5, %B_shared) : (memref<32x1024xbf16, strided<[1024, 1], offset: ?>, #tt.dram>, memref<32x1024xbf16, #tt.shared>) -> ()
    "tt.tile.gemm"(%A_shared, %B_shared, %C_local, %n6) {transpose_a = false, transpose_b = false} : (memref<1024x32xbf16, #tt.shared>, memref<32x1024xbf16, #tt.shared>, memref<1024x1024xf32, #tt.fragment>, i1) -> ()
    } {tt.num_stages = 2 : i64}
    %v6 = "tt.tile.view"(%C, %v1, %v2) {sizes = [1024, 1024]} : (memref<1024x1024xf32, #tt.dram>, index, index) -> memref<1024x1024xf32, strided<[1024, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%C_local, %v6) : (memref<1024x1024xf32, #tt.fragment>, memref<1024x1024xf32, strided<[1024, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
