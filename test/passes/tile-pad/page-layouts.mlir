// RUN: tt-opt %s --split-input-file --verify-diagnostics --tile-pad

// Orders of tiles and shards that do not fit the pages a tensor has.

!V = memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
// expected-error@+1 {{layout of 'A': tile_id_order z_order is for tensors in pages of tiles, and this one lies row by row}}
func.func @rows(%A: memref<64x64xbf16, #tt.dram> loc("A"), %n: index)
    attributes {tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "z_order">}} {
  %c0 = arith.constant 0 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<32x32xbf16, #tt.shared>
    %a = "tt.tile.view"(%A, %n, %c0) {sizes = [32, 32]} : (memref<64x64xbf16, #tt.dram>, index, index) -> !V
    "tt.tile.copy"(%a, %t) : (!V, memref<32x32xbf16, #tt.shared>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

!V = memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
// expected-error@+1 {{layout of 'A': shards of 32 elements cut pages, which are whole rows}}
func.func @shards_of_rows(%A: memref<64x64xbf16, #tt.dram> loc("A"), %n: index)
    attributes {tt.layout_desc = {A = #tt.layout<"L1", false, [1, 1], "row_major">}, tt.shard_shape = {A = [32, 32]}} {
  %c0 = arith.constant 0 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<32x32xbf16, #tt.shared>
    %a = "tt.tile.view"(%A, %n, %c0) {sizes = [32, 32]} : (memref<64x64xbf16, #tt.dram>, index, index) -> !V
    "tt.tile.copy"(%a, %t) : (!V, memref<32x32xbf16, #tt.shared>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

!V = memref<32x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>
// expected-error@+1 {{layout of 'A': tile_id_order z_order needs extents that are known, and one is symbolic}}
func.func @symbolic(%A: memref<?x64xbf16, #tt.dram> loc("A"), %m: i32 loc("m")) attributes {
    tt.symbols = ["m"], tt.shape = {A = [#tt.extent<"m">, 64]}, tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "z_order">}} {
  return
}

// -----

// expected-remark@+1 {{'A' lies in L1, and its size is known when the program runs only: whether it fits, the host finds out}}
func.func @symbolic(%A: memref<?x64xbf16, #tt.dram> loc("A"), %m: i32 loc("m")) attributes {
    tt.symbols = ["m"], tt.shape = {A = [#tt.extent<"m">, 64]}, tt.layout_desc = {A = #tt.layout<"L1", true, [1, 1], "column_major">}} {
  return
}

// -----

// expected-remark@+1 {{tile_id_order column_major of 'A' does not change the order of its pages: they are of vectors}}
func.func @vector(%A: memref<64xbf16, #tt.dram> loc("A")) attributes {
    tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "column_major">}} {
  return
}

// -----

// Blocks of 48 rows lie in 64, so shards are multiples of 48 rows.
!V = memref<48x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>
// expected-error@+1 {{layout of 'A': shards of 64 elements cut blocks of 48 along dimension 0}}
func.func @blocks(%A: memref<96x32xbf16, #tt.dram> loc("A")) attributes {
    tt.layout_desc = {A = #tt.layout<"L1", false, [1, 1], "row_major">}, tt.shard_shape = {A = [64, 32]}} {
  %c0 = arith.constant 0 : index
  %c48 = arith.constant 48 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<48x32xbf16, #tt.shared>
    %m = arith.muli %bx, %c48 : index
    %a = "tt.tile.view"(%A, %m, %c0) {sizes = [48, 32]} : (memref<96x32xbf16, #tt.dram>, index, index) -> !V
    "tt.tile.copy"(%a, %t) : (!V, memref<48x32xbf16, #tt.shared>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// A third block lies outside of the tensor, and outside of its two shards.
!V = memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>
// expected-error@+1 {{layout of 'A': blocks reach 96 elements along dimension 0, which are 3 shards; the tensor's own 64 are 2}}
func.func @reach(%A: memref<64x32xbf16, #tt.dram> loc("A")) attributes {
    tt.layout_desc = {A = #tt.layout<"L1", false, [1, 1], "row_major">}, tt.shard_shape = {A = [32, 32]}} {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<32x32xbf16, #tt.shared>
    %m = arith.muli %bx, %c32 : index
    %a = "tt.tile.view"(%A, %m, %c0) {sizes = [32, 32]} : (memref<64x32xbf16, #tt.dram>, index, index) -> !V
    "tt.tile.copy"(%a, %t) : (!V, memref<32x32xbf16, #tt.shared>) -> ()
  }) {extents = [3], symbols = ["bx"]} : () -> ()
  return
}

// -----

// expected-error@+1 {{layout of 'A': 8 shards do not fit 4 cores}}
func.func @many(%A: memref<256x32xbf16, #tt.dram> loc("A")) attributes {
    tt.core_grid = [2, 2], tt.layout_desc = {A = #tt.layout<"L1", false, [1, 1], "row_major">}, tt.shard_shape = {A = [32, 32]}} {
  return
}

// -----

// The banks of DRAM take turns.
func.func @banks(%A: memref<2560x32xbf16, #tt.dram> loc("A")) attributes {
    tt.layout_desc = {A = #tt.layout<"DRAM", false, [1, 1], "match_shard">}, tt.shard_shape = {A = [32, 32]}} {
  return
}
