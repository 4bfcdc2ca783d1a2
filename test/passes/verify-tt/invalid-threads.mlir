// RUN: tt-opt %s --verify-tt=metadata=false --split-input-file --verify-diagnostics

func.func @anything() attributes {tt.thread = "reader"} {
  return
}
// expected-error @below {{the function has no tt.thread}}
func.func @helper() {
  return
}

// -----

// expected-error @below {{the function has tt.thread = "ethernet"}}
func.func @k() attributes {tt.thread = "ethernet"} {
  return
}

// -----

func.func @a() attributes {tt.thread = "reader"} {
  return
}
// expected-error @below {{there are two reader kernels}}
func.func @b() attributes {tt.thread = "reader"} {
  return
}

// -----

// An operation of another thread.
func.func @reader() attributes {tt.thread = "reader"} {
  // expected-error @below {{'tt.tile.regs_acquire' does not belong to the reader kernel}}
  "tt.tile.regs_acquire"() : () -> ()
  return
}

// -----

// Form and thread are two things: an operation of value form.
func.func @reader(%A: memref<64x64xbf16, #tt.dram>) attributes {tt.thread = "reader"} {
  %c0 = arith.constant 0 : index
  // expected-error @below {{'tt.tile.load' does not belong to kernel form}}
  %0 = "tt.tile.load"(%A, %c0, %c0) : (memref<64x64xbf16, #tt.dram>, index, index) -> tensor<1x1x!tt.tile<[32, 32], bf16>>
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
// Threads that disagree on the number of pages.
func.func @reader() attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  // expected-note @below {{the reader is here}}
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  // expected-error @below {{reader pushes 4 pages of circular buffer 0 (id 0), compute pops 8: the program would hang}}
  "tt.cb.wait"(%a) {pages = 8} : (!cb) -> ()
  "tt.cb.pop"(%a) {pages = 8} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
// The same number of iterations, but another number of pages in each.
func.func @reader(%n: index) attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    // expected-note @below {{the reader is here}}
    "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
    "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  }
  return
}

func.func @compute(%n: index) attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    // expected-error @below {{reader pushes 4*arg0 pages of circular buffer 0 (id 0), compute pops 2*arg0}}
    "tt.cb.wait"(%a) {pages = 2} : (!cb) -> ()
    "tt.cb.pop"(%a) {pages = 2} : (!cb) -> ()
  }
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
// One thread pushes on one path only.
func.func @reader(%c: i1) attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  scf.if %c {
    // expected-note @below {{the reader is here}}
    "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
    "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  }
  return
}

func.func @compute(%c: i1) attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  // expected-error @below {{reader pushes 4*(if arg0) pages of circular buffer 0 (id 0), compute pops 4}}
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
func.func @reader() attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  // expected-error @below {{circular buffer 0 (id 0) is never consumed: the program would hang}}
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  // expected-error @below {{circular buffer 0 (id 0) is never produced: the program would hang}}
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
func.func @reader() attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  // expected-note @below {{the reader is here}}
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  // expected-error @below {{circular buffer 0 (id 0) is produced by two threads, reader and compute}}
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
!large = !tt.cb<!tt.tile<[32, 32], bf16>, 16>
func.func @reader() attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  // expected-error @below {{circular buffer 0 (id 0) differs between threads}}
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !large
  "tt.cb.wait"(%a) {pages = 4} : (!large) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!large) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
// Pages that stay for the whole kernel must fit.
func.func @reader() attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  // expected-error @below {{circular buffer 0 (id 0) is never popped, but 16 pages are pushed into its 8}}
  "tt.cb.reserve"(%a) {pages = 8} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 8} : (!cb) -> ()
  "tt.cb.reserve"(%a) {pages = 8} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 8} : (!cb) -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.wait"(%a) {pages = 8} : (!cb) -> ()
  return
}
