// RUN: tt-opt %s --pass-pipeline='builtin.module(tt-canonicalize-grid,tt-infer-layout,tt-infer-schedule{core-grid=[3,4]},tt-grid-to-persistent,tt-tiles-to-core-map,tt-shard-to-core-map,tt-tile-pad,tt-tensorize,canonicalize,cse,tt-fuse,tt-memory-space-lower,canonicalize,cse,tt-multicast)' | %check
// RUN: tt-opt %s --pass-pipeline='builtin.module(tt-canonicalize-grid,tt-infer-layout,tt-infer-schedule{core-grid=[3,4]},tt-grid-to-persistent,tt-tiles-to-core-map,tt-shard-to-core-map,tt-tile-pad,tt-tensorize,canonicalize,cse,tt-fuse,tt-memory-space-lower,canonicalize,cse,tt-multicast{mode=off})' | %check --check-prefix=OFF

// 3 x 4 blocks on 3 x 4 cores. A row of cores reads the same rows of the left operand, a column the same columns of the
// right one. Senders lie on diagonals, so that none sends twice.

// CHECK-LABEL: func.func @gemm
// CHECK-SAME:    tt.shared_reads = [#tt.shared_read<"left_readers", 0 : i64, 1 : i64, [#tt.reader_group<[0, 0], [3, 1], [0, 0]>, #tt.reader_group<[0, 1], [3, 1], [1, 1]>, #tt.reader_group<[0, 2], [3, 1], [2, 2]>, #tt.reader_group<[0, 3], [3, 1], [0, 3]>]>, #tt.shared_read<"right_readers", 2 : i64, 3 : i64, [#tt.reader_group<[0, 0], [1, 4], [0, 1]>, #tt.reader_group<[1, 0], [1, 4], [1, 2]>, #tt.reader_group<[2, 0], [1, 4], [2, 3]>]>]
// CHECK:         "tt.core.read"(%left, {{.*}}) {shape = [2, 1], shared = 0 : i64}
// CHECK:         "tt.core.read"(%right, {{.*}}) {shape = [1, 2], shared = 1 : i64}
// OFF-LABEL: func.func @gemm
// OFF-NOT:   shared_reads
// OFF-NOT:   shared =
func.func @gemm(%left: memref<256x64xbf16, #tt.dram> loc("left"), %right: memref<64x192xbf16, #tt.dram> loc("right"), %out: memref<256x192xbf16, #tt.dram> loc("out")) attributes {tt.kernel} {
%c0 = arith.constant 0 : index
%c1 = arith.constant 1 : index
%c2 = arith.constant 2 : index
%c32 = arith.constant 32 : index
%c64 = arith.constant 64 : index
%zero = arith.constant 0.0 : f32
%false = arith.constant false
"tt.core.launch"() ({
^bb0(%bx: index loc("bx"), %by: index loc("by")):
%left_block = memref.alloc() : memref<64x32xbf16, #tt.shared> loc("left_block")
%right_block = memref.alloc() : memref<32x64xbf16, #tt.shared> loc("right_block")
%sums = memref.alloc() : memref<64x64xf32, #tt.fragment> loc("sums")
"tt.tile.fill"(%sums, %zero) : (memref<64x64xf32, #tt.fragment>, f32) -> ()
scf.for %ko = %c0 to %c2 step %c1 {
%v1 = arith.muli %by, %c64 : index
%v2 = arith.muli %bx, %c64 : index
%v3 = arith.muli %ko, %c32 : index
%v4 = "tt.tile.view"(%left, %v1, %v3) {sizes = [64, 32]} : (memref<256x64xbf16, #tt.dram>, index, index) -> memref<64x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
"tt.tile.copy"(%v4, %left_block) : (memref<64x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>, memref<64x32xbf16, #tt.shared>) -> ()
%v5 = "tt.tile.view"(%right, %v3, %v2) {sizes = [32, 64]} : (memref<64x192xbf16, #tt.dram>, index, index) -> memref<32x64xbf16, strided<[192, 1], offset: ?>, #tt.dram>
"tt.tile.copy"(%v5, %right_block) : (memref<32x64xbf16, strided<[192, 1], offset: ?>, #tt.dram>, memref<32x64xbf16, #tt.shared>) -> ()
"tt.tile.gemm"(%left_block, %right_block, %sums, %false) {transpose_a = false, transpose_b = false} : (memref<64x32xbf16, #tt.shared>, memref<32x64xbf16, #tt.shared>, memref<64x64xf32, #tt.fragment>, i1) -> ()
} {tt.num_stages = 2 : i64}
%v6 = arith.muli %by, %c64 : index
%v7 = arith.muli %bx, %c64 : index
%v8 = "tt.tile.view"(%out, %v6, %v7) {sizes = [64, 64]} : (memref<256x192xbf16, #tt.dram>, index, index) -> memref<64x64xbf16, strided<[192, 1], offset: ?>, #tt.dram>
"tt.tile.copy"(%sums, %v8) : (memref<64x64xf32, #tt.fragment>, memref<64x64xbf16, strided<[192, 1], offset: ?>, #tt.dram>) -> ()
}) {extents = [3, 4], symbols = ["bx", "by"], threads = [128, 1, 1]} : () -> ()
return
}
