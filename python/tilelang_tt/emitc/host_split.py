"""How the host deals the blocks of a grid that it knows only when it runs: the function, and its call."""

from __future__ import annotations

from tilelang_tt.dialects.extent import product
from tilelang_tt.emitc.host_names import Names, size_list, size_text
from tilelang_tt.plan.model import Plan

SPLIT = {
    "contiguous": """\
// Which blocks each core computes: contiguous ranges whose sizes differ by one at most.
std::vector<CoreWork> split(const CoreRangeSet& cores, uint32_t blocks) {
    std::vector<CoreWork> shares;
    const uint32_t count = cores.num_cores();
    uint32_t next = 0;
    for (const CoreCoord& core : corerange_to_cores(cores, std::nullopt, /*row_wise=*/ROW_WISE)) {
        const uint32_t share = blocks / count + (shares.size() < blocks % count);
        shares.push_back({core, next, share});
        next += share;
    }
    return shares;
}
""",
    "packed": """\
// Which blocks each core computes: contiguous ranges of one size, on as few cores as finish at the same time.
std::vector<CoreWork> split(const CoreRangeSet& cores, uint32_t blocks) {
    std::vector<CoreWork> shares;
    const uint32_t count = cores.num_cores();
    const uint32_t longest = (blocks + count - 1) / count;
    uint32_t next = 0;
    for (const CoreCoord& core : corerange_to_cores(cores, std::nullopt, /*row_wise=*/ROW_WISE)) {
        const uint32_t share = blocks - next < longest ? blocks - next : longest;
        shares.push_back({core, next, share});
        next += share;
    }
    return shares;
}
""",
    "boxes": """\
// Which blocks each core computes: boxes of `box` blocks along x, y and z, one for each core; those at the far border are
// cut off.
std::vector<CoreWork> split(
    const CoreRangeSet& cores, const std::array<uint32_t, 3>& grid, const std::array<uint32_t, 3>& box) {
    std::vector<CoreWork> shares;
    for (const CoreCoord& core : corerange_to_cores(cores, std::nullopt, /*row_wise=*/ROW_WISE)) {
        shares.push_back({core, 0, 0});
    }
    const auto inside = [&](int axis, uint32_t first) {
        return grid[axis] - first < box[axis] ? grid[axis] - first : box[axis];
    };
    uint32_t next = 0;
    size_t number = 0;
    for (uint32_t z = 0; z < grid[2]; z += box[2]) {
        for (uint32_t y = 0; y < grid[1]; y += box[1]) {
            for (uint32_t x = 0; x < grid[0]; x += box[0]) {
                CoreWork& share = shares.at(number++);
                share.start = next;
                share.count = inside(0, x) * inside(1, y) * inside(2, z);
                next += share.count;
            }
        }
    }
    return shares;
}
""",
}
"""By policy, and for orders of boxes."""


def split_text(plan: Plan) -> str:
    """The function that deals the blocks to the cores, as the schedule says."""
    return SPLIT[_dealt(plan)].replace("split", _split_name(plan), 1).replace("ROW_WISE", _row_wise(plan))


def split_call(plan: Plan, names: Names, cores: str = "cores") -> str:
    """The call of that function."""
    if plan.schedule.box is not None:
        arguments = [size_list(plan.grid_shape, names), size_list(plan.schedule.box, names)]
    else:
        arguments = [size_text(product(plan.grid_shape), names)]
    return f"{_split_name(plan)}({', '.join([cores, *arguments])})"


def _dealt(plan: Plan) -> str:
    return plan.schedule.policy if plan.schedule.box is None else "boxes"


def _row_wise(plan: Plan) -> str:
    return "false" if plan.schedule.order == "column_major" else "true"


def _split_name(plan: Plan) -> str:
    """A name that says how: programs of a sequence may differ."""
    how = {"contiguous": "split", "packed": "split_packed", "boxes": "split_in_boxes"}[_dealt(plan)]
    return how if _row_wise(plan) == "true" else f"{how}_by_column"
