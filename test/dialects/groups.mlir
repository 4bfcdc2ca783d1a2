// RUN: %roundtrip

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>

// CHECK: func.func @attributes() attributes {tt.shared_reads = [#tt.shared_read<"A_readers", 0 : i64, 1 : i64, [#tt.reader_group<[0, 2], [8, 1], [3, 2]>]>]}
func.func @attributes() attributes {
  tt.shared_reads = [#tt.shared_read<"A_readers", 0, 1, [#tt.reader_group<[0, 2], [8, 1], [3, 2]>]>]
} {
  return
}

// CHECK-LABEL: func.func @handshake
func.func @handshake(%cb: !cb) {
  // CHECK: %[[G:.*]] = "tt.core.readers"() {ready = 0 : i64, shared = 0 : i64, valid = 1 : i64} : () -> !tt.readers
  %group = "tt.core.readers"() {shared = 0, ready = 0, valid = 1} : () -> !tt.readers
  // CHECK: "tt.core.reads"(%[[G]]) : (!tt.readers) -> i1
  %reads = "tt.core.reads"(%group) : (!tt.readers) -> i1
  // CHECK: "tt.core.announce"(%[[G]]) : (!tt.readers) -> ()
  "tt.core.announce"(%group) : (!tt.readers) -> ()
  // CHECK: "tt.core.send"(%[[G]], %{{.*}}) {pages = 4 : i64}
  "tt.core.send"(%group, %cb) {pages = 4} : (!tt.readers, !cb) -> ()
  // CHECK: "tt.core.receive"(%[[G]], %{{.*}})
  "tt.core.receive"(%group, %cb) : (!tt.readers, !cb) -> ()
  // CHECK: "tt.core.atomic_barrier"() : () -> ()
  "tt.core.atomic_barrier"() : () -> ()
  return
}
