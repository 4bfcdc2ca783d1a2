// RUN: tt-opt %s --canonicalize-grid --split-input-file --verify-diagnostics | %check

// CHECK:      func.func @hints() attributes {
// CHECK-SAME:   tt.core_grid = [2, 2], tt.schedule_order = "block", tt.schedule_policy = "contiguous"}
func.func @hints() attributes {tt.schedule = {policy = "contiguous", order = "row_major", core_grid = [2, 2]},
                               tt.schedule_order = "block"} {
  return
}

// -----

// expected-error @below {{tt.schedule has no key 'core'}}
func.func @f() attributes {tt.schedule = {core = 4}} {
  return
}

// -----

// What a launch says becomes the function's, if it is the only one; what the function says already stays.
// CHECK:      func.func @launch() attributes {
// CHECK-SAME:   tt.core_grid = [2, 2], tt.schedule_at = {col = 3 : i64, file = "k.py", line = 7 : i64},
// CHECK-SAME:   tt.schedule_order = "block"}
// CHECK:      "tt.core.grid"
// CHECK:      }) {extents = [2], symbols = ["bx"]}
func.func @launch() attributes {tt.schedule_order = "block"} {
  "tt.core.launch"() ({
  ^bb0(%bx: index):
  }) {extents = [2], symbols = ["bx"], tt.schedule = {order = "row_major", core_grid = [2, 2]},
      tt.schedule_at = {file = "k.py", line = 7 : i64, col = 3 : i64}} : () -> ()
  return
}

// -----

// CHECK:      func.func @two() {
// CHECK:      }) {extents = [2], symbols = ["bx"], tt.schedule = {order = "block"}}
// CHECK:      }) {extents = [3], symbols = ["bx"], tt.schedule = {order = "row_major"}}
func.func @two() {
  "tt.core.launch"() ({
  ^bb0(%bx: index):
  }) {extents = [2], symbols = ["bx"], tt.schedule = {order = "block"}} : () -> ()
  "tt.core.launch"() ({
  ^bb0(%bx: index):
  }) {extents = [3], symbols = ["bx"], tt.schedule = {order = "row_major"}} : () -> ()
  return
}

// -----

// expected-error @below {{tt.schedule has no key 'stride'}}
func.func @g() {
  "tt.core.launch"() ({
  ^bb0(%bx: index):
  }) {extents = [2], symbols = ["bx"], tt.schedule = {stride = 4}} : () -> ()
  return
}
