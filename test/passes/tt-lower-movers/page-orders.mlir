// RUN: tt-opt %s --tt-lower-movers --canonicalize --cse | %check

// Page numbers in other orders: what all tiles of a block share is computed once, what the row adds once a row. A is read
// column by column. B follows its shards of 4 x 2 tiles; a block of 2 x 2 lies in one. C is in Z order, pages of 2 x 2 tiles.

// CHECK-LABEL: func.func @reader(
// CHECK:   "tt.cb.reserve"(%[[A:.*]]) {pages = 4 : i64{{.*}}}
// CHECK:   %[[AC:.*]] = arith.muli %{{.*}}, %c8
// CHECK:   scf.for %row
// CHECK:     scf.for %col
// CHECK:       %[[COL:.*]] = arith.muli %col, %c8
// CHECK:       "tt.core.read_tile"(%A, %[[A]],
// CHECK:   "tt.cb.reserve"(%[[B:.*]]) {pages = 4 : i64{{.*}}}
// CHECK:   arith.divui %{{.*}}, %c2
// CHECK:   arith.muli %{{.*}}, %c16
// CHECK:   arith.remui %{{.*}}, %c4
// CHECK:   scf.for %row
// CHECK-NOT: arith.divui
// CHECK:     "tt.core.read_tile"(%B, %[[B]],
func.func @reader(%A: memref<256x96xf32, #tt.dram> loc("A"), %B: memref<256x128xf32, #tt.dram> loc("B"), %tt_tile_count: i32 loc("tt_tile_count"))
    attributes {tt.thread = "reader", tt.shard_shape = {B = [128, 64]}, tt.layout_desc = {
      A = #tt.layout<"DRAM", true, [1, 1], "column_major">, B = #tt.layout<"L1", false, [1, 1], "match_shard">}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %cb_A = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 8 : i64>
  %cb_B = "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 8 : i64>
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %k = %c0 to %count step %c1 {
    %m = arith.muli %k, %c2 : index
    "tt.core.read"(%A, %cb_A, %m, %k) {shape = [2, 2]} : (memref<256x96xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 8 : i64>, index, index) -> ()
    "tt.core.read"(%B, %cb_B, %m, %c2) {shape = [2, 2]} : (memref<256x128xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 8 : i64>, index, index) -> ()
  }
  return
}

// CHECK-LABEL: func.func @writer(
// CHECK:   %[[ROWS:.*]] = arith.muli %[[K:.*]], %c8
// CHECK:   %[[COLS:.*]] = arith.muli %[[K]], %c4
// CHECK:   %[[FIRST:.*]] = arith.addi %[[ROWS]], %[[COLS]]
// CHECK:   scf.for %row
// CHECK:     %[[ROW:.*]] = arith.muli %row, %c2
// CHECK:     %[[START:.*]] = arith.addi %[[FIRST]], %[[ROW]]
// CHECK:     scf.for %col
// CHECK:       %[[PAGE:.*]] = arith.addi %[[START]], %col
// CHECK:       "tt.core.write_tile"(%C, %{{.*}}, %[[PAGE]], %col)
func.func @writer(%C: memref<128x128xf32, #tt.dram> loc("C"), %D: memref<256x96xf32, #tt.dram> loc("D"), %tt_tile_count: i32 loc("tt_tile_count"))
    attributes {tt.thread = "writer", tt.layout_desc = {C = #tt.layout<"DRAM", true, [1, 1], "z_order">}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %cb_C = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 8 : i64>
  %cb_D = "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 8 : i64>
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %k = %c0 to %count step %c1 {
    %m = arith.muli %k, %c2 : index
    "tt.core.write"(%C, %cb_C, %m, %m) {shape = [2, 2]} : (memref<128x128xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 8 : i64>, index, index) -> ()
    "tt.core.write"(%D, %cb_D, %m, %c1) {shape = [2, 2]} : (memref<256x96xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 8 : i64>, index, index) -> ()
  }
  return
}
