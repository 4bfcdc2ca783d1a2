"""Buffers in L1 and sharded buffers: where pages lie, accessors, aliased circular buffers, counters, wrong uses."""

from __future__ import annotations

import pytest
from hand_written import PROGRAMS, edited
from program_text import write_program

from tilelang_tt.sim.driver import FINDING_EXIT_CODE, TARGETS, RunResult, Simulator

IN_L1 = ("BufferType::DRAM", "BufferType::L1")


def counters(result: RunResult) -> dict:
    return result.counters["counters"]


@pytest.mark.parametrize("cut", ["height", "width", "block"])
def test_aliased_shards_need_no_transfer(cut):
    result = Simulator().build(PROGRAMS / "vecadd_sharding").run([cut])
    assert result.ok, result.stdout + result.stderr
    assert counters(result)["noc_bytes"] == 0
    assert [b["layout"] for b in counters(result)["buffers"]] == [f"{cut}_sharded"] * 3


LAYOUTS = ["dram_interleaved", "dram_height", "dram_block", "l1_interleaved", "l1_height", "l1_block"]
# Every layout is read and written.
PAIRS = list(zip(LAYOUTS, LAYOUTS[3:] + LAYOUTS[:3], strict=True))


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(("source", "to"), PAIRS)
def test_accessors_reach_every_page(source, to, target):
    result = Simulator(target).build(PROGRAMS / "reshard").run([source, to])
    assert result.ok, result.stdout + result.stderr
    size = 3 * 5 * 7 * 64
    read, written = counters(result)["buffers"]
    assert (read["read_bytes"], read["write_bytes"]) == (size, 0)
    assert (written["read_bytes"], written["write_bytes"]) == (0, size)
    assert counters(result)["noc_bytes"] == 2 * size
    assert counters(result)["dram_read_bytes"] == (size if source.startswith("dram") else 0)
    assert counters(result)["l1_write_bytes"] == (size if to.startswith("l1") else 0)


QUERIES = """\
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

// Leaves the kernel by an argument that does not exist when a statement about the tensor is wrong.
#define CHECK(condition) \\
    if (!(condition)) { \\
        get_arg_val<uint32_t>(99); \\
    }

void kernel_main() {
    const uint32_t address = get_arg_val<uint32_t>(0);
    const uint32_t start = get_arg_val<uint32_t>(1);
    const uint32_t end = get_arg_val<uint32_t>(2);
    constexpr uint32_t cb = get_compile_time_arg_val(0);
    constexpr auto args = TensorAccessorArgs<1>();
    static_assert(args.is_sharded && !args.is_dram);
    static_assert(args.next_compile_time_args_offset() == 1 + 2 + 2 + 3 + 3 + 5);
    const auto tensor = TensorAccessor(args, address);
    const auto& dspec = tensor.dspec();
    // 3 x 5 x 7 pages in shards of 2 x 2 x 3: a grid of 2 x 3 x 3 shards, column by column over 6 + 4 cores.
    CHECK(dspec.rank() == 3 && dspec.num_banks() == 10 && dspec.tensor_volume() == 105 && dspec.shard_volume() == 12);
    CHECK(dspec.tensor_strides()[0] == 35 && dspec.shard_strides()[0] == 6 && dspec.shard_grid_strides()[0] == 9);
    // Page 104 = (2, 4, 6): shard (1, 2, 2), number 17, on core 7; the first page inside of it.
    const auto [bank, slot] = tensor.get_bank_and_offset(104);
    CHECK(bank == 7 && slot == 12);
    const uint32_t coord[3] = {2, 4, 6};
    CHECK(tensor.get_noc_addr(104) == tensor.get_noc_addr(coord));
    CHECK(tensor.get_noc_addr(104) == tensor.get_shard_noc_addr(17));
    const uint32_t shard_coord[3] = {1, 2, 2};
    CHECK(tensor.get_noc_addr(104) == tensor.get_shard_noc_addr(shard_coord));
    const uint16_t owner = dspec.packed_xy_coords()[7];
    CHECK(tensor.is_local_bank(owner >> 8, owner & 0xFF) == tensor.is_local_page(104));
    CHECK(tensor.is_local_addr(tensor.get_noc_addr(0)) == tensor.is_local_shard(0));
    uint32_t here = 0;  // the last shard has the corner alone
    for (const auto& page : tensor.shard_pages(17)) {
        CHECK(page.page_id() == 104 && page.noc_addr() == tensor.get_noc_addr(104));
        ++here;
    }
    CHECK(here == 1);
    for (uint32_t page = start; page < end; ++page) {
        cb_reserve_back(cb, 1);
        noc_async_read_page(page, tensor, get_write_ptr(cb));
        noc_async_read_barrier();
        cb_push_back(cb, 1);
    }
}
"""


