// RUN: tt-opt %s --infer-layout --tile-pad --lower-tile-intrinsics | %check
// RUN: tt-opt %s --infer-layout --tile-pad --LowerTTTileIntrinsics=device=p150 | FileCheck %s --check-prefix=P150
// RUN: not tt-opt %s --infer-layout --infer-schedule=device=n300 --tile-pad --lower-tile-intrinsics=device=wormhole 2>&1 | FileCheck %s --check-prefix=OTHER

// OTHER: error: 'add' is scheduled for n300, tt-lower-tile-intrinsics{device=wormhole} is for wormhole

// CHECK-LABEL: func.func @add
// CHECK-SAME:    tt.device_config = {arch = "wormhole", dram_alignment = 32 : i64, dram_banks = 12 : i64, dst_tiles = 8 : i64, grid = [8, 8], l1_alignment = 16 : i64, l1_base = 103744 : i64, l1_bytes = 1499136 : i64, num_cbs = 32 : i64, num_semaphores = 16 : i64, tile = [32, 32]}
// CHECK-SAME:    tt.target_device = "wormhole"
// CHECK-SAME:    tt.tile_intrinsics_lowered = true
// P150:          tt.device_config = {arch = "blackhole"
// P150-SAME:     num_cbs = 64 : i64
// P150-SAME:     tt.target_device = "blackhole"
// CHECK:         "tt.core.grid"() ({
// CHECK:           "tt.tile.load"
// CHECK:           "tt.tile.store"
func.func @add(%A: memref<64x64xbf16, #tt.dram> loc("A"), %B: memref<64x64xbf16, #tt.dram> loc("B")) {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %m = arith.muli %bx, %c32 : index
    %t = memref.alloc() : memref<32x64xbf16, #tt.shared>
    %a = "tt.tile.view"(%A, %m, %c0) {sizes = [32, 64]} : (memref<64x64xbf16, #tt.dram>, index, index)
      -> memref<32x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>
    %b = "tt.tile.view"(%B, %m, %c0) {sizes = [32, 64]} : (memref<64x64xbf16, #tt.dram>, index, index)
      -> memref<32x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%a, %t) : (memref<32x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>, memref<32x64xbf16, #tt.shared>) -> ()
    "tt.tile.copy"(%t, %b) : (memref<32x64xbf16, #tt.shared>, memref<32x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}
