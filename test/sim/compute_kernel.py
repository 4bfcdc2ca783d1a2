"""One compute kernel on one core: tiles in, tiles out. The host program and the kernels around it are the same for all.

    run(tmp_path, "exp_tile_init(); ...", [a, b], inputs="Float16_b", outputs=["Float32"])

Circular buffer i has the tiles of input i, 16 + i those of output i, and all of an input's tiles are waited for before
`body`, all of an output's pages reserved.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from tilelang_tt.sim.driver import RunResult, Simulator

FORMATS = {"Float32": 0, "Float16_b": 5, "Int32": 8, "UInt16": 9, "UInt32": 24}
WORDS = {"Float32": np.float32, "Float16_b": np.uint16, "Int32": np.int32, "UInt16": np.uint16, "UInt32": np.uint32}

MAIN = """\
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>

using namespace tt;
using namespace tt::tt_metal;

// Arguments: 32-bit DST, number of inputs; then of every input and output its format and tiles.
int main(int argc, char** argv) {
    auto device = distributed::MeshDevice::create_unit_mesh(0);
    auto& queue = device->mesh_command_queue();
    Program program = CreateProgram();
    constexpr CoreCoord core = {0, 0};
    const bool dst32 = std::atoi(argv[1]) != 0;
    const uint32_t inputs = std::atoi(argv[2]);
    std::ifstream file("in.bin", std::ios::binary);
    std::vector<std::shared_ptr<distributed::MeshBuffer>> buffers;
    std::vector<uint32_t> reads = {inputs}, writes = {static_cast<uint32_t>(argc - 3) / 2 - inputs}, accessor;
    std::vector<std::pair<size_t, uint32_t>> results;
    TensorAccessorArgs::create_dram_interleaved().append_to(accessor);
    std::vector<UnpackToDestMode> modes(32, UnpackToDestMode::Default);
    for (int i = 3; i < argc; i += 2) {
        const auto format = static_cast<DataFormat>(std::atoi(argv[i]));
        const uint32_t tiles = std::atoi(argv[i + 1]);
        const uint32_t index = (i - 3) / 2;
        const uint32_t cb = index < inputs ? index : 16 + index - inputs;
        const uint32_t page = tile_size(format);
        if (format == DataFormat::Float32 && dst32) {
            modes[cb] = UnpackToDestMode::UnpackToDestFp32;
        }
        const distributed::DeviceLocalBufferConfig local{.page_size = page, .buffer_type = BufferType::DRAM};
        const distributed::ReplicatedBufferConfig whole{.size = tiles * page};
        buffers.push_back(distributed::MeshBuffer::create(whole, local, device.get()));
        CreateCircularBuffer(program, core, CircularBufferConfig(tiles * page, {{cb, format}}).set_page_size(cb, page));
        auto& list = index < inputs ? reads : writes;
        list.insert(list.end(), {cb, tiles, static_cast<uint32_t>(buffers.back()->address())});
        if (index < inputs) {
            std::vector<uint8_t> bytes(tiles * page);
            file.read(reinterpret_cast<char*>(bytes.data()), bytes.size());
            distributed::EnqueueWriteMeshBuffer(queue, buffers.back(), bytes, false);
        }
    }
    auto reader = CreateKernel(program, "reader.cpp", core, ReaderDataMovementConfig(accessor));
    auto writer = CreateKernel(program, "writer.cpp", core, WriterDataMovementConfig(accessor));
    CreateKernel(program, "compute.cpp", core,
                 ComputeConfig{.fp32_dest_acc_en = dst32, .unpack_to_dest_mode = modes});
    SetRuntimeArgs(program, reader, core, reads);
    SetRuntimeArgs(program, writer, core, writes);
    distributed::MeshWorkload workload;
    workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
    distributed::EnqueueMeshWorkload(queue, workload, false);
    std::ofstream out("out.bin", std::ios::binary);
    for (size_t i = inputs; i < buffers.size(); ++i) {
        std::vector<uint8_t> bytes;
        distributed::EnqueueReadMeshBuffer(queue, bytes, buffers[i], true);
        out.write(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    return 0;
}
"""

MOVER = """\
#include <cstdint>
#include "api/dataflow/dataflow_api.h"

void kernel_main() {{
    constexpr auto args = TensorAccessorArgs<0>();
    const uint32_t buffers = get_arg_val<uint32_t>(0);
    for (uint32_t i = 0; i < buffers; ++i) {{
        const uint32_t cb = get_arg_val<uint32_t>(3 * i + 1);
        const uint32_t tiles = get_arg_val<uint32_t>(3 * i + 2);
        const auto buffer = TensorAccessor(args, get_arg_val<uint32_t>(3 * i + 3), get_tile_size(cb));
        {begin}(cb, tiles);
        for (uint32_t tile = 0; tile < tiles; ++tile) {{
            {move}(tile, buffer, {pointer}(cb) + tile * get_tile_size(cb));
        }}
        {barrier}();
        {end}(cb, tiles);
    }}
}}
"""
READER = MOVER.format(
    begin="cb_reserve_back", move="noc_async_read_page", pointer="get_write_ptr", barrier="noc_async_read_barrier",
    end="cb_push_back",
)  # fmt: skip
WRITER = MOVER.format(
    begin="cb_wait_front", move="noc_async_write_page", pointer="get_read_ptr", barrier="noc_async_write_barrier",
    end="cb_pop_front",
)  # fmt: skip


def _faces(tiles: np.ndarray) -> np.ndarray:
    return tiles.reshape(-1, 2, 16, 2, 16).transpose(0, 1, 3, 2, 4)


def encode(tiles: np.ndarray, name: str) -> bytes:
    """[n, 32, 32] values as the bytes of n tiles; floats to bf16 by cutting, so pass what bf16 holds."""
    if name == "Float16_b":
        tiles = (np.ascontiguousarray(tiles, np.float32).view(np.uint32) >> 16).astype(np.uint16)
    return np.ascontiguousarray(_faces(tiles.astype(WORDS[name]))).tobytes()


def decode(data: bytes, name: str) -> np.ndarray:
    """The inverse: float32 for floats, the format's integer otherwise."""
    words = np.frombuffer(data, WORDS[name]).reshape(-1, 2, 2, 16, 16).transpose(0, 1, 3, 2, 4).reshape(-1, 32, 32)
    if name == "Float16_b":
        return (words.astype(np.uint32) << 16).view(np.float32)
    return words


def bf16(values: np.ndarray) -> np.ndarray:
    """Float32 values cut to what bf16 holds."""
    return (np.ascontiguousarray(values, np.float32).view(np.uint32) & 0xFFFF0000).view(np.float32)


def program(directory: Path, headers: Sequence[str], body: str, inputs: Sequence[str], outputs: Sequence[tuple[str, int]],
            tiles: Sequence[int]) -> list[str]:  # fmt: skip
    """Writes the program; its arguments but the first."""
    waits = "".join(f"    cb_wait_front({i}, {n});\n" for i, n in enumerate(tiles))
    pops = "".join(f"    cb_pop_front({i}, {n});\n" for i, n in enumerate(tiles))
    reserves = "".join(f"    cb_reserve_back({16 + i}, {n});\n" for i, (_, n) in enumerate(outputs))
    pushes = "".join(f"    cb_push_back({16 + i}, {n});\n" for i, (_, n) in enumerate(outputs))
    includes = "".join(f'#include "{header}"\n' for header in headers)
    text = f"#include <cstdint>\n{includes}\nvoid kernel_main() {{\n{waits}{reserves}{body}{pushes}{pops}}}\n"
    for name, content in (("main", MAIN), ("reader", READER), ("writer", WRITER), ("compute", text)):
        (directory / f"{name}.cpp").write_text(content)
    described = [*zip(inputs, tiles, strict=True), *outputs]
    return [str(len(inputs)), *(str(word) for name, n in described for word in (FORMATS[name], n))]


def execute(
    directory: Path,
    headers: Sequence[str],
    body: str,
    arrays: Sequence[np.ndarray],
    inputs: Sequence[str],
    outputs: Sequence[tuple[str, int]],
    dst32: bool = False,
    target: str = "wormhole",
) -> RunResult:
    """Runs the kernel on arrays of [n, 32, 32]; the outputs are left in out.bin."""
    arguments = program(directory, headers, body, inputs, outputs, [len(array) for array in arrays])
    data = b"".join(encode(array, name) for array, name in zip(arrays, inputs, strict=True))
    (directory / "in.bin").write_bytes(data)
    return Simulator(target).build(directory).run([str(int(dst32)), *arguments])


def run(
    directory: Path,
    headers: Sequence[str],
    body: str,
    arrays: Sequence[np.ndarray],
    inputs: Sequence[str],
    outputs: Sequence[tuple[str, int]],
    dst32: bool = False,
    target: str = "wormhole",
) -> list[np.ndarray]:
    """The same, for a kernel without findings: every output as an array of [n, 32, 32]."""
    result = execute(directory, headers, body, arrays, inputs, outputs, dst32, target)
    assert result.ok, result.stdout + result.stderr
    data = (directory / "out.bin").read_bytes()
    found = []
    for name, count in outputs:
        size = count * 1024 * np.dtype(WORDS[name]).itemsize
        found.append(decode(data[:size], name))
        data = data[size:]
    return found
