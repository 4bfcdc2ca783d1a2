// RUN: tt-opt %s --canonicalize-grid --infer-schedule | %check
// RUN: tt-opt %s --canonicalize-grid --infer-schedule --infer-schedule | %check
// RUN: tt-opt %s --canonicalize-grid --infer-schedule="cores='0,0-1,0'" | FileCheck %s --check-prefix=OPTION

// What the author asks for, as text; an option is stronger.
// CHECK-LABEL: func.func @text
// CHECK-SAME:    tt.cores = [#tt.core_range<[0, 0], [1, 1]>, #tt.core_range<[2, 0], [1, 1]>]
// CHECK-NOT:     tt.exclude_cores
// OPTION-LABEL: func.func @text
// OPTION-SAME:    tt.cores = [#tt.core_range<[0, 0], [1, 1]>]
func.func @text() attributes {tt.schedule = {cores = "0,0-2,0"}, tt.exclude_cores = "1,0"} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @ranges
// CHECK-SAME:    tt.cores = [#tt.core_range<[1, 1], [2, 1]>]
func.func @ranges() attributes {tt.cores = [#tt.core_range<[1, 1], [2, 1]>]} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}
