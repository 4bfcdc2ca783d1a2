// RUN: tt-opt %s --infer-schedule --grid-to-persistent | %check

// Blocks of tiles instead of buffers: only the grid changes. Attributes of arguments grow with the signature.
// CHECK-LABEL: func.func @copy(%A: memref<64x64xbf16, #tt.dram> {tt.note = "a"}, %tt_start_tile: i32, %tt_tile_count: i32)
// CHECK:         scf.for %tt_tile_iter
// CHECK:           %x = "tt.tile.load"(%A, %by, %bx)
// CHECK-NEXT:      "tt.tile.store"(%x, %A, %by, %bx)
func.func @copy(%A: memref<64x64xbf16, #tt.dram> {tt.note = "a"} loc("A")) {
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %x = "tt.tile.load"(%A, %by, %bx) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>> loc("x")
    "tt.tile.store"(%x, %A, %by, %bx) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<64x64xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [2, 2], symbols = ["bx", "by"]} : () -> ()
  return
}
