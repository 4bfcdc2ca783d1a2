// A spread element that a loop hands on, in boxes of blocks of which some are cut off.
func.func @spread_carried(%A: memref<3x64xbf16, #tt.dram> loc("A"), %C: memref<3x3x64xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c64 = arith.constant 64 : index
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %a = memref.alloc() : memref<64xbf16, #tt.shared> loc("a")
    %s = memref.alloc() : memref<1xbf16, #tt.fragment> loc("s")
    scf.for %k = %c0 to %c2 step %c1 {
      %from = "tt.tile.view"(%A, %bx, %c0) {sizes = [1, 64]} : (memref<3x64xbf16, #tt.dram>, index, index) -> memref<1x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%from, %a) : (memref<1x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>, memref<64xbf16, #tt.shared>) -> ()
      "tt.tile.reduce"(%a, %s) {clear = true, dim = 0 : i64, kind = "max"} : (memref<64xbf16, #tt.shared>, memref<1xbf16, #tt.fragment>) -> ()
      scf.parallel (%i) = (%c0) to (%c64) step (%c1) {
        %x = memref.load %s[%c0] : memref<1xbf16, #tt.fragment>
        memref.store %x, %a[%i] : memref<64xbf16, #tt.shared>
      }
    }
    %to = "tt.tile.view"(%C, %by, %bx, %c0) {sizes = [1, 1, 64]} : (memref<3x3x64xbf16, #tt.dram>, index, index, index) -> memref<1x1x64xbf16, strided<[192, 64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%a, %to) : (memref<64xbf16, #tt.shared>, memref<1x1x64xbf16, strided<[192, 64, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [3, 3], symbols = ["bx", "by"], threads = [128, 1, 1]} : () -> ()
  return
}
