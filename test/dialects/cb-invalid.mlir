// RUN: %invalid

func.func @role() {
  // expected-error @below {{has role "in"; known are input, output, intermediate}}
  %a = "tt.cb.alloc"() {role = "in", depth = 1 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>
  return
}

// -----

func.func @depth() {
  // expected-error @below {{holds 8 pages, not a multiple of its depth 3}}
  %a = "tt.cb.alloc"() {role = "input", depth = 3 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>
  return
}

// -----

func.func @alias_of_compute() {
  // expected-error @below {{is the shard of "A" and has role "intermediate"; inputs and outputs can be shards}}
  %a = "tt.cb.alloc"() {role = "intermediate", depth = 1 : i64, alias = "A"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>
  return
}

// -----

func.func @reserve_none(%a: !tt.cb<!tt.tile<[32, 32], bf16>, 8>) {
  // expected-error @below {{needs a positive number of pages, got 0}}
  "tt.cb.reserve"(%a) {pages = 0} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}

// -----

func.func @reserve_ring(%a: !tt.cb<!tt.tile<[32, 32], bf16>, 8>) {
  // expected-error @below {{uses 3 pages, which do not divide the 8 of the circular buffer}}
  "tt.cb.reserve"(%a) {pages = 3} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}

// -----

func.func @push_none(%a: !tt.cb<!tt.tile<[32, 32], bf16>, 8>) {
  // expected-error @below {{needs a positive number of pages, got 0}}
  "tt.cb.push"(%a) {pages = 0} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}

// -----

func.func @push_ring(%a: !tt.cb<!tt.tile<[32, 32], bf16>, 8>) {
  // expected-error @below {{uses 3 pages, which do not divide the 8 of the circular buffer}}
  "tt.cb.push"(%a) {pages = 3} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}

// -----

func.func @wait_none(%a: !tt.cb<!tt.tile<[32, 32], bf16>, 8>) {
  // expected-error @below {{needs a positive number of pages, got 0}}
  "tt.cb.wait"(%a) {pages = 0} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}

// -----

func.func @wait_ring(%a: !tt.cb<!tt.tile<[32, 32], bf16>, 8>) {
  // expected-error @below {{uses 3 pages, which do not divide the 8 of the circular buffer}}
  "tt.cb.wait"(%a) {pages = 3} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}

// -----

func.func @pop_none(%a: !tt.cb<!tt.tile<[32, 32], bf16>, 8>) {
  // expected-error @below {{needs a positive number of pages, got 0}}
  "tt.cb.pop"(%a) {pages = 0} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}

// -----

func.func @pop_ring(%a: !tt.cb<!tt.tile<[32, 32], bf16>, 8>) {
  // expected-error @below {{uses 3 pages, which do not divide the 8 of the circular buffer}}
  "tt.cb.pop"(%a) {pages = 3} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}

// -----

func.func @matmul(%a: !tt.cb<!tt.tile<[32, 32], bf16>, 8>, %f: i1) {
  // expected-error @below {{needs a shape [m, n, k] in tiles, got [2, 2]}}
  "tt.cb.matmul"(%a, %a, %a, %f) {shape = [2, 2], transpose_b = false} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, i1) -> ()
  return
}

// -----

func.func @map(%a: !tt.cb<!tt.tile<[32, 32], bf16>, 8>) {
  // expected-error @below {{needs a shape [rows, columns] in tiles, got [2]}}
  "tt.cb.map"(%a) ({
    %t = "tt.tile.at"(%a) {map = "block"} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> !tt.tile<[32, 32], bf16>
    "tt.tile.yield"(%t) : (!tt.tile<[32, 32], bf16>) -> ()
  }) {shape = [2]} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}

// -----

func.func @reduce_kind(%a: !tt.cb<!tt.tile<[32, 32], bf16>, 8>) {
  // expected-error @below {{has kind "min"; circular buffers are reduced by sum or max}}
  "tt.cb.reduce"(%a, %a, %a) {kind = "min", dim = 1 : i64, shape = [2, 4]} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}

// -----

func.func @reduce_dim(%a: !tt.cb<!tt.tile<[32, 32], bf16>, 8>) {
  // expected-error @below {{has dimension 2 : i64; known are 0 and 1}}
  "tt.cb.reduce"(%a, %a, %a) {kind = "max", dim = 2 : i64, shape = [2, 4]} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}

// -----

func.func @fold(%a: !tt.cb<!tt.tile<[32, 32], bf16>, 8>) {
  // expected-error @below {{folds by "mul"; known are max, min, add}}
  "tt.cb.fold"(%a, %a) {fn = "mul", shape = [2, 4]} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
  return
}
