// RUN: %roundtrip

// The harness's own check of %roundtrip: printed in both forms, parsed again, nothing lost.
// CHECK-LABEL: func.func @loop
// CHECK-SAME:    attributes {tt.thread = "compute"}
// CHECK:         scf.for
// CHECK:           arith.addi
func.func @loop(%n: index) -> index attributes {tt.thread = "compute"} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %sum = scf.for %i = %c0 to %n step %c1 iter_args(%acc = %c0) -> index {
    %next = arith.addi %acc, %i : index loc("next")
    scf.yield %next : index
  }
  return %sum : index
}
