// RUN: tt-opt %s --verify-tt --split-input-file --verify-diagnostics

// All there, and in agreement.
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// Nothing is guessed: every attribute is missed by name.
// expected-error @below {{'kernel' has no tt.layout_desc}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{'kernel' has no tt.target_device}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{'kernel' has no tt.grid_x}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{'kernel' has no tt.grid_y}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{'kernel' has no tt.grid_z}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{'kernel' has no tt.num_tiles}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{'kernel' has no tt.num_cores}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{'kernel' has no tt.tiles_per_core}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{'kernel' has no tt.runtime_args}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{'kernel' has no tt.persistent_loop}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{'kernel' has no tt.core_ranges}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{'kernel' has no tt.work_partition}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{'kernel' has no tt.per_core_args}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{tt.runtime_args.param_order ends in ['A', 'tt_start_tile'], not in}}
// expected-error @below {{tt.runtime_args.param_order names 2 of 3 parameters}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{tt.runtime_args.param_order is ['B', 'tt_start_tile', 'tt_tile_count'], the parameters are ['A', 'tt_start_tile', 'tt_tile_count']}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["B", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{tt.runtime_args.grid_shape is [1, 2, 1], the grid is [2, 1, 1]}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [1, 2, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{tt.layout_desc says nothing of the tensor 'A'}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{tt.num_tiles is 3, a grid of 2 x 1 x 1 has 2}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 3 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{tt.tiles_per_core does not give every one of 2 blocks to exactly one core}}
// expected-error @below {{tt.per_core_args and tt.tiles_per_core give out different ranges of blocks}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 1]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{tt.num_cores is 2, tt.tiles_per_core has 1}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 2 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{core (0,0) has 2 blocks in tt.per_core_args, 1 in tt.work_partition}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[0, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// expected-error @below {{core (0,0) has work but is not in tt.core_ranges}}
func.func @kernel(%A: memref<64x32xbf16, #tt.dram> loc("A"), %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {
  tt.layout_desc = {A = #tt.layout<"DRAM", true, [1, 1], "row_major">},
  tt.target_device = "wormhole",
  tt.grid_x = 2 : i64,
  tt.grid_y = 1 : i64,
  tt.grid_z = 1 : i64,
  tt.num_tiles = 2 : i64,
  tt.num_cores = 1 : i64,
  tt.tiles_per_core = [[0, 2]],
  tt.runtime_args = {grid_shape = [2, 1, 1], param_order = ["A", "tt_start_tile", "tt_tile_count"]},
  tt.persistent_loop = true,
  tt.core_ranges = [#tt.core_range<[1, 0], [1, 1]>],
  tt.work_partition = {"(0,0)" = [#tt.work<[0, 0, 0], 0, "row_major">, #tt.work<[0, 1, 0], 0, "row_major">]},
  tt.per_core_args = {"(0,0)" = [0, 2]}
} {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 1]} : (memref<64x32xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 2>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 2>) -> ()
  return
}

// -----

// A program in kernel form without the declaration of its kernel.
// expected-error @below {{the module has no kernel: no function has tt.runtime_args}}
module {
  func.func @writer() attributes {tt.thread = "writer"} {
    return
  }
}
