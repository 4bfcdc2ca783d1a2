// Tiles pass from DRAM through three cores back to DRAM; each core hands a tile on when the next one has room.
#include <vector>

#include <tt-metalium/tensor_accessor_args.hpp>

#include "../common/matrices.hpp"

using namespace tt;
using namespace tt::tt_metal;

int main() {
    constexpr uint32_t tiles = 5;
    const std::vector<CoreCoord> stations{{0, 0}, {2, 1}, {1, 3}};
    auto device = distributed::MeshDevice::create_unit_mesh(0);
    auto& queue = device->mesh_command_queue();
    Program program = CreateProgram();
    auto from = tile_buffer(device.get(), tiles);
    auto to = tile_buffer(device.get(), tiles);
    std::vector<CoreRange> ranges(stations.begin(), stations.end());
    const CoreRangeSet cores(std::move(ranges));
    tile_cb(program, cores, CBIndex::c_0, 2);
    const uint32_t room = CreateSemaphore(program, cores, 0), full = CreateSemaphore(program, cores, 0);

    std::vector<uint32_t> first_args{room, full}, last_args;
    TensorAccessorArgs(*from).append_to(first_args);
    TensorAccessorArgs(*to).append_to(last_args);
    for (size_t i = 0; i < stations.size(); ++i) {
        const bool first = i == 0, last = i + 1 == stations.size();
        if (!last) {
            const CoreCoord next = device->worker_core_from_logical_core(stations[i + 1]);
            auto sender =
                CreateKernel(program, "kernels/send.cpp", stations[i], WriterDataMovementConfig({room, full}));
            SetRuntimeArgs(
                program, sender, stations[i], {tiles, static_cast<uint32_t>(next.x), static_cast<uint32_t>(next.y)});
        } else {
            auto writer = CreateKernel(program, "kernels/store.cpp", stations[i], WriterDataMovementConfig(last_args));
            SetRuntimeArgs(program, writer, stations[i], {tiles, static_cast<uint32_t>(to->address())});
        }
        if (first) {
            auto reader = CreateKernel(program, "kernels/load.cpp", stations[i], ReaderDataMovementConfig(first_args));
            SetRuntimeArgs(program, reader, stations[i], {tiles, static_cast<uint32_t>(from->address())});
        } else {
            const CoreCoord before = device->worker_core_from_logical_core(stations[i - 1]);
            auto receiver =
                CreateKernel(program, "kernels/receive.cpp", stations[i], ReaderDataMovementConfig({room, full}));
            SetRuntimeArgs(
                program,
                receiver,
                stations[i],
                {tiles, static_cast<uint32_t>(before.x), static_cast<uint32_t>(before.y)});
        }
    }

    const auto values = small_integers(tiles * 32, 32, 8);
    distributed::EnqueueWriteMeshBuffer(queue, from, values, false);
    run(*device, queue, std::move(program));
    std::vector<bfloat16> result;
    distributed::EnqueueReadMeshBuffer(queue, result, to, true);
    const int code = compare(result, values);
    device->close();
    return code;
}
