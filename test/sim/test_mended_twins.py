"""Strict checks in pairs: a program with one text is reported, at its line; with another in the same place it is right."""

from __future__ import annotations

import pytest
from pairs import (
    ACQUIRE,
    BARRIER,
    BOTH,
    COMMIT,
    CONFIG,
    FORMAT,
    HEADER,
    HOLE,
    PACK,
    PUSH,
    RESERVE,
    WAIT,
    WIDE,
    Edits,
    Pair,
    at_last,
    compute,
    expect,
)

ADD = compute(
    "eltwise_binary",
    "    binary_op_init_common(cb_a, cb_b, cb_out);\n    add_tiles_init(cb_a, cb_b);\n",
    "        add_tiles(cb_a, cb_b, 0, 0, 0);\n",
)
MAXIMUM: Edits = [
    ("compute.cpp", HEADER, "#define REDUCE_OP PoolType::MAX\n#define REDUCE_DIM ReduceDim::REDUCE_ROW\n" + HEADER),
    *compute(
        "reduce",
        "    compute_kernel_hw_startup(cb_a, cb_b, cb_out);\n    reduce_init(cb_a, cb_b, cb_out);\n",
        "        reduce_tile(cb_a, cb_b, 0, 0, 0);\n",
    ),
    ("compute.cpp", PUSH + "    }\n", PUSH + "    }\n    reduce_uninit();\n"),
    expect("0x0000"),
]

# Wide pages (CB 24) of ones, read as they are and tilized.
TILIZE: Edits = [
    ("reader.cpp", BARRIER, "        cb_reserve_back(24, 1);\n"
     "        noc_async_read(b.get_noc_addr(tile), get_write_ptr(24), get_tile_size(24) / 2);\n"
     "        noc_async_read(b.get_noc_addr(tile), get_write_ptr(24) + get_tile_size(24) / 2, get_tile_size(24) / 2);\n" + BARRIER
     + "        cb_push_back(24, 1);\n"),
    *compute("tilize", "    compute_kernel_hw_startup(24, cb_out);\n    tilize_init(24, 1, cb_out);\n", ""),
    ("compute.cpp", ACQUIRE, "        cb_wait_front(24, 1);\n"),
    ("compute.cpp", COMMIT, ""),
    ("compute.cpp", PACK, "        tilize_block(24, 1, cb_out);\n        cb_pop_front(24, 1);\n"),
    ("main.cpp", "set_page_size(24, 4096)", "set_page_size(24, tile_size(wide_format))"),
    ("main.cpp", f"const CircularBufferConfig {WIDE}", f"const DataFormat wide_format = DataFormat::{HOLE};\n"
     "    const CircularBufferConfig wide(2 * tile_size(wide_format), {{24, wide_format}})"),
    expect("0x3F80"),
]  # fmt: skip
UNTILIZE: Edits = [
    *compute(
        "pack_untilize",
        "    compute_kernel_hw_startup(cb_b, cb_out);\n    pack_untilize_init<1>(cb_b, cb_out);\n",
        "",
    ),
    ("compute.cpp", ACQUIRE, RESERVE + "        pack_untilize_block<1>(cb_b, 1, cb_out);\n" + PUSH),
    ("compute.cpp", COMMIT, ""),
    ("compute.cpp", RESERVE + PACK + PUSH, ""),
    ("main.cpp", f"for (uint8_t id : {BOTH}) {{\n", f"for (uint8_t id : {BOTH}) {{\n"
     f"        const DataFormat format = id == 16 ? DataFormat::{HOLE} : DataFormat::Float16_b;\n"),
    ("main.cpp", "config(2 * page, " + FORMAT, "config(2 * tile_size(format), {{id, format}}"),
    ("main.cpp", "set_page_size(id, page)", "set_page_size(id, tile_size(format))"),
    expect("0x3F80"),
]  # fmt: skip

# The semaphore of the core to the right.
MULTICAST = "noc_semaphore_set_multicast(get_semaphore(0), right, 1, {});"
RIGHT = (
    "            const uint64_t right = get_noc_multicast_addr(my_x[noc_index] + 1, my_y[noc_index], "
    "my_x[noc_index] + 1, my_y[noc_index], get_semaphore(0));\n"
)
ON_BOTH = (
    "main.cpp",
    "CreateSemaphore(program, CoreRange(core), 0)",
    "CreateSemaphore(program, CoreRange(core, {1, 0}), 0)",
)


