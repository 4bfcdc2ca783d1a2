// RUN: tt-opt %s --tt-fuse --canonicalize --cse | %check

// Elementwise operations of one block become one map; what they read is taken tile by tile.

// CHECK-LABEL: func.func @gemm_bias_relu(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   scf.for {{.*}} {{.*}} iter_args({{.*}}) -> (tensor<2x2x!tt.tile<[32, 32], f32>>) {
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x96xbf16, #tt.dram>, index, index) -> tensor<2x1x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<96x128xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.matmul"({{.*}}) {transpose_b = false} : ({{.*}}
// CHECK:   scf.yield %{{.*}} : tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128xf32, #tt.dram>, index) -> tensor<1x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.map"() ({
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (tensor<2x2x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.at"({{.*}}) {map = "row"} : (tensor<1x2x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.bcast"({{.*}}) {kind = "row"} : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.add"({{.*}}) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.max"({{.*}}) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.typecast"({{.*}}) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> ()
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
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
    %3 = arith.muli %bx, %c2 : index
    %bias_shared = "tt.tile.load"(%bias, %3) : (memref<128xf32, #tt.dram>, index) -> tensor<1x2x!tt.tile<[32, 32], f32>>
    %4 = "tt.tile.bcast"(%bias_shared) {kind = "row"} : (tensor<1x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
    %5 = "tt.tile.add"(%2, %4) : (tensor<2x2x!tt.tile<[32, 32], f32>>, tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
    %6 = "tt.tile.max"(%5, %C_local) : (tensor<2x2x!tt.tile<[32, 32], f32>>, tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
    %C_local_0 = "tt.tile.typecast"(%6) : (tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    %7 = arith.muli %by, %c2 : index
    "tt.tile.store"(%C_local_0, %C, %7, %3) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @gemm_sigmoid(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> tensor<1x2x!tt.tile<[32, 32], f32>>
// CHECK:   scf.for {{.*}} {{.*}} iter_args({{.*}}) -> (tensor<1x2x!tt.tile<[32, 32], f32>>) {
// CHECK:   "tt.tile.load"({{.*}}) : (memref<64x96xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<96x128xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.matmul"({{.*}}) {transpose_b = false} : ({{.*}}
// CHECK:   scf.yield %{{.*}} : tensor<1x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.map"() ({
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (tensor<1x2x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.add"({{.*}}) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.sigmoid"({{.*}}) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.typecast"({{.*}}) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> ()
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<1x2x!tt.tile<[32, 32], bf16>>, memref<64x128xbf16, #tt.dram>, index, index) -> ()
func.func @gemm_sigmoid(%A: memref<64x96xbf16, #tt.dram>, %B: memref<96x128xbf16, #tt.dram>, %C: memref<64x128xbf16, #tt.dram>) {
  %c2 = arith.constant 2 : index
  %cst = arith.constant 0.000000e+00 : f32
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %c1 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %C_local = "tt.tile.splat"(%cst) : (f32) -> tensor<1x2x!tt.tile<[32, 32], f32>>
    %0 = arith.muli %bx, %c2 : index
    %1 = scf.for %arg5 = %c0 to %c3 step %c1 iter_args(%C_local_1 = %C_local) -> (tensor<1x2x!tt.tile<[32, 32], f32>>) {
      %A_shared = "tt.tile.load"(%A, %by, %arg5) : (memref<64x96xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
      %B_shared = "tt.tile.load"(%B, %arg5, %0) : (memref<96x128xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
      %C_local_2 = "tt.tile.matmul"(%A_shared, %B_shared, %C_local_1) {transpose_b = false} : (tensor<1x1x!tt.tile<[32, 32], bf16>>, tensor<1x2x!tt.tile<[32, 32], bf16>>, tensor<1x2x!tt.tile<[32, 32], f32>>) -> tensor<1x2x!tt.tile<[32, 32], f32>>
      scf.yield %C_local_2 : tensor<1x2x!tt.tile<[32, 32], f32>>
    } {tt.num_stages = 2 : i64}
    %2 = "tt.tile.add"(%1, %1) : (tensor<1x2x!tt.tile<[32, 32], f32>>, tensor<1x2x!tt.tile<[32, 32], f32>>) -> tensor<1x2x!tt.tile<[32, 32], f32>>
    %3 = "tt.tile.sigmoid"(%2) : (tensor<1x2x!tt.tile<[32, 32], f32>>) -> tensor<1x2x!tt.tile<[32, 32], f32>>
    %C_local_0 = "tt.tile.typecast"(%3) : (tensor<1x2x!tt.tile<[32, 32], f32>>) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
    %4 = arith.muli %bx, %c2 : index
    "tt.tile.store"(%C_local_0, %C, %by, %4) : (tensor<1x2x!tt.tile<[32, 32], bf16>>, memref<64x128xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @gemm_small(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> tensor<1x1x!tt.tile<[32, 32], f32>>
// CHECK:   scf.for {{.*}} {{.*}} iter_args({{.*}}) -> (tensor<1x1x!tt.tile<[32, 32], f32>>) {
// CHECK:   "tt.tile.load"({{.*}}) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.matmul"({{.*}}) {transpose_b = false} : ({{.*}}
// CHECK:   scf.yield %{{.*}} : tensor<1x1x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.map"() ({
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (tensor<1x1x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.typecast"({{.*}}) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> ()
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<64x64xbf16, #tt.dram>, index, index) -> ()
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
    %C_local_0 = "tt.tile.typecast"(%0) : (tensor<1x1x!tt.tile<[32, 32], f32>>) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
    "tt.tile.store"(%C_local_0, %C, %by, %bx) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<64x64xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @unary(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.map"() ({
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.exp"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> ()
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
func.func @unary(%A: memref<128x128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>) {
  %c2 = arith.constant 2 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %0 = arith.muli %by, %c2 : index
    %1 = arith.muli %bx, %c2 : index
    %A_shared = "tt.tile.load"(%A, %0, %1) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    %2 = "tt.tile.exp"(%A_shared) : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    "tt.tile.store"(%2, %C, %0, %1) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @binary(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.map"() ({
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.add"({{.*}}) : (!tt.tile<[32, 32], bf16>, !tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> ()
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
func.func @binary(%A: memref<128x128xbf16, #tt.dram>, %B: memref<128x128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>) {
  %c2 = arith.constant 2 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %0 = arith.muli %by, %c2 : index
    %1 = arith.muli %bx, %c2 : index
    %A_shared = "tt.tile.load"(%A, %0, %1) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    %B_shared = "tt.tile.load"(%B, %0, %1) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    %2 = "tt.tile.add"(%A_shared, %B_shared) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, tensor<2x2x!tt.tile<[32, 32], bf16>>) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    "tt.tile.store"(%2, %C, %0, %1) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @chain(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.map"() ({
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.typecast"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.typecast"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.mul"({{.*}}) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.sub"({{.*}}) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.mul"({{.*}}) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.typecast"({{.*}}) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> ()
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
func.func @chain(%A: memref<128x128xbf16, #tt.dram>, %B: memref<128x128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>) {
  %c2 = arith.constant 2 : index
  %cst = arith.constant 2.000000e+00 : f32
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %0 = arith.muli %by, %c2 : index
    %1 = arith.muli %bx, %c2 : index
    %A_shared = "tt.tile.load"(%A, %0, %1) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    %B_shared = "tt.tile.load"(%B, %0, %1) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    %2 = "tt.tile.typecast"(%A_shared) : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
    %3 = "tt.tile.typecast"(%B_shared) : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
    %4 = "tt.tile.splat"(%cst) : (f32) -> tensor<2x2x!tt.tile<[32, 32], f32>>
    %5 = "tt.tile.mul"(%2, %4) : (tensor<2x2x!tt.tile<[32, 32], f32>>, tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
    %6 = "tt.tile.sub"(%5, %3) : (tensor<2x2x!tt.tile<[32, 32], f32>>, tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
    %7 = "tt.tile.mul"(%6, %6) : (tensor<2x2x!tt.tile<[32, 32], f32>>, tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
    %8 = "tt.tile.typecast"(%7) : (tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    "tt.tile.store"(%8, %C, %0, %1) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @loop(
// CHECK:   "tt.core.grid"() ({
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x384xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x384xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.map"() ({
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.sub"({{.*}}) : (!tt.tile<[32, 32], bf16>, !tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> ()
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x384xbf16, #tt.dram>, index, index) -> ()
func.func @loop(%A: memref<128x384xbf16, #tt.dram>, %B: memref<128x384xbf16, #tt.dram>, %C: memref<128x384xbf16, #tt.dram>) {
  %c6 = arith.constant 6 : index
  %c2 = arith.constant 2 : index
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  %c1 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %0 = arith.muli %by, %c2 : index
    %1 = arith.muli %bx, %c6 : index
    scf.for %arg5 = %c0 to %c3 step %c1 {
      %2 = arith.muli %arg5, %c2 : index
      %3 = arith.addi %1, %2 : index
      %A_shared = "tt.tile.load"(%A, %0, %3) : (memref<128x384xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
      %B_shared = "tt.tile.load"(%B, %0, %3) : (memref<128x384xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
      %4 = "tt.tile.sub"(%A_shared, %B_shared) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, tensor<2x2x!tt.tile<[32, 32], bf16>>) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
      "tt.tile.store"(%4, %C, %0, %3) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x384xbf16, #tt.dram>, index, index) -> ()
    }
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}
