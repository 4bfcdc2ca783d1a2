// RUN: tt-opt %s --verify-tt=metadata=false --split-input-file --verify-diagnostics

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
  // expected-error @below {{'tt.tile.copy_tile' stands outside of a section, it belongs in math}}
  "tt.tile.copy_tile"(%a, %c0, %c0) : (!cb, index, index) -> ()
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
  "tt.tile.regs_acquire"() : () -> ()
  "tt.tile.copy_tile"(%a, %c0, %c0) : (!cb, index, index) -> ()
  "tt.cb.reserve"(%o) {pages = 1} : (!cb) -> ()
  // expected-error @below {{'tt.tile.pack_tile' stands in math, it belongs in pack}}
  "tt.tile.pack_tile"(%c0, %o) : (index, !cb) -> ()
  "tt.cb.push"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.regs_commit"() : () -> ()
  "tt.tile.regs_wait"() : () -> ()
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
  // expected-error @below {{'tt.tile.regs_wait' stands in math, it belongs after commit}}
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
  // expected-error @below {{'tt.tile.regs_acquire' stands in math, it belongs outside of a section}}
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
  "tt.tile.regs_acquire"() : () -> ()
  "tt.tile.copy_tile"(%a, %c0, %c0) : (!cb, index, index) -> ()
  "tt.tile.regs_commit"() : () -> ()
  "tt.tile.regs_wait"() : () -> ()
  "tt.cb.reserve"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.pack_tile"(%c0, %o) : (index, !cb) -> ()
  "tt.cb.push"(%o) {pages = 1} : (!cb) -> ()
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  // expected-error @below {{the kernel ends in pack of a DST section}}
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
  // expected-error @below {{a loop starts outside of a section and ends in math of a DST section}}
  scf.for %i = %c0 to %c1 step %c1 {
    "tt.tile.regs_acquire"() : () -> ()
    "tt.tile.copy_tile"(%a, %c0, %c0) : (!cb, index, index) -> ()
  }
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
func.func @reader(%c: i1) attributes {tt.thread = "reader"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
  return
}

func.func @compute(%c: i1) attributes {tt.thread = "compute"} {
  %a = "tt.cb.alloc"() {role = "input", depth = 1 : i64, id = 0 : i64} : () -> !cb
  %o = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  "tt.tile.regs_acquire"() : () -> ()
  // expected-error @below {{a branch starts in math and ends after commit of a DST section}}
  scf.if %c {
    "tt.tile.regs_commit"() : () -> ()
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
func.func @compute() attributes {tt.thread = "compute"} {
  %o = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !cb
  %c0 = arith.constant 0 : index
  "tt.tile.regs_acquire"() : () -> ()
  "tt.tile.fill_tile"(%c0) {value = 0.000000e+00 : f32} : (index) -> ()
  "tt.tile.regs_commit"() : () -> ()
  "tt.tile.regs_wait"() : () -> ()
  "tt.cb.reserve"(%o) {pages = 1} : (!cb) -> ()
  // expected-error @below {{pushes 1 pages of circular buffer 16 that nothing has filled}}
  "tt.cb.push"(%o) {pages = 1} : (!cb) -> ()
  "tt.tile.regs_release"() : () -> ()
  return
}

func.func @writer() attributes {tt.thread = "writer"} {
  %o = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !cb
  "tt.cb.wait"(%o) {pages = 1} : (!cb) -> ()
  "tt.cb.pop"(%o) {pages = 1} : (!cb) -> ()
  return
}
