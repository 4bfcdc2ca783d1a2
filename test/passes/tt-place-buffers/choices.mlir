// RUN: tt-opt %s --split-input-file --verify-diagnostics --memory-space-lower=place=false --place-buffers | FileCheck %s

// The user's depth and id in place of 2 and 0; a free id for the other one.
// CHECK-LABEL: func.func @chosen
// CHECK-NOT:     tt.cb_choices
// CHECK:         tt.cb.alloc"() {depth = 3 : i64, id = 16 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 3 : i64>
// CHECK:         tt.cb.alloc"() {depth = 2 : i64, id = 17 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 2 : i64>
func.func @chosen(%A: memref<512x320xf32, #tt.dram> loc("A"), %C: memref<512x320xf32, #tt.dram> loc("C"))
    attributes {tt.cb_choices = {cb_block = {depth = 3 : i64, id = 16 : i64}}} {
  %c0 = arith.constant 0 : index
  %a = "tt.tile.load"(%A, %c0, %c0) : (memref<512x320xf32, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], f32>>
  %b = "tt.tile.map"() ({
    %0 = "tt.tile.at"(%a) {map = "block"} : (tensor<1x1x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
    "tt.tile.yield"(%0) : (!tt.tile<[32, 32], f32>) -> ()
  }) : () -> tensor<1x1x!tt.tile<[32, 32], f32>>
  "tt.tile.store"(%b, %C, %c0, %c0) : (tensor<1x1x!tt.tile<[32, 32], f32>>, memref<512x320xf32, #tt.dram>, index, index) -> ()
  return
}

// -----

// A depth that is chosen is not lowered: 2 x 160 tiles and as many for the output, which gives way, do not fit.
func.func @too_deep(%A: memref<512x320xf32, #tt.dram> loc("A"), %C: memref<512x320xf32, #tt.dram> loc("C"))
    attributes {tt.cb_choices = {cb_block = {depth = 2 : i64}}} {
  %c0 = arith.constant 0 : index
  // expected-error @below {{circular buffers need 1,966,080 B of L1}}
  // expected-note @below {{'block': 320 pages x 4,096 B = 1,310,720 B}}
  // expected-note @below {{'C': 160 pages x 4,096 B = 655,360 B}}
  %a = "tt.tile.load"(%A, %c0, %c0) : (memref<512x320xf32, #tt.dram>, index, index) -> tensor<16x10x!tt.tile<[32, 32], f32>>
  %b = "tt.tile.map"() ({
    %0 = "tt.tile.at"(%a) {map = "block"} : (tensor<16x10x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
    "tt.tile.yield"(%0) : (!tt.tile<[32, 32], f32>) -> ()
  }) : () -> tensor<16x10x!tt.tile<[32, 32], f32>>
  "tt.tile.store"(%b, %C, %c0, %c0) : (tensor<16x10x!tt.tile<[32, 32], f32>>, memref<512x320xf32, #tt.dram>, index, index) -> ()
  return
}

// -----

// expected-error @below {{tt.cb_choices is for 'cb_A', which is no circular buffer of 'no_such'}}
func.func @no_such(%A: memref<32x32xf32, #tt.dram> loc("A"), %C: memref<32x32xf32, #tt.dram> loc("C"))
    attributes {tt.cb_choices = {cb_A = {depth = 1 : i64}}} {
  %c0 = arith.constant 0 : index
  %a = "tt.tile.load"(%A, %c0, %c0) : (memref<32x32xf32, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], f32>>
  "tt.tile.store"(%a, %C, %c0, %c0) : (tensor<1x1x!tt.tile<[32, 32], f32>>, memref<32x32xf32, #tt.dram>, index, index) -> ()
  return
}

// -----

// expected-error @below {{tt.cb_choices: 'cb_block' has depth 0; 1 is the least}}
func.func @no_room(%A: memref<32x32xf32, #tt.dram> loc("A"), %C: memref<32x32xf32, #tt.dram> loc("C"))
    attributes {tt.cb_choices = {cb_block = {depth = 0 : i64}}} {
  %c0 = arith.constant 0 : index
  %a = "tt.tile.load"(%A, %c0, %c0) : (memref<32x32xf32, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], f32>>
  "tt.tile.store"(%a, %C, %c0, %c0) : (tensor<1x1x!tt.tile<[32, 32], f32>>, memref<32x32xf32, #tt.dram>, index, index) -> ()
  return
}

// -----

func.func @no_id(%A: memref<32x32xf32, #tt.dram> loc("A"), %C: memref<32x32xf32, #tt.dram> loc("C"))
    attributes {tt.cb_choices = {cb_block = {id = 32 : i64}}} {
  %c0 = arith.constant 0 : index
  // expected-error @below {{id 32 of a circular buffer is not free: a core has 32}}
  %a = "tt.tile.load"(%A, %c0, %c0) : (memref<32x32xf32, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], f32>>
  "tt.tile.store"(%a, %C, %c0, %c0) : (tensor<1x1x!tt.tile<[32, 32], f32>>, memref<32x32xf32, #tt.dram>, index, index) -> ()
  return
}

// -----

// expected-error @below {{tt.cb_choices: 'cb_block' takes depth and id}}
func.func @no_key(%A: memref<32x32xf32, #tt.dram> loc("A"), %C: memref<32x32xf32, #tt.dram> loc("C"))
    attributes {tt.cb_choices = {cb_block = {pages = 32 : i64}}} {
  %c0 = arith.constant 0 : index
  %a = "tt.tile.load"(%A, %c0, %c0) : (memref<32x32xf32, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], f32>>
  "tt.tile.store"(%a, %C, %c0, %c0) : (tensor<1x1x!tt.tile<[32, 32], f32>>, memref<32x32xf32, #tt.dram>, index, index) -> ()
  return
}
