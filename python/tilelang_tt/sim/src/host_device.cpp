// Device, launches and work split: tt-metalium/{mesh_device,distributed,work_split}.hpp.
#include <algorithm>

#include <tt-metalium/distributed.hpp>
#include <tt-metalium/work_split.hpp>

#include "chip.hpp"
#include "program.hpp"

namespace tt {

uint32_t tile_size(DataFormat format) {
    return static_cast<uint32_t>(ttsim::tile::tile_bytes(static_cast<ttsim::tile::Format>(format)));
}

}  // namespace tt

namespace tt::tt_metal::distributed {

using ttsim::chip;

std::shared_ptr<MeshDevice> MeshDevice::create_unit_mesh(int device_id, size_t, size_t, size_t) {
    if (device_id != 0) {
        ttsim::report_host(
            "DEVICE_ID", "MeshDevice::create_unit_mesh", "the simulator has device 0 only", "open device 0");
    }
    chip();
    return std::shared_ptr<MeshDevice>(new MeshDevice);
}

MeshCommandQueue& MeshDevice::mesh_command_queue(size_t) {
    return queue_;
}

CommandQueue& MeshDevice::command_queue(size_t) {
    return device_queue_;
}

CoreCoord MeshDevice::compute_with_storage_grid_size() const {
    return {chip().device->grid_x, chip().device->grid_y};
}

CoreCoord MeshDevice::worker_core_from_logical_core(const CoreCoord& core) const {
    const ttsim::Device& device = *chip().device;
    if (core.x >= device.grid_x || core.y >= device.grid_y) {
        ttsim::report_host(
            "CORE_RANGE",
            "worker_core_from_logical_core" + core.str(),
            "the grid has no such core",
            "stay within compute_with_storage_grid_size()");
    }
    return {
        ttsim::virtual_x(device, static_cast<uint32_t>(core.x)),
        ttsim::virtual_y(device, static_cast<uint32_t>(core.y))};
}

ARCH MeshDevice::arch() const {
    return chip().device->wormhole ? ARCH::WORMHOLE_B0 : ARCH::BLACKHOLE;
}
uint32_t MeshDevice::l1_size_per_core() const {
    return chip().device->l1_bytes;
}
uint32_t MeshDevice::num_dram_channels() const {
    return chip().device->num_dram_banks;
}
bool MeshDevice::close() {
    return true;
}

void MeshWorkload::add_program(const MeshCoordinateRange& range, Program&& program) {
    if (!programs_.emplace(range, std::move(program)).second) {
        ttsim::report_host(
            "WORKLOAD_OVERLAP",
            "MeshWorkload::add_program",
            "the workload already has a program for these devices",
            "give each program a workload of its own and enqueue one after the other");
    }
}

void EnqueueMeshWorkload(MeshCommandQueue&, MeshWorkload& workload, bool) {
    for (auto& [range, program] : workload.get_programs()) {
        ttsim::host::enqueue(program.shared_state());
    }
}

void Finish(MeshCommandQueue&) {}

}  // namespace tt::tt_metal::distributed

