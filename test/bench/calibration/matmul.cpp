// C = A B on a grid of cores, blocked and shared as Metalium's production matmul does it for its published numbers: blocks of
// A go along rows and blocks of B down columns by multicast, the packer adds partial sums in L1, matmul_block takes
// sub-blocks. A and C lie in L1, a block per core, or in DRAM; B lies in DRAM.
//
//     matmul M K N GRID_X GRID_Y FORMAT FIDELITY STORAGE BLOCK_K PARTS_M PARTS_N [check]
//
// FORMAT: bf16, bfp8 or bfp4; FIDELITY: LoFi, HiFi2, HiFi4; STORAGE of A and C: l1 or dram; BLOCK_K: tiles; a core's part of
// C is computed in PARTS_M x PARTS_N blocks. With `check` the result is compared, else all elements are 0.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include <tt-metalium/bfloat4.hpp>
#include <tt-metalium/bfloat8.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>

#include "../../sim/programs/common/matrices.hpp"

using namespace tt;
using namespace tt::tt_metal;

namespace {

struct Format {
    DataFormat type;
    uint32_t bytes;
};
const std::map<std::string, Format> formats{
    {"bf16", {DataFormat::Float16_b, 2048}},
    {"bfp8", {DataFormat::Bfp8_b, 1088}},
    {"bfp4", {DataFormat::Bfp4_b, 576}},
};
const std::map<std::string, MathFidelity> fidelities{
    {"LoFi", MathFidelity::LoFi}, {"HiFi2", MathFidelity::HiFi2}, {"HiFi4", MathFidelity::HiFi4}};

// Rows and columns of tiles that DST holds of a block at once; rows of the whole block where C stays in L1 row by row.
std::pair<uint32_t, uint32_t> subblock(uint32_t block_m, uint32_t block_n, bool in_l1) {
    for (const auto& [m, n] : std::vector<std::pair<uint32_t, uint32_t>>{
             {4, 2}, {2, 4}, {8, 1}, {1, 8}, {7, 1}, {1, 7}, {3, 2}, {2, 3}, {6, 1}, {1, 6},
             {5, 1}, {1, 5}, {2, 2}, {4, 1}, {1, 4}, {3, 1}, {1, 3}, {2, 1}, {1, 2}}) {
        if (block_m % m == 0 && block_n % n == 0 && (m == 1 || !in_l1)) {
            return {m, n};
        }
    }
    return {1, 1};
}

// Tiles of a matrix as the device has them.
std::vector<uint32_t> tiles_of(const std::vector<bfloat16>& values, uint32_t rows, uint32_t cols, DataFormat type) {
    const auto tiled = tilize_nfaces(values, rows, cols);
    if (type == DataFormat::Float16_b) {
        return pack_bfloat16_vec_into_uint32_vec(tiled);
    }
    const tt::stl::Span<const bfloat16> span(tiled.data(), tiled.size());
    return type == DataFormat::Bfp8_b ? pack_as_bfp8_tiles(span, false, false) : pack_as_bfp4_tiles(span, false, false);
}

std::vector<bfloat16> values_of(const std::vector<uint32_t>& words, uint32_t rows, uint32_t cols, DataFormat type) {
    if (type == DataFormat::Float16_b) {
        return untilize_nfaces(unpack_uint32_vec_into_bfloat16_vec(words), rows, cols);
    }
    const tt::stl::Span<const uint32_t> span(words.data(), words.size());
    const auto floats = type == DataFormat::Bfp8_b ? unpack_bfp8_tiles_into_float_vec(span, false, false)
                                                   : unpack_bfp4_tiles_into_float_vec(span, false, false);
    std::vector<bfloat16> tiled;
    for (const float value : floats) {
        tiled.emplace_back(value);
    }
    return untilize_nfaces(tiled, rows, cols);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 12) {
        std::fprintf(stderr, "usage: see the top of matmul.cpp\n");
        return 2;
    }
    const auto number = [&](int i) { return static_cast<uint32_t>(std::atoi(argv[i])); };
    const uint32_t m = number(1), k = number(2), n = number(3), grid_x = number(4), grid_y = number(5);
    const Format format = formats.at(argv[6]);
    const bool in_l1 = std::string(argv[8]) == "l1";
    const uint32_t block_k = number(9), parts_m = number(10), parts_n = number(11);
    const bool check = argc > 12;
    const uint32_t mt = m / 32, kt = k / 32, nt = n / 32;
    const uint32_t core_m = mt / grid_y, core_n = nt / grid_x;
    const uint32_t block_m = core_m / parts_m, block_n = core_n / parts_n;
    const uint32_t steps = kt / block_k;
    const auto [sub_m, sub_n] = subblock(block_m, block_n, in_l1);

    auto device = distributed::MeshDevice::create_unit_mesh(0);
    auto& queue = device->mesh_command_queue();
    Program program = CreateProgram();
    const CoreRange cores({0, 0}, {grid_x - 1, grid_y - 1});
    auto buffer = [&](uint32_t rows, uint32_t cols, bool sharded) {
        distributed::DeviceLocalBufferConfig config{
            .page_size = format.bytes, .buffer_type = sharded ? BufferType::L1 : BufferType::DRAM};
        if (sharded) {
            const ShardSpecBuffer shards(
                CoreRangeSet(cores),
                {rows / grid_y * 32, cols / grid_x * 32},
                ShardOrientation::ROW_MAJOR,
                {32, 32},
                {rows, cols});
            config.sharding_args = BufferShardingArgs(shards, TensorMemoryLayout::BLOCK_SHARDED);
        }
        const distributed::ReplicatedBufferConfig whole{.size = rows * cols * format.bytes};
        return distributed::MeshBuffer::create(whole, config, device.get());
    };
    auto a = buffer(mt, kt, in_l1);
    auto b = buffer(kt, nt, false);
    auto c = buffer(mt, nt, in_l1);

