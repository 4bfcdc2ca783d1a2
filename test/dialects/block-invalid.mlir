// RUN: %invalid

func.func @load_type(%A: memref<64x64xf32, #tt.dram>, %i: index) {
  // expected-error @below {{gives tensor<64x64xf32>, which is not a block of tiles}}
  %x = "tt.tile.load"(%A, %i, %i) : (memref<64x64xf32, #tt.dram>, index, index) -> tensor<64x64xf32>
  return
}

// -----

func.func @load_offsets(%A: memref<64x64xf32, #tt.dram>, %i: index) {
  // expected-error @below {{has 1 offsets for a tensor of rank 2}}
  %x = "tt.tile.load"(%A, %i) : (memref<64x64xf32, #tt.dram>, index) -> tensor<2x2x!tt.tile<[32, 32], f32>>
  return
}

// -----

func.func @load_element(%A: memref<64x64xbf16, #tt.dram>, %i: index) {
  // expected-error @below {{changes the element type; use tt.tile.typecast after it}}
  %x = "tt.tile.load"(%A, %i, %i) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<2x2x!tt.tile<[32, 32], f32>>
  return
}

// -----

func.func @store_type(%A: memref<64x64xf32, #tt.dram>, %i: index, %x: tensor<64x64xf32>) {
  // expected-error @below {{stores tensor<64x64xf32>, which is not a block of tiles}}
  "tt.tile.store"(%x, %A, %i, %i) : (tensor<64x64xf32>, memref<64x64xf32, #tt.dram>, index, index) -> ()
  return
}

// -----

func.func @store_offsets(%A: memref<64x64xf32, #tt.dram>, %i: index, %x: tensor<2x2x!tt.tile<[32, 32], f32>>) {
  // expected-error @below {{has 1 offsets for a tensor of rank 2}}
  "tt.tile.store"(%x, %A, %i) : (tensor<2x2x!tt.tile<[32, 32], f32>>, memref<64x64xf32, #tt.dram>, index) -> ()
  return
}

// -----

func.func @store_element(%A: memref<64x64xbf16, #tt.dram>, %i: index, %x: tensor<2x2x!tt.tile<[32, 32], f32>>) {
  // expected-error @below {{changes the element type; use tt.tile.typecast before it}}
  "tt.tile.store"(%x, %A, %i, %i) : (tensor<2x2x!tt.tile<[32, 32], f32>>, memref<64x64xbf16, #tt.dram>, index, index) -> ()
  return
}

// -----

func.func @splat(%v: bf16) {
  // expected-error @below {{spreads a value of type bf16 over tensor}}
  %x = "tt.tile.splat"(%v) : (bf16) -> tensor<2x2x!tt.tile<[32, 32], f32>>
  return
}

// -----

func.func @typecast(%x: tensor<2x2x!tt.tile<[32, 32], f32>>) {
  // expected-error @below {{changes the shape of its block}}
  %y = "tt.tile.typecast"(%x) : (tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
  return
}

// -----

func.func @bcast_kind(%x: tensor<1x2x!tt.tile<[32, 32], f32>>) {
  // expected-error @below {{has kind "rows"; known are row, col, scalar}}
  %y = "tt.tile.bcast"(%x) {kind = "rows"} : (tensor<1x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
  return
}

// -----

func.func @bcast_shape(%x: tensor<1x2x!tt.tile<[32, 32], f32>>) {
  // expected-error @below {{cannot spread tensor<1x2x!tt.tile<[32, 32], f32>> over tensor<2x2x!tt.tile<[32, 32], f32>>}}
  %y = "tt.tile.bcast"(%x) {kind = "col"} : (tensor<1x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
  return
}

// -----

func.func @matmul_shape(%x: tensor<1x2x!tt.tile<[32, 32], f32>>, %b: tensor<2x2x!tt.tile<[32, 32], f32>>) {
  // expected-error @below {{multiplies 2x2 by 1x2 tiles into 2x2}}
  %y = "tt.tile.matmul"(%b, %x, %b) {transpose_b = false} : (tensor<2x2x!tt.tile<[32, 32], f32>>, tensor<1x2x!tt.tile<[32, 32], f32>>, tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], f32>>
  return
}

// -----

func.func @matmul_type(%b: tensor<2x2x!tt.tile<[32, 32], f32>>) {
  // expected-error @below {{needs an accumulator of the type of its result}}
  %y = "tt.tile.matmul"(%b, %b, %b) {transpose_b = false} : (tensor<2x2x!tt.tile<[32, 32], f32>>, tensor<2x2x!tt.tile<[32, 32], f32>>, tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<2x2x!tt.tile<[32, 32], bf16>>
  return
}

// -----

func.func @reduce_kind(%b: tensor<2x2x!tt.tile<[32, 32], f32>>) {
  // expected-error @below {{has kind "avg"; known are sum, max, min, abssum, absmax}}
  %y = "tt.tile.block_reduce"(%b) {kind = "avg", dim = 0 : i64} : (tensor<2x2x!tt.tile<[32, 32], f32>>) -> tensor<1x2x!tt.tile<[32, 32], f32>>
  return
}

// -----

func.func @transpose(%x: tensor<1x2x!tt.tile<[32, 32], f32>>) {
  // expected-error @below {{transposes tensor<1x2x!tt.tile<[32, 32], f32>> into tensor<1x2x!tt.tile<[32, 32], f32>>}}
  %y = "tt.tile.block_transpose"(%x) : (tensor<1x2x!tt.tile<[32, 32], f32>>) -> tensor<1x2x!tt.tile<[32, 32], f32>>
  return
}

// -----

func.func @at_map(%x: tensor<1x2x!tt.tile<[32, 32], f32>>) {
  // expected-error @below {{has map "rows"; known are block, row, col, scalar}}
  %y = "tt.tile.at"(%x) {map = "rows"} : (tensor<1x2x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], f32>
  return
}

// -----

func.func @at_element(%x: tensor<1x2x!tt.tile<[32, 32], f32>>) {
  // expected-error @below {{takes !tt.tile<[32, 32], bf16> from tensor<1x2x!tt.tile<[32, 32], f32>>}}
  %y = "tt.tile.at"(%x) {map = "row"} : (tensor<1x2x!tt.tile<[32, 32], f32>>) -> !tt.tile<[32, 32], bf16>
  return
}

// -----

func.func @element_block(%A: memref<8x64xf32, #tt.dram>, %i: index) {
  // expected-error @below {{gives tensor<1x2x!tt.tile<[32, 32], f32>>, which is not a block of one tile}}
  %x = "tt.tile.load_element"(%A, %i, %i) : (memref<8x64xf32, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], f32>>
  return
}

// -----

func.func @element_offsets(%A: memref<8x64xf32, #tt.dram>, %i: index, %x: tensor<1x1x!tt.tile<[32, 32], f32>>) {
  // expected-error @below {{has 1 offsets for a tensor of rank 2}}
  "tt.tile.store_element"(%x, %A, %i) : (tensor<1x1x!tt.tile<[32, 32], f32>>, memref<8x64xf32, #tt.dram>, index) -> ()
  return
}

// -----

func.func @element_type(%A: memref<8x64xf32, #tt.dram>, %i: index) {
  // expected-error @below {{changes the element type; use tt.tile.typecast after it}}
  %x = "tt.tile.load_element"(%A, %i, %i) : (memref<8x64xf32, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
  return
}

// -----

func.func @guarded(%A: memref<64x64xbf16, #tt.dram>, %i: index) {
  // expected-error @below {{guards dimensions [0] of a region [32, 64]}}
  %a = "tt.tile.load"(%A, %i, %i) {guarded = [0], region = [32, 64]} : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
  return
}

// -----

func.func @region_of_a_block(%A: memref<64x64xbf16, #tt.dram>, %i: index) {
  // expected-error @below {{moves a region of [64, 64] elements as 1x2 tiles}}
  %a = "tt.tile.load"(%A, %i, %i) {region = [64, 64]} : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x2x!tt.tile<[32, 32], bf16>>
  return
}

// -----

func.func @element_of_a_block(%A: memref<8x64xf32, #tt.dram>, %i: index, %x: tensor<1x2x!tt.tile<[32, 32], f32>>) {
  // expected-error @below {{stores tensor<1x2x!tt.tile<[32, 32], f32>>, which is not a block of one tile}}
  "tt.tile.store_element"(%x, %A, %i, %i) : (tensor<1x2x!tt.tile<[32, 32], f32>>, memref<8x64xf32, #tt.dram>, index, index) -> ()
  return
}

// -----

func.func @iota_dimension() {
  // expected-error @below {{has dimension 5 : i64; 0 is the row, 1 the column, 2 the place in a folded vector}}
  %x = "tt.tile.iota"() {dim = 5 : i64} : () -> tensor<1x2x!tt.tile<[32, 32], f32>>
  return
}

// -----

func.func @reduce_dimension(%x: tensor<1x2x!tt.tile<[32, 32], f32>>) {
  // expected-error @below {{reduces dimension 7 : i64; known are 0 (rows), 1 (columns), 2 (all of a row of tiles)}}
  %y = "tt.tile.block_reduce"(%x) {kind = "sum", dim = 7 : i64} : (tensor<1x2x!tt.tile<[32, 32], f32>>) -> tensor<1x1x!tt.tile<[32, 32], f32>>
  return
}
