// RUN: tt-opt %s --verify-tt=metadata=false --split-input-file --verify-diagnostics

// Before tt-place-buffers no circular buffer has an id; after it all have one.
func.func @no_id() {
  %b = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  // expected-error @below {{a circular buffer has no id}}
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  "tt.cb.reserve"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.wait"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  return
}

// -----

func.func @same_id() {
  // expected-note @below {{circular buffer 3 is here}}
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 3 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  // expected-error @below {{circular buffer 3 has id 3, which circular buffer 3 has already}}
  %b = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 3 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  "tt.cb.reserve"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.wait"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  return
}

// -----

func.func @id_out_of_range() {
  // expected-error @below {{circular buffer 32 has id 32, a core has 0 to 31}}
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 32 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  "tt.cb.reserve"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.wait"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  return
}

// -----

// A pop is missing: the pages stay where they are and the reader stops after two blocks.
func.func @not_popped(%A: memref<64x64xbf16, #tt.dram>) {
  %c0 = arith.constant 0 : index
  // expected-error @below {{4 pages of circular buffer 0 are waited for and never popped}}
  // expected-error @below {{the kernel pushes 4 pages more of circular buffer 0 than it pops}}
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 8} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}

// -----

func.func @wait_before_push(%A: memref<64x64xbf16, #tt.dram>) {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  // expected-error @below {{waits for 4 pages of circular buffer 0, of which 0 have been pushed: the program would hang}}
  "tt.cb.wait"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4>, index, index) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  return
}

// -----

func.func @pop_without_wait(%A: memref<64x64xbf16, #tt.dram>) {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4>, index, index) -> ()
  // expected-error @below {{pops 4 pages of circular buffer 0, of which 0 are waited for}}
  "tt.cb.pop"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  return
}

// -----

// The reader pushes in the loop what compute takes once after it.
func.func @levels(%A: memref<64x64xbf16, #tt.dram>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>
  // expected-error @below {{an iteration pushes 4 pages more of circular buffer 0 than it pops}}
  scf.for %i = %c0 to %c2 step %c1 {
    "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
  }
  "tt.cb.wait"(%a) {pages = 8} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  "tt.cb.pop"(%a) {pages = 8} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}

// -----

func.func @window_crosses_loop(%A: memref<64x64xbf16, #tt.dram>, %n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  // expected-error @below {{an iteration pops 4 pages more of circular buffer 0 than it pushes}}
  // expected-error @below {{an iteration pops 4 pages of circular buffer 0 that were waited for before it}}
  scf.for %i = %c0 to %n step %c1 {
    "tt.cb.pop"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  }
  "tt.cb.pop"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}

// -----

func.func @branches(%A: memref<64x64xbf16, #tt.dram>, %c: i1) {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
  // expected-error @below {{one branch leaves 0 pages in circular buffer 0, the other 4}}
  scf.if %c {
    "tt.cb.wait"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
    "tt.cb.pop"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  }
  return
}

// -----

func.func @reads_outside_of_window(%A: memref<64x64xbf16, #tt.dram>) {
  %c0 = arith.constant 0 : index
  %true = arith.constant true
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  %b = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 1 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  %c = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 4>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4>, index, index) -> ()
  "tt.core.read"(%A, %b, %c0, %c0) {shape = [2, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4>, index, index) -> ()
  "tt.cb.wait"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.wait"(%b) {pages = 2} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  // expected-error @below {{reads 4 pages of circular buffer 1, of which 2 are waited for}}
  // expected-error @below {{fills 4 pages of circular buffer 16, of which 0 are reserved}}
  "tt.cb.matmul"(%a, %b, %c, %true) {shape = [2, 2, 2], transpose_b = false}
    : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>, !tt.cb<!tt.tile<[32, 32], bf16>, 4>, !tt.cb<!tt.tile<[32, 32], f32>, 4>, i1) -> ()
  "tt.cb.wait"(%b) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.pop"(%b) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  return
}

