"""More strict checks, by their code alone: a program with one change, or a run in a broken environment."""

from __future__ import annotations

from pathlib import Path

import pytest
from program_text import write_program

from tilelang_tt.sim.driver import FINDING_EXIT_CODE, Simulator

BARRIER = "        noc_async_read_barrier();\n"
TAIL = "        cb_push_back(cb_out, 1);\n    }\n"
SFPU = "        copy_tile(cb_a, 0, 0);\n        copy_tile(cb_b, 0, 1);\n        exp_tile(0);\n        add_binary_tile(0, 1, 0);\n"
INIT = "    init_sfpu(cb_a, cb_out);\n    add_binary_tile_init();\n    exp_tile_init();\n"
HEADER = '#include "api/compute/tile_move_copy.h"\n'
SEMAPHORE = "    CreateSemaphore(program, CoreRange(core), 0);\n"


def reader(text: str) -> list[tuple[str, str, str]]:
    """After the first reads of every turn."""
    return [("reader.cpp", BARRIER, BARRIER + text)]


def host(text: str) -> list[tuple[str, str, str]]:
    return [("main.cpp", SEMAPHORE, SEMAPHORE + text)]


def matrix(text: str) -> list[tuple[str, str, str]]:
    """A compute kernel that multiplies tiles instead."""
    init = "    binary_op_init_common(cb_a, cb_b, cb_out);\n    mul_tiles_init(cb_a, cb_b);\n"
    return [
        ("compute.cpp", HEADER, HEADER + '#include "api/compute/eltwise_binary.h"\n'),
        ("compute.cpp", INIT, init),
        ("compute.cpp", SFPU, text),
    ]


TO_WORKER = "noc_async_write_multicast(get_write_ptr(cb_a), get_noc_multicast_addr({}, get_write_ptr(cb_a)), 64, 1);\n"

CASES: dict[str, list[tuple[str, str, str]]] = {
    # DST
    "DST_COMMIT_WITHOUT_ACQUIRE": [
        ("compute.cpp", "        tile_regs_commit();\n", "        tile_regs_commit();\n        tile_regs_commit();\n")
    ],
    "DST_RELEASE_WITHOUT_WAIT": [
        (
            "compute.cpp",
            "        tile_regs_release();\n",
            "        tile_regs_release();\n        tile_regs_release();\n",
        )
    ],
    "DST_SECTION_OPEN": [("compute.cpp", TAIL, TAIL + "    tile_regs_acquire();\n")],
    "DST_SECTION_COUNT": [("compute.cpp", TAIL, TAIL + "    tile_regs_acquire();\n    tile_regs_commit();\n")],
    "DST_READ_UNWRITTEN": [
        ("compute.cpp", HEADER, HEADER + '#include "api/compute/transpose_wh_dest.h"\n'),
        (
            "compute.cpp",
            SFPU,
            SFPU
            + "        transpose_wh_dest_init_short();\n        transpose_wh_dest(5);\n        copy_tile_init(cb_a);\n",
        ),
    ],
    "DST_MUL_ACCUMULATES": matrix("        mul_tiles(cb_a, cb_b, 0, 0, 0);\n" * 2),
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
    "RECONFIG_OLD_OPERAND": [
        ("compute.cpp", HEADER, HEADER + '#include "api/compute/reconfig_data_format.h"\n'),
        ("compute.cpp", SFPU, "        reconfig_data_format_srca(24, cb_a);\n" + SFPU),
    ],
    "PACK_ACC_UNINITIALISED": [
        ("compute.cpp", HEADER, HEADER + '#include "api/compute/pack.h"\n'),
        (
            "compute.cpp",
            "        pack_tile(0, cb_out);\n",
            "        pack_reconfig_l1_acc(1);\n        pack_tile(0, cb_out);\n",
        ),
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
    "NOC_TRID": reader("        noc_async_read_set_trid(16);\n"),
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


@pytest.mark.parametrize("code", CASES)
def test_code(code: str, tmp_path: Path) -> None:
    changes: dict[str, list[tuple[str, str]]] = {}
    for file, old, new in CASES[code]:
        changes.setdefault(file, []).append((old, new))
    result = Simulator().build(write_program(tmp_path, changes)).run()
    assert result.returncode == FINDING_EXIT_CODE, result.stdout + result.stderr
    assert result.findings[0].code == code, result.stderr
    assert result.findings[0].cause and result.findings[0].remedy


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
