// RUN: tt-opt %s --verify-tt=metadata=false --verify-diagnostics

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>

// However often the loops run, a transfer starts at a multiple of its pages; after 4 iterations of 2 the ring is where it was.
func.func @aligned(%n: index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %a = "tt.cb.alloc"() {role = "intermediate", depth = 1 : i64, id = 24 : i64} : () -> !cb
  scf.for %i = %c0 to %c4 step %c1 {
    "tt.cb.reserve"(%a) {pages = 2} : (!cb) -> ()
    "tt.cb.push"(%a) {pages = 2} : (!cb) -> ()
    "tt.cb.wait"(%a) {pages = 2} : (!cb) -> ()
    "tt.cb.pop"(%a) {pages = 2} : (!cb) -> ()
  }
  "tt.cb.reserve"(%a) {pages = 8} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 8} : (!cb) -> ()
  "tt.cb.wait"(%a) {pages = 8} : (!cb) -> ()
  "tt.cb.pop"(%a) {pages = 8} : (!cb) -> ()
  scf.for %i = %c0 to %n step %c1 {
    scf.for %j = %c0 to %i step %c1 {
      "tt.cb.reserve"(%a) {pages = 4} : (!cb) -> ()
      "tt.cb.push"(%a) {pages = 4} : (!cb) -> ()
      "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
      "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
    }
  }
  "tt.cb.reserve"(%a) {pages = 2} : (!cb) -> ()
  "tt.cb.push"(%a) {pages = 2} : (!cb) -> ()
  "tt.cb.wait"(%a) {pages = 2} : (!cb) -> ()
  "tt.cb.pop"(%a) {pages = 2} : (!cb) -> ()
  return
}
