// RUN: tt-opt %s --split-input-file --verify-diagnostics --infer-schedule=core-grid=[2,2] --tiles-to-core-map --shard-to-core-map | FileCheck %s

// The user's map of blocks, in place of two blocks on each of the first three cores.
// CHECK-LABEL: func.func @moved
// CHECK-NOT: tt.core_map
// CHECK-SAME: tt.core_ranges = [#tt.core_range<[1, 0], [1, 2]>]
// CHECK-SAME: tt.per_core_args = {"(1,0)" = [2, 4], "(1,1)" = [0, 2]}
// CHECK-SAME: "(1,0)" = [#tt.work<[1, 0, 0], 0 : i64, "row_major">, #tt.work<[1, 1, 0], 0 : i64, "row_major">, #tt.work<[2, 0, 0], 0 : i64, "row_major">, #tt.work<[2, 1, 0], 0 : i64, "row_major">]
func.func @moved() attributes {tt.core_map = {
    "(1,1)" = [[0, 0, 0], [0, 1, 0]], "(1,0)" = [[1, 0, 0], [1, 1, 0], [2, 0, 0], [2, 1, 0]]}} {
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
  }) {extents = [2, 3], symbols = ["bx", "by"]} : () -> ()
  return
}

// -----

// expected-error @below {{tt.core_map of 'left_out': 1 of 4 blocks are not assigned, the first is (1, 1, 0)}}
func.func @left_out() attributes {tt.core_map = {"(0,0)" = [[0, 0, 0], [0, 1, 0], [1, 0, 0]]}} {
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// -----

// expected-error @below {{tt.core_map of 'outside': core (2,0) is outside of the core grid [2, 2]}}
func.func @outside() attributes {tt.core_map = {"(2,0)" = [[0, 0, 0]]}} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{core (0,0) computes blocks 0, 2 in row_major, which is not one range}}
func.func @scattered() attributes {tt.core_map = {"(0,0)" = [[0, 0, 0], [1, 0, 0]], "(1,0)" = [[0, 1, 0], [1, 1, 0]]}} {
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// -----

// expected-error @below {{tt.core_map: core (0,0) takes a list of blocks [io, jo, zo]}}
func.func @no_blocks() attributes {tt.core_map = {"(0,0)" = [0, 0, 0]}} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{tt.core_map has a key that is no core: '0,0' is not a core: write (cx,cy)}}
func.func @no_core() attributes {tt.core_map = {"0,0" = [[0, 0, 0]]}} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{tt.core_map is for a known grid, this one is known only when the program runs}}
func.func @open(%n: i32 loc("n")) attributes {tt.symbols = ["n"], tt.core_map = {"(0,0)" = [[0, 0, 0]]}} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [#tt.extent<"n">], symbols = ["bx"]} : () -> ()
  return
}
