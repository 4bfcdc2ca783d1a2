// RUN: tt-opt %s --convert-tt-to-emitc | %check

// Where an index may be below zero, divisions, comparisons and loop bounds work on signed numbers.

// CHECK:   module @reader
// CHECK:   for %[[T:.*]] = %{{.*}} to %{{.*}} step %{{.*}}  : ui32 {
// CHECK:   %[[LEFT:.*]] = sub %{{.*}}, %{{.*}} : (ui32, ui32) -> ui32
// CHECK:   %[[SIGNED:.*]] = cast %[[LEFT]] : ui32 to i32
// CHECK:   bitwise_right_shift %[[SIGNED]], %{{.*}} : (i32, i32) -> i32
// CHECK:   cmp gt, %{{.*}}, %{{.*}} : (i32, i32) -> i1
// CHECK:   cmp lt, %{{.*}}, %{{.*}} : (i32, i32) -> i1
// CHECK:   conditional
// CHECK:   div %{{.*}}, %{{.*}} : (i32, i32) -> i32
// CHECK:   for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}}  : i32 {
func.func @reader(%A: memref<128x128xbf16, #tt.dram>, %B: memref<128x128xbf16, #tt.dram>) attributes {tt.thread = "reader"} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c48 = arith.constant 48 : index
  %c64 = arith.constant 64 : index
  %c96 = arith.constant 96 : index
  %cb_A = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>
  scf.for %t = %c0 to %c4 step %c1 {
    %row = arith.muli %t, %c64 : index
    %left = arith.subi %row, %c96 : index
    %first = arith.floordivsi %left, %c64 : index
    %start = arith.maxsi %first, %c0 : index
    %second = arith.floordivsi %left, %c48 : index
    scf.for %u = %second to %start step %c1 {
      "tt.cb.reserve"(%cb_A) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
      "tt.core.read_tile"(%A, %cb_A, %start, %c0) : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>, index, index) -> ()
      "tt.core.read_barrier"() : () -> ()
      "tt.cb.push"(%cb_A) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
    }
  }
  return
}
func.func @writer(%A: memref<128x128xbf16, #tt.dram>, %B: memref<128x128xbf16, #tt.dram>) attributes {tt.thread = "writer"} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %c48 = arith.constant 48 : index
  %c64 = arith.constant 64 : index
  %c96 = arith.constant 96 : index
  %cb_A = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>
  scf.for %t = %c0 to %c4 step %c1 {
    %row = arith.muli %t, %c64 : index
    %left = arith.subi %row, %c96 : index
    %first = arith.floordivsi %left, %c64 : index
    %start = arith.maxsi %first, %c0 : index
    %second = arith.floordivsi %left, %c48 : index
    scf.for %u = %second to %start step %c1 {
      "tt.cb.wait"(%cb_A) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
      "tt.core.write_tile"(%B, %cb_A, %start, %c0) : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>, index, index) -> ()
      "tt.core.write_barrier"() : () -> ()
      "tt.cb.pop"(%cb_A) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2 : i64>) -> ()
    }
  }
  return
}
