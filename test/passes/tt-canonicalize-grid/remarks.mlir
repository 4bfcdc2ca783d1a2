// RUN: tt-opt %s --canonicalize-grid --verify-diagnostics | %check

// What the front end had to say about an accepted kernel is reported once, and its attribute is gone.

// CHECK-LABEL: func.func @noted(
// CHECK-NOT: tt.remarks
// expected-remark @below {{T.print of 'a' is left out}}
func.func @noted(%A: memref<32x32xf32, #tt.dram> loc("A")) attributes {tt.kernel, tt.remarks = [{file = "-", line = 8 : i64, col = 1 : i64, text = "T.print of 'a' is left out"}]} {
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx")):
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
