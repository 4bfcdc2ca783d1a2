"""More strict checks: a program with one change, reported at its line; unchanged it is right. And runs in a broken environment."""

from __future__ import annotations

from pathlib import Path

import pytest
from program_text import line_of, write_program

from tilelang_tt.sim.driver import FINDING_EXIT_CODE, Simulator

BARRIER = "        noc_async_read_barrier();\n"
TAIL = "        cb_push_back(cb_out, 1);\n    }\n"
SEMAPHORE = "    CreateSemaphore(program, CoreRange(core), 0);\n"


def reader(text: str) -> list[tuple[str, str, str]]:
    """After the first reads of every turn."""
    return [("reader.cpp", BARRIER, BARRIER + text)]


def host(text: str) -> list[tuple[str, str, str]]:
    return [("main.cpp", SEMAPHORE, SEMAPHORE + text)]


TO_WORKER = "noc_async_write_multicast(get_write_ptr(cb_a), get_noc_multicast_addr({}, get_write_ptr(cb_a)), 64, 1);\n"

CASES: dict[str, list[tuple[str, str, str]]] = {
    # DST
    "DST_COMMIT_WITHOUT_ACQUIRE": [
        (
            "compute.cpp",
            "        tile_regs_commit();\n",
            "        tile_regs_commit();\n        tile_regs_commit();  // again\n",
        )
    ],
    "DST_RELEASE_WITHOUT_WAIT": [
        (
            "compute.cpp",
            "        tile_regs_release();\n",
            "        tile_regs_release();\n        tile_regs_release();  // again\n",
        )
    ],
    "DST_SECTION_OPEN": [("compute.cpp", TAIL, TAIL + "    tile_regs_acquire();  // again\n")],
    "DST_SECTION_COUNT": [("compute.cpp", TAIL, TAIL + "    tile_regs_acquire();\n    tile_regs_commit();\n")],
    # formats
    "FORMAT_FAMILIES_MIXED": [("main.cpp", "{{24, DataFormat::Float32}}", "{{24, DataFormat::Float16}}")],
    "FORMAT_NEEDS_FP32_DEST": [
        ("main.cpp", "{{24, DataFormat::Float32}}", "{{24, DataFormat::Int32}}"),
        ("compute.cpp", "cb_out = 16", "cb_out = 24"),
        ("writer.cpp", "cb_out = 16", "cb_out = 24"),
    ],
    "CB_PAGE_FORMAT": [
        ("main.cpp", "{{id, DataFormat::Float16_b}}", "{{id, id == 16 ? DataFormat::Float32 : DataFormat::Float16_b}}")
    ],
    # circular buffers
    "CB_TWO_OWNERS": [
        (
            "writer.cpp",
            "        cb_wait_front(cb_out, 1);\n",
            "        cb_reserve_back(0, 1);\n        cb_push_back(0, 1);\n        cb_wait_front(cb_out, 1);\n",
        )
    ],
    "CB_WRAP": [
        ("reader.cpp", "cb_reserve_back(cb_a, 1)", "cb_reserve_back(cb_a, tile == 1 ? 2 : 1)"),
        ("reader.cpp", "cb_push_back(cb_a, 1)", "cb_push_back(cb_a, tile == 1 ? 2 : 1)"),
    ],
    # NoC
    "NOC_BANK": reader("        noc_async_read(get_noc_addr_from_bank_id<true>(99, 0), get_write_ptr(cb_a), 64);\n"),
    "NOC_ATOMIC_DRAM": reader("        noc_semaphore_inc(a.get_noc_addr(0), 1);\n"),
    "NOC_MULTICAST_NON_WORKER": reader("        " + TO_WORKER.format("0, 0, 1, 1")),
    "NOC_MULTICAST_RANGE": reader("        " + TO_WORKER.format("2, 2, 1, 1")),
    # host
    "DEVICE_ID": [("main.cpp", "create_unit_mesh(0)", "create_unit_mesh(1)")],
    "SEMAPHORES_TOO_MANY": host("    for (int i = 0; i < 40; ++i) CreateSemaphore(program, CoreRange(core), 0);\n"),
    "KERNEL_HANDLE": [("main.cpp", "SetRuntimeArgs(program, writer, core,", "SetRuntimeArgs(program, 77, core,")],
    "RUNTIME_ARGS_TOO_MANY": [
        ("main.cpp", "{c_address, tiles});", "std::vector<uint32_t>(400, c_address));"),
    ],
    "RUNTIME_ARGS_COUNT": [
        (
            "main.cpp",
            "SetRuntimeArgs(program, writer, core, {c_address, tiles});",
            "SetRuntimeArgs(program, writer, std::vector<CoreCoord>{core, core}, "
            "std::vector<std::vector<uint32_t>>{{c_address, tiles}});",
        )
    ],
    "RUNTIME_ARGS_MISSING": [("main.cpp", "    SetRuntimeArgs(program, writer, core, {c_address, tiles});\n", "")],
}


