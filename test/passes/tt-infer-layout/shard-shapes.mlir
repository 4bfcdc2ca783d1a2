// RUN: tt-opt %s --infer-layout | %check
// RUN: tt-opt %s --infer-layout --propagate-layout --infer-layout | %check

// Matrices count as rows, outermost first: 2 x 8 of them, and what is left of 64 cores cuts the rows of each in 3.
// CHECK-LABEL: func.func @matrices
// CHECK-SAME:    tt.shard_shape = {A = [1, 1, 32, 64], B = [1, 2, 32, 64], v = [64]}
func.func @matrices(%A: memref<2x8x96x64xbf16, #tt.dram> loc("A"), %B: memref<1x2x96x64xbf16, #tt.dram> loc("B"), %v: memref<3000xbf16, #tt.dram> loc("v"))
    attributes {tt.core_grid = [8, 8], tt.layout_hints = {A = "l1_height_sharded", B = "l1_height_sharded:1x2x32x64", v = "l1_sharded"}} {
  return
}

// Several of both rows and columns: both are cut. One row of blocks: columns. DRAM has its banks.
// CHECK-LABEL: func.func @any_cut
// CHECK-SAME:    tt.shard_shape = {A = [32, 32], B = [32, 32], C = [32, 96]}
func.func @any_cut(%A: memref<256x96xbf16, #tt.dram> loc("A"), %B: memref<32x256xbf16, #tt.dram> loc("B"), %C: memref<256x96xbf16, #tt.dram> loc("C"))
    attributes {tt.layout_hints = {A = "l1_sharded", B = "l1_sharded", C = "dram_sharded"}} {
  return
}

// Hints of all programs of a sequence count, and all get the same layouts.
// CHECK-LABEL: func.func @first
// CHECK-SAME:    A = #tt.layout<"L1", true, [1, 1], "row_major">, B = #tt.layout<"DRAM", true, [1, 1], "z_order">
// CHECK-LABEL: func.func @second
// CHECK-SAME:    A = #tt.layout<"L1", true, [1, 1], "row_major">, B = #tt.layout<"DRAM", true, [1, 1], "z_order">
func.func @first(%A: memref<64x64xbf16, #tt.dram> loc("A"), %B: memref<64x64xbf16, #tt.dram> loc("B"))
    attributes {tt.sequence = #tt.sequence<"both", 0, 2>, tt.layout_hints = {A = "l1_interleaved"}} {
  return
}
func.func @second(%A: memref<64x64xbf16, #tt.dram> loc("A"), %B: memref<64x64xbf16, #tt.dram> loc("B"))
    attributes {tt.sequence = #tt.sequence<"both", 1, 2>, tt.layout_hints = {B = "dram_interleaved:z_order", A = {shard = "SRAM"}}} {
  return
}

// Only on the cores that the kernel may use: 5 of them.
// CHECK-LABEL: func.func @some_cores
// CHECK-SAME:    tt.shard_shape = {A = [64, 32], B = [96, 32]}
func.func @some_cores(%A: memref<320x32xbf16, #tt.dram> loc("A"), %B: memref<384x32xbf16, #tt.dram> loc("B"))
    attributes {tt.cores = "0,0-3,0;7,7", tt.layout_hints = {A = "l1_height_sharded", B = "l1_height_sharded"}} {
  return
}
