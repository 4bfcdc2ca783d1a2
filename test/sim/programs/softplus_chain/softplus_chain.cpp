// log(1 + exp(x)) of a matrix on one core, in one DST section per tile; the ones are a tile of their own.
#include <cmath>
#include <vector>

#include <tt-metalium/tensor_accessor_args.hpp>

#include "../common/matrices.hpp"

using namespace tt;
using namespace tt::tt_metal;

int main() {
    constexpr uint32_t tiles = 3;
    constexpr CoreCoord core = {0, 0};
    auto device = distributed::MeshDevice::create_unit_mesh(0);
    auto& queue = device->mesh_command_queue();
    Program program = CreateProgram();
    auto x = tile_buffer(device.get(), tiles);
    auto y = tile_buffer(device.get(), tiles);
    tile_cb(program, core, CBIndex::c_0, 2);
    tile_cb(program, core, CBIndex::c_1, 1);
    tile_cb(program, core, CBIndex::c_16, 2);
    std::vector<uint32_t> reader_args, writer_args;
    TensorAccessorArgs(*x).append_to(reader_args);
    TensorAccessorArgs(*y).append_to(writer_args);
    auto reader = CreateKernel(program, "kernels/read_and_fill.cpp", core, ReaderDataMovementConfig(reader_args));
    auto writer = CreateKernel(
        program, "../matmul_multi_core/kernels/write_tiles.cpp", core, WriterDataMovementConfig(writer_args));
    auto compute = CreateKernel(program, "kernels/softplus.cpp", core, ComputeConfig{.math_approx_mode = false});
    SetRuntimeArgs(program, reader, core, {static_cast<uint32_t>(x->address()), tiles});
    SetRuntimeArgs(program, compute, core, {tiles});
    SetRuntimeArgs(program, writer, core, {static_cast<uint32_t>(y->address()), 0, tiles});

    std::vector<bfloat16> values, expected;
    for (uint32_t i = 0; i < tiles * constants::TILE_HW; ++i) {
        values.emplace_back(static_cast<float>(i % 97) / 24 - 2);
        expected.emplace_back(std::log1p(std::exp(static_cast<float>(values.back()))));
    }
    distributed::EnqueueWriteMeshBuffer(queue, x, values, false);
    run(*device, queue, std::move(program));
    std::vector<bfloat16> result;
    distributed::EnqueueReadMeshBuffer(queue, result, y, true);
    const int code = compare(result, expected, 0.02f);
    device->close();
    return code;
}
