"""The loop that grid-to-persistent emits visits, position by position, the blocks of the order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilelang_tt.mlir import ir, make_context, parse_module, walk_collect
from tilelang_tt.passes.block_regions import index_value
from tilelang_tt.passes.core_sets import CoreSet
from tilelang_tt.passes.grid_to_persistent import GridToPersistent
from tilelang_tt.passes.infer_schedule import InferSchedule
from tilelang_tt.passes.partition import cut_in_boxes, enumerate_blocks, grid3

KERNEL = """
func.func @kernel(%A: memref<9x9x9xf32, #tt.dram>) {{
  "tt.core.grid"() ({{
  ^bb0({arguments}):
    %c0 = arith.constant 0 : index
    %x = memref.load %A[{indices}] : memref<9x9x9xf32, #tt.dram>
  }}) {{extents = {extents}, symbols = {symbols}}} : () -> ()
  return
}}
"""


def blocks_visited(extents: list[int], core_grid: tuple[int, int], order: str) -> list[tuple[int, ...]]:
    """The block indices at every position, by evaluating the emitted arithmetic."""
    names = ["bx", "by", "bz"][: len(extents)]
    text = KERNEL.format(
        arguments=", ".join(f"%{n}: index" for n in names),
        indices=", ".join([f"%{n}" for n in names] + ["%c0"] * (3 - len(names))),
        extents=extents,
        symbols=str(names).replace("'", '"'),
    )
    context = make_context()
    with context:
        module = parse_module(text, context=context)
        GridToPersistent()(InferSchedule(core_grid=core_grid, order=order)(module))
        (load,) = walk_collect(module, "memref.load")
        (loop,) = walk_collect(module, "scf.for")
        (kernel,) = walk_collect(module, "func.func")
        start, variable = kernel.arguments[1], loop.induction_variable
        total = 1
        for extent in extents:
            total *= extent
        indices = list(load.operation.operands)[1:]
        assert isinstance(indices[0], ir.Value)
        return [
            tuple(
                index_value(index, {start: position - position // 2, variable: position // 2}, False)
                for index in indices
            )
            for position in range(total)
        ]


ORDERS = ["row_major", "column_major", "block", "z_order"]


def expected(grid, core_grid: tuple[int, int], order: str):
    box = cut_in_boxes(grid, CoreSet.whole(core_grid)).size if order == "block" else None
    return enumerate_blocks(grid, order, box)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=3).filter(lambda e: len(e) == 1 or e[-1] > 1),
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.sampled_from(ORDERS),
)
def test_formulae_agree_with_the_enumeration(extents, core_grid, order):
    assert blocks_visited(extents, core_grid, order) == expected(grid3(extents), core_grid, order)


@pytest.mark.parametrize("order", ORDERS)
def test_large_grid(order):
    assert blocks_visited([17, 13, 5], (8, 8), order) == expected((17, 13, 5), (8, 8), order)
