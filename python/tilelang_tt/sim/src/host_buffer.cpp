// Buffers and transfers: tt-metalium/{buffer,mesh_buffer,distributed}.hpp.
#include <algorithm>
#include <cstring>

#include <tt-metalium/distributed.hpp>

#include "chip.hpp"
#include "placement.hpp"

namespace ttsim::host {
namespace {

// Calls `move(device memory, offset in the buffer)` for every page below `bytes`.
template <typename Move>
void for_each_page(const tt::tt_metal::Buffer& buffer, size_t bytes, Move move) {
    const Placement& placement = buffer.placement();
    const uint64_t page_bytes = buffer.page_size();
    if (placement.pages.empty()) {
        const size_t banks = placement.banks.size();
        for (uint64_t page = 0; page * page_bytes < bytes; ++page) {
            move(slot_memory(placement, page % banks, buffer.address(), page / banks), page * page_bytes);
        }
        return;
    }
    for (size_t bank = 0; bank < placement.banks.size(); ++bank) {
        for (uint32_t slot = 0; slot < placement.slots; ++slot) {
            const int64_t page = placement.pages[bank][slot];
            if (page >= 0 && static_cast<uint64_t>(page) * page_bytes < bytes) {
                move(slot_memory(placement, bank, buffer.address(), slot), static_cast<uint64_t>(page) * page_bytes);
            }
        }
    }
}

void check_transfer(const char* call, const tt::tt_metal::Buffer& buffer, size_t bytes) {
    if (!buffer.is_allocated()) {
        report_host("BUFFER_FREED", call, "the buffer was deallocated", "keep it until the last transfer");
    }
    if (bytes > buffer.size()) {
        report_host(
            "BUFFER_SIZE",
            call,
            format("%zu bytes for a buffer of %llu", bytes, static_cast<unsigned long long>(buffer.size())),
            "make the host vector as large as the buffer");
    }
}

}  // namespace

void write_buffer(const tt::tt_metal::Buffer& buffer, const void* data, size_t bytes) {
    check_transfer("EnqueueWriteMeshBuffer", buffer, bytes);
    for_each_page(buffer, bytes, [&](uint8_t* memory, uint64_t offset) {
        std::memcpy(memory, static_cast<const uint8_t*>(data) + offset, std::min(buffer.page_size(), bytes - offset));
    });
}

void read_buffer(const tt::tt_metal::Buffer& buffer, void* data, size_t bytes) {
    check_transfer("EnqueueReadMeshBuffer", buffer, bytes);
    for_each_page(buffer, bytes, [&](uint8_t* memory, uint64_t offset) {
        std::memcpy(static_cast<uint8_t*>(data) + offset, memory, std::min(buffer.page_size(), bytes - offset));
    });
}

}  // namespace ttsim::host

namespace tt::tt_metal {

using ttsim::chip;

std::shared_ptr<Buffer> Buffer::create(
    IDevice* device,
    DeviceAddr size,
    DeviceAddr page_size,
    BufferType buffer_type,
    const BufferShardingArgs& sharding_args,
    std::optional<bool>) {
    if (buffer_type != BufferType::DRAM && buffer_type != BufferType::L1) {
        ttsim::report_host(
            "BUFFER_TYPE",
            "MeshBuffer::create",
            "the simulator has buffers in DRAM and in L1",
            "use BufferType::DRAM or BufferType::L1");
    }
    if (size == 0 || page_size == 0 || size % page_size != 0) {
        ttsim::report_host(
            "BUFFER_SIZE",
            "MeshBuffer::create",
            ttsim::format(
                "%llu bytes are no whole number of pages of %llu",
                static_cast<unsigned long long>(size),
                static_cast<unsigned long long>(page_size)),
            "make the size a multiple of the page size");
    }
    std::shared_ptr<Buffer> buffer(new Buffer);
    buffer->device_ = device;
    buffer->size_ = size;
    buffer->page_size_ = page_size;
    buffer->type_ = buffer_type;
    buffer->sharding_ = sharding_args;
    auto placement =
        std::make_shared<ttsim::host::Placement>(ttsim::host::place(buffer->is_dram(), size, page_size, sharding_args));
    buffer->address_ = chip().allocate(
        {placement->dram,
         0,
         placement->stride * placement->slots,
         size,
         static_cast<uint32_t>(page_size),
         static_cast<uint32_t>(placement->stride),
         static_cast<uint32_t>(size / page_size),
         placement->banks,
         placement->layout});
    buffer->placement_ = std::move(placement);
    return buffer;
}

Buffer::~Buffer() {
    deallocate();
}

void Buffer::deallocate() {
    if (is_allocated()) {
        chip().free(is_dram(), address_);
        address_ = 0;
    }
}

DeviceAddr Buffer::aligned_page_size() const {
    return placement_->stride;
}

DeviceAddr Buffer::aligned_size_per_bank() const {
    return placement_->stride * placement_->slots;
}

std::optional<uint32_t> Buffer::num_cores() const {
    return is_sharded(buffer_layout()) ? std::optional(static_cast<uint32_t>(placement_->banks.size())) : std::nullopt;
}

namespace distributed {

std::shared_ptr<MeshBuffer> MeshBuffer::create(
    const MeshBufferConfig& mesh_config,
    const DeviceLocalBufferConfig& local_config,
    MeshDevice* device,
    std::optional<DeviceAddr> address) {
    if (address) {
        ttsim::report_host(
            "BUFFER_ADDRESS",
            "MeshBuffer::create",
            "a buffer at a given address is not supported by this simulator",
            "leave the address out");
    }
    const DeviceAddr size = std::visit(
        [](const auto& config) {
            if constexpr (std::is_same_v<std::decay_t<decltype(config)>, ReplicatedBufferConfig>) {
                return config.size;
            } else {
                return config.global_size;  // one device has it all
            }
        },
        mesh_config);
    return std::shared_ptr<MeshBuffer>(new MeshBuffer(
        Buffer::create(
            device,
            size,
            local_config.page_size,
            local_config.buffer_type,
            local_config.sharding_args,
            local_config.bottom_up)));
}

}  // namespace distributed

std::shared_ptr<Buffer> CreateBuffer(const InterleavedBufferConfig& config) {
    return Buffer::create(config.device, config.size, config.page_size, config.buffer_type);
}

std::shared_ptr<Buffer> CreateBuffer(const ShardedBufferConfig& config) {
    return Buffer::create(
        config.device,
        config.size,
        config.page_size,
        config.buffer_type,
        BufferShardingArgs(config.shard_parameters, config.buffer_layout));
}

void DeallocateBuffer(Buffer& buffer) {
    buffer.deallocate();
}

}  // namespace tt::tt_metal
