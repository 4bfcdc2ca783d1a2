module {
  func.func @matmul(%A: memref<256x128xbf16, #tt.dram>, %B: memref<128x256xbf16, #tt.dram>, %C: memref<256x256xbf16, #tt.dram>) attributes {tt.kernel} {
    %cst = arith.constant 0.000000e+00 : f32
    %c0 = arith.constant 0 : index
    %c4 = arith.constant 4 : index
    %c1 = arith.constant 1 : index
    %c128 = arith.constant 128 : index
    %c32 = arith.constant 32 : index
    %false = arith.constant false
    "tt.core.launch"() ({
    ^bb0(%bx: index, %by: index):
      %A_shared = memref.alloc() : memref<128x32xbf16, #tt.shared>
      %B_shared = memref.alloc() : memref<32x128xbf16, #tt.shared>
      %C_local = memref.alloc() : memref<128x128xf32, #tt.fragment>
      "tt.tile.fill"(%C_local, %cst) : (memref<128x128xf32, #tt.fragment>, f32) -> ()
      scf.for %ko = %c0 to %c4 step %c1 {
        %3 = arith.muli %by, %c128 : index
        %4 = arith.muli %ko, %c32 : index
        %5 = "tt.tile.view"(%A, %3, %4) {sizes = [128, 32]} : (memref<256x128xbf16, #tt.dram>, index, index) -> memref<128x32xbf16, strided<[128, 1], offset: ?>, #tt.dram>
        "tt.tile.copy"(%5, %A_shared) : (memref<128x32xbf16, strided<[128, 1], offset: ?>, #tt.dram>, memref<128x32xbf16, #tt.shared>) -> ()
        %6 = arith.muli %ko, %c32 : index
        %7 = arith.muli %bx, %c128 : index
        %8 = "tt.tile.view"(%B, %6, %7) {sizes = [32, 128]} : (memref<128x256xbf16, #tt.dram>, index, index) -> memref<32x128xbf16, strided<[256, 1], offset: ?>, #tt.dram>
        "tt.tile.copy"(%8, %B_shared) : (memref<32x128xbf16, strided<[256, 1], offset: ?>, #tt.dram>, memref<32x128xbf16, #tt.shared>) -> ()
        "tt.tile.gemm"(%A_shared, %B_shared, %C_local, %false) {transpose_a = false, transpose_b = false} : (memref<128x32xbf16, #tt.shared>, memref<32x128xbf16, #tt.shared>, memref<128x128xf32, #tt.fragment>, i1) -> ()
      } {tt.num_stages = 3 : i64}
      %0 = arith.muli %by, %c128 : index
      %1 = arith.muli %bx, %c128 : index
      %2 = "tt.tile.view"(%C, %0, %1) {sizes = [128, 128]} : (memref<256x256xbf16, #tt.dram>, index, index) -> memref<128x128xbf16, strided<[256, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%C_local, %2) : (memref<128x128xf32, #tt.fragment>, memref<128x128xbf16, strided<[256, 1], offset: ?>, #tt.dram>) -> ()
    }) {extents = [2, 2], symbols = ["bx", "by"], threads = [128, 1, 1]} : () -> ()
    return
  }
}
