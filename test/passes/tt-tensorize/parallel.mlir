// RUN: tt-opt %s --tensorize --canonicalize --cse | %check

// T.Parallel bodies, operation by operation: rows are spread, constants are splats, casts are typecasts.

// CHECK-LABEL: func.func @gemm_bias_relu(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   scf.for {{.*}} {{.*}} iter_args({{.*}}) -> (tensor<2x2x!tt.tile<[32, 32], f32>>) {
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x96xbf16, #tt.dram>, index, index) -> tensor<2x1x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<96x128xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.matmul"({{.*}}) {transpose_b = false} : ({{.*}}
// CHECK:   scf.yield %{{.*}} : tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128xf32, #tt.dram>, index) -> tensor<1x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.bcast"({{.*}}) {kind = "row"} : (tensor<1x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.add"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], f32>>, tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.max"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], f32>>, tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.typecast"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
func.func @gemm_bias_relu(%A: memref<128x96xbf16, #tt.dram> loc("A"), %B: memref<96x128xbf16, #tt.dram> loc("B"), %bias: memref<128xf32, #tt.dram> loc("bias"), %C: memref<128x128xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 0.0 : f32
  %n1 = arith.constant 64 : index
  %n2 = arith.constant 0 : index
  %n3 = arith.constant 3 : index
  %n4 = arith.constant 1 : index
  %n5 = arith.constant 32 : index
  %n6 = arith.constant false
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %A_shared = memref.alloc() : memref<64x32xbf16, #tt.shared> loc("A_shared")
    %B_shared = memref.alloc() : memref<32x64xbf16, #tt.shared> loc("B_shared")
    %C_local = memref.alloc() : memref<64x64xf32, #tt.fragment> loc("C_local")
    "tt.tile.fill"(%C_local, %n0) : (memref<64x64xf32, #tt.fragment>, f32) -> ()
    %v1 = arith.muli %by, %n1 : index
    %v2 = arith.muli %bx, %n1 : index
    scf.for %ko = %n2 to %n3 step %n4 {
    %v3 = arith.muli %ko, %n5 : index
    %v4 = "tt.tile.view"(%A, %v1, %v3) {sizes = [64, 32]} : (memref<128x96xbf16, #tt.dram>, index, index) -> memref<64x32xbf16, strided<[96, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v4, %A_shared) : (memref<64x32xbf16, strided<[96, 1], offset: ?>, #tt.dram>, memref<64x32xbf16, #tt.shared>) -> ()
    %v5 = "tt.tile.view"(%B, %v3, %v2) {sizes = [32, 64]} : (memref<96x128xbf16, #tt.dram>, index, index) -> memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v5, %B_shared) : (memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>, memref<32x64xbf16, #tt.shared>) -> ()
    "tt.tile.gemm"(%A_shared, %B_shared, %C_local, %n6) {transpose_a = false, transpose_b = false} : (memref<64x32xbf16, #tt.shared>, memref<32x64xbf16, #tt.shared>, memref<64x64xf32, #tt.fragment>, i1) -> ()
    } {tt.num_stages = 2 : i64}
    %bias_shared = memref.alloc() : memref<64xf32, #tt.shared> loc("bias_shared")
    %v6 = "tt.tile.view"(%bias, %v2) {sizes = [64]} : (memref<128xf32, #tt.dram>, index) -> memref<64xf32, strided<[1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v6, %bias_shared) : (memref<64xf32, strided<[1], offset: ?>, #tt.dram>, memref<64xf32, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%n2, %n2) to (%n1, %n1) step (%n4, %n4) {
    %x0 = memref.load %C_local[%i, %j] : memref<64x64xf32, #tt.fragment>
    %b = memref.load %bias_shared[%j] : memref<64xf32, #tt.shared>
    %x = arith.addf %x0, %b : f32
    %e0 = arith.maxnumf %x, %n0 : f32
    memref.store %e0, %C_local[%i, %j] : memref<64x64xf32, #tt.fragment>
    }
    %v7 = "tt.tile.view"(%C, %v1, %v2) {sizes = [64, 64]} : (memref<128x128xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%C_local, %v7) : (memref<64x64xf32, #tt.fragment>, memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @gemm_sigmoid(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> tensor<1x2x!tt.tile<[32, 32], f32>>
// CHECK:   scf.for {{.*}} {{.*}} iter_args({{.*}}) -> (tensor<1x2x!tt.tile<[32, 32], f32>>) {
// CHECK:   "tt.tile.load"({{.*}}) : (memref<64x96xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<96x128xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.matmul"({{.*}}) {transpose_b = false} : ({{.*}}
// CHECK:   scf.yield %{{.*}} : tensor<1x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.add"({{.*}}) : (tensor<1x2x!tt.tile<[32, 32], f32>>, tensor<1x2x!tt.tile<[32, 32], f32>>) -> tensor<1x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.sigmoid"({{.*}}) : (tensor<1x2x!tt.tile<[32, 32], f32>>) -> tensor<1x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.typecast"({{.*}}) : (tensor<1x2x!tt.tile<[32, 32], f32>>) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<1x2x!tt.tile<[32, 32], bf16>>, memref<64x128xbf16, #tt.dram>, index, index) -> ()
func.func @gemm_sigmoid(%A: memref<64x96xbf16, #tt.dram> loc("A"), %B: memref<96x128xbf16, #tt.dram> loc("B"), %C: memref<64x128xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 0.0 : f32
  %n1 = arith.constant 32 : index
  %n2 = arith.constant 64 : index
  %n3 = arith.constant 0 : index
  %n4 = arith.constant 3 : index
  %n5 = arith.constant 1 : index
  %n6 = arith.constant false
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %A_shared = memref.alloc() : memref<32x32xbf16, #tt.shared> loc("A_shared")
    %B_shared = memref.alloc() : memref<32x64xbf16, #tt.shared> loc("B_shared")
    %C_local = memref.alloc() : memref<32x64xf32, #tt.fragment> loc("C_local")
    "tt.tile.fill"(%C_local, %n0) : (memref<32x64xf32, #tt.fragment>, f32) -> ()
    %v1 = arith.muli %by, %n1 : index
    %v2 = arith.muli %bx, %n2 : index
    scf.for %ko = %n3 to %n4 step %n5 {
    %v3 = arith.muli %ko, %n1 : index
    %v4 = "tt.tile.view"(%A, %v1, %v3) {sizes = [32, 32]} : (memref<64x96xbf16, #tt.dram>, index, index) -> memref<32x32xbf16, strided<[96, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v4, %A_shared) : (memref<32x32xbf16, strided<[96, 1], offset: ?>, #tt.dram>, memref<32x32xbf16, #tt.shared>) -> ()
    %v5 = "tt.tile.view"(%B, %v3, %v2) {sizes = [32, 64]} : (memref<96x128xbf16, #tt.dram>, index, index) -> memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v5, %B_shared) : (memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>, memref<32x64xbf16, #tt.shared>) -> ()
    "tt.tile.gemm"(%A_shared, %B_shared, %C_local, %n6) {transpose_a = false, transpose_b = false} : (memref<32x32xbf16, #tt.shared>, memref<32x64xbf16, #tt.shared>, memref<32x64xf32, #tt.fragment>, i1) -> ()
    } {tt.num_stages = 2 : i64}
    scf.parallel (%i, %j) = (%n3, %n3) to (%n1, %n2) step (%n5, %n5) {
    %x0 = memref.load %C_local[%i, %j] : memref<32x64xf32, #tt.fragment>
    %x = arith.addf %x0, %x0 : f32
    %e0 = "tt.tile.sigmoid"(%x) : (f32) -> f32
    memref.store %e0, %C_local[%i, %j] : memref<32x64xf32, #tt.fragment>
    }
    %v6 = "tt.tile.view"(%C, %v1, %v2) {sizes = [32, 64]} : (memref<64x128xbf16, #tt.dram>, index, index) -> memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%C_local, %v6) : (memref<32x64xf32, #tt.fragment>, memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @unary(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.exp"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
func.func @unary(%A: memref<128x128xbf16, #tt.dram> loc("A"), %C: memref<128x128xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 64 : index
  %n1 = arith.constant 0 : index
  %n2 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %A_shared = memref.alloc() : memref<64x64xbf16, #tt.shared> loc("A_shared")
    %C_shared = memref.alloc() : memref<64x64xbf16, #tt.shared> loc("C_shared")
    %v1 = arith.muli %by, %n0 : index
    %v2 = arith.muli %bx, %n0 : index
    %v3 = "tt.tile.view"(%A, %v1, %v2) {sizes = [64, 64]} : (memref<128x128xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v3, %A_shared) : (memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>, memref<64x64xbf16, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%n1, %n1) to (%n0, %n0) step (%n2, %n2) {
    %a = memref.load %A_shared[%i, %j] : memref<64x64xbf16, #tt.shared>
    %r = math.exp %a : bf16
    memref.store %r, %C_shared[%i, %j] : memref<64x64xbf16, #tt.shared>
    }
    %v4 = "tt.tile.view"(%C, %v1, %v2) {sizes = [64, 64]} : (memref<128x128xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%C_shared, %v4) : (memref<64x64xbf16, #tt.shared>, memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @binary(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.add"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, tensor<2x2x!tt.tile<[32, 32], bf16>>) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
func.func @binary(%A: memref<128x128xbf16, #tt.dram> loc("A"), %B: memref<128x128xbf16, #tt.dram> loc("B"), %C: memref<128x128xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 64 : index
  %n1 = arith.constant 0 : index
  %n2 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %A_shared = memref.alloc() : memref<64x64xbf16, #tt.shared> loc("A_shared")
    %B_shared = memref.alloc() : memref<64x64xbf16, #tt.shared> loc("B_shared")
    %C_shared = memref.alloc() : memref<64x64xbf16, #tt.shared> loc("C_shared")
    %v1 = arith.muli %by, %n0 : index
    %v2 = arith.muli %bx, %n0 : index
    %v3 = "tt.tile.view"(%A, %v1, %v2) {sizes = [64, 64]} : (memref<128x128xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v3, %A_shared) : (memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>, memref<64x64xbf16, #tt.shared>) -> ()
    %v4 = "tt.tile.view"(%B, %v1, %v2) {sizes = [64, 64]} : (memref<128x128xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v4, %B_shared) : (memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>, memref<64x64xbf16, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%n1, %n1) to (%n0, %n0) step (%n2, %n2) {
    %a = memref.load %A_shared[%i, %j] : memref<64x64xbf16, #tt.shared>
    %b = memref.load %B_shared[%i, %j] : memref<64x64xbf16, #tt.shared>
    %r = arith.addf %a, %b : bf16
    memref.store %r, %C_shared[%i, %j] : memref<64x64xbf16, #tt.shared>
    }
    %v5 = "tt.tile.view"(%C, %v1, %v2) {sizes = [64, 64]} : (memref<128x128xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%C_shared, %v5) : (memref<64x64xbf16, #tt.shared>, memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @chain(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x128xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.typecast"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.typecast"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.mul"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], f32>>, tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.sub"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], f32>>, tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.mul"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], f32>>, tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.typecast"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
func.func @chain(%A: memref<128x128xbf16, #tt.dram> loc("A"), %B: memref<128x128xbf16, #tt.dram> loc("B"), %C: memref<128x128xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 64 : index
  %n1 = arith.constant 0 : index
  %n2 = arith.constant 1 : index
  %n3 = arith.constant 2.0 : f32
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %A_shared = memref.alloc() : memref<64x64xbf16, #tt.shared> loc("A_shared")
    %B_shared = memref.alloc() : memref<64x64xbf16, #tt.shared> loc("B_shared")
    %C_shared = memref.alloc() : memref<64x64xbf16, #tt.shared> loc("C_shared")
    %v1 = arith.muli %by, %n0 : index
    %v2 = arith.muli %bx, %n0 : index
    %v3 = "tt.tile.view"(%A, %v1, %v2) {sizes = [64, 64]} : (memref<128x128xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v3, %A_shared) : (memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>, memref<64x64xbf16, #tt.shared>) -> ()
    %v4 = "tt.tile.view"(%B, %v1, %v2) {sizes = [64, 64]} : (memref<128x128xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v4, %B_shared) : (memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>, memref<64x64xbf16, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%n1, %n1) to (%n0, %n0) step (%n2, %n2) {
    %a = memref.load %A_shared[%i, %j] : memref<64x64xbf16, #tt.shared>
    %b = memref.load %B_shared[%i, %j] : memref<64x64xbf16, #tt.shared>
    %x = arith.extf %a : bf16 to f32
    %y = arith.extf %b : bf16 to f32
    %s = arith.mulf %x, %n3 : f32
    %t = arith.subf %s, %y : f32
    %u = arith.mulf %t, %t : f32
    %r = arith.truncf %u : f32 to bf16
    memref.store %r, %C_shared[%i, %j] : memref<64x64xbf16, #tt.shared>
    }
    %v5 = "tt.tile.view"(%C, %v1, %v2) {sizes = [64, 64]} : (memref<128x128xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%C_shared, %v5) : (memref<64x64xbf16, #tt.shared>, memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @loop(
// CHECK:   "tt.core.grid"() ({
// CHECK:   scf.for {{.*}} {
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x384xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x384xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.sub"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, tensor<2x2x!tt.tile<[32, 32], bf16>>) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x384xbf16, #tt.dram>, index, index) -> ()
func.func @loop(%A: memref<128x384xbf16, #tt.dram> loc("A"), %B: memref<128x384xbf16, #tt.dram> loc("B"), %C: memref<128x384xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 64 : index
  %n1 = arith.constant 192 : index
  %n2 = arith.constant 0 : index
  %n3 = arith.constant 3 : index
  %n4 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %A_shared = memref.alloc() : memref<64x64xbf16, #tt.shared> loc("A_shared")
    %B_shared = memref.alloc() : memref<64x64xbf16, #tt.shared> loc("B_shared")
    %C_shared = memref.alloc() : memref<64x64xbf16, #tt.shared> loc("C_shared")
    %v1 = arith.muli %by, %n0 : index
    %v2 = arith.muli %bx, %n1 : index
    scf.for %s = %n2 to %n3 step %n4 {
    %v3 = arith.muli %s, %n0 : index
    %v4 = arith.addi %v2, %v3 : index
    %v5 = "tt.tile.view"(%A, %v1, %v4) {sizes = [64, 64]} : (memref<128x384xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[384, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v5, %A_shared) : (memref<64x64xbf16, strided<[384, 1], offset: ?>, #tt.dram>, memref<64x64xbf16, #tt.shared>) -> ()
    %v6 = "tt.tile.view"(%B, %v1, %v4) {sizes = [64, 64]} : (memref<128x384xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[384, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v6, %B_shared) : (memref<64x64xbf16, strided<[384, 1], offset: ?>, #tt.dram>, memref<64x64xbf16, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%n2, %n2) to (%n0, %n0) step (%n4, %n4) {
    %a = memref.load %A_shared[%i, %j] : memref<64x64xbf16, #tt.shared>
    %b = memref.load %B_shared[%i, %j] : memref<64x64xbf16, #tt.shared>
    %r = arith.subf %a, %b : bf16
    memref.store %r, %C_shared[%i, %j] : memref<64x64xbf16, #tt.shared>
    }
    %v7 = "tt.tile.view"(%C, %v1, %v4) {sizes = [64, 64]} : (memref<128x384xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[384, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%C_shared, %v7) : (memref<64x64xbf16, #tt.shared>, memref<64x64xbf16, strided<[384, 1], offset: ?>, #tt.dram>) -> ()
    } 
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}
