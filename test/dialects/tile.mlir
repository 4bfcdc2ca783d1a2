// RUN: %roundtrip

// CHECK-LABEL: func.func @buffers
func.func @buffers(%A: memref<2x128x64xbf16, #tt.dram>, %b: index, %m: index, %c: i1, %v: f32) {
  // CHECK: %{{.*}} = memref.alloc() : memref<64x64xbf16, #tt.shared>
  %a = memref.alloc() : memref<64x64xbf16, #tt.shared>
  %t = memref.alloc() : memref<64x64xbf16, #tt.local>
  // CHECK: memref<64x64xf32, #tt.fragment>
  %acc = memref.alloc() : memref<64x64xf32, #tt.fragment>
  %row = memref.alloc() : memref<64xf32, #tt.fragment>
  // CHECK: "tt.tile.view"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {sizes = [1, 64, 64]} : (memref<2x128x64xbf16, #tt.dram>, index, index, index) -> memref<1x64x64xbf16, strided<[8192, 64, 1], offset: ?>, #tt.dram>
  %view = "tt.tile.view"(%A, %b, %m, %m) {sizes = [1, 64, 64]} : (memref<2x128x64xbf16, #tt.dram>, index, index, index) -> memref<1x64x64xbf16, strided<[8192, 64, 1], offset: ?>, #tt.dram>
  // CHECK: "tt.tile.copy"(%{{.*}}, %{{.*}})
  "tt.tile.copy"(%view, %a) : (memref<1x64x64xbf16, strided<[8192, 64, 1], offset: ?>, #tt.dram>, memref<64x64xbf16, #tt.shared>) -> ()
  // CHECK: "tt.tile.fill"(%{{.*}}, %{{.*}}) : (memref<64x64xf32, #tt.fragment>, f32) -> ()
  "tt.tile.fill"(%acc, %v) : (memref<64x64xf32, #tt.fragment>, f32) -> ()
  // CHECK: "tt.tile.gemm"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {transpose_a = false, transpose_b = true}
  "tt.tile.gemm"(%a, %a, %acc, %c) {transpose_a = false, transpose_b = true} : (memref<64x64xbf16, #tt.shared>, memref<64x64xbf16, #tt.shared>, memref<64x64xf32, #tt.fragment>, i1) -> ()
  // CHECK: "tt.tile.reduce"(%{{.*}}, %{{.*}}) {clear = true, dim = 1 : i64, kind = "max"}
  "tt.tile.reduce"(%acc, %row) {clear = true, dim = 1 : i64, kind = "max"} : (memref<64x64xf32, #tt.fragment>, memref<64xf32, #tt.fragment>) -> ()
  // CHECK: "tt.tile.transpose"(%{{.*}}, %{{.*}})
  "tt.tile.transpose"(%a, %t) : (memref<64x64xbf16, #tt.shared>, memref<64x64xbf16, #tt.local>) -> ()
  return
}

// CHECK-LABEL: func.func @functions
func.func @functions(%x: f32, %t: !tt.tile<[32, 32], bf16>, %b: tensor<2x4x!tt.tile<[32, 32], f32>>) {
  // CHECK: "tt.tile.sigmoid"(%{{.*}}) : (f32) -> f32
  %0 = "tt.tile.sigmoid"(%x) : (f32) -> f32
  // CHECK: "tt.tile.add"(%{{.*}}, %{{.*}}) : (!tt.tile<[32, 32], bf16>, !tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], bf16>
  %1 = "tt.tile.add"(%t, %t) : (!tt.tile<[32, 32], bf16>, !tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], bf16>
  // CHECK: "tt.tile.exp"(%{{.*}}) : (tensor<2x4x!tt.tile<[32, 32], f32>>) -> tensor<2x4x!tt.tile<[32, 32], f32>>
  %2 = "tt.tile.exp"(%b) : (tensor<2x4x!tt.tile<[32, 32], f32>>) -> tensor<2x4x!tt.tile<[32, 32], f32>>
  return
}
