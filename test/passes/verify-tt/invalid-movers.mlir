// RUN: tt-opt %s --verify-tt=metadata=false --split-input-file --verify-diagnostics

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
// A push before the data is there.
func.func @reader(%A: memref<64x64xbf16, #tt.dram>) attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.core.read_tile"(%A, %a, %c0, %c0) : (memref<64x64xbf16, #tt.dram>, !cb, index, index) -> ()
  // expected-error @below {{pushes pages of circular buffer 0 while reads into them are under way}}
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  "tt.core.read_barrier"() : () -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
// The read of the last iteration is under way when the next one pushes.
func.func @reader(%A: memref<64x64xbf16, #tt.dram>) attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  scf.for %i = %c0 to %c2 step %c1 {
    "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
    // expected-error @below {{pushes pages of circular buffer 0 while reads into them are under way}}
    "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
    "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
    "tt.core.read_tile"(%A, %a, %c0, %c0) : (memref<64x64xbf16, #tt.dram>, !cb, index, index) -> ()
  }
  "tt.core.read_barrier"() : () -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  scf.for %i = %c0 to %c3 step %c1 {
    "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
    "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  }
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
func.func @reader(%A: memref<64x64xbf16, #tt.dram>) attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  // expected-error @below {{fills 5 pages of circular buffer 0, of which 4 are reserved}}
  "tt.core.read_tile"(%A, %a, %c0, %c4) : (memref<64x64xbf16, #tt.dram>, !cb, index, index) -> ()
  "tt.core.read_barrier"() : () -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @writer(%A: memref<64x64xbf16, #tt.dram>) attributes {tt.thread = "writer"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.core.write_tile"(%A, %a, %c0, %c0) : (memref<64x64xbf16, #tt.dram>, !cb, index, index) -> ()
  // expected-error @below {{pops pages of circular buffer 0 while writes from them are under way}}
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  "tt.core.write_barrier"() : () -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @writer(%A: memref<64x64xbf16, #tt.dram>) attributes {tt.thread = "writer"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.core.write_tile"(%A, %a, %c0, %c0) : (memref<64x64xbf16, #tt.dram>, !cb, index, index) -> ()
  "tt.core.writes_flushed"() : () -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  // expected-error @below {{the kernel ends while writes are under way}}
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @writer(%A: memref<64x64xbf16, #tt.dram>) attributes {tt.thread = "writer"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c7 = arith.constant 7 : index
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  // expected-error @below {{reads 8 pages of circular buffer 0, of which 4 are waited for}}
  "tt.core.write_tile"(%A, %a, %c0, %c7) : (memref<64x64xbf16, #tt.dram>, !cb, index, index) -> ()
  "tt.core.write_barrier"() : () -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
// A block is sent before it is there.
func.func @reader(%A: memref<64x64xbf16, #tt.dram>) attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %group = "tt.core.readers"() {shared = 0, ready = 0, valid = 1} : () -> !tt.readers
  %c0 = arith.constant 0 : index
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.core.read_tile"(%A, %a, %c0, %c0) : (memref<64x64xbf16, #tt.dram>, !cb, index, index) -> ()
  // expected-error @below {{sends pages of circular buffer 0 while reads into them are under way}}
  "tt.core.send"(%group, %a) {pages = 4} : (!tt.readers, !cb) -> ()
  "tt.core.read_barrier"() : () -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  "tt.core.write_barrier"() : () -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
// More is sent than is reserved, and may be under way at the end.
func.func @reader(%A: memref<64x64xbf16, #tt.dram>) attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %group = "tt.core.readers"() {shared = 0, ready = 0, valid = 1} : () -> !tt.readers
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  // expected-error @below {{sends 8 pages of circular buffer 0, of which 4 are reserved}}
  "tt.core.send"(%group, %a) {pages = 8} : (!tt.readers, !cb) -> ()
  "tt.core.receive"(%group, %a) : (!tt.readers, !cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  // expected-error @below {{the kernel ends while writes are under way}}
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}
