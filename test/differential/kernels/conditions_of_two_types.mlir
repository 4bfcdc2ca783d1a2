// A comparison of bf16 numbers and one of indices are one condition; a spread vector is stored as it is; a number that is the
// same for the whole block goes through functions that only tiles have.
func.func @compute(%A: memref<64xbf16, #tt.dram> loc("A"), %B: memref<64x64xbf16, #tt.dram> loc("B"), %C: memref<32x64xbf16, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %half = arith.constant 0.5 : bf16
  %scale = arith.constant 0.25 : f32
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<64xbf16, #tt.shared> loc("a")
    %b = memref.alloc() : memref<64xbf16, #tt.shared> loc("b")
    "tt.tile.copy"(%A, %a) : (memref<64xbf16, #tt.dram>, memref<64xbf16, #tt.shared>) -> ()
    scf.parallel (%j) = (%c0) to (%c64) step (%c1) {
      %x = memref.load %a[%j] : memref<64xbf16, #tt.shared>
      %whole = arith.index_cast %bx : index to i32
      %wide = arith.sitofp %whole : i32 to f32
      %quarter = arith.mulf %wide, %scale : f32
      %narrow = arith.truncf %quarter : f32 to bf16
      %number = math.exp %narrow : bf16
      %less = arith.cmpf olt, %x, %half : bf16
      %late = arith.cmpi sge, %j, %c7 : index
      %both = arith.andi %less, %late : i1
      %y = arith.select %both, %x, %number : bf16
      memref.store %y, %b[%j] : memref<64xbf16, #tt.shared>
    }
    %m = arith.muli %bx, %c32 : index
    scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c64) step (%c1, %c1) {
      %y = memref.load %b[%j] : memref<64xbf16, #tt.shared>
      %row = arith.addi %m, %i : index
      memref.store %y, %B[%row, %j] : memref<64x64xbf16, #tt.dram>
    }
    %to = "tt.tile.view"(%C, %bx, %c0) {sizes = [1, 64]} : (memref<32x64xbf16, #tt.dram>, index, index) -> memref<1x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%b, %to) : (memref<64xbf16, #tt.shared>, memref<1x64xbf16, strided<[64, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [2], symbols = ["bx"], threads = [128, 1, 1]} : () -> ()
  return
}
