// RUN: tt-opt %s --tt-place-buffers --verify-diagnostics

// expected-error @below {{tt.cb_choices: 'cb_A' is the shard of 'A' and holds 4 blocks, not 2}}
func.func @chosen_depth(%A: memref<256x32xbf16, #tt.dram> loc("A")) attributes {
    tt.cb_choices = {cb_A = {depth = 2 : i64}}, tt.layout_desc = {A = #tt.layout<"L1", false, [1, 1], "row_major">},
    tt.shard_shape = {A = [128, 32]}} {
  %cb_A = "tt.cb.alloc"() {alias = "A", depth = 4 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4> loc("cb_A")
  return
}
