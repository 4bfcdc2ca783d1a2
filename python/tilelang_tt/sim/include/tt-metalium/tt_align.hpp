// Rounding up to an alignment.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tt {

constexpr size_t align(size_t address, size_t alignment) {
    return (address + alignment - 1) / alignment * alignment;
}

}  // namespace tt
