module {
  func.func @matmul_bias_relu(%A: memref<128x64xbf16, #tt.dram>, %B: memref<64x128xbf16, #tt.dram>, %bias: memref<128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>) attributes {tt.kernel} {
    %cst = arith.constant 0.000000e+00 : f32
    %c0 = arith.constant 0 : index
    %c2 = arith.constant 2 : index
    %c1 = arith.constant 1 : index
    %c64 = arith.constant 64 : index
    %c32 = arith.constant 32 : index
    %false = arith.constant false
    "tt.core.launch"() ({
    ^bb0(%bx: index, %by: index):
      %A_shared = memref.alloc() : memref<64x32xbf16, #tt.shared>
      %B_shared = memref.alloc() : memref<32x64xbf16, #tt.shared>
      %bias_shared = memref.alloc() : memref<64xbf16, #tt.shared>
      %C_local = memref.alloc() : memref<64x64xf32, #tt.fragment>
      "tt.tile.fill"(%C_local, %cst) : (memref<64x64xf32, #tt.fragment>, f32) -> ()
      scf.for %ko = %c0 to %c2 step %c1 {
        %5 = arith.muli %by, %c64 : index
        %6 = arith.muli %ko, %c32 : index
        %7 = "tt.tile.view"(%A, %5, %6) {sizes = [64, 32]} : (memref<128x64xbf16, #tt.dram>, index, index) -> memref<64x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
        "tt.tile.copy"(%7, %A_shared) : (memref<64x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>, memref<64x32xbf16, #tt.shared>) -> ()
        %8 = arith.muli %ko, %c32 : index
        %9 = arith.muli %bx, %c64 : index
        %10 = "tt.tile.view"(%B, %8, %9) {sizes = [32, 64]} : (memref<64x128xbf16, #tt.dram>, index, index) -> memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
        "tt.tile.copy"(%10, %B_shared) : (memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>, memref<32x64xbf16, #tt.shared>) -> ()
        "tt.tile.gemm"(%A_shared, %B_shared, %C_local, %false) {transpose_a = false, transpose_b = false} : (memref<64x32xbf16, #tt.shared>, memref<32x64xbf16, #tt.shared>, memref<64x64xf32, #tt.fragment>, i1) -> ()
      } {tt.num_stages = 2 : i64}
      %0 = arith.muli %bx, %c64 : index
      %1 = "tt.tile.view"(%bias, %0) {sizes = [64]} : (memref<128xbf16, #tt.dram>, index) -> memref<64xbf16, strided<[1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%1, %bias_shared) : (memref<64xbf16, strided<[1], offset: ?>, #tt.dram>, memref<64xbf16, #tt.shared>) -> ()
      scf.parallel (%i, %j) = (%c0, %c0) to (%c64, %c64) step (%c1, %c1) {
        %5 = memref.load %C_local[%i, %j] : memref<64x64xf32, #tt.fragment>
        %6 = memref.load %bias_shared[%j] : memref<64xbf16, #tt.shared>
        %7 = arith.extf %6 : bf16 to f32
        %8 = arith.addf %5, %7 : f32
        %9 = arith.maxnumf %8, %cst : f32
        memref.store %9, %C_local[%i, %j] : memref<64x64xf32, #tt.fragment>
        scf.reduce 
      }
      %2 = arith.muli %by, %c64 : index
      %3 = arith.muli %bx, %c64 : index
      %4 = "tt.tile.view"(%C, %2, %3) {sizes = [64, 64]} : (memref<128x128xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%C_local, %4) : (memref<64x64xf32, #tt.fragment>, memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
    }) {extents = [2, 2], symbols = ["bx", "by"], threads = [128, 1, 1]} : () -> ()
    return
  }
}
