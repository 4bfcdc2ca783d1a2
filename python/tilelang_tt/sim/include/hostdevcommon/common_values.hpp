// The two values of a flag between cores.
#pragma once

#include <cstdint>

constexpr uint32_t INVALID = 0;
constexpr uint32_t VALID = 1;
