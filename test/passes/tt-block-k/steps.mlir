// RUN: tt-opt %s --tt-block-k | %check

!t = !tt.tile<[32, 32], bf16>

// Eight of 16 steps become one.
// CHECK-LABEL: func.func @divides
// CHECK-NOT:   tt.padded_shape
// CHECK:       scf.for %[[K:.*]] = %{{.*}} to %{{.*}} step
// CHECK:         %k_first = arith.muli %[[K]], %{{.*}}
// CHECK:         "tt.tile.load"(%A, %{{.*}}, %k_first) : {{.*}} -> tensor<1x8x
// CHECK:         "tt.tile.load"(%B, %k_first, %{{.*}}) : {{.*}} -> tensor<8x1x
func.func @divides(%A: memref<32x512xbf16, #tt.dram> loc("A"), %B: memref<512x32xbf16, #tt.dram> loc("B"), %C: memref<32x32xf32, #tt.dram> loc("C")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %zero = arith.constant 0.0 : f32
  %z = "tt.tile.splat"(%zero) : (f32) -> tensor<1x1x!tt.tile<[32, 32], f32>>
  %r = scf.for %k = %c0 to %c16 step %c1 iter_args(%c = %z) -> (tensor<1x1x!tt.tile<[32, 32], f32>>) {
    %a = "tt.tile.load"(%A, %c0, %k) : (memref<32x512xbf16, #tt.dram>, index, index) -> tensor<1x1x!t>
    %b = "tt.tile.load"(%B, %k, %c0) : (memref<512x32xbf16, #tt.dram>, index, index) -> tensor<1x1x!t>
    %d = "tt.tile.matmul"(%a, %b, %c) {transpose_b = false} : (tensor<1x1x!t>, tensor<1x1x!t>, tensor<1x1x!tt.tile<[32, 32], f32>>) -> tensor<1x1x!tt.tile<[32, 32], f32>>
    scf.yield %d : tensor<1x1x!tt.tile<[32, 32], f32>>
  }
  "tt.tile.store"(%r, %C, %c0, %c0) : (tensor<1x1x!tt.tile<[32, 32], f32>>, memref<32x32xf32, #tt.dram>, index, index) -> ()
  return
}

// 11 steps become two of six; both tensors get room for the twelfth.
// CHECK-LABEL: func.func @rounded_up
// CHECK-SAME:    tt.padded_shape = {D = [32, 384], E = [384, 32]}
// CHECK:       %[[TWO:.*]] = arith.constant 2 : index
// CHECK:       scf.for %{{.*}} = %{{.*}} to %[[TWO]] step
// CHECK:         "tt.tile.load"(%D, {{.*}} -> tensor<1x6x
func.func @rounded_up(%D: memref<32x352xbf16, #tt.dram> loc("D"), %E: memref<352x32xbf16, #tt.dram> loc("E"), %C: memref<32x32xf32, #tt.dram> loc("C")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c11 = arith.constant 11 : index
  %zero = arith.constant 0.0 : f32
  %z = "tt.tile.splat"(%zero) : (f32) -> tensor<1x1x!tt.tile<[32, 32], f32>>
  %r = scf.for %k = %c0 to %c11 step %c1 iter_args(%c = %z) -> (tensor<1x1x!tt.tile<[32, 32], f32>>) {
    %a = "tt.tile.load"(%D, %c0, %k) : (memref<32x352xbf16, #tt.dram>, index, index) -> tensor<1x1x!t>
    %b = "tt.tile.load"(%E, %k, %c0) : (memref<352x32xbf16, #tt.dram>, index, index) -> tensor<1x1x!t>
    %d = "tt.tile.matmul"(%a, %b, %c) {transpose_b = false} : (tensor<1x1x!t>, tensor<1x1x!t>, tensor<1x1x!tt.tile<[32, 32], f32>>) -> tensor<1x1x!tt.tile<[32, 32], f32>>
    scf.yield %d : tensor<1x1x!tt.tile<[32, 32], f32>>
  }
  "tt.tile.store"(%r, %C, %c0, %c0) : (tensor<1x1x!tt.tile<[32, 32], f32>>, memref<32x32xf32, #tt.dram>, index, index) -> ()
  return
}

// The number of steps depends on K.
// CHECK-LABEL: func.func @symbolic
// CHECK-SAME:    tt.padded_shape = {F = [32, #tt.extent<"ceil_div(K, 256) * 256">], G = [#tt.extent<"ceil_div(K, 256) * 256">, 32]}
// CHECK:       %[[STEPS:.*]] = arith.divui
// CHECK:       %[[UP:.*]] = arith.addi %[[STEPS]], %{{.*}}
// CHECK:       %[[WIDE:.*]] = arith.divui %[[UP]], %{{.*}}
// CHECK:       scf.for %{{.*}} = %{{.*}} to %[[WIDE]] step
// CHECK:         "tt.tile.load"(%F, {{.*}} -> tensor<1x8x
func.func @symbolic(%F: memref<32x?xbf16, #tt.dram> loc("F"), %G: memref<?x32xbf16, #tt.dram> loc("G"), %C: memref<32x32xf32, #tt.dram> loc("C"), %K: i32 loc("K"))
    attributes {tt.symbols = ["K"], tt.shape = {F = [32, #tt.extent<"K">], G = [#tt.extent<"K">, 32]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c31 = arith.constant 31 : index
  %c32 = arith.constant 32 : index
  %zero = arith.constant 0.0 : f32
  %n = arith.index_cast %K : i32 to index
  %m = arith.addi %n, %c31 : index
  %steps = arith.divui %m, %c32 : index
  %z = "tt.tile.splat"(%zero) : (f32) -> tensor<1x1x!tt.tile<[32, 32], f32>>
  %r = scf.for %k = %c0 to %steps step %c1 iter_args(%c = %z) -> (tensor<1x1x!tt.tile<[32, 32], f32>>) {
    %a = "tt.tile.load"(%F, %c0, %k) : (memref<32x?xbf16, #tt.dram>, index, index) -> tensor<1x1x!t>
    %b = "tt.tile.load"(%G, %k, %c0) : (memref<?x32xbf16, #tt.dram>, index, index) -> tensor<1x1x!t>
    %d = "tt.tile.matmul"(%a, %b, %c) {transpose_b = false} : (tensor<1x1x!t>, tensor<1x1x!t>, tensor<1x1x!tt.tile<[32, 32], f32>>) -> tensor<1x1x!tt.tile<[32, 32], f32>>
    scf.yield %d : tensor<1x1x!tt.tile<[32, 32], f32>>
  }
  "tt.tile.store"(%r, %C, %c0, %c0) : (tensor<1x1x!tt.tile<[32, 32], f32>>, memref<32x32xf32, #tt.dram>, index, index) -> ()
  return
}

// What lies behind the end of a tensor that is written may be anything; blocks that start elsewhere end elsewhere.
// CHECK-LABEL: func.func @stays
// CHECK-NOT:   tt.padded_shape
// CHECK:       scf.for
// CHECK:         "tt.tile.load"(%P, {{.*}} -> tensor<1x1x
// CHECK:       scf.for
// CHECK:         "tt.tile.load"(%Q, {{.*}} -> tensor<1x1x
func.func @stays(%P: memref<32x352xbf16, #tt.dram> loc("P"), %Q: memref<352x352xbf16, #tt.dram> loc("Q"), %C: memref<32x64xf32, #tt.dram> loc("C")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c13 = arith.constant 13 : index
  %c11 = arith.constant 11 : index
  %zero = arith.constant 0.0 : f32
  %z = "tt.tile.splat"(%zero) : (f32) -> tensor<1x1x!tt.tile<[32, 32], f32>>
  %r = scf.for %k = %c0 to %c11 step %c1 iter_args(%c = %z) -> (tensor<1x1x!tt.tile<[32, 32], f32>>) {
    %a = "tt.tile.load"(%P, %c0, %k) : (memref<32x352xbf16, #tt.dram>, index, index) -> tensor<1x1x!t>
    %b = "tt.tile.load"(%Q, %k, %c0) : (memref<352x352xbf16, #tt.dram>, index, index) -> tensor<1x1x!t>
    %d = "tt.tile.matmul"(%a, %b, %c) {transpose_b = false} : (tensor<1x1x!t>, tensor<1x1x!t>, tensor<1x1x!tt.tile<[32, 32], f32>>) -> tensor<1x1x!tt.tile<[32, 32], f32>>
    scf.yield %d : tensor<1x1x!tt.tile<[32, 32], f32>>
  }
  %s = scf.for %k = %c0 to %c13 step %c1 iter_args(%c = %r) -> (tensor<1x1x!tt.tile<[32, 32], f32>>) {
    %later = arith.addi %k, %c1 : index
    %a = "tt.tile.load"(%Q, %c0, %later) : (memref<352x352xbf16, #tt.dram>, index, index) -> tensor<1x1x!t>
    %b = "tt.tile.load"(%Q, %later, %c0) : (memref<352x352xbf16, #tt.dram>, index, index) -> tensor<1x1x!t>
    %d = "tt.tile.matmul"(%a, %b, %c) {transpose_b = false} : (tensor<1x1x!t>, tensor<1x1x!t>, tensor<1x1x!tt.tile<[32, 32], f32>>) -> tensor<1x1x!tt.tile<[32, 32], f32>>
    scf.yield %d : tensor<1x1x!tt.tile<[32, 32], f32>>
  }
  %half = "tt.tile.typecast"(%s) : (tensor<1x1x!tt.tile<[32, 32], f32>>) -> tensor<1x1x!t>
  "tt.tile.store"(%half, %P, %c0, %c0) : (tensor<1x1x!t>, memref<32x352xbf16, #tt.dram>, index, index) -> ()
  return
}