# CB 24 over a buffer in L1: without a consumer it needs no reserves, but has an end.
ALIASED: Edits = [
    ("main.cpp", f"const CircularBufferConfig {WIDE}", "const distributed::DeviceLocalBufferConfig in_l1"
     "{.page_size = 4096, .buffer_type = BufferType::L1};\n"
     f"    constexpr uint32_t pages = {HOLE};\n"
     "    auto shard = distributed::MeshBuffer::create("
     "distributed::ReplicatedBufferConfig{.size = 64 * pages * 4096}, in_l1, device.get());\n"
     "    const CircularBufferConfig wide(pages * 4096, {{24, DataFormat::Float32}})"),
    ("main.cpp", "set_page_size(24, 4096)", "set_page_size(24, 4096).set_globally_allocated_address(*shard->get_backing_buffer())"),
    ("reader.cpp", BARRIER, BARRIER + "        cb_push_back(24, 1);\n"),
]  # fmt: skip

TILIZED: Edits = [(file, old, new.replace(HOLE, "Float16_b")) for file, old, new in TILIZE]

PAIRS = [
    Pair(
        "SFPU_INIT_MISSING", "compute.cpp", "typecast_tile<0, 5>", "MATH", "typecast_tile_init<5, 0>();",
        "typecast_tile_init<0, 5>();",
        [("compute.cpp", "        exp_tile(0);\n", f"        exp_tile(0);\n        {HOLE}\n        typecast_tile<0, 5>(0);\n")],
    ),
    Pair("CB_OVERFLOW", "reader.cpp", "cb_push_back(24", "NCRISC", "2", "4", ALIASED),
    Pair(
        "NOC_LINKED_OPEN", "reader.cpp", "noc_semaphore_set_multicast(", "NCRISC", MULTICAST.format("true"), MULTICAST.format("false"),
        [ON_BOTH, *at_last(RIGHT + f"            {HOLE}\n            noc_async_write_barrier();\n")],
    ),
    Pair(
        "NOC_LINKED_VIOLATION", "reader.cpp", "noc_async_write(", "NCRISC", MULTICAST.format("true"), MULTICAST.format("false"),
        [ON_BOTH, *at_last(
            RIGHT + f"            {HOLE}\n"
            "            noc_async_write(get_write_ptr(cb_b), get_noc_addr(get_write_ptr(cb_b)), 64);\n"
            f"            {MULTICAST.format('false')}\n            noc_async_write_barrier();\n"
        )],
    ),
    Pair(
        "NOC_MULTICAST_SELF", "reader.cpp", "noc_async_write_multicast_loopback_src(", "NCRISC",
        "noc_async_write_multicast_loopback_src(get_write_ptr(cb_a), get_noc_multicast_addr(my_x[noc_index], my_y[noc_index], "
        "my_x[noc_index], my_y[noc_index], get_write_ptr(cb_a)), 64, 1);",
        "noc_async_write(get_write_ptr(cb_a), get_noc_addr(get_write_ptr(cb_a)), 64);",
        at_last(f"            {HOLE}\n            noc_async_write_barrier();\n"),
    ),
    Pair(
        "KERNEL_MEMORY_FAULT", "reader.cpp", "table[-", "NCRISC",
        "-(static_cast<ptrdiff_t>(tiles) << 38)", "tiles - 1",
        at_last(f"            volatile uint32_t table[4];\n            table[{HOLE}] = 0;\n"),
    ),
    Pair(
        "KERNEL_DIVISION", "reader.cpp", "by = tiles / by", "NCRISC", "0", "1",
        at_last(f"            volatile uint32_t by = {HOLE};\n            by = tiles / by;\n"),
    ),
    Pair(
        "KERNEL_ENDLESS_LOOP", "reader.cpp", "while (polled)", "NCRISC", "true", "false",
        at_last(f"            volatile bool polled = {HOLE};\n            while (polled) {{}}\n"),
        {"TTSIM_ENDLESS_SECONDS": "1"},
    ),
    Pair(
        "TILE_VALUE", "compute.cpp", "read_tile_value", "UNPACK", "512", "511",
        [("compute.cpp", WAIT, WAIT + f"        (void)read_tile_value(cb_a, 0, {HOLE});\n")],
    ),
    Pair(
        "INTEGER_OPERAND", "compute.cpp", "add_tiles(cb_a", "UNPACK", "UInt16", "Float16_b",
        [*ADD, ("main.cpp", FORMAT, f"{{{{id, id == 16 ? DataFormat::Float16_b : DataFormat::{HOLE}}}}}"), expect("0x3F80")],
    ),
    Pair(
        "UNPACK_TO_DEST_OPERAND", "compute.cpp", "add_tiles(cb_a", "UNPACK", "UnpackToDestFp32", "Default",
        [
            *ADD,
            ("main.cpp", "    CreateKernel(program, \"compute.cpp\"",
             "    std::vector<UnpackToDestMode> modes(32, UnpackToDestMode::Default);\n"
             f"    modes[1] = UnpackToDestMode::{HOLE};\n    CreateKernel(program, \"compute.cpp\""),
            ("main.cpp", CONFIG,
             "ComputeConfig{.fp32_dest_acc_en = true, .unpack_to_dest_mode = modes, .compile_args = {tiles}}"),
            ("main.cpp", FORMAT, "{{id, DataFormat::Float32}}"),
            ("main.cpp", "page = 2048", "page = 4096"),
            ("main.cpp", "zeros(tiles * 1024, 0x0000), ones(tiles * 1024, 0x3F80)", "zeros(tiles * 2048), ones(tiles * 2048)"),
            expect("0x0000"),
        ],
    ),
    Pair(
        "REDUCE_MAX_SCALER", "compute.cpp", "reduce_tile(", "MATH", "zeros", "ones",
        [*MAXIMUM, ("main.cpp", "(queue, b, ones,", f"(queue, b, {HOLE},")],
    ),
    Pair("TILIZE_BLOCK_FORMAT", "compute.cpp", "tilize_block(", "UNPACK", "Bfp8_b", "Float16_b", TILIZE),
    Pair(
        "TILIZE_UNINIT_MISSING", "compute.cpp", "copy_tile_init(", "UNPACK", "", "        tilize_uninit(24, cb_out);\n",
        [*TILIZED, ("compute.cpp", "        cb_pop_front(24, 1);\n", f"        cb_pop_front(24, 1);\n{HOLE}"
         "        copy_tile_init(cb_a);\n        tilize_init(24, 1, cb_out);\n")],
    ),
    Pair(
        "COMPUTE_THREADS_DIVERGE", "compute.cpp", "transpose_wh_tile(", "MATH", "TRISC_MATH", "NO_THREAD",
        [
            ("compute.cpp", HEADER, HEADER + '#include "api/compute/transpose_wh.h"\n'),
            ("compute.cpp", "        copy_tile(cb_a, 0, 0);\n", f"#ifdef {HOLE}\n        transpose_wh_init_short(cb_a);\n"
             "        transpose_wh_tile(cb_a, 0, 0);\n#else\n        copy_tile(cb_a, 0, 0);\n#endif\n        copy_tile_init(cb_b);\n"),
        ],
        says="MATH is at transpose_wh_tile, but the operands are those that UNPACK has sent for copy_tile (line 25)",
    ),
    Pair(
        "COMPUTE_THREADS_DIVERGE", "compute.cpp", "if (tile == 3)", "MATH", "TRISC_UNPACK", "NO_THREAD",
        [("compute.cpp", "        exp_tile(0);\n", f"#ifdef {HOLE}\n        if (tile == 3) copy_tile(cb_a, 0, 0);\n#endif\n"
          "        exp_tile(0);\n")],
        says="operands for 1 operations that MATH has not executed",
    ),
    Pair(
        "DST_MUL_ACCUMULATES", "compute.cpp", "// again", "MATH", "        mul_tiles(cb_a, cb_b, 0, 0, 0);  // again\n", "",
        [
            *compute(
                "eltwise_binary",
                "    binary_op_init_common(cb_a, cb_b, cb_out);\n    mul_tiles_init(cb_a, cb_b);\n",
                f"        mul_tiles(cb_a, cb_b, 0, 0, 0);\n{HOLE}",
            ),
            expect("0x0000"),
        ],
    ),
    Pair(
        "DST_READ_UNWRITTEN", "compute.cpp", "transpose_wh_dest(", "MATH", "5", "0",
        [
            ("compute.cpp", HEADER, HEADER + '#include "api/compute/transpose_wh_dest.h"\n'),
            ("compute.cpp", COMMIT, "        transpose_wh_dest_init_short();\n"
             f"        transpose_wh_dest({HOLE});\n        copy_tile_init(cb_a);\n{COMMIT}"),
        ],
    ),
    Pair(
        "RECONFIG_OLD_OPERAND", "compute.cpp", "reconfig_data_format_srca(", "MATH", "24", "cb_b",
        [
            ("compute.cpp", HEADER, HEADER + '#include "api/compute/reconfig_data_format.h"\n'),
            ("compute.cpp", ACQUIRE, f"        reconfig_data_format_srca({HOLE}, cb_a);\n" + ACQUIRE),
        ],
    ),
    Pair(
        "PACK_ACC_UNINITIALISED", "compute.cpp", "pack_tile(0", "PACK", "1", "0",
        [
            ("compute.cpp", HEADER, HEADER + '#include "api/compute/pack.h"\n'),
            ("compute.cpp", PACK, f"        pack_reconfig_l1_acc({HOLE});\n" + PACK),
        ],
    ),
    Pair("NOC_TRID", "reader.cpp", "noc_async_read_set_trid", "NCRISC", "16", "15",
         at_last(f"            noc_async_read_set_trid({HOLE});\n")),
    Pair(
        "NOC_ATOMIC_OUTSTANDING", "reader.cpp", "noc_semaphore_inc", "NCRISC", "", "            noc_async_atomic_barrier();\n",
        [
            *at_last(f"            noc_semaphore_inc(get_noc_addr(get_semaphore(0)), 1);\n{HOLE}"),
            ("writer.cpp", "        cb_pop_front(cb_out, 1);\n    }\n", "        cb_pop_front(cb_out, 1);\n    }\n"
             "    noc_semaphore_wait(reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_semaphore(0)), 1);\n"),
        ],
    ),
    Pair(
        "NOC_POSTED_OUTSTANDING", "reader.cpp", "noc_async_write_one_packet", "NCRISC",
        "", "            noc_async_posted_writes_flushed();\n",
        at_last("            noc_async_write_one_packet<true, true>(get_write_ptr(cb_a), get_noc_addr(get_write_ptr(cb_a)), 64);\n"
                f"{HOLE}"),
    ),
    Pair(
        "NOC_INLINE_WRITE_DRAM", "reader.cpp", "noc_inline_dw_write", "NCRISC",
        "a.get_noc_addr(0)", "get_noc_addr(get_write_ptr(cb_a))",
        at_last(f"            noc_inline_dw_write({HOLE}, 0);\n            noc_async_write_barrier();\n"),
    ),
    Pair(
        "CB_REMOTE_WRITE_UNRESERVED", "reader.cpp", "noc_async_write(", "NCRISC", "1", "0",
        [
            *at_last("            noc_async_write(get_write_ptr(cb_b), get_noc_addr(my_x[noc_index] + "
                     f"{HOLE}, my_y[noc_index], get_write_ptr(24)), 64);\n            noc_async_write_barrier();\n"),
            ("main.cpp", "core, CircularBufferConfig(wide)", "CoreRange(core, {1, 0}), CircularBufferConfig(wide)"),
        ],
    ),
    Pair("UNTILIZE_BLOCK_FORMAT", "compute.cpp", "pack_untilize_block<", "PACK", "Bfp8_b", "Float16_b", UNTILIZE),
]  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.code)
def test_broken_is_found(pair, tmp_path):
    pair.check_broken(tmp_path)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.code)
def test_mended_is_right(pair, tmp_path):
    pair.check_mended(tmp_path)
