// Buffers in device memory, interleaved page by page over the DRAM banks.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <variant>

#include <tt-metalium/buffer_types.hpp>

namespace tt::tt_metal::distributed {

class MeshDevice;

struct DeviceLocalBufferConfig {
    DeviceAddr page_size = 0;
    BufferType buffer_type = BufferType::DRAM;
    std::optional<bool> bottom_up = std::nullopt;
};
struct ReplicatedBufferConfig {
    DeviceAddr size = 0;
};
using MeshBufferConfig = std::variant<ReplicatedBufferConfig>;

class MeshBuffer {
  public:
    static std::shared_ptr<MeshBuffer> create(
        const MeshBufferConfig& mesh_config,
        const DeviceLocalBufferConfig& local_config,
        MeshDevice* device,
        std::optional<DeviceAddr> address = std::nullopt);
    ~MeshBuffer();
    MeshBuffer(const MeshBuffer&) = delete;
    MeshBuffer& operator=(const MeshBuffer&) = delete;

    DeviceAddr address() const {
        return address_;
    }
    DeviceAddr size() const {
        return size_;
    }
    DeviceAddr page_size() const {
        return page_size_;
    }
    DeviceAddr aligned_page_size() const;
    uint32_t num_pages() const {
        return static_cast<uint32_t>((size_ + page_size_ - 1) / page_size_);
    }
    bool is_dram() const {
        return true;
    }
    const MeshBuffer* get_backing_buffer() const {
        return this;
    }
    const MeshBuffer* get_reference_buffer() const {
        return this;
    }

  private:
    MeshBuffer(DeviceAddr size, DeviceAddr page_size);
    DeviceAddr address_ = 0, size_ = 0, page_size_ = 0;
};

}  // namespace tt::tt_metal::distributed

namespace tt::tt_metal {
using Buffer = distributed::MeshBuffer;
}
