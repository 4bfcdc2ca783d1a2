// RUN: %invalid

func.func @attributes(%i: index) {
  // expected-error @below {{'tt.tile.sfpu_unary' op needs attributes fn of their types}}
  "tt.tile.sfpu_unary"(%i) {fn = 3 : i64} : (index) -> ()
  return
}

// -----

func.func @indices(%i: i32, %a: !tt.cb<!tt.tile<[32, 32], bf16>, 8>) {
  // expected-error @below {{'tt.tile.copy_tile' op needs indices for tiles and DST slots}}
  "tt.tile.copy_tile"(%a, %i, %i) : (!tt.cb<!tt.tile<[32, 32], bf16>, 8>, i32, i32) -> ()
  return
}

// -----

func.func @unknown(%i: index) {
  // expected-error @below {{'tt.tile.sfpu_unary' op has no attribute 'mode'}}
  "tt.tile.sfpu_unary"(%i) {fn = "exp", mode = 1 : i64} : (index) -> ()
  return
}
