// RUN: tt-opt %s --infer-schedule --grid-to-persistent | %check
// RUN: tt-opt %s --infer-schedule=order=column_major --grid-to-persistent | FileCheck %s --check-prefix=COLUMN
// RUN: tt-opt %s --infer-schedule="order=block core-grid=[2,2]" --grid-to-persistent | FileCheck %s --check-prefix=BLOCK
// RUN: tt-opt %s --infer-schedule=order=z_order --grid-to-persistent | FileCheck %s --check-prefix=Z

// CHECK-LABEL: func.func @one(%A: memref<64x64xbf16, #tt.dram>, %tt_start_tile: i32, %tt_tile_count: i32) attributes
// CHECK-SAME:    tt.persistent_iteration_ndims = 1 : i64, tt.persistent_loop = true
// CHECK-SAME:    grid_shape = [7, 1, 1], iteration_ndims = 1 : i64, iteration_symbols = ["bx"]
// CHECK-SAME:    param_order = ["A", "tt_start_tile", "tt_tile_count"]
// CHECK-NEXT:    %start = arith.index_cast %tt_start_tile : i32 to index
// CHECK-NEXT:    %count = arith.index_cast %tt_tile_count : i32 to index
// CHECK-NEXT:    %c0 = arith.constant 0 : index
// CHECK-NEXT:    %c1 = arith.constant 1 : index
// CHECK-NEXT:    scf.for %tt_tile_iter = %c0 to %count step %c1 {
// CHECK-NEXT:      %tile_id = arith.addi %start, %tt_tile_iter : index
// CHECK-NEXT:      %c7 = arith.constant 7 : index
// CHECK-NEXT:      %i = arith.remui %tile_id, %c7 : index
// CHECK-NEXT:      memref.load %A[%i, %i]
// CHECK-NEXT:    } {tt.persistent_loop}
// CHECK-NEXT:    return
func.func @one(%A: memref<64x64xbf16, #tt.dram> loc("A")) {
  "tt.core.grid"() ({
  ^bb0(%i: index loc("i")):
    %x = memref.load %A[%i, %i] : memref<64x64xbf16, #tt.dram>
  }) {extents = [7], symbols = ["i"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @two
// CHECK-SAME:    grid_shape = [4, 3, 1], iteration_ndims = 2 : i64, iteration_symbols = ["bx", "by"]
// CHECK-NOT:     tt.core.grid
// CHECK:         %[[GX:.*]] = arith.constant 4 : index
// CHECK-NEXT:    %bx = arith.remui %tile_id, %[[GX]] : index
// CHECK-NEXT:    %[[ROW:.*]] = arith.divui %tile_id, %[[GX]] : index
// CHECK-NEXT:    %[[GY:.*]] = arith.constant 3 : index
// CHECK-NEXT:    %by = arith.remui %[[ROW]], %[[GY]] : index
// CHECK-NEXT:    scf.for
// CHECK-NEXT:      memref.load %A[%by, %bx]
// COLUMN-LABEL: func.func @two
// COLUMN:         %[[GY:.*]] = arith.constant 3 : index
// COLUMN-NEXT:    %[[COL:.*]] = arith.divui %tile_id, %[[GY]] : index
// COLUMN-NEXT:    %[[GX:.*]] = arith.constant 4 : index
// COLUMN-NEXT:    %bx = arith.remui %[[COL]], %[[GX]] : index
// COLUMN-NEXT:    %by = arith.remui %tile_id, %[[GY]] : index
// Two rows of cores for three rows of blocks: the second rectangle is one block high.
// BLOCK-LABEL: func.func @two
// BLOCK:         %[[BAND:.*]] = arith.divui %tile_id, %c8 : index
// BLOCK:         arith.minui
// BLOCK:         %[[X:.*]] = arith.addi
// BLOCK:         %[[Y:.*]] = arith.addi
// BLOCK-NEXT:    %bx = arith.minui %[[X]], %c3 : index
// BLOCK-NEXT:    %by = arith.minui %[[Y]], %c2 : index
// Z-LABEL:      func.func @two
// Z:              %block = "tt.core.z_order"(%tile_id, %c4, %c3) : (index, index, index) -> index
// Z-NEXT:         %bx = arith.remui %block, %c4 : index
// Z-NEXT:         %by = arith.divui %block, %c4 : index
func.func @two(%A: memref<64x64xbf16, #tt.dram> loc("A")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    scf.for %k = %c0 to %c1 step %c1 {
      %x = memref.load %A[%by, %bx] : memref<64x64xbf16, #tt.dram>
    }
  }) {extents = [4, 3], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @three
// CHECK-SAME:    grid_shape = [4, 3, 2], iteration_ndims = 3 : i64, iteration_symbols = ["bx", "by", "bz"]
// CHECK:         %bx = arith.remui %tile_id, %c4
// CHECK-NEXT:    %[[ROW:.*]] = arith.divui %tile_id, %c4
// CHECK:         %by = arith.remui %[[ROW]], %c3
// CHECK:         %bz = arith.divui %tile_id, %c12
// CHECK:         memref.load %A[%bz, %by, %bx]
// Z order is one of planes.
// Z-LABEL:      func.func @three
// Z:              %[[PLANE:.*]] = arith.remui %tile_id, %c12 : index
// Z:              %block = "tt.core.z_order"(%[[PLANE]], %c4, %c3)
// Z:              %bz = arith.divui %tile_id, %c12 : index
func.func @three(%A: memref<2x64x64xbf16, #tt.dram> loc("A")) {
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by"), %bz: index loc("bz")):
    %x = memref.load %A[%bz, %by, %bx] : memref<2x64x64xbf16, #tt.dram>
  }) {extents = [4, 3, 2], symbols = ["bx", "by", "bz"]} : () -> ()
  return
}

// No grid: nothing to do, and nothing is needed.
// CHECK: func.func @helper() {
func.func @helper() {
  return
}
