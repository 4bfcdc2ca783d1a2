"""Every recorded faulty program is found, by a code that names its fault; the legal ones among them run to the end.

The chip itself is silent about most of these faults, or hangs. `runs` and `finding` in each program.json tell what an
instruction-level simulation of the chip did.
"""

from dataclasses import dataclass

import numpy as np
import pytest
from harness import HERE, TARGETS, Recorded, execute, faulty_programs, results

from tilelang_tt.sim.driver import FINDING_EXIT_CODE, Simulator


@dataclass(frozen=True)
class Fault:
    """The finding expected: its code, a part of the call or cause it must name, and the chips that have the fault."""

    code: str
    names: str
    targets: tuple[str, ...] = TARGETS


FAULTS = {
    "cb_wrap_violation": Fault("CB_WRITE_OUTSIDE_RESERVED", "CB 16"),
    "dst_index_too_large": Fault("DST_INDEX", "DST tile 8"),
    "dst_index_too_large_fp32": Fault("DST_INDEX", "DST tile 4"),
    "flag_before_data": Fault("NOC_WRITE_IN_FLIGHT", "CB 0"),
    "matmul_after_add_init": Fault("OP_INIT_MISMATCH", "add_tiles_init"),
    "matmul_without_init": Fault("FULL_INIT_MISSING", "matmul_tiles"),
    "mcast_flag_without_flush": Fault("NOC_FLAG_WITHOUT_FLUSH", "noc_semaphore_set_multicast", ("blackhole",)),
    "mcast_ready_count_high": Fault("DEADLOCK", "awaited to be 8 and stays 7 (7 increments and 0 writes by 7 threads"),
    "mcast_swapped_rectangle": Fault("DEADLOCK", "is incremented here (7 times in all) and nobody waits for it"),
    "mcast_without_handshake": Fault("SEMAPHORE_NOT_WAITED", "semaphore 0"),
    "mcast_wrong_num_dests_high": Fault("NOC_MULTICAST_DESTS", "num_dests is 8"),
    "mcast_wrong_num_dests_low": Fault("NOC_MULTICAST_DESTS", "num_dests is 6"),
    "misaligned_read": Fault("NOC_ALIGNMENT", "noc_async_read"),
    "misaligned_read_16": Fault("NOC_ALIGNMENT", "noc_async_read"),
    "missing_acquire": Fault("DST_NOT_ACQUIRED", "copy_tile"),
    "missing_cb_pop": Fault("DEADLOCK", "UNPACK waits for 1 page of CB 0 here and ends without popping"),
    "missing_cb_pop_big_buffer": Fault("CB_PAGES_NOT_READ", "CB 0"),
    "missing_cb_push": Fault("DEADLOCK", "NCRISC reserves 1 page of CB 0 here and ends without pushing"),
    "missing_commit": Fault("DST_ACQUIRE_TWICE", "not committed"),
    "missing_final_write_barrier": Fault("NOC_WRITE_OUTSTANDING", "writes not acknowledged"),
    "missing_op_init": Fault("OP_INIT_MISSING", "add_tiles"),
    "missing_pack_reconfig": Fault("PACK_FORMAT_NOT_CONFIGURED", "CB 17"),
    "missing_read_barrier": Fault("NOC_READ_BARRIER_MISSING", "CB 0"),
    "missing_reconfig": Fault("FORMAT_NOT_CONFIGURED", "CB 1"),
    "missing_reduce_uninit": Fault("REDUCE_UNINIT_MISSING", "mask"),
    "missing_regs_wait": Fault("DST_PACK_OUTSIDE_SECTION", "pack_tile"),
    "missing_release": Fault("DST_WAIT_TWICE", "not released"),
    "missing_write_barrier": Fault("NOC_WRITE_BARRIER_MISSING", "CB 16"),
    "missing_write_barrier_two_pages": Fault("NOC_WRITE_BARRIER_MISSING", "CB 16"),
    "out_of_range_page": Fault("PAGE_OUT_OF_RANGE", "page 4 of a buffer of 4 pages"),
    "out_of_range_write": Fault("PAGE_OUT_OF_RANGE", "page 4 of a buffer of 4 pages"),
    "push_twice": Fault("CB_PUSH_WITHOUT_RESERVE", "2 pages pushed to CB 0, 1 reserved"),
    "semaphore_not_reset": Fault("DEADLOCK", "semaphore 0 of core (0, 0) has passed 7, the value awaited"),
    "sfpu_on_unwritten_dst": Fault("SFPU_DST_UNWRITTEN", "exp_tile(1)"),
    "valid_not_reset": Fault("DEADLOCK", "still has the value of the round before when it is awaited here"),
    "valid_reset_after_announce": Fault("SEMAPHORE_RESET_AFTER_ANNOUNCE", "noc_semaphore_wait"),
    "wait_more_than_capacity": Fault("CB_MORE_THAN_CAPACITY", "CB 0 holds 2 pages"),
    "wrong_format_cb": Fault("ACCESSOR_PAGE_SIZE", "pages of 2048 bytes"),
    "wrong_init": Fault("OP_INIT_MISMATCH", "mm_init"),
    "wrong_init_mul_add": Fault("OP_INIT_MISMATCH", "add_tiles_init"),
    "wrong_tile_count": Fault("DEADLOCK", "BRISC waits for 1 page of CB 16 (0 there), but PACK has pushed 4 and ended"),
}

