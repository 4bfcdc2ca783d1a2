// What every compute kernel has: circular buffers, the DST protocol, threads, full initialisation types.
#pragma once

#ifdef __GLIBCXX__
#include <array>  // has std::min and std::max, which kernels use without a header
#else
#include <algorithm>
#include <array>
#endif

#include "ttsim/prelude.h"

// Kernels that ask for their thread by TRISC_* macros are compiled three times, and other threads' code is gone; all
// others once, and the thread is known when they run.
#if defined(TRISC_UNPACK) || defined(TRISC_MATH) || defined(TRISC_PACK)
#define TTSIM_OWN(x) x
#define TTSIM_OTHER(x)
#ifdef TRISC_UNPACK
#define UNPACK(x) TTSIM_OWN(x)
#else
#define UNPACK(x) TTSIM_OTHER(x)
#endif
#ifdef TRISC_MATH
#define MATH(x) TTSIM_OWN(x)
#else
#define MATH(x) TTSIM_OTHER(x)
#endif
#ifdef TRISC_PACK
#define PACK(x) TTSIM_OWN(x)
#else
#define PACK(x) TTSIM_OTHER(x)
#endif
#else
#define UNPACK(x)               \
    if (::ttsim::on_unpack()) { \
        x;                      \
    }
#define MATH(x)               \
    if (::ttsim::on_math()) { \
        x;                    \
    }
#define PACK(x)               \
    if (::ttsim::on_pack()) { \
        x;                    \
    }
#endif

namespace ckernel {

enum class MathFidelity : uint8_t { LoFi = 0, HiFi2 = 2, HiFi3 = 3, HiFi4 = 4 };
constexpr MathFidelity MATH_FIDELITY = static_cast<MathFidelity>(TTSIM_MATH_FIDELITY);

enum EltwiseBinaryType : uint8_t { ELWADD = 0, ELWSUB = 1, ELWMUL = 2 };
enum BroadcastType : uint8_t { NONE = 0, COL = 1, ROW = 2, SCALAR = 3 };
enum class EltwiseBinaryReuseDestType : uint8_t { NONE = 0, DEST_TO_SRCA = 1, DEST_TO_SRCB = 2 };
enum PoolType : uint8_t { SUM = 0, AVG = 1, MAX = 2, MIN = 3 };
enum ReduceDim : uint8_t { REDUCE_ROW = 0, REDUCE_COL = 1, REDUCE_SCALAR = 2 };
enum ReluType : uint8_t { NO_RELU = 0, ZERO_RELU = 1, MIN_THRESHOLD_RELU = 2, MAX_THRESHOLD_RELU = 3 };
enum VectorMode : uint8_t { None = 0, R = 1, C = 2, RC = 4, RC_custom = 6 };
enum class SrcOrder : uint8_t { Normal, Regular = Normal, Reverse };
enum class DataLayout : uint8_t { TILE, ROW_MAJOR };

inline void cb_reserve_back(uint32_t cb, uint32_t n, TTSIM_LOC) {
    ttsim::cb_reserve_back(cb, n, at);
}
inline void cb_push_back(uint32_t cb, uint32_t n, TTSIM_LOC) {
    ttsim::cb_push_back(cb, n, at);
}
inline void cb_wait_front(uint32_t cb, uint32_t n, TTSIM_LOC) {
    ttsim::cb_wait_front(cb, n, at);
}
inline void cb_pop_front(uint32_t cb, uint32_t n, TTSIM_LOC) {
    ttsim::cb_pop_front(cb, n, at);
}
inline uint32_t get_tile_address(uint32_t cb, uint32_t tile, TTSIM_LOC) {
    return ttsim::cb_tile_address(cb, tile, at);
}
// `word` counts words of 4 bytes, whatever the format.
inline uint32_t read_tile_value(uint32_t cb, uint32_t tile, uint32_t word, TTSIM_LOC) {
    return ttsim::cb_tile_value(cb, tile, word, at);
}

inline void tile_regs_acquire(TTSIM_LOC) {
    ttsim::regs_acquire(at);
}
inline void tile_regs_commit(TTSIM_LOC) {
    ttsim::regs_commit(at);
}
inline void tile_regs_wait(TTSIM_LOC) {
    ttsim::regs_wait(at);
}
inline void tile_regs_release(TTSIM_LOC) {
    ttsim::regs_release(at);
}
// Deprecated forms: MATH and PACK in step.
inline void acquire_dst(TTSIM_LOC) {
    ttsim::regs_acquire(at);
    ttsim::regs_wait(at);
}
inline void release_dst(TTSIM_LOC) {
    ttsim::regs_commit(at);
    ttsim::regs_release(at);
}

}  // namespace ckernel
using namespace ckernel;

#include "api/compute/compute_kernel_hw_startup.h"
#include "api/compute/pack.h"
#include "api/compute/reconfig_data_format.h"
#include "ttsim/llk.h"
