// Adds two matrices of tiles that lie in L1, each core its own shard: no reader, no writer, nothing on the NoC.
#include <fmt/base.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <tt-metalium/bfloat16.hpp>
#include <tt-metalium/buffer.hpp>
#include <tt-metalium/constants.hpp>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>

using namespace tt;
using namespace tt::tt_metal;

namespace {

constexpr uint32_t tile_rows = 4;
constexpr uint32_t tile_cols = 4;
constexpr uint32_t tile_bytes = constants::TILE_HW * sizeof(bfloat16);

struct Cut {
    TensorMemoryLayout layout;
    uint32_t shard_rows;  // tiles
    uint32_t shard_cols;
    CoreRange cores;
};

std::shared_ptr<distributed::MeshBuffer> make_matrix(distributed::MeshDevice* device, const Cut& cut) {
    const ShardSpecBuffer shards(
        cut.cores,
        {cut.shard_rows * constants::TILE_HEIGHT, cut.shard_cols * constants::TILE_WIDTH},
        ShardOrientation::ROW_MAJOR,
        {constants::TILE_HEIGHT, constants::TILE_WIDTH},
        {tile_rows, tile_cols});
    const distributed::DeviceLocalBufferConfig local{
        .page_size = tile_bytes,
        .buffer_type = BufferType::L1,
        .sharding_args = BufferShardingArgs(shards, cut.layout),
    };
    return distributed::MeshBuffer::create(
        distributed::ReplicatedBufferConfig{.size = tile_rows * tile_cols * tile_bytes}, local, device);
}

}  // namespace

int main(int argc, char** argv) {
    const std::map<std::string, Cut> cuts{
        {"height", {TensorMemoryLayout::HEIGHT_SHARDED, 1, tile_cols, CoreRange({0, 0}, {0, 3})}},
        {"width", {TensorMemoryLayout::WIDTH_SHARDED, tile_rows, 1, CoreRange({0, 0}, {3, 0})}},
        {"block", {TensorMemoryLayout::BLOCK_SHARDED, 2, 2, CoreRange({0, 0}, {1, 1})}},
    };
    const Cut& cut = cuts.at(argc > 1 ? argv[1] : "height");
    const uint32_t tiles_per_core = cut.shard_rows * cut.shard_cols;

    auto device = distributed::MeshDevice::create_unit_mesh(0);
    auto& queue = device->mesh_command_queue();
    Program program = CreateProgram();
    auto a = make_matrix(device.get(), cut);
    auto b = make_matrix(device.get(), cut);
    auto sum = make_matrix(device.get(), cut);

    const std::pair<CBIndex, distributed::MeshBuffer*> operands[] = {
        {CBIndex::c_0, a.get()}, {CBIndex::c_1, b.get()}, {CBIndex::c_16, sum.get()}};
    for (const auto& [id, buffer] : operands) {
        CreateCircularBuffer(
            program,
            cut.cores,
            CircularBufferConfig(tiles_per_core * tile_bytes, {{id, DataFormat::Float16_b}})
                .set_page_size(id, tile_bytes)
                .set_globally_allocated_address(*buffer->get_backing_buffer()));
    }
    auto compute = CreateKernel(
        program,
        "kernels/add_shards.cpp",
        cut.cores,
        ComputeConfig{.compile_args = {CBIndex::c_0, CBIndex::c_1, CBIndex::c_16}});
    for (const CoreCoord& core : cut.cores) {
        SetRuntimeArgs(program, compute, core, {tiles_per_core});
    }

    std::vector<bfloat16> a_values, b_values;
    for (uint32_t i = 0; i < tile_rows * tile_cols * constants::TILE_HW; ++i) {
        a_values.emplace_back(static_cast<float>(i / constants::TILE_HW));
        b_values.emplace_back(static_cast<float>(i % 64));
    }
    distributed::EnqueueWriteMeshBuffer(queue, a, a_values, false);
    distributed::EnqueueWriteMeshBuffer(queue, b, b_values, false);
    distributed::MeshWorkload workload;
    workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
    distributed::EnqueueMeshWorkload(queue, workload, false);
    std::vector<bfloat16> result;
    distributed::EnqueueReadMeshBuffer(queue, result, sum, true);

    uint32_t wrong = 0;
    for (size_t i = 0; i < result.size(); ++i) {
        wrong += static_cast<float>(result[i]) != static_cast<float>(a_values[i]) + static_cast<float>(b_values[i]);
    }
    fmt::print("{} of {} values are wrong\n", wrong, result.size());
    device->close();
    return wrong == 0 ? 0 : 1;
}
