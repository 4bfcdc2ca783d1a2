// A block that was stored is taken from the chip, not loaded again before it has arrived; rounded as it was stored.
func.func @loaded_again(%A: memref<64x64xf32, #tt.dram> loc("A"), %B: memref<64x64xbf16, #tt.dram> loc("B"), %C: memref<64x64xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c32 = arith.constant 32 : index
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<32x32xf32, #tt.shared> loc("a")
    %b = memref.alloc() : memref<32x32xbf16, #tt.shared> loc("b")
    %m = arith.muli %bx, %c32 : index
    scf.for %k = %c0 to %c2 step %c1 {
      %n = arith.muli %k, %c32 : index
      %from = "tt.tile.view"(%A, %m, %n) {sizes = [32, 32]} : (memref<64x64xf32, #tt.dram>, index, index) -> memref<32x32xf32, strided<[64, 1], offset: ?>, #tt.dram>
      %over = "tt.tile.view"(%B, %m, %n) {sizes = [32, 32]} : (memref<64x64xbf16, #tt.dram>, index, index) -> memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
      %to = "tt.tile.view"(%C, %m, %n) {sizes = [32, 32]} : (memref<64x64xf32, #tt.dram>, index, index) -> memref<32x32xf32, strided<[64, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%from, %a) : (memref<32x32xf32, strided<[64, 1], offset: ?>, #tt.dram>, memref<32x32xf32, #tt.shared>) -> ()
      "tt.tile.copy"(%a, %over) : (memref<32x32xf32, #tt.shared>, memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>) -> ()
      "tt.tile.copy"(%over, %b) : (memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>, memref<32x32xbf16, #tt.shared>) -> ()
      scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c32) step (%c1, %c1) {
        %x = memref.load %a[%i, %j] : memref<32x32xf32, #tt.shared>
        %y = memref.load %b[%i, %j] : memref<32x32xbf16, #tt.shared>
        %z = arith.extf %y : bf16 to f32
        %d = arith.addf %x, %z : f32
        memref.store %d, %a[%i, %j] : memref<32x32xf32, #tt.shared>
      }
      "tt.tile.copy"(%a, %to) : (memref<32x32xf32, #tt.shared>, memref<32x32xf32, strided<[64, 1], offset: ?>, #tt.dram>) -> ()
    }
  }) {extents = [2], symbols = ["bx"], threads = [128, 1, 1]} : () -> ()
  return
}
