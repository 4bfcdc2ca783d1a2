// Work stays where the schedule put it, and a remark says why.

// RUN: tt-opt %s --infer-layout --infer-schedule --tiles-to-core-map --shard-to-core-map --split-input-file --verify-diagnostics

// A block of 64 rows writes two shards of 32.
func.func @several_shards(%C: memref<128x64xbf16, #tt.dram> loc("C"))
    attributes {tt.core_grid = [4, 1], tt.layout_hints = {C = {shard = "L1", shard_shape = [32, 64]}}} {
  %c0 = arith.constant 0 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %m = arith.muli %bx, %c64 : index
    %t = memref.alloc() : memref<64x64xbf16, #tt.shared>
    %v = "tt.tile.view"(%C, %m, %c0) {sizes = [64, 64]} : (memref<128x64xbf16, #tt.dram>, index, index)
      -> memref<64x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>
    // expected-remark @below {{writes [(0, 64), (0, 64)] of 'C', which is in several shards of [32, 64]}}
    "tt.tile.copy"(%t, %v) : (memref<64x64xbf16, #tt.shared>, memref<64x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// Two stores of a block go to shards of different cores.
// expected-remark @below {{block (0, 0, 0) writes shards of 'C' on several cores: (0,0), (1,0)}}
func.func @several_cores(%C: memref<64x64xbf16, #tt.dram> loc("C"))
    attributes {tt.core_grid = [4, 1], tt.layout_hints = {C = {shard = "L1", shard_shape = [32, 64]}}} {
  %zero = arith.constant 0.0 : bf16
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    memref.store %zero, %C[%bx, %c0] : memref<64x64xbf16, #tt.dram>
    %m = arith.addi %bx, %c32 : index
    memref.store %zero, %C[%m, %c0] : memref<64x64xbf16, #tt.dram>
  }) {extents = [32], symbols = ["bx"]} : () -> ()
  return
}

// -----

// Where a block writes is read from a tensor.
// expected-remark @below {{cannot tell which shard of 'C' a block writes: its index comes from}}
func.func @unknown_rows(%I: memref<32xi32, #tt.dram> loc("I"), %C: memref<64x64xbf16, #tt.dram> loc("C"))
    attributes {tt.core_grid = [4, 1], tt.layout_hints = {C = {shard = "L1", shard_shape = [32, 64]}}} {
  %zero = arith.constant 0.0 : bf16
  %c0 = arith.constant 0 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %i = memref.load %I[%bx] : memref<32xi32, #tt.dram>
    %m = arith.index_cast %i : i32 to index
    memref.store %zero, %C[%m, %c0] : memref<64x64xbf16, #tt.dram>
  }) {extents = [32], symbols = ["bx"]} : () -> ()
  return
}

// -----

// The rows of one tensor and the columns of the other put the blocks on different cores.
// expected-remark @below {{the shards of 'B' and 'C' put the same block on different cores}}
func.func @disagree(%B: memref<64x64xbf16, #tt.dram> loc("B"), %C: memref<64x64xbf16, #tt.dram> loc("C"))
    attributes {tt.core_grid = [4, 1], tt.layout_hints = {
      B = {shard = "L1", shard_shape = [32, 64]}, C = {shard = "L1", shard_shape = [64, 32]}}} {
  %zero = arith.constant 0.0 : bf16
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %row = arith.muli %by, %c32 : index
    %column = arith.muli %bx, %c32 : index
    memref.store %zero, %B[%row, %column] : memref<64x64xbf16, #tt.dram>
    memref.store %zero, %C[%row, %column] : memref<64x64xbf16, #tt.dram>
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}
