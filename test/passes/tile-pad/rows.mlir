// RUN: tt-opt %s --split-input-file --verify-diagnostics --tile-pad | %check

// Uses that are in no tiling: pages are rows along the dimension that all blocks end in.

!V = memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
// CHECK-LABEL: func.func @negative
// CHECK-SAME:    tt.page_form = {A = #tt.pages<"rows">}, tt.tile_dims = {A = [-1, 1]}
func.func @negative(%A: memref<64x64xbf16, #tt.dram> loc("A")) {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<32x32xbf16, #tt.shared>
    %m = arith.subi %bx, %c32 : index
    %a = "tt.tile.view"(%A, %m, %c0) {sizes = [32, 32]} : (memref<64x64xbf16, #tt.dram>, index, index) -> !V
    %n = arith.muli %m, %c32 : index
    %b = "tt.tile.view"(%A, %n, %c0) {sizes = [32, 32]} : (memref<64x64xbf16, #tt.dram>, index, index) -> !V
    // expected-remark@+1 {{dimension 0 of 'A' (64 x 64): an access of 32 elements starts at -1024}}
    "tt.tile.copy"(%b, %t) : (!V, memref<32x32xbf16, #tt.shared>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

!V = memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
// CHECK-LABEL: func.func @unknown
// CHECK-SAME:    tt.page_form = {A = #tt.pages<"rows">}
func.func @unknown(%A: memref<64x64xbf16, #tt.dram> loc("A"), %n: index) {
  %c0 = arith.constant 0 : index
  %c32 = arith.constant 32 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<32x32xbf16, #tt.shared>
    %m = arith.muli %n, %c32 : index
    %a = "tt.tile.view"(%A, %m, %c0) {sizes = [32, 32]} : (memref<64x64xbf16, #tt.dram>, index, index) -> !V
    // expected-remark@+1 {{dimension 0 of 'A' (64 x 64): an access of 32 elements starts where no bound is known}}
    "tt.tile.copy"(%a, %t) : (!V, memref<32x32xbf16, #tt.shared>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

!V = memref<1x1x64xbf16, strided<[192, 64, 1], offset: ?>, #tt.dram>
!W = memref<32x1x32xbf16, strided<[192, 64, 1], offset: ?>, #tt.dram>
!X = memref<1x3x32xbf16, strided<[192, 64, 1], offset: ?>, #tt.dram>
// CHECK-LABEL: func.func @conflict
// CHECK-SAME:    tt.page_form = {A = #tt.pages<"rows">}, tt.tile_dims = {A = [-1, 2]}
func.func @conflict(%A: memref<64x3x64xbf16, #tt.dram> loc("A")) {
  %c0 = arith.constant 0 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<32x32xbf16, #tt.shared>
    %s = memref.alloc() : memref<3x32xbf16, #tt.shared>
    %a = "tt.tile.view"(%A, %c0, %bx, %c0) {sizes = [32, 1, 32]} : (memref<64x3x64xbf16, #tt.dram>, index, index, index) -> !W
    %b = "tt.tile.view"(%A, %bx, %c0, %c0) {sizes = [1, 3, 32]} : (memref<64x3x64xbf16, #tt.dram>, index, index, index) -> !X
    // expected-note@+1 {{the other use: a region of 32 x 1 x 32 elements}}
    "tt.tile.copy"(%a, %t) : (!W, memref<32x32xbf16, #tt.shared>) -> ()
    // expected-remark@+1 {{a region of 1 x 3 x 32 elements of 'A' (64 x 3 x 64) runs along dimensions 1 and 2, another use of it along 0 and 2}}
    "tt.tile.copy"(%b, %s) : (!X, memref<3x32xbf16, #tt.shared>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

!V = memref<48x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
!W = memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
// CHECK-LABEL: func.func @block_sizes
// CHECK-SAME:    tt.page_form = {A = #tt.pages<"rows">}
func.func @block_sizes(%A: memref<96x64xbf16, #tt.dram> loc("A")) {
  %c0 = arith.constant 0 : index
  %c48 = arith.constant 48 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<48x32xbf16, #tt.shared>
    %s = memref.alloc() : memref<32x32xbf16, #tt.shared>
    %m = arith.muli %bx, %c48 : index
    %a = "tt.tile.view"(%A, %m, %c0) {sizes = [48, 32]} : (memref<96x64xbf16, #tt.dram>, index, index) -> !V
    %b = "tt.tile.view"(%A, %c0, %c0) {sizes = [32, 32]} : (memref<96x64xbf16, #tt.dram>, index, index) -> !W
    // expected-remark@+1 {{dimension 0 of 'A' (96 x 64) is accessed in blocks of 48 and of 32 elements}}
    "tt.tile.copy"(%a, %t) : (!V, memref<48x32xbf16, #tt.shared>) -> ()
    // expected-note@+1 {{the other use: a region of 32 x 32 elements}}
    "tt.tile.copy"(%b, %s) : (!W, memref<32x32xbf16, #tt.shared>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

!V = memref<64x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
// CHECK-LABEL: func.func @offset
// CHECK-SAME:    tt.page_form = {A = #tt.pages<"rows">}
func.func @offset(%A: memref<96x64xbf16, #tt.dram> loc("A")) {
  %c0 = arith.constant 0 : index
  %c16 = arith.constant 16 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<64x32xbf16, #tt.shared>
    %m = arith.muli %bx, %c16 : index
    %a = "tt.tile.view"(%A, %m, %c0) {sizes = [64, 32]} : (memref<96x64xbf16, #tt.dram>, index, index) -> !V
    // expected-remark@+1 {{dimension 0 of 'A' (96 x 64) is accessed in blocks of 64 at offsets (0 to 16) that are not multiples of 32}}
    "tt.tile.copy"(%a, %t) : (!V, memref<64x32xbf16, #tt.shared>) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}

// -----

// The programs of a sequence share the form of a tensor.
!V = memref<48x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
!W = memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
// CHECK-LABEL: func.func @f_0
// CHECK-SAME:    tt.page_form = {A = #tt.pages<"rows">}
// CHECK-LABEL: func.func @f_1
// CHECK-SAME:    tt.page_form = {A = #tt.pages<"rows">}
func.func @f_0(%A: memref<96x64xbf16, #tt.dram> loc("A")) attributes {tt.sequence = #tt.sequence<"f", 0, 2>} {
  %c0 = arith.constant 0 : index
  %c48 = arith.constant 48 : index
  %x = arith.constant 1.0 : bf16
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %m = arith.muli %bx, %c48 : index
    %a = "tt.tile.view"(%A, %m, %c0) {sizes = [48, 32]} : (memref<96x64xbf16, #tt.dram>, index, index) -> !V
    // expected-remark@+1 {{dimension 0 of 'A' (96 x 64) is accessed in blocks of 48 and of 32 elements}}
    "tt.tile.fill"(%a, %x) : (!V, bf16) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}
func.func @f_1(%A: memref<96x64xbf16, #tt.dram> loc("A")) attributes {tt.sequence = #tt.sequence<"f", 1, 2>} {
  %c0 = arith.constant 0 : index
  %x = arith.constant 1.0 : bf16
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %b = "tt.tile.view"(%A, %c0, %c0) {sizes = [32, 32]} : (memref<96x64xbf16, #tt.dram>, index, index) -> !W
    // expected-note@+1 {{the other use: a region of 32 x 32 elements}}
    "tt.tile.fill"(%b, %x) : (!W, bf16) -> ()
  }) {extents = [2], symbols = ["bx"]} : () -> ()
  return
}
