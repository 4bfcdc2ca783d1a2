// RUN: tt-opt %s --tt-unroll-parts --canonicalize | %check

// The loop picks a stage of the buffer; the loop around it does not and stays.

// CHECK-LABEL: func.func @stages(
// CHECK: scf.for
// CHECK-NOT: scf.for
// CHECK: "tt.tile.view"(%x, %c0, %c0, %c0) {sizes = [1, 32, 32]}
// CHECK: "tt.tile.view"(%x, %c1, %c0, %c0) {sizes = [1, 32, 32]}
// CHECK: "tt.tile.view"(%x, %c0, %c0, %c0) {sizes = [1, 32, 32]}
// CHECK-NOT: sizes = [1, 32, 32]
func.func @stages(%n: index) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0.0 : f32
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<2x32x32xf32, #tt.shared> loc("x")
    scf.for %outer = %c0 to %c3 step %c1 {
      scf.for %k = %c0 to %c3 step %c1 {
        %stage = arith.remui %k, %c2 : index
        %part = "tt.tile.view"(%x, %stage, %c0, %c0) {sizes = [1, 32, 32]} : (memref<2x32x32xf32, #tt.shared>, index, index, index) -> memref<1x32x32xf32, strided<[1024, 32, 1], offset: ?>, #tt.shared>
        "tt.tile.fill"(%part, %zero) : (memref<1x32x32xf32, strided<[1024, 32, 1], offset: ?>, #tt.shared>, f32) -> ()
      }
    }
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// A loop without a known number of iterations, and one with too many, stay.

// CHECK-LABEL: func.func @stay(
// CHECK: scf.for %{{.*}} = %c0 to %n step
// CHECK: scf.for %{{.*}} = %c0 to %c17 step
func.func @stay(%n: index loc("n")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c17 = arith.constant 17 : index
  %zero = arith.constant 0.0 : f32
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<17x32x32xf32, #tt.shared> loc("x")
    scf.for %k = %c0 to %n step %c1 {
      %part = "tt.tile.view"(%x, %k, %c0, %c0) {sizes = [1, 32, 32]} : (memref<17x32x32xf32, #tt.shared>, index, index, index) -> memref<1x32x32xf32, strided<[1024, 32, 1], offset: ?>, #tt.shared>
      "tt.tile.fill"(%part, %zero) : (memref<1x32x32xf32, strided<[1024, 32, 1], offset: ?>, #tt.shared>, f32) -> ()
    }
    scf.for %k = %c0 to %c17 step %c1 {
      %part = "tt.tile.view"(%x, %k, %c0, %c0) {sizes = [1, 32, 32]} : (memref<17x32x32xf32, #tt.shared>, index, index, index) -> memref<1x32x32xf32, strided<[1024, 32, 1], offset: ?>, #tt.shared>
      "tt.tile.fill"(%part, %zero) : (memref<1x32x32xf32, strided<[1024, 32, 1], offset: ?>, #tt.shared>, f32) -> ()
    }
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
