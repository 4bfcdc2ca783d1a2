// Logical core coordinates, rectangles of cores and sets of rectangles.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "umd/device/types/xy_pair.hpp"

namespace tt::tt_metal {

using CoreCoord = ::tt_xy_pair;

// A rectangle, both corners included.
struct CoreRange {
    CoreCoord start_coord;
    CoreCoord end_coord;

    constexpr CoreRange(const CoreCoord& point) : start_coord(point), end_coord(point) {}
    constexpr CoreRange(const CoreCoord& start, const CoreCoord& end) : start_coord(start), end_coord(end) {}
    constexpr bool operator==(const CoreRange&) const = default;
    constexpr bool operator<(const CoreRange& other) const {
        return start_coord == other.start_coord ? end_coord < other.end_coord : start_coord < other.start_coord;
    }
    constexpr bool contains(const CoreCoord& core) const {
        return core.x >= start_coord.x && core.x <= end_coord.x && core.y >= start_coord.y && core.y <= end_coord.y;
    }
    constexpr CoreCoord grid_size() const {
        return {end_coord.x - start_coord.x + 1, end_coord.y - start_coord.y + 1};
    }
    constexpr size_t size() const {
        return grid_size().x * grid_size().y;
    }
    bool contains(const CoreRange& other) const {
        return contains(other.start_coord) && contains(other.end_coord);
    }
    std::string str() const {
        return "[" + start_coord.str() + " - " + end_coord.str() + "]";
    }

    // The cores row by row.
    class Iterator {
      public:
        Iterator(const CoreCoord& core, const CoreRange& range) : core_(core), range_(&range) {}
        CoreCoord& operator*() {
            return core_;
        }
        Iterator& operator++() {
            const bool last = core_.x == range_->end_coord.x;
            core_ = last ? CoreCoord(range_->start_coord.x, core_.y + 1) : CoreCoord(core_.x + 1, core_.y);
            return *this;
        }
        bool operator==(const Iterator& other) const {
            return core_ == other.core_;
        }

      private:
        CoreCoord core_;
        const CoreRange* range_;
    };
    Iterator begin() const {
        return {start_coord, *this};
    }
    Iterator end() const {
        return {CoreCoord(start_coord.x, end_coord.y + 1), *this};
    }
};

class CoreRangeSet {
  public:
    CoreRangeSet() = default;
    CoreRangeSet(const CoreCoord& core) : ranges_{CoreRange(core)} {}
    CoreRangeSet(const CoreRange& range) : ranges_{range} {}
    CoreRangeSet(std::initializer_list<CoreRange> ranges) : ranges_(ranges) {}
    explicit CoreRangeSet(std::vector<CoreRange> ranges) : ranges_(std::move(ranges)) {}
    explicit CoreRangeSet(const std::set<CoreRange>& ranges) : ranges_(ranges.begin(), ranges.end()) {}

    const std::vector<CoreRange>& ranges() const {
        return ranges_;
    }
    bool empty() const {
        return ranges_.empty();
    }
    size_t size() const {
        return ranges_.size();
    }
    size_t num_cores() const {
        size_t total = 0;
        for (const CoreRange& range : ranges_) {
            total += range.size();
        }
        return total;
    }
    bool contains(const CoreCoord& core) const {
        return std::any_of(
            ranges_.begin(), ranges_.end(), [&](const CoreRange& range) { return range.contains(core); });
    }
    bool contains(const CoreRangeSet& other) const {
        for (const CoreRange& range : other.ranges_) {
            for (const CoreCoord& core : range) {
                if (!contains(core)) {
                    return false;
                }
            }
        }
        return true;
    }
    std::string str() const {
        std::string text = "{";
        for (const CoreRange& range : ranges_) {
            text += (text.size() == 1 ? "" : ", ") + range.str();
        }
        return text + "}";
    }
    CoreRangeSet merge(const CoreRangeSet& other) const {
        CoreRangeSet all = *this;
        all.ranges_.insert(all.ranges_.end(), other.ranges_.begin(), other.ranges_.end());
        return all;
    }
    CoreRange bounding_box() const {
        CoreRange box = ranges_.at(0);
        for (const CoreRange& range : ranges_) {
            box.start_coord = {
                std::min(box.start_coord.x, range.start_coord.x), std::min(box.start_coord.y, range.start_coord.y)};
            box.end_coord = {
                std::max(box.end_coord.x, range.end_coord.x), std::max(box.end_coord.y, range.end_coord.y)};
        }
        return box;
    }
    bool operator==(const CoreRangeSet&) const = default;

  private:
    std::vector<CoreRange> ranges_;
};

// The cores of a set, rectangle by rectangle; within one column by column, or row by row with `row_wise`.
inline std::vector<CoreCoord> corerange_to_cores(
    const CoreRangeSet& set, std::optional<uint32_t> max_cores = std::nullopt, bool row_wise = false) {
    std::vector<CoreCoord> cores;
    for (const CoreRange& range : set.ranges()) {
        const CoreCoord grid = range.grid_size();
        for (size_t i = 0; i < range.size() && cores.size() < max_cores.value_or(UINT32_MAX); ++i) {
            const size_t x = row_wise ? i % grid.x : i / grid.y;
            const size_t y = row_wise ? i / grid.x : i % grid.y;
            cores.emplace_back(range.start_coord.x + x, range.start_coord.y + y);
        }
    }
    return cores;
}

// The first cores of a grid from (0, 0), column by column, or row by row with `row_wise`.
inline std::vector<CoreCoord> grid_to_cores(uint32_t cores, uint32_t grid_x, uint32_t grid_y, bool row_wise = false) {
    return corerange_to_cores(CoreRangeSet(CoreRange({0, 0}, {grid_x - 1, grid_y - 1})), cores, row_wise);
}

}  // namespace tt::tt_metal

using CoreCoord = tt_xy_pair;
using tt::tt_metal::CoreRange;
using tt::tt_metal::CoreRangeSet;
