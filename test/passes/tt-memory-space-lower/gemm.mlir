// RUN: tt-opt %s --memory-space-lower --canonicalize --cse | %check

// Every block gets a circular buffer; an accumulator is reserved before its loop and pushed after it.

// CHECK-LABEL: func.func @gemm_small(
// CHECK:   "tt.cb.alloc"() {depth = 1 : i64, id = 24 : i64, role = "intermediate"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.cb.reserve"({{.*}}) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>) -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.core.read"({{.*}}) {shape = [1, 1]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>, index, index) -> ()
// CHECK:   "tt.core.read"({{.*}}) {shape = [1, 1]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>, index, index) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
// CHECK:   "tt.cb.matmul"({{.*}}) {shape = [1, 1, 1], transpose_b = false} : ({{.*}}
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
// CHECK:   "tt.cb.push"({{.*}}) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>) -> ()
// CHECK:   "tt.cb.map"({{.*}}) ({
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (!tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.typecast"({{.*}}) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>) -> ()
// CHECK:   "tt.core.write"({{.*}}) {shape = [1, 1]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>, index, index) -> ()
func.func @gemm_small(%A: memref<64x64xbf16, #tt.dram>, %B: memref<64x64xbf16, #tt.dram>, %C: memref<64x64xbf16, #tt.dram>) {
  %cst = arith.constant 0.000000e+00 : f32
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %c1 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %C_local = "tt.tile.splat"(%cst) : (f32) -> tensor<1x1x!tt.tile<[32, 32], f32>>
    %0 = scf.for %arg5 = %c0 to %c2 step %c1 iter_args(%C_local_1 = %C_local) -> (tensor<1x1x!tt.tile<[32, 32], f32>>) {
      %A_shared = "tt.tile.load"(%A, %by, %arg5) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
      %B_shared = "tt.tile.load"(%B, %arg5, %bx) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
      %C_local_2 = "tt.tile.matmul"(%A_shared, %B_shared, %C_local_1) {transpose_b = false} : (tensor<1x1x!tt.tile<[32, 32], bf16>>, tensor<1x1x!tt.tile<[32, 32], bf16>>, tensor<1x1x!tt.tile<[32, 32], f32>>) -> tensor<1x1x!tt.tile<[32, 32], f32>>
      scf.yield %C_local_2 : tensor<1x1x!tt.tile<[32, 32], f32>>
    } {tt.num_stages = 2 : i64}
    %C_local_0 = "tt.tile.map"() ({
      %1 = "tt.tile.at"(%0) {map = "block"} : (tensor<1x1x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
      %C_local_1 = "tt.tile.typecast"(%1) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
      "tt.tile.yield"(%C_local_1) : (!tt.tile<[32, 32], bf16>) -> ()
    }) : () -> tensor<1x1x!tt.tile<[32, 32], bf16>>
    "tt.tile.store"(%C_local_0, %C, %by, %bx) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<64x64xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @gemm_wide(
// CHECK:   "tt.cb.alloc"() {depth = 1 : i64, id = 24 : i64, role = "intermediate"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 8 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 16 : i64>
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.cb.reserve"({{.*}}) {pages = 8 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 8 : i64>) -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.core.read"({{.*}}) {shape = [2, 1]} : (memref<128x96xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>, index, index) -> ()
// CHECK:   "tt.core.read"({{.*}}) {shape = [1, 4]} : (memref<96x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   "tt.cb.matmul"({{.*}}) {shape = [2, 4, 1], transpose_b = false} : ({{.*}}
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   "tt.cb.push"({{.*}}) {pages = 8 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 8 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 8 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 8 : i64>) -> ()
// CHECK:   "tt.cb.map"({{.*}}) ({
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (!tt.cb<!tt.tile<[32, 32], f32>, 8 : i64>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.typecast"({{.*}}) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 8 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 8 : i64>) -> ()
// CHECK:   "tt.core.write"({{.*}}) {shape = [2, 4]} : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 16 : i64>, index, index) -> ()
func.func @gemm_wide(%A: memref<128x96xbf16, #tt.dram>, %B: memref<96x128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>) {
  %c4 = arith.constant 4 : index
  %c2 = arith.constant 2 : index
  %cst = arith.constant 0.000000e+00 : f32
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %c1 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %C_local = "tt.tile.splat"(%cst) : (f32) -> tensor<2x4x!tt.tile<[32, 32], f32>>
    %0 = arith.muli %by, %c2 : index
    %1 = arith.muli %bx, %c4 : index
    %2 = scf.for %arg5 = %c0 to %c3 step %c1 iter_args(%C_local_1 = %C_local) -> (tensor<2x4x!tt.tile<[32, 32], f32>>) {
      %A_shared = "tt.tile.load"(%A, %0, %arg5) : (memref<128x96xbf16, #tt.dram>, index, index) -> tensor<2x1x!tt.tile<[32, 32], bf16>>
      %B_shared = "tt.tile.load"(%B, %arg5, %1) : (memref<96x128xbf16, #tt.dram>, index, index) -> tensor<1x4x!tt.tile<[32, 32], bf16>>
      %C_local_2 = "tt.tile.matmul"(%A_shared, %B_shared, %C_local_1) {transpose_b = false} : (tensor<2x1x!tt.tile<[32, 32], bf16>>, tensor<1x4x!tt.tile<[32, 32], bf16>>, tensor<2x4x!tt.tile<[32, 32], f32>>) -> tensor<2x4x!tt.tile<[32, 32], f32>>
      scf.yield %C_local_2 : tensor<2x4x!tt.tile<[32, 32], f32>>
    } {tt.num_stages = 2 : i64}
    %C_local_0 = "tt.tile.map"() ({
      %3 = "tt.tile.at"(%2) {map = "block"} : (tensor<2x4x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
      %C_local_1 = "tt.tile.typecast"(%3) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
      "tt.tile.yield"(%C_local_1) : (!tt.tile<[32, 32], bf16>) -> ()
    }) : () -> tensor<2x4x!tt.tile<[32, 32], bf16>>
    "tt.tile.store"(%C_local_0, %C, %0, %1) : (tensor<2x4x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [1, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @gemm_trans_b(
// CHECK:   "tt.cb.alloc"() {depth = 1 : i64, id = 24 : i64, role = "intermediate"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.cb.reserve"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.core.read"({{.*}}) {shape = [2, 1]} : (memref<128x96xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>, index, index) -> ()
// CHECK:   "tt.core.read"({{.*}}) {shape = [2, 1], transposed} : (memref<128x96xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>, index, index) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.matmul"({{.*}}) {shape = [2, 2, 1], transpose_b = true} : ({{.*}}
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.push"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   "tt.cb.map"({{.*}}) ({
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.typecast"({{.*}}) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   "tt.core.write"({{.*}}) {shape = [2, 2]} : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
func.func @gemm_trans_b(%A: memref<128x96xbf16, #tt.dram>, %B: memref<128x96xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>) {
  %c2 = arith.constant 2 : index
  %cst = arith.constant 0.000000e+00 : f32
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %c1 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %C_local = "tt.tile.splat"(%cst) : (f32) -> tensor<2x2x!tt.tile<[32, 32], f32>>
    %0 = arith.muli %by, %c2 : index
    %1 = arith.muli %bx, %c2 : index
    %2 = scf.for %arg5 = %c0 to %c3 step %c1 iter_args(%C_local_1 = %C_local) -> (tensor<2x2x!tt.tile<[32, 32], f32>>) {
      %A_shared = "tt.tile.load"(%A, %0, %arg5) : (memref<128x96xbf16, #tt.dram>, index, index) -> tensor<2x1x!tt.tile<[32, 32], bf16>>
      %B_shared = "tt.tile.load"(%B, %1, %arg5) : (memref<128x96xbf16, #tt.dram>, index, index) -> tensor<2x1x!tt.tile<[32, 32], bf16>>
      %C_local_2 = "tt.tile.matmul"(%A_shared, %B_shared, %C_local_1) {transpose_b = true} : (tensor<2x1x!tt.tile<[32, 32], bf16>>, tensor<2x1x!tt.tile<[32, 32], bf16>>, tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
      scf.yield %C_local_2 : tensor<2x2x!tt.tile<[32, 32], f32>>
    } {tt.num_stages = 2 : i64}
    %C_local_0 = "tt.tile.map"() ({
      %3 = "tt.tile.at"(%2) {map = "block"} : (tensor<2x2x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
      %C_local_1 = "tt.tile.typecast"(%3) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
      "tt.tile.yield"(%C_local_1) : (!tt.tile<[32, 32], bf16>) -> ()
    }) : () -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    "tt.tile.store"(%C_local_0, %C, %0, %1) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @gemm_trans_a(
// CHECK:   "tt.cb.alloc"() {depth = 1 : i64, id = 24 : i64, role = "intermediate"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 1 : i64, id = 25 : i64, role = "intermediate"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.cb.reserve"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.core.read"({{.*}}) {shape = [1, 2]} : (memref<96x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>, index, index) -> ()
// CHECK:   "tt.core.read"({{.*}}) {shape = [1, 2]} : (memref<96x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>, index, index) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.transpose"({{.*}}) {shape = [1, 2]} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>, !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
// CHECK:   "tt.cb.matmul"({{.*}}) {shape = [2, 2, 1], transpose_b = false} : ({{.*}}
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
// CHECK:   "tt.cb.push"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   "tt.cb.map"({{.*}}) ({
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.typecast"({{.*}}) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   "tt.core.write"({{.*}}) {shape = [2, 2]} : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
func.func @gemm_trans_a(%A: memref<96x128xbf16, #tt.dram>, %B: memref<96x128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>) {
  %c2 = arith.constant 2 : index
  %cst = arith.constant 0.000000e+00 : f32
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %c1 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %C_local = "tt.tile.splat"(%cst) : (f32) -> tensor<2x2x!tt.tile<[32, 32], f32>>
    %0 = arith.muli %by, %c2 : index
    %1 = arith.muli %bx, %c2 : index
    %2 = scf.for %arg5 = %c0 to %c3 step %c1 iter_args(%C_local_1 = %C_local) -> (tensor<2x2x!tt.tile<[32, 32], f32>>) {
      %A_shared = "tt.tile.load"(%A, %arg5, %0) : (memref<96x128xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
      %B_shared = "tt.tile.load"(%B, %arg5, %1) : (memref<96x128xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
      %A_shared_2 = "tt.tile.block_transpose"(%A_shared) : (tensor<1x2x!tt.tile<[32, 32], bf16>>) -> tensor<2x1x!tt.tile<[32, 32], bf16>>
      %C_local_3 = "tt.tile.matmul"(%A_shared_2, %B_shared, %C_local_1) {transpose_b = false} : (tensor<2x1x!tt.tile<[32, 32], bf16>>, tensor<1x2x!tt.tile<[32, 32], bf16>>, tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
      scf.yield %C_local_3 : tensor<2x2x!tt.tile<[32, 32], f32>>
    } {tt.num_stages = 2 : i64}
    %C_local_0 = "tt.tile.map"() ({
      %3 = "tt.tile.at"(%2) {map = "block"} : (tensor<2x2x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
      %C_local_1 = "tt.tile.typecast"(%3) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
      "tt.tile.yield"(%C_local_1) : (!tt.tile<[32, 32], bf16>) -> ()
    }) : () -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    "tt.tile.store"(%C_local_0, %C, %0, %1) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @gemm_two_pairs(
// CHECK:   "tt.cb.alloc"() {depth = 1 : i64, id = 24 : i64, role = "intermediate"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 2 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 3 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.cb.reserve"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.core.read"({{.*}}) {shape = [2, 1]} : (memref<128x96xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>, index, index) -> ()
// CHECK:   "tt.core.read"({{.*}}) {shape = [1, 2]} : (memref<96x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>, index, index) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.matmul"({{.*}}) {shape = [2, 2, 1], transpose_b = false} : ({{.*}}
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.core.read"({{.*}}) {shape = [2, 1]} : (memref<128x96xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>, index, index) -> ()
// CHECK:   "tt.core.read"({{.*}}) {shape = [1, 2]} : (memref<96x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>, index, index) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.matmul"({{.*}}) {shape = [2, 2, 1], transpose_b = false} : ({{.*}}
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.push"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   "tt.cb.map"({{.*}}) ({
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.typecast"({{.*}}) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   "tt.core.write"({{.*}}) {shape = [2, 2]} : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
func.func @gemm_two_pairs(%A: memref<128x96xbf16, #tt.dram>, %B: memref<96x128xbf16, #tt.dram>, %A1: memref<128x96xbf16, #tt.dram>, %B1: memref<96x128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>) {
  %c2 = arith.constant 2 : index
  %cst = arith.constant 0.000000e+00 : f32
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %c1 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %C_local = "tt.tile.splat"(%cst) : (f32) -> tensor<2x2x!tt.tile<[32, 32], f32>>
    %0 = arith.muli %by, %c2 : index
    %1 = arith.muli %bx, %c2 : index
    %2 = scf.for %arg7 = %c0 to %c3 step %c1 iter_args(%C_local_1 = %C_local) -> (tensor<2x2x!tt.tile<[32, 32], f32>>) {
      %A_shared = "tt.tile.load"(%A, %0, %arg7) : (memref<128x96xbf16, #tt.dram>, index, index) -> tensor<2x1x!tt.tile<[32, 32], bf16>>
      %B_shared = "tt.tile.load"(%B, %arg7, %1) : (memref<96x128xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
      %C_local_2 = "tt.tile.matmul"(%A_shared, %B_shared, %C_local_1) {transpose_b = false} : (tensor<2x1x!tt.tile<[32, 32], bf16>>, tensor<1x2x!tt.tile<[32, 32], bf16>>, tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
      %A1_shared = "tt.tile.load"(%A1, %0, %arg7) : (memref<128x96xbf16, #tt.dram>, index, index) -> tensor<2x1x!tt.tile<[32, 32], bf16>>
      %B1_shared = "tt.tile.load"(%B1, %arg7, %1) : (memref<96x128xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
      %C_local_3 = "tt.tile.matmul"(%A1_shared, %B1_shared, %C_local_2) {transpose_b = false} : (tensor<2x1x!tt.tile<[32, 32], bf16>>, tensor<1x2x!tt.tile<[32, 32], bf16>>, tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
      scf.yield %C_local_3 : tensor<2x2x!tt.tile<[32, 32], f32>>
    } {tt.num_stages = 2 : i64}
    %C_local_0 = "tt.tile.map"() ({
      %3 = "tt.tile.at"(%2) {map = "block"} : (tensor<2x2x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
      %C_local_1 = "tt.tile.typecast"(%3) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
      "tt.tile.yield"(%C_local_1) : (!tt.tile<[32, 32], bf16>) -> ()
    }) : () -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    "tt.tile.store"(%C_local_0, %C, %0, %1) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @gemm_bias_relu(
// CHECK:   "tt.cb.alloc"() {depth = 1 : i64, id = 24 : i64, role = "intermediate"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 2 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 1 : i64, id = 25 : i64, role = "intermediate"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   "tt.cb.map"({{.*}}) ({
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], f32>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>) -> ()
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.cb.reserve"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.core.read"({{.*}}) {shape = [2, 1]} : (memref<128x96xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>, index, index) -> ()
// CHECK:   "tt.core.read"({{.*}}) {shape = [1, 2]} : (memref<96x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>, index, index) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.matmul"({{.*}}) {shape = [2, 2, 1], transpose_b = false} : ({{.*}}
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>) -> ()
// CHECK:   "tt.cb.push"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   "tt.core.read"({{.*}}) {shape = [1, 2]} : (memref<128xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>, index) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   "tt.cb.map"({{.*}}) ({
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.at"({{.*}}) {map = "row"} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.at"({{.*}}) {map = "scalar"} : (!tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.bcast"({{.*}}) {kind = "row"} : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.add"({{.*}}) {tt.carrier} : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.add"({{.*}}) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.max"({{.*}}) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.typecast"({{.*}}) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>) -> ()
// CHECK:   "tt.core.write"({{.*}}) {shape = [2, 2]} : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>) -> ()
func.func @gemm_bias_relu(%A: memref<128x96xbf16, #tt.dram>, %B: memref<96x128xbf16, #tt.dram>, %bias: memref<128xf32, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>) {
  %c2 = arith.constant 2 : index
  %cst = arith.constant 0.000000e+00 : f32
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %c1 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %C_local = "tt.tile.splat"(%cst) : (f32) -> tensor<2x2x!tt.tile<[32, 32], f32>>
    %0 = arith.muli %by, %c2 : index
    %1 = arith.muli %bx, %c2 : index
    %2 = scf.for %arg6 = %c0 to %c3 step %c1 iter_args(%C_local_1 = %C_local) -> (tensor<2x2x!tt.tile<[32, 32], f32>>) {
      %A_shared = "tt.tile.load"(%A, %0, %arg6) : (memref<128x96xbf16, #tt.dram>, index, index) -> tensor<2x1x!tt.tile<[32, 32], bf16>>
      %B_shared = "tt.tile.load"(%B, %arg6, %1) : (memref<96x128xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
      %C_local_2 = "tt.tile.matmul"(%A_shared, %B_shared, %C_local_1) {transpose_b = false} : (tensor<2x1x!tt.tile<[32, 32], bf16>>, tensor<1x2x!tt.tile<[32, 32], bf16>>, tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
      scf.yield %C_local_2 : tensor<2x2x!tt.tile<[32, 32], f32>>
    } {tt.num_stages = 2 : i64}
    %bias_shared = "tt.tile.load"(%bias, %1) : (memref<128xf32, #tt.dram>, index) -> tensor<1x2x!tt.tile<[32, 32], f32>>
    %C_local_0 = "tt.tile.map"() ({
      %3 = "tt.tile.at"(%2) {map = "block"} : (tensor<2x2x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
      %bias_shared_1 = "tt.tile.at"(%bias_shared) {map = "row"} : (tensor<1x2x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
      %4 = "tt.tile.bcast"(%bias_shared_1) {kind = "row"} : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
      %5 = "tt.tile.add"(%3, %4) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
      %6 = "tt.tile.splat"(%cst) : (f32) -> !tt.tile<[32, 32], f32>
      %7 = "tt.tile.max"(%5, %6) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
      %C_local_2 = "tt.tile.typecast"(%7) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
      "tt.tile.yield"(%C_local_2) : (!tt.tile<[32, 32], bf16>) -> ()
    }) : () -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    "tt.tile.store"(%C_local_0, %C, %0, %1) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}
