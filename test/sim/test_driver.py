"""Building and running programs: results, reports, determinism, errors."""

from __future__ import annotations

import pytest
from program_text import line_of, write_program

from tilelang_tt.sim import toolchain
from tilelang_tt.sim.driver import FINDING_EXIT_CODE, NUMERICS, TARGETS, Simulator


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("numerics", NUMERICS)
def test_right_on_every_chip(target, numerics, tmp_path):
    result = Simulator(target=target, numerics=numerics).build(write_program(tmp_path)).run()
    assert (result.returncode, result.stdout, result.stderr) == (0, "right\n", "")
    assert result.ok and result.counters["target"] == target


@pytest.mark.parametrize("latency", [0, 37, 200, 1000])
def test_latency_costs_time_and_changes_no_result(latency, tmp_path):
    executable = Simulator(noc_latency=latency).build(write_program(tmp_path))
    assert executable.run().ok
    # Each of the 4 tiles is read and written; reads of different tiles do not overlap in this program.
    assert executable.run().clocks >= 4 * latency


def test_two_runs_agree_byte_for_byte(tmp_path):
    executable = Simulator().build(write_program(tmp_path))
    first, second = executable.run(), executable.run()
    assert first == second


def test_counters(tmp_path):
    counters = Simulator().build(write_program(tmp_path)).run().counters["counters"]
    assert (counters["dram_reads"], counters["dram_read_bytes"]) == (8, 8 * 2048)
    assert (counters["dram_writes"], counters["dram_write_bytes"]) == (4, 4 * 2048)
    assert counters["packs"] == 4
    assert counters["ops"]["copy"] == 8 and counters["ops"]["sfpu"] == 8 and counters["ops"]["matmul"] == 0
    assert sum(bank["read_bytes"] for bank in counters["banks"]) == 8 * 2048
    (core,) = counters["cores"]
    assert core["core"] == [0, 0]
    assert core["cbs"]["16"]["pushed"] == core["cbs"]["16"]["popped"] == 4
    assert core["cbs"]["0"]["wait_stall"] > 0


def test_deadlock_names_every_waiting_thread(tmp_path):
    changes = {"compute.cpp": [("        cb_pop_front(cb_a, 1);\n", "")]}
    result = Simulator().build(write_program(tmp_path, changes)).run()
    assert result.returncode == FINDING_EXIT_CODE
    (finding,) = result.findings
    assert finding.code == "DEADLOCK"
    assert (finding.thread, finding.file) == ("UNPACK", "compute.cpp")
    assert finding.line == line_of("compute.cpp", "cb_wait_front(cb_a, 1)", changes)
    assert "waits for 1 free page of CB 0 (0 of 2 free; pushed 2, popped 0) [CRBW]" in finding.cause
    line = line_of("compute.cpp", "cb_wait_front(cb_b, 1)", changes)
    assert f"UNPACK: cb_wait_front(1, 1) at compute.cpp:{line} waits for 1 page in CB 1" in finding.cause
    assert "[CWFW]" in finding.cause


def test_findings_can_be_collected(tmp_path):
    changes = {
        "reader.cpp": [("        noc_async_read_barrier();\n", "")],
        "writer.cpp": [("noc_async_write_barrier()", "noc_async_writes_flushed()")],
    }
    result = Simulator(findings="continue").build(write_program(tmp_path, changes)).run()
    assert result.returncode == FINDING_EXIT_CODE
    codes = {finding.code for finding in result.findings}
    assert {"NOC_READ_BARRIER_MISSING", "NOC_READ_OUTSTANDING", "NOC_WRITE_OUTSTANDING"} <= codes


def test_data_does_not_land_before_its_latency(tmp_path):
    changes = {"reader.cpp": [("        noc_async_read_barrier();\n", "")]}
    directory = write_program(tmp_path, changes)
    assert Simulator(findings="ignore", noc_latency=0).build(directory).run().stdout == "right\n"
    assert Simulator(findings="ignore", noc_latency=2000).build(directory).run().stdout.startswith("wrong")


def test_own_exit_code_and_arguments(tmp_path):
    (tmp_path / "main.cpp").write_text(
        '#include <cstdio>\nint main(int argc, char** argv) { std::printf("%s", argv[argc - 1]); return 7; }\n'
    )
    result = Simulator().build(tmp_path).run(["x", "last"])
    assert (result.returncode, result.stdout) == (7, "last")


def test_kernels_are_compiled_again_when_a_header_changes(tmp_path):
    changes = {
        "reader.cpp": [("void kernel_main", '#include "sizes.h"\n\nvoid kernel_main'), ("tile < tiles", "tile < TILES")]
    }
    write_program(tmp_path, changes)
    executable = Simulator().build(tmp_path)
    (tmp_path / "sizes.h").write_text("#define TILES 4\n")
    assert executable.run().ok
    (tmp_path / "sizes.h").write_text("#define TILES 3\n")
    assert executable.run().findings[0].code == "DEADLOCK"


def test_kernel_that_does_not_compile(tmp_path):
    changes = {"reader.cpp": [("cb_reserve_back(cb_a, 1)", "no_such_call(cb_a, 1)")]}
    result = Simulator().build(write_program(tmp_path, changes)).run()
    assert result.findings[0].code == "KERNEL_COMPILE"
    assert "reader.cpp" in result.stderr and "no_such_call" in result.stderr


def test_host_program_that_does_not_compile(tmp_path):
    write_program(tmp_path, {"main.cpp": [("CreateProgram()", "NoSuchCall()")]})
    with pytest.raises(toolchain.ToolchainError, match="NoSuchCall"):
        Simulator().build(tmp_path)


def test_directory_without_main(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"main\.cpp"):
        Simulator().build(tmp_path)


@pytest.mark.parametrize(
    "options", [{"target": "grayskull"}, {"numerics": "exact"}, {"noc_latency": -1}, {"findings": "x"}]
)
def test_wrong_options(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        Simulator(**options)


def test_no_compiler(monkeypatch):
    monkeypatch.setenv("CXX", "/no/such/compiler")
    toolchain.compiler.cache_clear()
    try:
        with pytest.raises(toolchain.ToolchainError, match="correct or unset CXX"):
            toolchain.compiler()
    finally:
        toolchain.compiler.cache_clear()


def test_raw_l1_pointer_is_explained(tmp_path):
    changes = {
        "compute.cpp": [
            (
                "        tile_regs_commit();\n",
                "        *(volatile uint32_t*)(uintptr_t)64 = 1;\n        tile_regs_commit();\n",
            )
        ]
    }
    finding = Simulator().build(write_program(tmp_path, changes)).run().findings[0]
    assert finding.code == "L1_RAW_POINTER"
    assert finding.line == line_of("compute.cpp", "(volatile uint32_t*)", changes)
