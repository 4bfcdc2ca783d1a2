// DPRINT: as on a chip whose host does not listen, nothing is printed.
#pragma once

#include "ttsim/prelude.h"

namespace ttsim {
struct Print {
    template <typename T>
    const Print& operator<<(const T&) const {
        return *this;
    }
};
struct PrintFormat {};
}  // namespace ttsim

#define DPRINT ::ttsim::Print()
#define DPRINT_UNPACK(statement) \
    do {                         \
    } while (false)
#define DPRINT_MATH(statement) DPRINT_UNPACK(statement)
#define DPRINT_PACK(statement) DPRINT_UNPACK(statement)
#define DPRINT_DATA1(statement) DPRINT_UNPACK(statement)

inline ttsim::PrintFormat ENDL() {
    return {};
}
inline ttsim::PrintFormat HEX() {
    return {};
}
inline ttsim::PrintFormat DEC() {
    return {};
}
inline ttsim::PrintFormat OCT() {
    return {};
}
inline ttsim::PrintFormat FIXED() {
    return {};
}
inline ttsim::PrintFormat SETW(uint32_t, bool = true) {
    return {};
}
inline ttsim::PrintFormat SETPRECISION(uint32_t) {
    return {};
}
inline ttsim::PrintFormat F32(float) {
    return {};
}
inline ttsim::PrintFormat BF16(uint16_t) {
    return {};
}
