// Bit-exact arithmetic of the matrix unit (Numerics::Hardware).
//
// Operands are split into a high and a low part: SrcA into 4 fraction bits and the next 5, SrcB into 6 and the next 4.
// Fidelity phases multiply, in order, Ahi*Bhi, Alo*Bhi, Ahi*Blo, Alo*Blo. Everything is integer: with the exponents of
// the full operands, a product of parts is a 12-bit integer times 2^(exponent sum - phase shift - 10).
#pragma once

#include "fpu.hpp"

namespace ttsim::tile::exact {

void matmul(Regs& dst, const Regs& in0, const Regs& in1, const MathConfig& config);
// Column sums of one 16x16 face: dst[c] += sum over r of factors[r] * face[r][c]; all 64-byte aligned.
void pool_face(float* dst, const float* face, const float* factors, const MathConfig& config);
// `b` is already broadcast. `dst` is read, so a fresh result needs a zeroed tile.
void multiply(Regs& dst, const Regs& a, const Regs& b, const MathConfig& config);
void add(Regs& dst, const Regs& a, const Regs& b, const MathConfig& config);

}  // namespace ttsim::tile::exact
