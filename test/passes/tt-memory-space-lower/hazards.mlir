// RUN: tt-opt %s --split-input-file --verify-diagnostics --tt-memory-space-lower

// What a block stored cannot be loaded again: reader and writer do not wait for each other.
func.func @load_after_store(%A: memref<64x64xbf16, #tt.dram> loc("A"), %C: memref<64x64xbf16, #tt.dram> loc("C")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %a = "tt.tile.load"(%A, %bx, %c0) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
    "tt.tile.store"(%a, %C, %bx, %c0) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<64x64xbf16, #tt.dram>, index, index) -> ()
    // expected-error @below {{'C' is loaded after the same block stored to it}}
    %c = "tt.tile.load"(%C, %bx, %c0) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
    "tt.tile.store"(%c, %C, %bx, %c1) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<64x64xbf16, #tt.dram>, index, index) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// The next iteration's load comes after this iteration's store.
func.func @load_in_the_next_iteration(%C: memref<64x64xbf16, #tt.dram> loc("C")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    scf.for %k = %c0 to %c2 step %c1 {
      // expected-error @below {{'C' is loaded after the same block stored to it}}
      %c = "tt.tile.load"(%C, %bx, %c0) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
      "tt.tile.store"(%c, %C, %bx, %c1) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<64x64xbf16, #tt.dram>, index, index) -> ()
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// Each iteration updates a region of its own in place.
func.func @in_place(%C: memref<64x64xbf16, #tt.dram> loc("C")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    scf.for %k = %c0 to %c2 step %c1 {
      %c = "tt.tile.load"(%C, %bx, %k) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
      "tt.tile.store"(%c, %C, %bx, %k) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<64x64xbf16, #tt.dram>, index, index) -> ()
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// The outer loop comes back to the regions that the inner loop has updated.
func.func @in_place_again(%C: memref<64x64xbf16, #tt.dram> loc("C")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    scf.for %j = %c0 to %c2 step %c1 {
      scf.for %k = %c0 to %c2 step %c1 {
        // expected-error @below {{'C' is loaded after the same block stored to it}}
        %c = "tt.tile.load"(%C, %bx, %k) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
        "tt.tile.store"(%c, %C, %bx, %k) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<64x64xbf16, #tt.dram>, index, index) -> ()
      }
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// Regions of two tiles, one tile apart.
func.func @in_place_overlap(%C: memref<64x96xbf16, #tt.dram> loc("C")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    scf.for %k = %c0 to %c2 step %c1 {
      // expected-error @below {{'C' is loaded after the same block stored to it}}
      %c = "tt.tile.load"(%C, %bx, %k) : (memref<64x96xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
      "tt.tile.store"(%c, %C, %bx, %k) : (tensor<1x2x!tt.tile<[32, 32], bf16>>, memref<64x96xbf16, #tt.dram>, index, index) -> ()
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}
