// RUN: tt-opt %s --canonicalize-grid --split-launches | %check

// Every program has the schedule of its launch.
// CHECK: func.func @two_0{{.*}}tt.schedule_order = "block"
// CHECK: func.func @two_1{{.*}}tt.schedule_order = "column_major", tt.schedule_policy = "contiguous"
// CHECK-NOT: tt.schedule =
func.func @two(%A: memref<64xf32, #tt.dram>) {
  %x = arith.constant 0.0 : f32
  "tt.core.launch"() ({
  ^bb0(%bx: index):
    memref.store %x, %A[%bx] : memref<64xf32, #tt.dram>
  }) {extents = [64], symbols = ["bx"], tt.schedule = {order = "block"}} : () -> ()
  "tt.core.launch"() ({
  ^bb0(%bx: index):
    memref.store %x, %A[%bx] : memref<64xf32, #tt.dram>
  }) {extents = [64], symbols = ["bx"], tt.schedule = {order = "column_major", policy = "contiguous"}} : () -> ()
  return
}
