// Tiles of a plus one tile b on four cores, zeros for a after its end. Core 0 has b from its DRAM bank and sends it to
// the others. Kernels use the object interface; with the argument "earlier" as it was in namespace experimental.
#include <cstdio>
#include <cstring>
#include <vector>

#include <tt-metalium/bfloat16.hpp>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>

using namespace tt;
using namespace tt::tt_metal;

int main(int argc, char** argv) {
    std::map<std::string, std::string> defines;
    if (argc > 1 && std::strcmp(argv[1], "earlier") == 0) {
        defines["EARLIER_OBJECTS"] = "1";
    }
    constexpr uint32_t cores = 4, per_core = 4, tiles = 13, page = 2048;
    auto device = distributed::MeshDevice::create_unit_mesh(0);
    auto& queue = device->mesh_command_queue();
    const distributed::DeviceLocalBufferConfig local{.page_size = page, .buffer_type = BufferType::DRAM};
    const distributed::DeviceLocalBufferConfig table{.page_size = 64, .buffer_type = BufferType::L1};
    auto a = distributed::MeshBuffer::create(distributed::ReplicatedBufferConfig{tiles * page}, local, device.get());
    auto b = distributed::MeshBuffer::create(distributed::ReplicatedBufferConfig{page}, local, device.get());
    auto sum = distributed::MeshBuffer::create(
        distributed::ReplicatedBufferConfig{cores * per_core * page}, local, device.get());
    auto marks = distributed::MeshBuffer::create(distributed::ReplicatedBufferConfig{64}, table, device.get());

    std::vector<bfloat16> a_data, b_data;
    for (uint32_t i = 0; i < tiles * 1024; ++i) {
        a_data.emplace_back(static_cast<float>(i / 1024 * 8));
    }
    for (uint32_t i = 0; i < 1024; ++i) {
        b_data.emplace_back(static_cast<float>(i % 7));
    }
    distributed::EnqueueWriteMeshBuffer(queue, a, a_data, false);
    distributed::EnqueueWriteMeshBuffer(queue, b, b_data, false);

    Program program = CreateProgram();
    const CoreRange all({0, 0}, {cores - 1, 0}), others({1, 0}, {cores - 1, 0});
    for (const uint8_t id : {0, 1, 16}) {
        const uint32_t pages = id == 1 ? 1 : 4;
        CircularBufferConfig config(pages * page, {{id, DataFormat::Float16_b}});
        CreateCircularBuffer(program, all, config.set_page_size(id, page));
    }
    CreateSemaphore(program, all, 0);  // receivers that are ready, on the sender
    CreateSemaphore(program, all, 0);  // b is there, on the receivers
    std::vector<uint32_t> read_args, write_args;
    TensorAccessorArgs(*a).append_to(read_args);
    TensorAccessorArgs(*sum).append_to(write_args);
    TensorAccessorArgs(*marks).append_to(write_args);
    auto send =
        CreateKernel(program, "kernels/send.cpp", CoreCoord(0, 0), ReaderDataMovementConfig(read_args, defines));
    auto receive = CreateKernel(program, "kernels/receive.cpp", others, ReaderDataMovementConfig(read_args, defines));
    auto write = CreateKernel(program, "kernels/write.cpp", all, WriterDataMovementConfig(write_args, defines));
    auto add = CreateKernel(program, "kernels/add.cpp", all, ComputeConfig{.defines = defines});

    const CoreCoord sender = device->worker_core_from_logical_core({0, 0});
    const CoreCoord start = device->worker_core_from_logical_core({1, 0});
    const CoreCoord end = device->worker_core_from_logical_core({cores - 1, 0});
    for (uint32_t x = 0; x < cores; ++x) {
        const CoreCoord core(x, 0);
        SetRuntimeArgs(program, add, core, {per_core});
        SetRuntimeArgs(program, write, core, {sum->address(), marks->address(), x, cores, per_core});
        if (x == 0) {
            SetRuntimeArgs(
                program,
                send,
                core,
                {a->address(), b->address(), x, cores, per_core, tiles, start.x, start.y, end.x, end.y});
        } else {
            SetRuntimeArgs(program, receive, core, {a->address(), x, cores, per_core, tiles, sender.x, sender.y});
        }
    }
    distributed::MeshWorkload workload;
    workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
    distributed::EnqueueMeshWorkload(queue, workload, false);

    std::vector<bfloat16> result;
    std::vector<uint32_t> marked;
    distributed::EnqueueReadMeshBuffer(queue, result, sum, true);
    distributed::EnqueueReadMeshBuffer(queue, marked, marks, true);
    for (uint32_t i = 0; i < result.size(); ++i) {
        const float expected = (i < a_data.size() ? float(a_data[i]) : 0.0f) + float(b_data[i % 1024]);
        if (float(result[i]) != expected) {
            std::printf("element %u: %g instead of %g\n", i, float(result[i]), expected);
            return 1;
        }
    }
    for (uint32_t x = 0; x < cores; ++x) {
        if (marked[x] != 100 + x) {
            std::printf("core %u marked %u\n", x, marked[x]);
            return 1;
        }
    }
    std::printf("right\n");
    device->close();
    return 0;
}