def test_what_accessors_say_of_a_sharded_tensor(tmp_path):
    program = edited("reshard", tmp_path, {})
    (program / "kernels" / "read_pages.cpp").write_text(QUERIES)
    result = Simulator().build(program).run(["l1_block", "dram_interleaved"])
    assert result.ok, result.stdout + result.stderr


def test_whole_shards_are_read_and_written_with_their_gaps(tmp_path):
    # Core 0 moves all shards from one tensor to the other, which has the same layout.
    body = "        cb_{verb}(cb, 1);\n        noc_async_{call}_page(page, tensor, get_{way}_ptr(cb));\n"
    shard = (
        "    const uint32_t shards = start == 0 ? tensor.dspec().num_shards() : 0;\n"
        "    for (uint32_t shard = 0; shard < shards; ++shard) {{\n"
        "        cb_{verb}(cb, 12);\n        noc_async_{call}_shard(shard, tensor, get_{way}_ptr(cb));\n"
    )
    loop = "    for (uint32_t page = start; page < end; ++page) {\n"
    read_loop = "    for (const auto& page : tensor.pages(start, end)) {\n        cb_reserve_back(cb, 1);\n"
    read = "        noc_async_read(page.noc_addr(), get_write_ptr(cb), tensor.get_aligned_page_size());\n"
    write = {"verb": "wait_front", "call": "write", "way": "read"}
    changes = {
        "reshard.cpp": [("4 * page_bytes", "24 * page_bytes")],
        "kernels/read_pages.cpp": [
            (read_loop + read, shard.format(verb="reserve_back", call="read", way="write")),
            ("push_back(cb, 1)", "push_back(cb, 12)"),
        ],
        "kernels/write_pages.cpp": [
            (loop + body.format(**write), shard.format(**write)),
            ("pop_front(cb, 1)", "pop_front(cb, 12)"),
        ],
    }
    program = edited("reshard", tmp_path, changes)
    result = Simulator().build(program).run(["dram_block", "dram_block"])
    assert result.ok, result.stdout + result.stderr
    assert counters(result)["dram_reads"] == 2 * 3 * 3


@pytest.mark.parametrize("target", TARGETS)
def test_interleaved_l1_buffers(tmp_path, target):
    result = Simulator(target).build(write_program(tmp_path, {"main.cpp": [IN_L1]})).run()
    assert result.ok, result.stderr
    assert counters(result)["l1_read_bytes"] == 2 * 4 * 2048
    assert counters(result)["l1_local_bytes"] == 3 * 2048  # page 0 of all three is on the core itself
    assert counters(result)["dram_read_bytes"] == 0


def test_a_circular_buffer_moves_to_another_buffer_between_runs(tmp_path):
    # The second run adds b to what the first one has written.
    run = "distributed::EnqueueMeshWorkload(queue, workload, false);\n"
    again = (
        "    Program& again = workload.get_programs().begin()->second;\n"
        "    UpdateDynamicCircularBufferAddress(again, handles[0], *sum->get_backing_buffer());\n"
        "    UpdateDynamicCircularBufferAddress(again, handles[2], *a->get_backing_buffer());\n"
        "    distributed::EnqueueMeshWorkload(queue, workload, false);\n"
        "    distributed::EnqueueReadMeshBuffer(queue, a_values, a, true);\n"
        "    distributed::EnqueueWriteMeshBuffer(queue, sum, a_values, false);\n"
    )
    changes = {
        "vecadd_sharding.cpp": [
            ("    const std::pair<CBIndex", "    std::vector<CBHandle> handles;\n    const std::pair<CBIndex"),
            ("        CreateCircularBuffer(", "        handles.push_back(CreateCircularBuffer("),
            ("*buffer->get_backing_buffer()));", "*buffer->get_backing_buffer())));"),
            (run, run + again),
            ("+ static_cast<float>(b_values[i]);", "* 1;"),
        ]
    }
    result = Simulator().build(edited("vecadd_sharding", tmp_path, changes)).run()
    assert result.ok, result.stdout + result.stderr


ANNOUNCE = """\
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t tiles = get_arg_val<uint32_t>(0);
    for (uint32_t i = 0; i < tiles; ++i) {
        for (const uint32_t cb : {0u, 1u}) {
            cb_reserve_back(cb, 1);
            cb_push_back(cb, 1);
        }
    }
}
"""


def announced(tmp_path, waits):
    """The program with a reader that announces the shards, page by page, to a compute kernel that waits or does not."""
    reader = '    auto reader = CreateKernel(program, "kernels/announce.cpp", cut.cores, ReaderDataMovementConfig());\n'
    args = "        SetRuntimeArgs(program, reader, core, {tiles_per_core});\n"
    for_each = "    for (const CoreCoord& core : cut.cores) {\n"
    acquire = "        tile_regs_acquire();\n"
    changes = {
        "vecadd_sharding.cpp": [(for_each, reader + for_each + args)],
        "kernels/add_shards.cpp": [(acquire, waits + acquire)],
    }
    program = edited("vecadd_sharding", tmp_path, changes)
    (program / "kernels" / "announce.cpp").write_text(ANNOUNCE)
    return Simulator().build(program).run()


