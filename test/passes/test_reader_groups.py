"""Which cores share reads: against the list of the blocks that every core reads, for many grids, orders and core grids."""

from __future__ import annotations

import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "e2e"))
from kernel_text import Gemm

from tilelang_tt.dialects.groups import ReaderGroupAttr
from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.passes import kernel_func, work_partition
from tilelang_tt.passes.core_sets import Core, Rectangle, core_of
from tilelang_tt.passes.manager import PassManager
from tilelang_tt.passes.reader_groups import Candidate, Sharing, with_senders

ORDERS = ("row_major", "column_major", "block", "z_order")
PIPELINE = (
    "builtin.module(tt-canonicalize-grid,tt-infer-layout,tt-infer-schedule{{core-grid=[{0},{1}] order={2}}},"
    "tt-grid-to-persistent,tt-tiles-to-core-map,tt-shard-to-core-map,tt-tile-pad,tt-tensorize,canonicalize,cse,tt-fuse,"
    "tt-memory-space-lower,canonicalize,cse)"
)


def shared(
    columns: int, rows: int, cores: tuple[int, int], order: str
) -> tuple[dict[str, Candidate], dict[Core, list[tuple[int, int]]]]:
    """The candidates of a GEMM of `rows` x `columns` blocks by tensor, and the blocks (bx, by) of each core, in order."""
    gemm = Gemm((32 * rows, 32 * columns, 64), (32, 32, 32))
    with make_context() as context:
        module = parse_module(gemm.text, "gemm.mlir", context)
        PassManager(PIPELINE.format(*cores, order)).run(module)
        (fn,) = kernel_func.kernels(module)
        ranges = {core_of(k): (s, n) for k, (s, n) in kernel_func.read(fn, work_partition.PER_CORE_ARGS).items()}
        work = {core: [block[:2] for block in blocks] for core, blocks in work_partition.recorded(fn).items()}
        names = dict(zip(fn.arguments, kernel_func.parameter_names(fn), strict=True))
        found = {names[c.op.tensor]: c for c in Sharing(fn, ranges).candidates()}
        return found, work


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 7), st.integers(1, 7), st.tuples(st.integers(1, 4), st.integers(1, 4)), st.sampled_from(ORDERS))
def test_groups_are_cores_that_read_the_same(columns: int, rows: int, cores: tuple[int, int], order: str) -> None:
    """A rectangle has only cores that read the same; cores beside each other that read the same are in one."""
    found, work = shared(columns, rows, cores, order)
    for tensor, axis in (("A", 1), ("B", 0)):
        reads = {core: [block[axis] for block in blocks] for core, blocks in work.items()}
        rectangles = found[tensor].rectangles if tensor in found else []
        grouped: dict[Core, int] = {}
        for i, rectangle in enumerate(rectangles):
            members = rectangle.cores()
            assert len(members) > 1
            assert all(reads[one] == reads[other] for one, other in pairwise(members))
            assert not grouped.keys() & set(members)
            grouped |= dict.fromkeys(members, i)
        for x, y in reads:
            beside = [(x + 1, y), (x, y + 1)]
            same = [core for core in beside if reads.get(core) == reads[x, y]]
            assert (x, y) in grouped or not any(core not in grouped for core in same)


def test_saved_bytes_are_those_of_all_readers_but_one() -> None:
    found, _ = shared(4, 4, (4, 4), "row_major")
    # Two steps of K, four rows of cores, three of four cores each.
    assert found["A"].saved == found["B"].saved == 2 * 4 * 3 * 2048


@pytest.mark.parametrize(("columns", "rows"), [(4, 4), (8, 8), (8, 2), (5, 3)])
def test_senders_are_spread(columns: int, rows: int) -> None:
    """No core sends two blocks while another one of its groups sends none."""
    a = Candidate(
        None, [Rectangle((0, y), (columns, 1)) for y in range(rows)], 2048, dict.fromkeys(_cores(columns, rows), 1)
    )
    b = Candidate(None, [Rectangle((x, 0), (1, rows)) for x in range(columns)], 2048, a.times)
    senders = [group.sender for groups in with_senders([a, b]) for group in groups]
    assert len(set(senders)) == columns + rows
    assert all(group.sender in group.cores.cores() for groups in with_senders([a, b]) for group in groups)


def _cores(columns: int, rows: int) -> list[Core]:
    return Rectangle((0, 0), (columns, rows)).cores()


def test_a_sender_is_one_of_its_group() -> None:
    with make_context():
        ReaderGroupAttr.of([0, 0], [2, 1], [1, 0])
        with pytest.raises(ValueError, match=r"core \[2, 0\] is not in the 2 x 1 cores from \[0, 0\] on"):
            ReaderGroupAttr.of([0, 0], [2, 1], [2, 0])
