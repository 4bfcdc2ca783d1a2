// RUN: tt-opt %s --tile-pad | %check

// Single elements are found in any layout: D is as it would be without them, G is cut for its blocks, and the room is
// for whatever elements reach.

// CHECK: func.func @elements({{.*}} attributes {{{.*}}tt.padded_shape = {D = [32, 96], G = [4, 96]}, tt.tile_dims = {G = [-1, 1]}}
func.func @elements(%G: memref<4x80xf32, #tt.dram> loc("G"), %D: memref<8x70xf32, #tt.dram> loc("D")) {
  %c0 = arith.constant 0 : index
  %c31 = arith.constant 31 : index
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %t = memref.alloc() : memref<32xf32, #tt.shared>
    %at = arith.muli %bx, %c32 : index
    %g = "tt.tile.view"(%G, %by, %at) {sizes = [1, 32]} : (memref<4x80xf32, #tt.dram>, index, index)
      -> memref<1x32xf32, strided<[80, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%g, %t) : (memref<1x32xf32, strided<[80, 1], offset: ?>, #tt.dram>, memref<32xf32, #tt.shared>) -> ()
    %last = arith.addi %at, %c31 : index
    %x = memref.load %G[%by, %last] : memref<4x80xf32, #tt.dram>
    memref.store %x, %D[%bx, %last] : memref<8x70xf32, #tt.dram>
  }) {extents = [3, 4], symbols = ["bx", "by"]} : () -> ()
  return
}
