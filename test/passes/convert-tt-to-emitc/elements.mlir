// RUN: tt-opt %s --convert-tt-to-emitc | %check

// An element is stored 64 bytes wide and copied from there; the source of a written element lies in 16 bytes as its target.

// CHECK:   module @reader
// CHECK:   verbatim "noc_async_read(get_noc_addr({}, A, {} / 32 * 64), get_write_ptr({}), 64);"
// CHECK:   verbatim "{{.*}}uint16_t*>(tile)[{} % 32];{{.*}}words[i] = element << 16 | element;{{.*}}noc_async_read(get_noc_addr(tile), tile + size, size);
func.func @reader(%A: memref<64x64xbf16, #tt.dram> loc("A"), %C: memref<64x64xbf16, #tt.dram> loc("C")) attributes {tt.thread = "reader"} {
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %cb_A = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>
  "tt.cb.reserve"(%cb_A) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
  "tt.core.read_tile_element"(%A, %cb_A, %c3, %c3) : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>, index, index) -> ()
  "tt.core.read_barrier"() : () -> ()
  "tt.core.spread_element"(%cb_A, %c3) : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>, index) -> ()
  "tt.cb.push"(%cb_A) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
  return
}

// CHECK:   module @writer
// CHECK:   verbatim "{{.*}}uint16_t* tile{{.*}}tile[{} % 8] = tile[0];{{.*}}get_read_ptr({}) + {} % 8 * 2;{{.*}}get_noc_addr({}, C, {} * 2), 2);
func.func @writer(%A: memref<64x64xbf16, #tt.dram> loc("A"), %C: memref<64x64xbf16, #tt.dram> loc("C")) attributes {tt.thread = "writer"} {
  %c3 = arith.constant 3 : index
  %cb_C = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>
  "tt.cb.wait"(%cb_C) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
  "tt.core.write_tile_element"(%C, %cb_C, %c3, %c3) : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>, index, index) -> ()
  "tt.core.writes_flushed"() : () -> ()
  "tt.cb.pop"(%cb_C) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
  "tt.core.write_barrier"() : () -> ()
  return
}