# Where: thread, file, and a fragment of the line. The others are calls of the host.
PLACES = {
    "DST_COMMIT_WITHOUT_ACQUIRE": ("MATH", "compute.cpp", "// again"),
    "DST_RELEASE_WITHOUT_WAIT": ("PACK", "compute.cpp", "// again"),
    "DST_SECTION_OPEN": ("MATH", "compute.cpp", "// again"),
    "DST_SECTION_COUNT": ("PACK", "compute.cpp", "cb_push_back(cb_out, 1)"),
    "FORMAT_NEEDS_FP32_DEST": ("PACK", "compute.cpp", "pack_tile(0, cb_out)"),
    "CB_PAGE_FORMAT": ("PACK", "compute.cpp", "pack_tile(0, cb_out)"),
    "CB_TWO_OWNERS": ("BRISC", "writer.cpp", "cb_reserve_back(0, 1)"),
    "CB_WRAP": ("NCRISC", "reader.cpp", "cb_push_back(cb_a"),
    "NOC_BANK": ("NCRISC", "reader.cpp", "get_noc_addr_from_bank_id"),
    "NOC_ATOMIC_DRAM": ("NCRISC", "reader.cpp", "noc_semaphore_inc"),
    "NOC_MULTICAST_NON_WORKER": ("NCRISC", "reader.cpp", "noc_async_write_multicast"),
    "NOC_MULTICAST_RANGE": ("NCRISC", "reader.cpp", "noc_async_write_multicast"),
    "RUNTIME_ARGS_MISSING": ("BRISC", "writer.cpp", "get_arg_val<uint32_t>(0)"),
}


@pytest.mark.parametrize("code", CASES)
def test_code(code: str, tmp_path: Path) -> None:
    changes: dict[str, list[tuple[str, str]]] = {}
    for file, old, new in CASES[code]:
        changes.setdefault(file, []).append((old, new))
    result = Simulator().build(write_program(tmp_path, changes)).run()
    assert result.returncode == FINDING_EXIT_CODE, result.stdout + result.stderr
    finding = result.findings[0]
    assert finding.code == code and finding.cause and finding.remedy, result.stderr
    if code not in PLACES:
        assert (finding.thread, finding.file) == ("HOST", ""), result.stderr
        return
    thread, file, fragment = PLACES[code]
    assert (finding.thread, finding.file) == (thread, file), result.stderr
    assert finding.line == line_of(file, fragment, changes), result.stderr


ENVIRONMENTS = {
    "CACHE_DIRECTORY": {"TILELANG_TT_CACHE": "/proc/no/such/directory"},
    "NO_COMPILER": {"TTSIM_CXX": "", "PATH": "/no/such/directory", "CXX": ""},
}


@pytest.mark.parametrize("code", ENVIRONMENTS)
def test_environment(code: str, tmp_path: Path) -> None:
    executable = Simulator().build(write_program(tmp_path))
    environment = (
        ENVIRONMENTS[code] if code == "CACHE_DIRECTORY" else {**ENVIRONMENTS[code], "TILELANG_TT_CACHE": str(tmp_path)}
    )
    result = executable.run(env=environment)
    assert result.findings[0].code == code, result.stderr
