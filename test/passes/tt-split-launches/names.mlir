// RUN: tt-opt %s --split-launches --mlir-print-debuginfo | %check

// Workspaces keep their names, unless a parameter or another workspace has them; a taken function name is avoided.
// CHECK-LABEL: func.func @f_0() {
// CHECK-LABEL: func.func @f_0_(
// CHECK-SAME:    tt.scratch = ["w", "w_1", "A_1"]
// CHECK-SAME:    #tt.sequence<"f", 0 : i64, 2 : i64>
// CHECK-LABEL: func.func @f_1(
func.func @f_0() {
  return
}
func.func @f(%A: memref<64xf32, #tt.dram> loc("A")) {
  %w = memref.alloc() : memref<64xf32, #tt.dram> loc("w")
  %x = memref.alloc() : memref<64xf32, #tt.dram> loc("w")
  %y = memref.alloc() : memref<64xf32, #tt.dram> loc("A")
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    "tt.tile.copy"(%A, %w) : (memref<64xf32, #tt.dram>, memref<64xf32, #tt.dram>) -> ()
    "tt.tile.copy"(%A, %x) : (memref<64xf32, #tt.dram>, memref<64xf32, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    "tt.tile.copy"(%w, %A) : (memref<64xf32, #tt.dram>, memref<64xf32, #tt.dram>) -> ()
    "tt.tile.copy"(%w, %y) : (memref<64xf32, #tt.dram>, memref<64xf32, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
