// RUN: tt-opt %s --split-input-file --verify-diagnostics --split-launches

func.func @f() {
  // expected-error @below {{the launch is not in core form}}
  "tt.core.launch"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// -----

func.func @f() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c5 = arith.constant 5 : index
  scf.for %i = %c0 to %c5 step %c1 {
    // expected-error @below {{a launch inside of 'scf.for'}}
    "tt.core.grid"() ({
    ^bb0(%bx: index):
    }) {extents = [5], symbols = ["bx"]} : () -> ()
  }
  return
}

// -----

func.func @f() {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    // expected-error @below {{is not on the chip}}
    %w = memref.alloc() : memref<64xf32, #tt.dram>
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// -----

func.func @f(%n: index) {
  // expected-error @below {{extent 0 of a buffer in device memory is not known}}
  %w = memref.alloc(%n) : memref<?x64xf32, #tt.dram>
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}
