// Units of work over cores: the first units % cores cores get one more.
#pragma once

#include <cstdint>
#include <tuple>

#include <tt-metalium/core_coord.hpp>

namespace tt::tt_metal {

// The first `cores` cores of a grid, column by column or (row_wise) row by row, as few rectangles.
CoreRangeSet num_cores_to_corerangeset(uint32_t cores, CoreCoord grid, bool row_wise = false);
CoreRangeSet num_cores_to_corerangeset_in_subcoregrids(
    CoreCoord start, uint32_t cores, const CoreRangeSet& set, bool row_wise = false);

// {number of cores, all cores, group 1, group 2, units per core of group 1, units per core of group 2}
std::tuple<uint32_t, CoreRangeSet, CoreRangeSet, CoreRangeSet, uint32_t, uint32_t> split_work_to_cores(
    CoreCoord grid, uint32_t units, bool row_wise = false);
std::tuple<uint32_t, CoreRangeSet, CoreRangeSet, CoreRangeSet, uint32_t, uint32_t> split_work_to_cores(
    const CoreRangeSet& cores, uint32_t units, bool row_wise = false);

}  // namespace tt::tt_metal
