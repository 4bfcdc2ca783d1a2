// RUN: tt-opt %s --tt-lower-movers --canonicalize --cse | FileCheck %s

// The circular buffer of both movers is the shard of C: blocks of A are read to where they stay. That of B needs no reads at all, and
// takes part in no barrier.

// CHECK-LABEL: func.func @reader(
// CHECK:         scf.for
// CHECK-NEXT:      "tt.cb.reserve"(%[[B:.*]]) {pages = 2 : i64, tt.comment = "B: 1 x 2 tiles of B, in its shard already."}
// CHECK-NEXT:      "tt.cb.push"(%[[B]]) {pages = 2 : i64}
// CHECK-NEXT:      "tt.cb.reserve"(%[[A:.*]]) {pages = 2 : i64, tt.comment = "A: 1 x 2 tiles of A."}
// CHECK:           "tt.core.read_tile"(%A, %[[A]],
// CHECK:           "tt.core.read_barrier"
// CHECK-NEXT:      "tt.cb.push"(%[[A]]) {pages = 2 : i64}
// CHECK-NOT:       tt.cb.push
func.func @reader(%A: memref<128x64xbf16, #tt.dram> loc("A"), %B: memref<128x64xbf16, #tt.dram> loc("B"), %C: memref<128x64xbf16, #tt.dram> loc("C"), %tt_tile_count: i32) attributes {tt.thread = "reader",
    tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">, B = #tt.layout<"L1", false, [1, 1], "row_major">, C = #tt.layout<"L1", false, [1, 1], "row_major">},
    tt.shard_shape = {B = [64, 64], C = [64, 64]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %cb_A = "tt.cb.alloc"() {alias = "C", depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4> loc("cb_A")
  %cb_B = "tt.cb.alloc"() {alias = "B", depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4> loc("cb_B")
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %i = %c0 to %count step %c1 {
    "tt.core.read"(%A, %cb_A, %i, %c0) {shape = [1, 2]} : (memref<128x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4>, index, index) -> ()
    "tt.core.read"(%B, %cb_B, %i, %c0) {shape = [1, 2]} : (memref<128x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4>, index, index) -> ()
  }
  return
}

// CHECK-LABEL: func.func @writer(
// CHECK:         scf.for
// CHECK-NEXT:      "tt.cb.wait"(%[[C:.*]]) {pages = 2 : i64, tt.comment = "1 x 2 tiles of C, in its shard already."}
// CHECK-NEXT:      "tt.cb.pop"(%[[C]]) {pages = 2 : i64}
// CHECK-NEXT:    }
// CHECK-NEXT:    return
func.func @writer(%A: memref<128x64xbf16, #tt.dram> loc("A"), %B: memref<128x64xbf16, #tt.dram> loc("B"), %C: memref<128x64xbf16, #tt.dram> loc("C"), %tt_tile_count: i32) attributes {tt.thread = "writer",
    tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">, B = #tt.layout<"L1", false, [1, 1], "row_major">, C = #tt.layout<"L1", false, [1, 1], "row_major">},
    tt.shard_shape = {B = [64, 64], C = [64, 64]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %cb_A = "tt.cb.alloc"() {alias = "C", depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4> loc("cb_A")
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %i = %c0 to %count step %c1 {
    "tt.core.write"(%C, %cb_A, %i, %c0) {shape = [1, 2]} : (memref<128x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4>, index, index) -> ()
  }
  return
}

func.func @compute(%A: memref<128x64xbf16, #tt.dram> loc("A"), %B: memref<128x64xbf16, #tt.dram> loc("B"), %C: memref<128x64xbf16, #tt.dram> loc("C"), %tt_tile_count: i32) attributes {tt.thread = "compute",
    tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">, B = #tt.layout<"L1", false, [1, 1], "row_major">, C = #tt.layout<"L1", false, [1, 1], "row_major">},
    tt.shard_shape = {B = [64, 64], C = [64, 64]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %cb_B = "tt.cb.alloc"() {alias = "B", depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4> loc("cb_B")
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %i = %c0 to %count step %c1 {
    "tt.cb.wait"(%cb_B) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
    "tt.cb.pop"(%cb_B) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  }
  return
}
