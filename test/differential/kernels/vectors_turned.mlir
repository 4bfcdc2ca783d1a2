// T.transpose of a row vector gives a column vector: the same numbers, lying as their buffers do.
func.func @vectors_turned(%A: memref<96xf32, #tt.dram> loc("A"), %B: memref<96x33xf32, #tt.dram> loc("B"), %C: memref<96x33xf32, #tt.dram> loc("C"), %D: memref<96xf32, #tt.dram> loc("D")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c33 = arith.constant 33 : index
  %c96 = arith.constant 96 : index
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx")):
    %row = memref.alloc() : memref<1x96xf32, #tt.fragment> loc("row")
    %column = memref.alloc() : memref<96x1xf32, #tt.fragment> loc("column")
    %b = memref.alloc() : memref<96x33xf32, #tt.shared> loc("b")
    %from = "tt.tile.view"(%A, %c0) {sizes = [96]} : (memref<96xf32, #tt.dram>, index) -> memref<96xf32, strided<[1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%from, %row) : (memref<96xf32, strided<[1], offset: ?>, #tt.dram>, memref<1x96xf32, #tt.fragment>) -> ()
    "tt.tile.transpose"(%row, %column) : (memref<1x96xf32, #tt.fragment>, memref<96x1xf32, #tt.fragment>) -> ()
    "tt.tile.copy"(%B, %b) : (memref<96x33xf32, #tt.dram>, memref<96x33xf32, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%c0, %c0) to (%c96, %c33) step (%c1, %c1) {
      %x = memref.load %b[%i, %j] : memref<96x33xf32, #tt.shared>
      %s = memref.load %column[%i, %c0] : memref<96x1xf32, #tt.fragment>
      %y = arith.mulf %x, %s : f32
      memref.store %y, %b[%i, %j] : memref<96x33xf32, #tt.shared>
    }
    "tt.tile.copy"(%b, %C) : (memref<96x33xf32, #tt.shared>, memref<96x33xf32, #tt.dram>) -> ()
    "tt.tile.copy"(%column, %D) : (memref<96x1xf32, #tt.fragment>, memref<96xf32, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"], threads = [128, 1, 1]} : () -> ()
  return
}
