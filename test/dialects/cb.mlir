// RUN: %roundtrip

!cb = !tt.cb<!tt.tile<[32, 32], bf16>, 8>

// CHECK-LABEL: func.func @buffers
func.func @buffers(%a: !cb, %b: !cb, %c: !tt.cb<!tt.tile<[32, 32], f32>, 4>, %fresh: i1) {
  // CHECK: %{{.*}} = "tt.cb.alloc"() {depth = 1 : i64, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8 : i64>
  %o = "tt.cb.alloc"() {depth = 1 : i64, role = "output"} : () -> !cb
  // CHECK: "tt.cb.reserve"(%{{.*}}) {pages = 4 : i64}
  "tt.cb.reserve"(%c) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], f32>, 4>) -> ()
  // CHECK: "tt.cb.wait"(%{{.*}}) {pages = 4 : i64}
  "tt.cb.wait"(%a) {pages = 4} : (!cb) -> ()
  // CHECK: "tt.cb.matmul"(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) {shape = [2, 2, 2], transpose_b = true}
  "tt.cb.matmul"(%a, %b, %c, %fresh) {shape = [2, 2, 2], transpose_b = true} : (!cb, !cb, !tt.cb<!tt.tile<[32, 32], f32>, 4>, i1) -> ()
  // CHECK: "tt.cb.pop"(%{{.*}}) {pages = 4 : i64}
  "tt.cb.pop"(%a) {pages = 4} : (!cb) -> ()
  // CHECK: "tt.cb.push"(%{{.*}}) {pages = 4 : i64}
  "tt.cb.push"(%c) {pages = 4} : (!tt.cb<!tt.tile<[32, 32], f32>, 4>) -> ()
  // CHECK: "tt.cb.map"(%{{.*}}) ({
  // CHECK-NEXT: "tt.tile.at"(%{{.*}}) {map = "scalar"}
  // CHECK-NEXT: "tt.tile.yield"
  // CHECK-NEXT: }) {shape = [4, 2]}
  "tt.cb.map"(%o) ({
    %t = "tt.tile.at"(%b) {map = "scalar"} : (!cb) -> !tt.tile<[32, 32], bf16>
    "tt.tile.yield"(%t) : (!tt.tile<[32, 32], bf16>) -> ()
  }) {shape = [4, 2]} : (!cb) -> ()
  // CHECK: "tt.cb.transpose"(%{{.*}}, %{{.*}}) {shape = [2, 4]}
  "tt.cb.transpose"(%a, %o) {shape = [2, 4]} : (!cb, !cb) -> ()
  return
}
