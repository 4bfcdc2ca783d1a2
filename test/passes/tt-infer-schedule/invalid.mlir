// RUN: tt-opt %s --split-input-file --verify-diagnostics --infer-schedule
// RUN: not tt-opt %s --split-input-file --infer-schedule="device=wormhloe" 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not tt-opt %s --infer-schedule="policy=random" 2>&1 | FileCheck %s --check-prefix=POLICY
// NAME: unknown device 'wormhloe'; did you mean 'wormhole'? (devices: wormhole, n300, blackhole, p100, grayskull)
// POLICY: 'random' is not one of contiguous

// expected-error @below {{core grid [9, 8] does not fit wormhole: it takes [columns, rows] from [1, 1] to [8, 8]}}
func.func @f() attributes {tt.core_grid = [9, 8]} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{tt.schedule_order is 'snake'; known are row_major, column_major, block, z_order}}
func.func @f() attributes {tt.schedule_order = "snake"} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-warning @below {{grayskull is a legacy device: programs for it can be printed, but not run}}
func.func @f() attributes {tt.target_device = "grayskull"} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}
