module {
  func.func @gemm_one_dimensional(%data: memref<128x64xbf16, #tt.dram>, %c: memref<64x64xbf16, #tt.dram>, %a: memref<128x64xbf16, #tt.dram>) attributes {tt.kernel} {
    %c2 = arith.constant 2 : index
    %c32 = arith.constant 32 : index
    %c0 = arith.constant 0 : index
    %cst = arith.constant 0.000000e+00 : f32
    %false = arith.constant false
    "tt.core.launch"() ({
    ^bb0(%bx: index):
      %left = memref.alloc() : memref<32x64xbf16, #tt.shared>
      %right = memref.alloc() : memref<64x32xbf16, #tt.shared>
      %out = memref.alloc() : memref<32x32xf32, #tt.fragment>
      %row = arith.divui %bx, %c2 : index
      %col = arith.remui %bx, %c2 : index
      %0 = arith.muli %row, %c32 : index
      %1 = "tt.tile.view"(%data, %0, %c0) {sizes = [32, 64]} : (memref<128x64xbf16, #tt.dram>, index, index) -> memref<32x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%1, %left) : (memref<32x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>, memref<32x64xbf16, #tt.shared>) -> ()
      %2 = arith.muli %col, %c32 : index
      %3 = "tt.tile.view"(%c, %c0, %2) {sizes = [64, 32]} : (memref<64x64xbf16, #tt.dram>, index, index) -> memref<64x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%3, %right) : (memref<64x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>, memref<64x32xbf16, #tt.shared>) -> ()
      "tt.tile.fill"(%out, %cst) : (memref<32x32xf32, #tt.fragment>, f32) -> ()
      "tt.tile.gemm"(%left, %right, %out, %false) {transpose_a = false, transpose_b = false} : (memref<32x64xbf16, #tt.shared>, memref<64x32xbf16, #tt.shared>, memref<32x32xf32, #tt.fragment>, i1) -> ()
      %4 = arith.muli %row, %c32 : index
      %5 = arith.muli %col, %c32 : index
      %6 = "tt.tile.view"(%a, %4, %5) {sizes = [32, 32]} : (memref<128x64xbf16, #tt.dram>, index, index) -> memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%out, %6) : (memref<32x32xf32, #tt.fragment>, memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>) -> ()
    }) {extents = [8], swizzle = 10 : i64, symbols = ["bx"], threads = [64, 1, 1]} : () -> ()
    return
  }
}
