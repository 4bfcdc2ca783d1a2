// RUN: tt-opt %s --infer-layout --infer-schedule=order=block --tiles-to-core-map --shard-to-core-map | %check
// RUN: tt-opt %s --infer-layout --infer-schedule=order=block --grid-to-persistent --tiles-to-core-map --shard-to-core-map | %check

// Two by two shards of 64 x 64 lie on four cores; work that 4 x 4 cores shared moves to them. One block writes 32 x 64.
// CHECK-LABEL: func.func @block_sharded
// CHECK-SAME:    tt.core_ranges = [#tt.core_range<[0, 0], [2, 2]>]
// CHECK-SAME:    tt.num_cores = 4 : i64
// CHECK-SAME:    tt.per_core_args = {"(0,0)" = [0, 2], "(0,1)" = [4, 2], "(1,0)" = [2, 2], "(1,1)" = [6, 2]}
// CHECK-SAME:    "(0,1)" = [#tt.work<[2, 0, 0], 0 : i64, "row_major">, #tt.work<[3, 0, 0], 0 : i64, "row_major">]
func.func @block_sharded(%C: memref<128x128xbf16, #tt.dram> loc("C"))
    attributes {tt.core_grid = [2, 2], tt.layout_hints = {C = {shard = "L1", shard_shape = [64, 64]}}} {
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %m = arith.muli %by, %c32 : index
    %n = arith.muli %bx, %c64 : index
    %t = memref.alloc() : memref<32x64xbf16, #tt.shared>
    %v = "tt.tile.view"(%C, %m, %n) {sizes = [32, 64]} : (memref<128x128xbf16, #tt.dram>, index, index)
      -> memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%t, %v) : (memref<32x64xbf16, #tt.shared>, memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2, 4], symbols = ["bx", "by"]} : () -> ()
  return
}

// Shards of rows: the last one is cut off, and owned by the third core. Element stores in loops are followed as well.
// CHECK-LABEL: func.func @height_sharded
// CHECK-SAME:    tt.per_core_args = {"(0,0)" = [0, 2], "(1,0)" = [2, 2], "(2,0)" = [4, 1]}
func.func @height_sharded(%C: memref<150x32xbf16, #tt.dram> loc("C"))
    attributes {tt.core_grid = [4, 1], tt.layout_hints = {C = {shard = "L1", shard_shape = [64, 32]}}} {
  %zero = arith.constant 0.0 : bf16
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %m = arith.muli %bx, %c32 : index
    scf.for %i = %c0 to %c32 step %c1 {
      scf.parallel (%j) = (%c0) to (%c32) step (%c1) {
        %row = arith.addi %m, %i : index
        memref.store %zero, %C[%row, %j] : memref<150x32xbf16, #tt.dram>
        scf.reduce
      }
    }
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// Tiles instead of elements.
// CHECK-LABEL: func.func @values
// CHECK-SAME:    tt.per_core_args = {"(0,0)" = [0, 1], "(1,0)" = [1, 1]}
func.func @values(%A: memref<32x64xbf16, #tt.dram> loc("A"), %C: memref<32x64xbf16, #tt.dram> loc("C"))
    attributes {tt.layout_hints = {C = {shard = "L1", shard_shape = [32, 32]}}} {
  %c0 = arith.constant 0 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %x = "tt.tile.load"(%A, %c0, %bx) : (memref<32x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
    "tt.tile.store"(%x, %C, %c0, %bx) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<32x64xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}