namespace tt::tt_metal {
namespace {

// The first `count` cells of a rectangle in the given order, as a full block of lines and a rest.
void take(const CoreRange& area, uint32_t count, bool row_wise, std::vector<CoreRange>& out) {
    const CoreCoord grid = area.grid_size();
    const CoreCoord start = area.start_coord;
    const size_t line = row_wise ? grid.x : grid.y;
    const size_t full = count / line;
    const size_t rest = count % line;
    if (full != 0) {
        const CoreCoord end = row_wise ? CoreCoord(area.end_coord.x, start.y + full - 1)
                                       : CoreCoord(start.x + full - 1, area.end_coord.y);
        out.emplace_back(start, end);
    }
    if (rest != 0) {
        const CoreCoord from = row_wise ? CoreCoord(start.x, start.y + full) : CoreCoord(start.x + full, start.y);
        const CoreCoord to = row_wise ? CoreCoord(start.x + rest - 1, from.y) : CoreCoord(from.x, start.y + rest - 1);
        out.emplace_back(from, to);
    }
}

// `count` cores of the set after the first `skip`.
CoreRangeSet slice(const CoreRangeSet& cores, uint32_t skip, uint32_t count, bool row_wise) {
    std::vector<CoreRange> out;
    std::vector<CoreCoord> all = corerange_to_cores(cores, std::nullopt, row_wise);
    size_t i = skip;
    const size_t end = std::min<size_t>(all.size(), size_t(skip) + count);
    while (i < end) {  // runs of neighbours in the direction of the order
        size_t j = i;
        while (j + 1 < end &&
               (row_wise ? all[j + 1].y == all[j].y && all[j + 1].x == all[j].x + 1
                         : all[j + 1].x == all[j].x && all[j + 1].y == all[j].y + 1)) {
            ++j;
        }
        out.emplace_back(all[i], all[j]);
        i = j + 1;
    }
    // Equal runs side by side become one rectangle.
    std::vector<CoreRange> merged;
    for (const CoreRange& range : out) {
        CoreRange* last = merged.empty() ? nullptr : &merged.back();
        if (last != nullptr && row_wise && last->start_coord.x == range.start_coord.x &&
            last->end_coord.x == range.end_coord.x && last->end_coord.y + 1 == range.start_coord.y) {
            last->end_coord = range.end_coord;
        } else if (
            last != nullptr && !row_wise && last->start_coord.y == range.start_coord.y &&
            last->end_coord.y == range.end_coord.y && last->end_coord.x + 1 == range.start_coord.x) {
            last->end_coord = range.end_coord;
        } else {
            merged.push_back(range);
        }
    }
    return CoreRangeSet(std::move(merged));
}

}  // namespace

CoreRangeSet num_cores_to_corerangeset(uint32_t cores, CoreCoord grid, bool row_wise) {
    if (cores > grid.x * grid.y) {
        ttsim::report_host(
            "CORE_RANGE",
            "num_cores_to_corerangeset",
            ttsim::format("%u cores of a grid of %zu x %zu", cores, grid.x, grid.y),
            "ask for at most the cores of the grid");
    }
    std::vector<CoreRange> out;
    take(CoreRange({0, 0}, {grid.x - 1, grid.y - 1}), cores, row_wise, out);
    return CoreRangeSet(std::move(out));
}

CoreRangeSet num_cores_to_corerangeset_in_subcoregrids(
    CoreCoord, uint32_t cores, const CoreRangeSet& set, bool row_wise) {
    return slice(set, 0, cores, row_wise);
}

std::tuple<uint32_t, CoreRangeSet, CoreRangeSet, CoreRangeSet, uint32_t, uint32_t> split_work_to_cores(
    const CoreRangeSet& cores, uint32_t units, bool row_wise) {
    const auto available = static_cast<uint32_t>(cores.num_cores());
    const uint32_t used = std::min(available, units);
    if (used == 0) {
        return {0, CoreRangeSet(), CoreRangeSet(), CoreRangeSet(), 0, 0};
    }
    const uint32_t more = units % used;
    const CoreRangeSet all = slice(cores, 0, used, row_wise);
    if (more == 0) {
        return {used, all, all, CoreRangeSet(), units / used, 0};
    }
    return {
        used,
        all,
        slice(cores, 0, more, row_wise),
        slice(cores, more, used - more, row_wise),
        units / used + 1,
        units / used};
}

std::tuple<uint32_t, CoreRangeSet, CoreRangeSet, CoreRangeSet, uint32_t, uint32_t> split_work_to_cores(
    CoreCoord grid, uint32_t units, bool row_wise) {
    return split_work_to_cores(CoreRangeSet(CoreRange({0, 0}, {grid.x - 1, grid.y - 1})), units, row_wise);
}

}  // namespace tt::tt_metal
