// Multiplication and division as functions, as the RISC-V cores without instructions for them spell it.
#pragma once

#include <cstdint>

inline uint32_t mulsi3(uint32_t a, uint32_t b) {
    return a * b;
}
template <uint32_t divisor>
inline uint32_t udivsi3_const_divisor(uint32_t n) {
    static_assert(divisor != 0, "division by 0");
    return n / divisor;
}
template <uint32_t divisor>
inline uint32_t umodsi3_const_divisor(uint32_t n) {
    static_assert(divisor != 0, "division by 0");
    return n % divisor;
}
