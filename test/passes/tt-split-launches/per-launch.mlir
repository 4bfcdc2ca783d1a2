// RUN: tt-opt %s --split-input-file --verify-diagnostics --split-launches | FileCheck %s

// What is for one launch goes to its function; what is for one launch of one, too.
// CHECK-LABEL: func.func @two_0()
// CHECK-SAME:    attributes {tt.schedule_order = "block", tt.sequence = #tt.sequence<"two", 0 : i64, 2 : i64>}
// CHECK-LABEL: func.func @two_1()
// CHECK-SAME:    attributes {tt.sequence = #tt.sequence<"two", 1 : i64, 2 : i64>}
func.func @two() attributes {tt.per_launch = [{tt.schedule_order = "block"}, {}]} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [3], symbols = ["bx"]} : () -> ()
  return
}
// CHECK-LABEL: func.func @one()
// CHECK-SAME:    attributes {tt.schedule_order = "block"}
func.func @one() attributes {tt.per_launch = [{tt.schedule_order = "block"}]} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{tt.per_launch is for 2 launches, 'f' has 1}}
func.func @f() attributes {tt.per_launch = [{}, {}]} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}
