// RUN: not tt-opt %s --no-such-pass 2>&1 | FileCheck %s --check-prefix=PASS
// RUN: not tt-opt %s --grid-to-presistent 2>&1 | FileCheck %s --check-prefix=NEAREST
// RUN: not tt-opt %s --pass-pipeline='builtin.module(cse,nonsense)' 2>&1 | FileCheck %s --check-prefix=ELEMENT
// RUN: not tt-opt %s --pass-pipeline='builtin.module(cse' 2>&1 | FileCheck %s --check-prefix=BRACKET
// RUN: not tt-opt %s --tt-pipeline=nothing 2>&1 | FileCheck %s --check-prefix=PIPELINE
// RUN: not tt-opt %t.absent 2>&1 | FileCheck %s --check-prefix=FILE
// RUN: not tt-opt %s %s 2>&1 | FileCheck %s --check-prefix=TWO
// RUN: not tt-opt %s --verify-each=maybe 2>&1 | FileCheck %s --check-prefix=BOOL
// RUN: not tt-opt %s -o /no-such-folder/out.mlir 2>&1 | FileCheck %s --check-prefix=OUT

// PASS:     tt-opt: error: unknown argument '--no-such-pass'
// NEAREST:  tt-opt: error: unknown argument '--grid-to-presistent'; did you mean '--grid-to-persistent'?
// ELEMENT:  tt-opt: error: unknown pass 'nonsense'
// BRACKET:  tt-opt: error: pass pipeline: missing ')'
// PIPELINE: tt-opt: error: unknown pipeline 'nothing'
// FILE:     tt-opt: error: cannot open '{{.*}}.absent': No such file or directory
// TWO:      tt-opt: error: one input file expected
// BOOL:     tt-opt: error: '--verify-each' takes true or false, not 'maybe'
// OUT:      tt-opt: error: cannot write '/no-such-folder/out.mlir': No such file or directory
module {}
