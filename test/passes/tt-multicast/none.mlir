// RUN: tt-opt %s --tt-multicast=mode=on --split-input-file --verify-diagnostics

// Who computes what is decided by the host.
!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 2>
// expected-remark @below {{no read of 'open' is shared by several cores: which core computes which block is decided when the program runs}}
func.func @open(%A: memref<64x64xbf16, #tt.dram> loc("A"), %m: i32 loc("m"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
    tt.target_device = "wormhole", tt.core_grid = [2, 1], tt.schedule_policy = "contiguous", tt.schedule_order = "row_major", tt.symbols = ["m"],
    tt.grid_x = #tt.extent<"m">, tt.grid_y = 1, tt.grid_z = 1, tt.num_tiles = #tt.extent<"m">, tt.persistent_loop = true,
    tt.runtime_args = {grid_shape = [#tt.extent<"m">, 1, 1], iteration_ndims = 1, iteration_symbols = ["bx"], param_order = ["A", "m", "tt_start_tile", "tt_tile_count"]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %cb = "tt.cb.alloc"() {role = "input", depth = 2 : i64, id = 0 : i64} : () -> !cb
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %i = %c0 to %count step %c1 {
    "tt.core.read"(%A, %cb, %c0, %c0) {shape = [1, 1]} : (memref<64x64xbf16, #tt.dram>, !cb, index, index) -> ()
    "tt.cb.wait"(%cb) {pages = 1 : i64} : (!cb) -> ()
    "tt.cb.pop"(%cb) {pages = 1 : i64} : (!cb) -> ()
  } {tt.persistent_loop}
  return
}

// -----

// Every core reads blocks of its own.
!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 2>
// expected-remark @below {{no read of 'own' is shared by several cores: no two cores beside each other read the same blocks in the same order}}
func.func @own(%A: memref<64x64xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
    tt.target_device = "wormhole", tt.core_grid = [2, 1], tt.schedule_policy = "contiguous", tt.schedule_order = "row_major",
    tt.grid_x = 2, tt.grid_y = 1, tt.grid_z = 1, tt.num_tiles = 2, tt.persistent_loop = true, tt.per_core_args = {"(0,0)" = [0, 1], "(1,0)" = [1, 1]},
    tt.runtime_args = {grid_shape = [2, 1, 1], iteration_ndims = 1, iteration_symbols = ["bx"], param_order = ["A", "tt_start_tile", "tt_tile_count"]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %cb = "tt.cb.alloc"() {role = "input", depth = 2 : i64, id = 0 : i64} : () -> !cb
  %start = arith.index_cast %tt_start_tile : i32 to index
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %i = %c0 to %count step %c1 {
    %bx = arith.addi %start, %i : index
    "tt.core.read"(%A, %cb, %bx, %c0) {shape = [1, 1]} : (memref<64x64xbf16, #tt.dram>, !cb, index, index) -> ()
    "tt.cb.wait"(%cb) {pages = 1 : i64} : (!cb) -> ()
    "tt.cb.pop"(%cb) {pages = 1 : i64} : (!cb) -> ()
  } {tt.persistent_loop}
  return
}

// -----

// Both cores read the same tile in all their iterations, but one of them reads it more often.
!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 2>
// expected-remark @below {{no read of 'longer' is shared by several cores: no two cores beside each other read the same blocks in the same order}}
func.func @longer(%A: memref<64x64xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
    tt.target_device = "wormhole", tt.core_grid = [2, 1], tt.schedule_policy = "contiguous", tt.schedule_order = "row_major",
    tt.grid_x = 2, tt.grid_y = 1, tt.grid_z = 1, tt.num_tiles = 2, tt.persistent_loop = true, tt.per_core_args = {"(0,0)" = [0, 1], "(1,0)" = [1, 1]},
    tt.runtime_args = {grid_shape = [2, 1, 1], iteration_ndims = 1, iteration_symbols = ["bx"], param_order = ["A", "tt_start_tile", "tt_tile_count"]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %cb = "tt.cb.alloc"() {role = "input", depth = 2 : i64, id = 0 : i64} : () -> !cb
  %start = arith.index_cast %tt_start_tile : i32 to index
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %i = %c0 to %count step %c1 {
    %bx = arith.addi %start, %i : index
    %end = arith.addi %bx, %c1 : index
    scf.for %j = %c0 to %end step %c1 {
      "tt.core.read"(%A, %cb, %j, %c0) {shape = [1, 1]} : (memref<64x64xbf16, #tt.dram>, !cb, index, index) -> ()
      "tt.cb.wait"(%cb) {pages = 1 : i64} : (!cb) -> ()
      "tt.cb.pop"(%cb) {pages = 1 : i64} : (!cb) -> ()
    }
  } {tt.persistent_loop}
  return
}

// -----

// What one core reads, the other writes.
!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 2>
// expected-remark @below {{no read of 'written' is shared by several cores}}
func.func @written(%A: memref<64x64xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
    tt.target_device = "wormhole", tt.core_grid = [2, 1], tt.schedule_policy = "contiguous", tt.schedule_order = "row_major",
    tt.grid_x = 2, tt.grid_y = 1, tt.grid_z = 1, tt.num_tiles = 2, tt.persistent_loop = true, tt.per_core_args = {"(0,0)" = [0, 1], "(1,0)" = [1, 1]},
    tt.runtime_args = {grid_shape = [2, 1, 1], iteration_ndims = 1, iteration_symbols = ["bx"], param_order = ["A", "tt_start_tile", "tt_tile_count"]}} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %cb = "tt.cb.alloc"() {role = "input", depth = 2 : i64, id = 0 : i64} : () -> !cb
  %start = arith.index_cast %tt_start_tile : i32 to index
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %i = %c0 to %count step %c1 {
    %bx = arith.addi %start, %i : index
    "tt.core.read"(%A, %cb, %c0, %c0) {shape = [1, 1]} : (memref<64x64xbf16, #tt.dram>, !cb, index, index) -> ()
    "tt.core.write"(%A, %cb, %bx, %c1) {shape = [1, 1]} : (memref<64x64xbf16, #tt.dram>, !cb, index, index) -> ()
  } {tt.persistent_loop}
  return
}
