// RUN: %roundtrip

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>

// CHECK-LABEL: func.func @grid
func.func @grid() {
  // CHECK: "tt.core.launch"() ({
  // CHECK-NEXT: ^bb0(%{{.*}}: index, %{{.*}}: index):
  // CHECK: }) {extents = [4, 1], swizzle = 3 : i64, symbols = ["bx", "by"], threads = [128]} : () -> ()
  "tt.core.launch"() ({
  ^bb0(%bx: index, %by: index):
  }) {extents = [4, 1], symbols = ["bx", "by"], threads = [128], swizzle = 3 : i64} : () -> ()
  // CHECK: "tt.core.grid"() ({
  // CHECK: }) {extents = [4, 3, 2], symbols = ["bx", "by", "bz"]} : () -> ()
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index, %bz: index):
  }) {extents = [4, 3, 2], symbols = ["bx", "by", "bz"]} : () -> ()
  return
}

// CHECK-LABEL: func.func @z_order
func.func @z_order(%position: index, %gx: index, %gy: index) -> index {
  // CHECK: %{{.*}} = "tt.core.z_order"(%{{.*}}, %{{.*}}, %{{.*}}) : (index, index, index) -> index
  %block = "tt.core.z_order"(%position, %gx, %gy) : (index, index, index) -> index
  return %block : index
}

// CHECK-LABEL: func.func @movers
func.func @movers(%A: memref<3x128x64xbf16, #tt.dram>, %i: index) {
  // CHECK: %{{.*}} = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
  %cb = "tt.cb.alloc"() {depth = 2 : i64, id = 0 : i64, role = "input"} : () -> !cb
  // CHECK: "tt.core.read"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {shape = [2, 2], transposed}
  "tt.core.read"(%A, %cb, %i, %i, %i) {shape = [2, 2], transposed} : (memref<3x128x64xbf16, #tt.dram>, !cb, index, index, index) -> ()
  // CHECK: "tt.core.write"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {shape = [4, 1]}
  "tt.core.write"(%A, %cb, %i, %i, %i) {shape = [4, 1]} : (memref<3x128x64xbf16, #tt.dram>, !cb, index, index, index) -> ()
  // CHECK: "tt.core.read_tile"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}})
  "tt.core.read_tile"(%A, %cb, %i, %i) : (memref<3x128x64xbf16, #tt.dram>, !cb, index, index) -> ()
  // CHECK: "tt.core.read_region"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {guarded = [0], region = [1, 64, 40], shape = [2, 2], transposed}
  "tt.core.read_region"(%A, %cb, %cb, %i, %i, %i) {guarded = [0], region = [1, 64, 40], shape = [2, 2], transposed}
    : (memref<3x128x64xbf16, #tt.dram>, !cb, !cb, index, index, index) -> ()
  // CHECK: "tt.core.write_region"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {region = [3, 1, 33], shape = [1, 2]}
  "tt.core.write_region"(%A, %cb, %cb, %i, %i, %i) {region = [3, 1, 33], shape = [1, 2]}
    : (memref<3x128x64xbf16, #tt.dram>, !cb, !cb, index, index, index) -> ()
  // CHECK: "tt.core.read_rows"(%{{.*}}) {block = [64, 40], matrix = [128, 64, 1], transposed}
  "tt.core.read_rows"(%A, %cb, %cb, %i, %i, %i) {block = [64, 40], matrix = [128, 64, 1], transposed}
    : (memref<3x128x64xbf16, #tt.dram>, !cb, !cb, index, index, index) -> ()
  // CHECK: "tt.core.write_rows"(%{{.*}}) {block = [3, 33], matrix = [3, 64, 128]}
  "tt.core.write_rows"(%A, %cb, %cb, %i, %i, %i) {block = [3, 33], matrix = [3, 64, 128]}
    : (memref<3x128x64xbf16, #tt.dram>, !cb, !cb, index, index, index) -> ()
  // CHECK: "tt.core.read_barrier"() : () -> ()
  "tt.core.read_barrier"() : () -> ()
  // CHECK: "tt.core.write_tile"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}})
  "tt.core.write_tile"(%A, %cb, %i, %i) : (memref<3x128x64xbf16, #tt.dram>, !cb, index, index) -> ()
  // CHECK: "tt.core.writes_flushed"() : () -> ()
  "tt.core.writes_flushed"() : () -> ()
  // CHECK: "tt.core.write_barrier"() : () -> ()
  "tt.core.write_barrier"() : () -> ()
  return
}

// CHECK: func.func @attributes() attributes {tt.core_ranges = [#tt.core_range<[0, 0], [8, 4]>], tt.layout_desc = {A = #tt.layout<"L1", false, [1, 2], "z_order">}, tt.page_form = {A = #tt.pages<"rows">}, tt.runtime_args = {start_tile = #tt.runtime_arg<"tt_start_tile", "int32", "start_tile">}, tt.work_partition = {"(0,0)" = [#tt.work<[1, 2, 0], 128 : i64, "row_major">]}}
func.func @attributes() attributes {
  tt.core_ranges = [#tt.core_range<[0, 0], [8, 4]>], tt.layout_desc = {A = #tt.layout<"L1", false, [1, 2], "z_order">},
  tt.page_form = {A = #tt.pages<"rows">},
  tt.runtime_args = {start_tile = #tt.runtime_arg<"tt_start_tile", "int32", "start_tile">},
  tt.work_partition = {"(0,0)" = [#tt.work<[1, 2, 0], 128, "row_major">]}
} {
  return
}

// CHECK-LABEL: func.func @symbolic
// CHECK-SAME: tt.shape = {A = [#tt.extent<"m">, 64]}, tt.symbols = ["m"]
func.func @symbolic(%A: memref<?x64xbf16, #tt.dram> loc("A"), %m: i32 loc("m")) attributes {
  tt.shape = {A = [#tt.extent<"m">, 64]}, tt.symbols = ["m"]
} {
  // CHECK: {extents = [2, #tt.extent<"ceil_div(m, 128)">], symbols = ["bx", "by"]}
  "tt.core.grid"() ({
  ^bb0(%bx: index, %by: index):
  }) {extents = [2, #tt.extent<"ceil_div(m, 128)">], symbols = ["bx", "by"]} : () -> ()
  return
}
