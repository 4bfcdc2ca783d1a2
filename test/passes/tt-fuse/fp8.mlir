// RUN: tt-opt %s --tt-fuse | %check

// A conversion to fp8 is arithmetic in f32: the chip keeps fp8 numbers as bf16, and rounding twice is not rounding once.

// CHECK-LABEL: func.func @to_fp8(
// CHECK:   %[[FACTOR:.*]] = arith.constant 0x49800008 : f32
// CHECK:   "tt.tile.map"() ({
// CHECK:   %[[SPREAD:.*]] = "tt.tile.splat"(%[[FACTOR]])
// CHECK:   %[[SCALED:.*]] = "tt.tile.mul"(%[[VALUE:.*]], %[[SPREAD]])
// CHECK:   %[[REST:.*]] = "tt.tile.sub"(%[[SCALED]], %[[VALUE]])
// CHECK:   %[[NORMAL:.*]] = "tt.tile.sub"(%[[SCALED]], %[[REST]])
// CHECK:   "tt.tile.where"(%{{.*}}, %{{.*}}, %[[NORMAL]])
// CHECK:   "tt.tile.typecast"({{.*}}) {tt.exact} : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f8E4M3FN>
func.func @to_fp8(%A: memref<32x32xf32, #tt.dram>, %B: memref<32x32xf8E4M3FN, #tt.dram>) {
  %c0 = arith.constant 0 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %a = "tt.tile.load"(%A, %c0, %c0) : (memref<32x32xf32, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], f32>>
    %y = "tt.tile.typecast"(%a) : (tensor<1x1x!tt.tile<[32, 32], f32>>) -> tensor<1x1x!tt.tile<[32, 32], f8E4M3FN>>
    "tt.tile.store"(%y, %B, %c0, %c0) : (tensor<1x1x!tt.tile<[32, 32], f8E4M3FN>>, memref<32x32xf8E4M3FN, #tt.dram>, index, index) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
