// Pads a row-major matrix to the right and at the bottom, rows dealt out to four cores.
#include <vector>

#include <tt-metalium/tensor_accessor_args.hpp>

#include "../common/matrices.hpp"

using namespace tt;
using namespace tt::tt_metal;

namespace {

std::shared_ptr<distributed::MeshBuffer> row_buffer(distributed::MeshDevice* device, uint32_t rows, uint32_t bytes) {
    return distributed::MeshBuffer::create(
        distributed::ReplicatedBufferConfig{.size = rows * bytes},
        distributed::DeviceLocalBufferConfig{.page_size = bytes, .buffer_type = BufferType::DRAM},
        device);
}

}  // namespace

int main() {
    constexpr uint32_t rows = 10, cols = 24, padded_rows = 16, padded_cols = 48;
    constexpr uint32_t row_bytes = cols * sizeof(bfloat16), padded_bytes = padded_cols * sizeof(bfloat16);
    auto device = distributed::MeshDevice::create_unit_mesh(0);
    auto& queue = device->mesh_command_queue();
    Program program = CreateProgram();
    auto from = row_buffer(device.get(), rows, row_bytes);
    auto to = row_buffer(device.get(), padded_rows, padded_bytes);

    const CoreRange cores({0, 0}, {3, 0});
    constexpr uint32_t slot = 128;  // rows start at multiples of the alignment of DRAM
    CreateCircularBuffer(
        program,
        cores,
        CircularBufferConfig(4 * slot, {{CBIndex::c_0, DataFormat::Float16_b}}).set_page_size(CBIndex::c_0, slot));
    const uint32_t five = pack_two_bfloat16_into_uint32({bfloat16(5.0f), bfloat16(5.0f)});
    std::vector<uint32_t> reader_args{CBIndex::c_0, rows, row_bytes, padded_bytes, five};
    std::vector<uint32_t> writer_args{CBIndex::c_0, padded_bytes};
    TensorAccessorArgs(*from).append_to(reader_args);
    TensorAccessorArgs(*to).append_to(writer_args);
    auto reader = CreateKernel(program, "kernels/read_padded.cpp", cores, ReaderDataMovementConfig(reader_args));
    auto writer = CreateKernel(program, "kernels/write_rows.cpp", cores, WriterDataMovementConfig(writer_args));
    const std::vector<CoreCoord> list = corerange_to_cores(cores, SIZE_MAX, true);
    std::vector<std::vector<uint32_t>> reads, writes;
    for (uint32_t i = 0; i < list.size(); ++i) {
        const auto share = static_cast<uint32_t>(padded_rows / list.size());
        reads.push_back({static_cast<uint32_t>(from->address()), i * share, share});
        writes.push_back({static_cast<uint32_t>(to->address()), i * share, share});
    }
    SetRuntimeArgs(program, reader, list, reads);
    SetRuntimeArgs(program, writer, list, writes);

    const auto values = small_integers(rows, cols, 7);
    std::vector<bfloat16> expected;
    for (uint32_t i = 0; i < padded_rows * padded_cols; ++i) {
        const uint32_t row = i / padded_cols, col = i % padded_cols;
        expected.push_back(row < rows && col < cols ? values[row * cols + col] : bfloat16(5.0f));
    }
    distributed::EnqueueWriteMeshBuffer(queue, from, values, false);
    run(*device, queue, std::move(program));
    std::vector<bfloat16> result;
    distributed::EnqueueReadMeshBuffer(queue, result, to, true);
    const int code = compare(result, expected);
    device->close();
    return code;
}
