// tt-metalium/buffer_distribution_spec.hpp.
#include <algorithm>

#include <tt-metalium/buffer_distribution_spec.hpp>

#include "chip.hpp"

namespace tt::tt_metal {
namespace {

void require(const char* code, bool holds, std::string cause, const char* remedy) {
    if (!holds) {
        ttsim::report_host(code, "BufferDistributionSpec", std::move(cause), remedy);
    }
}

uint32_t divide_up(uint64_t a, uint64_t b) {
    return static_cast<uint32_t>((a + b - 1) / b);
}

Shape in_pages(Shape shape, const Shape2D& page) {
    const size_t rank = shape.rank();
    if (rank >= 1) {
        shape[-1] = divide_up(shape[-1], page.width());
    }
    if (rank >= 2) {
        shape[-2] = divide_up(shape[-2], page.height());
    }
    return shape;
}

// Folds axes from the innermost on: an axis joins the one inside it when the shard covers everything inside it, or is
// one thick here and divides the axis inside. Outer axes that the shard does not name count as part of the outermost.
void fold(const Shape& tensor, const Shape& shard, Shape& folded_tensor, Shape& folded_shard) {
    std::vector<uint32_t> sizes, shards;  // innermost first
    bool covered = true, divides = false;
    uint64_t tensor_volume = 1, shard_volume = 1;
    const auto rank = static_cast<int32_t>(shard.rank());
    for (int32_t axis = -1; axis >= -rank; --axis) {
        const bool joins = axis < -1 && (covered || (shard[axis] == 1 && divides));
        if (joins) {
            sizes.back() *= tensor[axis];
            shards.back() *= shard[axis];
        } else {
            sizes.push_back(tensor[axis]);
            shards.push_back(shard[axis]);
            covered = true;
        }
        covered = covered && tensor[axis] == shard[axis];
        divides = tensor[axis] % shard[axis] == 0;
        tensor_volume *= tensor[axis];
        shard_volume *= shard[axis];
        if (tensor_volume == tensor.volume() && shard_volume == shard.volume()) {
            break;  // only axes of size 1 are left
        }
    }
    for (auto axis = -rank - 1; axis >= -static_cast<int32_t>(tensor.rank()); --axis) {
        sizes.back() *= tensor[axis];
    }
    std::reverse(sizes.begin(), sizes.end());
    std::reverse(shards.begin(), shards.end());
    folded_tensor = Shape(std::move(sizes));
    folded_shard = Shape(std::move(shards));
}

std::vector<CoreCoord> owners(
    const Shape& tensor,
    const Shape& shard,
    const CoreRangeSet& cores,
    ShardOrientation orientation,
    ShardDistributionStrategy strategy) {
    const bool row_wise = orientation == ShardOrientation::ROW_MAJOR;
    if (strategy == ShardDistributionStrategy::ROUND_ROBIN_1D) {
        return corerange_to_cores(cores, cores.num_cores(), row_wise);
    }
    const bool matrix = shard.rank() == 2 && tensor.rank() >= 2 && cores.ranges().size() == 1;
    require(
        "BUFFER_DISTRIBUTION",
        matrix,
        "GRID_2D needs matrices of shards and one rectangle of cores",
        "use ROUND_ROBIN_1D");
    if (!matrix) {
        return corerange_to_cores(cores, cores.num_cores(), row_wise);
    }
    uint32_t across = std::max(divide_up(tensor[-1], shard[-1]), 1u);
    uint32_t down = std::max(divide_up(tensor[-2], shard[-2]), 1u);
    if (!row_wise) {
        std::swap(across, down);
    }
    const CoreRange& grid = cores.ranges()[0];
    require(
        "BUFFER_DISTRIBUTION",
        across <= grid.grid_size().x && down <= grid.grid_size().y,
        ttsim::format(
            "%u x %u shards on a grid of %zu x %zu cores", across, down, grid.grid_size().x, grid.grid_size().y),
        "give a rectangle with as many cores along each side as there are shards");
    const CoreRange used(grid.start_coord, {grid.start_coord.x + across - 1, grid.start_coord.y + down - 1});
    return corerange_to_cores(used, used.size(), row_wise);
}

}  // namespace

BufferDistributionSpec BufferDistributionSpec::from_shard_spec(
    Shape tensor_shape,
    Shape shard_shape,
    Shape2D page_shape,
    const CoreRangeSet& cores,
    ShardOrientation orientation,
    ShardDistributionStrategy strategy) {
    return BufferDistributionSpec(
        in_pages(std::move(tensor_shape), page_shape),
        in_pages(std::move(shard_shape), page_shape),
        cores,
        orientation,
        strategy);
}

BufferDistributionSpec::BufferDistributionSpec(
    const Shape& tensor_shape,
    const Shape& shard_shape,
    const CoreRangeSet& cores,
    ShardOrientation orientation,
    ShardDistributionStrategy strategy)
    : BufferDistributionSpec(
          tensor_shape, shard_shape, owners(tensor_shape, shard_shape, cores, orientation, strategy)) {}

BufferDistributionSpec::BufferDistributionSpec(
    const Shape& tensor_shape, const Shape& shard_shape, std::vector<CoreCoord> cores)
    : cores_(std::move(cores)) {
    const bool ranks = shard_shape.rank() >= 1 && tensor_shape.rank() >= shard_shape.rank();
    require(
        "BUFFER_DISTRIBUTION",
        ranks,
        ttsim::format("a tensor of rank %zu with shards of rank %zu", tensor_shape.rank(), shard_shape.rank()),
        "give the shard as many axes as the tensor, or fewer");
    require(
        "BUFFER_DISTRIBUTION",
        shard_shape.volume() != 0 && tensor_shape.volume() != 0,
        "a shape with no pages",
        "give sizes above 0");
    require("BUFFER_DISTRIBUTION", !cores_.empty(), "no cores", "give at least one core");
    fold(tensor_shape, shard_shape, tensor_shape_, shard_shape_);
}

size_t BufferDistributionSpec::num_shards() const {
    size_t shards = 1;
    for (size_t axis = 0; axis < tensor_shape_.rank(); ++axis) {
        const auto i = static_cast<int32_t>(axis);
        shards *= divide_up(tensor_shape_[i], shard_shape_[i]);
    }
    return shards;
}

}  // namespace tt::tt_metal
