// RUN: tt-opt %s --tt-split-buffers --canonicalize --cse | %check

// Two halves of the columns: the gemm takes one, the copy fills both, the loop over both columns becomes two. What
// works on whole buffers stays as it is.

// CHECK-LABEL: func.func @halves(
// CHECK: %x_0 = memref.alloc() : memref<32x64xf32, #tt.shared>
// CHECK: %x_1 = memref.alloc() : memref<32x64xf32, #tt.shared>
// CHECK-NOT: memref<32x128xf32, #tt.shared>
// CHECK: %[[L:.*]] = "tt.tile.view"(%A, %c0, %c0) {sizes = [32, 64]}
// CHECK: "tt.tile.copy"(%[[L]], %x_0)
// CHECK: %[[R:.*]] = "tt.tile.view"(%A, %c0, %c64) {sizes = [32, 64]}
// CHECK: "tt.tile.copy"(%[[R]], %x_1)
// CHECK: "tt.tile.gemm"(%x_0, %w, %c, %true)
// CHECK: scf.parallel (%[[I:.*]], %[[J:.*]]) = (%c0, %c0) to (%c32, %c64)
// CHECK: memref.load %x_0[%[[I]], %[[J]]]
// CHECK: memref.load %x_1[%[[I]], %[[J]]]
// CHECK: memref.store %{{.*}}, %x_1[%[[I]], %[[J]]]
// CHECK: scf.parallel (%{{.*}}, %{{.*}}) = (%c0, %c0) to (%c32, %c64)
// CHECK: memref.store %{{.*}}, %c[
func.func @halves(%A: memref<32x128xf32, #tt.dram> loc("A")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %true = arith.constant true
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<32x128xf32, #tt.shared> loc("x")
    %w = memref.alloc() : memref<64x64xf32, #tt.shared> loc("w")
    %c = memref.alloc() : memref<32x64xf32, #tt.fragment> loc("c")
    "tt.tile.copy"(%A, %x) : (memref<32x128xf32, #tt.dram>, memref<32x128xf32, #tt.shared>) -> ()
    %left = "tt.tile.view"(%x, %c0, %c0) {sizes = [32, 64]} : (memref<32x128xf32, #tt.shared>, index, index) -> memref<32x64xf32, strided<[128, 1], offset: ?>, #tt.shared>
    "tt.tile.gemm"(%left, %w, %c, %true) {transpose_a = false, transpose_b = false} : (memref<32x64xf32, strided<[128, 1], offset: ?>, #tt.shared>, memref<64x64xf32, #tt.shared>, memref<32x64xf32, #tt.fragment>, i1) -> ()
    scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c64) step (%c1, %c1) {
      %j1 = arith.addi %j, %c64 : index
      %a = memref.load %x[%i, %j] : memref<32x128xf32, #tt.shared>
      %b = memref.load %x[%i, %j1] : memref<32x128xf32, #tt.shared>
      %s = arith.addf %a, %b : f32
      memref.store %s, %x[%i, %j1] : memref<32x128xf32, #tt.shared>
    }
    scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c64) step (%c1, %c1) {
      %a = memref.load %c[%i, %j] : memref<32x64xf32, #tt.fragment>
      %b = arith.addf %a, %a : f32
      memref.store %b, %c[%i, %j] : memref<32x64xf32, #tt.fragment>
    }
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// Three long dimensions: the shortest becomes buffers. Its reduction is one for each, on top of the one before.

// CHECK-LABEL: func.func @rank_three(
// CHECK: %x_0 = memref.alloc() : memref<64x1x40xf32, #tt.fragment>
// CHECK: %x_1 = memref.alloc() : memref<64x1x40xf32, #tt.fragment>
// CHECK: scf.parallel ({{.*}}) = (%c0, %c0) to (%c64, %c40)
// CHECK: memref.store %{{.*}}, %x_0[%{{.*}}, %c0, %{{.*}}]
// CHECK: scf.parallel ({{.*}}) = (%c0, %c0) to (%c64, %c40)
// CHECK: memref.store %{{.*}}, %x_1[%{{.*}}, %c0, %{{.*}}]
// CHECK: "tt.tile.reduce"(%x_0, %m) {clear = true, dim = 1 : i64, kind = "max"}
// CHECK: "tt.tile.reduce"(%x_1, %m) {clear = false, dim = 1 : i64, kind = "max"}
func.func @rank_three(%A: memref<64x2x40xf32, #tt.dram> loc("A")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c64 = arith.constant 64 : index
  %c40 = arith.constant 40 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<64x2x40xf32, #tt.fragment> loc("x")
    %m = memref.alloc() : memref<64x40xf32, #tt.fragment> loc("m")
    scf.parallel (%i, %h, %j) = (%c0, %c0, %c0) to (%c64, %c2, %c40) step (%c1, %c1, %c1) {
      %a = memref.load %A[%i, %h, %j] : memref<64x2x40xf32, #tt.dram>
      memref.store %a, %x[%i, %h, %j] : memref<64x2x40xf32, #tt.fragment>
    }
    "tt.tile.reduce"(%x, %m) {clear = true, dim = 1 : i64, kind = "max"} : (memref<64x2x40xf32, #tt.fragment>, memref<64x40xf32, #tt.fragment>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// The sum over k in three pieces: the first clears where the whole did, the others add.

// CHECK-LABEL: func.func @sum_in_pieces(
// CHECK: "tt.tile.gemm"(%a_0, %b_0, %c, %clear)
// CHECK: "tt.tile.gemm"(%a_1, %b_1, %c, %false)
// CHECK: "tt.tile.gemm"(%a_2, %b_2, %c, %false)
func.func @sum_in_pieces(%clear: i1 loc("clear")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  %zero = arith.constant 0.0 : f32
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<96x64xf32, #tt.shared> loc("a")
    %b = memref.alloc() : memref<96x32xf32, #tt.shared> loc("b")
    %c = memref.alloc() : memref<64x32xf32, #tt.fragment> loc("c")
    %middle = "tt.tile.view"(%a, %c32, %c0) {sizes = [32, 64]} : (memref<96x64xf32, #tt.shared>, index, index) -> memref<32x64xf32, strided<[64, 1], offset: ?>, #tt.shared>
    "tt.tile.fill"(%middle, %zero) : (memref<32x64xf32, strided<[64, 1], offset: ?>, #tt.shared>, f32) -> ()
    "tt.tile.gemm"(%a, %b, %c, %clear) {transpose_a = true, transpose_b = false} : (memref<96x64xf32, #tt.shared>, memref<96x32xf32, #tt.shared>, memref<64x32xf32, #tt.fragment>, i1) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// A part that starts anywhere: the buffer stays whole, and so does what works on it.

// CHECK-LABEL: func.func @anywhere(
// CHECK: %x = memref.alloc() : memref<64x64xf32, #tt.shared>
// CHECK: %y_1 = memref.alloc() : memref<32x64xf32, #tt.shared>
// CHECK: %[[V:.*]] = "tt.tile.view"(%x, %n, %c0) {sizes = [32, 64]}
// CHECK: "tt.tile.copy"(%[[V]], %y_1)
func.func @anywhere(%n: index loc("n")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<64x64xf32, #tt.shared> loc("x")
    %y = memref.alloc() : memref<64x64xf32, #tt.shared> loc("y")
    %from = "tt.tile.view"(%x, %n, %c0) {sizes = [32, 64]} : (memref<64x64xf32, #tt.shared>, index, index) -> memref<32x64xf32, strided<[64, 1], offset: ?>, #tt.shared>
    %to = "tt.tile.view"(%y, %c32, %c0) {sizes = [32, 64]} : (memref<64x64xf32, #tt.shared>, index, index) -> memref<32x64xf32, strided<[64, 1], offset: ?>, #tt.shared>
    "tt.tile.copy"(%from, %to) : (memref<32x64xf32, strided<[64, 1], offset: ?>, #tt.shared>, memref<32x64xf32, strided<[64, 1], offset: ?>, #tt.shared>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
