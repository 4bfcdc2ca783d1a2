// RUN: tt-opt %s --propagate-layout | %check
// RUN: tt-opt %s --propagate-layout --propagate-layout | %check

// CHECK-LABEL: func.func @spellings
// CHECK-SAME:    tt.buffer_A_layout = "dram_interleaved"
// CHECK-SAME:    tt.buffer_B_layout = "l1_sharded"
// CHECK-SAME:    A = #tt.layout<"DRAM", true, [1, 1], "row_major">, B = #tt.layout<"L1", false, [1, 1], "match_shard">
func.func @spellings(%A: memref<64x64xbf16, #tt.dram> loc("A"), %B: memref<64x64xbf16, #tt.dram> loc("B")) attributes {
    tt.layout_desc = {A = #tt.layout<"DDR", true, [1, 1], "">, B = #tt.layout<"sram", false, [1, 1], "match_shard">}} {
  return
}

// Nothing to lay out: nothing is needed.
// CHECK: func.func @no_tensors(%n: i32) {
func.func @no_tensors(%n: i32 loc("n")) {
  return
}
