// Vectors as wide as the machine's registers, which divide a face row of 16.
#pragma once

#include <cstdint>

namespace ttsim::tile {

#if defined(__AVX512F__)
constexpr int kLanes = 16;
#elif defined(__AVX2__)
constexpr int kLanes = 8;
#else
constexpr int kLanes = 4;
#endif

typedef float Floats __attribute__((vector_size(4 * kLanes), may_alias));
typedef int32_t Ints __attribute__((vector_size(4 * kLanes), may_alias));

inline Ints splat(int32_t x) { return Ints{} + x; }
inline Floats splat(float x) { return Floats{} + x; }
inline Ints select(Ints mask, Ints yes, Ints no) { return (mask & yes) | (~mask & no); }
inline Ints max(Ints a, Ints b) { return select(a > b, a, b); }
inline Ints min(Ints a, Ints b) { return select(a < b, a, b); }
inline Ints as_int(Floats x) { return (Ints)x; }  // vector casts keep the bits
inline Floats as_float(Ints x) { return (Floats)x; }
inline Floats to_float(Ints x) { return __builtin_convertvector(x, Floats); }
inline Floats& lanes(float* p) { return *reinterpret_cast<Floats*>(p); }
inline const Floats& lanes(const float* p) { return *reinterpret_cast<const Floats*>(p); }
inline Ints& lanes(int32_t* p) { return *reinterpret_cast<Ints*>(p); }
inline const Ints& lanes(const int32_t* p) { return *reinterpret_cast<const Ints*>(p); }

}  // namespace ttsim::tile
