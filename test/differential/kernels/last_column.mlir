// The last column of a matrix whose other uses are blocks, in a tile of its own: a vector down the rows of tiles, loaded and
// stored.
func.func @last_column(%A: memref<64x33xbf16, #tt.dram> loc("A"), %B: memref<64x33xbf16, #tt.dram> loc("B"), %C: memref<64xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  %c1 = arith.constant 1 : index
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<64x32xbf16, #tt.shared> loc("a")
    %b = memref.alloc() : memref<64xbf16, #tt.shared> loc("b")
    %w = "tt.tile.view"(%B, %c0, %c0) {sizes = [64, 32]} : (memref<64x33xbf16, #tt.dram>, index, index) -> memref<64x32xbf16, strided<[33, 1], offset: ?>, #tt.dram>
    %first = "tt.tile.view"(%A, %c0, %c0) {sizes = [64, 32]} : (memref<64x33xbf16, #tt.dram>, index, index) -> memref<64x32xbf16, strided<[33, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%first, %a) : (memref<64x32xbf16, strided<[33, 1], offset: ?>, #tt.dram>, memref<64x32xbf16, #tt.shared>) -> ()
    "tt.tile.copy"(%a, %w) : (memref<64x32xbf16, #tt.shared>, memref<64x32xbf16, strided<[33, 1], offset: ?>, #tt.dram>) -> ()
    %last = "tt.tile.view"(%B, %c0, %c32) {sizes = [64, 1]} : (memref<64x33xbf16, #tt.dram>, index, index) -> memref<64x1xbf16, strided<[33, 1], offset: ?>, #tt.dram>
    %v = "tt.tile.view"(%A, %c0, %c32) {sizes = [64, 1]} : (memref<64x33xbf16, #tt.dram>, index, index) -> memref<64x1xbf16, strided<[33, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v, %b) : (memref<64x1xbf16, strided<[33, 1], offset: ?>, #tt.dram>, memref<64xbf16, #tt.shared>) -> ()
    "tt.tile.copy"(%b, %last) : (memref<64xbf16, #tt.shared>, memref<64x1xbf16, strided<[33, 1], offset: ?>, #tt.dram>) -> ()
    "tt.tile.copy"(%b, %C) : (memref<64xbf16, #tt.shared>, memref<64xbf16, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"], threads = [128, 1, 1]} : () -> ()
  return
}
