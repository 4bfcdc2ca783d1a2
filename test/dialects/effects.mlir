// RUN: tt-opt %s --canonicalize --cse --loop-invariant-code-motion | %check

!block = tensor<2x2x!tt.tile<[32, 32], bf16>>

// Equal loads are one, loads that nothing uses and that do not depend on the loop leave it, stores stay.
// CHECK-LABEL: func.func @loads
// CHECK:         %[[A:.*]] = "tt.tile.load"(%{{.*}}
// CHECK-NOT:     tt.tile.load
// CHECK:         %[[S:.*]] = "tt.tile.add"(%[[A]], %[[A]])
// CHECK:         scf.for
// CHECK-NEXT:      "tt.tile.store"(%[[S]], %{{.*}}
// CHECK-NEXT:    }
func.func @loads(%A: memref<64x64xbf16, #tt.dram>, %C: memref<64x64xbf16, #tt.dram>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %unused = "tt.tile.load"(%A, %c0, %c1) : (memref<64x64xbf16, #tt.dram>, index, index) -> !block
  %x = "tt.tile.load"(%A, %c0, %c0) : (memref<64x64xbf16, #tt.dram>, index, index) -> !block
  %y = "tt.tile.load"(%A, %c0, %c0) : (memref<64x64xbf16, #tt.dram>, index, index) -> !block
  scf.for %i = %c0 to %n step %c1 {
    %s = "tt.tile.add"(%x, %y) : (!block, !block) -> !block
    "tt.tile.store"(%s, %C, %c0, %i) : (!block, memref<64x64xbf16, #tt.dram>, index, index) -> ()
  }
  return
}

// What is stored between two loads of one tensor may change what they give.
// CHECK-LABEL: func.func @store_between
// CHECK:         tt.tile.load
// CHECK:         tt.tile.store
// CHECK:         tt.tile.load
// CHECK:         tt.tile.store
func.func @store_between(%A: memref<64x64xbf16, #tt.dram>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %x = "tt.tile.load"(%A, %c0, %c0) : (memref<64x64xbf16, #tt.dram>, index, index) -> !block
  "tt.tile.store"(%x, %A, %c0, %c1) : (!block, memref<64x64xbf16, #tt.dram>, index, index) -> ()
  %y = "tt.tile.load"(%A, %c0, %c0) : (memref<64x64xbf16, #tt.dram>, index, index) -> !block
  "tt.tile.store"(%y, %A, %c1, %c1) : (!block, memref<64x64xbf16, #tt.dram>, index, index) -> ()
  return
}
