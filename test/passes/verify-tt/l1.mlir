// RUN: tt-opt %s --verify-tt="metadata=false l1-table=true" --split-input-file --verify-diagnostics

// expected-remark @below {{circular buffers take 20,480 of 1,395,392 B of L1}}
// expected-note @below {{'circular buffer 0': 2 x 4 pages x 2,048 B = 16,384 B}}
// expected-note @below {{'circular buffer 16': 1 x 1 pages x 4,096 B = 4,096 B}}
module {
  func.func @fits(%A: memref<64x64xbf16, #tt.dram>, %C: memref<32x32xf32, #tt.dram>) {
    %c0 = arith.constant 0 : index
    %c = "tt.cb.alloc"() {role = "output", depth = 1 : i64, id = 16 : i64} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 1>
    %a = "tt.cb.alloc"() {role = "input", depth = 2 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>
    "tt.core.read"(%A, %a, %c0, %c0) {shape = [2, 2]}
      : (memref<64x64xbf16, #tt.dram>, !tt.cb<!tt.tile<[32, 32], bf16>, 8>, index, index) -> ()
    "tt.cb.wait"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
    "tt.cb.map"(%c) ({
      %t = "tt.tile.at"(%a) {map = "scalar"} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> !tt.tile<[32, 32], bf16>
      %x = "tt.tile.typecast"(%t) : (!tt.tile<[32, 32], bf16>) -> !tt.tile<[32, 32], f32>
      "tt.tile.yield"(%x) : (!tt.tile<[32, 32], f32>) -> ()
    }) {shape = [1, 1]} : (!tt.cb<!tt.tile<[32, 32], f32>, 1>) -> ()
    "tt.cb.pop"(%a) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>) -> ()
    "tt.core.write"(%C, %c, %c0, %c0) {shape = [1, 1]}
      : (memref<32x32xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 1>, index, index) -> ()
    return
  }
}

// -----

// expected-remark @below {{circular buffers take 1,474,560 of 1,395,392 B of L1}}
// expected-note @below {{'circular buffer 0'}}
module {
  func.func @does_not_fit(%A: memref<640x384xf32, #tt.dram>) attributes {tt.target_device = "wormhole"} {
    %c0 = arith.constant 0 : index
    // expected-error @below {{circular buffers need 1,474,560 B of L1, a core has 1,395,392 B (wormhole)}}
    // expected-note @below {{'circular buffer 0': 360 pages x 4,096 B = 1,474,560 B}}
    %a = "tt.cb.alloc"() {role = "input", depth = 2 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 360>
    "tt.core.read"(%A, %a, %c0, %c0) {shape = [15, 12]}
      : (memref<640x384xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 360>, index, index) -> ()
    "tt.core.write"(%A, %a, %c0, %c0) {shape = [15, 12]}
      : (memref<640x384xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 360>, index, index) -> ()
    return
  }
}

// -----

// Blackhole has room for it.
// expected-remark @below {{circular buffers take 1,425,408 of 1,461,760 B of L1}}
// expected-note @below {{'circular buffer 0'}}
module {
  func.func @fits_blackhole(%A: memref<640x384xf32, #tt.dram>) attributes {tt.target_device = "blackhole"} {
    %c0 = arith.constant 0 : index
    %a = "tt.cb.alloc"() {role = "input", depth = 2 : i64, id = 0 : i64} : () -> !tt.cb<!tt.tile<[32, 32], f32>, 348>
    "tt.core.read"(%A, %a, %c0, %c0) {shape = [29, 6]}
      : (memref<640x384xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 348>, index, index) -> ()
    "tt.core.write"(%A, %a, %c0, %c0) {shape = [29, 6]}
      : (memref<640x384xf32, #tt.dram>, !tt.cb<!tt.tile<[32, 32], f32>, 348>, index, index) -> ()
    return
  }
}
