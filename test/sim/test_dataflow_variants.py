"""The variants of reads, writes and headers: transfers with a state, with ids, posted; names of earlier releases."""

from __future__ import annotations

import pytest
from program_text import READER, WRITER, write_program

from tilelang_tt.sim import paths
from tilelang_tt.sim.driver import Simulator

READ_A = "        noc_async_read_page(tile, a, get_write_ptr(cb_a));\n"
WRITE = "        noc_async_write_page(tile, c, get_read_ptr(cb_out));\n        noc_async_write_barrier();\n"

READS = {
    "read_with_state": """\
        const uint64_t page = a.get_noc_addr(tile);
        noc_async_read_set_state(page);
        noc_async_read_with_state<true>(static_cast<uint32_t>(page), get_write_ptr(cb_a), 1024);
        noc_async_read_with_state(static_cast<uint32_t>(page) + 1024, get_write_ptr(cb_a) + 1024, 1024);
""",
    "one_packet_with_state": """\
        const uint64_t page = a.get_noc_addr(tile);
        noc_async_read_one_packet_set_state<true>(page, 512, 1);
        for (uint32_t part = 0; part < 2048; part += 512) {
            noc_async_read_one_packet_with_state<true, true>(
                static_cast<uint32_t>(page) + part, get_write_ptr(cb_a) + part, 1);
        }
""",
    "one_packet_with_state_with_trid": """\
        const uint64_t page = a.get_noc_addr(tile);
        noc_async_read_one_packet_set_state(page, 1024);
        noc_async_read_one_packet_with_state_with_trid(static_cast<uint32_t>(page), 0, get_write_ptr(cb_a), 3);
        noc_async_read_one_packet_with_state_with_trid(static_cast<uint32_t>(page), 1024, get_write_ptr(cb_a) + 1024, 4);
        noc_async_read_barrier_with_trid(3);
        noc_async_read_barrier_with_trid(4);
        noc_async_read_set_trid(0);
""",
    "coordinates": """\
        noc_async_read<1024>(get_noc_addr(tile, a), get_write_ptr(cb_a), 1024);
        noc_async_read_one_packet(get_noc_addr(tile, a, 1024), get_write_ptr(cb_a) + 1024, 1024);
""",
}
WRITES = {
    "write_with_state": """\
        const uint64_t page = c.get_noc_addr(tile);
        noc_async_write_set_state(page);
        noc_async_write_with_state(get_read_ptr(cb_out), static_cast<uint32_t>(page), 2048);
        noc_async_write_barrier();
""",
    "one_packet_with_state": """\
        const uint64_t page = c.get_noc_addr(tile);
        noc_async_write_one_packet_set_state(page, 1024);
        noc_async_write_one_packet_with_state(get_read_ptr(cb_out), static_cast<uint32_t>(page));
        noc_async_write_one_packet_with_state(get_read_ptr(cb_out) + 1024, static_cast<uint32_t>(page) + 1024);
        noc_async_write_barrier();
""",
    "trid": """\
        const uint64_t page = c.get_noc_addr(tile);
        noc_async_write_one_packet_with_trid(get_read_ptr(cb_out), page, 1024, 5);
        noc_async_write_one_packet_with_trid_set_state(page);
        noc_async_write_one_packet_with_trid_with_state(
            get_read_ptr(cb_out) + 1024, static_cast<uint32_t>(page) + 1024, 1024, 6);
        noc_async_write_flushed_with_trid(5);
        noc_async_write_barrier_with_trid(5);
        noc_async_write_barrier_with_trid(6);
""",
    "posted": """\
        noc_async_write<2048, true, true>(get_read_ptr(cb_out), c.get_noc_addr(tile), 2048);
        noc_async_posted_writes_flushed();
""",
    "full_barrier": """\
        noc_async_write_page(tile, c, get_read_ptr(cb_out), 1024);
        noc_async_write_page(tile, c, get_read_ptr(cb_out) + 1024, 1024, 1024);
        noc_async_full_barrier();
""",
}


def test_variants_of_reads_and_writes(tmp_path):
    for i, (read, write) in enumerate(
        [*zip(READS.values(), WRITES.values(), strict=False), (READ_A, WRITES["full_barrier"])]
    ):
        directory = tmp_path / str(i)
        directory.mkdir()
        changes = {"reader.cpp": [(READ_A, read)], "writer.cpp": [(WRITE, write)]}
        result = Simulator().build(write_program(directory, changes)).run()
        assert result.ok, (read, write, result.stdout + result.stderr)


@pytest.mark.parametrize(("kind", "text", "transfer"), [("reader", READER, READ_A), ("writer", WRITER, WRITE)])
def test_a_state_must_be_set(tmp_path, kind, text, transfer):
    with_state = {
        "reader": "        noc_async_read_with_state(0, get_write_ptr(cb_a), 64);\n",
        "writer": "        noc_async_write_with_state(get_read_ptr(cb_out), 0, 64);\n",
    }[kind]
    result = Simulator().build(write_program(tmp_path, {f"{kind}.cpp": [(transfer, with_state)]})).run()
    assert [finding.code for finding in result.findings] == ["NOC_STATE_UNSET"]
    assert result.findings[0].line == text[: text.index(transfer)].count("\n") + 1


def test_a_kernel_s_own_assertion(tmp_path):
    changes = {"reader.cpp": [(READ_A, "        ASSERT(tile < 3);\n" + READ_A)]}
    result = Simulator().build(write_program(tmp_path, changes)).run()
    assert [finding.code for finding in result.findings] == ["KERNEL_ASSERT"]
    assert "tile < 3" in result.findings[0].cause


def test_headers_under_the_names_of_both_generations(tmp_path):
    include_dir = paths.include_dir()
    folders = [include_dir / "compute_kernel_api", include_dir / "api" / "compute"]
    names = [path.relative_to(include_dir).as_posix() for folder in folders for path in sorted(folder.rglob("*.h"))]
    assert "compute_kernel_api/matmul.h" in names and "api/compute/matmul.h" in names
    lines = [f'#include "{name}"\n' for name in ["compute_kernel_api.h", *names]]
    reduce = "#define REDUCE_OP PoolType::SUM\n#define REDUCE_DIM ReduceDim::REDUCE_ROW\n"
    include = "#include <cstdint>\n"
    changes = {
        "compute.cpp": [(include, include + reduce + "".join(lines))],
        "reader.cpp": [("api/dataflow/dataflow_api.h", "dataflow_api.h")],
    }
    assert Simulator().build(write_program(tmp_path, changes)).run().ok
