// RUN: tt-opt %s --tensorize --split-input-file --verify-diagnostics

// A part of a buffer.
func.func @kernel(%A: memref<128x128xf32, #tt.dram> loc("A"), %C: memref<128x128xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 64 : index
  %n1 = arith.constant 0 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<64x64xf32, #tt.shared> loc("a")
    %b = memref.alloc() : memref<64x64xf32, #tt.shared> loc("b")
    %v1 = arith.muli %bx, %n0 : index
    %v2 = "tt.tile.view"(%A, %v1, %n1) {sizes = [64, 64]} : (memref<128x128xf32, #tt.dram>, index, index) -> memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v2, %a) : (memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>, memref<64x64xf32, #tt.shared>) -> ()
    %v3 = "tt.tile.view"(%a, %n1, %n1) {sizes = [32, 32]} : (memref<64x64xf32, #tt.shared>, index, index) -> memref<32x32xf32, strided<[64, 1], offset: ?>, #tt.shared>
    %c = memref.alloc() : memref<32x32xf32, #tt.shared> loc("c")
    // expected-error @below {{a part of 'a' (64 x 64) is accessed: 32 of 64 elements along dimension 0}}
    "tt.tile.copy"(%v3, %c) : (memref<32x32xf32, strided<[64, 1], offset: ?>, #tt.shared>, memref<32x32xf32, #tt.shared>) -> ()
    %v4 = "tt.tile.view"(%C, %v1, %n1) {sizes = [32, 32]} : (memref<128x128xf32, #tt.dram>, index, index) -> memref<32x32xf32, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%c, %v4) : (memref<32x32xf32, #tt.shared>, memref<32x32xf32, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// Nothing was written to the buffer.
func.func @kernel(%A: memref<128x128xf32, #tt.dram> loc("A"), %C: memref<128x128xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 64 : index
  %n1 = arith.constant 0 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<64x64xf32, #tt.shared> loc("a")
    %b = memref.alloc() : memref<64x64xf32, #tt.shared> loc("b")
    %v1 = arith.muli %bx, %n0 : index
    %v2 = "tt.tile.view"(%C, %v1, %n1) {sizes = [64, 64]} : (memref<128x128xf32, #tt.dram>, index, index) -> memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>
    // expected-error @below {{'a' is read before anything is written to it}}
    "tt.tile.copy"(%a, %v2) : (memref<64x64xf32, #tt.shared>, memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// An operand that is not in a buffer.
func.func @kernel(%A: memref<128x128xf32, #tt.dram> loc("A"), %C: memref<128x128xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 64 : index
  %n1 = arith.constant 0 : index
  %n2 = arith.constant 0.0 : f32
  %n3 = arith.constant false
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<64x64xf32, #tt.shared> loc("a")
    %b = memref.alloc() : memref<64x64xf32, #tt.shared> loc("b")
    %v1 = arith.muli %bx, %n0 : index
    %v2 = "tt.tile.view"(%A, %v1, %n1) {sizes = [64, 64]} : (memref<128x128xf32, #tt.dram>, index, index) -> memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v2, %a) : (memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>, memref<64x64xf32, #tt.shared>) -> ()
    "tt.tile.fill"(%b, %n2) : (memref<64x64xf32, #tt.shared>, f32) -> ()
    %v3 = "tt.tile.view"(%A, %v1, %n1) {sizes = [64, 64]} : (memref<128x128xf32, #tt.dram>, index, index) -> memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>
    // expected-error @below {{T.gemm needs whole on-chip buffers}}
    "tt.tile.gemm"(%a, %v3, %b, %n3) {transpose_a = false, transpose_b = false} : (memref<64x64xf32, #tt.shared>, memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>, memref<64x64xf32, #tt.shared>, i1) -> ()
    %v4 = "tt.tile.view"(%C, %v1, %n1) {sizes = [64, 64]} : (memref<128x128xf32, #tt.dram>, index, index) -> memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%b, %v4) : (memref<64x64xf32, #tt.shared>, memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// The first iteration reads what nobody wrote.
func.func @kernel(%A: memref<128x128xf32, #tt.dram> loc("A"), %C: memref<128x128xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 64 : index
  %n1 = arith.constant 0 : index
  %n2 = arith.constant 2 : index
  %n3 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<64x64xf32, #tt.shared> loc("a")
    %b = memref.alloc() : memref<64x64xf32, #tt.shared> loc("b")
    %v1 = arith.muli %bx, %n0 : index
    // expected-error @below {{'a' is read in the loop before anything is written to it}}
    scf.for %k = %n1 to %n2 step %n3 {
    scf.parallel (%i, %j) = (%n1, %n1) to (%n0, %n0) step (%n3, %n3) {
    %x = memref.load %a[%i, %j] : memref<64x64xf32, #tt.shared>
    %y = arith.addf %x, %x : f32
    memref.store %y, %a[%i, %j] : memref<64x64xf32, #tt.shared>
    }
    } 
    %v2 = "tt.tile.view"(%C, %v1, %n1) {sizes = [64, 64]} : (memref<128x128xf32, #tt.dram>, index, index) -> memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%a, %v2) : (memref<64x64xf32, #tt.shared>, memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// An element operation without a tile operation.
func.func @kernel(%A: memref<128x128xf32, #tt.dram> loc("A"), %C: memref<128x128xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 64 : index
  %n1 = arith.constant 0 : index
  %n2 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<64x64xf32, #tt.shared> loc("a")
    %b = memref.alloc() : memref<64x64xf32, #tt.shared> loc("b")
    %v1 = arith.muli %bx, %n0 : index
    %v2 = "tt.tile.view"(%A, %v1, %n1) {sizes = [64, 64]} : (memref<128x128xf32, #tt.dram>, index, index) -> memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v2, %a) : (memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>, memref<64x64xf32, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%n1, %n1) to (%n0, %n0) step (%n2, %n2) {
    %x = memref.load %a[%i, %j] : memref<64x64xf32, #tt.shared>
    // expected-error @below {{'arith.remf' inside T.Parallel has no tile operation}}
    %y = arith.remf %x, %x : f32
    memref.store %y, %b[%i, %j] : memref<64x64xf32, #tt.shared>
    }
    %v3 = "tt.tile.view"(%C, %v1, %n1) {sizes = [64, 64]} : (memref<128x128xf32, #tt.dram>, index, index) -> memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%b, %v3) : (memref<64x64xf32, #tt.shared>, memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// A diagonal.
func.func @kernel(%A: memref<128x128xf32, #tt.dram> loc("A"), %C: memref<128x128xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 64 : index
  %n1 = arith.constant 0 : index
  %n2 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<64x64xf32, #tt.shared> loc("a")
    %b = memref.alloc() : memref<64x64xf32, #tt.shared> loc("b")
    %v1 = arith.muli %bx, %n0 : index
    %v2 = "tt.tile.view"(%A, %v1, %n1) {sizes = [64, 64]} : (memref<128x128xf32, #tt.dram>, index, index) -> memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v2, %a) : (memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>, memref<64x64xf32, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%n1, %n1) to (%n0, %n0) step (%n2, %n2) {
    // expected-error @below {{a diagonal access inside T.Parallel is not supported}}
    %x = memref.load %a[%i, %i] : memref<64x64xf32, #tt.shared>
    memref.store %x, %b[%i, %j] : memref<64x64xf32, #tt.shared>
    }
    %v3 = "tt.tile.view"(%C, %v1, %n1) {sizes = [64, 64]} : (memref<128x128xf32, #tt.dram>, index, index) -> memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%b, %v3) : (memref<64x64xf32, #tt.shared>, memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// A stride.
func.func @kernel(%A: memref<128x128xf32, #tt.dram> loc("A"), %C: memref<128x128xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 64 : index
  %n1 = arith.constant 0 : index
  %n2 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<64x64xf32, #tt.shared> loc("a")
    %b = memref.alloc() : memref<64x64xf32, #tt.shared> loc("b")
    %v1 = arith.muli %bx, %n0 : index
    %v2 = "tt.tile.view"(%A, %v1, %n1) {sizes = [64, 64]} : (memref<128x128xf32, #tt.dram>, index, index) -> memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v2, %a) : (memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>, memref<64x64xf32, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%n1, %n1) to (%n0, %n0) step (%n2, %n2) {
    %two = arith.muli %i, %i : index
    // expected-error @below {{an index inside T.Parallel is not a loop variable plus an offset}}
    %x = memref.load %a[%two, %j] : memref<64x64xf32, #tt.shared>
    memref.store %x, %b[%i, %j] : memref<64x64xf32, #tt.shared>
    }
    %v3 = "tt.tile.view"(%C, %v1, %n1) {sizes = [64, 64]} : (memref<128x128xf32, #tt.dram>, index, index) -> memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%b, %v3) : (memref<64x64xf32, #tt.shared>, memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// Iterations that depend on each other.
func.func @kernel(%A: memref<128x128xf32, #tt.dram> loc("A"), %C: memref<128x128xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 64 : index
  %n1 = arith.constant 0 : index
  %n2 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<64x64xf32, #tt.shared> loc("a")
    %b = memref.alloc() : memref<64x64xf32, #tt.shared> loc("b")
    %v1 = arith.muli %bx, %n0 : index
    %v2 = "tt.tile.view"(%A, %v1, %n1) {sizes = [64, 64]} : (memref<128x128xf32, #tt.dram>, index, index) -> memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v2, %a) : (memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>, memref<64x64xf32, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%n1, %n1) to (%n0, %n0) step (%n2, %n2) {
    %x = memref.load %a[%i, %j] : memref<64x64xf32, #tt.shared>
    memref.store %x, %b[%i, %j] : memref<64x64xf32, #tt.shared>
    // expected-error @below {{T.Parallel stores and loads 'b' at different elements; iterations must be independent}}
    %y = memref.load %b[%j, %i] : memref<64x64xf32, #tt.shared>
    memref.store %y, %a[%i, %j] : memref<64x64xf32, #tt.shared>
    }
    %v3 = "tt.tile.view"(%C, %v1, %n1) {sizes = [64, 64]} : (memref<128x128xf32, #tt.dram>, index, index) -> memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%b, %v3) : (memref<64x64xf32, #tt.shared>, memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// Three parallel dimensions.
func.func @kernel(%A: memref<128x128xf32, #tt.dram> loc("A"), %C: memref<128x128xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 64 : index
  %n1 = arith.constant 0 : index
  %one = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<64x64xf32, #tt.shared> loc("a")
    %b = memref.alloc() : memref<64x64xf32, #tt.shared> loc("b")
    %v1 = arith.muli %bx, %n0 : index
    // expected-error @below {{T.Parallel over 3 dimensions of more than one element is not supported}}
    scf.parallel (%i, %j, %l) = (%n1, %n1, %n1) to (%n0, %n0, %n0) step (%one, %one, %one) {
    %x = memref.load %a[%i, %j] : memref<64x64xf32, #tt.shared>
    memref.store %x, %b[%i, %l] : memref<64x64xf32, #tt.shared>
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// Half of the columns: neither all of them nor one.
func.func @kernel(%A: memref<64x64xf32, #tt.dram> loc("A"), %C: memref<64x32xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<64x64xf32, #tt.shared> loc("x")
    %y = memref.alloc() : memref<64x32xf32, #tt.shared> loc("y")
    "tt.tile.copy"(%A, %x) : (memref<64x64xf32, #tt.dram>, memref<64x64xf32, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%c0, %c0) to (%c64, %c32) step (%c1, %c1) {
      // expected-error @below {{a part of 'x' (64 x 64) is accessed: 32 of 64 elements along dimension 1}}
      %u = memref.load %x[%i, %j] : memref<64x64xf32, #tt.shared>
      memref.store %u, %y[%i, %j] : memref<64x32xf32, #tt.shared>
    }
    "tt.tile.copy"(%y, %C) : (memref<64x32xf32, #tt.shared>, memref<64x32xf32, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// An index outside of the buffer.
func.func @kernel(%A: memref<64x64xf32, #tt.dram> loc("A"), %C: memref<64x32xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<64x64xf32, #tt.shared> loc("x")
    %y = memref.alloc() : memref<64x32xf32, #tt.shared> loc("y")
    "tt.tile.copy"(%A, %x) : (memref<64x64xf32, #tt.dram>, memref<64x64xf32, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%c0, %c0) to (%c64, %c32) step (%c1, %c1) {
      // expected-error @below {{the index of dimension 1 of 'x', which has 64 elements, goes from 64 to 64}}
      %u = memref.load %x[%i, %c64] : memref<64x64xf32, #tt.shared>
      memref.store %u, %y[%i, %j] : memref<64x32xf32, #tt.shared>
    }
    "tt.tile.copy"(%y, %C) : (memref<64x32xf32, #tt.shared>, memref<64x32xf32, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// An iteration loads what another one stored.
func.func @kernel(%A: memref<64x64xf32, #tt.dram> loc("A"), %C: memref<64x32xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<64x64xf32, #tt.shared> loc("x")
    %y = memref.alloc() : memref<64x32xf32, #tt.shared> loc("y")
    "tt.tile.copy"(%A, %x) : (memref<64x64xf32, #tt.dram>, memref<64x64xf32, #tt.shared>) -> ()
    scf.parallel (%i) = (%c0) to (%c64) step (%c1) {
      %u = memref.load %x[%i, %c1] : memref<64x64xf32, #tt.shared>
      memref.store %u, %x[%i, %c7] : memref<64x64xf32, #tt.shared>
      // expected-error @below {{T.Parallel stores and loads 'x' at different elements; iterations must be independent}}
      %v = memref.load %x[%c1, %i] : memref<64x64xf32, #tt.shared>
      memref.store %v, %x[%i, %c7] : memref<64x64xf32, #tt.shared>
    }
    "tt.tile.copy"(%y, %C) : (memref<64x32xf32, #tt.shared>, memref<64x32xf32, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// A loop that is longer for some iterations.
func.func @kernel(%A: memref<64x64xf32, #tt.dram> loc("A"), %C: memref<64x32xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<64x64xf32, #tt.shared> loc("x")
    %y = memref.alloc() : memref<64x32xf32, #tt.shared> loc("y")
    "tt.tile.copy"(%A, %x) : (memref<64x64xf32, #tt.dram>, memref<64x64xf32, #tt.shared>) -> ()
    scf.parallel (%i) = (%c0) to (%c64) step (%c1) {
      // expected-error @below {{a loop inside T.Parallel whose bounds differ between iterations is not supported}}
      scf.for %k = %c0 to %i step %c1 {
        %u = memref.load %x[%i, %k] : memref<64x64xf32, #tt.shared>
        memref.store %u, %x[%i, %c7] : memref<64x64xf32, #tt.shared>
      }
    }
    "tt.tile.copy"(%y, %C) : (memref<64x32xf32, #tt.shared>, memref<64x32xf32, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// A part of a buffer is an operand of T.reduce.
func.func @kernel(%A: memref<64x64xf32, #tt.dram> loc("A")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<64x64xf32, #tt.shared> loc("a")
    %r = memref.alloc() : memref<32xf32, #tt.fragment> loc("r")
    "tt.tile.copy"(%A, %a) : (memref<64x64xf32, #tt.dram>, memref<64x64xf32, #tt.shared>) -> ()
    // expected-error @below {{a part of the on-chip buffer 'a' is used by more than copies and fills}}
    %v = "tt.tile.view"(%a, %c0, %c0) {sizes = [32, 64]} : (memref<64x64xf32, #tt.shared>, index, index) -> memref<32x64xf32, strided<[64, 1], offset: ?>, #tt.shared>
    "tt.tile.reduce"(%v, %r) {clear = true, dim = 1 : i64, kind = "sum"} : (memref<32x64xf32, strided<[64, 1], offset: ?>, #tt.shared>, memref<32xf32, #tt.fragment>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

!V = memref<32x32xf32, strided<[64, 1], offset: ?>, #tt.dram>
func.func @index_in_a_variable(%A: memref<64x64xf32, #tt.dram> loc("A")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : i32
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %start = memref.alloc() : memref<1xi32, #tt.local>
    %x = memref.alloc() : memref<32x32xf32, #tt.fragment>
    memref.store %c1, %start[%c0] : memref<1xi32, #tt.local>
    %s = memref.load %start[%c0] : memref<1xi32, #tt.local>
    // expected-error @below {{an index is read from a variable of the kernel}}
    %i = arith.index_cast %s : i32 to index
    %row = arith.muli %i, %c32 : index
    %v = "tt.tile.view"(%A, %row, %c0) {sizes = [32, 32]} : (memref<64x64xf32, #tt.dram>, index, index) -> !V
    "tt.tile.copy"(%v, %x) : (!V, memref<32x32xf32, #tt.fragment>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
