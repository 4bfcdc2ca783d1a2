// Sixteen-lane vectors: one row of a face. GCC and Clang lower them to whatever the machine has.
#pragma once

#include <cstdint>
#include <cstring>

namespace ttsim::tile {

typedef float F16 __attribute__((vector_size(64), may_alias));
typedef int32_t I16 __attribute__((vector_size(64), may_alias));
typedef uint32_t U16 __attribute__((vector_size(64), may_alias));

inline I16 splat(int32_t x) { return I16{} + x; }
inline F16 splat(float x) { return F16{} + x; }
inline I16 select(I16 mask, I16 yes, I16 no) { return (mask & yes) | (~mask & no); }
inline I16 max(I16 a, I16 b) { return select(a > b, a, b); }
inline I16 min(I16 a, I16 b) { return select(a < b, a, b); }
inline I16 as_int(F16 x) { return (I16)x; }  // vector casts keep the bits
inline F16 as_float(I16 x) { return (F16)x; }
inline F16 to_float(I16 x) { return __builtin_convertvector(x, F16); }
inline F16& row(float* p) { return *reinterpret_cast<F16*>(p); }
inline const F16& row(const float* p) { return *reinterpret_cast<const F16*>(p); }
inline I16& row(int32_t* p) { return *reinterpret_cast<I16*>(p); }
inline const I16& row(const int32_t* p) { return *reinterpret_cast<const I16*>(p); }

}  // namespace ttsim::tile
