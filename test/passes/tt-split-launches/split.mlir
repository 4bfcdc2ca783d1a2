// RUN: tt-opt %s --split-launches | %check

// One function for each launch; both have the workspace as their last parameter; constants stay where they are used.
// CHECK-LABEL: func.func @twice_0(%arg0: memref<64x64xf32, #tt.dram>, %arg1: memref<64x64xf32, #tt.dram>, %scratch: memref<64x64xf32, #tt.dram>)
// CHECK-SAME:    tt.out_idx = [1]
// CHECK-SAME:    tt.scratch = ["scratch"], tt.sequence = #tt.sequence<"twice", 0 : i64, 2 : i64>
// CHECK-NEXT:    arith.constant 32 : index
// CHECK-NEXT:    "tt.core.grid"() ({
// CHECK:           "tt.tile.view"(%arg0
// CHECK:           "tt.tile.view"(%scratch
// CHECK:         }) {extents = [2, 2]
// CHECK-NEXT:    return
// CHECK-LABEL: func.func @twice_1(%arg0: memref<64x64xf32, #tt.dram>, %arg1: memref<64x64xf32, #tt.dram>, %scratch: memref<64x64xf32, #tt.dram>)
// CHECK-SAME:    tt.sequence = #tt.sequence<"twice", 1 : i64, 2 : i64>
// CHECK-NEXT:    arith.constant 64 : index
// CHECK-NEXT:    "tt.core.grid"() ({
// CHECK:           "tt.tile.view"(%scratch
// CHECK:           "tt.tile.view"(%arg1
// CHECK:         }) {extents = [1]
// CHECK-NOT:   tt.core.grid
!V = memref<32x32xf32, strided<[64, 1], offset: ?>, #tt.dram>
!W = memref<64x64xf32, strided<[64, 1], offset: ?>, #tt.dram>
func.func @twice(%A: memref<64x64xf32, #tt.dram>, %B: memref<64x64xf32, #tt.dram>) attributes {tt.out_idx = [1]} {
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %w = memref.alloc() : memref<64x64xf32, #tt.dram>
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
    %m = arith.muli %by, %c32 : index
    %n = arith.muli %bx, %c32 : index
    %a = "tt.tile.view"(%A, %m, %n) {sizes = [32, 32]} : (memref<64x64xf32, #tt.dram>, index, index) -> !V
    %b = "tt.tile.view"(%w, %m, %n) {sizes = [32, 32]} : (memref<64x64xf32, #tt.dram>, index, index) -> !V
    "tt.tile.copy"(%a, %b) : (!V, !V) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %n = arith.muli %bx, %c64 : index
    %a = "tt.tile.view"(%w, %n, %n) {sizes = [64, 64]} : (memref<64x64xf32, #tt.dram>, index, index) -> !W
    %b = "tt.tile.view"(%B, %n, %n) {sizes = [64, 64]} : (memref<64x64xf32, #tt.dram>, index, index) -> !W
    "tt.tile.copy"(%a, %b) : (!W, !W) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// One launch: a workspace becomes a parameter, and that is all.
// CHECK-LABEL: func.func @once(%arg0: memref<64xf32, #tt.dram>, %scratch: memref<64xf32, #tt.dram>) attributes {tt.scratch = ["scratch"]}
// CHECK-NOT:     memref.alloc
// CHECK:         return
func.func @once(%A: memref<64xf32, #tt.dram>) {
  %w = memref.alloc() : memref<64xf32, #tt.dram>
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    "tt.tile.copy"(%A, %w) : (memref<64xf32, #tt.dram>, memref<64xf32, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @plain(%arg0: memref<64xf32, #tt.dram>) {
// CHECK-NEXT:    "tt.core.grid"() ({
func.func @plain(%A: memref<64xf32, #tt.dram>) {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    "tt.tile.copy"(%A, %A) : (memref<64xf32, #tt.dram>, memref<64xf32, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
