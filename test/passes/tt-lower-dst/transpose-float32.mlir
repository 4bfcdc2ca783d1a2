// RUN: tt-opt %s --tt-lower-dst --tt-insert-inits | %check

// fp32 tiles are turned in DST, which keeps all their bits; bf16 tiles on the way to it.

// CHECK-LABEL: func.func @compute
// CHECK-SAME: tt.unpack_to_dest_fp32 = [0]
// CHECK: "tt.tile.copy_init"
// CHECK: "tt.tile.copy_tile"
// CHECK: "tt.tile.transpose_dst_init"() : () -> ()
// CHECK: "tt.tile.transpose_dst"({{.*}}) : (index) -> ()
// CHECK: "tt.tile.pack_tile"
// CHECK: "tt.tile.transpose_init"
// CHECK-NOT: "tt.tile.transpose_dst"
// CHECK: "tt.tile.transpose_tile"
func.func @reader(%A: memref<32x32xf32, #tt.dram>, %B: memref<32x32xbf16, #tt.dram>) attributes {tt.thread = "reader"} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {depth = 1 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>
  %b = "tt.cb.alloc"() {depth = 1 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 1 : i64>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [1, 1]} : (memref<32x32xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>, index, index) -> ()
  "tt.core.read"(%B, %b, %c0, %c0) {shape = [1, 1]} : (memref<32x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 1 : i64>, index, index) -> ()
  return
}
func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {depth = 1 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>
  %b = "tt.cb.alloc"() {depth = 1 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 1 : i64>
  %at = "tt.cb.alloc"() {depth = 1 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>
  %bt = "tt.cb.alloc"() {depth = 1 : i64, id = 17 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 1 : i64>
  "tt.cb.wait"(%a) {pages = 1} : (!tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>) -> ()
  "tt.cb.wait"(%b) {pages = 1} : (!tt.cb<!tt.tile<[32, 32], bf16>, 1 : i64>) -> ()
  "tt.cb.transpose"(%a, %at) {shape = [1, 1]} : (!tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>, !tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>) -> ()
  "tt.cb.transpose"(%b, %bt) {shape = [1, 1]} : (!tt.cb<!tt.tile<[32, 32], bf16>, 1 : i64>, !tt.cb<!tt.tile<[32, 32], bf16>, 1 : i64>) -> ()
  "tt.cb.pop"(%a) {pages = 1} : (!tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>) -> ()
  "tt.cb.pop"(%b) {pages = 1} : (!tt.cb<!tt.tile<[32, 32], bf16>, 1 : i64>) -> ()
  return
}
func.func @writer(%A: memref<32x32xf32, #tt.dram>, %B: memref<32x32xbf16, #tt.dram>) attributes {tt.thread = "writer"} {
  %c0 = arith.constant 0 : index
  %at = "tt.cb.alloc"() {depth = 1 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>
  %bt = "tt.cb.alloc"() {depth = 1 : i64, id = 17 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 1 : i64>
  "tt.core.write"(%A, %at, %c0, %c0) {shape = [1, 1]} : (memref<32x32xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>, index, index) -> ()
  "tt.core.write"(%B, %bt, %c0, %c0) {shape = [1, 1]} : (memref<32x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 1 : i64>, index, index) -> ()
  return
}
