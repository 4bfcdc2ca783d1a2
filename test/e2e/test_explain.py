"""Explanations: what they say is what the plan, the passes and the simulator say; text and page are deterministic."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from kernel_text import Gemm
from live_examples import load

import tilelang_tt as tt
from tilelang_tt.explain import explain, page, text
from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.passes.pipelines import Options

GEMM = Gemm((128, 128, 64), (32, 64, 32), names=("left", "right", "product"))


def compiled(**options: Any) -> tt.CompiledKernel:
    with make_context() as context:
        return tt.compile(parse_module(GEMM.text, "kernel.mlir", context), **options)


def facts(options: Options | None = None) -> Any:
    return explain(parse_module(GEMM.text, "kernel.mlir", make_context()), options)


@pytest.fixture(scope="module")
def said() -> str:
    return compiled(core_grid=(2, 2)).explain()


def test_tensors_buffers_and_threads(said: str) -> None:
    lines = said.splitlines()
    assert lines[0] == "gemm on wormhole, 2 x 2 cores"
    assert "  left: 128 x 64 bfloat16 (in), DRAM, interleaved, row_major" in lines
    assert "    8 pages of 2,048 B, Float16_b" in lines
    assert "Circular buffers: 40,960 of 1,395,392 B of L1 on each core with work (2.9%)" in lines
    assert "    0  cb_left_block   input        Float16_b       4     2      8,192    0.6%  ##########" in lines
    assert "  2 blocks: one is filled while another is drained: cb_left_block, cb_right_block, cb_product" in lines
    assert (
        "  precision: 32 bits: 32-bit data, sums or several roundings; 4 tiles in half of DST, the packer empties the "
        in said
    )
    compute = lines[lines.index("  compute: compute.cpp on TRISC") :]
    assert compute[1:4] == [
        "    for each block:",
        "      sums = left_block . right_block.  [1 section of DST, 2 tiles each]",
        "      product from sums.  [1 section of DST, 2 tiles each]",
    ]


def test_core_picture(said: str) -> None:
    at = said.splitlines().index("  cores, with the numbers of their blocks:")
    assert said.splitlines()[at + 1 : at + 4] == ["          0   1", "     0  0-1 2-3", "     1  4-5 6-7"]
    (program,) = facts(Options(core_grid=(8, 8))).programs
    assert "       no work in rows 1 to 7" in text(facts(Options(core_grid=(8, 8))))
    assert len(program.blocks) == 8


def test_reasons_are_those_of_the_passes() -> None:
    def why(topic: str, about: str, **options: Any) -> list[str]:
        (program,) = facts(Options(**options)).programs
        return program.why(topic, about)

    assert why("schedule", "order") == ["row_major: the default"]
    assert why("schedule", "order", partition_strategy="block") == ["block: as asked for"]
    assert why("schedule", "device", device="blackhole") == ["blackhole: as asked for"]
    assert why("schedule", "cores", cores="0,0-1,1") == ["only 0,0-1,1, as asked for"]
    assert why("schedule", "policy", policy="packed") == ["packed: as asked for"]
    assert why("loops", "K") == [
        "2 steps become one, 1 in all: up to 8 tiles of K fit a block, and both operands 160 tiles of L1"
    ]
    assert why("dst", "fidelity", math_fidelity="LoFi") == ["LoFi: as asked for"]
    assert why("buffer", "cb_product", double_buffer=False) == ["one block: double buffering is off"]
    assert why("buffer", "cb_sums") == ["one block of a thread's own"]
    assert why("movement", "multicast", multicast="off") == ["every core reads for itself: as asked for"]
    shared = ["1 group of 4 cores, one of each reads for all: as asked for"]
    assert why("movement", "right_readers", multicast="on", core_grid=(2, 2)) == shared
    assert why("work", "blocks") == ["dealt by policy contiguous in order row_major"]


def test_choices_of_a_plan_are_told() -> None:
    plan = {"schema_version": 1, "cbs": [{"name": "cb_product", "depth": 3}]}
    said = compiled(plan=plan).explain()
    assert "  depth 3 is chosen by the user: cb_product" in said
    work = compiled(core_grid=(2, 1)).plan.to_data()["work_partition"]
    assert "  blocks: as tt.core_map says" in compiled(plan={"schema_version": 1, "work_partition": work}).explain()


@pytest.mark.parametrize(("multicast", "read"), [("off", 65536), ("on", 16384)])
def test_bounds_are_what_the_simulator_counts(multicast: str, read: int) -> None:
    kernel = compiled(core_grid=(2, 2), multicast=multicast)
    arrays = [np.zeros(t.shape, dtype) for t, dtype in zip(GEMM.tensors, ["bfloat16"] * 3, strict=True)]
    counters = kernel.profile(*arrays).counters
    assert f"  {counters['dram_read_bytes']:,} B read from DRAM (left 32,768 B, right {read:,} B): " in kernel.explain()
    assert f"  {counters['dram_write_bytes']:,} B written to DRAM (product 32,768 B): " in kernel.explain()
    assert (
        f"  {counters['ops']['matmul']} products of tiles, 8 on the busiest core (HiFi4): 512 clocks"
        in kernel.explain()
    )


def test_tensors_in_l1_take_their_room() -> None:
    kernel = compiled(core_grid=(2, 2), layouts={"left": "l1_block_sharded"})
    said = kernel.explain()
    assert "  left: 128 x 64 bfloat16 (in), L1, sharded, shards of 64 x 32, row_major\n    as asked for\n" in said
    room = "Circular buffers: 45,056 (with tensors: left 4,096) of 1,395,392 B of L1 on each core with work (3.2%)"
    assert room in said and "  32,768 B read from L1 (left 32,768 B)\n" in said
    assert "<title>left: 4,096 B</title>" in kernel.explain("html")


def test_shards_that_stay_where_they_lie() -> None:
    said = compiled(core_grid=(1, 4), layouts={"left": "l1_height_sharded"}).explain()
    assert "  the shard of left, where it lies: nothing is moved: cb_left_block" in said
    assert "left" not in said[said.index("Takes at least") :]


def test_symbolic_sizes_and_sequences() -> None:
    said = tt.compile(load("dynamic_gemm").matmul()).explain()
    assert "  the host splits the blocks when it knows how many there are" in said
    assert "products of tiles per block (HiFi4)" in said
    said = tt.compile(load("flash_decoding").flash_decoding()).explain()
    assert said.count("Circular buffers: ") == 2 and "reader_1.cpp on RISCV_1, NOC_0" in said


class Reader(HTMLParser):
    """Checks that tags are closed in order; collects what a page has."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_of_its_own() -> None:
    shown = compiled(core_grid=(3, 2), cores="0,0-1,1").explain("html")
    reader = Reader()
    reader.feed(shown)
    assert reader.open == []
    assert (
        not [a for _, a in reader.seen if {"src", "href"} & set(a)] and "url(" not in shown and "@import" not in shown
    )
    cells = [a for tag, a in reader.seen if tag == "rect"]
    assert len([a for a in cells if a.get("class") == "idle"]) == 2
    plan = compiled().plan
    widths = [float(str(a["width"])) for a in cells if a.get("height") == "34" and "fill" in a]
    assert len(widths) == len(plan.cbs)
    assert sum(widths) == pytest.approx(sum(cb.bytes for cb in plan.cbs) / 1395392 * 960, abs=0.3)
    assert re.search(r"<title>core \(1,1\): 2 blocks</title>", shown)


def test_names_cannot_break_the_page() -> None:
    module = parse_module(GEMM.text.replace('loc("left_block")', 'loc("<b>&")'), "kernel.mlir", make_context())
    shown = page(explain(module))
    assert "<b>" not in shown and "&lt;b&gt;" in shown


def test_the_same_every_time() -> None:
    for form in ("text", "html"):
        assert compiled().explain(form) == compiled().explain(form)
    with pytest.raises(ValueError, match="an explanation is text or html, not 'pdf'"):
        compiled().explain("pdf")
