module {
  func.func @transposes(%A: memref<64x32xf32, #tt.dram>, %B: memref<32x64xf32, #tt.dram>, %s: memref<2x32xf32, #tt.dram>) attributes {tt.kernel} {
    %c0 = arith.constant 0 : index
    %c32 = arith.constant 32 : index
    %c1 = arith.constant 1 : index
    %c-1 = arith.constant -1 : index
    %c64 = arith.constant 64 : index
    "tt.core.launch"() ({
    ^bb0(%bx: index):
      %a = memref.alloc() : memref<64x32xf32, #tt.shared>
      %b = memref.alloc() : memref<32x64xf32, #tt.shared>
      %top = memref.alloc() : memref<32xf32, #tt.fragment>
      %low = memref.alloc() : memref<32xf32, #tt.fragment>
      %f = memref.alloc() : memref<64x32xf32, #tt.fragment>
      "tt.tile.copy"(%A, %a) : (memref<64x32xf32, #tt.dram>, memref<64x32xf32, #tt.shared>) -> ()
      "tt.tile.copy"(%a, %f) : (memref<64x32xf32, #tt.shared>, memref<64x32xf32, #tt.fragment>) -> ()
      "tt.tile.transpose"(%a, %b) : (memref<64x32xf32, #tt.shared>, memref<32x64xf32, #tt.shared>) -> ()
      "tt.tile.copy"(%b, %B) : (memref<32x64xf32, #tt.shared>, memref<32x64xf32, #tt.dram>) -> ()
      "tt.tile.reduce"(%f, %top) {clear = true, dim = 0 : i64, kind = "absmax"} : (memref<64x32xf32, #tt.fragment>, memref<32xf32, #tt.fragment>) -> ()
      "tt.tile.reduce"(%f, %low) {clear = true, dim = 0 : i64, kind = "min"} : (memref<64x32xf32, #tt.fragment>, memref<32xf32, #tt.fragment>) -> ()
      scf.parallel (%j) = (%c0) to (%c32) step (%c1) {
        %2 = memref.load %low[%j] : memref<32xf32, #tt.fragment>
        %3 = arith.addi %c-1, %c64 : index
        %4 = memref.load %a[%3, %j] : memref<64x32xf32, #tt.shared>
        %5 = arith.addf %2, %4 : f32
        memref.store %5, %low[%j] : memref<32xf32, #tt.fragment>
        scf.reduce 
      }
      %0 = "tt.tile.view"(%s, %c0, %c0) {sizes = [1, 32]} : (memref<2x32xf32, #tt.dram>, index, index) -> memref<1x32xf32, strided<[32, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%top, %0) : (memref<32xf32, #tt.fragment>, memref<1x32xf32, strided<[32, 1], offset: ?>, #tt.dram>) -> ()
      %1 = "tt.tile.view"(%s, %c1, %c0) {sizes = [1, 32]} : (memref<2x32xf32, #tt.dram>, index, index) -> memref<1x32xf32, strided<[32, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%low, %1) : (memref<32xf32, #tt.fragment>, memref<1x32xf32, strided<[32, 1], offset: ?>, #tt.dram>) -> ()
    }) {extents = [1], symbols = ["bx"], threads = [32, 1, 1]} : () -> ()
    return
  }
}
