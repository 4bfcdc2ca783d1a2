// RUN: tt-opt %s --verify-tt=metadata=false --split-input-file --verify-diagnostics

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
// Half of DST holds 8 tiles of 16 bits, or 4 of 32.
func.func @reader() attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %o = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.tile.regs_acquire"() : () -> ()
  // expected-error @below {{'tt.tile.copy_tile' uses DST tile 8, a section has 8 tiles}}
  "tt.tile.copy_tile"(%a, %c0, %c8) : (!cb, index, index) -> ()
  "tt.tile.copy_tile"(%a, %c0, %c0) : (!cb, index, index) -> ()
  "tt.tile.regs_commit"() : () -> ()
  "tt.tile.regs_wait"() : () -> ()
  "tt.cb.reserve"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.pack_tile"(%c0, %o) : (index, !cb) -> ()
  "tt.cb.push"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.regs_release"() : () -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @writer() attributes {tt.thread = "writer"} {
  %o = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 16 : i64} : () -> !cb
  "tt.cb.wait"(%o) {pages = 1} : (!cb) -> ()
  "tt.cb.pop"(%o) {pages = 1} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
func.func @reader() attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute", tt.fp32_dest_acc_en = true} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %o = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c6 = arith.constant 6 : index
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.tile.regs_acquire"() : () -> ()
  scf.for %t = %c0 to %c6 step %c1 {
    // expected-error @below {{'tt.tile.copy_tile' uses DST tile 5, a section has 4 tiles}}
    "tt.tile.copy_tile"(%a, %c0, %t) : (!cb, index, index) -> ()
  }
  "tt.tile.copy_tile"(%a, %c0, %c0) : (!cb, index, index) -> ()
  "tt.tile.regs_commit"() : () -> ()
  "tt.tile.regs_wait"() : () -> ()
  "tt.cb.reserve"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.pack_tile"(%c0, %o) : (index, !cb) -> ()
  "tt.cb.push"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.regs_release"() : () -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @writer() attributes {tt.thread = "writer"} {
  %o = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 16 : i64} : () -> !cb
  "tt.cb.wait"(%o) {pages = 1} : (!cb) -> ()
  "tt.cb.pop"(%o) {pages = 1} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
func.func @reader() attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %o = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.tile.regs_acquire"() : () -> ()
  // expected-error @below {{'tt.tile.matmul_block' uses DST tile 11, a section has 8 tiles}}
  "tt.tile.matmul_block"(%a, %a, %c0, %c0, %c0) {transpose = false, ct = 4 : i64, rt = 3 : i64, kt = 1 : i64} : (!cb, !cb, index, index, index) -> ()
  "tt.tile.regs_commit"() : () -> ()
  "tt.tile.regs_wait"() : () -> ()
  "tt.cb.reserve"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.pack_tile"(%c0, %o) : (index, !cb) -> ()
  "tt.cb.push"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.regs_release"() : () -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @writer() attributes {tt.thread = "writer"} {
  %o = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 16 : i64} : () -> !cb
  "tt.cb.wait"(%o) {pages = 1} : (!cb) -> ()
  "tt.cb.pop"(%o) {pages = 1} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
func.func @reader() attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @compute(%n: index) attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %o = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.tile.regs_acquire"() : () -> ()
  // expected-error @below {{a DST index is not bounded by constants}}
  "tt.tile.copy_tile"(%a, %c0, %n) : (!cb, index, index) -> ()
  "tt.tile.copy_tile"(%a, %c0, %c0) : (!cb, index, index) -> ()
  "tt.tile.regs_commit"() : () -> ()
  "tt.tile.regs_wait"() : () -> ()
  "tt.cb.reserve"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.pack_tile"(%c0, %o) : (index, !cb) -> ()
  "tt.cb.push"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.regs_release"() : () -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @writer() attributes {tt.thread = "writer"} {
  %o = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 16 : i64} : () -> !cb
  "tt.cb.wait"(%o) {pages = 1} : (!cb) -> ()
  "tt.cb.pop"(%o) {pages = 1} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
func.func @reader() attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %o = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.tile.regs_acquire"() : () -> ()
  "tt.tile.copy_tile"(%a, %c0, %c0) : (!cb, index, index) -> ()
  // expected-error @below {{'tt.tile.sfpu_unary' reads DST tile 1, which nothing in its section has written}}
  "tt.tile.sfpu_unary"(%c1) {fn = "exp"} : (index) -> ()
  "tt.tile.regs_commit"() : () -> ()
  "tt.tile.regs_wait"() : () -> ()
  "tt.cb.reserve"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.pack_tile"(%c0, %o) : (index, !cb) -> ()
  "tt.cb.push"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.regs_release"() : () -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @writer() attributes {tt.thread = "writer"} {
  %o = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 16 : i64} : () -> !cb
  "tt.cb.wait"(%o) {pages = 1} : (!cb) -> ()
  "tt.cb.pop"(%o) {pages = 1} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
