"""Every strict check: a program with one line broken is reported under its code, at its line; unbroken it is right."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from program_text import line_of, write_program

from tilelang_tt.sim.driver import FINDING_EXIT_CODE, Simulator


@dataclass(frozen=True)
class Broken:
    """One change and what must be reported; `at` is a fragment of the reported line, None for host findings."""

    code: str
    file: str
    old: str
    new: str
    at: str | None
    thread: str

    def changes(self) -> dict[str, list[tuple[str, str]]]:
        return {self.file: [(self.old, self.new)]}


def reader(code: str, old: str, new: str, at: str, thread: str = "NCRISC") -> Broken:
    return Broken(code, "reader.cpp", old, new, at, thread)


def writer(code: str, old: str, new: str, at: str) -> Broken:
    return Broken(code, "writer.cpp", old, new, at, "BRISC")


def compute(code: str, old: str, new: str, at: str, thread: str) -> Broken:
    return Broken(code, "compute.cpp", old, new, at, thread)


def host(code: str, old: str, new: str) -> Broken:
    return Broken(code, "main.cpp", old, new, None, "HOST")


BARRIER = "        noc_async_read_barrier();\n"
READ_A = "noc_async_read_page(tile, a, get_write_ptr(cb_a));"
WRITE = "noc_async_write_page(tile, c, get_read_ptr(cb_out));"
LATE = "    cb_reserve_back(cb_a, 1);\n    noc_async_read(a.get_noc_addr(0), get_write_ptr(cb_a), 2048);\n"
TAIL_B = "        cb_push_back(cb_b, 1);\n    }\n"
TAIL = "        cb_push_back(cb_out, 1);\n    }\n"

CASES = [
    # circular buffers
    reader("CB_MORE_THAN_CAPACITY", "cb_reserve_back(cb_a, 1)", "cb_reserve_back(cb_a, 3)", "cb_reserve_back(cb_a, 3)"),
    reader("CB_ZERO_PAGES", "cb_reserve_back(cb_a, 1)", "cb_reserve_back(cb_a, 0)", "cb_reserve_back(cb_a, 0)"),
    reader("CB_NOT_CONFIGURED", "cb_reserve_back(cb_a, 1)", "cb_reserve_back(5, 1)", "cb_reserve_back(5, 1)"),
    reader("CB_PUSH_WITHOUT_RESERVE", "cb_push_back(cb_a, 1)", "cb_push_back(cb_a, 2)", "cb_push_back(cb_a, 2)"),
    reader("CB_WRITE_OUTSIDE_RESERVED", READ_A, READ_A.replace("(cb_a)", "(cb_a) + 2048"), "(cb_a) + 2048"),
    reader("CB_OUT_OF_BOUNDS", READ_A, "noc_async_read_page(tile, a, get_write_ptr(cb_a) + 3072);", "+ 3072"),
    writer("CB_POP_WITHOUT_WAIT", "cb_pop_front(cb_out, 1)", "cb_pop_front(cb_out, 2)", "cb_pop_front"),
    compute(
        "CB_READ_OUTSIDE_WAITED", "copy_tile(cb_b, 0, 1)", "copy_tile(cb_b, 1, 1)", "copy_tile(cb_b, 1, 1)", "UNPACK"
    ),
    compute(
        "CB_PACK_OUTSIDE_RESERVED",
        "pack_tile(0, cb_out);",
        "pack_tile(0, cb_out); pack_tile(0, cb_out);",
        "pack_tile",
        "PACK",
    ),
    # NoC
    reader("NOC_READ_BARRIER_MISSING", BARRIER, "", "cb_push_back(cb_a"),
    reader("NOC_READ_OUTSTANDING", TAIL_B, TAIL_B + LATE, "(cb_a), 2048)"),
    reader("PAGE_OUT_OF_RANGE", "noc_async_read_page(tile, b,", "noc_async_read_page(tile + 1, b,", "tile + 1, b"),
    reader("NOC_ALIGNMENT", READ_A, "noc_async_read(a.get_noc_addr(tile) + 16, get_write_ptr(cb_a), 64);", "+ 16"),
    reader("NOC_ZERO_LENGTH", READ_A, "noc_async_read(a.get_noc_addr(tile), get_write_ptr(cb_a), 0);", "(cb_a), 0)"),
    reader(
        "DRAM_OUT_OF_RANGE",
        READ_A,
        "noc_async_read(a.get_noc_addr(tile) + 0x10000, get_write_ptr(cb_a), 64);",
        "+ 0x10000",
    ),
    reader("L1_OUT_OF_RANGE", READ_A, "noc_async_read_page(tile, a, 2000000);", "2000000"),
    reader("L1_RESERVED", READ_A, "noc_async_read_page(tile, a, 4096);", "4096"),
    reader("NOC_INVALID_TARGET", READ_A, "noc_async_read(get_noc_addr(0, 0, 0), get_write_ptr(cb_a), 64);", "0, 0, 0"),
    reader(
        "ACCESSOR_PAGE_SIZE",
        "TensorAccessor(a_args, a_addr, get_tile_size(cb_a))",
        "TensorAccessor(a_args, a_addr, 1024)",
        READ_A,
    ),
    reader("ACCESSOR_BASE", "TensorAccessor(a_args, a_addr,", "TensorAccessor(a_args, a_addr + 0x100000,", READ_A),
    writer("NOC_WRITE_BARRIER_MISSING", "        noc_async_write_barrier();\n", "", "cb_pop_front"),
    writer("NOC_WRITE_OUTSTANDING", "noc_async_write_barrier()", "noc_async_writes_flushed()", WRITE),
    # arguments and semaphores
    reader("RUNTIME_ARG_NOT_SET", "get_arg_val<uint32_t>(2)", "get_arg_val<uint32_t>(3)", "get_arg_val<uint32_t>(3)"),
    reader("SEMAPHORE_NOT_CREATED", BARRIER, BARRIER + "        get_semaphore(1);\n", "get_semaphore(1)"),
    host(
        "RUNTIME_ARGS_CORE", "SetRuntimeArgs(program, writer, core,", "SetRuntimeArgs(program, writer, CoreCoord{1, 0},"
    ),
    # DST
    compute("DST_NOT_ACQUIRED", "        tile_regs_acquire();\n", "", "copy_tile(cb_a", "MATH"),
    compute("DST_ACQUIRE_TWICE", "        tile_regs_commit();\n", "", "tile_regs_acquire", "MATH"),
    compute("DST_PACK_OUTSIDE_SECTION", "        tile_regs_wait();\n", "", "pack_tile", "PACK"),
    compute("DST_WAIT_TWICE", "        tile_regs_release();\n", "", "tile_regs_wait", "PACK"),
    compute("DST_INDEX", "copy_tile(cb_b, 0, 1)", "copy_tile(cb_b, 0, 8)", "copy_tile(cb_b, 0, 8)", "MATH"),
    compute("DST_PACK_UNWRITTEN", "pack_tile(0, cb_out)", "pack_tile(5, cb_out)", "pack_tile(5", "PACK"),
    compute("SFPU_DST_UNWRITTEN", "exp_tile(0)", "exp_tile(3)", "exp_tile(3)", "MATH"),
    # set-up
    compute(
        "FULL_INIT_MISSING", "    init_sfpu(cb_a, cb_out);\n", "    copy_tile_init(cb_a);\n", "copy_tile_init", "UNPACK"
    ),
    compute(
        "FULL_INIT_LATE",
        "        tile_regs_commit();\n",
        "        tile_regs_commit();\n        init_sfpu(cb_a, cb_out);\n",
        "        init_sfpu",
        "UNPACK",
    ),
    compute("SFPU_INIT_MISSING", "    add_binary_tile_init();\n", "", "add_binary_tile(0", "MATH"),
    compute(
        "SFPU_INIT_REPLACED",
        "    exp_tile_init();\n",
        "    exp_tile_init();\n    div_binary_tile_init();\n",
        "exp_tile(0)",
        "MATH",
    ),
    compute(
        "TYPECAST_FORMAT",
        "        exp_tile(0);\n",
        "        typecast_tile_init<1, 5>();\n        typecast_tile<1, 5>(0);\n",
        "        typecast_tile<",
        "MATH",
    ),
    compute("PACK_FORMAT_NOT_CONFIGURED", "init_sfpu(cb_a, cb_out)", "init_sfpu(cb_a, 24)", "pack_tile(0", "PACK"),
    compute("FORMAT_NOT_CONFIGURED", "init_sfpu(cb_a, cb_out)", "init_sfpu(24, cb_out)", "copy_tile(cb_a", "UNPACK"),
    compute("PACK_L1_ACC_LEFT_ON", TAIL, TAIL + "    pack_reconfig_l1_acc(1);\n", "pack_reconfig_l1_acc", "PACK"),
    # host
    host(
        "NOC_SHARED",
        "WriterDataMovementConfig(writer_args)",
        "DataMovementConfig{.noc = NOC::NOC_0, .compile_args = writer_args}",
    ),
    host("L1_OVERFLOW", "wide(4096", "wide(4096 * 400"),
    host("CB_PAGE_SIZE", "set_page_size(24, 4096)", "set_page_size(24, 4080)"),
    host("CB_ID", "{0, 1, 16}", "{0, 1, 16, 40}"),
    host("CB_TWICE", "{0, 1, 16}", "{0, 1, 16, 16}"),
    host(
        "KERNEL_OVERLAP",
        'CreateKernel(program, "compute.cpp", core, ComputeConfig{.compile_args = {tiles}});',
        'CreateKernel(program, "compute.cpp", core, ComputeConfig{.compile_args = {tiles}});' * 2,
    ),
    host("KERNEL_NOT_FOUND", '"writer.cpp"', '"no_such_file.cpp"'),
    host("CORE_RANGE", "CoreRange(core)", "CoreRange({0, 0}, {8, 0})"),
    host(
        "RUNTIME_ARGS_TOO_MANY",
        "    SetRuntimeArgs(program, writer, core, {c_address, tiles});",
        "    SetCommonRuntimeArgs(program, writer, std::vector<uint32_t>(340));\n"
        "    SetRuntimeArgs(program, writer, core, {c_address, tiles});",
    ),
    host("BUFFER_SIZE", "zeros(tiles * 1024", "zeros(tiles * 2048"),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_broken_line_is_found(case, tmp_path):
    result = Simulator().build(write_program(tmp_path, case.changes())).run()
    assert result.returncode == FINDING_EXIT_CODE, result.stdout + result.stderr
    finding = result.findings[0]
    assert finding.code == case.code, result.stderr
    assert finding.thread == case.thread
    assert finding.cause and finding.remedy and finding.code in result.stderr
    if case.at is not None:
        assert finding.file == case.file
        assert finding.line == line_of(case.file, case.at, case.changes())
        assert finding.core == "(0, 0)"
