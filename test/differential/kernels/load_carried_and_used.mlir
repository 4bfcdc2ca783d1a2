// A loaded block that the loop hands on and that its body computes with went to the circular buffers of two consumers, of
// which one was never popped.
func.func @load_carried_and_used(%A: memref<96x32xf32, #tt.dram> loc("A"), %B: memref<96x32xf32, #tt.dram> loc("B"), %C: memref<32x32xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c32 = arith.constant 32 : index
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<32x32xf32, #tt.shared> loc("a")
    %b = memref.alloc() : memref<32x32xf32, #tt.fragment> loc("b")
    scf.for %k = %c0 to %c3 step %c1 {
      %m = arith.muli %k, %c32 : index
      %from = "tt.tile.view"(%A, %m, %c0) {sizes = [32, 32]} : (memref<96x32xf32, #tt.dram>, index, index) -> memref<32x32xf32, strided<[32, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%from, %a) : (memref<32x32xf32, strided<[32, 1], offset: ?>, #tt.dram>, memref<32x32xf32, #tt.shared>) -> ()
      scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c32) step (%c1, %c1) {
        %x = memref.load %a[%i, %j] : memref<32x32xf32, #tt.shared>
        %y = arith.addf %x, %x : f32
        memref.store %y, %b[%i, %j] : memref<32x32xf32, #tt.fragment>
      }
      %to = "tt.tile.view"(%B, %m, %c0) {sizes = [32, 32]} : (memref<96x32xf32, #tt.dram>, index, index) -> memref<32x32xf32, strided<[32, 1], offset: ?>, #tt.dram>
      "tt.tile.copy"(%b, %to) : (memref<32x32xf32, #tt.fragment>, memref<32x32xf32, strided<[32, 1], offset: ?>, #tt.dram>) -> ()
    }
    "tt.tile.copy"(%a, %C) : (memref<32x32xf32, #tt.shared>, memref<32x32xf32, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"], threads = [128, 1, 1]} : () -> ()
  return
}
