// RUN: tt-opt %s --canonicalize-grid | %check

// A trailing dimension of one block goes away, its index becomes 0; hints become attributes of the grid.
// CHECK-LABEL: func.func @trailing
// CHECK-NEXT:    "tt.core.grid"() ({
// CHECK-NEXT:    ^bb0(%i: index):
// CHECK-NEXT:      %j = arith.constant 0 : index
// CHECK-NEXT:      %k = arith.constant 0 : index
// CHECK-NEXT:      memref.load %A[%j, %i]
// CHECK-NEXT:      memref.load %A[%k, %i]
// CHECK-NEXT:    }) {extents = [4], symbols = ["i"], tt.swizzle = 10 : i64, tt.threads = [128]} : () -> ()
// CHECK-NEXT:    return
func.func @trailing(%A: memref<64x64xbf16, #tt.dram> loc("A")) {
  "tt.core.launch"() ({
  ^bb0(%i: index loc("i"), %j: index loc("j"), %k: index loc("k")):
    %x = memref.load %A[%j, %i] : memref<64x64xbf16, #tt.dram>
    %y = memref.load %A[%k, %i] : memref<64x64xbf16, #tt.dram>
  }) {extents = [4, 1, 1], symbols = ["i", "j", "k"], threads = [128], swizzle = 10} : () -> ()
  return
}

// A leading or inner dimension of one block stays.
// CHECK-LABEL: func.func @leading
// CHECK:         ^bb0(%bx: index, %by: index, %bz: index):
// CHECK:         {extents = [1, 1, 3], symbols = ["bx", "by", "bz"]}
func.func @leading() {
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by"), %bz: index loc("bz")):
  }) {extents = [1, 1, 3], symbols = ["bx", "by", "bz"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @one_block
// CHECK:         {extents = [1], symbols = ["bx"]}
func.func @one_block() {
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
  }) {extents = [1, 1], symbols = ["bx", "by"]} : () -> ()
  return
}

// Two launches keep their order; the nested loop moves as it is.
// CHECK-LABEL: func.func @two
// CHECK:         scf.for
// CHECK:         {extents = [2], symbols = ["bx"]}
// CHECK:         memref.store
// CHECK:         {extents = [3, 2], symbols = ["bx", "by"]}
// CHECK-NOT:     tt.core.launch
func.func @two(%A: memref<64x64xbf16, #tt.dram> loc("A")) {
  %zero = arith.constant 0.0 : bf16
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx")):
    scf.for %k = %c0 to %c4 step %c1 {
      memref.store %zero, %A[%bx, %k] : memref<64x64xbf16, #tt.dram>
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    memref.store %zero, %A[%bx, %by] : memref<64x64xbf16, #tt.dram>
  }) {extents = [3, 2], symbols = ["bx", "by"]} : () -> ()
  return
}
