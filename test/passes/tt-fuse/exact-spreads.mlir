// RUN: tt-opt %s --tt-fuse | %check

// A float32 vector that an exponential function follows is spread in three summands that the matrix unit hands on whole, once, inside
// of its own tiles. A factor is spread as it is.

// CHECK-LABEL: func.func @differences(
// CHECK:   %[[G:.*]] = "tt.tile.load"({{.*}}) : (memref<64x32xf32
// CHECK:   %[[ONE:.*]] = "tt.tile.map"() ({
// CHECK:     "tt.tile.typecast"({{.*}}) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
// CHECK:   }) : () -> tensor<2x1x!tt.tile<[32, 32], f32>>
// CHECK:   %[[REST:.*]] = "tt.tile.map"() ({
// CHECK:     "tt.tile.sub"
// CHECK:   %[[TWO:.*]] = "tt.tile.map"() ({
// CHECK:   %[[THREE:.*]] = "tt.tile.map"() ({
// CHECK:     "tt.tile.sub"
// CHECK:   %[[S:.*]] = "tt.tile.map"() ({
// CHECK-COUNT-3: "tt.tile.bcast"({{.*}}) {kind = "col"}
// CHECK:   }) : () -> tensor<2x1x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.map"() ({
// CHECK-DAG: "tt.tile.at"(%[[S]]) {map = "col"}
// CHECK:     "tt.tile.exp"
// CHECK:   "tt.tile.map"() ({
// CHECK-DAG: "tt.tile.at"(%[[G]]) {map = "col"}
// CHECK:     "tt.tile.mul"
!v = tensor<2x1x!tt.tile<[32, 32], f32>>
!b = tensor<2x2x!tt.tile<[32, 32], f32>>
func.func @differences(%A: memref<64x64xf32, #tt.dram>, %G: memref<64x32xf32, #tt.dram>, %B: memref<64x64xf32, #tt.dram>) {
  %c0 = arith.constant 0 : index
  %x = "tt.tile.load"(%A, %c0, %c0) : (memref<64x64xf32, #tt.dram>, index, index) -> !b
  %g = "tt.tile.load"(%G, %c0, %c0) : (memref<64x32xf32, #tt.dram>, index, index) -> !v
  %h = "tt.tile.bcast"(%g) {kind = "col"} : (!v) -> !b
  %d = "tt.tile.sub"(%x, %h) : (!b, !b) -> !b
  %e = "tt.tile.exp"(%d) : (!b) -> !b
  "tt.tile.store"(%e, %B, %c0, %c0) : (!b, memref<64x64xf32, #tt.dram>, index, index) -> ()
  %f = "tt.tile.bcast"(%g) {kind = "col"} : (!v) -> !b
  %p = "tt.tile.mul"(%x, %f) : (!b, !b) -> !b
  "tt.tile.store"(%p, %A, %c0, %c0) : (!b, memref<64x64xf32, #tt.dram>, index, index) -> ()
  return
}
