// The vector unit on 32x32 tiles of DST: special values as on the chip, accuracy of the chip's own polynomials or
// better. A 16-bit DST cuts what an operation stores, unless the operation rounds by itself.
#pragma once

#include "formats.hpp"

namespace ttsim::tile {

enum class Sfpu : uint16_t {
#define SFPU_OP(name, operands, parameters) name,
#include "sfpu_table.inl"
#undef SFPU_OP
    Count
};

struct SfpuInfo {
    const char* name;
    uint8_t operands;    // DST tiles read
    uint8_t parameters;  // scalars
};
const SfpuInfo& sfpu_info(Sfpu op);

// All three return false, and leave the result unchanged, if `op` takes another number of operands.
// Parameters are 32-bit patterns (see sfpu_table.inl). `out` may be one of the operands.
bool sfpu_unary(Sfpu op, Regs& d, uint32_t p0, uint32_t p1, const MathConfig& config, uint32_t p2 = 0);
bool sfpu_binary(Sfpu op, const Regs& a, const Regs& b, Regs& out, const MathConfig& config, uint32_t p0 = 0);
bool sfpu_ternary(Sfpu op, const Regs& a, const Regs& b, const Regs& c, Regs& out, uint32_t p0,
                  const MathConfig& config);

// VectorMode R touches faces 0 and 1, C faces 0 and 2, RC all, None what `iterations` reach from face 0 on; `before` is put
// back into the rest. An iteration is 4 rows of 8 columns: of a face first the even columns of rows 0 to 3, then the odd
// ones. 0 iterations: 8, a whole face.
enum class VectorMode : uint8_t { None = 0, R = 1, C = 2, RC = 4 };
void restore_untouched(Regs& tile, const Regs& before, VectorMode mode, uint32_t iterations);

}  // namespace ttsim::tile
