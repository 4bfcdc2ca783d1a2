// RUN: %invalid | FileCheck %s

// The good parts of a file are printed.
// CHECK: func.func @first
// CHECK: // -----
// CHECK: func.func @last
func.func @first() { return }

// -----

func.func @undeclared() -> i32 {
  // expected-error @below {{use of undeclared SSA value name}}
  return %missing : i32
}

// -----

// expected-error-re @+2 {{type of return operand 0 ('i{{[0-9]+}}') doesn't match}}
func.func @types(%a: i64) -> i32 {
  return %a : i64
}

// -----

// expected-note @below {{see existing symbol definition here}}
func.func private @same()
// expected-error @below {{redefinition of symbol named 'same'}}
func.func private @same()

// -----

func.func @last() { return }
