// RUN: tt-opt --tt-canonicalize-grid --mlir-print-debuginfo %s | FileCheck %s

// A persistent kernel from another tool: the two runtime arguments and the list of them under other names, a layout by its derived name.

// CHECK: #[[START:.*]] = loc("tt_start_tile"
// CHECK-LABEL: func.func @listed
// CHECK-SAME: tt.layout_hints = {A = {interleave = false, shard = "DRAM"}}
// CHECK-SAME: grid_shape = [2, 3, 1]
// CHECK-SAME: iteration_ndims = 2
// CHECK-SAME: param_order = ["A", "tt_start_tile", "tt_tile_count"]
// CHECK-SAME: #tt.runtime_arg<"tt_start_tile", "int32", "start_tile">
// CHECK-SAME: #tt.runtime_arg<"tt_tile_count", "int32", "tile_count">
func.func @listed(%A: memref<96x64xf32, #tt.dram> loc("A"), %s: i32 loc("out_tile_start_id"), %c: i32 loc("num_output_tiles")) attributes {
    tt.grid_x = 2 : i64, tt.grid_y = 3 : i64, tt.grid_z = 1 : i64, tt.buffer_A_layout = "dram_sharded",
    tt.runtime_args = ["out_tile_start_id", "num_output_tiles"]} {
  return
}
