// RUN: tt-opt %s --infer-layout | %check
// RUN: tt-opt %s --infer-layout --infer-layout | %check
// RUN: tt-opt %s --infer-layout="defaults={shard=L1 interleave=false tile_id_order=column_major}" | FileCheck %s --check-prefix=GIVEN

// Every tensor in device memory gets a descriptor; scalars and buffers on the chip get none. The body says the role.
// CHECK-LABEL: func.func @roles
// CHECK-SAME:    tt.buffer_A_layout = "dram_interleaved", tt.buffer_A_needs_padding = true,
// CHECK-SAME:    tt.buffer_A_num_tiles_height = 4 : i64, tt.buffer_A_num_tiles_width = 2 : i64,
// CHECK-SAME:    tt.buffer_A_role = "in", tt.buffer_A_tile_shape = [32, 32],
// CHECK-SAME:    tt.buffer_B_needs_padding = false, tt.buffer_B_num_tiles_height = 1 : i64, tt.buffer_B_num_tiles_width = 3 : i64,
// CHECK-SAME:    tt.buffer_B_role = "inout"
// CHECK-SAME:    tt.buffer_C_needs_padding = true, tt.buffer_C_num_tiles_height = 1 : i64, tt.buffer_C_num_tiles_width = 3 : i64,
// CHECK-SAME:    tt.buffer_C_role = "out"
// CHECK-SAME:    tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">, B = #tt.layout<"DRAM", true, [1, 1], "row_major">, C = #tt.layout<"DRAM", true, [1, 1], "row_major">}}
// GIVEN:         tt.buffer_A_layout = "l1_sharded"
// GIVEN:         A = #tt.layout<"L1", false, [1, 1], "column_major">
func.func @roles(%A: memref<100x64xbf16, #tt.dram> loc("A"), %s: f32 loc("s"), %B: memref<7x32x96xbf16, #tt.dram> loc("B"),
                 %C: memref<96xbf16, #tt.dram> loc("C")) {
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<1x32x96xbf16, #tt.shared>
    %a = memref.load %A[%bx, %bx] : memref<100x64xbf16, #tt.dram>
    %v = "tt.tile.view"(%B, %bx, %bx, %bx) {sizes = [1, 32, 96]} : (memref<7x32x96xbf16, #tt.dram>, index, index, index)
      -> memref<1x32x96xbf16, strided<[3072, 96, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v, %t) : (memref<1x32x96xbf16, strided<[3072, 96, 1], offset: ?>, #tt.dram>, memref<1x32x96xbf16, #tt.shared>) -> ()
    "tt.tile.copy"(%t, %v) : (memref<1x32x96xbf16, #tt.shared>, memref<1x32x96xbf16, strided<[3072, 96, 1], offset: ?>, #tt.dram>) -> ()
    memref.store %a, %C[%bx] : memref<96xbf16, #tt.dram>
  }) {extents = [3], symbols = ["bx"]} : () -> ()
  return
}
