// A vector that turns out to be a constant, and one of the positions in it, spread over a block.
func.func @constants_spread(%A: memref<32x64xf32, #tt.dram> loc("A"), %C: memref<32x64xf32, #tt.dram> loc("C"), %D: memref<32x64xf32, #tt.dram> loc("D")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %half = arith.constant -0.5 : f32
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<32x64xf32, #tt.shared> loc("a")
    %v = memref.alloc() : memref<64xf32, #tt.shared> loc("v")
    %w = memref.alloc() : memref<64xf32, #tt.shared> loc("w")
    "tt.tile.copy"(%A, %a) : (memref<32x64xf32, #tt.dram>, memref<32x64xf32, #tt.shared>) -> ()
    scf.for %k = %c0 to %c32 step %c1 {
      "tt.tile.fill"(%v, %half) : (memref<64xf32, #tt.shared>, f32) -> ()
    }
    scf.parallel (%j) = (%c0) to (%c64) step (%c1) {
      %whole = arith.index_cast %j : index to i32
      %x = arith.sitofp %whole : i32 to f32
      memref.store %x, %w[%j] : memref<64xf32, #tt.shared>
    }
    scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c64) step (%c1, %c1) {
      %x = memref.load %a[%i, %j] : memref<32x64xf32, #tt.shared>
      %y = memref.load %v[%j] : memref<64xf32, #tt.shared>
      %z = memref.load %w[%j] : memref<64xf32, #tt.shared>
      %s = arith.mulf %x, %y : f32
      %t = arith.addf %s, %z : f32
      memref.store %t, %C[%i, %j] : memref<32x64xf32, #tt.dram>
      memref.store %y, %D[%i, %j] : memref<32x64xf32, #tt.dram>
    }
  }) {extents = [1], symbols = ["bx"], threads = [128, 1, 1]} : () -> ()
  return
}