def test_shards_that_a_reader_announces(tmp_path):
    both = "        cb_wait_front(cb_a, 1);\n        cb_wait_front(cb_b, 1);\n"
    result = announced(tmp_path, both)
    assert result.ok, result.stderr
    assert counters(result)["noc_bytes"] == 0


def test_announced_shards_must_be_waited_for(tmp_path):
    result = announced(tmp_path, "        cb_wait_front(cb_a, 1);\n")
    assert result.findings and result.findings[0].code == "CB_READ_OUTSIDE_WAITED", result.stderr


SHARDS = ".sharding_args = BufferShardingArgs(shards, cut.layout)"
ALIAS = ".set_globally_allocated_address(*buffer->get_backing_buffer())"
HOST = "vecadd_sharding.cpp"


@pytest.mark.parametrize(
    ("code", "old", "new", "cause"),
    [
        (
            "CB_ALIAS_SIZE",
            "(tiles_per_core * tile_bytes,",
            "(8 * tile_bytes,",
            "16384 bytes over an L1 buffer that has",
        ),
        ("CB_ALIAS_DRAM", "BufferType::L1,\n        " + SHARDS, "BufferType::DRAM", "in DRAM"),
        ("BUFFER_SHARDING", "CoreRange({0, 0}, {0, 3})", "CoreRange({0, 0}, {0, 2})", "4 shards of 1 x 4 pages"),
        ("BUFFER_SHARDING", "{tile_rows, tile_cols});", "{tile_rows, 2});", "the tensor is 4 x 2 pages"),
        ("BUFFER_SHARDING", "CoreRange({0, 0}, {0, 3})", "CoreRange({8, 0}, {8, 3})", "there is no core (8, 0)"),
        (
            "ACCESSOR_NO_DISTRIBUTION",
            "    SetRuntimeArgs",
            "    TensorAccessorArgs(*a).get_compile_time_args();\n    SetRuntimeArgs",
            "ShardSpecBuffer alone",
        ),
        (
            "CB_ALIAS_FREED",
            "    workload.add_program",
            "    a->deallocate();\n    workload.add_program",
            "that it lies over is gone",
        ),
    ],
)
def test_wrong_shards_are_named(tmp_path, code, old, new, cause):
    include = ("#include <tt-metalium/host_api.hpp>", "#include <tt-metalium/host_api.hpp>\n" + ACCESSOR)
    program = edited("vecadd_sharding", tmp_path, {HOST: [include, (old, new)]})
    result = Simulator().build(program).run(["height"])
    assert result.returncode == FINDING_EXIT_CODE
    assert [finding.code for finding in result.findings] == [code]
    assert cause in result.findings[0].cause


ACCESSOR = "#include <tt-metalium/tensor_accessor_args.hpp>"


def test_a_clash_of_circular_buffers_and_l1_buffers_shows_both(tmp_path):
    changes = {"main.cpp": [IN_L1, ("wide(4096,", "wide(337 * 4096,")]}
    result = Simulator().build(write_program(tmp_path, changes)).run()
    assert [finding.code for finding in result.findings] == ["L1_CLASH"]
    assert "CB 24: 1380352 bytes" in result.findings[0].cause
    assert result.findings[0].cause.count("L1 buffer at 0x") == 3


def test_l1_runs_out(tmp_path):
    changes = {"main.cpp": [IN_L1, (".size = tiles * page}", ".size = tiles * page * 64 * 60}")]}
    result = Simulator().build(write_program(tmp_path, changes)).run()
    assert [finding.code for finding in result.findings] == ["L1_OVERFLOW"]
    assert "491520 bytes of L1 are needed in every bank, 412352 are free" in result.findings[0].cause


@pytest.mark.parametrize(
    ("code", "new"),
    [
        ("L1_BUFFER_OUT_OF_BOUNDS", "noc_async_read(b.get_noc_addr(tile), get_write_ptr(cb_a), 2048 + 64);"),
        ("L1_UNALLOCATED", "noc_async_read(a.get_noc_addr(tile) - 0x40000, get_write_ptr(cb_a), 2048);"),
        ("PAGE_OUT_OF_RANGE", "noc_async_read_page(tile + 4, a, get_write_ptr(cb_a));"),
        ("ACCESSOR_BASE", "noc_async_read_page(tile, TensorAccessor(a_args, 4096, 2048), get_write_ptr(cb_a));"),
    ],
)
def test_reads_outside_of_l1_buffers(tmp_path, code, new):
    old = "noc_async_read_page(tile, a, get_write_ptr(cb_a));"
    cb = ("CircularBufferConfig config(2 * page, ", "CircularBufferConfig config(4 * page, ")
    changes = {
        "main.cpp": [IN_L1, cb],
        "reader.cpp": [(old, new), ("cb_reserve_back(cb_a, 1)", "cb_reserve_back(cb_a, 2)")],
    }
    result = Simulator().build(write_program(tmp_path, changes)).run()
    assert result.findings and result.findings[0].code == code, result.stderr


