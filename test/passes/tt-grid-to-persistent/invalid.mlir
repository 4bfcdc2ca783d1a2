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

// expected-error @below {{'f' has no tt.schedule_box}}
func.func @f() attributes {tt.core_grid = [8, 8], tt.grid_x = 5 : i64, tt.grid_y = 1 : i64, tt.grid_z = 1 : i64,
    tt.schedule_order = "block", tt.schedule_policy = "contiguous", tt.target_device = "wormhole",
    tt.runtime_args = {iteration_ndims = 1}} {
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

// -----

func.func @open_grid(%A: memref<?xf32, #tt.dram> loc("A"), %m: i32 loc("m")) attributes {
  tt.core_grid = [2, 2], tt.grid_x = #tt.extent<"m">, tt.grid_y = 1, tt.grid_z = 1, tt.num_tiles = #tt.extent<"m">, tt.num_cores = 4,
  tt.runtime_args = {grid_shape = [#tt.extent<"m">, 1, 1], iteration_ndims = 1, iteration_symbols = ["bx"], param_order = []},
  tt.schedule_order = "match_shard", tt.schedule_box = [1, 1, 1], tt.schedule_policy = "contiguous", tt.shape = {A = [#tt.extent<"m">]}, tt.symbols = ["m"],
  tt.target_device = "wormhole"
} {
  // expected-error @below {{order match_shard cuts a grid that is known, and this one is [m, 1, 1]}}
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [#tt.extent<"m">], symbols = ["bx"]} : () -> ()
  return
}
