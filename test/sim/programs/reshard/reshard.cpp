// Copies a tensor of rank 3 from one layout to another, page by page, through tensor accessors: reshard <from> <to>.
#include <cstdint>
#include <cstdio>
#include <memory>
#include <numeric>
#include <string>
#include <vector>

#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>

using namespace tt;
using namespace tt::tt_metal;

namespace {

// In pages; shards do not divide it.
const Shape tensor_shape{3, 5, 7};
constexpr uint32_t page_bytes = 64;

distributed::DeviceLocalBufferConfig layout(const std::string& name) {
    const auto memory = name.starts_with("dram") ? BufferType::DRAM : BufferType::L1;
    distributed::DeviceLocalBufferConfig config{.page_size = page_bytes, .buffer_type = memory};
    const CoreRangeSet workers{CoreRange({0, 0}, {2, 1}), CoreRange({4, 1}, {4, 4})};
    const CoreRangeSet banks{CoreRange({0, 0}, {4, 0})};
    const CoreRangeSet& owners = memory == BufferType::DRAM ? banks : workers;
    if (name.ends_with("height")) {
        config.sharding_args =
            BufferDistributionSpec(tensor_shape, Shape{1, 2, 7}, owners, ShardOrientation::ROW_MAJOR);
    } else if (name.ends_with("block")) {
        config.sharding_args =
            BufferDistributionSpec(tensor_shape, Shape{2, 2, 3}, owners, ShardOrientation::COL_MAJOR);
    }
    return config;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fprintf(stderr, "usage: reshard <from> <to>; layouts: (dram | l1)_(interleaved | height | block)\n");
        return 2;
    }
    auto device = distributed::MeshDevice::create_unit_mesh(0);
    auto& queue = device->mesh_command_queue();
    Program program = CreateProgram();
    const auto pages = static_cast<uint32_t>(tensor_shape.volume());
    const distributed::ReplicatedBufferConfig whole{.size = pages * page_bytes};
    auto from = distributed::MeshBuffer::create(whole, layout(argv[1]), device.get());
    auto to = distributed::MeshBuffer::create(whole, layout(argv[2]), device.get());

    const CoreRange cores({0, 0}, {1, 1});
    constexpr CBIndex cb = CBIndex::c_0;
    CreateCircularBuffer(
        program, cores, CircularBufferConfig(4 * page_bytes, {{cb, DataFormat::UInt32}}).set_page_size(cb, page_bytes));
    using tensor_accessor::ArgConfig;
    std::vector<uint32_t> reader_args{cb}, reader_common, writer_args{cb}, writer_common;
    TensorAccessorArgs(*from).append_to(reader_args);
    TensorAccessorArgs(*to, ArgConfig::Runtime).append_to(writer_args, writer_common);
    auto reader = CreateKernel(program, "kernels/read_pages.cpp", cores, ReaderDataMovementConfig(reader_args));
    auto writer = CreateKernel(program, "kernels/write_pages.cpp", cores, WriterDataMovementConfig(writer_args));
    SetCommonRuntimeArgs(program, writer, writer_common);
    uint32_t start = 0;
    for (const CoreCoord& core : corerange_to_cores(cores)) {
        const uint32_t count = pages / 4 + (start == 0 ? pages % 4 : 0);
        SetRuntimeArgs(program, reader, core, {static_cast<uint32_t>(from->address()), start, start + count});
        SetRuntimeArgs(program, writer, core, {static_cast<uint32_t>(to->address()), start, start + count});
        start += count;
    }

    std::vector<uint32_t> values(pages * page_bytes / sizeof(uint32_t));
    std::iota(values.begin(), values.end(), 0u);
    distributed::EnqueueWriteMeshBuffer(queue, from, values, false);
    distributed::MeshWorkload workload;
    workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
    distributed::EnqueueMeshWorkload(queue, workload, false);
    std::vector<uint32_t> result;
    distributed::EnqueueReadMeshBuffer(queue, result, to, true);
    std::printf("%s\n", result == values ? "equal" : "different");
    device->close();
    return result == values ? 0 : 1;
}
