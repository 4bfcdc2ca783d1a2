"""Calls of Metalium functions in emitc: what movers and compute kernels share."""

from __future__ import annotations

from typing import Any

from tilelang_tt.dialects import dst
from tilelang_tt.dialects.types import TILE
from tilelang_tt.mlir import emitc, ir, named_loc
from tilelang_tt.passes.emitc_arithmetic import Arithmetic, number_attr
from tilelang_tt.passes.storage import cb_format

INT32 = "DataFormat::Int32"


def opaque(text: str) -> ir.Attribute:
    """C++ text as an argument."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return ir.Attribute.parse(f'#emitc.opaque<"{escaped}">')


def operand_at(index: int) -> ir.Attribute:
    """An argument that is the operand of this number."""
    return ir.IntegerAttr.get(ir.IndexType.get(), index)


class KernelCalls(Arithmetic):
    """Builds calls; `headers` are those that the calls need."""

    def __init__(self) -> None:
        super().__init__()
        self.headers: set[str] = set()

    def call(
        self,
        callee: str,
        operands: Any = (),
        args: list[ir.Attribute] | None = None,
        template: list[str] | None = None,
        header: str = "",
        results: tuple[ir.Type, ...] = (),
        named: str | None = None,
    ) -> Any:
        """A call of a Metalium function with old values as operands; `args` may mix positions of operands with
        constants.
        """
        if header:
            self.headers.add(header)
        location = named_loc(named, ir.Location.current) if named else ir.Location.current
        return emitc.CallOpaqueOp(
            list(results),
            callee,
            [self.values[v] for v in operands],
            args=ir.ArrayAttr.get(args) if args is not None else None,
            template_args=ir.ArrayAttr.get([opaque(t) for t in template]) if template else None,
            loc=location,
        )


def element_bytes(buffer: Any) -> int:
    """Bytes of an element of a circular buffer whose format is no block format."""
    return cb_format(buffer).tile_bytes // (TILE * TILE)


def text_of(attr: Any) -> str:
    """The text of a string attribute."""
    return str(ir.StringAttr(attr).value)


def header_of(op: Any) -> str:
    """The header that declares the call of a DST operation."""
    return dst.ROWS[op.operation.name].header


def word(value: int) -> ir.Attribute:
    """An integer as a C++ argument of type uint32_t."""
    return number_attr(value) if value >= 0 else opaque(f"static_cast<uint32_t>({value})")
