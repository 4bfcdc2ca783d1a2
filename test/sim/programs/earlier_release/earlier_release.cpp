// Adds two vectors through the interface of earlier releases: a device without a mesh, its queue, headers under their
// earlier names, address generators instead of accessors. The sum is taken twice: what one program leaves in L1, a
// second one finds.
#include <cstdint>
#include <vector>

#include <tt-metalium/bfloat16.hpp>
#include <tt-metalium/command_queue.hpp>
#include <tt-metalium/device.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tt_metal.hpp>

using namespace tt;
using namespace tt::tt_metal;

namespace {

constexpr uint32_t tiles = 4;
constexpr uint32_t tile_bytes = 2048;

Program make_program(uint32_t a, uint32_t b, uint32_t sum, bool a_in_dram, bool sum_in_dram) {
    Program program = CreateProgram();
    constexpr CoreCoord core = {0, 0};
    for (const uint8_t id : {CBIndex::c_0, CBIndex::c_1, CBIndex::c_16}) {
        CreateCircularBuffer(
            program,
            core,
            CircularBufferConfig(2 * tile_bytes, {{id, DataFormat::Float16_b}}).set_page_size(id, tile_bytes));
    }
    KernelHandle reader = CreateKernel(
        program,
        "kernels/read.cpp",
        core,
        DataMovementConfig{
            .processor = DataMovementProcessor::RISCV_1, .noc = NOC::RISCV_1_default, .compile_args = {a_in_dram}});
    KernelHandle writer = CreateKernel(
        program,
        "kernels/write.cpp",
        core,
        DataMovementConfig{
            .processor = DataMovementProcessor::RISCV_0, .noc = NOC::RISCV_0_default, .compile_args = {sum_in_dram}});
    KernelHandle compute = CreateKernel(program, "kernels/add.cpp", core, ComputeConfig{});
    SetRuntimeArgs(program, reader, core, {a, b, tiles});
    SetRuntimeArgs(program, writer, core, {sum, tiles});
    SetRuntimeArgs(program, compute, core, {tiles});
    return program;
}

}  // namespace

int main() {
    IDevice* device = CreateDevice(0);
    CommandQueue& queue = device->command_queue();
    const InterleavedBufferConfig in_dram{device, tiles * tile_bytes, tile_bytes, BufferType::DRAM};
    const InterleavedBufferConfig in_l1{device, tiles * tile_bytes, tile_bytes, BufferType::L1};
    auto a = CreateBuffer(in_dram), b = CreateBuffer(in_dram), c = CreateBuffer(in_dram), once = CreateBuffer(in_l1);
    std::vector<bfloat16> a_values, b_values;
    for (uint32_t i = 0; i < tiles * 1024; ++i) {
        a_values.emplace_back(static_cast<float>(i % 16));
        b_values.emplace_back(static_cast<float>(i % 8) / 2);
    }
    EnqueueWriteBuffer(queue, a, a_values, false);
    detail::WriteToBuffer(b, b_values);

    Program first = make_program(a->address(), b->address(), once->address(), true, false);
    Program second = make_program(once->address(), b->address(), c->address(), false, true);
    EnqueueProgram(queue, first, false);
    EnqueueProgram(queue, second, false);
    Finish(queue);
    std::vector<bfloat16> result;
    EnqueueReadBuffer(queue, c, result, true);
    size_t wrong = 0;
    for (size_t i = 0; i < result.size(); ++i) {
        wrong += static_cast<float>(result[i]) != static_cast<float>(a_values[i]) + 2 * static_cast<float>(b_values[i]);
    }
    CloseDevice(device);
    return wrong == 0 && result.size() == a_values.size() ? 0 : 1;
}
