// RUN: tt-opt %s --tiles-to-core-map | %check

// Ten blocks fill one row of eight cores and a part of the next: two rectangles, and no idle core in them.
// CHECK-LABEL: func.func @ragged
// CHECK-SAME:    tt.core_ranges = [#tt.core_range<[0, 0], [8, 1]>, #tt.core_range<[0, 1], [2, 1]>]
func.func @ragged() attributes {tt.core_grid = [8, 8]} {
  "tt.core.grid"() ({
  ^bb0(%bx: index):
  }) {extents = [10], symbols = ["bx"]} : () -> ()
  return
}