// A release empties DST.
func.func @reader() attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %o = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.tile.regs_acquire"() : () -> ()
  "tt.tile.copy_tile"(%a, %c0, %c0) : (!cb, index, index) -> ()
  "tt.tile.regs_commit"() : () -> ()
  "tt.tile.regs_wait"() : () -> ()
  "tt.tile.regs_release"() : () -> ()
  "tt.tile.regs_acquire"() : () -> ()
  "tt.tile.copy_tile"(%a, %c0, %c1) : (!cb, index, index) -> ()
  "tt.tile.regs_commit"() : () -> ()
  "tt.tile.regs_wait"() : () -> ()
  "tt.cb.reserve"(%o) {pages = 1} : (!cb) -> ()
  // expected-error @below {{'tt.tile.pack_tile' reads DST tile 0, which nothing in its section has written}}
  "tt.tile.pack_tile"(%c0, %o) : (index, !cb) -> ()
  "tt.cb.push"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.regs_release"() : () -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @writer() attributes {tt.thread = "writer"} {
  %o = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 16 : i64} : () -> !cb
  "tt.cb.wait"(%o) {pages = 1} : (!cb) -> ()
  "tt.cb.pop"(%o) {pages = 1} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
func.func @reader() attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %o = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.tile.regs_acquire"() : () -> ()
  "tt.tile.copy_tile"(%a, %c0, %c0) : (!cb, index, index) -> ()
  "tt.tile.regs_commit"() : () -> ()
  "tt.tile.regs_wait"() : () -> ()
  "tt.cb.reserve"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.pack_tile"(%c0, %o) : (index, !cb) -> ()
  "tt.tile.pack_tile"(%c0, %o) : (index, !cb) -> ()
  // expected-error @below {{pushes 1 pages of circular buffer 16 after packing 2}}
  "tt.cb.push"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.regs_release"() : () -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @writer() attributes {tt.thread = "writer"} {
  %o = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 16 : i64} : () -> !cb
  "tt.cb.wait"(%o) {pages = 1} : (!cb) -> ()
  "tt.cb.pop"(%o) {pages = 1} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
func.func @reader() attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %o = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.tile.regs_acquire"() : () -> ()
  "tt.tile.copy_tile"(%a, %c0, %c0) : (!cb, index, index) -> ()
  "tt.tile.regs_commit"() : () -> ()
  "tt.tile.regs_wait"() : () -> ()
  // expected-error @below {{packs to circular buffer 16, of which no page is reserved}}
  "tt.tile.pack_tile"(%c0, %o) : (index, !cb) -> ()
  "tt.cb.reserve"(%o) {pages = 1} : (!cb) -> ()
  "tt.cb.push"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.regs_release"() : () -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @writer() attributes {tt.thread = "writer"} {
  %o = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 16 : i64} : () -> !cb
  "tt.cb.wait"(%o) {pages = 1} : (!cb) -> ()
  "tt.cb.pop"(%o) {pages = 1} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
func.func @reader() attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %o = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.tile.regs_acquire"() : () -> ()
  // expected-error @below {{reads 5 pages of circular buffer 0, of which 4 are waited for}}
  "tt.tile.copy_tile"(%a, %c4, %c0) : (!cb, index, index) -> ()
  "tt.tile.regs_commit"() : () -> ()
  "tt.tile.regs_wait"() : () -> ()
  "tt.cb.reserve"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.pack_tile"(%c0, %o) : (index, !cb) -> ()
  "tt.cb.push"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.regs_release"() : () -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @writer() attributes {tt.thread = "writer"} {
  %o = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 16 : i64} : () -> !cb
  "tt.cb.wait"(%o) {pages = 1} : (!cb) -> ()
  "tt.cb.pop"(%o) {pages = 1} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
func.func @reader() attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %o = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  // expected-error @below {{'tt.tile.copy_init' comes before the full configuration}}
  "tt.tile.copy_init"(%a) : (!cb) -> ()
  "tt.tile.regs_acquire"() : () -> ()
  "tt.tile.copy_tile"(%a, %c0, %c0) : (!cb, index, index) -> ()
  "tt.tile.regs_commit"() : () -> ()
  "tt.tile.regs_wait"() : () -> ()
  "tt.cb.reserve"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.pack_tile"(%c0, %o) : (index, !cb) -> ()
  "tt.cb.push"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.regs_release"() : () -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @writer() attributes {tt.thread = "writer"} {
  %o = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 16 : i64} : () -> !cb
  "tt.cb.wait"(%o) {pages = 1} : (!cb) -> ()
  "tt.cb.pop"(%o) {pages = 1} : (!cb) -> ()
  return
}

// -----

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>
func.func @reader() attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @compute() attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %o = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.tile.startup"(%a, %a, %o) : (!cb, !cb, !cb) -> ()
  "tt.tile.regs_acquire"() : () -> ()
  "tt.tile.copy_tile"(%a, %c0, %c0) : (!cb, index, index) -> ()
  "tt.tile.regs_commit"() : () -> ()
  "tt.tile.regs_wait"() : () -> ()
  "tt.cb.reserve"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.pack_tile"(%c0, %o) : (index, !cb) -> ()
  "tt.cb.push"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.regs_release"() : () -> ()
  // expected-error @below {{'tt.tile.startup' must be the first call of the kernel}}
  "tt.tile.startup"(%a, %a, %o) : (!cb, !cb, !cb) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @writer() attributes {tt.thread = "writer"} {
  %o = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 16 : i64} : () -> !cb
  "tt.cb.wait"(%o) {pages = 1} : (!cb) -> ()
  "tt.cb.pop"(%o) {pages = 1} : (!cb) -> ()
  return
}
