// Rows of fp16 numbers that are kept as fp32, because they meet bf16: so are those that the reader stages.
func.func @wide_rows(%A: memref<33x32xf16, #tt.dram> loc("A"), %B: memref<32x32xbf16, #tt.dram> loc("B"), %C: memref<32x32xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<32x32xf16, #tt.shared> loc("a")
    %b = memref.alloc() : memref<32x32xbf16, #tt.shared> loc("b")
    %from = "tt.tile.view"(%A, %c1, %c0) {sizes = [32, 32]} : (memref<33x32xf16, #tt.dram>, index, index) -> memref<32x32xf16, strided<[32, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%from, %a) : (memref<32x32xf16, strided<[32, 1], offset: ?>, #tt.dram>, memref<32x32xf16, #tt.shared>) -> ()
    "tt.tile.copy"(%B, %b) : (memref<32x32xbf16, #tt.dram>, memref<32x32xbf16, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c32) step (%c1, %c1) {
      %x = memref.load %a[%i, %j] : memref<32x32xf16, #tt.shared>
      %y = memref.load %b[%i, %j] : memref<32x32xbf16, #tt.shared>
      %wide = arith.extf %x : f16 to f32
      %other = arith.extf %y : bf16 to f32
      %z = arith.addf %wide, %other : f32
      memref.store %z, %C[%i, %j] : memref<32x32xf32, #tt.dram>
    }
  }) {extents = [1], symbols = ["bx"], threads = [128, 1, 1]} : () -> ()
  return
}
