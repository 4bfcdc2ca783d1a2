// C = A B, each core a block of C with its strips of A and B, K in steps. Partial sums go to memory that they share
// with the result, or with "l1_acc" are added up by the packer.
#include <string>
#include <vector>

#include <tt-metalium/tensor_accessor_args.hpp>

#include "../common/matrices.hpp"

using namespace tt;
using namespace tt::tt_metal;

int main(int argc, char** argv) {
    const bool l1_acc = argc > 1 && argv[1] == std::string("l1_acc");
    constexpr uint32_t mt = 8, kt = 6, nt = 6;                 // tiles
    constexpr uint32_t block_m = 4, block_n = 3, block_k = 2;  // per core and step
    constexpr uint32_t subblock_m = 2, subblock_n = 3;         // at once in DST
    constexpr uint32_t m = mt * 32, k = kt * 32, n = nt * 32;
    auto device = distributed::MeshDevice::create_unit_mesh(0);
    auto& queue = device->mesh_command_queue();
    Program program = CreateProgram();
    auto a = tile_buffer(device.get(), mt * kt);
    auto b = tile_buffer(device.get(), kt * nt);
    auto c = tile_buffer(device.get(), mt * nt);

    const CoreRange cores({0, 0}, {nt / block_n - 1, mt / block_m - 1});
    tile_cb(program, cores, CBIndex::c_0, 2 * block_m * block_k);
    tile_cb(program, cores, CBIndex::c_1, 2 * block_n * block_k);
    const uint32_t out_bytes = block_m * block_n * tile_bytes;
    const CircularBufferConfig shared(
        out_bytes, {{CBIndex::c_16, DataFormat::Float16_b}, {CBIndex::c_24, DataFormat::Float16_b}});
    CreateCircularBuffer(
        program,
        cores,
        CircularBufferConfig(shared).set_page_size(CBIndex::c_16, tile_bytes).set_page_size(CBIndex::c_24, tile_bytes));

    std::vector<uint32_t> mover_args{kt, nt, block_m, block_n, block_k, subblock_m, subblock_n};
    std::vector<uint32_t> reader_args = mover_args, writer_args = mover_args;
    TensorAccessorArgs(*a).append_to(reader_args);
    TensorAccessorArgs(*b).append_to(reader_args);
    TensorAccessorArgs(*c).append_to(writer_args);
    auto reader = CreateKernel(program, "kernels/read_blocks.cpp", cores, ReaderDataMovementConfig(reader_args));
    auto writer = CreateKernel(program, "kernels/write_block.cpp", cores, WriterDataMovementConfig(writer_args));
    CreateKernel(
        program,
        l1_acc ? "kernels/multiply_l1_acc.cpp" : "kernels/multiply_reload.cpp",
        cores,
        ComputeConfig{
            .compile_args = {block_m, block_n, block_k, subblock_m, subblock_n, kt / block_k},
            .defines = {{"CB_PARTIALS", "tt::CBIndex::c_24"}}});
    for (const CoreCoord& core : corerange_to_cores(cores)) {
        const auto row = static_cast<uint32_t>(core.y * block_m), col = static_cast<uint32_t>(core.x * block_n);
        const auto a_address = static_cast<uint32_t>(a->address()), b_address = static_cast<uint32_t>(b->address());
        SetRuntimeArgs(program, reader, core, {a_address, b_address, row, col});
        SetRuntimeArgs(program, writer, core, {static_cast<uint32_t>(c->address()), row, col});
    }

    const auto a_values = small_integers(m, k, 3);
    const auto b_values = small_integers(k, n, 4);
    distributed::EnqueueWriteMeshBuffer(queue, a, tilize_nfaces(a_values, m, k), false);
    distributed::EnqueueWriteMeshBuffer(queue, b, tilize_nfaces(b_values, k, n), false);
    run(*device, queue, std::move(program));
    std::vector<bfloat16> result;
    distributed::EnqueueReadMeshBuffer(queue, result, c, true);
    const int code = compare(untilize_nfaces(result, m, n), product(a_values, b_values, m, k, n));
    device->close();
    return code;
}
