// RUN: tt-opt %s --tiles-to-core-map | %check
// RUN: tt-opt %s --infer-schedule --grid-to-persistent --tiles-to-core-map | %check

// K of a product times the iterations of the loop that accumulates into it; the loop that starts afresh does not count.
// CHECK-LABEL: func.func @gemm
// CHECK-SAME:    #tt.work<[0, 0, 0], 96 : i64, "row_major">
func.func @gemm() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c5 = arith.constant 5 : index
  %false = arith.constant false
  %zero = arith.constant 0.0 : f32
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %a = memref.alloc() : memref<64x32xbf16, #tt.shared>
    %b = memref.alloc() : memref<32x64xbf16, #tt.shared>
    %c = memref.alloc() : memref<64x64xf32, #tt.fragment>
    scf.for %i = %c0 to %c5 step %c1 {
      "tt.tile.fill"(%c, %zero) : (memref<64x64xf32, #tt.fragment>, f32) -> ()
      scf.for %k = %c0 to %c3 step %c1 {
        "tt.tile.gemm"(%a, %b, %c, %false) {transpose_a = false, transpose_b = false}
          : (memref<64x32xbf16, #tt.shared>, memref<32x64xbf16, #tt.shared>, memref<64x64xf32, #tt.fragment>, i1) -> ()
      }
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// A product that overwrites its result contracts over its own K only.
// CHECK-LABEL: func.func @cleared
// CHECK-SAME:    #tt.work<[0, 0, 0], 64 : i64, "row_major">
func.func @cleared() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %true = arith.constant true
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %a = memref.alloc() : memref<64x32xbf16, #tt.shared>
    %b = memref.alloc() : memref<32x64xbf16, #tt.shared>
    %c = memref.alloc() : memref<32x32xf32, #tt.fragment>
    scf.for %i = %c0 to %c3 step %c1 {
      "tt.tile.gemm"(%a, %b, %c, %true) {transpose_a = true, transpose_b = true}
        : (memref<64x32xbf16, #tt.shared>, memref<32x64xbf16, #tt.shared>, memref<32x32xf32, #tt.fragment>, i1) -> ()
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// Values instead of buffers: the accumulator is carried by the loop.
// CHECK-LABEL: func.func @values
// CHECK-SAME:    #tt.work<[0, 0, 0], 192 : i64, "row_major">
func.func @values(%A: memref<64x64xbf16, #tt.dram> loc("A")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %zero = arith.constant 0.0 : f32
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %init = "tt.tile.splat"(%zero) : (f32) -> tensor<1x1x!tt.tile<[32, 32], f32>>
    %sum = scf.for %k = %c0 to %c3 step %c1 iter_args(%acc = %init) -> (tensor<1x1x!tt.tile<[32, 32], f32>>) {
      %a = "tt.tile.load"(%A, %bx, %k) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
      %b = "tt.tile.load"(%A, %k, %bx) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<2x1x!tt.tile<[32, 32], bf16>>
      %new = "tt.tile.matmul"(%a, %b, %acc) {transpose_b = false}
        : (tensor<1x2x!tt.tile<[32, 32], bf16>>, tensor<2x1x!tt.tile<[32, 32], bf16>>, tensor<1x1x!tt.tile<[32, 32], f32>>)
        -> tensor<1x1x!tt.tile<[32, 32], f32>>
      scf.yield %new : tensor<1x1x!tt.tile<[32, 32], f32>>
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// A loop whose length is not known, and no product at all: no length.
// CHECK-LABEL: func.func @dynamic
// CHECK-SAME:    #tt.work<[0, 0, 0], 0 : i64, "row_major">
func.func @dynamic(%n: index loc("n")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %false = arith.constant false
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %a = memref.alloc() : memref<32x32xbf16, #tt.shared>
    %c = memref.alloc() : memref<32x32xf32, #tt.fragment>
    scf.for %i = %c0 to %n step %c1 {
      "tt.tile.gemm"(%a, %a, %c, %false) {transpose_a = false, transpose_b = false}
        : (memref<32x32xbf16, #tt.shared>, memref<32x32xbf16, #tt.shared>, memref<32x32xf32, #tt.fragment>, i1) -> ()
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// A causal mask: the loop of a block ends behind its own rows.
// CHECK-LABEL: func.func @causal
// CHECK-SAME:    #tt.work<[0, 0, 0], 32 : i64, "row_major">
// CHECK-SAME:    #tt.work<[0, 1, 0], 64 : i64, "row_major">
// CHECK-SAME:    #tt.work<[0, 2, 0], 96 : i64, "row_major">
func.func @causal() {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %false = arith.constant false
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %a = memref.alloc() : memref<32x32xbf16, #tt.shared>
    %c = memref.alloc() : memref<32x32xf32, #tt.fragment>
    %end = arith.addi %bx, %c1 : index
    scf.for %i = %c0 to %end step %c1 {
      "tt.tile.gemm"(%a, %a, %c, %false) {transpose_a = false, transpose_b = false}
        : (memref<32x32xbf16, #tt.shared>, memref<32x32xbf16, #tt.shared>, memref<32x32xf32, #tt.fragment>, i1) -> ()
    }
  }) {extents = [3], symbols = ["bx"]} : () -> ()
  return
}

// A symbolic dimension: the length is an expression of it.
// CHECK-LABEL: func.func @symbolic
// CHECK-SAME:    #tt.work<[0, 0, 0], #tt.extent<"ceil_div(k, 64) * 64">, "row_major">
func.func @symbolic(%A: memref<64x?xbf16, #tt.dram> loc("A"), %k: i32 loc("k"))
    attributes {tt.symbols = ["k"], tt.shape = {A = [64, #tt.extent<"k">]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c63 = arith.constant 63 : index
  %c64 = arith.constant 64 : index
  %false = arith.constant false
  %size = arith.index_cast %k : i32 to index
  %up = arith.addi %size, %c63 : index
  %steps = arith.divui %up, %c64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %a = memref.alloc() : memref<64x64xbf16, #tt.shared>
    %c = memref.alloc() : memref<64x64xf32, #tt.fragment>
    scf.for %i = %c0 to %steps step %c1 {
      "tt.tile.gemm"(%a, %a, %c, %false) {transpose_a = false, transpose_b = false}
        : (memref<64x64xbf16, #tt.shared>, memref<64x64xbf16, #tt.shared>, memref<64x64xf32, #tt.fragment>, i1) -> ()
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}
