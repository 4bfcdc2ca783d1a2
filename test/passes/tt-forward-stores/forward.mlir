// RUN: tt-opt %s --tt-forward-stores | %check

!block = tensor<1x2x!tt.tile<[32, 32], bf16>>

// A block that was stored to the same region is used as it is, in loops after the store, too.
// CHECK-LABEL: func.func @again
// CHECK:         %[[X:.*]] = "tt.tile.exp"
// CHECK:         "tt.tile.store"(%[[X]], %C
// CHECK-NOT:     tt.tile.load
// CHECK:         "tt.tile.store"(%[[X]], %D
// CHECK:         scf.for
// CHECK-NEXT:      %[[Y:.*]] = "tt.tile.neg"(%[[X]])
// CHECK-NEXT:      "tt.tile.store"(%[[Y]], %D
func.func @again(%A: memref<32x128xbf16, #tt.dram> loc("A"), %C: memref<32x128xbf16, #tt.dram> loc("C"), %D: memref<96x128xbf16, #tt.dram> loc("D")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %a = "tt.tile.load"(%A, %c0, %c2) : (memref<32x128xbf16, #tt.dram>, index, index) -> !block
  %x = "tt.tile.exp"(%a) : (!block) -> !block
  "tt.tile.store"(%x, %C, %c0, %c2) : (!block, memref<32x128xbf16, #tt.dram>, index, index) -> ()
  %b = "tt.tile.load"(%C, %c0, %c2) : (memref<32x128xbf16, #tt.dram>, index, index) -> !block
  "tt.tile.store"(%b, %D, %c0, %c0) : (!block, memref<96x128xbf16, #tt.dram>, index, index) -> ()
  scf.for %k = %c1 to %c2 step %c1 {
    %c = "tt.tile.load"(%C, %c0, %c2) : (memref<32x128xbf16, #tt.dram>, index, index) -> !block
    %y = "tt.tile.neg"(%c) : (!block) -> !block
    "tt.tile.store"(%y, %D, %k, %c0) : (!block, memref<96x128xbf16, #tt.dram>, index, index) -> ()
  }
  return
}

// Another region, a store between, and a store that may not have run: loaded.
// CHECK-LABEL: func.func @not_the_same
// CHECK-COUNT-4: "tt.tile.load"(%C
func.func @not_the_same(%A: memref<32x128xbf16, #tt.dram> loc("A"), %C: memref<32x128xbf16, #tt.dram> loc("C"), %D: memref<160x128xbf16, #tt.dram> loc("D"), %n: index, %p: i1) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %a = "tt.tile.load"(%A, %c0, %c2) : (memref<32x128xbf16, #tt.dram>, index, index) -> !block
  "tt.tile.store"(%a, %C, %c0, %c2) : (!block, memref<32x128xbf16, #tt.dram>, index, index) -> ()
  %other = "tt.tile.load"(%C, %c0, %c1) : (memref<32x128xbf16, #tt.dram>, index, index) -> !block
  "tt.tile.store"(%other, %D, %c0, %c0) : (!block, memref<160x128xbf16, #tt.dram>, index, index) -> ()
  "tt.tile.store"(%other, %C, %c0, %n) : (!block, memref<32x128xbf16, #tt.dram>, index, index) -> ()
  %between = "tt.tile.load"(%C, %c0, %c2) : (memref<32x128xbf16, #tt.dram>, index, index) -> !block
  "tt.tile.store"(%between, %D, %c1, %c0) : (!block, memref<160x128xbf16, #tt.dram>, index, index) -> ()
  scf.if %p {
    "tt.tile.store"(%a, %C, %c0, %c0) : (!block, memref<32x128xbf16, #tt.dram>, index, index) -> ()
  }
  %maybe = "tt.tile.load"(%C, %c0, %c0) : (memref<32x128xbf16, #tt.dram>, index, index) -> !block
  "tt.tile.store"(%maybe, %D, %c2, %c0) : (!block, memref<160x128xbf16, #tt.dram>, index, index) -> ()
  "tt.tile.store"(%a, %C, %c0, %c0) : (!block, memref<32x128xbf16, #tt.dram>, index, index) -> ()
  scf.for %k = %c0 to %c2 step %c1 {
    %later = "tt.tile.load"(%C, %c0, %c0) : (memref<32x128xbf16, #tt.dram>, index, index) -> !block
    %y = "tt.tile.neg"(%later) : (!block) -> !block
    "tt.tile.store"(%y, %C, %c0, %k) : (!block, memref<32x128xbf16, #tt.dram>, index, index) -> ()
  }
  return
}

// What lies outside of a tensor loads as zero, whatever was stored there.
// CHECK-LABEL: func.func @padded
// CHECK:         "tt.tile.store"(%{{.*}}, %C
// CHECK:         "tt.tile.load"(%C
func.func @padded(%A: memref<32x128xbf16, #tt.dram> loc("A"), %C: memref<32x120xbf16, #tt.dram> loc("C"), %D: memref<32x128xbf16, #tt.dram> loc("D")) attributes {tt.padded_shape = {C = [32, 128]}} {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %a = "tt.tile.load"(%A, %c0, %c2) : (memref<32x128xbf16, #tt.dram>, index, index) -> !block
  "tt.tile.store"(%a, %C, %c0, %c2) : (!block, memref<32x120xbf16, #tt.dram>, index, index) -> ()
  %b = "tt.tile.load"(%C, %c0, %c2) : (memref<32x120xbf16, #tt.dram>, index, index) -> !block
  "tt.tile.store"(%b, %D, %c0, %c2) : (!block, memref<32x128xbf16, #tt.dram>, index, index) -> ()
  return
}

// A tensor with padding loads zeros there; only where every store leaves zeros is that what was stored.
// CHECK-LABEL: func.func @padding
// CHECK:         "tt.tile.store"(%[[A:.*]], %C
// CHECK-NEXT:    %[[B:.*]] = "tt.tile.load"(%C
// CHECK-NEXT:    "tt.tile.store"(%[[B]], %D
// CHECK-NEXT:    "tt.tile.store"(%[[B]], %E
// CHECK-NOT:     tt.tile.load
func.func @padding(%A: memref<20x128xbf16, #tt.dram> loc("A"), %C: memref<20x128xbf16, #tt.dram> loc("C"), %D: memref<20x128xbf16, #tt.dram> loc("D"), %E: memref<20x128xbf16, #tt.dram> loc("E"))
    attributes {tt.padded_shape = {A = [32, 128], C = [32, 128], D = [32, 128], E = [32, 128]}, tt.zero_padding = ["D"]} {
  %c0 = arith.constant 0 : index
  %a = "tt.tile.load"(%A, %c0, %c0) : (memref<20x128xbf16, #tt.dram>, index, index) -> !block
  "tt.tile.store"(%a, %C, %c0, %c0) : (!block, memref<20x128xbf16, #tt.dram>, index, index) -> ()
  %b = "tt.tile.load"(%C, %c0, %c0) : (memref<20x128xbf16, #tt.dram>, index, index) -> !block
  "tt.tile.store"(%b, %D, %c0, %c0) : (!block, memref<20x128xbf16, #tt.dram>, index, index) -> ()
  %d = "tt.tile.load"(%D, %c0, %c0) : (memref<20x128xbf16, #tt.dram>, index, index) -> !block
  "tt.tile.store"(%d, %E, %c0, %c0) : (!block, memref<20x128xbf16, #tt.dram>, index, index) -> ()
  return
}
