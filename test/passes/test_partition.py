"""Properties of the work partition: every block once, balanced, on cores that exist; rectangles disjoint and exact."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilelang_tt.passes.partition import (
    ORDERS,
    Rectangle,
    core_key,
    core_of,
    coverage_problem,
    cut_in_boxes,
    enumerate_blocks,
    grid3,
    rectangles,
    share,
    split_evenly,
)

extent = st.integers(1, 9)
grids = st.tuples(extent, extent, st.integers(1, 4))
core_grids = st.tuples(extent, extent)


@given(grids, core_grids, st.sampled_from(ORDERS))
def test_every_block_is_computed_once_by_a_core_of_the_grid(grid, core_grid, order):
    blocks = enumerate_blocks(grid, order, core_grid)
    assert coverage_problem(grid, blocks) is None
    shares = share(grid, core_grid, order)
    assert [p for s in shares for p in range(s.start, s.start + s.count)] == list(range(len(blocks)))
    assert len({s.core for s in shares}) == len(shares) <= core_grid[0] * core_grid[1]
    assert all(0 <= s.core[0] < core_grid[0] and 0 <= s.core[1] < core_grid[1] and s.count > 0 for s in shares)


@given(grids, core_grids, st.sampled_from([o for o in ORDERS if o != "block"]))
def test_counts_differ_by_at_most_one_and_no_core_idles(grid, core_grid, order):
    counts = [s.count for s in share(grid, core_grid, order)]
    assert max(counts) - min(counts) <= 1
    assert len(counts) == min(core_grid[0] * core_grid[1], grid[0] * grid[1] * grid[2])


@given(grids, core_grids)
def test_a_core_takes_a_box_in_block_order(grid, core_grid):
    blocks = enumerate_blocks(grid, "block", core_grid)
    boxes = cut_in_boxes(grid, core_grid)
    largest = boxes.size[0] * boxes.size[1] * boxes.size[2]
    for s in share(grid, core_grid, "block"):
        own = blocks[s.start : s.start + s.count]
        spans = [max(axis) - min(axis) + 1 for axis in zip(*own, strict=True)]
        assert spans[0] * spans[1] * spans[2] == s.count <= largest


@pytest.mark.parametrize(
    ("grid", "size", "cores"),
    [
        ((32, 16, 1), (4, 2, 1), 64),  # the shape of the core grid
        ((4096, 1, 1), (64, 1, 1), 64),  # one row of blocks for all rows of cores
        ((2, 32, 1), (1, 1, 1), 64),
        ((2, 2, 256), (1, 1, 16), 64),  # cores left over share z
        ((8, 8, 3), (1, 1, 3), 64),
        ((3, 2, 1), (1, 1, 1), 6),
    ],
)
def test_boxes_use_the_cores_there_are(grid, size, cores):
    assert cut_in_boxes(grid, (8, 8)).size == size
    assert len(share(grid, (8, 8), "block")) == cores


@given(st.integers(0, 500), st.integers(1, 140))
def test_even_split_is_contiguous(total, parts):
    ranges = split_evenly(total, parts)
    assert [i for start, count in ranges for i in range(start, start + count)] == list(range(total))
    assert all(count > 0 for _, count in ranges) and len(ranges) == min(total, parts)


@given(st.sets(core_grids, max_size=40))
def test_rectangles_are_disjoint_and_cover_exactly(cores):
    covered = [core for rectangle in rectangles(cores) for core in rectangle.cores()]
    assert len(covered) == len(set(covered)) and set(covered) == cores


def test_the_first_cores_of_a_grid_need_two_rectangles_at_most():
    assert rectangles([s.core for s in share((10, 1, 1), (8, 8), "row_major")]) == [
        Rectangle((0, 0), (8, 1)),
        Rectangle((0, 1), (2, 1)),
    ]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("row_major", [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1)]),
        ("column_major", [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]),
        ("z_order", [(0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (2, 1)]),
        ("block", [(0, 0), (1, 0), (0, 1), (1, 1), (2, 0), (2, 1)]),
    ],
)
def test_orders_of_a_small_grid(order, expected):
    assert [(x, y) for x, y, _ in enumerate_blocks((3, 2, 1), order, (2, 1))] == expected


def test_what_is_wrong_with_an_assignment_is_said():
    assert coverage_problem((2, 1, 1), [(0, 0, 0), (0, 0, 0)]) == "block (0, 0, 0) is assigned twice"
    assert coverage_problem((2, 1, 1), [(2, 0, 0)]) == "block (2, 0, 0) is outside of the grid (2, 1, 1)"
    assert coverage_problem((2, 1, 1), [(0, 0, 0)]) == "1 of 2 blocks are not assigned, the first is (1, 0, 0)"


@pytest.mark.parametrize("extents", [[], [1, 2, 3, 4], [2, 0]])
def test_grids_have_one_to_three_positive_extents(extents):
    with pytest.raises(ValueError, match="one to three positive extents"):
        grid3(extents)


@pytest.mark.parametrize("order", ["snake", ""])
def test_unknown_orders_are_refused(order):
    with pytest.raises(ValueError, match="unknown order"):
        share((2, 2, 1), (2, 2), order)
    with pytest.raises(ValueError, match="unknown order"):
        enumerate_blocks((2, 2, 1), order, (2, 2))


@given(core_grids)
def test_core_keys_round_trip(core):
    assert core_of(core_key(core)) == core


@pytest.mark.parametrize("key", ["0,1", "(0,1", "(0, 1)", "(a,b)", "(1,2,3)", ""])
def test_text_that_is_no_core_is_refused(key):
    with pytest.raises(ValueError, match="is not a core"):
        core_of(key)
