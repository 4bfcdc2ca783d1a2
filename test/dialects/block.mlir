// RUN: %roundtrip

!block = tensor<2x4x!tt.tile<[32, 32], f32>>
// CHECK-LABEL: func.func @blocks
func.func @blocks(%A: memref<2x64x128xf32, #tt.dram>, %i: index, %x: f32, %k: tensor<4x4x!tt.tile<[32, 32], f32>>) {
  // CHECK: %{{.*}} = "tt.tile.load"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) : (memref<2x64x128xf32, #tt.dram>, index, index, index) -> tensor<2x4x!tt.tile<[32, 32], f32>>
  %a = "tt.tile.load"(%A, %i, %i, %i) : (memref<2x64x128xf32, #tt.dram>, index, index, index) -> !block
  // CHECK: "tt.tile.splat"(%{{.*}}) : (f32) -> tensor<2x4x!tt.tile<[32, 32], f32>>
  %s = "tt.tile.splat"(%x) : (f32) -> !block
  // CHECK: "tt.tile.typecast"(%{{.*}}) : (tensor<2x4x!tt.tile<[32, 32], f32>>) -> tensor<2x4x!tt.tile<[32, 32], bf16>>
  %c = "tt.tile.typecast"(%a) : (!block) -> tensor<2x4x!tt.tile<[32, 32], bf16>>
  // CHECK: "tt.tile.matmul"(%{{.*}}, %{{.*}}, %{{.*}}) {transpose_b = true}
  %d = "tt.tile.matmul"(%a, %k, %s) {transpose_b = true} : (!block, tensor<4x4x!tt.tile<[32, 32], f32>>, !block) -> !block
  // CHECK: "tt.tile.block_reduce"(%{{.*}}) {dim = 1 : i64, kind = "sum"} : (tensor<2x4x!tt.tile<[32, 32], f32>>) -> tensor<2x1x!tt.tile<[32, 32], f32>>
  %r = "tt.tile.block_reduce"(%a) {dim = 1 : i64, kind = "sum"} : (!block) -> tensor<2x1x!tt.tile<[32, 32], f32>>
  // CHECK: "tt.tile.bcast"(%{{.*}}) {kind = "col"}
  %b = "tt.tile.bcast"(%r) {kind = "col"} : (tensor<2x1x!tt.tile<[32, 32], f32>>) -> !block
  // CHECK: "tt.tile.block_transpose"(%{{.*}}) : (tensor<2x4x!tt.tile<[32, 32], f32>>) -> tensor<4x2x!tt.tile<[32, 32], f32>>
  %t = "tt.tile.block_transpose"(%a) : (!block) -> tensor<4x2x!tt.tile<[32, 32], f32>>
  // CHECK: "tt.tile.map"() ({
  // CHECK-NEXT: "tt.tile.at"(%{{.*}}) {map = "block"}
  // CHECK-NEXT: "tt.tile.at"(%{{.*}}) {map = "col"}
  // CHECK-NEXT: "tt.tile.bcast"
  // CHECK-NEXT: "tt.tile.sub"
  // CHECK-NEXT: "tt.tile.yield"
  // CHECK-NEXT: }) : () -> tensor<2x4x!tt.tile<[32, 32], f32>>
  %m = "tt.tile.map"() ({
    %0 = "tt.tile.at"(%a) {map = "block"} : (!block) -> !tt.tile<[32, 32], f32>
    %1 = "tt.tile.at"(%r) {map = "col"} : (tensor<2x1x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
    %2 = "tt.tile.bcast"(%1) {kind = "col"} : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
    %3 = "tt.tile.sub"(%0, %2) : (!tt.tile<[32, 32], f32>, !tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
    "tt.tile.yield"(%3) : (!tt.tile<[32, 32], f32>) -> ()
  }) : () -> !block
  // CHECK: "tt.tile.load"(%{{.*}}) {guarded = [0], region = [1, 50, 128]}
  %w = "tt.tile.load"(%A, %i, %i, %i) {guarded = [0], region = [1, 50, 128]} : (memref<2x64x128xf32, #tt.dram>, index, index, index) -> !block
  // CHECK: "tt.tile.store"(%{{.*}}) {region = [1, 64, 100]}
  "tt.tile.store"(%w, %A, %i, %i, %i) {region = [1, 64, 100]} : (!block, memref<2x64x128xf32, #tt.dram>, index, index, index) -> ()
  // CHECK: "tt.tile.store"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}})
  "tt.tile.store"(%m, %A, %i, %i, %i) : (!block, memref<2x64x128xf32, #tt.dram>, index, index, index) -> ()
  return
}
