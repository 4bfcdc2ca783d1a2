"""Compute in emitc: calls of the matrix unit, the vector unit and the packer."""

from __future__ import annotations

import struct
from typing import Any

from tilelang_tt.device import format_of
from tilelang_tt.dialects.functions import Call, kernel_calls
from tilelang_tt.mlir import emitc, ir
from tilelang_tt.passes.emitc_arithmetic import u32
from tilelang_tt.passes.emitc_calls import INT32, KernelCalls, header_of, opaque, operand_at, text_of, word

# There is no short init for subtracting a row; its full init is only used as the first call (see lower-dst).
_BCAST_INIT = {
    ("add", "row"): "add_bcast_rows_init_short",
    ("add", "col"): "add_bcast_cols_init_short",
    ("add", "scalar"): "add_bcast_scalar_init_short",
    ("sub", "col"): "sub_bcast_cols_init_short",
    ("sub", "scalar"): "sub_tiles_bcast_scalar_init_short",
    ("mul", "row"): "mul_bcast_rows_init_short",
    ("mul", "col"): "mul_bcast_cols_init_short",
    ("mul", "scalar"): "mul_tiles_bcast_scalar_init_short",
}


class ComputeCalls(KernelCalls):
    """`defines` are macros that the headers of reductions look up."""

    def __init__(self) -> None:
        super().__init__()
        self.defines: dict[str, str] = {}
        self.handlers |= {
            "tt.tile.binary_init": self.binary_init,
            "tt.tile.binary_tiles": self.binary_tiles,
            "tt.tile.copy_dst_int": lambda op: self.call(
                "copy_dest_values", op.operation.operands, template=[INT32], header=header_of(op)
            ),
            "tt.tile.fill_tile": self.fill_tile,
            "tt.tile.fill_tile_int": self.fill_tile_int,
            "tt.tile.fill_tile_int_value": lambda op: self.call(
                "fill_tile_int", op.operation.operands, template=[INT32], header=header_of(op)
            ),
            "tt.tile.fill_tile_value": lambda op: self.call("fill_tile", op.operation.operands, header=header_of(op)),
            "tt.tile.matmul_tiles": lambda op: self.call("matmul_tiles", op.operation.operands, header=header_of(op)),
            "tt.tile.pack_l1_acc": self.pack_l1_acc,
            "tt.tile.pack_tile_at": self.pack_tile_at,
            "tt.tile.reduce_init": lambda op: self.reduction(op, "reduce_init"),
            "tt.tile.reduce_tile": lambda op: self.reduction(op, "reduce_tile"),
            "tt.tile.sfpu_binary": lambda op: self.sfpu(op, kernel_calls(text_of(op.fn)).call),
            "tt.tile.sfpu_init": self.sfpu_init,
            "tt.tile.sfpu_scalar": self.sfpu_scalar,
            "tt.tile.sfpu_scalar_value": self.sfpu_scalar_value,
            "tt.tile.sfpu_ternary": lambda op: self.sfpu(op, kernel_calls(text_of(op.fn)).call),
            "tt.tile.sfpu_unary": lambda op: self.sfpu(op, kernel_calls(text_of(op.fn)).call),
            "tt.tile.typecast_init": lambda op: self.typecast(op, "typecast_tile_init"),
            "tt.tile.typecast_tile": lambda op: self.typecast(op, "typecast_tile"),
        }

    def reduction(self, op: Any, callee: str) -> None:
        """reduce_init, reduce_tile: what is reduced, and how, are template arguments."""
        pool = {"max": "PoolType::MAX", "sum": "PoolType::SUM"}[text_of(op.kind)]
        dim = "ReduceDim::REDUCE_ROW" if ir.IntegerAttr(op.dim).value == 1 else "ReduceDim::REDUCE_COL"
        self.defines = {"REDUCE_OP": pool, "REDUCE_DIM": dim}
        self.call(callee, op.operation.operands, template=[pool, dim], header=header_of(op))

    def pack_tile_at(self, op: Any) -> None:
        self.call("pack_tile", op.operation.operands, template=["true"], header=header_of(op))

    def pack_l1_acc(self, op: Any) -> None:
        flag = self.values[op.operation.operands[0]]
        self.headers.add(header_of(op))
        emitc.CallOpaqueOp([], "pack_reconfig_l1_acc", [flag])

    def fill_tile(self, op: Any) -> None:
        value = ir.FloatAttr(op.operation.attributes["value"])
        self.call("fill_tile", op.operation.operands, [operand_at(0), value], header=header_of(op))

    def fill_tile_int(self, op: Any) -> None:
        value = ir.IntegerAttr(op.operation.attributes["value"]).value
        args = [operand_at(0), word(value)]
        self.call("fill_tile_int", op.operation.operands, args, template=[INT32], header=header_of(op))

    def binary_names(self, op: Any) -> tuple[str, str]:
        """Function stem and header of a matrix unit operation: add_tiles, add_tiles_bcast_rows."""
        fn, bcast = text_of(op.fn), text_of(op.bcast)
        if bcast == "none":
            return f"{fn}_tiles", "api/compute/eltwise_binary.h"
        return f"{fn}_tiles_bcast", "api/compute/bcast.h"

    def binary_init(self, op: Any) -> None:
        callee, header = self.binary_names(op)
        fn, bcast = text_of(op.fn), text_of(op.bcast)
        operands = list(op.operation.operands)
        if bcast == "none":
            self.call(f"{callee}_init", operands, header=header)
        else:
            self.call(_BCAST_INIT[fn, bcast], operands, header=header)

    def binary_tiles(self, op: Any) -> None:
        callee, header = self.binary_names(op)
        bcast = text_of(op.bcast)
        template = [f"BroadcastType::{bcast.upper()}"] if bcast != "none" else None
        self.call(callee, op.operation.operands, template=template, header=header)

    def sfpu(self, op: Any, call: Call | None) -> None:
        """A vector unit function of DST tiles."""
        assert call is not None
        template = [call.template] if call.template else None
        tiles = list(op.operation.operands)
        args = [*(operand_at(i) for i in range(len(tiles))), *(opaque(a) for a in call.args)] if call.args else None
        self.call(call.name, tiles, args, template=template, header=call.header)

    def sfpu_init(self, op: Any) -> None:
        calls = kernel_calls(text_of(op.fn))
        call = calls.call if text_of(op.form) == "tile" else calls.scalar
        assert call is not None
        self.call(call.init, template=[call.init_template] if call.init_template else None, header=call.header)

    def sfpu_scalar(self, op: Any) -> None:
        """Scalars go to the vector unit as the bits of an fp32 number, with the number in a comment."""
        calls = kernel_calls(text_of(op.fn))
        call = calls.scalar_left if ir.BoolAttr(op.reversed).value else calls.scalar
        assert call is not None
        if isinstance(op.value, ir.IntegerAttr):
            number = ir.IntegerAttr(op.value).value
            self.call(call.name, op.operation.operands, [operand_at(0), word(number)], header=call.header)
            return
        value = ir.FloatAttr(op.value).value
        bits = struct.unpack("<I", struct.pack("<f", value))[0]
        self.call(
            call.name,
            op.operation.operands,
            [operand_at(0), opaque(f"0x{bits:08x} /* {_float_text(value)} */")],
            header=call.header,
        )

    def sfpu_scalar_value(self, op: Any) -> None:
        """A number known at run time goes to the vector unit as its bits."""
        calls = kernel_calls(text_of(op.fn))
        call = calls.scalar_left if ir.BoolAttr(op.reversed).value else calls.scalar
        assert call is not None
        slot, number = (self.values[v] for v in op.operation.operands)
        self.headers.add(call.header)
        if isinstance(list(op.operation.operands)[1].type, ir.IntegerType):
            emitc.CallOpaqueOp([], call.name, [slot, number])
            return
        bits = emitc.CallOpaqueOp(
            [u32()], "__builtin_bit_cast", [number], args=ir.ArrayAttr.get([opaque("uint32_t"), operand_at(0)])
        )
        bits.operation.attributes["tt.pure"] = ir.UnitAttr.get()
        emitc.CallOpaqueOp([], call.name, [slot, bits.operation.results[0]])

    def typecast(self, op: Any, callee: str) -> None:
        formats = [
            f"static_cast<uint32_t>(DataFormat::{_format_name(ir.TypeAttr(t).value)})" for t in (op.source, op.target)
        ]
        self.call(callee, op.operation.operands, template=formats, header=header_of(op))


def _float_text(value: float) -> str:
    return f"{value:g}f" if "." in f"{value:g}" or "e" in f"{value:g}" else f"{value:g}.0f"


def _format_name(element: ir.Type) -> str:
    return format_of(element)[1].name
