// RUN: tt-opt %s --split-input-file --verify-diagnostics --infer-schedule
// RUN: not tt-opt %s --split-input-file --infer-schedule="device=wormhloe" 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not tt-opt %s --infer-schedule="policy=random" 2>&1 | FileCheck %s --check-prefix=POLICY
// NAME: unknown device 'wormhloe'; did you mean 'wormhole'? (devices: wormhole, n300, blackhole, p100, grayskull)
// POLICY: 'random' is not one of contiguous, packed

// expected-error @below {{core grid [9, 8] does not fit wormhole: it takes [columns, rows] from [1, 1] to [8, 8]}}
func.func @f() attributes {tt.core_grid = [9, 8]} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{tt.schedule_order is 'snake'; known are row_major, column_major, block, z_order, match_shard}}
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

// -----

// expected-error @below {{policy packed has no effect on order block, in which every core has a box of its own}}
func.func @f() attributes {tt.schedule_order = "block", tt.schedule_policy = "packed"} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{cores of 'f': core (2,0) is outside of the core grid [2, 2]}}
func.func @f() attributes {tt.core_grid = [2, 2], tt.cores = [#tt.core_range<[0, 0], [4, 1]>]} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{cores of 'f': core (1,1) is excluded, but is not among the cores that are chosen}}
func.func @f() attributes {tt.cores = "0,0-7,0", tt.exclude_cores = "1,1"} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{cores of 'f': a set of cores is text or a list of #tt.core_range, not 4}}
func.func @f() attributes {tt.cores = 4} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{cores of 'f': '3,3-1,1' ends before it starts: write its first, then its last core}}
func.func @f() attributes {tt.cores = "3,3-1,1"} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}
