// RUN: tt-opt %s --split-input-file --tt-choose-formats --verify-diagnostics | %check
// RUN: tt-opt %s --split-input-file --tt-choose-formats --tt-fuse --tt-memory-space-lower | %check --check-prefix=CB

// What the user says of a tensor is recorded, and its circular buffer has its format; what compute makes has its own.

// CHECK: func.func @block_float
// CHECK-SAME: tt.format = {A = "bfp8"}
// CHECK-NOT: tt.wide_half
// CB-LABEL: func.func @block_float
// CB: "tt.cb.alloc"() {depth = 2 : i64, format = "Bfp8_b", id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>
// CB: "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>
// expected-remark @+1 {{'A' is kept as bfp8: 16 numbers share an exponent}}
func.func @block_float(%A: memref<32x32xbf16, #tt.dram> loc("A"), %B: memref<32x32xbf16, #tt.dram> loc("B")) attributes {tt.format = {A = "bfp8"}} {
  %c0 = arith.constant 0 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %a = "tt.tile.load"(%A, %c0, %c0) : (memref<32x32xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
    %y = "tt.tile.exp"(%a) : (tensor<1x1x!tt.tile<[32, 32], bf16>>) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
    "tt.tile.store"(%y, %B, %c0, %c0) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<32x32xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// -----

// A copy between tensors of different formats goes through compute.

// CB-LABEL: func.func @pack
// CB: %[[IN:.*]] = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"}
// CB: %[[OUT:.*]] = "tt.cb.alloc"() {depth = 2 : i64, format = "Bfp4_b", id = 16 : i64, role = "output"}
// CB: "tt.core.read"(%{{.*}}, %[[IN]],
// CB: "tt.cb.wait"(%[[IN]])
// CB: "tt.cb.map"(%[[OUT]])
// CB: "tt.cb.pop"(%[[IN]])
// CB: "tt.core.write"(%{{.*}}, %[[OUT]],
// expected-remark @+1 {{'B' is kept as bfp4: 16 numbers share an exponent}}
func.func @pack(%A: memref<32x32xbf16, #tt.dram> loc("A"), %B: memref<32x32xbf16, #tt.dram> loc("B")) attributes {tt.format = {B = "bfp4"}} {
  %c0 = arith.constant 0 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %a = "tt.tile.load"(%A, %c0, %c0) : (memref<32x32xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
    "tt.tile.store"(%a, %B, %c0, %c0) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<32x32xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// -----

// fp16 and bf16 cannot meet: the fp16 numbers become fp32, those in between included, and a conversion to fp16 that is looked at is
// arithmetic.

// CHECK: func.func @mixed
// CHECK-SAME: tt.format = {H = "fp32", Y = "fp32"}
// CHECK-SAME: tt.wide_half
// CB-LABEL: func.func @mixed
// CB-NOT: Float16
// CB-DAG: "tt.cb.alloc"() {depth = 2 : i64, format = "Float32", {{.*}}role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f16>
// CB-DAG: "tt.cb.alloc"() {depth = 2 : i64, format = "Float32", {{.*}}role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], f16>
// CB-DAG: "tt.cb.alloc"() {depth = 1 : i64, format = "Float32", {{.*}}role = "intermediate"} : () -> !tt.cb<!tt.tile<[32, 32], f16>
// CB: "tt.cb.map"
// CB: "tt.tile.where"
// CB: "tt.tile.typecast"({{.*}}) {tt.exact} : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f16>
// CB: "tt.cb.matmul"
// CB: "tt.tile.typecast"({{[^{]*}}) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f16>
// expected-remark @+2 {{'H' is kept as fp32 on the device}}
// expected-remark @+1 {{'Y' is kept as fp32 on the device}}
func.func @mixed(%H: memref<32x32xf16, #tt.dram> loc("H"), %B: memref<32x32xbf16, #tt.dram> loc("B"), %Y: memref<32x32xf16, #tt.dram> loc("Y")) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %h = "tt.tile.load"(%H, %c0, %c0) : (memref<32x32xf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], f16>>
    %b = "tt.tile.load"(%B, %c0, %c0) : (memref<32x32xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
    %s = "tt.tile.splat"(%zero) : (f32) -> tensor<1x1x!tt.tile<[32, 32], f32>>
    %b16 = "tt.tile.typecast"(%b) : (tensor<1x1x!tt.tile<[32, 32], bf16>>) -> tensor<1x1x!tt.tile<[32, 32], f16>>
    %c = "tt.tile.matmul"(%h, %b16, %s) {transpose_b = false} : (tensor<1x1x!tt.tile<[32, 32], f16>>, tensor<1x1x!tt.tile<[32, 32], f16>>, tensor<1x1x!tt.tile<[32, 32], f32>>) -> tensor<1x1x!tt.tile<[32, 32], f32>>
    %y = "tt.tile.typecast"(%c) : (tensor<1x1x!tt.tile<[32, 32], f32>>) -> tensor<1x1x!tt.tile<[32, 32], f16>>
    "tt.tile.store"(%y, %Y, %c0, %c0) : (tensor<1x1x!tt.tile<[32, 32], f16>>, memref<32x32xf16, #tt.dram>, index, index) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
