// C = A B on a grid of cores, each a block of C. The first core of a row reads the row's block of A and sends it along
// the row; the first core of a column does the same with B down the column: every tile is read from DRAM once.
#include <vector>

#include <tt-metalium/tensor_accessor_args.hpp>

#include "../common/matrices.hpp"

using namespace tt;
using namespace tt::tt_metal;

int main() {
    constexpr uint32_t grid_x = 3, grid_y = 2;
    constexpr uint32_t block_m = 2, block_n = 2, block_k = 2;  // tiles
    constexpr uint32_t mt = grid_y * block_m, nt = grid_x * block_n, kt = 3 * block_k;
    constexpr uint32_t m = mt * 32, k = kt * 32, n = nt * 32;
    auto device = distributed::MeshDevice::create_unit_mesh(0);
    auto& queue = device->mesh_command_queue();
    Program program = CreateProgram();
    auto a = tile_buffer(device.get(), mt * kt);
    auto b = tile_buffer(device.get(), kt * nt);
    auto c = tile_buffer(device.get(), mt * nt);

    const CoreRange cores({0, 0}, {grid_x - 1, grid_y - 1});
    tile_cb(program, cores, CBIndex::c_0, 2 * block_m * block_k);
    tile_cb(program, cores, CBIndex::c_1, 2 * block_k * block_n);
    tile_cb(program, cores, CBIndex::c_16, block_m * block_n);
    // One pair of semaphores per operand: receivers that are ready, data that is there.
    const uint32_t a_ready = CreateSemaphore(program, cores, 0), a_there = CreateSemaphore(program, cores, 0);
    const uint32_t b_ready = CreateSemaphore(program, cores, 0), b_there = CreateSemaphore(program, cores, 0);

    std::vector<uint32_t> a_args{CBIndex::c_0, block_m, block_k, kt / block_k, a_ready, a_there};
    std::vector<uint32_t> b_args{CBIndex::c_1, block_k, block_n, kt / block_k, b_ready, b_there, nt, block_m};
    TensorAccessorArgs(*a).append_to(a_args);
    TensorAccessorArgs(*b).append_to(b_args);
    TensorAccessorArgs(*c).append_to(b_args);
    const CoreRange first_column({0, 0}, {0, grid_y - 1}), other_columns({1, 0}, {grid_x - 1, grid_y - 1});
    auto send_a = CreateKernel(program, "kernels/send_a.cpp", first_column, ReaderDataMovementConfig(a_args));
    auto receive_a = CreateKernel(program, "kernels/receive_a.cpp", other_columns, ReaderDataMovementConfig(a_args));
    auto move_b = CreateKernel(program, "kernels/move_b_and_c.cpp", cores, WriterDataMovementConfig(b_args));
    CreateKernel(
        program,
        "kernels/multiply.cpp",
        cores,
        ComputeConfig{.compile_args = {block_m, block_n, block_k, kt / block_k}});
    auto at = [&](size_t x, size_t y) { return device->worker_core_from_logical_core(CoreCoord{x, y}); };
    auto word = [](size_t value) { return static_cast<uint32_t>(value); };
    for (const CoreCoord& core : corerange_to_cores(cores)) {
        const CoreCoord row_first = at(0, core.y), row_next = at(1, core.y), row_last = at(grid_x - 1, core.y);
        if (core.x == 0) {
            SetRuntimeArgs(
                program,
                send_a,
                core,
                {word(a->address()),
                 word(core.y * block_m * kt),
                 kt,
                 word(row_next.x),
                 word(row_next.y),
                 word(row_last.x),
                 word(row_last.y),
                 grid_x - 1});
        } else {
            SetRuntimeArgs(program, receive_a, core, {word(row_first.x), word(row_first.y)});
        }
        // Rectangles on NoC 1 are given from the far corner.
        const CoreCoord column_first = at(core.x, 0), column_next = at(core.x, 1), column_last = at(core.x, grid_y - 1);
        SetRuntimeArgs(
            program,
            move_b,
            core,
            {word(core.y == 0),
             word(b->address()),
             word(c->address()),
             word(core.x * block_n),
             word(core.y * block_m),
             word(column_first.x),
             word(column_first.y),
             word(column_last.x),
             word(column_last.y),
             word(column_next.x),
             word(column_next.y),
             grid_y - 1});
    }

    const auto a_values = small_integers(m, k, 5);
    const auto b_values = small_integers(k, n, 6);
    distributed::EnqueueWriteMeshBuffer(queue, a, tilize_nfaces(a_values, m, k), false);
    distributed::EnqueueWriteMeshBuffer(queue, b, tilize_nfaces(b_values, k, n), false);
    run(*device, queue, std::move(program));
    std::vector<bfloat16> result;
    distributed::EnqueueReadMeshBuffer(queue, result, c, true);
    const int code = compare(untilize_nfaces(result, m, n), product(a_values, b_values, m, k, n));
    device->close();
    return code;
}
