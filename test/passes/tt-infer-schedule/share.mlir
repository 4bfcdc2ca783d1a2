// RUN: tt-opt %s --infer-schedule=device=blackhole --verify-diagnostics | %check
// RUN: tt-opt %s --infer-schedule='device=blackhole share=false' | %check --check-prefix=ROWS
// RUN: tt-opt %s --infer-schedule='device=blackhole order=row_major' | %check --check-prefix=ROWS
// RUN: tt-opt %s --infer-schedule=device=wormhole | %check --check-prefix=ROWS

// 8 x 8 blocks on 13 x 10 cores. In row_major order a row of cores has blocks of two rows; in boxes, a row of cores reads the
// same rows of the left operand, a column of cores the same columns of the right one. On 8 x 8 cores both orders are one.

// CHECK-LABEL: func.func @gemm
// CHECK-SAME:    tt.schedule_order = "block"
// ROWS-LABEL: func.func @gemm
// ROWS-SAME:    tt.schedule_order = "row_major"
// expected-remark @below {{blocks go to the cores in order block: rows and columns of cores then share what they read, 65,536 B from device memory instead of}}
func.func @gemm(%A: memref<256x64xbf16, #tt.dram> loc("A"), %B: memref<64x256xbf16, #tt.dram> loc("B"), %C: memref<256x256xbf16, #tt.dram> loc("C")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c32 = arith.constant 32 : index
  %false = arith.constant false
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %a = memref.alloc() : memref<32x32xbf16, #tt.shared>
    %b = memref.alloc() : memref<32x32xbf16, #tt.shared>
    %c = memref.alloc() : memref<32x32xf32, #tt.fragment>
    %m = arith.muli %by, %c32 : index
    %n = arith.muli %bx, %c32 : index
    scf.for %ko = %c0 to %c2 step %c1 {
      %k = arith.muli %ko, %c32 : index
      %left = "tt.tile.view"(%A, %m, %k) {sizes = [32, 32]} : (memref<256x64xbf16, #tt.dram>, index, index) -> memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%left, %a) : (memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>, memref<32x32xbf16, #tt.shared>) -> ()
      %right = "tt.tile.view"(%B, %k, %n) {sizes = [32, 32]} : (memref<64x256xbf16, #tt.dram>, index, index) -> memref<32x32xbf16, strided<[256, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%right, %b) : (memref<32x32xbf16, strided<[256, 1], offset: ?>, #tt.dram>, memref<32x32xbf16, #tt.shared>) -> ()
      "tt.tile.gemm"(%a, %b, %c, %false) {transpose_a = false, transpose_b = false} : (memref<32x32xbf16, #tt.shared>, memref<32x32xbf16, #tt.shared>, memref<32x32xf32, #tt.fragment>, i1) -> ()
    }
    %out = "tt.tile.view"(%C, %m, %n) {sizes = [32, 32]} : (memref<256x256xbf16, #tt.dram>, index, index) -> memref<32x32xbf16, strided<[256, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%c, %out) : (memref<32x32xf32, #tt.fragment>, memref<32x32xbf16, strided<[256, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [8, 8], symbols = ["bx", "by"]} : () -> ()
  return
}
