// A block that is stored to two tensors was popped by the first write, and the second waited for ever.
func.func @reader(%A: memref<32x64xbf16, #tt.dram> loc("A"), %B: memref<32x64xbf16, #tt.dram> loc("B"), %C: memref<32x64xbf16, #tt.dram> loc("C"), %D: memref<32x64xbf16, #tt.dram> loc("D"), %E: memref<32x64xbf16, #tt.dram> loc("E")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<32x64xbf16, #tt.shared> loc("a")
    %b = memref.alloc() : memref<32x64xbf16, #tt.shared> loc("b")
    "tt.tile.copy"(%A, %a) : (memref<32x64xbf16, #tt.dram>, memref<32x64xbf16, #tt.shared>) -> ()
    "tt.tile.copy"(%a, %B) : (memref<32x64xbf16, #tt.shared>, memref<32x64xbf16, #tt.dram>) -> ()
    "tt.tile.copy"(%a, %C) : (memref<32x64xbf16, #tt.shared>, memref<32x64xbf16, #tt.dram>) -> ()
    scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c64) step (%c1, %c1) {
      %x = memref.load %a[%i, %j] : memref<32x64xbf16, #tt.shared>
      %y = math.exp %x : bf16
      memref.store %y, %b[%i, %j] : memref<32x64xbf16, #tt.shared>
    }
    "tt.tile.copy"(%b, %D) : (memref<32x64xbf16, #tt.shared>, memref<32x64xbf16, #tt.dram>) -> ()
    "tt.tile.copy"(%b, %E) : (memref<32x64xbf16, #tt.shared>, memref<32x64xbf16, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"], threads = [128, 1, 1]} : () -> ()
  return
}
