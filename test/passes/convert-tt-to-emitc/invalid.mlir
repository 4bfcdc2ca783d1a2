// RUN: tt-opt %s --convert-tt-to-emitc --verify-diagnostics

// Kernels keep what they count in their arguments and loop variables.
func.func @reader() attributes {tt.thread = "reader"} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  // expected-error @below {{a loop of a kernel carries values}}
  %n = scf.for %t = %c0 to %c4 step %c1 iter_args(%s = %c0) -> (index) {
    %m = arith.addi %s, %t : index
    scf.yield %m : index
  }
  return
}
