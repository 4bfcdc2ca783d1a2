// RUN: tt-opt %s --infer-schedule="cores='1,0-2,1;4,3'" | FileCheck %s --check-prefixes=CHECK,SET
// RUN: tt-opt %s --infer-schedule="cores='1,0-2,1;4,3'" --infer-schedule | FileCheck %s --check-prefixes=CHECK,SET
// RUN: tt-opt %s --tiles-to-core-map="cores='1,0-2,1;4,3'" --shard-to-core-map | FileCheck %s --check-prefixes=CHECK,SET,MAP
// RUN: tt-opt %s --infer-schedule="core-grid=[3,2] exclude-cores='1,0'" | FileCheck %s --check-prefixes=CHECK,HOLE
// RUN: tt-opt %s --infer-schedule="cores='0,0-7,7'" | FileCheck %s --check-prefix=ALL
// RUN: tt-opt %s --infer-schedule="core-grid=[4,1] policy=packed" | FileCheck %s --check-prefix=PACKED
// RUN: tt-opt %s --infer-schedule="order=block cores='2,0-3,1'" --tiles-to-core-map --shard-to-core-map | FileCheck %s --check-prefix=BLOCK

// Nine blocks on five cores, in two rectangles.
// CHECK-LABEL: func.func @nine
// SET-SAME:    tt.cores = [#tt.core_range<[1, 0], [2, 2]>, #tt.core_range<[4, 3], [1, 1]>]
// SET-SAME:    tt.num_cores = 5 : i64
// MAP-SAME:    tt.per_core_args = {"(1,0)" = [0, 2], "(1,1)" = [4, 2], "(2,0)" = [2, 2], "(2,1)" = [6, 2], "(4,3)" = [8, 1]}
// SET-SAME:    tt.tiles_per_core = {{\[\[}}0, 2], [2, 2], [4, 2], [6, 2], [8, 1]]

// The grid without one core.
// HOLE-SAME:   tt.cores = [#tt.core_range<[0, 0], [1, 2]>, #tt.core_range<[2, 0], [1, 2]>, #tt.core_range<[1, 1], [1, 1]>]
// HOLE-SAME:   tt.num_cores = 5 : i64

// All cores are nothing to record.
// ALL-LABEL: func.func @nine
// ALL-NOT:     tt.cores

// Three blocks each on three of the four cores: with nine blocks four cores are not faster.
// PACKED-LABEL: func.func @nine
// PACKED-SAME:    tt.num_cores = 3 : i64
// PACKED-SAME:    tt.schedule_policy = "packed"
// PACKED-SAME:    tt.tiles_per_core = {{\[\[}}0, 3], [3, 3], [6, 3]]

// Boxes keep their places relative to the first core.
// BLOCK-LABEL: func.func @nine
// BLOCK-SAME:    tt.core_ranges = [#tt.core_range<[2, 0], [2, 2]>]
// BLOCK-SAME:    tt.per_core_args = {"(2,0)" = [0, 4], "(2,1)" = [6, 2], "(3,0)" = [4, 2], "(3,1)" = [8, 1]}
// BLOCK-SAME:    tt.schedule_box = [2, 2, 1]
func.func @nine() {
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
  }) {extents = [3, 3], symbols = ["bx", "by"]} : () -> ()
  return
}
