// RUN: tt-opt %s --infer-layout --infer-schedule --grid-to-persistent --tiles-to-core-map --shard-to-core-map --tile-pad | %check
// RUN: tt-opt %s --infer-schedule=order=column_major --grid-to-persistent | FileCheck %s --check-prefix=COLUMN
// RUN: tt-opt %s --infer-schedule=order=z_order --grid-to-persistent | FileCheck %s --check-prefix=Z

// The extents of the grid are computed in front of the loop; the host splits the blocks, so no core has a range yet.
// CHECK-LABEL: func.func @rows(%A: memref<?x96xf32, #tt.dram>, %m: i32, %tt_start_tile: i32, %tt_tile_count: i32)
// CHECK-SAME:    tt.buffer_A_num_tiles_height = #tt.extent<"ceil_div(m, 64) * 2">, tt.buffer_A_num_tiles_width = 6 : i64
// CHECK-SAME:    tt.core_ranges = [#tt.core_range<[0, 0], [8, 8]>]
// CHECK-SAME:    tt.grid_x = 2 : i64, tt.grid_y = #tt.extent<"ceil_div(m, 64)">, tt.grid_z = 1 : i64
// CHECK-SAME:    tt.num_cores = 64 : i64, tt.num_tiles = #tt.extent<"ceil_div(m, 64) * 2">
// CHECK-SAME:    tt.padded_shape = {A = [#tt.extent<"ceil_div(m, 64) * 64">, 192]}
// CHECK-SAME:    grid_shape = [2, #tt.extent<"ceil_div(m, 64)">, 1]
// CHECK-SAME:    param_order = ["A", "m", "tt_start_tile", "tt_tile_count"]
// CHECK-NOT:     tt.tiles_per_core
// CHECK-NOT:     tt.work_partition
// CHECK:         %[[M:.*]] = arith.index_cast %m : i32 to index
// CHECK:         %[[UP:.*]] = arith.addi %[[M]], %{{.*}} : index
// CHECK:         %grid_y = arith.divui %[[UP]], %{{.*}} : index
// CHECK:         scf.for
// CHECK:           %bx = arith.remui %tile_id, %{{.*}} : index
// CHECK:           %[[ROW:.*]] = arith.divui %tile_id, %{{.*}} : index
// CHECK:           %by = arith.remui %[[ROW]], %grid_y : index

// COLUMN-LABEL: func.func @rows
// COLUMN:         %[[COLUMN:.*]] = arith.divui %tile_id, %grid_y : index
// COLUMN:         %bx = arith.remui %[[COLUMN]], %{{.*}} : index
// COLUMN:         %by = arith.remui %tile_id, %grid_y : index

// Z-LABEL: func.func @rows
// Z:         %block = "tt.core.z_order"(%tile_id, %{{.*}}, %grid_y) : (index, index, index) -> index
// Z:         %bx = arith.remui %block, %{{.*}} : index
// Z:         %[[ROW:.*]] = arith.divui %block, %{{.*}} : index
// Z:         %by = arith.remui %[[ROW]], %grid_y : index
func.func @rows(%A: memref<?x96xf32, #tt.dram> loc("A"), %m: i32 loc("m")) attributes {
  tt.symbols = ["m"], tt.shape = {A = [#tt.extent<"m">, 96]}
} {
  %c96 = arith.constant 96 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0.0 : f32
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %r = arith.muli %by, %c64 : index
    %c = arith.muli %bx, %c96 : index
    %v = "tt.tile.view"(%A, %r, %c) {sizes = [64, 96]} : (memref<?x96xf32, #tt.dram>, index, index)
      -> memref<64x96xf32, strided<[96, 1], offset: ?>, #tt.dram>
    "tt.tile.fill"(%v, %zero) : (memref<64x96xf32, strided<[96, 1], offset: ?>, #tt.dram>, f32) -> ()
  }) {extents = [2, #tt.extent<"ceil_div(m, 64)">], symbols = ["bx", "by"]} : () -> ()
  return
}
