// RUN: tt-opt %s --split-input-file --verify-diagnostics --tile-pad --tensorize --canonicalize --cse | %check

// A condition that says no more than that the store is inside of its tensor costs nothing.

// CHECK-LABEL: func.func @tail(
// CHECK-NOT: tt.tile.where
// CHECK: %[[X:.*]] = "tt.tile.exp"
// CHECK-NEXT: "tt.tile.store"(%[[X]], %B
func.func @tail(%A: memref<100x64xf32, #tt.dram> loc("A"), %B: memref<100x64xf32, #tt.dram> loc("B")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %c100 = arith.constant 100 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %at = arith.muli %bx, %c64 : index
    scf.parallel (%i, %j) = (%c0, %c0) to (%c64, %c64) step (%c1, %c1) {
      %row = arith.addi %at, %i : index
      %below = arith.cmpi slt, %row, %c100 : index
      %above = arith.cmpi sge, %row, %c0 : index
      %inside = arith.andi %below, %above : i1
      scf.if %inside {
        %x = memref.load %A[%row, %j] : memref<100x64xf32, #tt.dram>
        %e = math.exp %x : f32
        memref.store %e, %B[%row, %j] : memref<100x64xf32, #tt.dram>
      }
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// A condition on less than the tensor is not dropped.
func.func @stricter(%A: memref<100x64xf32, #tt.dram> loc("A"), %B: memref<100x64xf32, #tt.dram> loc("B")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %c99 = arith.constant 99 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %at = arith.muli %bx, %c64 : index
    scf.parallel (%i, %j) = (%c0, %c0) to (%c64, %c64) step (%c1, %c1) {
      %row = arith.addi %at, %i : index
      %below = arith.cmpi slt, %row, %c99 : index
      scf.if %below {
        %x = memref.load %A[%row, %j] : memref<100x64xf32, #tt.dram>
        // expected-error @below {{a store to the tensor 'B' inside T.Parallel has a condition that is more than its bounds}}
        memref.store %x, %B[%row, %j] : memref<100x64xf32, #tt.dram>
      }
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// The other branch of such a condition stores nothing inside, but that is not looked for.
func.func @otherwise(%A: memref<64x64xf32, #tt.dram> loc("A"), %B: memref<64x64xf32, #tt.dram> loc("B")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %at = arith.muli %bx, %c32 : index
    scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c64) step (%c1, %c1) {
      %row = arith.addi %at, %i : index
      %below = arith.cmpi slt, %row, %c64 : index
      %x = memref.load %A[%row, %j] : memref<64x64xf32, #tt.dram>
      scf.if %below {
      } else {
        // expected-error @below {{has a condition that is more than its bounds}}
        memref.store %x, %B[%row, %j] : memref<64x64xf32, #tt.dram>
      }
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// Both branches write a buffer that holds nothing: the second keeps what the first wrote.

// CHECK-LABEL: func.func @both(
// CHECK: %[[X:.*]] = "tt.tile.load"(%A
// CHECK: %[[N:.*]] = "tt.tile.neg"(%[[X]])
// CHECK: "tt.tile.where"(%{{.*}}, %[[N]], %[[X]])
func.func @both(%A: memref<64x64xf32, #tt.dram> loc("A"), %B: memref<64x64xf32, #tt.dram> loc("B")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0.0 : f32
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<64x64xf32, #tt.fragment> loc("x")
    %y = memref.alloc() : memref<64x64xf32, #tt.fragment> loc("y")
    "tt.tile.copy"(%A, %x) : (memref<64x64xf32, #tt.dram>, memref<64x64xf32, #tt.fragment>) -> ()
    scf.parallel (%i, %j) = (%c0, %c0) to (%c64, %c64) step (%c1, %c1) {
      %v = memref.load %x[%i, %j] : memref<64x64xf32, #tt.fragment>
      %positive = arith.cmpf ogt, %v, %zero : f32
      scf.if %positive {
        memref.store %v, %y[%i, %j] : memref<64x64xf32, #tt.fragment>
      } else {
        %n = arith.negf %v : f32
        memref.store %n, %y[%i, %j] : memref<64x64xf32, #tt.fragment>
      }
    }
    "tt.tile.copy"(%y, %B) : (memref<64x64xf32, #tt.fragment>, memref<64x64xf32, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
