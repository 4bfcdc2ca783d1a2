"""Which circular buffers become shards, and why others do not."""

import itertools

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sharded_text import PAGE, elementwise

from tilelang_tt.diagnostics import CompileError, Diagnostics
from tilelang_tt.mlir import ir, make_context, parse_module, walk_collect
from tilelang_tt.passes.manager import PassManager
from tilelang_tt.sim.reference import interpret

CB = f"!tt.cb<{PAGE}, 4>"
AGAIN = f"""
      "tt.cb.map"(%cb_in2) ({{
        %b = "tt.tile.at"(%cb_in) {{map = "block"}} : ({CB}) -> {PAGE}
        "tt.tile.yield"(%b) : ({PAGE}) -> ()
      }}) {{shape = [1, 2]}} : ({CB}) -> ()
      "tt.cb.wait"(%cb_in2) {{pages = 2 : i64}} : ({CB}) -> ()
      "tt.cb.pop"(%cb_in2) {{pages = 2 : i64}} : ({CB}) -> ()
"""
TWO = {"(0,0)": (0, 2), "(1,0)": (2, 2)}
HALVES = {name: ("match_shard", (2, 4)) for name in "AC"}


def aliased(text):
    """(tensors that are aliased, remarks, module) of a kernel."""
    module = parse_module(text, "kernel.mlir", make_context())
    diag = Diagnostics(module.context)
    PassManager("builtin.module(tt-alias-shards,tt-place-buffers)").run(module, diag)
    allocs = walk_collect(module, "tt.cb.alloc")
    names = [
        ir.StringAttr(a.attributes["alias"]).value
        for a in map(lambda o: o.operation, allocs)
        if "alias" in a.attributes
    ]
    return names, [str(finding.message) for finding in diag.collected], module


