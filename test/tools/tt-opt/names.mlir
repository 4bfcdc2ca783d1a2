// RUN: tt-opt %s | FileCheck %s --check-prefix=NAMES
// RUN: tt-opt %s --no-mlir-use-nameloc-as-prefix | FileCheck %s --check-prefix=NUMBERS
// RUN: tt-opt %s --mlir-use-nameloc-as-prefix=false | FileCheck %s --check-prefix=NUMBERS
// RUN: tt-opt %s --mlir-print-debuginfo | FileCheck %s --check-prefix=LOCATIONS

// NAMES: func.func @f(%left: i32) -> i32
// NAMES: %sum = arith.addi %left, %left
// NUMBERS: %0 = arith.addi %arg0, %arg0
// LOCATIONS-DAG: loc("sum")
// LOCATIONS-DAG: loc("{{.*}}names.mlir":13:3)
func.func @f(%a: i32 loc("left")) -> i32 {
  %0 = arith.addi %a, %a : i32 loc("sum")
  return %0 : i32
}
