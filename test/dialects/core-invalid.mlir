// RUN: %invalid

func.func @dimensions() {
  // expected-error @below {{'tt.core.launch' op has 4 grid dimensions, 1 to 3 are possible}}
  "tt.core.launch"() ({
  ^bb0(%a: index, %b: index, %c: index, %d: index):
  }) {extents = [1, 1, 1, 1], symbols = ["a", "b", "c", "d"]} : () -> ()
  return
}

// -----

func.func @empty() {
  // expected-error @below {{'tt.core.grid' op has an empty grid}}
  "tt.core.grid"() ({
  ^bb0(%a: index):
  }) {extents = [0], symbols = ["a"]} : () -> ()
  return
}

// -----

func.func @symbols() {
  // expected-error @below {{names 1 block indices for 2 grid dimensions}}
  "tt.core.grid"() ({
  ^bb0(%a: index, %b: index):
  }) {extents = [2, 2], symbols = ["a"]} : () -> ()
  return
}

// -----

func.func @arguments() {
  // expected-error @below {{has 1 block arguments for 2 grid dimensions}}
  "tt.core.grid"() ({
  ^bb0(%a: index):
  }) {extents = [2, 2], symbols = ["a", "b"]} : () -> ()
  return
}

// -----

func.func @trailing_one() {
  // expected-error @below {{has a trailing grid dimension of one block in}}
  "tt.core.grid"() ({
  ^bb0(%a: index, %b: index):
  }) {extents = [2, 1], symbols = ["a", "b"]} : () -> ()
  return
}

// -----

func.func @attribute() {
  // expected-error @below {{has no attribute 'swizzel'}}
  "tt.core.launch"() ({
  ^bb0(%a: index):
  }) {extents = [1], symbols = ["a"], swizzel = 3 : i64} : () -> ()
  return
}

// -----

func.func @attribute_type() {
  // expected-error @below {{attribute 'swizzle' must be a IntegerAttr}}
  "tt.core.launch"() ({
  ^bb0(%a: index):
  }) {extents = [1], symbols = ["a"], swizzle = "x"} : () -> ()
  return
}

// -----

func.func @no_tiles(%A: memref<64x64xbf16, #tt.dram>, %cb: !tt.cb<!tt.tile<[32, 32], bf16>, 8>, %i: index) {
  // expected-error @below {{has no tiles in its shape}}
  "tt.core.read"(%A, %cb, %i, %i) {shape = [0, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
  return
}

// -----

func.func @pages(%A: memref<64x64xbf16, #tt.dram>, %cb: !tt.cb<!tt.tile<[32, 32], bf16>, 8>, %i: index) {
  // expected-error @below {{moves 3 pages, which do not divide the 8 pages of the circular buffer}}
  "tt.core.write"(%A, %cb, %i, %i) {shape = [1, 3]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
  return
}

// -----

func.func @offsets(%A: memref<64x64xbf16, #tt.dram>, %cb: !tt.cb<!tt.tile<[32, 32], bf16>, 8>, %i: index) {
  // expected-error @below {{has 1 offsets for a tensor of rank 2}}
  "tt.core.read"(%A, %cb, %i) {shape = [2, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index) -> ()
  return
}

// -----

func.func @element_offsets(%A: memref<64x64xbf16, #tt.dram>, %cb: !tt.cb<!tt.tile<[32, 32], bf16>, 8>, %i: index) {
  // expected-error @below {{has 1 offsets for a tensor of rank 2}}
  "tt.core.read_element"(%A, %cb, %i) : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index) -> ()
  return
}

// -----

func.func @maybe_less_than_nothing() {
  // expected-error @below {{'tt.core.grid' op has an empty grid}}
  "tt.core.grid"() ({
  ^bb0(%a: index):
  }) {extents = [#tt.extent<"m - 5">], symbols = ["a"]} : () -> ()
  return
}

// -----

func.func @region_rank(%A: memref<64x64xbf16, #tt.dram>, %cb: !tt.cb<!tt.tile<[32, 32], bf16>, 8>, %i: index) {
  // expected-error @below {{has a region [64] for a tensor of rank 2}}
  "tt.core.read_region"(%A, %cb, %cb, %i, %i) {region = [64], shape = [1, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
  return
}

// -----

func.func @region_tiles(%A: memref<64x64xbf16, #tt.dram>, %cb: !tt.cb<!tt.tile<[32, 32], bf16>, 8>, %i: index) {
  // expected-error @below {{moves a region of [33, 64] elements as 1x2 tiles}}
  "tt.core.write_region"(%A, %cb, %cb, %i, %i) {region = [33, 64], shape = [1, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
  return
}

// -----

func.func @matrix(%A: memref<64x64xbf16, #tt.dram>, %cb: !tt.cb<!tt.tile<[32, 32], bf16>, 8>, %i: index) {
  // expected-error @below {{has a matrix [64, 64]; it takes height, width and the pages from row to row}}
  "tt.core.read_rows"(%A, %cb, %cb, %i, %i, %i) {block = [32, 32], matrix = [64, 64]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index, index) -> ()
  return
}

// -----

func.func @z_order(%position: i32, %gx: index, %gy: index) {
  // expected-error @below {{'tt.core.z_order' op takes and gives indices}}
  %block = "tt.core.z_order"(%position, %gx, %gy) : (i32, index, index) -> index
  return
}

// -----

func.func @block_of_rows(%A: memref<64x64xbf16, #tt.dram>, %cb: !tt.cb<!tt.tile<[32, 32], bf16>, 8>, %i: index) {
  // expected-error @below {{has a block [32]; it takes rows and columns}}
  "tt.core.read_rows"(%A, %cb, %cb, %i, %i, %i) {block = [32], matrix = [64, 64, 1]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index, index) -> ()
  return
}
