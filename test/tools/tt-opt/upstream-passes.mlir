// RUN: tt-opt %s --cse --canonicalize | %check
// RUN: tt-opt %s -cse -canonicalize{max-iterations=3} | %check
// RUN: tt-opt %s --pass-pipeline='builtin.module(func.func(cse,canonicalize))' | %check
// RUN: tt-opt --cse --canonicalize < %s | %check
// RUN: tt-opt --cse --canonicalize -o %t - < %s && %check < %t

// CHECK-LABEL: func.func @twice
// CHECK:         %[[SUM:.*]] = arith.addi
// CHECK-NOT:     arith.addi
// CHECK:         return %[[SUM]], %[[SUM]]
func.func @twice(%a: i32, %b: i32) -> (i32, i32) {
  %x = arith.addi %a, %b : i32
  %y = arith.addi %a, %b : i32
  return %x, %y : i32, i32
}
