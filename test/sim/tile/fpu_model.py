"""Bit-exact numpy model of the matrix unit, in float64 and written for reading. The C++ library must agree with it.

Found from recorded outputs of an instruction-level simulation of the chip; test/sim/known_good/ compares with those.
`half` selects the Float16 registers of a kernel whose circular buffers are all Float32 with 16-bit DST.
"""

import numpy as np

SRC_A_HIGH, SRC_B_HIGH = 4, 6  # fraction bits of the high part; the low parts have 5 and 4
PHASES = {"LoFi": 1, "HiFi2": 2, "HiFi3": 3, "HiFi4": 4}
PHASE_SHIFT = (0, SRC_A_HIGH + 1, SRC_B_HIGH + 1, SRC_A_HIGH + SRC_B_HIGH + 2)
NO_EXPONENT = -400


def cut(x, bits):
    """Keeps `bits` fraction bits of float32 values, by truncation."""
    mask = np.uint32((0xFFFFFFFF << (23 - bits)) & 0xFFFFFFFF)
    return (np.ascontiguousarray(x, np.float32).view(np.uint32) & mask).view(np.float32)


def exponent(x):
    return np.where(x == 0, NO_EXPONENT, np.frexp(x)[1] - 1)


def round_away(x):
    return np.sign(x) * np.floor(np.abs(x) + 0.5)


def round_up(x):
    return np.floor(x + 0.5)


def to_grid(x, exp, bits, rounding):
    """Rounds x to a multiple of 2 ** (exp - bits)."""
    scale = np.ldexp(1.0, bits - np.maximum(exp, NO_EXPONENT))
    return rounding(x * scale) / scale


def round_float(x, bits):
    """Rounds to `bits` fraction bits, ties away from zero: 7 = bf16 (also what the packer does), 23 = fp32."""
    return to_grid(x, exponent(x), bits, round_away)


def accumulate(dst, terms, dst32, half=False):
    """dst + terms; terms are (value, nominal exponent). All are aligned to the largest exponent, then added."""
    grid_bits, dst_bits = (23, 23) if dst32 else (10, 10 if half else 7)
    top = exponent(dst)
    for _, exp in terms:
        top = np.maximum(top, exp)
    total = to_grid(dst, top, grid_bits, round_away)
    for value, _ in terms:
        total = total + to_grid(value, top, grid_bits, round_up)
    total = round_float(total, dst_bits)
    return np.where(np.abs(total) < 2.0**-14, 0, total) if half else total


def phase_operands(src_a, src_b):
    """The operand pairs of the four fidelity phases."""
    a_high, b_high = cut(src_a, SRC_A_HIGH), cut(src_b, SRC_B_HIGH)
    a_low = cut(src_a, SRC_A_HIGH + 5) - a_high
    b_low = cut(src_b, SRC_B_HIGH + 4) - b_high
    return ((a_high, b_high), (a_low, b_high), (a_high, b_low), (a_low, b_low))


def add(a, b, dst32):
    """add_tiles; negate b for sub_tiles. Operands as they are in the registers (bf16 or tf32)."""
    a, b = a.astype(np.float64), b.astype(np.float64)
    top = np.maximum(exponent(a), exponent(b))
    total = to_grid(a, top, 10, round_away) + to_grid(b, top, 10, round_away)
    return round_float(total, 23 if dst32 else 7).astype(np.float32)


def multiply(a, b, dst32, fidelity="HiFi4"):
    """mul_tiles; a is in SrcA, b in SrcB."""
    exp = exponent(a) + exponent(b)
    dst = np.zeros(np.broadcast_shapes(a.shape, b.shape))
    for phase, (x, y) in enumerate(phase_operands(a, b)[: PHASES[fidelity]]):
        product = x.astype(np.float64) * y
        dst = accumulate(dst, [(product, exp - PHASE_SHIFT[phase])], dst32)
    return dst.astype(np.float32)


def matmul(in0, in1, dst32, fidelity="HiFi4", half=False):
    """matmul_tiles over all of K into one DST section; in0 is in SrcB, in1 in SrcA."""
    exp0, exp1 = exponent(in0), exponent(in1)
    pairs = phase_operands(in1, in0)
    dst = np.zeros((in0.shape[0], in1.shape[1]))
    for k_tile in range(0, in0.shape[1], 32):
        for phase in range(PHASES[fidelity]):
            one, zero = pairs[phase]
            for k_face in (k_tile, k_tile + 16):
                terms = []
                for k in (k_face, k_face + 8):
                    products = zero[:, k : k + 8, None].astype(np.float64) * one[None, k : k + 8]
                    exps = exp0[:, k : k + 8, None] + exp1[None, k : k + 8]
                    top = exps.max(1, keepdims=True) - PHASE_SHIFT[phase]
                    terms.append((to_grid(products, top, 10, round_away).sum(1), top[:, 0]))
                dst = accumulate(dst, terms, dst32, half)
    return dst.astype(np.float32)


def pool(dst, faces, factor, dst32, fidelity="HiFi4"):
    """Column sums of 16x16 faces, times the factor: face by face, all phases of a face before the next."""
    src_b = np.full((1, 16), factor, np.float32)
    for face in faces:
        for phase, (one, zero) in enumerate(phase_operands(face, src_b)[: PHASES[fidelity]]):
            terms = []
            for k in (0, 8):
                products = zero[:, k : k + 8, None].astype(np.float64) * one[None, k : k + 8]
                exps = exponent(src_b)[:, k : k + 8, None] + exponent(face)[None, k : k + 8]
                top = exps.max(1, keepdims=True) - PHASE_SHIFT[phase]
                terms.append((to_grid(products, top, 10, round_away).sum(1), top[:, 0]))
            dst = accumulate(dst, terms, dst32)
    return dst


def reduce_sum(tiles, dim, factor, dst32, fidelity="HiFi4"):
    """reduce_tile over 32x32 tiles into one result: 32 row sums, 32 column sums or the total."""

    def cut16(x):
        return cut(x.astype(np.float32), 7)

    length = 1 if dim == "Scalar" else 32
    result = np.zeros(length)
    for tile in tiles:
        if dim == "Scalar":  # column sums of the whole tile, then their sum; the factor counts twice
            faces = [tile[r : r + 16, c : c + 16] for r in (0, 16) for c in (0, 16)]
            column = np.zeros((16, 1), np.float32)
            column[:, 0] = cut16(pool(np.zeros((1, 16)), faces, factor, dst32, fidelity))
            result = pool(result[None], [column], factor, dst32, fidelity)[0]
            continue
        matrix = tile.T if dim == "Row" else tile
        for c in (0, 16):
            faces = [matrix[r : r + 16, c : c + 16] for r in (0, 16)]
            sums = pool(result[None, c : c + 16], faces, factor, dst32, fidelity)[0]
            result[c : c + 16] = cut16(sums) if dim == "Row" else sums
    return result