def test_arguments_of_another_layout_are_found(tmp_path):
    # The reader's accessor is told of the other tensor's layout.
    changes = {"reshard.cpp": [("TensorAccessorArgs(*from)", "TensorAccessorArgs(*to)")]}
    program = Simulator().build(edited("reshard", tmp_path, changes))
    for layouts in (["l1_height", "l1_block"], ["l1_height", "l1_interleaved"]):
        assert program.run(layouts).findings[0].code == "ACCESSOR_LAYOUT"


WRONG_HOST = """\
#include <string>

#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt-metalium/tt_metal.hpp>

using namespace tt;
using namespace tt::tt_metal;
using tensor_accessor::ArgConfig;

int main(int, char** argv) {
    const std::string wrong = argv[1];
    auto device = distributed::MeshDevice::create_unit_mesh(0);
    auto& queue = device->mesh_command_queue();
    Program program = CreateProgram();
    constexpr CoreCoord core{0, 0};
    const Shape tensor{4, 4}, shard{2, 2};
    auto create = [&](const distributed::DeviceLocalBufferConfig& local, std::optional<DeviceAddr> address = {}) {
        const distributed::ReplicatedBufferConfig whole{.size = 16 * local.page_size};
        return distributed::MeshBuffer::create(whole, local, device.get(), address);
    };
    auto sharded = create(
        {.page_size = 64,
         .buffer_type = BufferType::L1,
         .sharding_args = BufferDistributionSpec(tensor, shard, core, ShardOrientation::ROW_MAJOR)});
    const CircularBufferConfig own(64, {{0, DataFormat::UInt32}});
    const CBHandle cb = CreateCircularBuffer(program, core, CircularBufferConfig(own).set_page_size(0, 64));
    std::vector<uint32_t> words;
    if (wrong == "BUFFER_ADDRESS") {
        create({.page_size = 64}, 0x20000);
    } else if (wrong == "BUFFER_TYPE") {
        create({.page_size = 64, .buffer_type = BufferType::TRACE});
    } else if (wrong == "BUFFER_DISTRIBUTION") {  // one core for a grid of two by two shards
        BufferDistributionSpec(
            tensor, shard, core, ShardOrientation::ROW_MAJOR, ShardDistributionStrategy::GRID_2D);
    } else if (wrong == "ACCESSOR_CONFIG") {
        TensorAccessorArgs(*sharded, ArgConfig::RuntimeNumBanks).append_to(words);
    } else if (wrong == "BUFFER_FREED") {
        sharded->deallocate();
        distributed::EnqueueReadMeshBuffer(queue, words, sharded);
    } else if (wrong == "CB_NOT_DYNAMIC") {
        UpdateDynamicCircularBufferAddress(program, cb, *sharded->get_backing_buffer());
    } else if (wrong == "CB_HANDLE") {
        GetCircularBufferConfig(program, cb + 1);
    } else if (wrong == "WORKLOAD_OVERLAP") {
        distributed::MeshWorkload workload;
        for (int i = 0; i < 2; ++i) {
            workload.add_program(distributed::MeshCoordinateRange(device->shape()), CreateProgram());
        }
    } else if (wrong == "L1_HOST_ACCESS") {
        detail::WriteToDeviceL1(device.get(), core, sharded->address(), words);
        detail::ReadFromDeviceL1(device.get(), core, sharded->address() - 64, 64, words);
    } else if (wrong == "DRAM_OVERFLOW") {
        create({.page_size = 1u << 31});
    }
}
"""


def test_wrong_host_calls_are_named(tmp_path):
    (tmp_path / "main.cpp").write_text(WRONG_HOST)
    program = Simulator().build(tmp_path)
    assert program.run(["nothing"]).ok
    for code in ("BUFFER_ADDRESS", "BUFFER_TYPE", "BUFFER_DISTRIBUTION", "BUFFER_FREED", "DRAM_OVERFLOW"):
        assert [finding.code for finding in program.run([code]).findings] == [code]
    for code in ("ACCESSOR_CONFIG", "CB_NOT_DYNAMIC", "CB_HANDLE", "WORKLOAD_OVERLAP", "L1_HOST_ACCESS"):
        assert [finding.code for finding in program.run([code]).findings] == [code]
