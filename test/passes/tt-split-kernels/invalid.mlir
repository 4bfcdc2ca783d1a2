// RUN: tt-opt %s --tensorize --canonicalize --cse --tt-fuse --memory-space-lower --split-kernels --split-input-file --verify-diagnostics

// The grid is still there.
// expected-error @below {{the kernel still has its grid}}
func.func @gemm(%A: memref<64x64xbf16, #tt.dram> loc("A"), %B: memref<64x64xbf16, #tt.dram> loc("B"), %C: memref<64x64xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 0.0 : f32
  %n1 = arith.constant 32 : index
  %n2 = arith.constant 0 : index
  %n3 = arith.constant 2 : index
  %n4 = arith.constant 1 : index
  %n5 = arith.constant false
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %A_shared = memref.alloc() : memref<32x32xbf16, #tt.shared> loc("A_shared")
    %B_shared = memref.alloc() : memref<32x32xbf16, #tt.shared> loc("B_shared")
    %C_local = memref.alloc() : memref<32x32xf32, #tt.fragment> loc("C_local")
    "tt.tile.fill"(%C_local, %n0) : (memref<32x32xf32, #tt.fragment>, f32) -> ()
    %v1 = arith.muli %by, %n1 : index
    %v2 = arith.muli %bx, %n1 : index
    scf.for %ko = %n2 to %n3 step %n4 {
    %v3 = arith.muli %ko, %n1 : index
    %v4 = "tt.tile.view"(%A, %v1, %v3) {sizes = [32, 32]} : (memref<64x64xbf16, #tt.dram>, index, index) -> memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v4, %A_shared) : (memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>, memref<32x32xbf16, #tt.shared>) -> ()
    %v5 = "tt.tile.view"(%B, %v3, %v2) {sizes = [32, 32]} : (memref<64x64xbf16, #tt.dram>, index, index) -> memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v5, %B_shared) : (memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>, memref<32x32xbf16, #tt.shared>) -> ()
    "tt.tile.gemm"(%A_shared, %B_shared, %C_local, %n5) {transpose_a = false, transpose_b = false} : (memref<32x32xbf16, #tt.shared>, memref<32x32xbf16, #tt.shared>, memref<32x32xf32, #tt.fragment>, i1) -> ()
    } {tt.num_stages = 2 : i64}
    %v6 = "tt.tile.view"(%C, %v1, %v2) {sizes = [32, 32]} : (memref<64x64xbf16, #tt.dram>, index, index) -> memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%C_local, %v6) : (memref<32x32xf32, #tt.fragment>, memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}
