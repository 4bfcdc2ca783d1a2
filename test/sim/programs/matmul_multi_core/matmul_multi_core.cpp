// C = A B, tiles of C dealt out to as many cores as there are (or to one: matmul_multi_core one).
#include <string>
#include <vector>

#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt-metalium/work_split.hpp>

#include "../common/matrices.hpp"

using namespace tt;
using namespace tt::tt_metal;

int main(int argc, char**) {
    constexpr uint32_t m = 5 * 32, k = 3 * 32, n = 7 * 32;
    constexpr uint32_t mt = m / 32, kt = k / 32, nt = n / 32;
    auto device = distributed::MeshDevice::create_unit_mesh(0);
    auto& queue = device->mesh_command_queue();
    Program program = CreateProgram();
    auto a = tile_buffer(device.get(), mt * kt);
    auto b = tile_buffer(device.get(), kt * nt);
    auto c = tile_buffer(device.get(), mt * nt);

    const CoreCoord grid = argc > 1 ? CoreCoord{1, 1} : device->compute_with_storage_grid_size();
    const auto [used, all, first, second, first_tiles, second_tiles] = split_work_to_cores(grid, mt * nt);
    tile_cb(program, all, CBIndex::c_0, 2);
    tile_cb(program, all, CBIndex::c_1, 2);
    tile_cb(program, all, CBIndex::c_16, 2);
    std::vector<uint32_t> reader_args{kt, nt}, writer_args;
    TensorAccessorArgs(*a).append_to(reader_args);
    TensorAccessorArgs(*b).append_to(reader_args);
    TensorAccessorArgs(*c).append_to(writer_args);
    auto reader = CreateKernel(
        program,
        "kernels/read_operands.cpp",
        all,
        DataMovementConfig{
            .processor = DataMovementProcessor::RISCV_1, .noc = NOC::RISCV_1_default, .compile_args = reader_args});
    auto writer = CreateKernel(
        program,
        "kernels/write_tiles.cpp",
        all,
        DataMovementConfig{
            .processor = DataMovementProcessor::RISCV_0, .noc = NOC::RISCV_0_default, .compile_args = writer_args});
    auto compute = CreateKernel(
        program,
        "kernels/multiply.cpp",
        all,
        ComputeConfig{.math_fidelity = MathFidelity::HiFi4, .named_compile_args = {{"k_tiles", kt}}});
    uint32_t start = 0;
    for (const auto& [group, tiles] : {std::pair{first, first_tiles}, std::pair{second, second_tiles}}) {
        for (const CoreCoord& core : corerange_to_cores(group)) {
            const auto a_address = static_cast<uint32_t>(a->address());
            const auto b_address = static_cast<uint32_t>(b->address());
            SetRuntimeArgs(program, reader, core, {a_address, b_address, start, tiles});
            SetRuntimeArgs(program, writer, core, {static_cast<uint32_t>(c->address()), start, tiles});
            SetRuntimeArgs(program, compute, core, {tiles});
            start += tiles;
        }
    }

    const auto a_values = small_integers(m, k, 1);
    const auto b_values = small_integers(k, n, 2);
    distributed::EnqueueWriteMeshBuffer(queue, a, tilize_nfaces(a_values, m, k), false);
    distributed::EnqueueWriteMeshBuffer(queue, b, tilize_nfaces(b_values, k, n), false);
    run(*device, queue, std::move(program));
    std::vector<bfloat16> result;
    distributed::EnqueueReadMeshBuffer(queue, result, c, true);
    std::printf("%u cores: ", used);
    const int code = compare(untilize_nfaces(result, m, n), product(a_values, b_values, m, k, n));
    device->close();
    return code;
}
