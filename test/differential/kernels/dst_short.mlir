// Positions that two parts of an expression need, each on its own, stayed in DST between them and left too little of it.
func.func @dst_short(%C: memref<96xf16, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c16 = arith.constant 16 : index
  %c48 = arith.constant 48 : index
  %up = arith.constant 0.03125 : f32
  %down = arith.constant -0.0625 : f32
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx")):
    %b = memref.alloc() : memref<16x48xf16, #tt.shared> loc("b")
    %top = memref.alloc() : memref<1x48xf16, #tt.shared> loc("top")
    scf.parallel (%i, %j) = (%c0, %c0) to (%c16, %c48) step (%c1, %c1) {
      %row = arith.index_cast %i : index to i32
      %row32 = arith.sitofp %row : i32 to f32
      %y32 = arith.mulf %row32, %up : f32
      %y = arith.truncf %y32 : f32 to f16
      %column = arith.index_cast %j : index to i32
      %column32 = arith.sitofp %column : i32 to f32
      %x32 = arith.mulf %column32, %down : f32
      %x = arith.truncf %x32 : f32 to f16
      %larger = arith.maxnumf %x, %y : f16
      %e = math.exp %larger : f16
      memref.store %e, %b[%i, %j] : memref<16x48xf16, #tt.shared>
    }
    "tt.tile.reduce"(%b, %top) {clear = true, dim = 0 : i64, kind = "max"} : (memref<16x48xf16, #tt.shared>, memref<1x48xf16, #tt.shared>) -> ()
    %n = arith.muli %bx, %c48 : index
    %to = "tt.tile.view"(%C, %n) {sizes = [48]} : (memref<96xf16, #tt.dram>, index) -> memref<48xf16, strided<[1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%top, %to) : (memref<1x48xf16, #tt.shared>, memref<48xf16, strided<[1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"], threads = [128, 1, 1]} : () -> ()
  return
}