    auto circular_buffer = [&](CBIndex id, uint32_t tiles, Format of, distributed::MeshBuffer* over) {
        CircularBufferConfig config(tiles * of.bytes, {{id, of.type}});
        config.set_page_size(id, of.bytes);
        if (over != nullptr) {
            config.set_globally_allocated_address(*over->get_backing_buffer());
        }
        CreateCircularBuffer(program, cores, config);
    };
    circular_buffer(CBIndex::c_0, 2 * block_m * block_k, format, nullptr);
    circular_buffer(CBIndex::c_1, 2 * block_k * block_n, format, nullptr);
    if (in_l1) {
        circular_buffer(CBIndex::c_2, core_m * kt / grid_x, format, a.get());
    }
    circular_buffer(CBIndex::c_16, in_l1 ? core_m * core_n : block_m * block_n, format, in_l1 ? c.get() : nullptr);
    circular_buffer(CBIndex::c_24, block_m * block_n, formats.at("bf16"), nullptr);
    const uint32_t a_ready = CreateSemaphore(program, cores, 0), a_there = CreateSemaphore(program, cores, 0);
    const uint32_t b_ready = CreateSemaphore(program, cores, 0), b_there = CreateSemaphore(program, cores, 0);

    std::vector<uint32_t> a_args{block_m, block_k, steps, parts_m, parts_n, a_ready, a_there, kt, grid_x, kt / grid_x};
    std::vector<uint32_t> b_args{
        block_m, block_k, block_n, steps, parts_m, parts_n, sub_m, sub_n, b_ready, b_there, nt, grid_y};
    if (!in_l1) {
        TensorAccessorArgs(*a).append_to(a_args);
    }
    TensorAccessorArgs(*b).append_to(b_args);
    std::map<std::string, std::string> b_defines;
    if (!in_l1) {
        TensorAccessorArgs(*c).append_to(b_args);
        b_defines["WRITE_C"] = "1";
    }
    const char* move_a_file = in_l1 ? "kernels/share_a.cpp" : "kernels/read_a.cpp";
    auto move_a = CreateKernel(
        program,
        move_a_file,
        cores,
        DataMovementConfig{
            .processor = DataMovementProcessor::RISCV_1, .noc = NOC::NOC_1, .compile_args = a_args});
    auto move_b = CreateKernel(
        program,
        "kernels/move_b.cpp",
        cores,
        DataMovementConfig{
            .processor = DataMovementProcessor::RISCV_0,
            .noc = NOC::NOC_0,
            .compile_args = b_args,
            .defines = b_defines});
    CreateKernel(
        program,
        "kernels/multiply.cpp",
        cores,
        ComputeConfig{
            .math_fidelity = fidelities.at(argv[7]),
            .compile_args = {block_m, block_n, block_k, sub_m, sub_n, steps, parts_m * parts_n}});
    auto at = [&](size_t x, size_t y) { return device->worker_core_from_logical_core(CoreCoord{x, y}); };
    auto word = [](size_t value) { return static_cast<uint32_t>(value); };
    for (const CoreCoord& core : corerange_to_cores(cores)) {
        const CoreCoord first = at(0, core.y), last = at(grid_x - 1, core.y);
        // Rectangles on NoC 1 are given from the far corner.
        std::vector<uint32_t> of_a{
            word(a->address()), word(core.x), word(core.y * core_m), word(last.x), word(first.x), word(first.y)};
        for (uint32_t x = 0; x < grid_x; ++x) {
            of_a.push_back(word(at(x, core.y).x));
        }
        SetRuntimeArgs(program, move_a, core, of_a);
        const CoreCoord top = at(core.x, 0), bottom = at(core.x, grid_y - 1);
        SetRuntimeArgs(
            program,
            move_b,
            core,
            {word(b->address()),
             word(c->address()),
             word(core.y),
             word(core.y * core_m),
             word(core.x * core_n),
             word(top.x),
             word(top.y),
             word(bottom.y)});
    }

    std::vector<bfloat16> a_values, b_values;
    if (check) {
        a_values = small_integers(m, k, 5);
        b_values = small_integers(k, n, 6);
        distributed::EnqueueWriteMeshBuffer(queue, a, tiles_of(a_values, m, k, format.type), false);
        distributed::EnqueueWriteMeshBuffer(queue, b, tiles_of(b_values, k, n, format.type), false);
    } else {
        distributed::EnqueueWriteMeshBuffer(queue, a, std::vector<uint32_t>(mt * kt * format.bytes / 4), false);
        distributed::EnqueueWriteMeshBuffer(queue, b, std::vector<uint32_t>(kt * nt * format.bytes / 4), false);
    }
    run(*device, queue, std::move(program));
    int code = 0;
    if (check) {
        std::vector<uint32_t> result;
        distributed::EnqueueReadMeshBuffer(queue, result, c, true);
        code = compare(values_of(result, m, n, format.type), product(a_values, b_values, m, k, n));
    }
    device->close();
    return code;
}
