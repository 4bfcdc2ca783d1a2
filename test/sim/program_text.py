"""A small program as text, for tests to break by replacing lines: 4 tiles through one core, out = exp(a) + b."""

from __future__ import annotations

from pathlib import Path

MAIN = """\
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>

using namespace tt;
using namespace tt::tt_metal;

int main() {
    auto device = distributed::MeshDevice::create_unit_mesh(0);
    auto& queue = device->mesh_command_queue();
    Program program = CreateProgram();
    constexpr CoreCoord core = {0, 0};
    constexpr uint32_t tiles = 4;
    constexpr uint32_t page = 2048;
    const distributed::DeviceLocalBufferConfig local{.page_size = page, .buffer_type = BufferType::DRAM};
    const distributed::ReplicatedBufferConfig whole{.size = tiles * page};
    auto a = distributed::MeshBuffer::create(whole, local, device.get());
    auto b = distributed::MeshBuffer::create(whole, local, device.get());
    auto c = distributed::MeshBuffer::create(whole, local, device.get());
    for (uint8_t id : {0, 1, 16}) {
        const CircularBufferConfig config(2 * page, {{id, DataFormat::Float16_b}});
        CreateCircularBuffer(program, core, CircularBufferConfig(config).set_page_size(id, page));
    }
    const CircularBufferConfig wide(4096, {{24, DataFormat::Float32}});
    CreateCircularBuffer(program, core, CircularBufferConfig(wide).set_page_size(24, 4096));
    std::vector<uint32_t> reader_args, writer_args;
    TensorAccessorArgs(*a).append_to(reader_args);
    TensorAccessorArgs(*b).append_to(reader_args);
    TensorAccessorArgs(*c).append_to(writer_args);
    CreateSemaphore(program, CoreRange(core), 0);
    auto reader = CreateKernel(program, "reader.cpp", core, ReaderDataMovementConfig(reader_args));
    auto writer = CreateKernel(program, "writer.cpp", core, WriterDataMovementConfig(writer_args));
    CreateKernel(program, "compute.cpp", core, ComputeConfig{.compile_args = {tiles}});
    const uint32_t a_address = a->address();
    const uint32_t b_address = b->address();
    const uint32_t c_address = c->address();
    SetRuntimeArgs(program, reader, core, {a_address, b_address, tiles});
    SetRuntimeArgs(program, writer, core, {c_address, tiles});
    const std::vector<uint16_t> zeros(tiles * 1024, 0x0000), ones(tiles * 1024, 0x3F80);
    distributed::EnqueueWriteMeshBuffer(queue, a, zeros, false);
    distributed::EnqueueWriteMeshBuffer(queue, b, ones, false);
    distributed::MeshWorkload workload;
    workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
    distributed::EnqueueMeshWorkload(queue, workload, false);
    std::vector<uint16_t> result;
    distributed::EnqueueReadMeshBuffer(queue, result, c, true);
    for (const uint16_t value : result) {
        if (value != 0x4000) {
            std::printf("wrong: %04x\\n", value);
            return 1;
        }
    }
    std::printf("right\\n");
    return 0;
}
"""

READER = """\
#include <cstdint>
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t a_addr = get_arg_val<uint32_t>(0);
    const uint32_t b_addr = get_arg_val<uint32_t>(1);
    const uint32_t tiles = get_arg_val<uint32_t>(2);
    constexpr uint32_t cb_a = 0;
    constexpr uint32_t cb_b = 1;
    constexpr auto a_args = TensorAccessorArgs<0>();
    constexpr auto b_args = TensorAccessorArgs<a_args.next_compile_time_args_offset()>();
    const auto a = TensorAccessor(a_args, a_addr, get_tile_size(cb_a));
    const auto b = TensorAccessor(b_args, b_addr, get_tile_size(cb_b));
    for (uint32_t tile = 0; tile < tiles; ++tile) {
        cb_reserve_back(cb_a, 1);
        cb_reserve_back(cb_b, 1);
        noc_async_read_page(tile, a, get_write_ptr(cb_a));
        noc_async_read_page(tile, b, get_write_ptr(cb_b));
        noc_async_read_barrier();
        cb_push_back(cb_a, 1);
        cb_push_back(cb_b, 1);
    }
}
"""

COMPUTE = """\
#include <cstdint>
#include "api/compute/eltwise_binary_sfpu.h"
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/eltwise_unary/exp.h"
#include "api/compute/eltwise_unary/typecast.h"
#include "api/compute/tile_move_copy.h"

void kernel_main() {
    constexpr uint32_t tiles = get_compile_time_arg_val(0);
    constexpr uint32_t cb_a = 0;
    constexpr uint32_t cb_b = 1;
    constexpr uint32_t cb_out = 16;
    init_sfpu(cb_a, cb_out);
    add_binary_tile_init();
    exp_tile_init();
    for (uint32_t tile = 0; tile < tiles; ++tile) {
        cb_wait_front(cb_a, 1);
        cb_wait_front(cb_b, 1);
        tile_regs_acquire();
        copy_tile(cb_a, 0, 0);
        copy_tile(cb_b, 0, 1);
        exp_tile(0);
        add_binary_tile(0, 1, 0);
        tile_regs_commit();
        cb_pop_front(cb_a, 1);
        cb_pop_front(cb_b, 1);
        cb_reserve_back(cb_out, 1);
        tile_regs_wait();
        pack_tile(0, cb_out);
        tile_regs_release();
        cb_push_back(cb_out, 1);
    }
}
"""

WRITER = """\
#include <cstdint>
#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t c_addr = get_arg_val<uint32_t>(0);
    const uint32_t tiles = get_arg_val<uint32_t>(1);
    constexpr uint32_t cb_out = 16;
    constexpr auto c_args = TensorAccessorArgs<0>();
    const auto c = TensorAccessor(c_args, c_addr, get_tile_size(cb_out));
    for (uint32_t tile = 0; tile < tiles; ++tile) {
        cb_wait_front(cb_out, 1);
        noc_async_write_page(tile, c, get_read_ptr(cb_out));
        noc_async_write_barrier();
        cb_pop_front(cb_out, 1);
    }
}
"""

FILES = {"main.cpp": MAIN, "reader.cpp": READER, "compute.cpp": COMPUTE, "writer.cpp": WRITER}


def write_program(directory: Path, changes: dict[str, list[tuple[str, str]]] | None = None) -> Path:
    """Writes the program with `changes`: file -> (old text, new text), each of which must occur."""
    for name, text in FILES.items():
        for old, new in (changes or {}).get(name, []):
            assert old in text, f"{name} has no {old!r}"
            text = text.replace(old, new)
        (directory / name).write_text(text)
    return directory


def line_of(name: str, fragment: str, changes: dict[str, list[tuple[str, str]]] | None = None) -> int:
    """1-based number of the first line of a (changed) file that holds the fragment."""
    text = FILES[name]
    for old, new in (changes or {}).get(name, []):
        text = text.replace(old, new)
    return next(i for i, line in enumerate(text.splitlines(), 1) if fragment in line)
