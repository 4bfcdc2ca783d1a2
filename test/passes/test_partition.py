"""Properties of the work partition: every block once, balanced, on cores that exist; rectangles disjoint and exact."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tilelang_tt.dialects.extent import evaluate, symbol
from tilelang_tt.passes.core_sets import CoreSet
from tilelang_tt.passes.partition import (
    BOXED,
    ORDERS,
    POLICIES,
    Boxes,
    box_owners,
    coverage_problem,
    cut_in_boxes,
    deal,
    deal_boxes,
    enumerate_blocks,
    grid3,
    open_box,
    split_evenly,
    split_packed,
    z_order_block,
)
from tilelang_tt.passes.schedule import Schedule

extent = st.integers(1, 9)
grids = st.tuples(extent, extent, st.integers(1, 4))
core_sets = st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=20).map(CoreSet.of)
rectangles_of_cores = st.tuples(extent, extent).map(CoreSet.whole)
cores = core_sets | rectangles_of_cores
DEALT = [order for order in ORDERS if order != "match_shard"]


def schedule(grid, usable, order, policy="contiguous"):
    return Schedule("blackhole", (9, 9), grid, 3, order, policy, usable).in_boxes()


@given(grids, cores, st.sampled_from(DEALT), st.sampled_from(POLICIES))
def test_every_block_is_computed_once_by_a_core_that_may_be_used(grid, usable, order, policy):
    assume(policy == "contiguous" or order not in BOXED)
    plan = schedule(grid, usable, order, policy)
    assert coverage_problem(grid, plan.blocks) is None
    shares = plan.shares
    assert [p for s in shares for p in range(s.start, s.start + s.count)] == list(range(len(plan.blocks)))
    assert len({s.core for s in shares}) == len(shares)
    assert {s.core for s in shares} <= set(usable.cores()) and all(s.count > 0 for s in shares)


@given(grids, cores, st.sampled_from([o for o in ORDERS if o not in BOXED]))
def test_counts_differ_by_at_most_one_and_no_core_idles(grid, usable, order):
    counts = [s.count for s in schedule(grid, usable, order).shares]
    assert max(counts) - min(counts) <= 1
    assert len(counts) == min(len(usable), grid[0] * grid[1] * grid[2])


@given(grids, cores, st.sampled_from([o for o in ORDERS if o not in BOXED]))
def test_packed_takes_the_fewest_cores_that_finish_at_the_same_time(grid, usable, order):
    even, packed = (
        [s.count for s in schedule(grid, usable, order, policy).shares] for policy in ("contiguous", "packed")
    )
    assert max(packed) == max(even)
    assert set(packed[:-1]) <= {max(even)}
    assert len(packed) == -(-sum(even) // max(even)) <= len(even)


@given(grids, cores)
def test_a_core_takes_a_box_in_block_order(grid, usable):
    plan = schedule(grid, usable, "block")
    largest = plan.box[0] * plan.box[1] * plan.box[2]
    for s in plan.shares:
        own = plan.blocks[s.start : s.start + s.count]
        spans = [max(axis) - min(axis) + 1 for axis in zip(*own, strict=True)]
        assert spans[0] * spans[1] * spans[2] == s.count <= largest


@given(grids, st.tuples(extent, extent, st.integers(1, 4)), st.data())
def test_boxes_go_to_the_owners_of_shards(grid, box, data):
    boxes = Boxes(grid, box)
    count = len(boxes.spans())
    owners = data.draw(st.permutations([(i % 9, i // 9) for i in range(count)]))
    shares = deal_boxes(boxes, owners)
    assert [s.core for s in shares] == list(owners)
    blocks = enumerate_blocks(grid, "match_shard", box)
    for s, (xs, ys, zs) in zip(shares, boxes.spans(), strict=True):
        assert blocks[s.start : s.start + s.count] == [(x, y, z) for z in zs for y in ys for x in xs]


def test_boxes_of_one_core_that_follow_each_other_are_one_range():
    boxes = Boxes((4, 1, 1), (1, 1, 1))
    shares = deal_boxes(boxes, [(1, 0), (1, 0), (0, 0), (2, 0)])
    assert [(s.core, s.start, s.count) for s in shares] == [((1, 0), 0, 2), ((0, 0), 2, 1), ((2, 0), 3, 1)]
    with pytest.raises(ValueError, match=r"the boxes of core \(1,0\) do not follow each other"):
        deal_boxes(boxes, [(1, 0), (0, 0), (1, 0), (2, 0)])


def test_boxes_keep_their_places_in_a_rectangle_of_cores():
    usable = CoreSet.parse("2,1-4,3")
    owners = box_owners(Boxes((6, 4, 1), (2, 2, 1)), usable)
    assert owners == [(2, 1), (3, 1), (4, 1), (2, 2), (3, 2), (4, 2)]
    # Cores with a gap have no places: row by row.
    gap = CoreSet.parse("0,0;2,0-3,0;1,1")
    assert box_owners(cut_in_boxes((2, 2, 1), gap), gap) == [(0, 0), (2, 0), (3, 0), (1, 1)]


@given(grids, cores, st.sets(st.sampled_from("xyz"), min_size=1))
def test_open_boxes_fit_the_cores_whatever_the_grid_is(grid, usable, unknown):
    symbolic = tuple(symbol(axis) if axis in unknown else size for axis, size in zip("xyz", grid, strict=True))
    values = dict(zip("xyz", grid, strict=True))
    size = tuple(evaluate(extent, values) for extent in open_box(symbolic, usable))
    boxes = Boxes(grid, size)
    assert len(boxes.spans()) <= len(usable)
    assert coverage_problem(grid, enumerate_blocks(grid, "block", size)) is None


@pytest.mark.parametrize(
    ("grid", "cores", "box"),
    [
        (("n", "m", 1), "0,0-7,7", ("ceil_div(n, 8)", "ceil_div(m, 8)", 1)),
        (("n", 1, 1), "0,0-7,7", ("ceil_div(n, 64)", 1, 1)),
        ((2, "m", 1), "0,0-7,7", (1, "ceil_div(m, 32)", 1)),
        ((2, 4, "b"), "0,0-7,7", (1, 1, "ceil_div(b, 8)")),
        (("n", "m", 1), "0,0-2,0;5,5-7,5", ("ceil_div(n, 2)", "ceil_div(m, 3)", 1)),
    ],
)
def test_open_boxes(grid, cores, box):
    sizes = tuple(symbol(e) if isinstance(e, str) else e for e in grid)
    assert tuple(map(str, open_box(sizes, CoreSet.parse(cores)))) == tuple(map(str, box))


@given(extent, extent)
def test_z_order_descends_to_the_block_at_a_position(gx, gy):
    blocks = enumerate_blocks((gx, gy, 1), "z_order")
    assert [z_order_block(i, gx, gy) for i in range(gx * gy)] == [y * gx + x for x, y, _ in blocks]


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
    boxes = cut_in_boxes(grid, CoreSet.whole((8, 8)))
    assert boxes.size == size
    assert len(boxes.spans()) == cores


@given(st.integers(0, 500), st.integers(1, 140))
def test_even_split_is_contiguous(total, parts):
    ranges = split_evenly(total, parts)
    assert [i for start, count in ranges for i in range(start, start + count)] == list(range(total))
    assert all(count > 0 for _, count in ranges) and len(ranges) == min(total, parts)
    packed = split_packed(total, parts)
    assert [i for start, count in packed for i in range(start, start + count)] == list(range(total))


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
    box = schedule((3, 2, 1), CoreSet.whole((2, 1)), order).box
    assert [(x, y) for x, y, _ in enumerate_blocks((3, 2, 1), order, box)] == expected


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
        enumerate_blocks((2, 2, 1), order)


@pytest.mark.parametrize("order", BOXED)
def test_orders_of_boxes_need_their_size(order):
    with pytest.raises(ValueError, match=f"order {order} needs the size of its boxes"):
        enumerate_blocks((2, 2, 1), order)


def test_unknown_policies_are_refused():
    with pytest.raises(ValueError, match="unknown policy 'random'; known are contiguous, packed"):
        deal(4, [(0, 0)], "random")
