// Buffers in device memory: DRAM or L1; interleaved page by page over the banks, or sharded.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

#include <tt-metalium/buffer_distribution_spec.hpp>
#include <tt-metalium/buffer_types.hpp>
#include <tt-metalium/core_coord.hpp>

namespace ttsim::host {
struct Placement;
}

namespace tt::tt_metal {

namespace distributed {
class MeshDevice;
}
using IDevice = distributed::MeshDevice;

// Shapes in elements.
struct ShardSpec {
    CoreRangeSet grid;
    std::array<uint32_t, 2> shape{};
    ShardOrientation orientation = ShardOrientation::ROW_MAJOR;

    ShardSpec(
        const CoreRangeSet& cores,
        const std::array<uint32_t, 2>& shape,
        const ShardOrientation& orientation = ShardOrientation::ROW_MAJOR)
        : grid(cores), shape(shape), orientation(orientation) {}
    uint32_t num_cores() const {
        return static_cast<uint32_t>(grid.num_cores());
    }
    uint32_t numel() const {
        return shape[0] * shape[1];
    }
};

// Shard i is on the i-th core of the grid. `shard_shape` and `page_shape` in elements.
struct ShardSpecBuffer {
    ShardSpec tensor_shard_spec;
    std::array<uint32_t, 2> page_shape{};
    std::array<uint32_t, 2> tensor2d_shape_in_pages{};

    ShardSpecBuffer(
        const CoreRangeSet& cores,
        const std::array<uint32_t, 2>& shard_shape,
        const ShardOrientation& orientation,
        const std::array<uint32_t, 2>& page_shape,
        const std::array<uint32_t, 2>& tensor2d_shape_in_pages)
        : ShardSpecBuffer(ShardSpec(cores, shard_shape, orientation), page_shape, tensor2d_shape_in_pages) {}
    ShardSpecBuffer(
        const ShardSpec& shard_spec,
        const std::array<uint32_t, 2>& page_shape,
        const std::array<uint32_t, 2>& tensor2d_shape_in_pages)
        : tensor_shard_spec(shard_spec), page_shape(page_shape), tensor2d_shape_in_pages(tensor2d_shape_in_pages) {}

    CoreRangeSet grid() const {
        return tensor_shard_spec.grid;
    }
    std::array<uint32_t, 2> shape() const {
        return tensor_shard_spec.shape;
    }
    ShardOrientation orientation() const {
        return tensor_shard_spec.orientation;
    }
    std::array<uint32_t, 2> shape_in_pages() const {
        return {
            page_shape[0] == 0 ? 0 : shape()[0] / page_shape[0], page_shape[1] == 0 ? 0 : shape()[1] / page_shape[1]};
    }
    DeviceAddr num_pages() const {
        return DeviceAddr(shape_in_pages()[0]) * shape_in_pages()[1];
    }
};

// None (interleaved), a two-dimensional shard specification, a distribution of any rank, or both of the last two.
// TensorAccessorArgs needs a distribution.
class BufferShardingArgs {
  public:
    BufferShardingArgs() = default;
    BufferShardingArgs(std::nullopt_t) {}
    BufferShardingArgs(BufferDistributionSpec distribution)
        : distribution_(std::move(distribution)), layout_(TensorMemoryLayout::BLOCK_SHARDED) {}
    BufferShardingArgs(std::optional<BufferDistributionSpec> distribution)
        : distribution_(std::move(distribution)),
          layout_(distribution_ ? TensorMemoryLayout::BLOCK_SHARDED : TensorMemoryLayout::INTERLEAVED) {}
    BufferShardingArgs(ShardSpecBuffer shard_spec, TensorMemoryLayout layout)
        : shard_spec_(std::move(shard_spec)), layout_(layout) {}
    BufferShardingArgs(std::optional<ShardSpecBuffer> shard_spec, TensorMemoryLayout layout)
        : shard_spec_(std::move(shard_spec)), layout_(layout) {}
    BufferShardingArgs(
        std::optional<BufferDistributionSpec> distribution,
        std::optional<ShardSpecBuffer> shard_spec,
        TensorMemoryLayout layout)
        : distribution_(std::move(distribution)), shard_spec_(std::move(shard_spec)), layout_(layout) {}

    const std::optional<BufferDistributionSpec>& buffer_distribution_spec() const {
        return distribution_;
    }
    const std::optional<ShardSpecBuffer>& shard_spec() const {
        return shard_spec_;
    }
    TensorMemoryLayout buffer_layout() const {
        return layout_;
    }

  private:
    std::optional<BufferDistributionSpec> distribution_;
    std::optional<ShardSpecBuffer> shard_spec_;
    TensorMemoryLayout layout_ = TensorMemoryLayout::INTERLEAVED;
};

struct InterleavedBufferConfig {
    IDevice* device;
    DeviceAddr size;
    DeviceAddr page_size;
    BufferType buffer_type;
};

struct ShardedBufferConfig {
    IDevice* device{};
    DeviceAddr size{};
    DeviceAddr page_size{};
    BufferType buffer_type = BufferType::L1;
    TensorMemoryLayout buffer_layout = TensorMemoryLayout::HEIGHT_SHARDED;
    ShardSpecBuffer shard_parameters;
};

class Buffer {
  public:
    static std::shared_ptr<Buffer> create(
        IDevice* device,
        DeviceAddr size,
        DeviceAddr page_size,
        BufferType buffer_type,
        const BufferShardingArgs& sharding_args = std::nullopt,
        std::optional<bool> bottom_up = std::nullopt);
    ~Buffer();
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;

    // The same in every bank that holds pages.
    uint32_t address() const {
        return static_cast<uint32_t>(address_);
    }
    DeviceAddr size() const {
        return size_;
    }
    DeviceAddr page_size() const {
        return page_size_;
    }
    DeviceAddr aligned_page_size() const;
    DeviceAddr aligned_size_per_bank() const;
    uint32_t num_pages() const {
        return static_cast<uint32_t>(size_ / page_size_);
    }
    BufferType buffer_type() const {
        return type_;
    }
    bool is_dram() const {
        return type_ == BufferType::DRAM;
    }
    bool is_l1() const {
        return !is_dram();
    }
    bool is_allocated() const {
        return address_ != 0;
    }
    IDevice* device() const {
        return device_;
    }
    TensorMemoryLayout buffer_layout() const {
        return sharding_.buffer_layout();
    }
    const std::optional<BufferDistributionSpec>& buffer_distribution_spec() const {
        return sharding_.buffer_distribution_spec();
    }
    bool has_shard_spec() const {
        return sharding_.shard_spec().has_value();
    }
    ShardSpecBuffer shard_spec() const {
        return sharding_.shard_spec().value();
    }
    std::optional<uint32_t> num_cores() const;
    const ttsim::host::Placement& placement() const {
        return *placement_;
    }
    // Gives the memory back before the last reference goes.
    void deallocate();

  private:
    Buffer() = default;

    IDevice* device_ = nullptr;
    DeviceAddr address_ = 0, size_ = 0, page_size_ = 0;
    BufferType type_ = BufferType::DRAM;
    BufferShardingArgs sharding_;
    std::shared_ptr<const ttsim::host::Placement> placement_;
};

}  // namespace tt::tt_metal
