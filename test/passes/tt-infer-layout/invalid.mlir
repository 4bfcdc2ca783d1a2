// RUN: tt-opt %s --split-input-file --verify-diagnostics --infer-layout
// RUN: not tt-opt %s --infer-layout="defaults={shrad=L1}" 2>&1 | FileCheck %s --check-prefix=KEY
// RUN: not tt-opt %s --infer-layout="defaults={interleave=3}" 2>&1 | FileCheck %s --check-prefix=TYPE

// KEY: defaults have no key 'shrad'; the keys are shard, interleave, stride, tile_id_order
// TYPE: defaults: interleave = 3 is not true or false

// expected-error @below {{tt.layout_hints is for 'D', which is no buffer of 'f'}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A"), %n: i32 loc("n")) attributes {tt.layout_hints = {D = {shard = "L1"}}} {
  return
}

// -----

// expected-error @below {{layout of 'A': a layout has no key 'shrad'}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.layout_hints = {A = {shrad = "L1"}}} {
  return
}

// -----

// expected-error @below {{layout of 'A': halos are not supported yet}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.layout_hints = {A = {halo = [1, 1]}}} {
  return
}

// -----

// expected-warning @below {{layout of 'A': interleave = 'yes' is not true or false; True is used}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.layout_hints = {A = {interleave = "yes"}}} {
  return
}

// -----

// expected-error @below {{layout of 'A': shard_shape [32] does not fit a tensor of [64, 64]}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.layout_hints = {A = {shard_shape = [32]}}} {
  return
}

// -----

// expected-error @below {{shard_shape [32, 48] cuts tiles: axis 1 has 64 elements in shards of 48}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.layout_hints = {A = {shard_shape = [32, 48]}}} {
  return
}

// -----

// expected-error @below {{the tensor is cut in shards and interleaved}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A"))
    attributes {tt.layout_hints = {A = {shard_shape = [32, 32], interleave = true}}} {
  return
}

// -----

// expected-error @below {{'A' has an extent that is not known: memref<?x64xbf16, #tt.dram>}}
func.func @f(%A: memref<?x64xbf16, #tt.dram> loc("A")) {
  return
}

// -----

// expected-error @below {{two parameters of 'f' are called 'A'}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A"), %B: memref<64x64xbf16, #tt.dram> loc("A")) {
  return
}

// -----

// expected-error @below {{tt.layout_type is 'hbm'; known are dram_interleaved, dram_sharded, l1_interleaved, l1_sharded}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.layout_type = "hbm"} {
  return
}
