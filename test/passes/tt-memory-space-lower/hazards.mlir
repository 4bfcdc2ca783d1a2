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

// -----

// Both loops count along one dimension: (0, 1) and (1, 0) are one region.
func.func @two_loops_on_one_dimension(%C: memref<64x128xbf16, #tt.dram> loc("C")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    scf.for %j = %c0 to %c2 step %c1 {
      scf.for %k = %c0 to %c2 step %c1 {
        %n = arith.addi %j, %k : index
        // expected-error @below {{'C' is loaded after the same block stored to it}}
        %c = "tt.tile.load"(%C, %bx, %n) : (memref<64x128xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
        "tt.tile.store"(%c, %C, %bx, %n) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<64x128xbf16, #tt.dram>, index, index) -> ()
      }
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// Both loops count along one dimension, as two digits.
func.func @two_digits(%C: memref<64x128xbf16, #tt.dram> loc("C")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    scf.for %j = %c0 to %c2 step %c1 {
      scf.for %k = %c0 to %c2 step %c1 {
        %m = arith.muli %j, %c2 : index
        %n = arith.addi %m, %k : index
        %c = "tt.tile.load"(%C, %bx, %n) : (memref<64x128xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
        "tt.tile.store"(%c, %C, %bx, %n) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<64x128xbf16, #tt.dram>, index, index) -> ()
      }
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// A loop that is taken apart, quotient and remainder along two dimensions.
func.func @quotient_and_remainder(%C: memref<64x64xbf16, #tt.dram> loc("C")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    scf.for %k = %c0 to %c4 step %c1 {
      %m = arith.divui %k, %c2 : index
      %n = arith.remui %k, %c2 : index
      %c = "tt.tile.load"(%C, %m, %n) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
      "tt.tile.store"(%c, %C, %m, %n) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<64x64xbf16, #tt.dram>, index, index) -> ()
    }
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// -----

// The quotient alone comes back to each region.
func.func @quotient(%C: memref<64x64xbf16, #tt.dram> loc("C")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    scf.for %k = %c0 to %c4 step %c1 {
      %n = arith.divui %k, %c2 : index
      // expected-error @below {{'C' is loaded after the same block stored to it}}
      %c = "tt.tile.load"(%C, %bx, %n) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
      "tt.tile.store"(%c, %C, %bx, %n) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<64x64xbf16, #tt.dram>, index, index) -> ()
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// An offset that the loop hands on may be the same in every iteration.
func.func @handed_on(%C: memref<64x64xbf16, #tt.dram> loc("C")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %last = scf.for %k = %c0 to %c2 step %c1 iter_args(%back = %c1) -> (index) {
      %n = arith.addi %k, %back : index
      // expected-error @below {{'C' is loaded after the same block stored to it}}
      %c = "tt.tile.load"(%C, %bx, %n) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
      "tt.tile.store"(%c, %C, %bx, %n) : (tensor<1x1x!tt.tile<[32, 32], bf16>>, memref<64x64xbf16, #tt.dram>, index, index) -> ()
      scf.yield %c0 : index
    }
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// The extents of a region belong to the dimensions that are cut in tiles, here the first and the third.
func.func @tiled_dimensions(%C: memref<64x4x96xbf16, #tt.dram> loc("C")) attributes {tt.tile_dims = {C = [0, 2]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    scf.for %k = %c0 to %c2 step %c1 {
      // expected-error @below {{'C' is loaded after the same block stored to it}}
      %c = "tt.tile.load"(%C, %c1, %bx, %k) : (memref<64x4x96xbf16, #tt.dram>, index, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
      "tt.tile.store"(%c, %C, %c1, %bx, %k) : (tensor<1x2x!tt.tile<[32, 32], bf16>>, memref<64x4x96xbf16, #tt.dram>, index, index, index) -> ()
    }
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// -----

func.func @undivided_dimension(%C: memref<64x4x96xbf16, #tt.dram> loc("C")) attributes {tt.tile_dims = {C = [0, 2]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    scf.for %k = %c0 to %c2 step %c1 {
      %c = "tt.tile.load"(%C, %c0, %k, %c0) : (memref<64x4x96xbf16, #tt.dram>, index, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
      "tt.tile.store"(%c, %C, %c0, %k, %c0) : (tensor<1x2x!tt.tile<[32, 32], bf16>>, memref<64x4x96xbf16, #tt.dram>, index, index, index) -> ()
    }
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
