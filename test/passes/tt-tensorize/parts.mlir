// RUN: tt-opt %s --tensorize --canonicalize --cse | %check

// A row at an index of a loop is what is left of the block where all other rows are zero, summed up; float32 in three
// summands without a loss. A store to a column chooses between the new column and the old block.

// CHECK-LABEL: func.func @parts(
// CHECK:   scf.for %[[K:.*]] = %c0 to %c3
// CHECK:     "tt.tile.iota"() {dim = 0 : i64} : () -> tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:     %[[ROW:.*]] = "tt.tile.eqz"(
// CHECK:     %[[KEPT:.*]] = "tt.tile.where"(%[[ROW]], %{{.*}}, %{{.*}})
// CHECK:     %[[N:.*]] = "tt.tile.typecast"(%[[KEPT]]) : (tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
// CHECK:     %[[W:.*]] = "tt.tile.typecast"(%[[N]])
// CHECK:     "tt.tile.block_reduce"(%[[W]]) {dim = 0 : i64, kind = "sum"} : (tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<1x2x!tt.tile<[32, 32], f32>>
// CHECK:     "tt.tile.block_reduce"({{.*}}) {dim = 0 : i64, kind = "sum"}
// CHECK:     "tt.tile.block_reduce"({{.*}}) {dim = 0 : i64, kind = "sum"}
// CHECK:     %[[SPREAD:.*]] = "tt.tile.bcast"({{.*}}) {kind = "col"} : (tensor<2x1x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
// CHECK:     "tt.tile.iota"() {dim = 1 : i64}
// CHECK:     %[[COL:.*]] = "tt.tile.eqz"(
// CHECK:     "tt.tile.where"(%[[COL]], %[[SPREAD]], %{{.*}})
// A loop inside of a parallel one is a loop over blocks.
// CHECK:   scf.for {{.*}} = %c0 to %c3 step %c1 iter_args({{.*}}) -> (tensor<2x2x!tt.tile<[32, 32], f32>>) {
// CHECK:     "tt.tile.add"
func.func @parts(%A: memref<64x64xf32, #tt.dram> loc("A"), %B: memref<64xf32, #tt.dram> loc("B"), %C: memref<64x64xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c5 = arith.constant 5 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<64x64xf32, #tt.shared> loc("x")
    %b = memref.alloc() : memref<64xf32, #tt.shared> loc("b")
    %r = memref.alloc() : memref<64xf32, #tt.fragment> loc("r")
    "tt.tile.copy"(%A, %x) : (memref<64x64xf32, #tt.dram>, memref<64x64xf32, #tt.shared>) -> ()
    "tt.tile.copy"(%B, %b) : (memref<64xf32, #tt.dram>, memref<64xf32, #tt.shared>) -> ()
    scf.for %k = %c0 to %c3 step %c1 {
      scf.parallel (%j) = (%c0) to (%c64) step (%c1) {
        %u = memref.load %x[%k, %j] : memref<64x64xf32, #tt.shared>
        %v = memref.load %b[%k] : memref<64xf32, #tt.shared>
        %w = arith.mulf %u, %v : f32
        memref.store %w, %r[%j] : memref<64xf32, #tt.fragment>
      }
      scf.parallel (%i) = (%c0) to (%c64) step (%c1) {
        %u = memref.load %r[%i] : memref<64xf32, #tt.fragment>
        memref.store %u, %x[%i, %c5] : memref<64x64xf32, #tt.shared>
      }
      %e = memref.load %x[%c5, %k] : memref<64x64xf32, #tt.shared>
      memref.store %e, %x[%k, %c1] : memref<64x64xf32, #tt.shared>
    } loc("k")
    scf.parallel (%i, %j) = (%c0, %c0) to (%c64, %c64) step (%c1, %c1) {
      scf.for %l = %c0 to %c3 step %c1 {
        %u = memref.load %x[%i, %j] : memref<64x64xf32, #tt.shared>
        %v = memref.load %b[%l] : memref<64xf32, #tt.shared>
        %w = arith.addf %u, %v : f32
        memref.store %w, %x[%i, %j] : memref<64x64xf32, #tt.shared>
      } loc("l")
    }
    "tt.tile.copy"(%x, %C) : (memref<64x64xf32, #tt.shared>, memref<64x64xf32, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
