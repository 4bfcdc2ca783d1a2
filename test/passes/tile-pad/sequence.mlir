// RUN: tt-opt %s --tile-pad | %check
// RUN: tt-opt %s --tile-pad --tensorize --canonicalize --cse | %check --check-prefix=VALUE

// The programs of a sequence lay a tensor out together: the second reaches further than the first, so both have its room.
// What the first leaves behind the end of W, the second would load: stores put zeros there. A is never loaded there by a
// program that could see a store, and B is never loaded.
// CHECK-LABEL: func.func @f_0(
// CHECK-SAME:    tt.padded_shape = {A = [96, 32], B = [128, 32], W = [128, 32]}
// CHECK-SAME:    tt.zero_padding = ["W"]
// CHECK-LABEL: func.func @f_1(
// CHECK-SAME:    tt.padded_shape = {A = [96, 32], B = [128, 32], W = [128, 32]}
// CHECK-SAME:    tt.zero_padding = ["W"]

// Rows from 72 - 32 * bx on are zero; columns are whole tiles.
// VALUE-LABEL: func.func @f_0(
// VALUE:         %[[END:.*]] = arith.constant -72 : index
// VALUE:         %[[M:.*]] = arith.muli %{{.*}}, %{{.*}} : index
// VALUE:         %[[ROWS:.*]] = "tt.tile.iota"() {dim = 0 : i64}
// VALUE:         %[[REST:.*]] = arith.addi %[[M]], %[[END]] : index
// VALUE:         %[[I32:.*]] = arith.index_cast %[[REST]] : index to i32
// VALUE:         %[[F32:.*]] = arith.sitofp %[[I32]] : i32 to f32
// VALUE:         %[[FROM:.*]] = "tt.tile.splat"(%[[F32]])
// VALUE:         %[[D:.*]] = "tt.tile.add"(%[[ROWS]], %[[FROM]])
// VALUE:         %[[MASK:.*]] = "tt.tile.ltz"(%[[D]])
// VALUE:         %[[KEPT:.*]] = "tt.tile.where"(%[[MASK]],
// VALUE-NOT:     "tt.tile.where"
// VALUE:         "tt.tile.store"(%[[KEPT]], %{{W|arg1}}
// VALUE-LABEL: func.func @f_1(
// VALUE-NOT:     "tt.tile.where"
!V = memref<32x32xf32, strided<[32, 1], offset: ?>, #tt.dram>
!W = memref<64x32xf32, strided<[32, 1], offset: ?>, #tt.dram>
func.func @f_0(%A: memref<72x32xf32, #tt.dram> loc("A"), %W: memref<72x32xf32, #tt.dram> loc("W"), %B: memref<72x32xf32, #tt.dram> loc("B"))
    attributes {tt.sequence = #tt.sequence<"f", 0, 2>} {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<32x32xf32, #tt.shared>
    %m = arith.muli %bx, %c32 : index
    %a = "tt.tile.view"(%A, %m, %c0) {sizes = [32, 32]} : (memref<72x32xf32, #tt.dram>, index, index) -> !V
    "tt.tile.copy"(%a, %t) : (!V, memref<32x32xf32, #tt.shared>) -> ()
    %w = "tt.tile.view"(%W, %m, %c0) {sizes = [32, 32]} : (memref<72x32xf32, #tt.dram>, index, index) -> !V
    "tt.tile.copy"(%t, %w) : (memref<32x32xf32, #tt.shared>, !V) -> ()
  }) {extents = [3], symbols = ["bx"]} : () -> ()
  return
}
func.func @f_1(%A: memref<72x32xf32, #tt.dram> loc("A"), %W: memref<72x32xf32, #tt.dram> loc("W"), %B: memref<72x32xf32, #tt.dram> loc("B"))
    attributes {tt.sequence = #tt.sequence<"f", 1, 2>} {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<64x32xf32, #tt.shared>
    %m = arith.muli %bx, %c64 : index
    %w = "tt.tile.view"(%W, %m, %c0) {sizes = [64, 32]} : (memref<72x32xf32, #tt.dram>, index, index) -> !W
    "tt.tile.copy"(%w, %t) : (!W, memref<64x32xf32, #tt.shared>) -> ()
    %b = "tt.tile.view"(%B, %m, %c0) {sizes = [64, 32]} : (memref<72x32xf32, #tt.dram>, index, index) -> !W
    "tt.tile.copy"(%t, %b) : (memref<64x32xf32, #tt.shared>, !W) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}
