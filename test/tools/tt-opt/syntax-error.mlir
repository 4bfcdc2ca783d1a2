// RUN: not tt-opt %s 2>&1 | FileCheck %s --strict-whitespace
// RUN: not tt-opt - < %s 2>&1 | FileCheck %s --check-prefix=STDIN

// CHECK:      syntax-error.mlir:11:3: error: custom op 'retrun' is unknown
// CHECK-NEXT: {{^}}  retrun
// CHECK-NEXT: {{^}}  ^{{$}}
// CHECK-NOT:  Traceback

// STDIN: <stdin>:11:3: error:
func.func @f() {
  retrun
}
