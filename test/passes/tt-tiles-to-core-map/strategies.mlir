// RUN: tt-opt %s --tiles-to-core-map="core-grid=[2,2]" | FileCheck %s --check-prefixes=CHECK,ROW
// RUN: tt-opt %s --infer-schedule="core-grid=[2,2]" --grid-to-persistent --tiles-to-core-map | FileCheck %s --check-prefix=ROW
// RUN: tt-opt %s --infer-schedule --tiles-to-core-map="strategy=column_major core-grid=[2,2]" | FileCheck %s --check-prefix=COLUMN
// RUN: tt-opt %s --tiles-to-core-map="strategy=block core-grid=[2,2]" | FileCheck %s --check-prefix=BLOCK
// RUN: tt-opt %s --infer-schedule="order=block core-grid=[2,2]" --grid-to-persistent --tiles-to-core-map=strategy=block | FileCheck %s --check-prefix=BLOCK
// RUN: tt-opt %s --tiles-to-core-map="strategy=z_order core-grid=[2,2]" | FileCheck %s --check-prefix=Z
// RUN: tt-opt %s --tiles-to-core-map="device=blackhole core-grid=[9,1]" | FileCheck %s --check-prefix=ONE-EACH

// Three columns and four rows of blocks on two by two cores. Items are [row, column, batch].
// CHECK-LABEL: func.func @zero
// CHECK-SAME:    tt.core_grid = [2, 2], tt.core_ranges = [#tt.core_range<[0, 0], [2, 2]>]
// CHECK-SAME:    tt.num_cores = 4 : i64, tt.num_tiles = 12 : i64
// ROW:           tt.tiles_per_core = {{\[\[}}0, 3], [3, 3], [6, 3], [9, 3]]
// ROW-SAME:      tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0 : i64, "column_major">, #tt.work<[0, 1, 0], 0 : i64, "column_major">, #tt.work<[0, 2, 0], 0 : i64, "column_major">],
// ROW-SAME:      "(0,1)" = [#tt.work<[2, 0, 0],
// ROW-SAME:      "(1,0)" = [#tt.work<[1, 0, 0],
// ROW-SAME:      "(1,1)" = [#tt.work<[3, 0, 0],

// Columns of blocks to columns of cores.
// COLUMN:        tt.schedule_order = "column_major"
// COLUMN-SAME:   tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0 : i64, "column_major">, #tt.work<[1, 0, 0], 0 : i64, "column_major">, #tt.work<[2, 0, 0], 0 : i64, "column_major">],
// COLUMN-SAME:   "(0,1)" = [#tt.work<[3, 0, 0], 0 : i64, "column_major">, #tt.work<[0, 1, 0], 0 : i64, "column_major">, #tt.work<[1, 1, 0],

// Rectangles of two by two, the right ones one column wide.
// BLOCK:         tt.schedule_order = "block"
// BLOCK-SAME:    tt.tiles_per_core = {{\[\[}}0, 4], [4, 2], [6, 4], [10, 2]]
// BLOCK-SAME:    tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0 : i64, "column_major">, #tt.work<[0, 1, 0], 0 : i64, "column_major">, #tt.work<[1, 0, 0], 0 : i64, "column_major">, #tt.work<[1, 1, 0], 0 : i64, "column_major">],
// BLOCK-SAME:    "(0,1)" = [#tt.work<[2, 0, 0],
// BLOCK-SAME:    "(1,0)" = [#tt.work<[0, 2, 0], 0 : i64, "column_major">, #tt.work<[1, 2, 0], 0 : i64, "column_major">],

// Z:             "(0,0)" = [#tt.work<[0, 0, 0], 0 : i64, "column_major">, #tt.work<[0, 1, 0], 0 : i64, "column_major">, #tt.work<[1, 0, 0], 0 : i64, "column_major">],
// Z-SAME:        "(1,0)" = [#tt.work<[1, 1, 0],

// ONE-EACH:      tt.core_ranges = [#tt.core_range<[0, 0], [9, 1]>]
// ONE-EACH-SAME: tt.tiles_per_core = {{\[\[}}0, 2], [2, 2], [4, 2], [6, 1],
func.func @zero(%A: memref<128x96xf32, #tt.dram> loc("A"))
    attributes {tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "column_major">}} {
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %x = arith.constant 0.0 : f32
    memref.store %x, %A[%by, %bx] : memref<128x96xf32, #tt.dram>
  }) {extents = [3, 4], symbols = ["bx", "by"]} : () -> ()
  return
}
