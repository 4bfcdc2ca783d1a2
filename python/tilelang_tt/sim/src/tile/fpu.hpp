// The matrix unit on 32x32 tiles. Operands are register contents as unpack_to_src leaves them; `dst` is read and
// written. Numerics::Hardware is bit-exact for add, sub, mul, matmul; Numerics::Fast multiplies and adds in fp32 and
// keeps what decides accuracy: fidelity cuts of the operands and rounding to a 16-bit DST.
#pragma once

#include "formats.hpp"

namespace ttsim::tile {

enum class Bcast : uint8_t { None, Col, Row, Scalar };
enum class Eltwise : uint8_t { Add, Sub, Mul };
enum class Pool : uint8_t { Sum, Avg, Max };
enum class ReduceDim : uint8_t { Row, Col, Scalar };

// dst (or 0, if `fresh`) += in0 * in1; in0 is in SrcB, in1 in SrcA.
void matmul(Regs& dst, const Regs& in0, const Regs& in1, bool transpose_in1, bool fresh, const MathConfig& config);

// dst = a op bcast(b), or dst += a op bcast(b) with `accumulate`; a is in SrcA, b in SrcB.
void eltwise(Regs& dst, const Regs& a, const Regs& b, Eltwise op, Bcast bcast, bool accumulate,
             const MathConfig& config);

// dst (or the identity, if `fresh`) joined with the reduction of `in`; the factor is row 0 of every face of `scaler`.
// Row: result in column 0; Col: in row 0; Scalar: in [0, 0], times the factor squared. Other elements are set to 0.
void reduce(Regs& dst, const Regs& in, const Regs& scaler, Pool pool, ReduceDim dim, bool fresh,
            const MathConfig& config);
// The packer mask between reduce_init and reduce_uninit: zero everywhere but in the result of `dim`.
void mask_reduced(Regs& tile, ReduceDim dim);

void transpose(Regs& tile);
// The two halves of it: faces 1 and 2 exchanged, and every face for itself.
void transpose_parts(Regs& tile, bool of_faces, bool within_faces);
// Replaces the tile by its column 0, row 0 or element [0, 0] repeated.
void broadcast(Regs& tile, Bcast bcast);
// copy_tile through SrcA: DST takes the register contents.
void copy_a_to_dst(Regs& dst, const Regs& a, const MathConfig& config);

}  // namespace ttsim::tile
