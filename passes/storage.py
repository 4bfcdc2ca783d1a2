"""In which data format a tensor lies in DRAM and a block in a circular buffer, where it is not the one of its elements.

`tt.format = {B = "bfp8"}` on a function says it for tensors. With `tt.wide_half` the kernel's fp16 numbers are kept as
fp32, because a compute kernel cannot have circular buffers with 5-bit and with 8-bit exponents.
"""

from __future__ import annotations

from typing import Any

from tilelang_tt.device import FORMATS, DataFormat, format_of
from tilelang_tt.dialects.types import CBType, element_of
from tilelang_tt.mlir import ir
from tilelang_tt.passes import kernel_func

FORMAT = "tt.format"
WIDE_HALF = "tt.wide_half"
UNSIGNED = "tt.unsigned"

STORAGE = {"bfp4": "Bfp4_b", "bfp8": "Bfp8_b", "fp32": "Float32"}
"""What `tt.format` may say -> data format."""

BLOCK_FLOATS = ("bfp4", "bfp8")
"""Formats in which 16 numbers share an exponent; the host packs them."""

BLOCK_FORMATS = frozenset(STORAGE[name] for name in BLOCK_FLOATS)

_FAMILIES = {"Float16": 5, **dict.fromkeys(("Float16_b", "Bfp8_b", "Bfp4_b", "Bfp2_b"), 8)}


def exponent_bits(name: str) -> int | None:
    """Bits of the exponent of a format that must not meet one of the other family in a kernel; None: it may."""
    return _FAMILIES.get(name)


def formats(fn: Any) -> dict[str, str]:
    """What a function says of the formats of its tensors."""
    return kernel_func.read(fn, FORMAT) or {}


def unsigned(fn: Any) -> list[str]:
    """The tensors of a function whose integers have no sign, which their types do not say."""
    return kernel_func.read(fn, UNSIGNED) or []


def tensor_format(fn: Any, name: str, element: ir.Type) -> DataFormat:
    """The format of a tensor in DRAM. Raises ValueError for an element type that has none."""
    said = formats(fn).get(name)
    return format_of(element)[1] if said is None else FORMATS[STORAGE[said]]


def block_format(fn: Any, element: ir.Type) -> DataFormat:
    """The format of blocks that compute makes."""
    if WIDE_HALF in fn.attributes and isinstance(element, ir.F16Type):
        return FORMATS["Float32"]
    return format_of(element)[1]


def cb_format(buffer: Any) -> DataFormat:
    """The format of the pages of a circular buffer, given as value or as `tt.cb.alloc`."""
    alloc = buffer.owner.operation if isinstance(buffer, ir.Value) else buffer.operation
    if "format" in alloc.attributes:
        return FORMATS[ir.StringAttr(alloc.attributes["format"]).value]
    return format_of(element_of(CBType(alloc.results[0].type)))[1]
