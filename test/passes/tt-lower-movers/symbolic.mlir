// RUN: tt-opt %s --lower-movers --canonicalize --cse | %check

// Columns of tiles that depend on a symbolic dimension are computed once, at the start of the kernel.
// CHECK-LABEL: func.func @reader
// CHECK:         %[[N:.*]] = arith.index_cast %n : i32 to index
// CHECK:         %[[UP:.*]] = arith.addi %[[N]], %{{.*}}
// CHECK:         %[[BLOCKS:.*]] = arith.divui %[[UP]], %{{.*}}
// CHECK:         %S_tile_cols = arith.muli %[[BLOCKS]], %{{.*}}
// CHECK:         %[[PAGE:.*]] = arith.muli %{{.*}}, %S_tile_cols
// CHECK:         "tt.core.read_tile"(%S, %{{.*}}, %[[PAGE]], %{{.*}})
func.func @reader(%S: memref<8x?xbf16, #tt.dram> loc("S"), %n: i32 loc("n"), %b: index)
    attributes {tt.thread = "reader", tt.shape = {S = [8, #tt.extent<"n">]}, tt.symbols = ["n"],
                tt.padded_shape = {S = [32, #tt.extent<"ceil_div(n, 64) * 64">]}} {
  %c0 = arith.constant 0 : index
  %s = "tt.cb.alloc"() {depth = 1 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 1>
  "tt.core.read"(%S, %s, %b, %c0) {shape = [1, 1]}
    : (memref<8x?xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 1>, index, index) -> ()
  return
}

func.func @compute(%S: memref<8x?xbf16, #tt.dram> loc("S"), %n: i32 loc("n"), %b: index) attributes {tt.thread = "compute"} {
  %s = "tt.cb.alloc"() {depth = 1 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 1>
  "tt.cb.wait"(%s) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 1>) -> ()
  "tt.cb.pop"(%s) {pages = 1 : i64} : (!tt.cb<!tt.tile<[32, 32], bf16>, 1>) -> ()
  return
}
