// RUN: tt-opt %s --lower-movers --canonicalize --cse | %check

// Dimensions 1 and 3 are cut in tiles: page = ((b * heads + h) * row tiles + s) * column tiles + d, of the padded shape.
// CHECK-LABEL: func.func @reader
// CHECK-SAME:    %[[B:arg[0-9]+]]: index, %[[S:arg[0-9]+]]: index, %[[H:arg[0-9]+]]: index
// CHECK-DAG:     %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG:     %[[C3:.*]] = arith.constant 3 : index
// CHECK-DAG:     %[[C4:.*]] = arith.constant 4 : index
// CHECK:         %[[BATCH:.*]] = arith.muli %[[B]], %[[C3]]
// CHECK:         %[[MATRIX:.*]] = arith.addi %[[BATCH]], %[[H]]
// CHECK:         %[[ROWS:.*]] = arith.muli %[[MATRIX]], %[[C2]]
// CHECK:         %[[ROW:.*]] = arith.addi %[[ROWS]], %[[S]]
// CHECK:         %[[PAGE:.*]] = arith.muli %[[ROW]], %[[C3]]
// CHECK:         scf.for %[[COL:.*]] =
// CHECK:           %[[Q:.*]] = arith.addi %[[PAGE]], %[[COL]]
// CHECK:           "tt.core.read_tile"(%Q, %{{.*}}, %[[Q]], %[[COL]])
// A row of its own for every vector: page = b * column tiles + column.
// CHECK:         %[[FIRST:.*]] = arith.muli %[[B]], %[[C4]]
// CHECK:         scf.for %[[COL:.*]] =
// CHECK:           %[[V:.*]] = arith.addi %[[FIRST]], %[[COL]]
// CHECK:           "tt.core.read_tile"(%R, %{{.*}}, %[[V]], %[[COL]])
func.func @reader(%Q: memref<2x50x3x96xbf16, #tt.dram> loc("Q"), %R: memref<7x100xbf16, #tt.dram> loc("R"), %b: index, %s: index, %h: index)
    attributes {tt.thread = "reader", tt.tile_dims = {Q = [1, 3], R = [-1, 1]}, tt.padded_shape = {Q = [2, 64, 3, 96], R = [7, 128]}} {
  %c0 = arith.constant 0 : index
  %q = "tt.cb.alloc"() {depth = 1 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 3>
  %r = "tt.cb.alloc"() {depth = 1 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  "tt.core.read"(%Q, %q, %b, %s, %h, %c0) {shape = [1, 3]}
    : (memref<2x50x3x96xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 3>, index, index, index, index) -> ()
  "tt.core.read"(%R, %r, %b, %c0) {shape = [1, 4]}
    : (memref<7x100xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4>, index, index) -> ()
  return
}

func.func @compute(%Q: memref<2x50x3x96xbf16, #tt.dram> loc("Q"), %R: memref<7x100xbf16, #tt.dram> loc("R"), %b: index, %s: index, %h: index)
    attributes {tt.thread = "compute"} {
  %q = "tt.cb.alloc"() {depth = 1 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 3>
  %r = "tt.cb.alloc"() {depth = 1 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  "tt.cb.wait"(%q) {pages = 3 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 3>) -> ()
  "tt.cb.pop"(%q) {pages = 3 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 3>) -> ()
  "tt.cb.wait"(%r) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.pop"(%r) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  return
}
