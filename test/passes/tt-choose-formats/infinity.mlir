// RUN: tt-opt %s --split-input-file --tt-choose-formats --verify-diagnostics | %check

// fp16 on the device has no infinity: a kernel that puts one into a tensor keeps its fp16 numbers as fp32.

// CHECK: func.func @infinite
// CHECK-SAME: tt.format = {A = "fp32"}, tt.wide_half
// expected-remark @below {{'A' is kept as fp32 on the device: float16 on the device has no infinities}}
func.func @infinite(%A: memref<32x32xf16, #tt.dram> loc("A")) {
  %inf = arith.constant 0x7C00 : f16
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %x = memref.alloc() : memref<32x32xf16, #tt.fragment>
    "tt.tile.fill"(%x, %inf) : (memref<32x32xf16, #tt.fragment>, f16) -> ()
    "tt.tile.copy"(%x, %A) : (memref<32x32xf16, #tt.fragment>, memref<32x32xf16, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// -----

// Where it stays on the chip, the largest number does: nothing is larger.

// CHECK: func.func @start_of_a_maximum
// CHECK-NOT: tt.wide_half
func.func @start_of_a_maximum(%A: memref<32x32xf16, #tt.dram> loc("A"), %M: memref<32xf16, #tt.dram> loc("M")) {
  %inf = arith.constant 0xFC00 : f16
  "tt.core.grid"() ({
  ^bb0(%bx: index):
    %x = memref.alloc() : memref<32x32xf16, #tt.fragment>
    %top = memref.alloc() : memref<32xf16, #tt.fragment>
    %m = memref.alloc() : memref<32xf16, #tt.fragment>
    "tt.tile.fill"(%top, %inf) : (memref<32xf16, #tt.fragment>, f16) -> ()
    "tt.tile.copy"(%A, %x) : (memref<32x32xf16, #tt.dram>, memref<32x32xf16, #tt.fragment>) -> ()
    "tt.tile.reduce"(%x, %top) {clear = false, dim = 1 : i64, kind = "max"} : (memref<32x32xf16, #tt.fragment>, memref<32xf16, #tt.fragment>) -> ()
    "tt.tile.copy"(%top, %m) : (memref<32xf16, #tt.fragment>, memref<32xf16, #tt.fragment>) -> ()
    "tt.tile.copy"(%m, %M) : (memref<32xf16, #tt.fragment>, memref<32xf16, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
