// RUN: tt-opt %s --tile-pad | %check
// RUN: tt-opt %s --tile-pad --tensorize | %check --check-prefix=VALUE

// A row that is used as a whole: 1024 elements in a tile. Elements are masked where a maximum must not see the padding.
// CHECK-LABEL: func.func @row
// CHECK-SAME:    tt.padded_shape = {X = [4, 2048], Y = [4, 2048]}
// CHECK-SAME:    tt.page_form = {X = #tt.pages<"folded">, Y = #tt.pages<"folded">}
// CHECK-SAME:    tt.tile_dims = {X = [-1, 1], Y = [-1, 1]}
// VALUE-LABEL: func.func @row
// VALUE:         %[[X:.*]] = "tt.tile.load"(%{{.*}}, %bx, %{{.*}}) : {{.*}} -> tensor<1x2x!tt.tile<[32, 32], f32>>
// VALUE:         %[[P:.*]] = "tt.tile.iota"() {dim = 2 : i64} : () -> tensor<1x2x!tt.tile<[32, 32], f32>>
// VALUE:         %[[IN:.*]] = "tt.tile.ltz"
// VALUE:         %[[W:.*]] = "tt.tile.where"(%[[IN]], %[[X]], %{{.*}})
// VALUE:         %[[M:.*]] = "tt.tile.block_reduce"(%[[W]]) {dim = 2 : i64, kind = "max"} : {{.*}} -> tensor<1x1x!tt.tile<[32, 32], f32>>
// VALUE:         %[[S:.*]] = "tt.tile.bcast"(%[[M]]) {kind = "scalar"} : {{.*}} -> tensor<1x2x!tt.tile<[32, 32], f32>>
// VALUE:         "tt.tile.sub"(%[[X]], %[[S]])
func.func @row(%X: memref<4x1500xf32, #tt.dram> loc("X"), %Y: memref<4x1500xf32, #tt.dram> loc("Y")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c1500 = arith.constant 1500 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<1500xf32, #tt.fragment>
    %m = memref.alloc() : memref<1xf32, #tt.fragment>
    %a = "tt.tile.view"(%X, %bx, %c0) {sizes = [1, 1500]} : (memref<4x1500xf32, #tt.dram>, index, index)
      -> memref<1x1500xf32, strided<[1500, 1], offset: ?>, #tt.dram>
    %b = "tt.tile.view"(%Y, %bx, %c0) {sizes = [1, 1500]} : (memref<4x1500xf32, #tt.dram>, index, index)
      -> memref<1x1500xf32, strided<[1500, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%a, %x) : (memref<1x1500xf32, strided<[1500, 1], offset: ?>, #tt.dram>, memref<1500xf32, #tt.fragment>) -> ()
    "tt.tile.reduce"(%x, %m) {clear = true, dim = 0 : i64, kind = "max"}
      : (memref<1500xf32, #tt.fragment>, memref<1xf32, #tt.fragment>) -> ()
    scf.parallel (%j) = (%c0) to (%c1500) step (%c1) {
      %0 = memref.load %x[%j] : memref<1500xf32, #tt.fragment>
      %1 = memref.load %m[%c0] : memref<1xf32, #tt.fragment>
      %2 = arith.subf %0, %1 : f32
      memref.store %2, %x[%j] : memref<1500xf32, #tt.fragment>
      scf.reduce
    }
    "tt.tile.copy"(%x, %b) : (memref<1500xf32, #tt.fragment>, memref<1x1500xf32, strided<[1500, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [4], symbols = ["bx"]} : () -> ()
  return
}

// Chunks of one size each start a tile.
// CHECK-LABEL: func.func @chunks
// CHECK-SAME:    tt.padded_shape = {V = [4096], W = [4096]}
// CHECK-SAME:    tt.page_form = {V = #tt.pages<"folded">, W = #tt.pages<"folded">}
// CHECK-SAME:    tt.tile_blocks = {V = [32, 250], W = [32, 250]}
// VALUE-LABEL: func.func @chunks
// VALUE:         "tt.tile.load"(%V, %bx) : {{.*}} -> tensor<1x1x!tt.tile<[32, 32], bf16>>
func.func @chunks(%V: memref<1000xbf16, #tt.dram> loc("V"), %W: memref<1000xbf16, #tt.dram> loc("W")) {
  %c250 = arith.constant 250 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %v = memref.alloc() : memref<250xbf16, #tt.fragment>
    %s = arith.muli %bx, %c250 : index
    %a = "tt.tile.view"(%V, %s) {sizes = [250]} : (memref<1000xbf16, #tt.dram>, index) -> memref<250xbf16, strided<[1], offset: ?>, #tt.dram>
    %b = "tt.tile.view"(%W, %s) {sizes = [250]} : (memref<1000xbf16, #tt.dram>, index) -> memref<250xbf16, strided<[1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%a, %v) : (memref<250xbf16, strided<[1], offset: ?>, #tt.dram>, memref<250xbf16, #tt.fragment>) -> ()
    "tt.tile.copy"(%v, %b) : (memref<250xbf16, #tt.fragment>, memref<250xbf16, strided<[1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [4], symbols = ["bx"]} : () -> ()
  return
}

// A vector that is spread over a matrix lies in rows of tiles, and with it what it is copied to.
// CHECK-LABEL: func.func @spread
// CHECK-NOT:     folded
// VALUE-LABEL: func.func @spread
func.func @spread(%A: memref<64x64xbf16, #tt.dram> loc("A"), %V: memref<64xbf16, #tt.dram> loc("V"), %W: memref<64xbf16, #tt.dram> loc("W")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %a = memref.alloc() : memref<64x64xbf16, #tt.fragment>
    %v = memref.alloc() : memref<64xbf16, #tt.fragment>
    "tt.tile.copy"(%V, %v) : (memref<64xbf16, #tt.dram>, memref<64xbf16, #tt.fragment>) -> ()
    "tt.tile.copy"(%v, %W) : (memref<64xbf16, #tt.fragment>, memref<64xbf16, #tt.dram>) -> ()
    scf.parallel (%i, %j) = (%c0, %c0) to (%c64, %c64) step (%c1, %c1) {
      %0 = memref.load %v[%j] : memref<64xbf16, #tt.fragment>
      memref.store %0, %a[%i, %j] : memref<64x64xbf16, #tt.fragment>
      scf.reduce
    }
    "tt.tile.copy"(%a, %A) : (memref<64x64xbf16, #tt.fragment>, memref<64x64xbf16, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}

// One element for all iterations is no vector.
// CHECK-LABEL: func.func @element
// CHECK-SAME:    tt.page_form = {P = #tt.pages<"folded">, R = #tt.pages<"folded">}
// VALUE-LABEL: func.func @element
// VALUE:         "tt.tile.bcast"(%Q{{.*}}) {kind = "scalar"}
func.func @element(%P: memref<64xbf16, #tt.dram> loc("P"), %Q: memref<64xbf16, #tt.dram> loc("Q"), %R: memref<64xbf16, #tt.dram> loc("R")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    scf.parallel (%j) = (%c0) to (%c64) step (%c1) {
      %0 = memref.load %P[%j] : memref<64xbf16, #tt.dram>
      %1 = memref.load %Q[%bx] : memref<64xbf16, #tt.dram>
      %2 = arith.addf %0, %1 : bf16
      memref.store %2, %R[%j] : memref<64xbf16, #tt.dram>
      scf.reduce
    }
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
