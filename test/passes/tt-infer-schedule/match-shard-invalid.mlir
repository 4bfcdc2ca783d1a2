// RUN: tt-opt %s --split-input-file --verify-diagnostics --infer-layout --infer-schedule=order=match_shard

// expected-error @below {{order match_shard follows the shards of a tensor of 'f', and none lies in L1 in shards}}
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
// expected-error @below {{the blocks that use one shard of 'C' are no box of the grid: box 1 of (2, 1, 1) blocks belongs to (1,0), (2,0)}}
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

// -----

// A block needs several shards of the only tensor that lies in some.
func.func @whole(%A: memref<64x32xbf16, #tt.dram> loc("A")) attributes {tt.layout_hints = {A = {shard = "L1", shard_shape = [32, 32]}}} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %a = memref.alloc() : memref<64x32xbf16, #tt.shared>
    // expected-error @below {{block (0, 0, 0) reads [(0, 64), (0, 32)] of 'A', which is in several shards of [32, 32]}}
    "tt.tile.copy"(%A, %a) : (memref<64x32xbf16, #tt.dram>, memref<64x32xbf16, #tt.shared>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// Two shards, one after the other.
// expected-error @below {{block (0, 0, 0) reads shards of 'A' on several cores: (0,0), (1,0)}}
func.func @both(%A: memref<64x32xbf16, #tt.dram> loc("A")) attributes {tt.layout_hints = {A = {shard = "L1", shard_shape = [32, 32]}}} {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %a = memref.alloc() : memref<32x32xbf16, #tt.shared>
    %0 = "tt.tile.view"(%A, %c0, %c0) {sizes = [32, 32]} : (memref<64x32xbf16, #tt.dram>, index, index)
      -> memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%0, %a) : (memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>, memref<32x32xbf16, #tt.shared>) -> ()
    %1 = "tt.tile.view"(%A, %c32, %c0) {sizes = [32, 32]} : (memref<64x32xbf16, #tt.dram>, index, index)
      -> memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%1, %a) : (memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>, memref<32x32xbf16, #tt.shared>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// A place that the kernel is given.
// expected-error @below {{cannot tell which shard of 'A' a block reads: its index comes from a value of another kind}}
func.func @given(%A: memref<64x32xbf16, #tt.dram> loc("A"), %n: index loc("n")) attributes {tt.layout_hints = {A = {shard = "L1", shard_shape = [32, 32]}}} {
  %c0 = arith.constant 0 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %a = memref.alloc() : memref<32x32xbf16, #tt.shared>
    %0 = "tt.tile.view"(%A, %n, %c0) {sizes = [32, 32]} : (memref<64x32xbf16, #tt.dram>, index, index)
      -> memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%0, %a) : (memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>, memref<32x32xbf16, #tt.shared>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}
