// RUN: tt-opt %s --lower-movers --canonicalize --cse | %check

// Pages are rows along the last dimension: row s of matrix (b, h) is page b * 150 + s * 3 + h.
// CHECK-LABEL: func.func @reader
// CHECK-SAME:    %[[B:arg[0-9]+]]: index, %[[S:arg[0-9]+]]: index, %[[H:arg[0-9]+]]: index, %[[D:arg[0-9]+]]: index
// CHECK-DAG:     %[[C3:.*]] = arith.constant 3 : index
// CHECK-DAG:     %[[C50:.*]] = arith.constant 50 : index
// CHECK-DAG:     %[[C150:.*]] = arith.constant 150 : index
// CHECK:         "tt.cb.reserve"(%[[Q:.*]]) {pages = 4 : i64
// CHECK:         %[[ROW:.*]] = arith.muli %[[B]], %[[C150]]
// CHECK:         %[[PAGE:.*]] = arith.addi %[[ROW]], %[[H]]
// CHECK:         "tt.core.read_rows"(%Q, %[[Q]], %[[STAGING:[^,]*]], %[[PAGE]], %[[S]], %[[D]]) {block = [33, 40], matrix = [50, 96, 3]}
// CHECK:         "tt.cb.push"(%[[Q]]) {pages = 4 : i64}
// A vector that may start outside of its row's dimension: that is the one row of the block.
// CHECK:         "tt.core.read_rows"(%R, %{{.*}}, %[[STAGING]], %c0, %[[S]], %[[D]]) {block = [1, 100], matrix = [7, 100, 1]}
// Outside of a further dimension the row is behind the last.
// CHECK:         %[[INSIDE:.*]] = arith.cmpi ult, %[[H]], %[[C3]] : index
// CHECK:         %[[ONE:.*]] = arith.select %[[INSIDE]], %[[S]], %[[C50]] : index
// CHECK:         "tt.core.read_rows"(%Q, %{{.*}}, %[[STAGING]], %{{.*}}, %[[ONE]], %[[D]]) {block = [1, 96], matrix = [50, 96, 3]}
func.func @reader(%Q: memref<2x50x3x96xbf16, #tt.dram> loc("Q"), %R: memref<7x100xbf16, #tt.dram> loc("R"), %b: index, %s: index, %h: index, %d: index)
    attributes {tt.thread = "reader", tt.page_form = {Q = #tt.pages<"rows">, R = #tt.pages<"rows">},
      tt.tile_dims = {Q = [-1, 3], R = [-1, 1]}, tt.padded_shape = {R = [7, 128]}} {
  %q = "tt.cb.alloc"() {depth = 1 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  %r = "tt.cb.alloc"() {depth = 1 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  %v = "tt.cb.alloc"() {depth = 1 : i64, id = 2 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 3>
  %rows = "tt.cb.alloc"() {depth = 1 : i64, id = 24 : i64, role = "intermediate"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 6>
  "tt.core.read_region"(%Q, %q, %rows, %b, %s, %h, %d) {region = [1, 33, 1, 40], shape = [2, 2]}
    : (memref<2x50x3x96xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4>, !tt.cb<!tt.tile<[32, 32], bf16>, 6>, index, index, index, index) -> ()
  "tt.core.read_region"(%R, %r, %rows, %s, %d) {guarded = [0], region = [1, 100], shape = [1, 4]}
    : (memref<7x100xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4>, !tt.cb<!tt.tile<[32, 32], bf16>, 6>, index, index) -> ()
  "tt.core.read_region"(%Q, %v, %rows, %b, %s, %h, %d) {guarded = [1, 2], region = [1, 1, 1, 96], shape = [1, 3]}
    : (memref<2x50x3x96xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 3>, !tt.cb<!tt.tile<[32, 32], bf16>, 6>, index, index, index, index) -> ()
  return
}

// CHECK-LABEL: func.func @writer
// CHECK:         "tt.cb.wait"(%[[CB:.*]]) {pages = 2 : i64
// CHECK:         "tt.core.write_rows"(%R, %[[CB]], %{{.*}}, %c0, %arg1, %arg2) {block = [40, 30], matrix = [7, 100, 1]}
// CHECK:         "tt.cb.pop"(%[[CB]]) {pages = 2 : i64}
// CHECK:         "tt.core.write_barrier"
func.func @writer(%R: memref<7x100xbf16, #tt.dram> loc("R"), %s: index, %d: index)
    attributes {tt.thread = "writer", tt.page_form = {R = #tt.pages<"rows">}, tt.tile_dims = {R = [-1, 1]}, tt.padded_shape = {R = [7, 128]}} {
  %r = "tt.cb.alloc"() {depth = 1 : i64, id = 3 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  %rows = "tt.cb.alloc"() {depth = 1 : i64, id = 25 : i64, role = "intermediate"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 3>
  "tt.core.write_region"(%R, %r, %rows, %s, %d) {region = [40, 30], shape = [2, 1]}
    : (memref<7x100xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, !tt.cb<!tt.tile<[32, 32], bf16>, 3>, index, index) -> ()
  return
}

func.func @compute(%R: memref<7x100xbf16, #tt.dram> loc("R"), %s: index, %d: index) attributes {tt.thread = "compute"} {
  %q = "tt.cb.alloc"() {depth = 1 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  %r = "tt.cb.alloc"() {depth = 1 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  %v = "tt.cb.alloc"() {depth = 1 : i64, id = 2 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 3>
  %o = "tt.cb.alloc"() {depth = 1 : i64, id = 3 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.cb.wait"(%q) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.pop"(%q) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.wait"(%r) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.pop"(%r) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.wait"(%v) {pages = 3 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 3>) -> ()
  "tt.cb.pop"(%v) {pages = 3 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 3>) -> ()
  "tt.cb.reserve"(%o) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.push"(%o) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}
