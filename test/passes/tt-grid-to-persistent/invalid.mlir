// RUN: tt-opt %s --split-input-file --verify-diagnostics --grid-to-persistent

// expected-error @below {{'f' has no tt.grid_x}}
func.func @f() {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// -----

func.func @f() {
  // expected-note @below {{the first one is here}}
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  // expected-error @below {{several T.Kernel in one function: 'f' has 2}}
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// -----

func.func @f() {
  // expected-error @below {{the launch is not in core form}}
  "tt.core.launch"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// -----

func.func @f() attributes {tt.core_grid = [8, 8], tt.grid_x = 4 : i64, tt.grid_y = 1 : i64, tt.grid_z = 1 : i64,
    tt.schedule_order = "row_major", tt.schedule_policy = "contiguous", tt.target_device = "wormhole",
    tt.runtime_args = {iteration_ndims = 1}} {
  // expected-error @below {{the grid is [5], but the schedule is for [4, 1, 1]}}
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// -----

func.func @f() attributes {tt.core_grid = [8, 8], tt.grid_x = 5 : i64, tt.grid_y = 1 : i64, tt.grid_z = 1 : i64,
    tt.schedule_order = "z_order", tt.schedule_policy = "contiguous", tt.target_device = "wormhole",
    tt.runtime_args = {iteration_ndims = 1}} {
  // expected-error @below {{order z_order has no formula from the position of a block to the block}}
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{parameter 'tt_tile_count' has the name of a runtime argument of persistent kernels}}
func.func @f(%n: i32 loc("tt_tile_count")) attributes {tt.core_grid = [8, 8], tt.grid_x = 5 : i64, tt.grid_y = 1 : i64,
    tt.grid_z = 1 : i64, tt.schedule_order = "row_major", tt.schedule_policy = "contiguous", tt.target_device = "wormhole",
    tt.runtime_args = {iteration_ndims = 1}} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{tt.runtime_args of 'f' is incomplete}}
func.func @f() attributes {tt.core_grid = [8, 8], tt.grid_x = 5 : i64, tt.grid_y = 1 : i64, tt.grid_z = 1 : i64,
    tt.schedule_order = "row_major", tt.schedule_policy = "contiguous", tt.target_device = "wormhole",
    tt.runtime_args = ["tt_start_tile", "tt_tile_count"]} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}
