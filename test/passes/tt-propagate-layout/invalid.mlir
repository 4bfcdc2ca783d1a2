// RUN: tt-opt %s --split-input-file --verify-diagnostics --propagate-layout -o - | FileCheck %s

// An invalid value is a warning, and the default is taken.
// CHECK: A = #tt.layout<"DRAM", true, [1, 1], "row_major">
// expected-warning @+3 {{layout of 'A': shard 'HBM' is none of DRAM, L1; 'DRAM' is used}}
// expected-warning @+2 {{layout of 'A': tile_id_order 'snake' is none of row_major, column_major, match_shard, z_order; 'row_major' is used}}
// expected-warning @+1 {{layout of 'A': stride [0, 1] is not positive; [1, 1] is used}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {
    tt.layout_desc = {A = #tt.layout<"HBM", true, [0, 1], "snake">}} {
  return
}

// -----

// CHECK: A = #tt.layout<"L1", true, [1, 1], "row_major">
// expected-warning @below {{tile_id_order 'match_shard' needs a tensor that is not interleaved; 'row_major' is used}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {
    tt.layout_desc = {A = #tt.layout<"L1", true, [1, 1], "match_shard">}} {
  return
}

// -----

// expected-error @below {{'f' has no tt.layout_desc}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A")) {
  return
}

// -----

// expected-error @below {{tt.layout_desc has nothing for 'B'}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A"), %B: memref<64x64xbf16, #tt.dram> loc("B")) attributes {
    tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">}} {
  return
}

// -----

// expected-error @below {{tt.layout_desc is for 'Z', which is no buffer of 'f'}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {
    tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">, Z = #tt.layout<"DRAM", true, [1, 1], "row_major">}} {
  return
}
