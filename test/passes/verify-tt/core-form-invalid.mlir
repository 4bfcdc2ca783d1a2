// RUN: tt-opt %s --split-input-file --verify-diagnostics --verify-tt

// expected-error @below {{tt.work_partition of 'f': 1 of 3 blocks are not assigned, the first is (2, 0, 0)}}
func.func @f() attributes {
    tt.core_grid = [2, 1], tt.core_ranges = [#tt.core_range<[0, 0], [2, 1]>], tt.grid_x = 3 : i64,
    tt.grid_y = 1 : i64, tt.grid_z = 1 : i64, tt.num_tiles = 3 : i64,
    tt.per_core_args = {"(0,0)" = [0, 2], "(1,0)" = [2, 1]}, tt.runtime_args = {iteration_ndims = 1 : i64},
    tt.schedule_order = "row_major", tt.schedule_policy = "contiguous", tt.target_device = "wormhole",
    tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]}} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [3], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{tt.work_partition of 'f': block (0, 0, 0) is assigned twice}}
func.func @f() attributes {
    tt.core_grid = [2, 1], tt.core_ranges = [#tt.core_range<[0, 0], [2, 1]>], tt.grid_x = 3 : i64,
    tt.grid_y = 1 : i64, tt.grid_z = 1 : i64, tt.num_tiles = 3 : i64,
    tt.per_core_args = {"(0,0)" = [0, 2], "(1,0)" = [2, 1]}, tt.runtime_args = {iteration_ndims = 1 : i64},
    tt.schedule_order = "row_major", tt.schedule_policy = "contiguous", tt.target_device = "wormhole",
    tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">],
      "(1,0)" = [#tt.work<[0, 0, 0], 0, "row_major">]}} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [3], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{tt.work_partition of 'f': core (1,0) is none of those that may be used: 0,0}}
func.func @f() attributes {
    tt.core_grid = [2, 1], tt.core_ranges = [#tt.core_range<[0, 0], [2, 1]>],
    tt.cores = [#tt.core_range<[0, 0], [1, 1]>], tt.grid_x = 3 : i64, tt.grid_y = 1 : i64, tt.grid_z = 1 : i64,
    tt.num_tiles = 3 : i64, tt.per_core_args = {"(0,0)" = [0, 2], "(1,0)" = [2, 1]},
    tt.runtime_args = {iteration_ndims = 1 : i64}, tt.schedule_order = "row_major", tt.schedule_policy = "contiguous",
    tt.target_device = "wormhole",
    tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">],
      "(1,0)" = [#tt.work<[0, 2, 0], 0, "row_major">]}} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [3], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{tt.core_ranges are the cores 0,0, those with work are 0,0-1,0}}
func.func @f() attributes {
    tt.core_grid = [2, 1], tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>], tt.grid_x = 3 : i64,
    tt.grid_y = 1 : i64, tt.grid_z = 1 : i64, tt.num_tiles = 3 : i64,
    tt.per_core_args = {"(0,0)" = [0, 2], "(1,0)" = [2, 1]}, tt.runtime_args = {iteration_ndims = 1 : i64},
    tt.schedule_order = "row_major", tt.schedule_policy = "contiguous", tt.target_device = "wormhole",
    tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">],
      "(1,0)" = [#tt.work<[0, 2, 0], 0, "row_major">]}} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [3], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{core (0,0) has other blocks in tt.per_core_args, [1, 2] in order row_major, than in tt.work_partition}}
func.func @f() attributes {
    tt.core_grid = [2, 1], tt.core_ranges = [#tt.core_range<[0, 0], [2, 1]>], tt.grid_x = 3 : i64,
    tt.grid_y = 1 : i64, tt.grid_z = 1 : i64, tt.num_tiles = 3 : i64,
    tt.per_core_args = {"(0,0)" = [1, 2], "(1,0)" = [2, 1]}, tt.runtime_args = {iteration_ndims = 1 : i64},
    tt.schedule_order = "row_major", tt.schedule_policy = "contiguous", tt.target_device = "wormhole",
    tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">],
      "(1,0)" = [#tt.work<[0, 2, 0], 0, "row_major">]}} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [3], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{'f' has no tt.schedule_order}}
func.func @f() attributes {
    tt.core_grid = [2, 1], tt.core_ranges = [#tt.core_range<[0, 0], [2, 1]>], tt.grid_x = 3 : i64,
    tt.grid_y = 1 : i64, tt.grid_z = 1 : i64, tt.num_tiles = 3 : i64,
    tt.per_core_args = {"(0,0)" = [0, 2], "(1,0)" = [2, 1]}, tt.runtime_args = {iteration_ndims = 1 : i64},
    tt.schedule_policy = "contiguous", tt.target_device = "wormhole",
    tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">],
      "(1,0)" = [#tt.work<[0, 2, 0], 0, "row_major">]}} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [3], symbols = ["bx"]} : () -> ()
  return
}

// -----

func.func @f() attributes {
    tt.core_grid = [2, 1], tt.core_ranges = [#tt.core_range<[0, 0], [2, 1]>], tt.grid_x = 4 : i64,
    tt.grid_y = 1 : i64, tt.grid_z = 1 : i64, tt.num_tiles = 3 : i64, tt.runtime_args = {iteration_ndims = 1 : i64},
    tt.schedule_order = "row_major", tt.schedule_policy = "contiguous", tt.target_device = "wormhole"} {
  // expected-error @below {{the grid is [3], the schedule is for [4, 1, 1]}}
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [3], symbols = ["bx"]} : () -> ()
  return
}

// -----

func.func @f(%condition: i1) {
  scf.if %condition {
    // expected-error @below {{the grid is inside of another operation}}
    "tt.core.grid"() ({
    ^bb0(%bx: index):
    }) {extents = [3], symbols = ["bx"]} : () -> ()
  }
  return
}

// -----

// expected-error @below {{'f' has 0 loops over its blocks, a persistent kernel has one}}
// expected-error @below {{the last parameters of 'f' are not tt_start_tile and tt_tile_count, both i32}}
// expected-error @below {{tt.persistent_iteration_ndims is 2, tt.runtime_args has 1 dimensions}}
func.func @f(%n: i32 loc("n")) attributes {
    tt.persistent_iteration_ndims = 2 : i64, tt.persistent_loop = true, tt.runtime_args = {iteration_ndims = 1 : i64}} {
  // expected-error @below {{a persistent kernel has no grid}}
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [3], symbols = ["bx"]} : () -> ()
  return
}
