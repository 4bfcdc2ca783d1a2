// RUN: tt-opt %s --split-input-file --verify-diagnostics --infer-layout --infer-schedule --tiles-to-core-map --shard-to-core-map

// A core owns blocks that do not follow each other in the order that was asked for: they are computed elsewhere.
// expected-remark @below {{blocks are not computed on the cores that own the shards they write: core (0,0) computes blocks 0, 2 in row_major, which is not one range; a persistent kernel takes a start and a count}}
func.func @f(%C: memref<128x64xbf16, #tt.dram> loc("C"))
    attributes {tt.schedule_order = "row_major", tt.layout_hints = {C = {shard = "L1", shard_shape = [64, 32]}}} {
  %zero = arith.constant 0.0 : bf16
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %m = arith.muli %by, %c32 : index
    %n = arith.muli %bx, %c32 : index
    memref.store %zero, %C[%m, %n] : memref<128x64xbf16, #tt.dram>
  }) {extents = [2, 4], symbols = ["bx", "by"]} : () -> ()
  return
}

// -----

// A block writes to two shards.
func.func @f(%C: memref<64x32xbf16, #tt.dram> loc("C"))
    attributes {tt.layout_hints = {C = {shard = "L1", shard_shape = [32, 32]}}} {
  %c0 = arith.constant 0 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %t = memref.alloc() : memref<64x32xbf16, #tt.shared>
    // expected-remark @below {{blocks are not computed on the cores that own the shards they write: block (0, 0, 0) writes [(0, 64), (0, 32)] of 'C', which is in several shards of [32, 32]}}
    "tt.tile.copy"(%t, %C) : (memref<64x32xbf16, #tt.shared>, memref<64x32xbf16, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-remark @below {{blocks are not computed on the cores that own the shards they write: cannot tell which shard of 'C' a block writes: its index comes from a value of another kind}}
func.func @f(%C: memref<64x32xbf16, #tt.dram> loc("C"), %n: index loc("n"))
    attributes {tt.layout_hints = {C = {shard = "L1", shard_shape = [32, 32]}}} {
  %zero = arith.constant 0.0 : bf16
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    memref.store %zero, %C[%n, %bx] : memref<64x32xbf16, #tt.dram>
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-remark @below {{blocks are not computed on the cores that own the shards they write: 'C': 4 shards do not fit 3 cores}}
func.func @f(%C: memref<128x32xbf16, #tt.dram> loc("C"))
    attributes {tt.core_grid = [3, 1], tt.layout_hints = {C = {shard = "L1", shard_shape = [32, 32]}}} {
  %zero = arith.constant 0.0 : bf16
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    memref.store %zero, %C[%bx, %bx] : memref<128x32xbf16, #tt.dram>
  }) {extents = [4], symbols = ["bx"]} : () -> ()
  return
}
