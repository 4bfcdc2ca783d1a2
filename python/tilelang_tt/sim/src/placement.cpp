#include "placement.hpp"

#include <algorithm>

#include "chip.hpp"

namespace ttsim::host {

namespace metal = tt::tt_metal;

namespace {

uint64_t page_stride(bool dram, uint64_t page_bytes) {
    const Device& device = *chip().device;
    const uint64_t alignment = dram ? device.dram_page_alignment : device.l1_alignment;
    return (page_bytes + alignment - 1) / alignment * alignment;
}

void require(const char* code, bool holds, std::string cause, const char* remedy) {
    if (!holds) {
        report_host(code, "MeshBuffer::create", std::move(cause), remedy);
    }
}

std::vector<uint32_t> bank_numbers(bool dram, const std::vector<metal::CoreCoord>& cores) {
    const Device& device = *chip().device;
    std::vector<uint32_t> banks;
    for (const metal::CoreCoord& core : cores) {
        const bool exists =
            dram ? core.x < device.num_dram_banks && core.y == 0 : core.x < device.grid_x && core.y < device.grid_y;
        require(
            "BUFFER_SHARDING",
            exists,
            format(dram ? "there is no DRAM bank (%zu, %zu)" : "there is no core (%zu, %zu)", core.x, core.y),
            dram ? "DRAM bank b is the core (b, 0); stay below the number of banks"
                 : "stay within compute_with_storage_grid_size()");
        const auto bank = static_cast<uint32_t>(dram ? core.x : core.y * device.grid_x + core.x);
        require(
            "BUFFER_SHARDING",
            std::find(banks.begin(), banks.end(), bank) == banks.end(),
            format("core (%zu, %zu) is given twice", core.x, core.y),
            "list every core once");
        banks.push_back(bank);
    }
    return banks;
}

// Calls `visit(index of each axis)` for all points of a box, row-major.
template <typename Visit>
void for_each_point(const std::vector<uint32_t>& box, Visit visit) {
    std::vector<uint32_t> point(box.size(), 0);
    for (;;) {
        visit(point);
        size_t axis = box.size();
        while (axis > 0 && ++point[axis - 1] == box[axis - 1]) {
            point[--axis] = 0;
        }
        if (axis == 0) {
            return;
        }
    }
}

void distribute(Placement& placement, const metal::BufferDistributionSpec& spec, uint64_t pages) {
    const auto& tensor = spec.tensor_shape_in_pages().view();
    const auto& shard = spec.shard_shape_in_pages().view();
    require(
        "BUFFER_SHARDING",
        spec.tensor_shape_in_pages().volume() == pages,
        format(
            "the distribution has %llu pages, the buffer has %llu",
            static_cast<unsigned long long>(spec.tensor_shape_in_pages().volume()),
            static_cast<unsigned long long>(pages)),
        "size = pages of the tensor's shape * page size");
    placement.banks = bank_numbers(placement.dram, spec.cores());
    const uint64_t volume = spec.shard_shape_in_pages().volume();
    placement.slots = static_cast<uint32_t>(spec.max_num_dev_pages_per_core());
    placement.pages.assign(placement.banks.size(), std::vector<int64_t>(placement.slots, -1));
    std::vector<uint32_t> grid;
    for (size_t axis = 0; axis < tensor.size(); ++axis) {
        grid.push_back((tensor[axis] + shard[axis] - 1) / shard[axis]);
    }
    uint64_t number = 0;
    for_each_point(grid, [&](const std::vector<uint32_t>& cell) {
        auto& slots = placement.pages[number % placement.banks.size()];
        uint64_t slot = number / placement.banks.size() * volume;
        for_each_point(shard, [&](const std::vector<uint32_t>& inside) {
            uint64_t page = 0;
            bool exists = true;
            for (size_t axis = 0; axis < tensor.size(); ++axis) {
                const uint32_t index = cell[axis] * shard[axis] + inside[axis];
                exists = exists && index < tensor[axis];
                page = page * tensor[axis] + index;
            }
            slots[slot++] = exists ? static_cast<int64_t>(page) : -1;
        });
        ++number;
    });
}

// A two-dimensional specification without a distribution: shard i on core i. Height sharding cuts the sequence of
// pages; the others cut rectangles, row by row.
void distribute(
    Placement& placement, const metal::ShardSpecBuffer& spec, metal::TensorMemoryLayout layout, uint64_t pages) {
    const auto shard = spec.shape_in_pages();
    const auto tensor = spec.tensor2d_shape_in_pages;
    const uint64_t volume = spec.num_pages();
    require(
        "BUFFER_SHARDING",
        volume != 0 && shard[0] * spec.page_shape[0] == spec.shape()[0] &&
            shard[1] * spec.page_shape[1] == spec.shape()[1],
        format(
            "a shard of %u x %u elements is no whole number of pages of %u x %u",
            spec.shape()[0],
            spec.shape()[1],
            spec.page_shape[0],
            spec.page_shape[1]),
        "make the shard's shape a multiple of the page's shape");
    require(
        "BUFFER_SHARDING",
        uint64_t(tensor[0]) * tensor[1] == pages,
        format("the tensor is %u x %u pages, the buffer has %llu", tensor[0], tensor[1], (unsigned long long)pages),
        "size = pages of the tensor * page size");
    const auto cores = metal::corerange_to_cores(
        spec.grid(), spec.grid().num_cores(), spec.orientation() == metal::ShardOrientation::ROW_MAJOR);
    placement.banks = bank_numbers(placement.dram, cores);
    const bool by_height = layout == metal::TensorMemoryLayout::HEIGHT_SHARDED;
    const uint64_t columns = (tensor[1] + shard[1] - 1) / shard[1];
    const uint64_t rows = (tensor[0] + shard[0] - 1) / shard[0];
    const uint64_t shards = by_height ? (pages + volume - 1) / volume : rows * columns;
    require(
        "BUFFER_SHARDING",
        shards <= cores.size(),
        format(
            "%llu shards of %u x %u pages for %zu cores", (unsigned long long)shards, shard[0], shard[1], cores.size()),
        "give as many cores as there are shards, or larger shards");
    placement.slots = static_cast<uint32_t>(volume);
    placement.pages.assign(cores.size(), std::vector<int64_t>(volume, -1));
    for (uint64_t number = 0; number < shards; ++number) {
        for (uint64_t slot = 0; slot < volume; ++slot) {
            const uint64_t row = number / columns * shard[0] + slot / shard[1];
            const uint64_t column = number % columns * shard[1] + slot % shard[1];
            if (by_height ? number * volume + slot < pages : row < tensor[0] && column < tensor[1]) {
                placement.pages[number][slot] =
                    static_cast<int64_t>(by_height ? number * volume + slot : row * tensor[1] + column);
            }
        }
    }
}

std::string layout_name(const metal::BufferShardingArgs& sharding) {
    if (!sharding.shard_spec() && sharding.buffer_distribution_spec()) {
        return "sharded";
    }
    switch (sharding.buffer_layout()) {
        case metal::TensorMemoryLayout::HEIGHT_SHARDED:
            return "height_sharded";
        case metal::TensorMemoryLayout::WIDTH_SHARDED:
            return "width_sharded";
        case metal::TensorMemoryLayout::BLOCK_SHARDED:
            return "block_sharded";
        default:
            return "interleaved";
    }
}

}  // namespace

Placement place(bool dram, uint64_t size, uint64_t page_size, const metal::BufferShardingArgs& sharding) {
    const uint64_t pages = size / page_size;
    Placement placement;
    placement.dram = dram;
    placement.stride = page_stride(dram, page_size);
    placement.layout = layout_name(sharding);
    const bool given = sharding.shard_spec().has_value() || sharding.buffer_distribution_spec().has_value();
    require(
        "BUFFER_SHARDING",
        given == metal::is_sharded(sharding.buffer_layout()),
        given ? "a shard specification with TensorMemoryLayout::INTERLEAVED" : "a sharded layout without shards",
        "pass BufferShardingArgs(ShardSpecBuffer, layout) or BufferShardingArgs(BufferDistributionSpec)");
    if (sharding.buffer_distribution_spec()) {
        distribute(placement, *sharding.buffer_distribution_spec(), pages);
    } else if (sharding.shard_spec()) {
        distribute(placement, *sharding.shard_spec(), sharding.buffer_layout(), pages);
    } else {
        const size_t count = dram ? chip().banks.size() : chip().cores.size();
        for (uint32_t bank = 0; bank < count; ++bank) {
            placement.banks.push_back(bank);
        }
        placement.slots = static_cast<uint32_t>((pages + count - 1) / count);
    }
    return placement;
}

uint8_t* slot_memory(const Placement& placement, size_t bank, uint64_t address, uint64_t slot) {
    const uint32_t number = placement.banks[bank];
    uint8_t* memory = placement.dram ? chip().banks[number].data() : chip().cores[number]->l1;
    return memory + address + slot * placement.stride;
}

}  // namespace ttsim::host
