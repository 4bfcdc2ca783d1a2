// RUN: %invalid --tile-pad

!V = memref<1x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
!W = memref<32x1xbf16, strided<[64, 1], offset: ?>, #tt.dram>
func.func @rows_and_columns(%A: memref<64x64xbf16, #tt.dram> loc("A")) {
  %c0 = arith.constant 0 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<32xbf16, #tt.shared>
    %s = memref.alloc() : memref<32xbf16, #tt.shared>
    %a = "tt.tile.view"(%A, %bx, %c0) {sizes = [1, 32]} : (memref<64x64xbf16, #tt.dram>, index, index) -> !V
    %b = "tt.tile.view"(%A, %c0, %bx) {sizes = [32, 1]} : (memref<64x64xbf16, #tt.dram>, index, index) -> !W
    // expected-note@+1 {{the other use: a region of 1 x 32 elements}}
    "tt.tile.copy"(%a, %t) : (!V, memref<32xbf16, #tt.shared>) -> ()
    // expected-error@+1 {{a region of 32 x 1 elements of 'A' (64 x 64) runs along dimensions 0, another use of it along 1}}
    "tt.tile.copy"(%b, %s) : (!W, memref<32xbf16, #tt.shared>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

!V = memref<2x32x32xbf16, strided<[4096, 64, 1], offset: ?>, #tt.dram>
func.func @three_dimensions(%A: memref<2x64x64xbf16, #tt.dram> loc("A")) {
  %c0 = arith.constant 0 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<2x32x32xbf16, #tt.shared>
    %a = "tt.tile.view"(%A, %c0, %bx, %bx) {sizes = [2, 32, 32]} : (memref<2x64x64xbf16, #tt.dram>, index, index, index) -> !V
    // expected-error@+1 {{a region of 2 x 32 x 32 elements of 'A' has more than two dimensions of more than one element}}
    "tt.tile.copy"(%a, %t) : (!V, memref<2x32x32xbf16, #tt.shared>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// What one iteration stores element by element behind the end, the next would load as a block.
!V = memref<64x32xbf16, strided<[32, 1], offset: ?>, #tt.dram>
func.func @written_padding(%A: memref<50x32xbf16, #tt.dram> loc("A")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c32 = arith.constant 32 : index
  %x = arith.constant 1.0 : bf16
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<64x32xbf16, #tt.shared>
    %a = "tt.tile.view"(%A, %c0, %c0) {sizes = [64, 32]} : (memref<50x32xbf16, #tt.dram>, index, index) -> !V
    scf.for %k = %c0 to %c2 step %c1 {
      // expected-note@+1 {{loaded here}}
      "tt.tile.copy"(%a, %t) : (!V, memref<64x32xbf16, #tt.shared>) -> ()
      scf.parallel (%i) = (%c0) to (%c32) step (%c1) {
        %row = arith.addi %i, %i : index
        // expected-error@+1 {{'A' (50 x 32) is stored to element by element, maybe over its end, and what is stored there could be loaded again}}
        memref.store %x, %A[%row, %c0] : memref<50x32xbf16, #tt.dram>
      }
    }
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// -----

// A sequence needs all of its programs.
// expected-error@+1 {{the sequence 'f' of 2 programs has positions 1}}
func.func @f_1(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.sequence = #tt.sequence<"f", 1, 2>} {
  return
}
