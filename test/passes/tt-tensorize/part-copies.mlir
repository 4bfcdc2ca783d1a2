// RUN: tt-opt %s --tensorize --canonicalize --cse | %check

// A row is copied out of a block, converted, and put into another row; a fill of a column is a choice by its mask.

// CHECK-LABEL: func.func @rows(
// CHECK:   %[[X:.*]] = "tt.tile.load"
// CHECK:   "tt.tile.where"({{.*}}, %[[X]], {{.*}})
// CHECK:   %[[ROW:.*]] = "tt.tile.block_reduce"({{.*}}) {dim = 0 : i64, kind = "sum"} : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
// CHECK:   %[[WIDE:.*]] = "tt.tile.typecast"(%[[ROW]]) : (tensor<1x2x!tt.tile<[32, 32], bf16>>) -> tensor<1x2x!tt.tile<[32, 32], f32>>
// CHECK:   %[[BACK:.*]] = "tt.tile.typecast"(%[[WIDE]])
// CHECK:   %[[SPREAD:.*]] = "tt.tile.bcast"(%[[BACK]]) {kind = "row"}
// CHECK:   %[[Y:.*]] = "tt.tile.where"({{.*}}, %[[SPREAD]], %[[X]])
// CHECK:   %[[Z:.*]] = "tt.tile.where"({{.*}}, {{.*}}, %[[Y]])
// CHECK:   "tt.tile.store"(%[[Z]],
func.func @rows(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c5 = arith.constant 5 : index
  %one = arith.constant 1.0 : bf16
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<64x64xbf16, #tt.shared> loc("x")
    %r = memref.alloc() : memref<64xf32, #tt.fragment> loc("r")
    "tt.tile.copy"(%A, %x) : (memref<64x64xbf16, #tt.dram>, memref<64x64xbf16, #tt.shared>) -> ()
    %row = "tt.tile.view"(%x, %c5, %c0) {sizes = [1, 64]} : (memref<64x64xbf16, #tt.shared>, index, index) -> memref<1x64xbf16, strided<[64, 1], offset: ?>, #tt.shared>
    "tt.tile.copy"(%row, %r) : (memref<1x64xbf16, strided<[64, 1], offset: ?>, #tt.shared>, memref<64xf32, #tt.fragment>) -> ()
    %to = "tt.tile.view"(%x, %bx, %c0) {sizes = [1, 64]} : (memref<64x64xbf16, #tt.shared>, index, index) -> memref<1x64xbf16, strided<[64, 1], offset: ?>, #tt.shared>
    "tt.tile.copy"(%r, %to) : (memref<64xf32, #tt.fragment>, memref<1x64xbf16, strided<[64, 1], offset: ?>, #tt.shared>) -> ()
    %column = "tt.tile.view"(%x, %c0, %bx) {sizes = [64, 1]} : (memref<64x64xbf16, #tt.shared>, index, index) -> memref<64x1xbf16, strided<[64, 1], offset: ?>, #tt.shared>
    "tt.tile.fill"(%column, %one) : (memref<64x1xbf16, strided<[64, 1], offset: ?>, #tt.shared>, bf16) -> ()
    "tt.tile.copy"(%x, %A) : (memref<64x64xbf16, #tt.shared>, memref<64x64xbf16, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}
