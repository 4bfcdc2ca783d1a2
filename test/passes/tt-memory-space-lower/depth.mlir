// RUN: tt-opt %s --memory-space-lower 2>/dev/null | %check
// RUN: tt-opt %s --memory-space-lower=double-buffer=false 2>/dev/null | FileCheck %s --check-prefix=SINGLE
// RUN: tt-opt %s --memory-space-lower --verify-diagnostics


// Two blocks of everything where L1 has room for them; without double buffering one.
// CHECK-LABEL: func.func @fits
// CHECK:         tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>
// CHECK:         tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>
// SINGLE-LABEL: func.func @fits
// SINGLE:         tt.cb.alloc"() {depth = 1 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>
// SINGLE:         tt.cb.alloc"() {depth = 1 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 1 : i64>
func.func @fits(%A: memref<512x320xf32, #tt.dram> loc("A"), %C: memref<512x320xf32, #tt.dram> loc("C")) {
  %c0 = arith.constant 0 : index
  %a = "tt.tile.load"(%A, %c0, %c0) : (memref<512x320xf32, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], f32>>
  %b = "tt.tile.map"() ({
    %0 = "tt.tile.at"(%a) {map = "block"} : (tensor<1x1x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
    %1 = "tt.tile.exp"(%0) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
    "tt.tile.yield"(%1) : (!tt.tile<[32, 32], f32>) -> ()
  }) : () -> tensor<1x1x!tt.tile<[32, 32], f32>>
  "tt.tile.store"(%b, %C, %c0, %c0) : (tensor<1x1x!tt.tile<[32, 32], f32>>, memref<512x320xf32, #tt.dram>, index, index) -> ()
  return
}

// 4 x 160 tiles of 4 KiB are more than L1 holds: both blocks are held once, and that is said.
// CHECK-LABEL: func.func @short
// CHECK:         tt.cb.alloc"() {depth = 1 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 160 : i64>
// CHECK:         tt.cb.alloc"() {depth = 1 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 160 : i64>
func.func @short(%A: memref<512x320xf32, #tt.dram> loc("A"), %C: memref<512x320xf32, #tt.dram> loc("C")) {
  %c0 = arith.constant 0 : index
  // expected-remark @below {{L1 is short: 'block' holds 1 instead of 2 blocks}}
  %a = "tt.tile.load"(%A, %c0, %c0) : (memref<512x320xf32, #tt.dram>, index, index) -> tensor<16x10x!tt.tile<[32, 32], f32>>
  // expected-remark @below {{L1 is short: 'C' holds 1 instead of 2 blocks}}
  %b = "tt.tile.map"() ({
    %0 = "tt.tile.at"(%a) {map = "block"} : (tensor<16x10x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
    %1 = "tt.tile.exp"(%0) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
    "tt.tile.yield"(%1) : (!tt.tile<[32, 32], f32>) -> ()
  }) : () -> tensor<16x10x!tt.tile<[32, 32], f32>>
  "tt.tile.store"(%b, %C, %c0, %c0) : (tensor<16x10x!tt.tile<[32, 32], f32>>, memref<512x320xf32, #tt.dram>, index, index) -> ()
  return
}
