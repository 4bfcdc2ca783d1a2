"""The fingerprint of a run: equal where kernels do the same work, whatever their lines and the order of independent calls."""

from __future__ import annotations

import pytest
from program_text import write_program

from tilelang_tt.sim.driver import Simulator

Changes = dict[str, list[tuple[str, str]]]

POPS = ("        cb_pop_front(cb_a, 1);\n", "        cb_pop_front(cb_b, 1);\n")
READS = (
    "        noc_async_read_page(tile, a, get_write_ptr(cb_a));\n",
    "        noc_async_read_page(tile, b, get_write_ptr(cb_b));\n",
)
COPIES = ("        copy_tile(cb_a, 0, 0);\n", "        copy_tile(cb_b, 0, 1);\n")
RESERVE, WAIT = "        cb_reserve_back(cb_out, 1);\n", "        tile_regs_wait();\n"
FRONT = "        cb_wait_front(cb_out, 1);\n"
EXP_INIT = "    exp_tile_init();\n"


def turned(file: str, pair: tuple[str, str]) -> Changes:
    return {file: [("".join(pair), "".join(reversed(pair)))]}


SAME: dict[str, Changes] = {
    "other lines": {"compute.cpp": [("    init_sfpu", "\n\n    init_sfpu")]},
    "another order of pops": turned("compute.cpp", POPS),
    "another order of reads": turned("reader.cpp", READS),
    "another order of waits": turned("compute.cpp", (RESERVE, WAIT)),
    "an init again": {"compute.cpp": [(EXP_INIT, EXP_INIT + EXP_INIT)]},
}
OTHER: dict[str, Changes] = {
    "another operand": {"compute.cpp": [("add_binary_tile(0, 1, 0)", "add_binary_tile(1, 0, 0)")]},
    "another order of operations": turned("compute.cpp", COPIES),
    "another slot": {"compute.cpp": [("(0, 1, 0)", "(0, 1, 1)"), ("pack_tile(0,", "pack_tile(1,")]},
    "another barrier": {"writer.cpp": [("barrier();\n", "barrier();\n        noc_async_writes_flushed();\n")]},
    "a wait more": {"writer.cpp": [(FRONT, FRONT + FRONT)]},
    "other data": {"main.cpp": [("zeros(tiles * 1024, 0x0000)", "zeros(tiles * 1024, 0x8000)")]},
}


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> str:
    return fingerprint_of(tmp_path_factory.mktemp("unchanged"), {})


def fingerprint_of(directory, changes: Changes) -> str:
    result = Simulator(fingerprint=True).build(write_program(directory, changes)).run()
    assert result.ok, result.findings
    return result.counters["fingerprint"]


@pytest.mark.parametrize("name", SAME)
def test_same_work(tmp_path, unchanged, name):
    assert fingerprint_of(tmp_path, SAME[name]) == unchanged


@pytest.mark.parametrize("name", OTHER)
def test_other_work(tmp_path, unchanged, name):
    assert fingerprint_of(tmp_path, OTHER[name]) != unchanged


def test_latencies_do_not_count_and_nobody_pays_who_does_not_ask(tmp_path, unchanged):
    program = write_program(tmp_path)
    assert Simulator(fingerprint=True, noc_latency=900).build(program).run().counters["fingerprint"] == unchanged
    assert "fingerprint" not in Simulator().build(program).run().counters
