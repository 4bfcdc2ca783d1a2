// RUN: tt-opt %s --split-input-file --tt-choose-formats --verify-diagnostics

// expected-error @below {{'A' cannot be stored as 'bfp16'}}
// expected-note @below {{formats to choose are bfp4, bfp8; without a choice a tensor has that of its elements}}
func.func @unknown_format(%A: memref<32x32xbf16, #tt.dram> loc("A")) attributes {tt.format = {A = "bfp16"}} {
  return
}

// -----

// expected-error @below {{'A' cannot be stored as bfp8: its elements are i32}}
// expected-note @below {{block formats hold floats; leave the choice out}}
func.func @integers(%A: memref<32x32xi32, #tt.dram> loc("A")) attributes {tt.format = {A = "bfp8"}} {
  return
}

// -----

// expected-error @below {{tt.format names 'Z', which is no tensor of 'unknown_tensor'}}
func.func @unknown_tensor(%A: memref<32x32xbf16, #tt.dram> loc("A")) attributes {tt.format = {Z = "bfp8"}} {
  return
}

// -----

// Only what can be mixed with everything is a choice for fp16.
// expected-remark @below {{'A' is kept as fp32 on the device}}
func.func @wide(%A: memref<32x32xf16, #tt.dram> loc("A")) attributes {tt.format = {A = "fp32"}} {
  return
}
