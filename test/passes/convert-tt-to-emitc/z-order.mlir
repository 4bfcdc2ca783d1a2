// RUN: tt-opt %s --convert-tt-to-emitc | %check

// The kernel brings the function along that finds the block.
// CHECK-LABEL: module @reader
// CHECK:       emitc.verbatim "namespace {{.*}}uint32_t z_order_block(uint32_t position, uint32_t gx, uint32_t gy){{.*}}"
// CHECK:       %block = call_opaque "z_order_block"(%{{.*}}, %{{.*}}, %{{.*}}){{.*}}{tt.pure} : (ui32, ui32, ui32) -> ui32
// CHECK:       call_opaque "noc_async_read_page"(%block,
// CHECK-LABEL: module @writer
// CHECK-NOT:   z_order_block
func.func private @k(memref<64x64xbf16, #tt.dram>, i32, i32) attributes {
  tt.runtime_args = {param_order = ["A", "tt_start_tile", "tt_tile_count"]}}
func.func @reader(%A: memref<64x64xbf16, #tt.dram> loc("A"), %start: i32, %count: i32) attributes {tt.thread = "reader"} {
  %cb = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  %zero = arith.constant 0 : index
  %gx = arith.constant 2 : index
  %position = arith.index_cast %start : i32 to index
  %block = "tt.core.z_order"(%position, %gx, %gx) : (index, index, index) -> index
  "tt.cb.reserve"(%cb) {pages = 1} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.core.read_tile"(%A, %cb, %block, %zero) : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.core.read_barrier"() : () -> ()
  "tt.cb.push"(%cb) {pages = 1} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}
func.func @writer(%A: memref<64x64xbf16, #tt.dram> loc("A"), %start: i32, %count: i32) attributes {tt.thread = "writer"} {
  %cb = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  %zero = arith.constant 0 : index
  "tt.cb.wait"(%cb) {pages = 1} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.core.write_tile"(%A, %cb, %zero, %zero) : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.core.write_barrier"() : () -> ()
  "tt.cb.pop"(%cb) {pages = 1} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}
