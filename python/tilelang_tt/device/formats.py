"""Data formats of tiles in circular buffers and DRAM, and which one an element type gets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DataFormat:
    """`name` and `code` as in tt-metal's DataFormat; `tile_bytes` of one 32x32 tile, which is also a buffer's page."""

    name: str
    code: int
    tile_bytes: int


FORMATS: dict[str, DataFormat] = {
    f.name: f
    for f in (
        DataFormat("Float32", 0, 4096),
        DataFormat("Float16", 1, 2048),
        DataFormat("Float16_b", 5, 2048),
        DataFormat("Bfp8_b", 6, 1088),
        DataFormat("Bfp4_b", 7, 576),
        DataFormat("Bfp2_b", 15, 320),
        DataFormat("Int32", 8, 4096),
        DataFormat("UInt32", 24, 4096),
        DataFormat("UInt16", 9, 2048),
        DataFormat("UInt8", 30, 1024),
    )
}
"""By name. Block formats hold 64 shared exponents, then the mantissas."""

# MLIR element type -> (dtype as TileLang and numpy call it, format). Integers are signless in the IR.
_OF_TYPE = {
    "f32": ("float32", "Float32"),
    "f16": ("float16", "Float16"),
    "bf16": ("bfloat16", "Float16_b"),
    # The matrix unit has no fp8; every fp8 number is a bf16 number.
    "f8E4M3FN": ("float8_e4m3fn", "Float16_b"),
    "f8E4M3FNUZ": ("float8_e4m3fnuz", "Float16_b"),
    "f8E5M2": ("float8_e5m2", "Float16_b"),
    "f8E5M2FNUZ": ("float8_e5m2fnuz", "Float16_b"),
    "i32": ("int32", "Int32"),
    # The vector unit computes with 32-bit integers; narrower ones are sign-extended, those that bf16 holds are bf16
    # numbers, which the matrix unit takes.
    "i16": ("int16", "Int32"),
    "i8": ("int8", "Float16_b"),
    "i4": ("int4", "Float16_b"),
    "i1": ("bool", "Float16_b"),
}


def format_of(element_type: object) -> tuple[str, DataFormat]:
    """(dtype, format) of an MLIR element type, `bf16` -> ("bfloat16", Float16_b).

    Raises ValueError for a type no tile can have; the message lists those that can be.
    """
    row = _OF_TYPE.get(str(element_type))
    if row is None:
        known = ", ".join(dtype for dtype, _ in _OF_TYPE.values())
        raise ValueError(f"no tile format for element type {element_type}; tiles hold {known}")
    return row[0], FORMATS[row[1]]
