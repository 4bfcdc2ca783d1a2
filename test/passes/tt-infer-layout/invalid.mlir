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

// expected-error @below {{tt.layout_type is 'hbm'; known are dram_interleaved, dram_sharded, dram_height_sharded, dram_width_sharded}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.layout_type = "hbm"} {
  return
}

// -----

// expected-error @below {{layout of 'A': stride [2, 1]: tiles that are apart from each other are not supported}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.layout_hints = {A = {stride = [2, 1]}}} {
  return
}

// -----

// expected-error @below {{layout of 'A': there is no layout called 'l1_sharted'}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.layout_hints = {A = "l1_sharted"}} {
  return
}

// -----

// expected-error @below {{layout of 'A': 'snake' in 'l1_interleaved:snake' is no shape of a shard and no order of tile ids}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.layout_hints = {A = "l1_interleaved:snake"}} {
  return
}

// -----

// expected-error @below {{layout of 'A': a layout is a text or a dictionary, not 3}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.layout_hints = {A = 3}} {
  return
}

// -----

// expected-error @below {{shard_shape [32, 32] cuts axis 1 of a tensor that is height-sharded}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {tt.layout_hints = {A = "l1_height_sharded:32x32"}} {
  return
}

// -----

// expected-error @below {{layout of 'A': the tensor is cut in shards, and its extent m is not known}}
func.func @f(%A: memref<?x64xbf16, #tt.dram> loc("A"), %m: i32 loc("m")) attributes {
    tt.symbols = ["m"], tt.shape = {A = [#tt.extent<"m">, 64]}, tt.layout_hints = {A = "l1_height_sharded"}} {
  return
}

// -----

// Two hints that contradict each other, on one kernel and in two programs of a sequence.
// expected-error @below {{layout of 'A': hints disagree about shard: 'L1' in tt.layout_desc, 'DRAM' in tt.layout_hints}}
// expected-note @below {{shard = 'DRAM', from tt.layout_hints}}
func.func @f(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {
    tt.layout_hints = {A = {shard = "DRAM"}}, tt.layout_desc = {A = #tt.layout<"L1", true, [1, 1], "row_major">}} {
  return
}

// -----

// expected-note @below {{shard = 'L1', from tt.layout_hints}}
func.func @first(%A: memref<64x64xbf16, #tt.dram> loc("A"))
    attributes {tt.sequence = #tt.sequence<"both", 0, 2>, tt.layout_hints = {A = "l1_interleaved"}} {
  return
}
// expected-error @below {{layout of 'A': hints disagree about shard: 'DRAM' in tt.layout_hints, 'L1' in tt.layout_hints}}
func.func @second(%A: memref<64x64xbf16, #tt.dram> loc("A"))
    attributes {tt.sequence = #tt.sequence<"both", 1, 2>, tt.layout_hints = {A = "dram_interleaved"}} {
  return
}

// -----

// Shards lie on cores of both programs.
// expected-note @below {{the other launch}}
func.func @first(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {
    tt.cores = "0,0-1,1", tt.sequence = #tt.sequence<"both", 0, 2>, tt.layout_hints = {A = "l1_height_sharded"}} {
  return
}
// expected-error @below {{'second' uses other cores than 'first', and tensors are cut in shards for both}}
func.func @second(%A: memref<64x64xbf16, #tt.dram> loc("A")) attributes {
    tt.cores = "2,0-3,1", tt.sequence = #tt.sequence<"both", 1, 2>} {
  return
}
