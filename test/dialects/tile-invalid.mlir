// RUN: %invalid

func.func @view_rank(%A: memref<64x64xbf16, #tt.dram>, %i: index) {
  // expected-error @below {{has 1 offsets and 2 sizes for a buffer of rank 2}}
  %v = "tt.tile.view"(%A, %i) {sizes = [32, 32]} : (memref<64x64xbf16, #tt.dram>, index) -> memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
  return
}

// -----

func.func @view_sizes(%A: memref<64x64xbf16, #tt.dram>, %i: index) {
  // expected-error @below {{gives a buffer of [32, 32], its sizes are [64, 32]}}
  %v = "tt.tile.view"(%A, %i, %i) {sizes = [64, 32]} : (memref<64x64xbf16, #tt.dram>, index, index) -> memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.dram>
  return
}

// -----

func.func @view_space(%A: memref<64x64xbf16, #tt.dram>, %i: index) {
  // expected-error @below {{changes the element type or the memory space of its buffer}}
  %v = "tt.tile.view"(%A, %i, %i) {sizes = [32, 32]} : (memref<64x64xbf16, #tt.dram>, index, index) -> memref<32x32xbf16, strided<[64, 1], offset: ?>, #tt.shared>
  return
}

// -----

func.func @copy(%A: memref<64x64xbf16, #tt.dram>, %b: memref<32x128xbf16, #tt.shared>) {
  // expected-error @below {{copies [64, 64] to [32, 128]; apart from unit extents the shapes must be equal}}
  "tt.tile.copy"(%A, %b) : (memref<64x64xbf16, #tt.dram>, memref<32x128xbf16, #tt.shared>) -> ()
  return
}

// -----

func.func @fill(%a: memref<64x64xbf16, #tt.shared>, %v: f32) {
  // expected-error @below {{fills a buffer of bf16 with a value of type f32}}
  "tt.tile.fill"(%a, %v) : (memref<64x64xbf16, #tt.shared>, f32) -> ()
  return
}

// -----

func.func @gemm(%a: memref<64x64xbf16, #tt.shared>, %b: memref<32x64xbf16, #tt.shared>, %c: memref<64x64xf32, #tt.fragment>, %f: i1) {
  // expected-error @below {{multiplies 64x64 by 32x64 into 64x64}}
  "tt.tile.gemm"(%a, %b, %c, %f) {transpose_a = false, transpose_b = false} : (memref<64x64xbf16, #tt.shared>, memref<32x64xbf16, #tt.shared>, memref<64x64xf32, #tt.fragment>, i1) -> ()
  return
}

// -----

func.func @reduce_kind(%a: memref<64x64xf32, #tt.fragment>, %r: memref<64xf32, #tt.fragment>) {
  // expected-error @below {{has kind "mean"; known are sum, max, min, abssum, absmax}}
  "tt.tile.reduce"(%a, %r) {kind = "mean", dim = 1 : i64, clear = true} : (memref<64x64xf32, #tt.fragment>, memref<64xf32, #tt.fragment>) -> ()
  return
}

// -----

func.func @reduce_dim(%a: memref<64x64xf32, #tt.fragment>, %r: memref<64xf32, #tt.fragment>) {
  // expected-error @below {{reduces dimension 2 of a buffer of rank 2}}
  "tt.tile.reduce"(%a, %r) {kind = "sum", dim = 2 : i64, clear = true} : (memref<64x64xf32, #tt.fragment>, memref<64xf32, #tt.fragment>) -> ()
  return
}

// -----

func.func @transpose(%a: memref<32x64xbf16, #tt.shared>, %b: memref<64x64xbf16, #tt.shared>) {
  // expected-error @below {{transposes [32, 64] into [64, 64]}}
  "tt.tile.transpose"(%a, %b) : (memref<32x64xbf16, #tt.shared>, memref<64x64xbf16, #tt.shared>) -> ()
  return
}

// -----

func.func @function(%a: f32, %b: f16) {
  // expected-error @below {{needs operands and result of one type}}
  %x = "tt.tile.add"(%a, %b) : (f32, f16) -> f32
  return
}

// -----

func.func @bits_of_a_float(%a: f32, %b: f32) {
  // expected-error @below {{is not a function of f32 numbers}}
  %x = "tt.tile.bitwise_and"(%a, %b) : (f32, f32) -> f32
  return
}

// -----

func.func @sine_of_an_integer(%a: i32) {
  // expected-error @below {{is not a function of i32 numbers}}
  %x = "tt.tile.sin"(%a) : (i32) -> i32
  return
}
