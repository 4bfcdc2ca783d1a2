// RUN: tt-opt %s --tensorize --canonicalize --cse | %check

// Buffers become values; the accumulator is carried by the loop, the operands are loaded in it.

// CHECK-LABEL: func.func @gemm_small(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> tensor<1x1x!tt.tile<[32, 32], f32>>
// CHECK:   scf.for {{.*}} {{.*}} iter_args({{.*}}) -> (tensor<1x1x!tt.tile<[32, 32], f32>>) {
// CHECK:   "tt.tile.load"({{.*}}) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.matmul"({{.*}}) {transpose_b = false} : ({{.*}}
// CHECK:   scf.yield %{{.*}} : tensor<1x1x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.typecast"({{.*}}) : (tensor<1x1x!tt.tile<[32, 32], f32>>) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<64x64xbf16, #tt.dram>, index, index) -> ()
func.func @gemm_small(%A: memref<64x64xbf16, #tt.dram> loc("A"), %B: memref<64x64xbf16, #tt.dram> loc("B"), %C: memref<64x64xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 0.0 : f32
  %n1 = arith.constant 32 : index
  %n2 = arith.constant 0 : index
  %n3 = arith.constant 2 : index
  %n4 = arith.constant 1 : index
  %n5 = arith.constant false
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %A_shared = memref.alloc() : memref<32x32xbf16, #tt.shared> loc("A_shared")
    %B_shared = memref.alloc() : memref<32x32xbf16, #tt.shared> loc("B_shared")
    %C_local = memref.alloc() : memref<32x32xf32, #tt.fragment> loc("C_local")
    "tt.tile.fill"(%C_local, %n0) : (memref<32x32xf32, #tt.fragment>, f32) -> ()
    %v1 = arith.muli %by, %n1 : index
    %v2 = arith.muli %bx, %n1 : index
    scf.for %ko = %n2 to %n3 step %n4 {
    %v3 = arith.muli %ko, %n1 : index
    %v4 = "tt.tile.view"(%A, %v1, %v3) {sizes = [32, 32]} : (memref<64x64xbf16, #tt.dram>, index, index) -> memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v4, %A_shared) : (memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>, memref<32x32xbf16, #tt.shared>) -> ()
    %v5 = "tt.tile.view"(%B, %v3, %v2) {sizes = [32, 32]} : (memref<64x64xbf16, #tt.dram>, index, index) -> memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v5, %B_shared) : (memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>, memref<32x32xbf16, #tt.shared>) -> ()
    "tt.tile.gemm"(%A_shared, %B_shared, %C_local, %n5) {transpose_a = false, transpose_b = false} : (memref<32x32xbf16, #tt.shared>, memref<32x32xbf16, #tt.shared>, memref<32x32xf32, #tt.fragment>, i1) -> ()
    } {tt.num_stages = 2 : i64}
    %v6 = "tt.tile.view"(%C, %v1, %v2) {sizes = [32, 32]} : (memref<64x64xbf16, #tt.dram>, index, index) -> memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%C_local, %v6) : (memref<32x32xf32, #tt.fragment>, memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @gemm_wide(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> tensor<2x4x!tt.tile<[32, 32], f32>>
// CHECK:   scf.for {{.*}} {{.*}} iter_args({{.*}}) -> (tensor<2x4x!tt.tile<[32, 32], f32>>) {
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x96xbf16, #tt.dram>, index, index) -> tensor<2x1x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<96x128xbf16, #tt.dram>, index, index) -> tensor<1x4x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.matmul"({{.*}}) {transpose_b = false} : ({{.*}}
// CHECK:   scf.yield %{{.*}} : tensor<2x4x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.typecast"({{.*}}) : (tensor<2x4x!tt.tile<[32, 32], f32>>) -> tensor<2x4x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<2x4x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
func.func @gemm_wide(%A: memref<128x96xbf16, #tt.dram> loc("A"), %B: memref<96x128xbf16, #tt.dram> loc("B"), %C: memref<128x128xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 0.0 : f32
  %n1 = arith.constant 64 : index
  %n2 = arith.constant 128 : index
  %n3 = arith.constant 0 : index
  %n4 = arith.constant 3 : index
  %n5 = arith.constant 1 : index
  %n6 = arith.constant 32 : index
  %n7 = arith.constant false
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %A_shared = memref.alloc() : memref<64x32xbf16, #tt.shared> loc("A_shared")
    %B_shared = memref.alloc() : memref<32x128xbf16, #tt.shared> loc("B_shared")
    %C_local = memref.alloc() : memref<64x128xf32, #tt.fragment> loc("C_local")
    "tt.tile.fill"(%C_local, %n0) : (memref<64x128xf32, #tt.fragment>, f32) -> ()
    %v1 = arith.muli %by, %n1 : index
    %v2 = arith.muli %bx, %n2 : index
    scf.for %ko = %n3 to %n4 step %n5 {
    %v3 = arith.muli %ko, %n6 : index
    %v4 = "tt.tile.view"(%A, %v1, %v3) {sizes = [64, 32]} : (memref<128x96xbf16, #tt.dram>, index, index) -> memref<64x32xbf16, strided<[96, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v4, %A_shared) : (memref<64x32xbf16, strided<[96, 1], offset: ?>, #tt.dram>, memref<64x32xbf16, #tt.shared>) -> ()
    %v5 = "tt.tile.view"(%B, %v3, %v2) {sizes = [32, 128]} : (memref<96x128xbf16, #tt.dram>, index, index) -> memref<32x128xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v5, %B_shared) : (memref<32x128xbf16, strided<[128, 1], offset: ?>, #tt.dram>, memref<32x128xbf16, #tt.shared>) -> ()
    "tt.tile.gemm"(%A_shared, %B_shared, %C_local, %n7) {transpose_a = false, transpose_b = false} : (memref<64x32xbf16, #tt.shared>, memref<32x128xbf16, #tt.shared>, memref<64x128xf32, #tt.fragment>, i1) -> ()
    } {tt.num_stages = 2 : i64}
    %v6 = "tt.tile.view"(%C, %v1, %v2) {sizes = [64, 128]} : (memref<128x128xbf16, #tt.dram>, index, index) -> memref<64x128xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%C_local, %v6) : (memref<64x128xf32, #tt.fragment>, memref<64x128xbf16, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [1, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @gemm_square(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> tensor<4x4x!tt.tile<[32, 32], f32>>
// CHECK:   scf.for {{.*}} {{.*}} iter_args({{.*}}) -> (tensor<4x4x!tt.tile<[32, 32], f32>>) {
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x64xbf16, #tt.dram>, index, index) -> tensor<4x1x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<64x256xbf16, #tt.dram>, index, index) -> tensor<1x4x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.matmul"({{.*}}) {transpose_b = false} : ({{.*}}
// CHECK:   scf.yield %{{.*}} : tensor<4x4x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<4x4x!tt.tile<[32, 32], f32>>, memref<128x256xf32, #tt.dram>, index, index) -> ()
func.func @gemm_square(%A: memref<128x64xbf16, #tt.dram> loc("A"), %B: memref<64x256xbf16, #tt.dram> loc("B"), %C: memref<128x256xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 0.0 : f32
  %n1 = arith.constant 0 : index
  %n2 = arith.constant 128 : index
  %n3 = arith.constant 2 : index
  %n4 = arith.constant 1 : index
  %n5 = arith.constant 32 : index
  %n6 = arith.constant false
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %A_shared = memref.alloc() : memref<128x32xbf16, #tt.shared> loc("A_shared")
    %B_shared = memref.alloc() : memref<32x128xbf16, #tt.shared> loc("B_shared")
    %C_local = memref.alloc() : memref<128x128xf32, #tt.fragment> loc("C_local")
    "tt.tile.fill"(%C_local, %n0) : (memref<128x128xf32, #tt.fragment>, f32) -> ()
    %v1 = arith.muli %n1, %n2 : index
    %v2 = arith.muli %bx, %n2 : index
    scf.for %ko = %n1 to %n3 step %n4 {
    %v3 = arith.muli %ko, %n5 : index
    %v4 = "tt.tile.view"(%A, %v1, %v3) {sizes = [128, 32]} : (memref<128x64xbf16, #tt.dram>, index, index) -> memref<128x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v4, %A_shared) : (memref<128x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>, memref<128x32xbf16, #tt.shared>) -> ()
    %v5 = "tt.tile.view"(%B, %v3, %v2) {sizes = [32, 128]} : (memref<64x256xbf16, #tt.dram>, index, index) -> memref<32x128xbf16, strided<[256, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v5, %B_shared) : (memref<32x128xbf16, strided<[256, 1], offset: ?>, #tt.dram>, memref<32x128xbf16, #tt.shared>) -> ()
    "tt.tile.gemm"(%A_shared, %B_shared, %C_local, %n6) {transpose_a = false, transpose_b = false} : (memref<128x32xbf16, #tt.shared>, memref<32x128xbf16, #tt.shared>, memref<128x128xf32, #tt.fragment>, i1) -> ()
    } {tt.num_stages = 2 : i64}
    %v6 = "tt.tile.view"(%C, %v1, %v2) {sizes = [128, 128]} : (memref<128x256xf32, #tt.dram>, index, index) -> memref<128x128xf32, strided<[256, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%C_local, %v6) : (memref<128x128xf32, #tt.fragment>, memref<128x128xf32, strided<[256, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @gemm_tall(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> tensor<8x2x!tt.tile<[32, 32], f32>>
// CHECK:   scf.for {{.*}} {{.*}} iter_args({{.*}}) -> (tensor<8x2x!tt.tile<[32, 32], f32>>) {
// CHECK:   "tt.tile.load"({{.*}}) : (memref<256x64xbf16, #tt.dram>, index, index) -> tensor<8x1x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.matmul"({{.*}}) {transpose_b = false} : ({{.*}}
// CHECK:   scf.yield %{{.*}} : tensor<8x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.typecast"({{.*}}) : (tensor<8x2x!tt.tile<[32, 32], f32>>) -> tensor<8x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<8x2x!tt.tile<[32, 32], bf16>>, memref<256x64xbf16, #tt.dram>, index, index) -> ()
func.func @gemm_tall(%A: memref<256x64xbf16, #tt.dram> loc("A"), %B: memref<64x64xbf16, #tt.dram> loc("B"), %C: memref<256x64xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 0.0 : f32
  %n1 = arith.constant 0 : index
  %n2 = arith.constant 256 : index
  %n3 = arith.constant 64 : index
  %n4 = arith.constant 2 : index
  %n5 = arith.constant 1 : index
  %n6 = arith.constant 32 : index
  %n7 = arith.constant false
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %A_shared = memref.alloc() : memref<256x32xbf16, #tt.shared> loc("A_shared")
    %B_shared = memref.alloc() : memref<32x64xbf16, #tt.shared> loc("B_shared")
    %C_local = memref.alloc() : memref<256x64xf32, #tt.fragment> loc("C_local")
    "tt.tile.fill"(%C_local, %n0) : (memref<256x64xf32, #tt.fragment>, f32) -> ()
    %v1 = arith.muli %n1, %n2 : index
    %v2 = arith.muli %bx, %n3 : index
    scf.for %ko = %n1 to %n4 step %n5 {
    %v3 = arith.muli %ko, %n6 : index
    %v4 = "tt.tile.view"(%A, %v1, %v3) {sizes = [256, 32]} : (memref<256x64xbf16, #tt.dram>, index, index) -> memref<256x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v4, %A_shared) : (memref<256x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>, memref<256x32xbf16, #tt.shared>) -> ()
    %v5 = "tt.tile.view"(%B, %v3, %v2) {sizes = [32, 64]} : (memref<64x64xbf16, #tt.dram>, index, index) -> memref<32x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v5, %B_shared) : (memref<32x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>, memref<32x64xbf16, #tt.shared>) -> ()
    "tt.tile.gemm"(%A_shared, %B_shared, %C_local, %n7) {transpose_a = false, transpose_b = false} : (memref<256x32xbf16, #tt.shared>, memref<32x64xbf16, #tt.shared>, memref<256x64xf32, #tt.fragment>, i1) -> ()
    } {tt.num_stages = 2 : i64}
    %v6 = "tt.tile.view"(%C, %v1, %v2) {sizes = [256, 64]} : (memref<256x64xbf16, #tt.dram>, index, index) -> memref<256x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%C_local, %v6) : (memref<256x64xf32, #tt.fragment>, memref<256x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @gemm_trans_b(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   scf.for {{.*}} {{.*}} iter_args({{.*}}) -> (tensor<2x2x!tt.tile<[32, 32], f32>>) {
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x96xbf16, #tt.dram>, index, index) -> tensor<2x1x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x96xbf16, #tt.dram>, index, index) -> tensor<2x1x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.matmul"({{.*}}) {transpose_b = true} : ({{.*}}
// CHECK:   scf.yield %{{.*}} : tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.typecast"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
func.func @gemm_trans_b(%A: memref<128x96xbf16, #tt.dram> loc("A"), %B: memref<128x96xbf16, #tt.dram> loc("B"), %C: memref<128x128xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
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
    %B_shared = memref.alloc() : memref<64x32xbf16, #tt.shared> loc("B_shared")
    %C_local = memref.alloc() : memref<64x64xf32, #tt.fragment> loc("C_local")
    "tt.tile.fill"(%C_local, %n0) : (memref<64x64xf32, #tt.fragment>, f32) -> ()
    %v1 = arith.muli %by, %n1 : index
    %v2 = arith.muli %bx, %n1 : index
    scf.for %ko = %n2 to %n3 step %n4 {
    %v3 = arith.muli %ko, %n5 : index
    %v4 = "tt.tile.view"(%A, %v1, %v3) {sizes = [64, 32]} : (memref<128x96xbf16, #tt.dram>, index, index) -> memref<64x32xbf16, strided<[96, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v4, %A_shared) : (memref<64x32xbf16, strided<[96, 1], offset: ?>, #tt.dram>, memref<64x32xbf16, #tt.shared>) -> ()
    %v5 = "tt.tile.view"(%B, %v2, %v3) {sizes = [64, 32]} : (memref<128x96xbf16, #tt.dram>, index, index) -> memref<64x32xbf16, strided<[96, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v5, %B_shared) : (memref<64x32xbf16, strided<[96, 1], offset: ?>, #tt.dram>, memref<64x32xbf16, #tt.shared>) -> ()
    "tt.tile.gemm"(%A_shared, %B_shared, %C_local, %n6) {transpose_a = false, transpose_b = true} : (memref<64x32xbf16, #tt.shared>, memref<64x32xbf16, #tt.shared>, memref<64x64xf32, #tt.fragment>, i1) -> ()
    } {tt.num_stages = 2 : i64}
    %v6 = "tt.tile.view"(%C, %v1, %v2) {sizes = [64, 64]} : (memref<128x128xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%C_local, %v6) : (memref<64x64xf32, #tt.fragment>, memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @gemm_trans_a(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   scf.for {{.*}} {{.*}} iter_args({{.*}}) -> (tensor<2x2x!tt.tile<[32, 32], f32>>) {
// CHECK:   "tt.tile.load"({{.*}}) : (memref<96x128xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<96x128xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.block_transpose"({{.*}}) : (tensor<1x2x!tt.tile<[32, 32], bf16>>) -> tensor<2x1x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.matmul"({{.*}}) {transpose_b = false} : ({{.*}}
// CHECK:   scf.yield %{{.*}} : tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.typecast"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
func.func @gemm_trans_a(%A: memref<96x128xbf16, #tt.dram> loc("A"), %B: memref<96x128xbf16, #tt.dram> loc("B"), %C: memref<128x128xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 0.0 : f32
  %n1 = arith.constant 64 : index
  %n2 = arith.constant 0 : index
  %n3 = arith.constant 3 : index
  %n4 = arith.constant 1 : index
  %n5 = arith.constant 32 : index
  %n6 = arith.constant false
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %A_shared = memref.alloc() : memref<32x64xbf16, #tt.shared> loc("A_shared")
    %B_shared = memref.alloc() : memref<32x64xbf16, #tt.shared> loc("B_shared")
    %C_local = memref.alloc() : memref<64x64xf32, #tt.fragment> loc("C_local")
    "tt.tile.fill"(%C_local, %n0) : (memref<64x64xf32, #tt.fragment>, f32) -> ()
    %v1 = arith.muli %by, %n1 : index
    %v2 = arith.muli %bx, %n1 : index
    scf.for %ko = %n2 to %n3 step %n4 {
    %v3 = arith.muli %ko, %n5 : index
    %v4 = "tt.tile.view"(%A, %v3, %v1) {sizes = [32, 64]} : (memref<96x128xbf16, #tt.dram>, index, index) -> memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v4, %A_shared) : (memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>, memref<32x64xbf16, #tt.shared>) -> ()
    %v5 = "tt.tile.view"(%B, %v3, %v2) {sizes = [32, 64]} : (memref<96x128xbf16, #tt.dram>, index, index) -> memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v5, %B_shared) : (memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>, memref<32x64xbf16, #tt.shared>) -> ()
    "tt.tile.gemm"(%A_shared, %B_shared, %C_local, %n6) {transpose_a = true, transpose_b = false} : (memref<32x64xbf16, #tt.shared>, memref<32x64xbf16, #tt.shared>, memref<64x64xf32, #tt.fragment>, i1) -> ()
    } {tt.num_stages = 2 : i64}
    %v6 = "tt.tile.view"(%C, %v1, %v2) {sizes = [64, 64]} : (memref<128x128xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%C_local, %v6) : (memref<64x64xf32, #tt.fragment>, memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @gemm_two_pairs(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   scf.for {{.*}} {{.*}} iter_args({{.*}}) -> (tensor<2x2x!tt.tile<[32, 32], f32>>) {
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x96xbf16, #tt.dram>, index, index) -> tensor<2x1x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<96x128xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.matmul"({{.*}}) {transpose_b = false} : ({{.*}}
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x96xbf16, #tt.dram>, index, index) -> tensor<2x1x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<96x128xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.matmul"({{.*}}) {transpose_b = false} : ({{.*}}
// CHECK:   scf.yield %{{.*}} : tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.typecast"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<2x2x!tt.tile<[32, 32], bf16>>, memref<128x128xbf16, #tt.dram>, index, index) -> ()
func.func @gemm_two_pairs(%A: memref<128x96xbf16, #tt.dram> loc("A"), %B: memref<96x128xbf16, #tt.dram> loc("B"), %A1: memref<128x96xbf16, #tt.dram> loc("A1"), %B1: memref<96x128xbf16, #tt.dram> loc("B1"), %C: memref<128x128xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
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
    %A1_shared = memref.alloc() : memref<64x32xbf16, #tt.shared> loc("A1_shared")
    %B1_shared = memref.alloc() : memref<32x64xbf16, #tt.shared> loc("B1_shared")
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
    %v6 = "tt.tile.view"(%A1, %v1, %v3) {sizes = [64, 32]} : (memref<128x96xbf16, #tt.dram>, index, index) -> memref<64x32xbf16, strided<[96, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v6, %A1_shared) : (memref<64x32xbf16, strided<[96, 1], offset: ?>, #tt.dram>, memref<64x32xbf16, #tt.shared>) -> ()
    %v7 = "tt.tile.view"(%B1, %v3, %v2) {sizes = [32, 64]} : (memref<96x128xbf16, #tt.dram>, index, index) -> memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v7, %B1_shared) : (memref<32x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>, memref<32x64xbf16, #tt.shared>) -> ()
    "tt.tile.gemm"(%A1_shared, %B1_shared, %C_local, %n6) {transpose_a = false, transpose_b = false} : (memref<64x32xbf16, #tt.shared>, memref<32x64xbf16, #tt.shared>, memref<64x64xf32, #tt.fragment>, i1) -> ()
    } {tt.num_stages = 2 : i64}
    %v8 = "tt.tile.view"(%C, %v1, %v2) {sizes = [64, 64]} : (memref<128x128xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%C_local, %v8) : (memref<64x64xf32, #tt.fragment>, memref<64x64xbf16, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @gemm_f32(
// CHECK:   "tt.core.grid"() ({
// CHECK:   "tt.tile.splat"({{.*}}) : (f32) -> tensor<1x2x!tt.tile<[32, 32], f32>>
// CHECK:   scf.for {{.*}} {{.*}} iter_args({{.*}}) -> (tensor<1x2x!tt.tile<[32, 32], f32>>) {
// CHECK:   "tt.tile.load"({{.*}}) : (memref<32x128xf32, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.load"({{.*}}) : (memref<128x128xf32, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.matmul"({{.*}}) {transpose_b = false} : ({{.*}}
// CHECK:   scf.yield %{{.*}} : tensor<1x2x!tt.tile<[32, 32], f32>>
// CHECK:   "tt.tile.store"({{.*}}) : (tensor<1x2x!tt.tile<[32, 32], f32>>, memref<32x128xf32, #tt.dram>, index, index) -> ()
func.func @gemm_f32(%A: memref<32x128xf32, #tt.dram> loc("A"), %B: memref<128x128xf32, #tt.dram> loc("B"), %C: memref<32x128xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %n0 = arith.constant 0.0 : f32
  %n1 = arith.constant 0 : index
  %n2 = arith.constant 32 : index
  %n3 = arith.constant 64 : index
  %n4 = arith.constant 2 : index
  %n5 = arith.constant 1 : index
  %n6 = arith.constant false
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %A_shared = memref.alloc() : memref<32x64xf32, #tt.shared> loc("A_shared")
    %B_shared = memref.alloc() : memref<64x64xf32, #tt.shared> loc("B_shared")
    %C_local = memref.alloc() : memref<32x64xf32, #tt.fragment> loc("C_local")
    "tt.tile.fill"(%C_local, %n0) : (memref<32x64xf32, #tt.fragment>, f32) -> ()
    %v1 = arith.muli %n1, %n2 : index
    %v2 = arith.muli %bx, %n3 : index
    scf.for %ko = %n1 to %n4 step %n5 {
    %v3 = arith.muli %ko, %n3 : index
    %v4 = "tt.tile.view"(%A, %v1, %v3) {sizes = [32, 64]} : (memref<32x128xf32, #tt.dram>, index, index) -> memref<32x64xf32, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v4, %A_shared) : (memref<32x64xf32, strided<[128, 1], offset: ?>, #tt.dram>, memref<32x64xf32, #tt.shared>) -> ()
    %v5 = "tt.tile.view"(%B, %v3, %v2) {sizes = [64, 64]} : (memref<128x128xf32, #tt.dram>, index, index) -> memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%v5, %B_shared) : (memref<64x64xf32, strided<[128, 1], offset: ?>, #tt.dram>, memref<64x64xf32, #tt.shared>) -> ()
    "tt.tile.gemm"(%A_shared, %B_shared, %C_local, %n6) {transpose_a = false, transpose_b = false} : (memref<32x64xf32, #tt.shared>, memref<64x64xf32, #tt.shared>, memref<32x64xf32, #tt.fragment>, i1) -> ()
    } {tt.num_stages = 2 : i64}
    %v6 = "tt.tile.view"(%C, %v1, %v2) {sizes = [32, 64]} : (memref<32x128xf32, #tt.dram>, index, index) -> memref<32x64xf32, strided<[128, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%C_local, %v6) : (memref<32x64xf32, #tt.fragment>, memref<32x64xf32, strided<[128, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}
