// DPRINT << values, DPRINT("text {}", values). As on a chip, only cores in TT_METAL_DPRINT_CORES print.
#pragma once

#include "ttsim/prelude.h"

namespace ttsim {

struct PrintModeChange {
    PrintMode mode;
    uint32_t value;
};
struct PrintEndOfLine {};

inline void print_value(const char* text) {
    print_text(text);
}
inline void print_value(char value) {
    const char text[2] = {value, 0};
    print_text(text);
}
inline void print_value(bool value) {
    print_unsigned(value);
}
template <typename T, typename = std::enable_if_t<std::is_arithmetic_v<T> || std::is_enum_v<T>>>
inline void print_value(T value) {
    if constexpr (std::is_floating_point_v<T>) {
        print_real(value);
    } else if constexpr (std::is_signed_v<T>) {
        print_signed(static_cast<int64_t>(value));
    } else {
        print_unsigned(static_cast<uint64_t>(value));
    }
}
template <typename T>
inline void print_value(const volatile T* pointer) {
    uint32_t address = 0;
    l1_offset(const_cast<const T*>(pointer), &address);
    print_mode(PrintMode::Hexadecimal, 0);
    print_text("0x");
    print_unsigned(address);
    print_mode(PrintMode::Decimal, 0);
}
inline void print_value(PrintModeChange change) {
    print_mode(change.mode, change.value);
}
inline void print_value(PrintEndOfLine) {
    print_text("\n");
}

struct Print {
    template <typename T>
    const Print& operator<<(const T& value) const {
        if (prints()) {
            print_value(value);
        }
        return *this;
    }
    template <typename... Args>
    void operator()(const char* text, const Args&... args) const {
        if (prints()) {
            ((text = print_argument(text, args)), ...);
            if (text != nullptr) {
                print_field(text);
            }
        }
    }

  private:
    template <typename T>
    static const char* print_argument(const char* text, const T& value) {
        text = text != nullptr ? print_field(text) : nullptr;
        if (text != nullptr) {
            print_value(value);
        }
        return text;
    }
};

}  // namespace ttsim

#define DPRINT ::ttsim::Print()
#define DEVICE_PRINT ::ttsim::Print()
#define TTSIM_PRINT_IF(condition, ...) \
    do {                               \
        if (condition) {               \
            __VA_ARGS__;               \
        }                              \
    } while (false)
#ifdef COMPILE_FOR_TRISC
#define DPRINT_UNPACK(...) TTSIM_PRINT_IF(::ttsim::on_unpack(), __VA_ARGS__)
#define DPRINT_MATH(...) TTSIM_PRINT_IF(::ttsim::on_math(), __VA_ARGS__)
#define DPRINT_PACK(...) TTSIM_PRINT_IF(::ttsim::on_pack(), __VA_ARGS__)
#define DEVICE_PRINT_UNPACK(...) DPRINT_UNPACK(DEVICE_PRINT(__VA_ARGS__))
#define DEVICE_PRINT_MATH(...) DPRINT_MATH(DEVICE_PRINT(__VA_ARGS__))
#define DEVICE_PRINT_PACK(...) DPRINT_PACK(DEVICE_PRINT(__VA_ARGS__))
#define DPRINT_DATA0(...)
#define DPRINT_DATA1(...)
#else
#define DPRINT_UNPACK(...)
#define DPRINT_MATH(...)
#define DPRINT_PACK(...)
#define DPRINT_DATA0(...) TTSIM_PRINT_IF(TTSIM_DATA_CORE == 0, __VA_ARGS__)
#define DPRINT_DATA1(...) TTSIM_PRINT_IF(TTSIM_DATA_CORE == 1, __VA_ARGS__)
#define DEVICE_PRINT_DATA0(...) DPRINT_DATA0(DEVICE_PRINT(__VA_ARGS__))
#define DEVICE_PRINT_DATA1(...) DPRINT_DATA1(DEVICE_PRINT(__VA_ARGS__))
#endif
#ifdef COMPILE_FOR_NCRISC
#define TTSIM_DATA_CORE 1
#else
#define TTSIM_DATA_CORE 0
#endif

inline ttsim::PrintEndOfLine ENDL() {
    return {};
}
inline ttsim::PrintModeChange HEX() {
    return {ttsim::PrintMode::Hexadecimal, 0};
}
inline ttsim::PrintModeChange DEC() {
    return {ttsim::PrintMode::Decimal, 0};
}
inline ttsim::PrintModeChange OCT() {
    return {ttsim::PrintMode::Octal, 0};
}
inline ttsim::PrintModeChange FIXED() {
    return {ttsim::PrintMode::Fixed, 0};
}
inline ttsim::PrintModeChange DEFAULTFLOAT() {
    return {ttsim::PrintMode::Default, 0};
}
inline ttsim::PrintModeChange SETW(uint32_t width, bool sticky = true) {
    return {sticky ? ttsim::PrintMode::StickyWidth : ttsim::PrintMode::Width, width};
}
inline ttsim::PrintModeChange SETPRECISION(uint32_t digits) {
    return {ttsim::PrintMode::Precision, digits};
}
inline float F32(float value) {
    return value;
}
inline float BF16(uint16_t bits) {
    const uint32_t word = static_cast<uint32_t>(bits) << 16;
    float value;
    std::memcpy(&value, &word, sizeof(value));
    return value;
}
inline uint32_t U32(uint32_t value) {
    return value;
}
inline int32_t I32(int32_t value) {
    return value;
}

#include "ttsim/tile_slice.h"
