// RUN: tt-opt %s --split-kernels --split-input-file --verify-diagnostics

// Two kernels that are no sequence.
// expected-error @below {{expected one kernel function to split, found 2}}
module {
  func.func @a(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.kernel} {
    return
  }
  func.func @b(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.kernel} {
    return
  }
}

// -----

// The programs of a sequence share their parameters.
func.func @first(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.kernel, tt.sequence = #tt.sequence<"k", 0, 2>} {
  return
}
// expected-error @below {{'second' does not have the parameters of 'first'}}
func.func @second(%A: memref<32x64xbf16, #tt.dram> loc("A")) attributes {tt.kernel, tt.sequence = #tt.sequence<"k", 1, 2>} {
  return
}
