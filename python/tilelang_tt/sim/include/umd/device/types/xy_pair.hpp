// Coordinates of a core, logical or on the NoC.
#pragma once

#include <cstddef>
#include <string>

struct tt_xy_pair {
    size_t x = 0;
    size_t y = 0;

    constexpr tt_xy_pair() = default;
    constexpr tt_xy_pair(size_t x, size_t y) : x(x), y(y) {}
    constexpr bool operator==(const tt_xy_pair&) const = default;
    constexpr bool operator<(const tt_xy_pair& other) const {
        return x != other.x ? x < other.x : y < other.y;
    }
    std::string str() const {
        return "(x=" + std::to_string(x) + ",y=" + std::to_string(y) + ")";
    }
};

namespace tt {
using xy_pair = ::tt_xy_pair;
}
