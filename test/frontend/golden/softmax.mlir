module {
  func.func @softmax(%X: memref<64x64xbf16, #tt.dram>, %Y: memref<64x64xbf16, #tt.dram>) attributes {tt.kernel} {
    %cst = arith.constant 0xFF800000 : f32
    %c32 = arith.constant 32 : index
    %c0 = arith.constant 0 : index
    %c64 = arith.constant 64 : index
    %c1 = arith.constant 1 : index
    %cst_0 = arith.constant 1.44269502 : f32
    "tt.core.launch"() ({
    ^bb0(%bx: index):
      %x = memref.alloc() : memref<32x64xf32, #tt.fragment>
      %top = memref.alloc() : memref<32xf32, #tt.fragment>
      %total = memref.alloc() : memref<32xf32, #tt.fragment>
      "tt.tile.fill"(%top, %cst) : (memref<32xf32, #tt.fragment>, f32) -> ()
      %0 = arith.muli %bx, %c32 : index
      %1 = "tt.tile.view"(%X, %0, %c0) {sizes = [32, 64]} : (memref<64x64xbf16, #tt.dram>, index, index) -> memref<32x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%1, %x) : (memref<32x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>, memref<32x64xf32, #tt.fragment>) -> ()
      "tt.tile.reduce"(%x, %top) {clear = false, dim = 1 : i64, kind = "max"} : (memref<32x64xf32, #tt.fragment>, memref<32xf32, #tt.fragment>) -> ()
      scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c64) step (%c1, %c1) {
        %4 = memref.load %x[%i, %j] : memref<32x64xf32, #tt.fragment>
        %5 = memref.load %top[%i] : memref<32xf32, #tt.fragment>
        %6 = arith.subf %4, %5 : f32
        %7 = arith.mulf %6, %cst_0 : f32
        %8 = math.exp2 %7 : f32
        memref.store %8, %x[%i, %j] : memref<32x64xf32, #tt.fragment>
        scf.reduce 
      }
      "tt.tile.reduce"(%x, %total) {clear = true, dim = 1 : i64, kind = "sum"} : (memref<32x64xf32, #tt.fragment>, memref<32xf32, #tt.fragment>) -> ()
      scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c64) step (%c1, %c1) {
        %4 = memref.load %x[%i, %j] : memref<32x64xf32, #tt.fragment>
        %5 = memref.load %total[%i] : memref<32xf32, #tt.fragment>
        %6 = arith.divf %4, %5 : f32
        memref.store %6, %x[%i, %j] : memref<32x64xf32, #tt.fragment>
        scf.reduce 
      }
      %2 = arith.muli %bx, %c32 : index
      %3 = "tt.tile.view"(%Y, %2, %c0) {sizes = [32, 64]} : (memref<64x64xbf16, #tt.dram>, index, index) -> memref<32x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%x, %3) : (memref<32x64xf32, #tt.fragment>, memref<32x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>) -> ()
    }) {extents = [2], symbols = ["bx"], threads = [128, 1, 1]} : () -> ()
    return
  }
}
