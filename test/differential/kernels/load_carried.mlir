// A loaded block that a loop only hands on was taken to be in the circular buffer of what the loop carries already. It is the
// value of another loop around that, too.
func.func @load_carried(%A: memref<64x34xbf16, #tt.dram> loc("A"), %C: memref<64x32xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c32 = arith.constant 32 : index
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<32x32xbf16, #tt.shared> loc("a")
    %m = arith.muli %bx, %c32 : index
    scf.for %l = %c0 to %c2 step %c1 {
      scf.for %k = %c0 to %c2 step %c1 {
        %n = arith.muli %k, %c32 : index
        %from = "tt.tile.view"(%A, %m, %n) {sizes = [32, 32]} : (memref<64x34xbf16, #tt.dram>, index, index) -> memref<32x32xbf16, strided<[34, 1], offset: ?>, #tt.dram>
        "tt.tile.copy"(%from, %a) : (memref<32x32xbf16, strided<[34, 1], offset: ?>, #tt.dram>, memref<32x32xbf16, #tt.shared>) -> ()
      }
    }
    %to = "tt.tile.view"(%C, %m, %c0) {sizes = [32, 32]} : (memref<64x32xbf16, #tt.dram>, index, index) -> memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%a, %to) : (memref<32x32xbf16, #tt.shared>, memref<32x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"], threads = [128, 1, 1]} : () -> ()
  return
}
