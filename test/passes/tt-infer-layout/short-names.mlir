// RUN: tt-opt %s --infer-layout | %check
// RUN: tt-opt %s --infer-layout --propagate-layout --infer-layout | %check
// RUN: tt-opt %s --infer-layout="layouts={C=l1_interleaved:column_major}" | FileCheck %s --check-prefix=OPTION
// RUN: tt-opt %s --infer-layout="core-grid=[2,2]" | FileCheck %s --check-prefix=SMALL
// RUN: tt-opt %s --infer-layout="layouts={C={shard=L1 shard_shape=[128,64] tile_id_order=match_shard}}" | FileCheck %s --check-prefix=DICT

// Short names; shapes of shards follow from the blocks of the uses, 128 x 64 elements, and the cores, 8 x 8. Height cuts
// rows, width columns, block both; what is left over goes to one more, smaller shard.
// CHECK-LABEL: func.func @cuts
// CHECK-SAME:    A = #tt.layout<"L1", false, [1, 1], "row_major">
// CHECK-SAME:    C = #tt.layout<"DRAM", true, [1, 1], "row_major">
// CHECK-SAME:    D = #tt.layout<"DRAM", false, [1, 1], "row_major">
// CHECK-SAME:    E = #tt.layout<"L1", false, [1, 1], "match_shard">
// CHECK-SAME:    tt.shard_shape = {A = [384, 128], B = [128, 640], D = [3072, 64], E = [3072, 64]}
// OPTION:        C = #tt.layout<"L1", true, [1, 1], "column_major">
// SMALL:         tt.shard_shape = {A = [1536, 320], B = [768, 640], D = [3072, 64], E = [3072, 192]}
// DICT:          C = #tt.layout<"L1", false, [1, 1], "match_shard">
// DICT-SAME:     C = [128, 64]
func.func @cuts(%A: memref<3072x640xbf16, #tt.dram> loc("A"), %B: memref<3072x640xbf16, #tt.dram> loc("B"), %C: memref<3072x640xbf16, #tt.dram> loc("C"),
                %D: memref<3072x640xbf16, #tt.dram> loc("D"), %E: memref<3072x640xbf16, #tt.dram> loc("E"))
    attributes {tt.layout_hints = {A = "l1_block_sharded", B = "l1_height_sharded", D = "dram_width_sharded",
                                   E = {shard = "L1", cut = "width", tile_id_order = "match_shard"}}} {
  %c64 = arith.constant 64 : index
  %c128 = arith.constant 128 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %m = arith.muli %by, %c128 : index
    %n = arith.muli %bx, %c64 : index
    %t = memref.alloc() : memref<128x64xbf16, #tt.shared>
    %a = "tt.tile.view"(%A, %m, %n) {sizes = [128, 64]} : (memref<3072x640xbf16, #tt.dram>, index, index) -> memref<128x64xbf16, strided<[640, 1], offset: ?>, #tt.dram>
    %b = "tt.tile.view"(%B, %m, %n) {sizes = [128, 64]} : (memref<3072x640xbf16, #tt.dram>, index, index) -> memref<128x64xbf16, strided<[640, 1], offset: ?>, #tt.dram>
    %d = "tt.tile.view"(%D, %m, %n) {sizes = [128, 64]} : (memref<3072x640xbf16, #tt.dram>, index, index) -> memref<128x64xbf16, strided<[640, 1], offset: ?>, #tt.dram>
    %e = "tt.tile.view"(%E, %m, %n) {sizes = [128, 64]} : (memref<3072x640xbf16, #tt.dram>, index, index) -> memref<128x64xbf16, strided<[640, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%a, %t) : (memref<128x64xbf16, strided<[640, 1], offset: ?>, #tt.dram>, memref<128x64xbf16, #tt.shared>) -> ()
    "tt.tile.copy"(%t, %b) : (memref<128x64xbf16, #tt.shared>, memref<128x64xbf16, strided<[640, 1], offset: ?>, #tt.dram>) -> ()
    "tt.tile.copy"(%t, %d) : (memref<128x64xbf16, #tt.shared>, memref<128x64xbf16, strided<[640, 1], offset: ?>, #tt.dram>) -> ()
    "tt.tile.copy"(%t, %e) : (memref<128x64xbf16, #tt.shared>, memref<128x64xbf16, strided<[640, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [10, 24], symbols = ["bx", "by"]} : () -> ()
  return
}
