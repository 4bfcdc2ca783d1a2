// RUN: tt-opt %s --split-input-file --tt-tensorize | FileCheck %s

// An 8-bit integer is computed as int32; what leaves its range wraps.

// CHECK-LABEL: func.func @narrow
// CHECK: %[[A:.*]] = "tt.tile.load"{{.*}} -> tensor<1x1x!tt.tile<[32, 32], i8>>
// CHECK: %[[L:.*]] = "tt.tile.typecast"(%[[A]]) : {{.*}}i8>>) -> tensor<1x1x!tt.tile<[32, 32], i32>>
// CHECK: %[[S:.*]] = "tt.tile.add"(%[[L]], %{{.*}}) : {{.*}}i32>>
// CHECK: %[[U:.*]] = "tt.tile.shift_left"(%[[S]], %[[N:.*]]) : {{.*}}i32>>
// CHECK: %[[W:.*]] = "tt.tile.shift_right"(%[[U]], %[[N]]) : {{.*}}i32>>
// CHECK: %[[R:.*]] = "tt.tile.typecast"(%[[W]]) : {{.*}}i32>>) -> tensor<1x1x!tt.tile<[32, 32], i8>>
// CHECK: "tt.tile.store"(%[[R]]
func.func @narrow(%A: memref<32x32xi8, #tt.dram>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %a = memref.alloc() : memref<32x32xi8, #tt.shared>
    %v = "tt.tile.view"(%A, %c0, %c0) {sizes = [32, 32]} : (memref<32x32xi8, #tt.dram>, index, index) -> memref<32x32xi8, strided<[32, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v, %a) : (memref<32x32xi8, strided<[32, 1], offset: ?>, #tt.dram>, memref<32x32xi8, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c32) step (%c1, %c1) {
      %x = memref.load %a[%i, %j] : memref<32x32xi8, #tt.shared>
      %y = arith.addi %x, %x : i8
      memref.store %y, %a[%i, %j] : memref<32x32xi8, #tt.shared>
      scf.reduce
    }
    "tt.tile.copy"(%a, %v) : (memref<32x32xi8, #tt.shared>, memref<32x32xi8, strided<[32, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// -----

// i // 48 >= (j + s) // 48: what all iterations share of the dividend is divided as an integer; the rest is small.

// CHECK-LABEL: func.func @block_causal
// CHECK: %[[I:.*]] = "tt.tile.iota"() {dim = 0 : i64}
// CHECK: "tt.tile.floor"
// CHECK: %[[Q:.*]] = arith.floordivsi %{{.*}}, %c48
// CHECK: %[[P:.*]] = arith.muli %[[Q]], %c48
// CHECK: %[[REST:.*]] = arith.subi %{{.*}}, %[[P]]
// CHECK: %[[J:.*]] = "tt.tile.iota"() {dim = 1 : i64}
// CHECK: %[[R:.*]] = arith.index_cast %[[REST]]
// CHECK: "tt.tile.floor"
// CHECK: "tt.tile.gez"
// CHECK: "tt.tile.where"
func.func @block_causal(%A: memref<64x64xf32, #tt.dram>, %s: i32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c48 = arith.constant 48 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0.0 : f32
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %a = memref.alloc() : memref<64x64xf32, #tt.shared>
    %v = "tt.tile.view"(%A, %c0, %c0) {sizes = [64, 64]} : (memref<64x64xf32, #tt.dram>, index, index) -> memref<64x64xf32, strided<[64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v, %a) : (memref<64x64xf32, strided<[64, 1], offset: ?>, #tt.dram>, memref<64x64xf32, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%c0, %c0) to (%c64, %c64) step (%c1, %c1) {
      %x = memref.load %a[%i, %j] : memref<64x64xf32, #tt.shared>
      %shift = arith.index_cast %s : i32 to index
      %row = arith.floordivsi %i, %c48 : index
      %moved = arith.addi %j, %shift : index
      %col = arith.floordivsi %moved, %c48 : index
      %seen = arith.cmpi sge, %row, %col : index
      %y = arith.select %seen, %x, %zero : f32
      memref.store %y, %a[%i, %j] : memref<64x64xf32, #tt.shared>
      scf.reduce
    }
    "tt.tile.copy"(%a, %v) : (memref<64x64xf32, #tt.shared>, memref<64x64xf32, strided<[64, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
