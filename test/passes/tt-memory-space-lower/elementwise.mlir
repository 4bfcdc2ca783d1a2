// RUN: tt-opt %s --memory-space-lower --canonicalize --cse | %check

// Waits stand before the first use, pops after the last one.

// CHECK-LABEL: func.func @unary(
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.core.read"({{.*}}) {shape = [2, 2]} : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   "tt.cb.map"({{.*}}) ({
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.exp"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   "tt.core.write"({{.*}}) {shape = [2, 2]} : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
func.func @unary(%A: memref<128x128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>) {
  %c2 = arith.constant 2 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %0 = arith.muli %by, %c2 : index
    %1 = arith.muli %bx, %c2 : index
    %A_shared = "tt.tile.load"(%A, %0, %1) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    %2 = "tt.tile.map"() ({
      %A_shared_0 = "tt.tile.at"(%A_shared) {map = "block"} : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> !tt.tile<[32, 32], bf16>
      %3 = "tt.tile.exp"(%A_shared_0) : (!tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], bf16>
      "tt.tile.yield"(%3) : (!tt.tile<[32, 32], bf16>) -> ()
    }) : () -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    "tt.tile.store"(%2, %C, %0, %1) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @binary_f32(
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.core.read"({{.*}}) {shape = [1, 1]} : (memref<64x64xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>, index, index) -> ()
// CHECK:   "tt.core.read"({{.*}}) {shape = [1, 1]} : (memref<64x64xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>, index, index) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>) -> ()
// CHECK:   "tt.cb.map"({{.*}}) ({
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (!tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (!tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.mul"({{.*}}) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], f32>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>) -> ()
// CHECK:   "tt.core.write"({{.*}}) {shape = [1, 1]} : (memref<64x64xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>, index, index) -> ()
func.func @binary_f32(%A: memref<64x64xf32, #tt.dram>, %B: memref<64x64xf32, #tt.dram>, %C: memref<64x64xf32, #tt.dram>) {
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %A_shared = "tt.tile.load"(%A, %by, %bx) : (memref<64x64xf32, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], f32>>
    %B_shared = "tt.tile.load"(%B, %by, %bx) : (memref<64x64xf32, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], f32>>
    %0 = "tt.tile.map"() ({
      %A_shared_0 = "tt.tile.at"(%A_shared) {map = "block"} : (tensor<1x1x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
      %B_shared_1 = "tt.tile.at"(%B_shared) {map = "block"} : (tensor<1x1x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
      %1 = "tt.tile.mul"(%A_shared_0, %B_shared_1) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
      "tt.tile.yield"(%1) : (!tt.tile<[32, 32], f32>) -> ()
    }) : () -> tensor<1x1x!tt.tile<[32, 32], f32>>
    "tt.tile.store"(%0, %C, %by, %bx) : (tensor<1x1x!tt.tile<[32, 32], f32>>, memref<64x64xf32, #tt.dram>, index, index) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @chain(
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.core.read"({{.*}}) {shape = [2, 2]} : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
// CHECK:   "tt.core.read"({{.*}}) {shape = [2, 2]} : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   "tt.cb.map"({{.*}}) ({
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.typecast"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.typecast"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.mul"({{.*}}) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.sub"({{.*}}) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.mul"({{.*}}) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
// CHECK:   "tt.tile.typecast"({{.*}}) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   "tt.core.write"({{.*}}) {shape = [2, 2]} : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
func.func @chain(%A: memref<128x128xbf16, #tt.dram>, %B: memref<128x128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>) {
  %c2 = arith.constant 2 : index
  %cst = arith.constant 2.000000e+00 : f32
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %0 = arith.muli %by, %c2 : index
    %1 = arith.muli %bx, %c2 : index
    %A_shared = "tt.tile.load"(%A, %0, %1) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    %B_shared = "tt.tile.load"(%B, %0, %1) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    %2 = "tt.tile.map"() ({
      %A_shared_0 = "tt.tile.at"(%A_shared) {map = "block"} : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> !tt.tile<[32, 32], bf16>
      %B_shared_1 = "tt.tile.at"(%B_shared) {map = "block"} : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> !tt.tile<[32, 32], bf16>
      %3 = "tt.tile.typecast"(%A_shared_0) : (!tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], f32>
      %4 = "tt.tile.typecast"(%B_shared_1) : (!tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], f32>
      %5 = "tt.tile.splat"(%cst) : (f32) -> !tt.tile<[32, 32], f32>
      %6 = "tt.tile.mul"(%3, %5) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
      %7 = "tt.tile.sub"(%6, %4) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
      %8 = "tt.tile.mul"(%7, %7) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
      %9 = "tt.tile.typecast"(%8) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], bf16>
      "tt.tile.yield"(%9) : (!tt.tile<[32, 32], bf16>) -> ()
    }) : () -> tensor<2x2x!tt.tile<[32, 32], bf16>>
    "tt.tile.store"(%2, %C, %0, %1) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @loop(
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
// CHECK:   "tt.core.grid"() ({
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.core.read"({{.*}}) {shape = [2, 2]} : (memref<128x384xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
// CHECK:   "tt.core.read"({{.*}}) {shape = [2, 2]} : (memref<128x384xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   "tt.cb.wait"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   "tt.cb.map"({{.*}}) ({
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.at"({{.*}}) {map = "block"} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.sub"({{.*}}) : (!tt.tile<[32, 32], bf16>, !tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], bf16>
// CHECK:   "tt.tile.yield"({{.*}}) : (!tt.tile<[32, 32], bf16>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   "tt.cb.pop"({{.*}}) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
// CHECK:   "tt.core.write"({{.*}}) {shape = [2, 2]} : (memref<128x384xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
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
      %4 = "tt.tile.map"() ({
        %A_shared_0 = "tt.tile.at"(%A_shared) {map = "block"} : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> !tt.tile<[32, 32], bf16>
        %B_shared_1 = "tt.tile.at"(%B_shared) {map = "block"} : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> !tt.tile<[32, 32], bf16>
        %5 = "tt.tile.sub"(%A_shared_0, %B_shared_1) : (!tt.tile<[32, 32], bf16>, !tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], bf16>
        "tt.tile.yield"(%5) : (!tt.tile<[32, 32], bf16>) -> ()
      }) : () -> tensor<2x2x!tt.tile<[32, 32], bf16>>
      "tt.tile.store"(%4, %C, %0, %3) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x384xbf16, #tt.dram>, index, index) -> ()
    }
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}
