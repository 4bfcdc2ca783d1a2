// Buffers of a mesh; the simulator's mesh is one device, so each is one Buffer.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <variant>

#include <tt-metalium/buffer.hpp>
#include <tt-metalium/shape2d.hpp>

namespace tt::tt_metal::distributed {

struct DeviceLocalBufferConfig {
    DeviceAddr page_size = 0;
    BufferType buffer_type = BufferType::DRAM;
    BufferShardingArgs sharding_args;
    std::optional<bool> bottom_up = std::nullopt;
};
struct ReplicatedBufferConfig {
    DeviceAddr size = 0;
};
// Over the devices of a mesh; shapes in elements, 0 for as much as is left.
struct ShardedBufferConfig {
    DeviceAddr global_size = 0;
    Shape2D global_buffer_shape{0, 0};
    Shape2D shard_shape{0, 0};
    ShardOrientation shard_orientation = ShardOrientation::ROW_MAJOR;
};
using MeshBufferConfig = std::variant<ReplicatedBufferConfig, ShardedBufferConfig>;

class MeshBuffer {
  public:
    static std::shared_ptr<MeshBuffer> create(
        const MeshBufferConfig& mesh_config,
        const DeviceLocalBufferConfig& local_config,
        MeshDevice* device,
        std::optional<DeviceAddr> address = std::nullopt);

    DeviceAddr address() const {
        return buffer_->address();
    }
    DeviceAddr size() const {
        return buffer_->size();
    }
    DeviceAddr device_local_size() const {
        return buffer_->size();
    }
    DeviceAddr page_size() const {
        return buffer_->page_size();
    }
    uint32_t num_pages() const {
        return buffer_->num_pages();
    }
    bool is_allocated() const {
        return buffer_->is_allocated();
    }
    MeshDevice* device() const {
        return buffer_->device();
    }
    Buffer* get_backing_buffer() const {
        return buffer_.get();
    }
    Buffer* get_reference_buffer() const {
        return buffer_.get();
    }
    void deallocate() {
        buffer_->deallocate();
    }

  private:
    explicit MeshBuffer(std::shared_ptr<Buffer> buffer) : buffer_(std::move(buffer)) {}
    std::shared_ptr<Buffer> buffer_;
};

}  // namespace tt::tt_metal::distributed
