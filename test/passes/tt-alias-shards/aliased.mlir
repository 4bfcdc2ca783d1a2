// RUN: tt-opt %s --tt-alias-shards --tt-place-buffers | FileCheck %s
// RUN: tt-opt %s --tt-alias-shards --tt-place-buffers --tt-split-kernels --tt-lower-movers | FileCheck %s --check-prefix=MOVERS

// Four blocks of 2 x 2 tiles to each core, one after the other. A is read where it lies once the pages of its shards are in the order
// of these blocks; the order of C's pages is the hardware's, row by row, so that C is written over the NoC.

// CHECK-LABEL: func.func @relu
// CHECK-SAME:    tt.shard_block = {A = [2, 2]}
// CHECK:         "tt.cb.alloc"() {alias = "A", depth = 4 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 16 : i64>
// CHECK:         "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>

// MOVERS-LABEL: func.func @reader
// MOVERS-NOT:     tt.core.read_tile
// MOVERS:         "tt.cb.reserve"(%[[A:.*]]) {pages = 4 : i64, tt.comment = "block: 2 x 2 tiles of A, in its shard already."}
// MOVERS-NEXT:    "tt.cb.push"(%[[A]]) {pages = 4 : i64}
// MOVERS-NOT:     tt.core.read_barrier
// MOVERS-LABEL: func.func @writer
// MOVERS:         tt.core.write_tile
// MOVERS:         tt.core.write_barrier

func.func @relu(%A: memref<256x128xbf16, #tt.dram> loc("A"), %C: memref<256x128xbf16, #tt.dram> loc("C"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
    tt.persistent_loop = true, tt.core_grid = [2, 2], tt.per_core_args = {"(0,0)" = [0, 2], "(1,0)" = [2, 2]},
    tt.layout_desc = {A = #tt.layout<"L1", false, [1, 1], "match_shard">, C = #tt.layout<"L1", false, [1, 1], "row_major">},
    tt.shard_shape = {A = [128, 128], C = [128, 128]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %cb_A = "tt.cb.alloc"() {depth = 2 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>
  %cb_C = "tt.cb.alloc"() {depth = 2 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>
  %start = arith.index_cast %tt_start_tile : i32 to index
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %i = %c0 to %count step %c1 {
    %block = arith.addi %start, %i : index
    %row = arith.muli %block, %c2 : index
    scf.for %j = %c0 to %c2 step %c1 {
      %col = arith.muli %j, %c2 : index
      "tt.core.read"(%A, %cb_A, %row, %col) {shape = [2, 2]} : (memref<256x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
      "tt.cb.wait"(%cb_A) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
      "tt.cb.map"(%cb_C) ({
        %a = "tt.tile.at"(%cb_A) {map = "block"} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> !tt.tile<[32, 32], bf16>
        %r = "tt.tile.exp"(%a) : (!tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], bf16>
        "tt.tile.yield"(%r) : (!tt.tile<[32, 32], bf16>) -> ()
      }) {shape = [2, 2]} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
      "tt.cb.pop"(%cb_A) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
      "tt.core.write"(%C, %cb_C, %row, %col) {shape = [2, 2]} : (memref<256x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
    }
  } {tt.persistent_loop}
  return
}
