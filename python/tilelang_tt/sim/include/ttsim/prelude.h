// Included before every kernel by the just-in-time compiler: chip types, L1 pointer casts, compile-time arguments.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#include "abi.h"
#include "formats.h"

#define tt_l1_ptr
#define tt_reg_ptr
#define FORCE_INLINE inline __attribute__((always_inline))
#define ALWI inline __attribute__((always_inline))
#define SKIP_UNUSED
#define MAIN kernel_main()
#define NAMESPACE ttsim_kernel_main

void kernel_main();

#ifdef TTSIM_WATCH_ACCESSES
// Blocks are loaded and stored like words: by functions of the library, which see where they are called.
extern "C" {
void* memcpy(void* to, const void* from, size_t bytes) noexcept __asm__("ttsim_memcpy");
void* memmove(void* to, const void* from, size_t bytes) noexcept __asm__("ttsim_memmove");
void* memset(void* to, int value, size_t bytes) noexcept __asm__("ttsim_memset");
}
#endif

namespace ttsim {

// Addresses are the chip's: 32-bit, relative to the core's L1. Integer to pointer adds the core's L1; the way back
// takes it off; every other cast is the language's.
template <typename To, typename From>
inline To l1_cast(From&& value) {
    using Source = std::decay_t<From>;
    if constexpr (std::is_reference_v<To>) {
        return *reinterpret_cast<std::remove_reference_t<To>*>(&value);
    } else if constexpr (std::is_pointer_v<To> && (std::is_integral_v<Source> || std::is_enum_v<Source>)) {
        return static_cast<To>(l1_pointer(static_cast<uint32_t>(value)));
    } else if constexpr (std::is_integral_v<To> && std::is_pointer_v<Source>) {
        uint32_t offset = 0;
        const void* pointer = const_cast<const void*>(static_cast<const volatile void*>(value));
        return l1_offset(pointer, &offset) ? static_cast<To>(offset) : (To)(uintptr_t)pointer;
    } else {
        return reinterpret_cast<To>(value);
    }
}

#ifndef KERNEL_COMPILE_TIME_ARGS
#define KERNEL_COMPILE_TIME_ARGS
#define TTSIM_NUM_COMPILE_TIME_ARGS 0
#endif
struct CompileTimeArgs {
    uint32_t values[TTSIM_NUM_COMPILE_TIME_ARGS + 1];
    constexpr uint32_t operator[](size_t i) const {
        return values[i];
    }
    constexpr size_t size() const {
        return TTSIM_NUM_COMPILE_TIME_ARGS;
    }
};
template <uint32_t I>
constexpr uint32_t compile_time_arg();

struct NamedArg {
    const char* name;
    uint32_t value;
};
constexpr bool same_text(const char* a, const char* b) {
    while (*a != 0 && *a == *b) {
        ++a;
        ++b;
    }
    return *a == *b;
}

}  // namespace ttsim

constexpr ttsim::CompileTimeArgs kernel_compile_time_args = {{KERNEL_COMPILE_TIME_ARGS}};

template <uint32_t I>
constexpr uint32_t ttsim::compile_time_arg() {
    static_assert(I < TTSIM_NUM_COMPILE_TIME_ARGS, "compile-time argument index out of range");
    return kernel_compile_time_args.values[I];
}
#define get_compile_time_arg_val(index) (::ttsim::compile_time_arg<(index)>())

#ifdef KERNEL_COMPILE_TIME_ARG_MAP
constexpr ttsim::NamedArg ttsim_named_args[] = {KERNEL_COMPILE_TIME_ARG_MAP};
// Not constexpr: reaching it stops the compiler at the wrong name.
void ttsim_no_such_named_compile_time_arg();
constexpr uint32_t ttsim_named_arg(const char* name) {
    for (const auto& arg : ttsim_named_args) {
        if (ttsim::same_text(arg.name, name)) {
            return arg.value;
        }
    }
    ttsim_no_such_named_compile_time_arg();
    return 0;
}
template <uint32_t Value>
constexpr uint32_t ttsim_constant = Value;
#define get_named_compile_time_arg_val(name) (ttsim_constant<ttsim_named_arg(name)>)
#endif

template <typename T>
inline T get_arg_val(int index, TTSIM_LOC) {
    static_assert(sizeof(T) == 4, "runtime arguments are 32-bit words");
    const uint32_t word = ttsim::runtime_arg(static_cast<uint32_t>(index), false, at);
    T value;
    __builtin_memcpy(&value, &word, sizeof(T));
    return value;
}
template <typename T>
inline T get_common_arg_val(int index, TTSIM_LOC) {
    static_assert(sizeof(T) == 4, "runtime arguments are 32-bit words");
    const uint32_t word = ttsim::runtime_arg(static_cast<uint32_t>(index), true, at);
    T value;
    __builtin_memcpy(&value, &word, sizeof(T));
    return value;
}
inline uint32_t get_arg_addr(int index, TTSIM_LOC) {
    return ttsim::runtime_arg_address(static_cast<uint32_t>(index), false, at);
}
inline uint32_t get_common_arg_addr(int index, TTSIM_LOC) {
    return ttsim::runtime_arg_address(static_cast<uint32_t>(index), true, at);
}

// Constants of the circular buffers as the host configured them.
constexpr uint32_t ttsim_cb_tile_bytes[64] = {TTSIM_CB_TILE_BYTES};
constexpr uint32_t ttsim_cb_formats[64] = {TTSIM_CB_FORMATS};
constexpr uint32_t get_tile_size(uint32_t cb) {
    return ttsim_cb_tile_bytes[cb];
}
constexpr DataFormat get_dataformat(uint32_t cb) {
    return static_cast<DataFormat>(ttsim_cb_formats[cb]);
}
constexpr uint32_t get_tile_hw(uint32_t) {
    return 32 * 32;
}

constexpr uint32_t NUM_CIRCULAR_BUFFERS = TTSIM_NUM_CBS;

inline uint32_t get_absolute_logical_x() {
    return ttsim::logical_x(false);
}
inline uint32_t get_absolute_logical_y() {
    return ttsim::logical_y(false);
}
inline uint32_t get_relative_logical_x() {
    return ttsim::logical_x(true);
}
inline uint32_t get_relative_logical_y() {
    return ttsim::logical_y(true);
}

// Mailboxes between the cores of a Tensix but NCRISC.
namespace ckernel {
enum ThreadId : uint8_t { BriscThreadId = 0, UnpackThreadId = 1, MathThreadId = 2, PackThreadId = 3 };
inline void mailbox_write(uint32_t to, uint32_t word, TTSIM_LOC) {
    ttsim::mailbox_write(to, word, at);
}
inline uint32_t mailbox_read(uint32_t from, TTSIM_LOC) {
    return ttsim::mailbox_read(from, at);
}
}  // namespace ckernel

inline void invalidate_l1_cache() {}
#define DeviceZoneScopedN(name)
#define WAYPOINT(name)
#define ASSERT(condition, ...)                                        \
    do {                                                              \
        if (!(condition)) {                                           \
            ::ttsim::failed_assert(#condition, {__FILE__, __LINE__}); \
        }                                                             \
    } while (false)

// From here on kernels' own reinterpret_cast<T*>(l1_address) means the core's L1.
#define reinterpret_cast ::ttsim::l1_cast
