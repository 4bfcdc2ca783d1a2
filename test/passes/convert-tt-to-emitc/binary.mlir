// RUN: tt-opt %s --convert-tt-to-emitc | %check

// One module per file: headers, runtime arguments, then one call per operation.

// CHECK:   module @reader attributes {tt.thread = "reader"} {
// CHECK:   emitc.include <"cstdint">
// CHECK:   emitc.include "api/dataflow/dataflow_api.h"
// CHECK:   emitc.func @kernel_main() {
// CHECK:   call_opaque "get_arg_val"() <{args = [0 : i32], template_args = [#emitc.opaque<"uint32_t">]}> : () -> ui32
// CHECK:   call_opaque "get_arg_val"() <{args = [1 : i32], template_args = [#emitc.opaque<"uint32_t">]}> : () -> ui32
// CHECK:   call_opaque "get_arg_val"() <{args = [3 : i32], template_args = [#emitc.opaque<"uint32_t">]}> : () -> ui32
// CHECK:   call_opaque "get_arg_val"() <{args = [4 : i32], template_args = [#emitc.opaque<"uint32_t">]}> : () -> ui32
// CHECK:   for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}}  : ui32 {
// CHECK:   call_opaque "cb_reserve_back"({{.*}}) <{args = [0 : index, 4 : ui32]}> : (ui32) -> ()
// CHECK:   for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}}  : ui32 {
// CHECK:   for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}}  : ui32 {
// CHECK:   call_opaque "get_write_ptr"({{.*}})  {tt.pure} : (ui32) -> ui32
// CHECK:   call_opaque "get_tile_size"({{.*}})  {tt.pure} : (ui32) -> ui32
// CHECK:   call_opaque "noc_async_read_page"({{.*}}) <{args = [0 : index, #emitc.opaque<"arg0">, 1 : index]}> : (ui32, ui32) -> ()
// CHECK:   call_opaque "cb_reserve_back"({{.*}}) <{args = [0 : index, 4 : ui32]}> : (ui32) -> ()
// CHECK:   for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}}  : ui32 {
// CHECK:   for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}}  : ui32 {
// CHECK:   call_opaque "get_write_ptr"({{.*}})  {tt.pure} : (ui32) -> ui32
// CHECK:   call_opaque "get_tile_size"({{.*}})  {tt.pure} : (ui32) -> ui32
// CHECK:   call_opaque "noc_async_read_page"({{.*}}) <{args = [0 : index, #emitc.opaque<"arg1">, 1 : index]}> : (ui32, ui32) -> ()
// CHECK:   call_opaque "noc_async_read_barrier"()  : () -> ()
// CHECK:   call_opaque "cb_push_back"({{.*}}) <{args = [0 : index, 4 : ui32]}> : (ui32) -> ()
// CHECK:   call_opaque "cb_push_back"({{.*}}) <{args = [0 : index, 4 : ui32]}> : (ui32) -> ()
// CHECK:   module @compute attributes {tt.dst_full_sync_en = false, tt.fp32_dest_acc_en = false, tt.math_fidelity = "HiFi4", tt.thread = "compute", tt.unpack_to_dest_fp32 = []} {
// CHECK:   emitc.include <"cstdint">
// CHECK:   emitc.include "api/compute/common.h"
// CHECK:   emitc.include "api/compute/eltwise_binary.h"
// CHECK:   emitc.include "api/compute/pack.h"
// CHECK:   emitc.func @kernel_main() {
// CHECK:   call_opaque "get_arg_val"() <{args = [4 : i32], template_args = [#emitc.opaque<"uint32_t">]}> : () -> ui32
// CHECK:   call_opaque "binary_op_init_common"({{.*}}) <{args = [0 : index, 1 : index, 2 : index]}> : (ui32, ui32, ui32) -> ()
// CHECK:   call_opaque "add_tiles_init"({{.*}})  : (ui32, ui32) -> ()
// CHECK:   for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}}  : ui32 {
// CHECK:   call_opaque "cb_wait_front"({{.*}}) <{args = [0 : index, 4 : ui32]}> : (ui32) -> ()
// CHECK:   call_opaque "cb_wait_front"({{.*}}) <{args = [0 : index, 4 : ui32]}> : (ui32) -> ()
// CHECK:   call_opaque "tile_regs_acquire"() <{args = []}> : () -> ()
// CHECK:   for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}}  : ui32 {
// CHECK:   call_opaque "add_tiles"({{.*}})  : (ui32, ui32, ui32, ui32, ui32) -> ()
// CHECK:   call_opaque "tile_regs_commit"() <{args = []}> : () -> ()
// CHECK:   call_opaque "tile_regs_wait"() <{args = []}> : () -> ()
// CHECK:   call_opaque "cb_reserve_back"({{.*}}) <{args = [0 : index, 4 : ui32]}> : (ui32) -> ()
// CHECK:   for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}}  : ui32 {
// CHECK:   call_opaque "pack_tile"({{.*}}) <{args = [0 : index, 1 : index]}> : (ui32, ui32) -> ()
// CHECK:   call_opaque "cb_push_back"({{.*}}) <{args = [0 : index, 4 : ui32]}> : (ui32) -> ()
// CHECK:   call_opaque "tile_regs_release"() <{args = []}> : () -> ()
// CHECK:   call_opaque "cb_pop_front"({{.*}}) <{args = [0 : index, 4 : ui32]}> : (ui32) -> ()
// CHECK:   call_opaque "cb_pop_front"({{.*}}) <{args = [0 : index, 4 : ui32]}> : (ui32) -> ()
// CHECK:   module @writer attributes {tt.thread = "writer"} {
// CHECK:   emitc.include <"cstdint">
// CHECK:   emitc.include "api/dataflow/dataflow_api.h"
// CHECK:   emitc.func @kernel_main() {
// CHECK:   call_opaque "get_arg_val"() <{args = [2 : i32], template_args = [#emitc.opaque<"uint32_t">]}> : () -> ui32
// CHECK:   call_opaque "get_arg_val"() <{args = [3 : i32], template_args = [#emitc.opaque<"uint32_t">]}> : () -> ui32
// CHECK:   call_opaque "get_arg_val"() <{args = [4 : i32], template_args = [#emitc.opaque<"uint32_t">]}> : () -> ui32
// CHECK:   for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}}  : ui32 {
// CHECK:   for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}}  : ui32 {
// CHECK:   call_opaque "cb_wait_front"({{.*}}) <{args = [0 : index, 2 : ui32]}> : (ui32) -> ()
// CHECK:   for %{{.*}} = %{{.*}} to %{{.*}} step %{{.*}}  : ui32 {
// CHECK:   call_opaque "get_read_ptr"({{.*}})  {tt.pure} : (ui32) -> ui32
// CHECK:   call_opaque "get_tile_size"({{.*}})  {tt.pure} : (ui32) -> ui32
// CHECK:   call_opaque "noc_async_write_page"({{.*}}) <{args = [0 : index, #emitc.opaque<"arg2">, 1 : index]}> : (ui32, ui32) -> ()
// CHECK:   call_opaque "noc_async_writes_flushed"()  : () -> ()
// CHECK:   call_opaque "cb_pop_front"({{.*}}) <{args = [0 : index, 2 : ui32]}> : (ui32) -> ()
// CHECK:   call_opaque "noc_async_write_barrier"()  : () -> ()
// CHECK-LABEL: func.func private @elementwise(
func.func @reader(%A: memref<128x128xbf16, #tt.dram>, %B: memref<128x128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>, %tt_start_tile: i32, %tt_tile_count: i32) attributes {tt.thread = "reader"} {
  %c4 = arith.constant 4 : index
  %c1 = arith.constant 1 : index
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %cb_A_shared = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
  %cb_B_shared = "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
  %start = arith.index_cast %tt_start_tile : i32 to index
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %tt_tile_iter = %c0 to %count step %c1 {
    %tile_id = arith.addi %start, %tt_tile_iter : index
    %bx = arith.remui %tile_id, %c2 : index
    %0 = arith.divui %tile_id, %c2 : index
    %by = arith.remui %0, %c2 : index
    %1 = arith.muli %by, %c2 : index
    %2 = arith.muli %bx, %c2 : index
    "tt.cb.reserve"(%cb_A_shared) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
    scf.for %row = %c0 to %c2 step %c1 {
      %page = arith.addi %1, %row : index
      %page_0 = arith.muli %page, %c4 : index
      %page_1 = arith.addi %page_0, %2 : index
      scf.for %col = %c0 to %c2 step %c1 {
        %3 = arith.addi %page_1, %col : index
        %4 = arith.muli %row, %c2 : index
        %5 = arith.addi %4, %col : index
        "tt.core.read_tile"(%A, %cb_A_shared, %3, %5) : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
      }
    }
    "tt.cb.reserve"(%cb_B_shared) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
    scf.for %row = %c0 to %c2 step %c1 {
      %page = arith.addi %1, %row : index
      %page_0 = arith.muli %page, %c4 : index
      %page_1 = arith.addi %page_0, %2 : index
      scf.for %col = %c0 to %c2 step %c1 {
        %3 = arith.addi %page_1, %col : index
        %4 = arith.muli %row, %c2 : index
        %5 = arith.addi %4, %col : index
        "tt.core.read_tile"(%B, %cb_B_shared, %3, %5) : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
      }
    }
    "tt.core.read_barrier"() : () -> ()
    "tt.cb.push"(%cb_A_shared) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
    "tt.cb.push"(%cb_B_shared) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
  } {tt.persistent_loop}
  return
}
func.func @compute(%A: memref<128x128xbf16, #tt.dram>, %B: memref<128x128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>, %tt_start_tile: i32, %tt_tile_count: i32) attributes {tt.dst_full_sync_en = false, tt.fp32_dest_acc_en = false, tt.math_fidelity = "HiFi4", tt.thread = "compute", tt.unpack_to_dest_fp32 = []} {
  %c4 = arith.constant 4 : index
  %c1 = arith.constant 1 : index
  %c0 = arith.constant 0 : index
  %cb_A_shared = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
  %cb_B_shared = "tt.cb.alloc"() {depth = 2 : i64, id = 1 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
  %cb_C = "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
  "tt.tile.binary_startup"(%cb_A_shared, %cb_B_shared, %cb_C) : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
  %count = arith.index_cast %tt_tile_count : i32 to index
  "tt.tile.binary_init"(%cb_A_shared, %cb_B_shared) {bcast = "none", fn = "add"} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
  scf.for %tt_tile_iter = %c0 to %count step %c1 {
    "tt.cb.wait"(%cb_A_shared) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
    "tt.cb.wait"(%cb_B_shared) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
    "tt.tile.regs_acquire"() : () -> ()
    scf.for %t = %c0 to %c4 step %c1 {
      "tt.tile.binary_tiles"(%cb_A_shared, %cb_B_shared, %t, %t, %t) {bcast = "none", fn = "add"} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index, index) -> ()
    }
    "tt.tile.regs_commit"() : () -> ()
    "tt.tile.regs_wait"() : () -> ()
    "tt.cb.reserve"(%cb_C) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
    scf.for %t = %c0 to %c4 step %c1 {
      "tt.tile.pack_tile"(%t, %cb_C) : (index, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
    }
    "tt.cb.push"(%cb_C) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
    "tt.tile.regs_release"() : () -> ()
    "tt.cb.pop"(%cb_A_shared) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
    "tt.cb.pop"(%cb_B_shared) {pages = 4 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
  } {tt.persistent_loop}
  return
}
func.func @writer(%A: memref<128x128xbf16, #tt.dram>, %B: memref<128x128xbf16, #tt.dram>, %C: memref<128x128xbf16, #tt.dram>, %tt_start_tile: i32, %tt_tile_count: i32) attributes {tt.thread = "writer"} {
  %c4 = arith.constant 4 : index
  %c1 = arith.constant 1 : index
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %cb_C = "tt.cb.alloc"() {depth = 2 : i64, id = 16 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
  %start = arith.index_cast %tt_start_tile : i32 to index
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %tt_tile_iter = %c0 to %count step %c1 {
    %tile_id = arith.addi %start, %tt_tile_iter : index
    %bx = arith.remui %tile_id, %c2 : index
    %0 = arith.divui %tile_id, %c2 : index
    %by = arith.remui %0, %c2 : index
    %1 = arith.muli %by, %c2 : index
    %2 = arith.muli %bx, %c2 : index
    scf.for %row = %c0 to %c2 step %c1 {
      "tt.cb.wait"(%cb_C) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
      %page = arith.addi %1, %row : index
      %page_0 = arith.muli %page, %c4 : index
      %page_1 = arith.addi %page_0, %2 : index
      scf.for %col = %c0 to %c2 step %c1 {
        %3 = arith.addi %page_1, %col : index
        "tt.core.write_tile"(%C, %cb_C, %3, %col) : (memref<128x128xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>, index, index) -> ()
      }
      "tt.core.writes_flushed"() : () -> ()
      "tt.cb.pop"(%cb_C) {pages = 2 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>) -> ()
    }
  } {tt.persistent_loop}
  "tt.core.write_barrier"() : () -> ()
  return
}
func.func private @elementwise(memref<128x128xbf16, #tt.dram>, memref<128x128xbf16, #tt.dram>, memref<128x128xbf16, #tt.dram>, i32, i32) attributes {tt.core_grid = [8, 8], tt.grid_x = 2 : i64, tt.grid_y = 2 : i64, tt.grid_z = 1 : i64, tt.kernel, tt.num_cores = 4 : i64, tt.num_tiles = 4 : i64, tt.persistent_iteration_ndims = 2 : i64, tt.persistent_loop = true, tt.runtime_args = {grid_shape = [2, 2, 1], iteration_ndims = 2 : i64, iteration_symbols = ["bx", "by"], param_order = ["A", "B", "C", "tt_start_tile", "tt_tile_count"], start_tile = #tt.runtime_arg<"tt_start_tile", "int32", "start_tile">, tile_count = #tt.runtime_arg<"tt_tile_count", "int32", "tile_count">}, tt.schedule_order = "row_major", tt.schedule_policy = "contiguous", tt.target_device = "wormhole", tt.tiles_per_core = [[0, 1], [1, 1], [2, 1], [3, 1]]}