CASES = {
    "rows of blocks in rows of shards": (elementwise((4, 4), (1, 2), HALVES, TWO), "AC", ""),
    "one of two": (elementwise((4, 4), (1, 2), {"A": HALVES["A"]}, TWO), "A", ""),
    "in place": (elementwise((4, 4), (1, 2), {"A": HALVES["A"]}, TWO, in_place=True), "AA", ""),
    "columns of blocks": (
        elementwise(
            (4, 4), (1, 2), {n: ("match_shard", (4, 2)) for n in "AC"}, {"(0,0)": (0, 1), "(1,0)": (1, 1)}, across=True
        ),
        "AC",
        "",
    ),
    "columns of tiles": (
        elementwise((4, 4), (1, 1), {n: ("column_major", (4, 2)) for n in "AC"}, TWO, across=True),
        "AC",
        "",
    ),
    "the last shard is partly padding": (
        elementwise((3, 4), (1, 4), HALVES, {"(0,0)": (0, 2), "(1,0)": (2, 1)}),
        "AC",
        "",
    ),
    "the same shard again and again": (
        elementwise(
            (4, 4),
            (2, 2),
            {"A": ("match_shard", (2, 2))},
            {"(0,0)": (0, 1)},
            place="%row = arith.constant 0 : index  %col = arith.constant 0 : index",
        ),
        "A",
        "",
    ),
    "another core's shard": (
        elementwise((4, 4), (1, 2), {"A": HALVES["A"]}, {"(0,0)": (2, 2), "(1,0)": (0, 2)}),
        "",
        "'A' is read over the NoC, not where it lies: core (0,0) needs shard 1, which is on core (1,0)",
    ),
    "a core without a shard": (
        elementwise((4, 4), (1, 2), {"A": HALVES["A"]}, {"(0,0)": (0, 2), "(1,1)": (2, 2)}),
        "",
        "core (1,1) has blocks and no shard",
    ),
    "pages in another order": (
        elementwise((4, 4), (2, 2), {"A": ("row_major", (2, 4))}, {"(0,0)": (0, 1), "(1,0)": (1, 1)}),
        "",
        "core (0,0) needs page 4 of its shard where page 2 follows",
    ),
    "blocks that do not divide the shard": (
        elementwise((6, 2), (2, 2), {"A": ("match_shard", (3, 2))}, {"(0,0)": (0, 1), "(1,0)": (1, 1)}),
        "",
        "blocks of 4 pages do not divide shards of 6",
    ),
    "an index that the kernel is given": (
        elementwise(
            (4, 4),
            (1, 2),
            {"A": HALVES["A"]},
            TWO,
            place="%given = arith.index_cast %n : i32 to index  %row = arith.minui %given, %row0 : index  "
            "%col = arith.addi %col0, %c0 : index",
        ).replace("%tt_start_tile: i32", '%n: i32 loc("n"), %tt_start_tile: i32', 1),
        "",
        "which pages are moved depends on the place of a block, which comes from an argument of the kernel",
    ),
    "in place, and read again": (
        elementwise((4, 4), (1, 2), {"A": HALVES["A"]}, TWO, in_place=True, after=AGAIN).replace(
            "  %start",
            f'  %cb_in2 = "tt.cb.alloc"() {{depth = 2 : i64, role = "intermediate"}} : () -> {CB}\n  %start',
            1,
        ),
        "",
        "it is updated in place, and read after that",
    ),
    "in place, with a tile for several": (
        elementwise((4, 4), (1, 2), {"A": HALVES["A"]}, TWO, in_place=True, maps="row"),
        "",
        "it is updated in place, and each of its tiles is used for several others",
    ),
    "in place, elsewhere": (
        elementwise(
            (4, 4),
            (1, 2),
            {"A": HALVES["A"]},
            TWO,
            in_place=True,
            place="%three = arith.constant 3 : index  %row = arith.subi %three, %row0 : index  %col = arith.addi %col0, %c0 : index",
        ),
        "",
        "core (0,0) needs shard 1",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_cases(name):
    text, tensors, why = CASES[name]
    found, remarks, _ = aliased(text)
    assert found == list(tensors), remarks
    assert why in "\n".join(remarks)
    assert bool(remarks) == bool(why)


def test_a_grid_that_is_not_known():
    text = elementwise((4, 4), (1, 2), {"A": HALVES["A"]}, TWO)
    found, remarks, _ = aliased(text.replace("tt.per_core_args", "tt.other"))
    assert not found
    assert "depends on a grid that is known only when the program runs" in remarks[0]


def poisoned(module, seed):
    shape = tuple(walk_collect(module, "func.func")[0].arguments[0].type.shape)
    values = np.random.default_rng(seed).uniform(-1, 1, shape).astype(ml_dtypes.bfloat16)
    return [values, np.full_like(values, np.nan)]


@pytest.mark.parametrize("name", [name for name, (_, tensors, _) in CASES.items() if tensors])
def test_same_result_before_and_after(name):
    text = CASES[name][0]
    before = parse_module(text, "kernel.mlir", make_context())
    arrays = poisoned(before, 3)[: text.count("loc(") - 2]
    cores = [(0, 4)] if '"(1,0)"' in text else [(0, 1)]
    _, _, after = aliased(text)
    for want, have in zip(interpret(before, arrays, cores=cores), interpret(after, arrays, cores=cores), strict=True):
        np.testing.assert_array_equal(want.astype(np.float32), have.astype(np.float32))


def test_memory_that_is_shared_shows_in_the_interpreter():
    """Where a block is stored before it is read for the last time, an alias makes a difference."""
    memref = "memref<128x128xbf16, #tt.dram>"
    stored_first = f"""
      "tt.core.write"(%A, %cb_out, %row, %col) {{shape = [1, 2]}} : ({memref}, {CB}, index, index) -> ()
      "tt.cb.map"(%cb_out) ({{
        %b = "tt.tile.at"(%cb_in) {{map = "block"}} : ({CB}) -> {PAGE}
        %s = "tt.tile.neg"(%b) : ({PAGE}) -> {PAGE}
        "tt.tile.yield"(%s) : ({PAGE}) -> ()
      }}) {{shape = [1, 2]}} : ({CB}) -> ()"""
    text = elementwise((4, 4), (1, 2), {"A": HALVES["A"]}, TWO, after=stored_first)
    forced = text.replace('depth = 2 : i64, role = "input"', 'alias = "A", depth = 2 : i64, role = "input"')
    arrays = poisoned(parse_module(text, "kernel.mlir", make_context()), 4)
    moved, shared = (
        interpret(parse_module(t, "k.mlir", make_context()), arrays, cores=[(0, 4)]) for t in (text, forced)
    )
    np.testing.assert_array_equal(moved[1], -arrays[0])
    np.testing.assert_array_equal(shared[1], -np.abs(arrays[0]))
    found, remarks, _ = aliased(text)
    assert not found
    assert "it is updated in place, and not tile by tile" in remarks[0]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("128, 128]}", "64, 128]}"), "and is a shard of 'A'"),
        (('"(0,0)" = [0, 2]', '"(0,0)" = [2, 2]'), "cannot be the shard of 'A': core (0,0) needs shard 1"),
        (('"L1", false', '"DRAM", false'), "is the shard of 'A', which has no shards in L1"),
    ],
)
def test_an_alias_that_cannot_be_is_found(change, message):
    _, _, module = aliased(
        elementwise((8, 4), (1, 2), {"A": ("match_shard", (4, 4))}, {"(0,0)": (0, 4), "(1,0)": (4, 4)})
    )
    text = module.operation.get_asm(enable_debug_info=True)
    assert change[0] in text.replace("[0, 4]", "[0, 2]") or change[0] in text
    changed = text.replace(*change) if change[0] in text else text.replace('"(0,0)" = [0, 4]', '"(0,0)" = [4, 4]')
    with pytest.raises(CompileError, match=message.replace("(", r"\(").replace(")", r"\)")):
        PassManager("builtin.module(verify-tt{metadata=false})").run(parse_module(changed, "k.mlir", make_context()))


