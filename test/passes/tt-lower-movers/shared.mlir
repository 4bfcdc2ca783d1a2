// RUN: tt-opt %s --tt-lower-movers --canonicalize --cse | %check

// Receivers announce themselves when they have reserved their pages. All blocks of a batch are sent before one is waited
// for; increments of semaphores and multicasts have arrived when the kernel ends.

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
// CHECK-LABEL: func.func @reader
// CHECK:         %[[B:.*]] = "tt.core.readers"() {ready = 2 : i64, shared = 1 : i64, valid = 3 : i64} : () -> !tt.readers
// CHECK:         %[[A:.*]] = "tt.core.readers"() {ready = 0 : i64, shared = 0 : i64, valid = 1 : i64} : () -> !tt.readers
// CHECK:         scf.for
// CHECK:           "tt.cb.reserve"(%[[CB_A:.*]]) {pages = 4 : i64
// CHECK:           %[[READS:.*]] = "tt.core.reads"(%[[A]])
// CHECK:           scf.if %[[READS]] {
// CHECK:             "tt.core.read_tile"
// CHECK:           } else {
// CHECK-NEXT:        "tt.core.announce"(%[[A]])
// CHECK-NEXT:      }
// CHECK:           "tt.cb.reserve"(%[[CB_B:.*]]) {pages = 2 : i64
// CHECK:           "tt.core.reads"(%[[B]])
// CHECK:           "tt.core.announce"(%[[B]])
// CHECK:           "tt.core.read_barrier"
// CHECK-NEXT:      "tt.core.send"(%[[A]], %[[CB_A]]) {pages = 4 : i64}
// CHECK-NEXT:      "tt.core.send"(%[[B]], %[[CB_B]]) {pages = 2 : i64}
// CHECK-NEXT:      "tt.core.receive"(%[[A]], %[[CB_A]])
// CHECK-NEXT:      "tt.cb.push"(%[[CB_A]])
// CHECK-NEXT:      "tt.core.receive"(%[[B]], %[[CB_B]])
// CHECK-NEXT:      "tt.cb.push"(%[[CB_B]])
// CHECK:         "tt.core.write_barrier"
// CHECK-NEXT:    "tt.core.atomic_barrier"
// CHECK-NEXT:    return
func.func @reader(%A: memref<128x64xbf16, #tt.dram> loc("A"), %B: memref<64x64xbf16, #tt.dram> loc("B"), %n: index) attributes {
    tt.thread = "reader", tt.shared_reads = [
      #tt.shared_read<"A_readers", 0, 1, [#tt.reader_group<[0, 0], [2, 1], [0, 0]>]>,
      #tt.shared_read<"B_readers", 2, 3, [#tt.reader_group<[0, 0], [1, 2], [0, 1]>]>]} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 2 : i64, id = 0 : i64} : () -> !cb
  %b = "tt.cb.alloc"() {role = "input", depth = 2 : i64, id = 1 : i64} : () -> !cb
  scf.for %k = %c0 to %n step %c1 {
    "tt.core.read"(%A, %a, %c0, %k) {shape = [4, 1], shared = 0} : (memref<128x64xbf16, #tt.dram>, !cb, index, index) -> ()
    "tt.core.read"(%B, %b, %k, %c0) {shape = [1, 2], shared = 1} : (memref<64x64xbf16, #tt.dram>, !cb, index, index) -> ()
  }
  return
}

func.func @compute(%A: memref<128x64xbf16, #tt.dram> loc("A"), %B: memref<64x64xbf16, #tt.dram> loc("B"), %n: index) attributes {tt.thread = "compute"} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 2 : i64, id = 0 : i64} : () -> !cb
  %b = "tt.cb.alloc"() {role = "input", depth = 2 : i64, id = 1 : i64} : () -> !cb
  scf.for %k = %c0 to %n step %c1 {
    "tt.cb.wait"(%a) {pages = 4 : i64} : (!cb) -> ()
    "tt.cb.wait"(%b) {pages = 2 : i64} : (!cb) -> ()
    "tt.cb.pop"(%a) {pages = 4 : i64} : (!cb) -> ()
    "tt.cb.pop"(%b) {pages = 2 : i64} : (!cb) -> ()
  }
  return
}
