// RUN: tt-opt %s --infer-layout --infer-schedule=order=match_shard --tiles-to-core-map --shard-to-core-map | %check
// RUN: tt-opt %s --infer-layout --infer-schedule --grid-to-persistent --tiles-to-core-map --shard-to-core-map | %check
// RUN: tt-opt %s --infer-layout --tiles-to-core-map=strategy=match_shard --shard-to-core-map --grid-to-persistent | %check

// Two by two shards of 64 x 64 on four cores. A block writes 32 x 32, so a shard is a box of two by two blocks; those
// at the border are cut off. Without a word about the order it is the one of shards.
// CHECK-LABEL: func.func @block_sharded
// CHECK-SAME:    tt.box_owners = {{\[\[}}0, 0], [1, 0], [0, 1], [1, 1]]
// CHECK-SAME:    tt.core_ranges = [#tt.core_range<[0, 0], [2, 2]>]
// CHECK-SAME:    tt.per_core_args = {"(0,0)" = [0, 4], "(0,1)" = [6, 2], "(1,0)" = [4, 2], "(1,1)" = [8, 1]}
// CHECK-SAME:    tt.schedule_box = [2, 2, 1], tt.schedule_order = "match_shard"
// CHECK-SAME:    "(0,1)" = [#tt.work<[2, 0, 0], 0 : i64, "row_major">, #tt.work<[2, 1, 0], 0 : i64, "row_major">]
func.func @block_sharded(%C: memref<96x96xbf16, #tt.dram> loc("C"))
    attributes {tt.core_grid = [8, 8], tt.layout_hints = {C = {shard = "L1", shard_shape = [64, 64]}}} {
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %m = arith.muli %by, %c32 : index
    %n = arith.muli %bx, %c32 : index
    %t = memref.alloc() : memref<32x32xbf16, #tt.shared>
    %v = "tt.tile.view"(%C, %m, %n) {sizes = [32, 32]} : (memref<96x96xbf16, #tt.dram>, index, index)
      -> memref<32x32xbf16, strided<[96, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%t, %v) : (memref<32x32xbf16, #tt.shared>, memref<32x32xbf16, strided<[96, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [3, 3], symbols = ["bx", "by"]} : () -> ()
  return
}

// A kernel that writes no shards can follow those that it reads: B's; blocks need several shards of A.
// RUN: tt-opt %s --infer-layout --infer-schedule=order=match_shard --tiles-to-core-map | FileCheck %s --check-prefix=READ
// READ-LABEL: func.func @of_inputs
// READ-SAME:    tt.box_owners = {{\[\[}}0, 0], [1, 0]]
// READ-SAME:    tt.schedule_box = [2, 1, 1], tt.schedule_order = "match_shard"
func.func @of_inputs(%A: memref<128x32xbf16, #tt.dram> loc("A"), %B: memref<128x32xbf16, #tt.dram> loc("B"),
                     %C: memref<128x32xbf16, #tt.dram> loc("C"))
    attributes {tt.core_grid = [8, 8], tt.schedule_order = "match_shard",
                tt.layout_hints = {A = {shard = "L1", shard_shape = [32, 32]}, B = {shard = "L1", shard_shape = [64, 32]}}} {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %m = arith.muli %bx, %c32 : index
    %a = memref.alloc() : memref<128x32xbf16, #tt.shared>
    "tt.tile.copy"(%A, %a) : (memref<128x32xbf16, #tt.dram>, memref<128x32xbf16, #tt.shared>) -> ()
    %t = memref.alloc() : memref<32x32xbf16, #tt.shared>
    %b = "tt.tile.view"(%B, %m, %c0) {sizes = [32, 32]} : (memref<128x32xbf16, #tt.dram>, index, index)
      -> memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%b, %t) : (memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>, memref<32x32xbf16, #tt.shared>) -> ()
    %c = "tt.tile.view"(%C, %m, %c0) {sizes = [32, 32]} : (memref<128x32xbf16, #tt.dram>, index, index)
      -> memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%t, %c) : (memref<32x32xbf16, #tt.shared>, memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [4], symbols = ["bx"]} : () -> ()
  return
}