# Programs that break no rule of the chip: three are controls; missing_tilize does what it says, which is not meant.
LEGAL = ("congruent_offset_read", "control_reduce_uninit", "fp32_cb_without_fp32_dest", "missing_tilize")

# Faults of timing; the chip shows them at some latencies only, the simulator must name them at each.
TIMING = (
    "flag_before_data",
    "mcast_without_handshake",
    "missing_final_write_barrier",
    "missing_read_barrier",
    "missing_write_barrier",
    "missing_write_barrier_two_pages",
    "valid_reset_after_announce",
)


def check_fault(name, simulator, work):
    fault = FAULTS[name]
    run = execute(Recorded(HERE / "bad" / name), simulator, work)
    if simulator.target not in fault.targets:
        assert run.ok, run.stderr
        return
    assert run.returncode == FINDING_EXIT_CODE, run.stderr
    finding = run.findings[0]
    assert finding.code == fault.code, str(finding)
    assert fault.names in f"{finding.call} {finding.cause}", str(finding)
    assert finding.file and finding.line > 0, "the finding names the kernel's line"


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", FAULTS)
def test_fault_is_found(name, target, tmp_path):
    check_fault(name, Simulator(target=target), tmp_path)


@pytest.mark.parametrize("latency", [0, 37, 1000])
@pytest.mark.parametrize("name", TIMING)
def test_timing_fault_is_found_at_every_latency(name, latency, tmp_path):
    check_fault(name, Simulator(noc_latency=latency), tmp_path)


def expected(recorded, target):
    """(buffer -> values, tolerance): as recorded, or computed where the chip was right and nothing was stored."""
    if (recorded.path / "in_b.npy").exists():
        a, b = (np.load(recorded.path / f"in_{name}.npy") for name in "ab")
    if recorded.path.name == "fp32_cb_without_fp32_dest":
        return {"OUT": a + b}, 2**-6 * (np.abs(a) + np.abs(b))
    if recorded.path.name == "control_reduce_uninit":
        tiles = []
        for tile in (a[:, :32], a[:, 32:]):
            sums = np.zeros_like(tile)
            sums[:, 0] = tile.sum(1)
            tiles += [sums, tile]
        return {"OUT": np.concatenate(tiles, 1)}, 0.15  # the sums are rounded to bf16 in a 16-bit DST
    return recorded.outputs(target), 0.0


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", LEGAL)
def test_legal_program_runs(name, target, tmp_path):
    recorded = Recorded(HERE / "bad" / name)
    run = execute(recorded, Simulator(target=target, numerics="hardware"), tmp_path)
    assert run.ok, run.stderr
    warned = [(w.code, w.file, w.thread) for w in run.warnings]
    assert warned == ([("ROWS_AS_TILES", "compute.cpp", "UNPACK")] if name == "missing_tilize" else [])
    outputs = results(recorded, tmp_path)
    wanted, tolerance = expected(recorded, target)
    assert wanted
    for buffer, values in wanted.items():
        close = np.abs(outputs[buffer] - values) <= tolerance
        if name == "congruent_offset_read":  # the first two elements of each tile are not transferred
            close.reshape(close.shape[0] // 32, 32, -1, 32)[:, 0, :, :2] = True
        assert close.all(), f"{np.mean(close):.4%} of {buffer} agree"


def test_every_faulty_program_is_listed():
    assert sorted([*FAULTS, *LEGAL]) == faulty_programs()
