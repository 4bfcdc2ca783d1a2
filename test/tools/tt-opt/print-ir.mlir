// RUN: tt-opt %s --cse --canonicalize --mlir-print-ir-before-all --mlir-print-ir-after-all -o /dev/null 2>&1 | FileCheck %s --check-prefix=ALL
// RUN: tt-opt %s --cse --cse --canonicalize --mlir-print-ir-after-change -o /dev/null 2>&1 | FileCheck %s --check-prefix=CHANGE
// RUN: tt-opt %s --cse --canonicalize --mlir-print-ir-after=canonicalize -o /dev/null 2>&1 | FileCheck %s --check-prefix=ONE
// RUN: tt-opt %s --cse --mlir-timing -o /dev/null 2>&1 | FileCheck %s --check-prefix=TIMING
// RUN: tt-opt %s --cse --canonicalize --dump-pass-pipeline -o /dev/null 2>&1 | FileCheck %s --check-prefix=PIPELINE
// RUN: not tt-opt %s --cse --mlir-print-ir-after=canonicalize 2>&1 | FileCheck %s --check-prefix=ABSENT

// ALL:      IR Dump Before cse
// ALL:      %sum = arith.addi
// ALL:      IR Dump After cse
// ALL:      IR Dump Before canonicalize
// ALL:      IR Dump After canonicalize

// CHANGE:     IR Dump After cse
// CHANGE-NOT: IR Dump

// ONE-NOT: IR Dump After cse
// ONE:     IR Dump After canonicalize

// TIMING: Execution time report
// TIMING: cse
// TIMING: Total

// PIPELINE: builtin.module(cse,canonicalize)

// ABSENT: 'canonicalize' is not in the pipeline (cse)
func.func @f(%a: i32) -> (i32, i32) {
  %0 = arith.addi %a, %a : i32 loc("sum")
  %1 = arith.addi %a, %a : i32
  return %0, %1 : i32, i32
}
