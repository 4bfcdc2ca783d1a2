// RUN: tt-opt %s --tile-pad | %check
// RUN: tt-opt %s --tile-pad --tile-pad | %check

// Blocks that reach over the end get room; tensors of whole tiles stay as they are.
// CHECK-LABEL: func.func @overhang
// CHECK-SAME:    tt.buffer_A_needs_padding = true, tt.buffer_A_num_tiles_height = 4 : i64, tt.buffer_A_num_tiles_width = 3 : i64
// CHECK-SAME:    tt.buffer_B_needs_padding = false, tt.buffer_B_num_tiles_height = 4 : i64, tt.buffer_B_num_tiles_width = 2 : i64
// CHECK-SAME:    tt.padded_shape = {A = [128, 96]}}
func.func @overhang(%A: memref<100x72xbf16, #tt.dram> loc("A"), %B: memref<128x64xbf16, #tt.dram> loc("B")) {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %t = memref.alloc() : memref<64x32xbf16, #tt.shared>
    %m = arith.muli %bx, %c64 : index
    %n = arith.muli %by, %c32 : index
    %a = "tt.tile.view"(%A, %m, %n) {sizes = [64, 32]} : (memref<100x72xbf16, #tt.dram>, index, index)
      -> memref<64x32xbf16, strided<[72, 1], offset: ?>, #tt.dram>
    %b = "tt.tile.view"(%B, %m, %c0) {sizes = [64, 32]} : (memref<128x64xbf16, #tt.dram>, index, index)
      -> memref<64x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%a, %t) : (memref<64x32xbf16, strided<[72, 1], offset: ?>, #tt.dram>, memref<64x32xbf16, #tt.shared>) -> ()
    "tt.tile.copy"(%t, %b) : (memref<64x32xbf16, #tt.shared>, memref<64x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2, 3], symbols = ["bx", "by"]} : () -> ()
  return
}

// The tiled dimensions are those with more than one element; a vector is a row of tiles of its own.
// CHECK-LABEL: func.func @dims
// CHECK-SAME:    tt.padded_shape = {L = [2, 64, 3], Q = [2, 64, 3, 64]}
// CHECK-SAME:    tt.tile_dims = {L = [-1, 1], Q = [1, 3]}}
func.func @dims(%Q: memref<2x64x3x40xbf16, #tt.dram> loc("Q"), %L: memref<2x50x3xbf16, #tt.dram> loc("L")) {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %t = memref.alloc() : memref<32x40xbf16, #tt.shared>
    %v = memref.alloc() : memref<32xbf16, #tt.shared>
    %s = arith.muli %bx, %c32 : index
    %q = "tt.tile.view"(%Q, %c0, %s, %by, %c0) {sizes = [1, 32, 1, 40]} : (memref<2x64x3x40xbf16, #tt.dram>, index, index, index, index)
      -> memref<1x32x1x40xbf16, strided<[7680, 120, 40, 1], offset: ?>, #tt.dram>
    %l = "tt.tile.view"(%L, %c0, %s, %by) {sizes = [1, 32, 1]} : (memref<2x50x3xbf16, #tt.dram>, index, index, index)
      -> memref<1x32x1xbf16, strided<[150, 3, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%q, %t) : (memref<1x32x1x40xbf16, strided<[7680, 120, 40, 1], offset: ?>, #tt.dram>, memref<32x40xbf16, #tt.shared>) -> ()
    "tt.tile.copy"(%v, %l) : (memref<32xbf16, #tt.shared>, memref<1x32x1xbf16, strided<[150, 3, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2, 3], symbols = ["bx", "by"]} : () -> ()
  return
}

// Blocks of 48 start a tile each.
// CHECK-LABEL: func.func @blocks
// CHECK-SAME:    tt.padded_shape = {A = [128, 64]}
// CHECK-SAME:    tt.tile_blocks = {A = [48, 32]}}
func.func @blocks(%A: memref<90x50xbf16, #tt.dram> loc("A")) {
  %c0 = arith.constant 0 : index
  %c48 = arith.constant 48 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<48x50xbf16, #tt.shared>
    %m = arith.muli %bx, %c48 : index
    %a = "tt.tile.view"(%A, %m, %c0) {sizes = [48, 50]} : (memref<90x50xbf16, #tt.dram>, index, index)
      -> memref<48x50xbf16, strided<[50, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%a, %t) : (memref<48x50xbf16, strided<[50, 1], offset: ?>, #tt.dram>, memref<48x50xbf16, #tt.shared>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// Elements in T.Parallel: loop variables are the tiled dimensions, in whatever order.
// CHECK-LABEL: func.func @parallel
// CHECK-SAME:    tt.padded_shape = {A = [64, 3, 64]}
// CHECK-SAME:    tt.tile_dims = {A = [0, 2]}}
func.func @parallel(%A: memref<40x3x50xbf16, #tt.dram> loc("A")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<64x32xbf16, #tt.shared>
    %m = arith.muli %bx, %c32 : index
    scf.parallel (%i, %j) = (%c0, %c0) to (%c64, %c32) step (%c1, %c1) {
      %r = arith.addi %m, %j : index
      %x = memref.load %A[%r, %bx, %i] : memref<40x3x50xbf16, #tt.dram>
      memref.store %x, %t[%i, %j] : memref<64x32xbf16, #tt.shared>
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// Conditions bound offsets: blocks before the first are never accessed, those behind the last need no room.
// CHECK-LABEL: func.func @conditions
// CHECK-NOT:     tt.padded_shape
// CHECK:         return
func.func @conditions(%A: memref<64x32xbf16, #tt.dram> loc("A")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<32x32xbf16, #tt.shared>
    %later = arith.cmpi sge, %bx, %c2 : index
    %back = arith.subi %bx, %c2 : index
    scf.if %later {
      %m = arith.muli %back, %c32 : index
      %a = "tt.tile.view"(%A, %m, %c0) {sizes = [32, 32]} : (memref<64x32xbf16, #tt.dram>, index, index)
        -> memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%a, %t) : (memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>, memref<32x32xbf16, #tt.shared>) -> ()
    } else {
      %m = arith.muli %bx, %c32 : index
      %a = "tt.tile.view"(%A, %m, %c0) {sizes = [32, 32]} : (memref<64x32xbf16, #tt.dram>, index, index)
        -> memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%a, %t) : (memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>, memref<32x32xbf16, #tt.shared>) -> ()
    }
    %folded = arith.select %later, %back, %bx : index
    %n = arith.muli %folded, %c32 : index
    %b = "tt.tile.view"(%A, %n, %c0) {sizes = [32, 32]} : (memref<64x32xbf16, #tt.dram>, index, index)
      -> memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%b, %t) : (memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>, memref<32x32xbf16, #tt.shared>) -> ()
  }) {extents = [4], symbols = ["bx"]} : () -> ()
  return
}
