"""Block floats as the host packs them: what the numbers of a tensor become."""

from typing import Any

import numpy as np

from tilelang_tt.plan.model import Buffer

DIGITS = {"Bfp8_b": 7, "Bfp4_b": 3}
"""Significant bits of the largest numbers of a group."""

_GROUP = 16


def stored(values: Any, buffer: Buffer) -> Any:
    """The numbers that a tensor holds on the device when the host is given `values`; of their type.

    Where the tensor is kept in a block format, 16 neighbours in a row of a tile share the exponent of the largest, and
    each is rounded to a multiple of its last digit, ties to even. Other formats hold every number.
    """
    digits = DIGITS.get(buffer.format)
    if digits is None:
        return values
    axis = buffer.tile_dims[1]
    given = np.moveaxis(np.asarray(values).astype(np.float32), axis, -1)
    starts = _starts(given.shape[-1], buffer.tile_blocks[1])
    bits = np.ascontiguousarray(given).view(np.uint32)
    exponents = (bits >> 23 & 0xFF).astype(np.int64)
    shared = np.maximum.reduceat(exponents, starts, axis=-1)
    shared = np.repeat(shared, np.diff([*starts, given.shape[-1]]), axis=-1)
    dropped = 24 - digits
    whole = (bits & 0x7FFFFF | 0x800000).astype(np.int64) >> np.minimum(shared - exponents, 31)
    magnitude, rest = whole >> dropped, whole & ((1 << dropped) - 1)
    half = 1 << (dropped - 1)
    magnitude += (rest > half) | ((rest == half) & (magnitude & 1 == 1))
    magnitude = np.where(given == 0, 0, np.minimum(magnitude, (1 << digits) - 1))
    result = np.ldexp(magnitude.astype(np.float64), (shared - 127 - (digits - 1)).astype(np.int32))
    return np.moveaxis(np.where(np.signbit(given), -result, result), -1, axis).astype(np.asarray(values).dtype)


def _starts(extent: int, block: int) -> list[int]:
    """Where groups start along a dimension: every 16 elements of a block; blocks start at tiles."""
    return [i for first in range(0, extent, block) for i in range(first, min(first + block, extent), _GROUP)]
