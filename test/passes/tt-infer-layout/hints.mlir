// RUN: tt-opt %s --infer-layout | %check
// RUN: tt-opt %s --infer-layout --infer-layout --propagate-layout | %check
// RUN: tt-opt %s --infer-layout="defaults={interleave=false}" | FileCheck %s --check-prefix=DEFAULTS

// Keys that a hint does not give come from the defaults; the hints themselves are gone.
// CHECK-LABEL: func.func @some_keys
// CHECK-SAME:    tt.buffer_A_layout = "l1_interleaved"
// CHECK-NOT:     tt.layout_hints
// CHECK-SAME:    tt.layout_desc = {A = #tt.layout<"L1", true, [1, 1], "row_major">, B = #tt.layout<"DRAM", true, [1, 1], "z_order">}
// DEFAULTS-LABEL: func.func @some_keys
// DEFAULTS-SAME:  tt.layout_desc = {A = #tt.layout<"L1", false, [1, 1], "row_major">, B = #tt.layout<"DRAM", true, [1, 1], "z_order">}
func.func @some_keys(%A: memref<64x64xbf16, #tt.dram> loc("A"), %B: memref<64x64xbf16, #tt.dram> loc("B"))
    attributes {tt.layout_hints = {A = {shard = "L1"}},
                tt.layout_desc = {B = #tt.layout<"DRAM", true, [1, 1], "z_order">}} {
  return
}

// Shards are not interleaved; their shape is kept beside the descriptor.
// CHECK-LABEL: func.func @shards
// CHECK-SAME:    tt.buffer_A_layout = "l1_sharded"
// CHECK-SAME:    tt.layout_desc = {A = #tt.layout<"L1", false, [1, 1], "match_shard">}
// CHECK-SAME:    tt.shard_shape = {A = [2, 64, 32]}
func.func @shards(%A: memref<4x100x64xbf16, #tt.dram> loc("A"))
    attributes {tt.layout_hints = {A = {shard = "L1", shard_shape = [2, 64, 32], tile_id_order = "match_shard"}}} {
  return
}

// The short name sets the defaults of one kernel.
// CHECK-LABEL: func.func @short_name
// CHECK-SAME:    tt.layout_desc = {A = #tt.layout<"L1", true, [1, 1], "row_major">}
func.func @short_name(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.layout_type = "l1_interleaved"} {
  return
}
