// RUN: tt-opt %s --tt-lower-dst --split-input-file --verify-diagnostics

!narrow = !tt.cb<!tt.tile<[32, 32], bf16>, 4 : i64>

// tt-fuse expands roundings that no instruction makes.
func.func @compute() attributes {tt.thread = "compute"} {
  %in = "tt.cb.alloc"() {depth = 1 : i64, id = 0 : i64, role = "input"} : () -> !narrow
  %out = "tt.cb.alloc"() {depth = 1 : i64, id = 16 : i64, role = "output"} : () -> !narrow
  "tt.cb.wait"(%in) {pages = 4 : i64} : (!narrow) -> ()
  "tt.cb.map"(%out) ({
    %x = "tt.tile.at"(%in) {map = "block"} : (!narrow) -> !tt.tile<[32, 32], bf16>
    // expected-error @below {{a rounding to fp8 has no instruction}}
    %y = "tt.tile.typecast"(%x) : (!tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], f8E4M3FN>
    %z = "tt.tile.typecast"(%y) : (!tt.tile<[32, 32], f8E4M3FN>) -> !tt.tile<[32, 32], bf16>
    "tt.tile.yield"(%z) : (!tt.tile<[32, 32], bf16>) -> ()
  }) {shape = [2, 2]} : (!narrow) -> ()
  "tt.cb.pop"(%in) {pages = 4 : i64} : (!narrow) -> ()
  return
}

func.func @reader() attributes {tt.thread = "reader"} {
  %in = "tt.cb.alloc"() {depth = 1 : i64, id = 0 : i64, role = "input"} : () -> !narrow
  "tt.cb.reserve"(%in) {pages = 4 : i64} : (!narrow) -> ()
  "tt.cb.push"(%in) {pages = 4 : i64} : (!narrow) -> ()
  return
}

func.func @writer() attributes {tt.thread = "writer"} {
  %out = "tt.cb.alloc"() {depth = 1 : i64, id = 16 : i64, role = "output"} : () -> !narrow
  "tt.cb.wait"(%out) {pages = 4 : i64} : (!narrow) -> ()
  "tt.cb.pop"(%out) {pages = 4 : i64} : (!narrow) -> ()
  return
}

// -----

!wide = !tt.cb<!tt.tile<[32, 32], f32>, 4 : i64>

func.func @compute() attributes {tt.thread = "compute"} {
  %in = "tt.cb.alloc"() {depth = 1 : i64, id = 0 : i64, role = "input"} : () -> !wide
  %out = "tt.cb.alloc"() {depth = 1 : i64, id = 16 : i64, role = "output"} : () -> !wide
  "tt.cb.wait"(%in) {pages = 4 : i64} : (!wide) -> ()
  "tt.cb.map"(%out) ({
    %x = "tt.tile.at"(%in) {map = "block"} : (!wide) -> !tt.tile<[32, 32], f32>
    // expected-error @below {{a rounding to fp16 has no instruction}}
    %y = "tt.tile.typecast"(%x) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f16>
    %z = "tt.tile.typecast"(%y) : (!tt.tile<[32, 32], f16>) -> !tt.tile<[32, 32], f32>
    %w = "tt.tile.exp"(%z) : (!tt.tile<[32, 32], f32>) -> !tt.tile<[32, 32], f32>
    "tt.tile.yield"(%w) : (!tt.tile<[32, 32], f32>) -> ()
  }) {shape = [2, 2]} : (!wide) -> ()
  "tt.cb.pop"(%in) {pages = 4 : i64} : (!wide) -> ()
  return
}

func.func @reader() attributes {tt.thread = "reader"} {
  %in = "tt.cb.alloc"() {depth = 1 : i64, id = 0 : i64, role = "input"} : () -> !wide
  "tt.cb.reserve"(%in) {pages = 4 : i64} : (!wide) -> ()
  "tt.cb.push"(%in) {pages = 4 : i64} : (!wide) -> ()
  return
}

func.func @writer() attributes {tt.thread = "writer"} {
  %out = "tt.cb.alloc"() {depth = 1 : i64, id = 16 : i64, role = "output"} : () -> !wide
  "tt.cb.wait"(%out) {pages = 4 : i64} : (!wide) -> ()
  "tt.cb.pop"(%out) {pages = 4 : i64} : (!wide) -> ()
  return
}
