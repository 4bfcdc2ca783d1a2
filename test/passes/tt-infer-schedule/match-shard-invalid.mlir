// RUN: tt-opt %s --split-input-file --verify-diagnostics --infer-layout --infer-schedule=order=match_shard

// expected-error @below {{order match_shard follows the shards of a tensor that 'f' writes, and none lies in L1 in shards}}
func.func @f(%C: memref<64x64xbf16, #tt.dram> loc("C")) {
  %zero = arith.constant 0.0 : bf16
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    memref.store %zero, %C[%bx, %bx] : memref<64x64xbf16, #tt.dram>
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// The blocks of a shard do not lie side by side.
// expected-error @below {{shards of 'C': the boxes of core (0,0) do not follow each other}}
func.func @f(%C: memref<128x32xbf16, #tt.dram> loc("C"))
    attributes {tt.layout_hints = {C = {shard = "L1", shard_shape = [64, 32]}}} {
  %zero = arith.constant 0.0 : bf16
  %c2 = arith.constant 2 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %shard = arith.remui %bx, %c2 : index
    %m = arith.muli %shard, %c64 : index
    memref.store %zero, %C[%m, %bx] : memref<128x32xbf16, #tt.dram>
  }) {extents = [4], symbols = ["bx"]} : () -> ()
  return
}

// -----

// Two blocks write the first shard, one each of the others.
// expected-error @below {{the blocks that write one shard of 'C' are no box of the grid: box 1 of (2, 1, 1) blocks belongs to (1,0), (2,0)}}
func.func @f(%C: memref<192x32xbf16, #tt.dram> loc("C"))
    attributes {tt.layout_hints = {C = {shard = "L1", shard_shape = [64, 32]}}} {
  %zero = arith.constant 0.0 : bf16
  %c4 = arith.constant 4 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %square = arith.muli %bx, %bx : index
    %shard = arith.divui %square, %c4 : index
    %m = arith.muli %shard, %c64 : index
    memref.store %zero, %C[%m, %bx] : memref<192x32xbf16, #tt.dram>
  }) {extents = [4], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-note @below {{'C' is here}}
// expected-error @below {{order match_shard: block (1, 0, 0) writes a shard of 'D' on core (0,0) and one of 'C' on core (1,0)}}
func.func @f(%C: memref<64x64xbf16, #tt.dram> loc("C"), %D: memref<64x64xbf16, #tt.dram> loc("D"))
    attributes {tt.layout_hints = {C = {shard = "L1", shard_shape = [64, 32]}, D = {shard = "L1", shard_shape = [64, 64]}}} {
  %zero = arith.constant 0.0 : bf16
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %n = arith.muli %bx, %c32 : index
    memref.store %zero, %C[%bx, %n] : memref<64x64xbf16, #tt.dram>
    memref.store %zero, %D[%bx, %n] : memref<64x64xbf16, #tt.dram>
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error @below {{order match_shard needs a grid that is known, and this one is [ceil_div(m, 32), 1, 1]}}
func.func @f(%C: memref<64x64xbf16, #tt.dram> loc("C"), %m: i32 loc("m"))
    attributes {tt.symbols = ["m"], tt.layout_hints = {C = {shard = "L1", shard_shape = [64, 32]}}} {
  %zero = arith.constant 0.0 : bf16
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    memref.store %zero, %C[%bx, %bx] : memref<64x64xbf16, #tt.dram>
  }) {extents = [#tt.extent<"ceil_div(m, 32)">], symbols = ["bx"]} : () -> ()
  return
}
