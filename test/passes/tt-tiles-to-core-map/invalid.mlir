// RUN: tt-opt %s --verify-diagnostics --infer-schedule --grid-to-persistent --tiles-to-core-map=strategy=block

// The loop counts blocks row by row already.
// expected-error @below {{the persistent loop of 'f' follows row_major, contiguous, on [8, 8] of wormhole, tt-tiles-to-core-map{strategy=block} asks for block, contiguous, on [8, 8] of wormhole}}
func.func @f() {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [5], symbols = ["bx"]} : () -> ()
  return
}
