// How a tensor of pages is cut into shards and which cores (of DRAM buffers: which banks) own them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <tt-metalium/buffer_types.hpp>
#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/shape.hpp>
#include <tt-metalium/shape2d.hpp>

namespace tt::tt_metal {

// Shard s lies on core s modulo the number of cores. Pages of a shard lie row-major in the whole shard's shape, so that
// shards at the end of an axis have gaps. Axes that make no difference are folded: kernels see the folded shapes.
class BufferDistributionSpec {
  public:
    // Shapes in elements; the last two axes are divided by the page shape, rounding up.
    static BufferDistributionSpec from_shard_spec(
        Shape tensor_shape,
        Shape shard_shape,
        Shape2D page_shape,
        const CoreRangeSet& cores,
        ShardOrientation orientation,
        ShardDistributionStrategy strategy = ShardDistributionStrategy::ROUND_ROBIN_1D);

    // Shapes in pages.
    BufferDistributionSpec(
        const Shape& tensor_shape,
        const Shape& shard_shape,
        const CoreRangeSet& cores,
        ShardOrientation orientation,
        ShardDistributionStrategy strategy = ShardDistributionStrategy::ROUND_ROBIN_1D);
    BufferDistributionSpec(const Shape& tensor_shape, const Shape& shard_shape, std::vector<CoreCoord> cores);

    const Shape& tensor_shape_in_pages() const {
        return tensor_shape_;
    }
    const Shape& shard_shape_in_pages() const {
        return shard_shape_;
    }
    const std::vector<CoreCoord>& cores() const {
        return cores_;
    }
    size_t num_cores() const {
        return cores_.size();
    }
    size_t num_shards() const;
    size_t max_num_shards_per_core() const {
        return (num_shards() + cores_.size() - 1) / cores_.size();
    }
    size_t max_num_dev_pages_per_core() const {
        return max_num_shards_per_core() * shard_shape_.volume();
    }
    size_t num_cores_with_data() const {
        return num_shards() < cores_.size() ? num_shards() : cores_.size();
    }
    std::vector<CoreCoord> cores_with_data() const {
        return {cores_.begin(), cores_.begin() + num_cores_with_data()};
    }

  private:
    Shape tensor_shape_, shard_shape_;
    std::vector<CoreCoord> cores_;
};

}  // namespace tt::tt_metal