def pages_touched(tiles, block, shard, order, shard_block, across, strips):
    """(shard, page in it) of each page that a core's strips move, in order: a walk over tiles, one by one."""
    rows, cols = tiles
    height, width = block
    counts = rows // height if across else cols // width
    for strip, step in itertools.product(strips, range(counts)):
        top, left = (step * height, strip * width) if across else (strip * height, step * width)
        for r, c in itertools.product(range(top, top + height), range(left, left + width)):
            number = r // shard[0] * -(-cols // shard[1]) + c // shard[1]
            y, x = r % shard[0], c % shard[1]
            if order == "column_major":
                yield number, x * shard[0] + y
            else:
                h, w = shard_block
                yield number, ((y // h * (shard[1] // w) + x // w) * h + y % h) * w + x % w


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_page_is_checked(data):
    """What is aliased is exactly what a walk over all tiles finds in order."""
    block = data.draw(st.tuples(st.sampled_from([1, 2]), st.sampled_from([1, 2])))
    blocks = data.draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    tiles = tuple(b * n for b, n in zip(block, blocks, strict=True))
    shard = tuple(b * data.draw(st.integers(1, n)) for b, n in zip(block, blocks, strict=True))
    order = data.draw(st.sampled_from(["row_major", "column_major", "match_shard"]))
    across = data.draw(st.booleans())
    strips = blocks[1] if across else blocks[0]
    cut = data.draw(st.integers(1, strips))
    counts = [-(-t // s) for t, s in zip(tiles, shard, strict=True)]
    grid = (counts[1], counts[0]) if min(counts) > 1 else (counts[0] * counts[1], 1)
    owners = [f"({i % grid[0]},{i // grid[0]})" for i in range(counts[0] * counts[1])]
    work = {"(0,0)": (0, cut)} | ({"(1,0)": (cut, strips - cut)} if cut < strips else {})
    text = elementwise(
        tiles, block, {"A": (order, shard)}, work, core_grid=(max(grid[0], 2), max(grid[1], 2)), across=across
    )
    found, _, _ = aliased(text)

    def fits(shard_block):
        per = shard[0] * shard[1]
        for core, (start, count) in work.items():
            mine = range(start, start + count)
            for i, (number, page) in enumerate(pages_touched(tiles, block, shard, order, shard_block, across, mine)):
                if owners[number] != core or page != i % per:
                    return False
        return set(work) <= set(owners) and per % (block[0] * block[1]) == 0

    candidates = [shard, block] if order == "match_shard" else [shard]
    assert found == (["A"] if any(map(fits, candidates)) else [])
