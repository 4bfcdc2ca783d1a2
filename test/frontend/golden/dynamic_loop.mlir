module {
  func.func @dynamic_loop(%X: memref<4x32x?xf32, #tt.dram>, %Y: memref<4x32xf32, #tt.dram>, %n: i32) attributes {tt.kernel, tt.shape = {X = [4, 32, #tt.extent<"n">]}, tt.symbols = ["n"]} {
    %cst = arith.constant 0xFF800000 : f32
    %c0 = arith.constant 0 : index
    %c31 = arith.constant 31 : index
    %c32 = arith.constant 32 : index
    %c1 = arith.constant 1 : index
    %n_0 = arith.index_cast %n : i32 to index
    "tt.core.launch"() ({
    ^bb0(%bx: index):
      %x = memref.alloc() : memref<32x32xf32, #tt.fragment>
      %top = memref.alloc() : memref<32xf32, #tt.fragment>
      "tt.tile.fill"(%top, %cst) : (memref<32xf32, #tt.fragment>, f32) -> ()
      %0 = arith.addi %n_0, %c31 : index
      %1 = arith.divui %0, %c32 : index
      scf.for %k = %c0 to %1 step %c1 {
        %3 = arith.muli %k, %c32 : index
        %4 = "tt.tile.view"(%X, %bx, %c0, %3) {sizes = [1, 32, 32]} : (memref<4x32x?xf32, #tt.dram>, index, index, index) -> memref<1x32x32xf32, strided<[?, ?, 1], offset: ?>, #tt.dram>
        "tt.tile.copy"(%4, %x) : (memref<1x32x32xf32, strided<[?, ?, 1], offset: ?>, #tt.dram>, memref<32x32xf32, #tt.fragment>) -> ()
        scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c32) step (%c1, %c1) {
          %5 = arith.muli %k, %c32 : index
          %6 = arith.addi %5, %j : index
          %7 = arith.cmpi slt, %6, %n_0 : index
          %8 = memref.load %x[%i, %j] : memref<32x32xf32, #tt.fragment>
          %9 = arith.select %7, %8, %cst : f32
          memref.store %9, %x[%i, %j] : memref<32x32xf32, #tt.fragment>
          scf.reduce 
        }
        "tt.tile.reduce"(%x, %top) {clear = false, dim = 1 : i64, kind = "max"} : (memref<32x32xf32, #tt.fragment>, memref<32xf32, #tt.fragment>) -> ()
      }
      %2 = "tt.tile.view"(%Y, %bx, %c0) {sizes = [1, 32]} : (memref<4x32xf32, #tt.dram>, index, index) -> memref<1x32xf32, strided<[32, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%top, %2) : (memref<32xf32, #tt.fragment>, memref<1x32xf32, strided<[32, 1], offset: ?>, #tt.dram>) -> ()
    }) {extents = [4], symbols = ["bx"], threads = [64, 1, 1]} : () -> ()
    return
  }
}
