// RUN: tt-opt %s --tensorize --split-input-file --verify-diagnostics

// An element decides a branch.
func.func @decides(%A: memref<32x64xf32, #tt.dram> loc("A"), %C: memref<32x64xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<32x64xf32, #tt.shared> loc("a")
    "tt.tile.copy"(%A, %a) : (memref<32x64xf32, #tt.dram>, memref<32x64xf32, #tt.shared>) -> ()
    %x = memref.load %a[%c0, %c0] : memref<32x64xf32, #tt.shared>
    // expected-error @below {{a number computed from buffer elements decides control flow or an index}}
    %positive = arith.cmpf ogt, %x, %zero : f32
    scf.if %positive {
      "tt.tile.fill"(%a, %zero) : (memref<32x64xf32, #tt.shared>, f32) -> ()
    }
    "tt.tile.copy"(%a, %C) : (memref<32x64xf32, #tt.shared>, memref<32x64xf32, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// -----

// Three long dimensions; split-buffers makes several buffers of such a one before.
func.func @three_dimensions(%A: memref<4x32x64xf32, #tt.dram> loc("A")) attributes {tt.kernel} {
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    // expected-error @below {{a buffer of 4 x 32 x 64 elements has more than two dimensions of more than one element}}
    %a = memref.alloc() : memref<4x32x64xf32, #tt.shared>
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// -----

// A loop inside of a parallel one that carries a value.
func.func @carries(%A: memref<32x64xf32, #tt.dram> loc("A"), %C: memref<32x64xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<32x64xf32, #tt.shared> loc("a")
    "tt.tile.copy"(%A, %a) : (memref<32x64xf32, #tt.dram>, memref<32x64xf32, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c64) step (%c1, %c1) {
      %x = memref.load %a[%i, %j] : memref<32x64xf32, #tt.shared>
      // expected-error @below {{a loop inside T.Parallel that carries values is not supported}}
      %y = scf.for %k = %c0 to %c32 step %c1 iter_args(%s = %x) -> (f32) {
        %t = arith.addf %s, %x : f32
        scf.yield %t : f32
      }
      memref.store %y, %a[%i, %j] : memref<32x64xf32, #tt.shared>
      scf.reduce
    }
    "tt.tile.copy"(%a, %C) : (memref<32x64xf32, #tt.shared>, memref<32x64xf32, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// -----

// Conditions that are added.
func.func @adds(%A: memref<32x64xf32, #tt.dram> loc("A"), %C: memref<32x64xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %zero = arith.constant 0.0 : f32
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<32x64xf32, #tt.shared> loc("a")
    "tt.tile.copy"(%A, %a) : (memref<32x64xf32, #tt.dram>, memref<32x64xf32, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c64) step (%c1, %c1) {
      %x = memref.load %a[%i, %j] : memref<32x64xf32, #tt.shared>
      %p = arith.cmpf ogt, %x, %zero : f32
      // expected-error @below {{'arith.addi' of conditions inside T.Parallel is not supported}}
      %q = arith.addi %p, %p : i1
      %y = arith.select %q, %x, %zero : f32
      memref.store %y, %a[%i, %j] : memref<32x64xf32, #tt.shared>
      scf.reduce
    }
    "tt.tile.copy"(%a, %C) : (memref<32x64xf32, #tt.shared>, memref<32x64xf32, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// -----

// Bits of integers are not counted.
func.func @counts(%A: memref<32x64xi32, #tt.dram> loc("A"), %C: memref<32x64xi32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<32x64xi32, #tt.shared> loc("a")
    "tt.tile.copy"(%A, %a) : (memref<32x64xi32, #tt.dram>, memref<32x64xi32, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c64) step (%c1, %c1) {
      %x = memref.load %a[%i, %j] : memref<32x64xi32, #tt.shared>
      // expected-error @below {{'math.ctpop' on integers inside T.Parallel has no tile operation}}
      %y = math.ctpop %x : i32
      memref.store %y, %a[%i, %j] : memref<32x64xi32, #tt.shared>
      scf.reduce
    }
    "tt.tile.copy"(%a, %C) : (memref<32x64xi32, #tt.shared>, memref<32x64xi32, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
