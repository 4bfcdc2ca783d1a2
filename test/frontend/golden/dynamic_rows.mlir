module {
  func.func @dynamic_rows(%X: memref<?x2x96xf32, #tt.dram>, %total: memref<2x?xf32, #tt.dram>, %rows: i32) attributes {tt.kernel, tt.shape = {X = [#tt.extent<"rows">, 2, 96], total = [2, #tt.extent<"rows">]}, tt.symbols = ["rows"]} {
    %c32 = arith.constant 32 : index
    %c0 = arith.constant 0 : index
    %rows_0 = arith.index_cast %rows : i32 to index
    "tt.core.launch"() ({
    ^bb0(%bx: index, %by: index):
      %x = memref.alloc() : memref<32x96xf32, #tt.fragment>
      %s = memref.alloc() : memref<32xf32, #tt.fragment>
      %0 = arith.muli %by, %c32 : index
      %1 = "tt.tile.view"(%X, %0, %bx, %c0) {sizes = [32, 1, 96]} : (memref<?x2x96xf32, #tt.dram>, index, index, index) -> memref<32x1x96xf32, strided<[192, 96, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%1, %x) : (memref<32x1x96xf32, strided<[192, 96, 1], offset: ?>, #tt.dram>, memref<32x96xf32, #tt.fragment>) -> ()
      "tt.tile.reduce"(%x, %s) {clear = true, dim = 1 : i64, kind = "sum"} : (memref<32x96xf32, #tt.fragment>, memref<32xf32, #tt.fragment>) -> ()
      %2 = arith.muli %by, %c32 : index
      %3 = "tt.tile.view"(%total, %bx, %2) {sizes = [1, 32]} : (memref<2x?xf32, #tt.dram>, index, index) -> memref<1x32xf32, strided<[?, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%s, %3) : (memref<32xf32, #tt.fragment>, memref<1x32xf32, strided<[?, 1], offset: ?>, #tt.dram>) -> ()
    }) {extents = [2, #tt.extent<"ceil_div(rows, 32)">], symbols = ["bx", "by"], threads = [64, 1, 1]} : () -> ()
    return
  }
}
