// RUN: tt-opt %s --tt-memory-space-lower | %check

// A block of fp32 that is both copied and an operand of the matrix unit: the product reads a copy, so that the block itself can go to DST
// with all its bits. A block that is only an operand has no copy.

// CHECK-LABEL: func.func @both
// CHECK-SAME: %[[A:[^:]*]]: memref
// CHECK: %[[CBA:.*]] = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"}
// CHECK: %[[CBB:.*]] = "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"}
// CHECK: %[[COPY:.*]] = "tt.cb.alloc"() {depth = 1 : i64, id = 24 : i64, role = "intermediate"}
// CHECK: "tt.core.read"(%[[A]], %[[CBA]],
// CHECK: "tt.cb.map"(%[[COPY]]) ({
// CHECK:   "tt.tile.at"(%[[CBA]])
// CHECK: "tt.cb.wait"(%[[COPY]])
// CHECK: "tt.cb.matmul"(%[[COPY]], %[[CBB]],
// CHECK: "tt.cb.pop"(%[[COPY]])
// CHECK: "tt.cb.map"
// CHECK:   "tt.tile.at"(%[[CBA]])
func.func @both(%A: memref<32x32xf32, #tt.dram> loc("A"), %B: memref<32x32xf32, #tt.dram> loc("B"), %C: memref<32x32xf32, #tt.dram> loc("C"), %D: memref<32x32xf32, #tt.dram> loc("D")) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %s = "tt.tile.splat"(%zero) : (f32) -> tensor<1x1x!tt.tile<[32, 32], f32>>
    %a = "tt.tile.load"(%A, %c0, %c0) : (memref<32x32xf32, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], f32>>
    %b = "tt.tile.load"(%B, %c0, %c0) : (memref<32x32xf32, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], f32>>
    %c = "tt.tile.matmul"(%a, %b, %s) {transpose_b = false} : (tensor<1x1x!tt.tile<[32, 32], f32>>, tensor<1x1x!tt.tile<[32, 32], f32>>, tensor<1x1x!tt.tile<[32, 32], f32>>) -> tensor<1x1x!tt.tile<[32, 32], f32>>
    %d = "tt.tile.map"() ({
      %t = "tt.tile.at"(%a) {map = "block"} : (tensor<1x1x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
      %n = "tt.tile.neg"(%t) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
      "tt.tile.yield"(%n) : (!tt.tile<[32, 32], f32>) -> ()
    }) : () -> tensor<1x1x!tt.tile<[32, 32], f32>>
    "tt.tile.store"(%c, %C, %c0, %c0) : (tensor<1x1x!tt.tile<[32, 32], f32>>, memref<32x32xf32, #tt.dram>, index, index) -> ()
    "tt.tile.store"(%d, %D, %c0, %c0) : (tensor<1x1x!tt.tile<[32, 32], f32>>, memref<32x32xf32, #tt.dram>, index, index) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
