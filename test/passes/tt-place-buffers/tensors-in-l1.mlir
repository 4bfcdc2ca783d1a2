// RUN: tt-opt %s --split-input-file --verify-diagnostics --place-buffers -o - | FileCheck %s

// Tensors in L1 take their room before circular buffers do: 64 shards of 256 tiles leave 870,784 bytes, 425 tiles.
// CHECK: "tt.cb.alloc"() {depth = 1 : i64, id = 0 : i64, role = "input"}
func.func @shards(%A: memref<16384x1024xbf16, #tt.dram> loc("A")) attributes {
    tt.layout_desc = {A = #tt.layout<"L1", false, [1, 1], "row_major">}, tt.shard_shape = {A = [256, 1024]}} {
  // expected-remark @below {{L1 is short: 'block' holds 1 instead of 2 blocks}}
  %cb_A = "tt.cb.alloc"() {depth = 2 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 480>
  return
}

// -----

// Interleaved pages lie on all 64 cores of the device, whatever cores the kernel uses: 512 tiles on each.
func.func @interleaved(%A: memref<32768x1024xbf16, #tt.dram> loc("A")) attributes {
    tt.core_grid = [2, 2], tt.layout_desc = {A = #tt.layout<"L1", true, [1, 1], "row_major">}} {
  // expected-error @below {{circular buffers and tensors need 1,540,096 B of L1, a core has 1,395,392 B (wormhole)}}
  // expected-note @below {{tensor 'A': 1,048,576 B on every core}}
  // expected-note @below {{'block': 240 pages x 2,048 B = 491,520 B}}
  %cb_A = "tt.cb.alloc"() {depth = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 240>
  return
}
