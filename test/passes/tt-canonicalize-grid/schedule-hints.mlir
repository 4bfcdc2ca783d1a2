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
