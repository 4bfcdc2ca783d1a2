"""Programs in the style of Metalium's examples, host and kernels as they would be for a chip, run as they are."""

from __future__ import annotations

import io

import pytest
from hand_written import PROGRAMS, edited

from tilelang_tt.sim.driver import FINDING_EXIT_CODE, TARGETS, Simulator
from tilelang_tt.tools import tt_run

# Program, its arguments, bytes read from DRAM and bytes sent by multicast, as the arithmetic gives them.
TILE = 2048
CASES = [
    ("matmul_multi_core", (), 2 * 5 * 3 * 7 * TILE, 0),
    ("matmul_multi_core", ("one",), 2 * 5 * 3 * 7 * TILE, 0),
    ("matmul_block_reuse", (), (8 * 6 * 2 + 6 * 6 * 2) * TILE, 0),
    ("matmul_block_reuse", ("l1_acc",), (8 * 6 * 2 + 6 * 6 * 2) * TILE, 0),
    # Blocks and a flag of 4 bytes, 3 steps in 2 rows and 3 columns.
    ("matmul_multicast", (), (4 * 6 + 6 * 6) * TILE, (4 * 6 + 6 * 6) * TILE + 4 * 3 * (2 + 3)),
    ("softplus_chain", (), 3 * TILE, 0),
    ("pad_rows", (), 10 * 48, 0),
    ("tile_relay", (), 5 * TILE, 0),
    ("earlier_release", (), (4 + 2 * 4) * TILE, 0),
    ("noc_objects", (), 14 * TILE, TILE + 4),
    ("noc_objects", ("earlier",), 14 * TILE, TILE + 4),
]


# What differs between the chips: alignment, the order of flags and data.
ON_BOTH = ("matmul_multicast", "pad_rows", "tile_relay", "noc_objects")
RUNS = [(case, target) for target in TARGETS for case in CASES if target == "wormhole" or case[0] in ON_BOTH]


@pytest.mark.parametrize(("case", "target"), RUNS, ids=[f"{c[0]}{''.join(c[1])}-{t}" for c, t in RUNS])
def test_program(case, target):
    name, arguments, read, sent = case
    result = Simulator(target).build(PROGRAMS / name).run(arguments)
    assert result.ok, result.stdout + result.stderr
    counters = result.counters["counters"]
    assert (counters["dram_read_bytes"], counters["multicast_bytes"]) == (read, sent)


# Breaking a line of a program is found, or makes the result wrong.
BROKEN = [
    (
        "matmul_multicast",
        "kernels/send_a.cpp",
        "        noc_semaphore_wait(ready, receivers);\n",
        "",
        "SEMAPHORE_NOT_WAITED",
    ),
    (
        "matmul_multicast",
        "kernels/send_a.cpp",
        "rows * cols * page, receivers)",
        "rows * cols * page, 1)",
        "NOC_MULTICAST_DESTS",
    ),
    (
        "matmul_multicast",
        "kernels/receive_a.cpp",
        "        noc_semaphore_wait(there, VALID);\n",
        "",
        "DEADLOCK",
    ),
    ("tile_relay", "kernels/send.cpp", "        noc_async_write_barrier();\n", "", "NOC_INCREMENT_BEFORE_DATA"),
    (
        "tile_relay",
        "kernels/send.cpp",
        "noc_async_write_barrier",
        "noc_async_writes_flushed",
        "NOC_INCREMENT_BEFORE_DATA",
    ),
    ("tile_relay", "kernels/load.cpp", "_with_trid(tile % 2 + 1)", "_with_trid(2)", "NOC_READ_BARRIER_MISSING"),
    ("noc_objects", "kernels/write.cpp", "    noc.async_write_barrier();\n", "", "NOC_WRITE_OUTSTANDING"),
    ("noc_objects", "kernels/send.cpp", "    noc.async_read_barrier();\n", "", "NOC_READ_BARRIER_MISSING"),
    (
        "matmul_block_reuse",
        "kernels/multiply_reload.cpp",
        "                    mm_init_short_with_dt(cb_a, cb_b, cb_partials);\n",
        "",
        "OP_INIT_MISMATCH",
    ),
    (  # the first result goes over partial sums that are still needed
        "matmul_block_reuse",
        "kernels/multiply_reload.cpp",
        "                    cb_pop_front(cb_partials, tiles);\n",
        "                    if (!last) { cb_pop_front(cb_partials, tiles); }\n",
        "CB_SHARED_OVERWRITE",
    ),
]


@pytest.mark.parametrize(("name", "file", "old", "new", "code"), BROKEN)
def test_broken_program(tmp_path, name, file, old, new, code):
    for shared in ("common", "matmul_multi_core"):
        edited(shared, tmp_path, {})
    program = Simulator().build(edited(name, tmp_path, {file: [(old, new)]}))
    result = program.run()
    assert result.returncode == FINDING_EXIT_CODE, result.stdout + result.stderr
    assert result.findings[0].code == code


def test_tt_run_takes_a_directory_with_a_host_program():
    out, err = io.StringIO(), io.StringIO()
    assert tt_run.main([str(PROGRAMS / "pad_rows")], io.StringIO(), out, err) == 0, err.getvalue()
    assert out.getvalue().startswith("right\nDRAM: 480 B read, 1,536 B written;")


def test_a_directory_without_one_host_program(tmp_path):
    for file in ("a.cpp", "b.cpp"):
        (tmp_path / file).write_text("int main() {}\n")
    with pytest.raises(FileNotFoundError, match="has no main.cpp and several host programs: a.cpp, b.cpp"):
        Simulator().build(tmp_path)
    with pytest.raises(FileNotFoundError, match="has no main.cpp and no host program"):
        Simulator().build(PROGRAMS / "common")