// -----

func.func @map_reads_what_is_not_there(%C: memref<64x64xbf16, #tt.dram>) {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  %c = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  // expected-error @below {{reads 2 pages of circular buffer 0, of which 0 are waited for}}
  "tt.cb.map"(%c) ({
    %t = "tt.tile.at"(%a) {map = "row"} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> !tt.tile<[32, 32], bf16>
    "tt.tile.yield"(%t) : (!tt.tile<[32, 32], bf16>) -> ()
  }) {shape = [2, 2]} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.core.write"(%C, %c, %c0, %c0) {shape = [2, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 4>, index, index) -> ()
  return
}

// -----

func.func @two_producers(%A: memref<64x64xbf16, #tt.dram>) {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>
  // expected-note @below {{the reader is here}}
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
  // expected-error @below {{circular buffer 0 has two producers: reader and compute both fill it}}
  "tt.cb.reserve"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  "tt.cb.wait"(%a) {pages = 8} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  "tt.cb.pop"(%a) {pages = 8} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}

// -----

func.func @two_consumers(%A: memref<64x64xbf16, #tt.dram>) {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
  // expected-note @below {{the compute is here}}
  "tt.cb.wait"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  // expected-error @below {{circular buffer 0 has two consumers: compute and writer both empty it}}
  "tt.core.write"(%A, %a, %c0, %c0) {shape = [2, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
  return
}

// -----

// Compute feeds itself: nobody can make room while it waits.
func.func @feeds_itself() {
  %a = "tt.cb.alloc"() {role = "intermediate", depth = 1 : i64, id = 24 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  "tt.cb.reserve"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  // expected-error @below {{reserves 4 pages of circular buffer 24, which holds 4 of 4 pages that this thread has still to pop}}
  "tt.cb.reserve"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.wait"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.wait"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  return
}

// -----

func.func @not_pushed() {
  // expected-error @below {{4 pages of circular buffer 16 are reserved and never pushed}}
  %a = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  "tt.cb.reserve"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  return
}

// -----

func.func @nobody_takes_it(%A: memref<64x64xbf16, #tt.dram>) {
  %c0 = arith.constant 0 : index
  // expected-error @below {{the kernel pushes 4 pages more of circular buffer 0 than it pops}}
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>
  "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 2]} : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
  return
}

// -----

// Four pages, then eight: the second block would begin at page 4 of 8 and end behind the ring.
func.func @straddles() {
  %a = "tt.cb.alloc"() {role = "intermediate", depth = 1 : i64, id = 24 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>
  "tt.cb.reserve"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  "tt.cb.wait"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  "tt.cb.reserve"(%a) {pages = 8} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  // expected-error @below {{pushes 8 pages of circular buffer 24 from page 4 of 8: they straddle the end of the ring}}
  "tt.cb.push"(%a) {pages = 8} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  "tt.cb.wait"(%a) {pages = 8} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  // expected-error @below {{pops 8 pages of circular buffer 24 from page 4 of 8: they straddle the end of the ring}}
  "tt.cb.pop"(%a) {pages = 8} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}

// -----

func.func @carries_a_block(%A: memref<64x64xbf16, #tt.dram>, %c: i1) {
  %c0 = arith.constant 0 : index
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
  %zero = arith.constant 0.0 : bf16
  // expected-error @below {{'tt.tile.splat' works on a tile outside of 'tt.cb.map'}}
  %t = "tt.tile.splat"(%zero) : (bf16) -> !tt.tile<[32, 32], bf16>
  // expected-error @below {{'tt.tile.load' does not belong to cb form}}
  %b = "tt.tile.load"(%A, %c0, %c0) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
  // expected-error @below {{'arith.select' gives a block of tiles}}
  %x = arith.select %c, %b, %b : tensor<1x1x!tt.tile<[32, 32], bf16>>
  "tt.cb.reserve"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.wait"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 4>) -> ()
  return
}
