"""`tt.tile`, kernel form: what a compute kernel calls. One operation is one Metalium call; indices are SSA values, so
that loops can run over tiles. The table `DST_OPS` drives the operations, their C++ and the inits they need.

Operand kinds of a row: "cb" (circular buffer), "tile" (page relative to the front of a CB), "dst" (tile in DST),
"flag" (i1), "number" (f32, or i32 for functions of integers).
"""

from typing import Any, NamedTuple

from tilelang_tt.dialects.base import Op, Operand, rule
from tilelang_tt.dialects.types import CBType
from tilelang_tt.mlir import ext, ir


class DstOp(NamedTuple):
    """One Metalium call: operation name, kind of every operand, attributes, C++ function, header, one sentence."""

    name: str
    operands: tuple[str, ...]
    attributes: tuple[str, ...]
    call: str
    header: str
    summary: str


_COMMON = "api/compute/common.h"
_MATMUL = "api/compute/matmul.h"
_COPY = "api/compute/tile_move_copy.h"
_TRANSPOSE = "api/compute/transpose_wh.h"
_TRANSPOSE_DST = "api/compute/transpose_wh_dest.h"
_PACK = "api/compute/pack.h"
_RECONFIG = "api/compute/reconfig_data_format.h"
_STARTUP = "api/compute/compute_kernel_hw_startup.h"
_REDUCE = "api/compute/reduce.h"
_FILL = "api/compute/eltwise_unary/fill.h"
_CAST = "api/compute/eltwise_unary/typecast.h"
_DEST = "api/compute/copy_dest_values.h"
_BLOCK = ("transpose", "ct", "rt", "kt")

DST_OPS: tuple[DstOp, ...] = (
    DstOp("binary_init", ("cb", "cb"), ("fn", "bcast"), "", "", "prepares the matrix unit for tt.tile.binary_tiles"),
    DstOp(
        "binary_startup",
        ("cb", "cb", "cb"),
        (),
        "binary_op_init_common",
        "api/compute/eltwise_binary.h",
        "first call of a kernel: operands, result",
    ),
    DstOp(
        "binary_tiles",
        ("cb", "cb", "tile", "tile", "dst"),
        ("fn", "bcast"),
        "",
        "",
        "DST[dst] = a[i] fn b[j] on the matrix unit, b spread as `bcast` says",
    ),
    DstOp("copy_dst", ("dst", "dst"), (), "copy_dest_values", _DEST, "DST[to] = DST[from]; operands are from, to"),
    DstOp("copy_dst_int", ("dst", "dst"), (), "", _DEST, "DST[to] = DST[from], of int32; operands are from, to"),
    DstOp("copy_init", ("cb",), (), "copy_tile_to_dst_init_short", _COPY, "prepares for tt.tile.copy_tile"),
    DstOp("copy_tile", ("cb", "tile", "dst"), (), "copy_tile", _COPY, "DST[dst] = cb[i]"),
    DstOp("fill_init", (), (), "fill_tile_init", _FILL, "prepares for tt.tile.fill_tile"),
    DstOp("fill_tile", ("dst",), ("value",), "fill_tile", _FILL, "every element of DST[dst] = value"),
    DstOp("fill_tile_int", ("dst",), ("value",), "", _FILL, "every element of DST[dst] = value, an int32"),
    DstOp(
        "fill_tile_int_value",
        ("dst", "number"),
        (),
        "",
        _FILL,
        "every element of DST[dst] = an int32 that is known at run time",
    ),
    DstOp(
        "fill_tile_value",
        ("dst", "number"),
        (),
        "",
        _FILL,
        "every element of DST[dst] = a number that is known at run time",
    ),
    DstOp(
        "matmul_block",
        ("cb", "cb", "tile", "tile", "dst"),
        _BLOCK,
        "matmul_block",
        _MATMUL,
        "one K step of rt x ct tiles: DST[dst + r*ct + c] += a[i + r*kt] . b[j + c]",
    ),
    DstOp(
        "matmul_block_init", ("cb", "cb"), _BLOCK, "mm_block_init_short", _MATMUL, "prepares for tt.tile.matmul_block"
    ),
    DstOp(
        "matmul_block_startup",
        ("cb", "cb", "cb"),
        _BLOCK,
        "mm_block_init",
        _MATMUL,
        "first call of a kernel that starts with tt.tile.matmul_block: a, b, result",
    ),
    DstOp("matmul_init", ("cb", "cb"), ("transpose",), "mm_init_short", _MATMUL, "prepares for tt.tile.matmul_tiles"),
    DstOp(
        "matmul_startup",
        ("cb", "cb", "cb"),
        ("transpose",),
        "mm_init",
        _MATMUL,
        "first call of a kernel that starts with tt.tile.matmul_tiles: a, b, result",
    ),
    DstOp(
        "matmul_tiles",
        ("cb", "cb", "tile", "tile", "dst"),
        ("transpose",),
        "matmul_tiles",
        _MATMUL,
        "DST[dst] += a[i] . b[j]",
    ),
    DstOp("pack_l1_acc", ("flag",), (), "pack_reconfig_l1_acc", _PACK, "whether packs add to what L1 holds"),
    DstOp("pack_reconfig", ("cb",), (), "pack_reconfig_data_format", _PACK, "sets the packer to the format of a CB"),
    DstOp("pack_tile", ("dst", "cb"), (), "pack_tile", _PACK, "packs DST[dst] to the next reserved page"),
    DstOp(
        "pack_tile_at",
        ("dst", "cb", "tile"),
        (),
        "pack_tile<true>",
        _PACK,
        "packs DST[dst] to a reserved page by index",
    ),
    DstOp("reconfig", ("cb", "cb"), (), "reconfig_data_format", _RECONFIG, "sets the formats of SrcA and SrcB"),
    DstOp("reconfig_srca", ("cb",), (), "reconfig_data_format_srca", _RECONFIG, "sets the format of SrcA"),
    DstOp("reconfig_srcb", ("cb",), (), "reconfig_data_format_srcb", _RECONFIG, "sets the format of SrcB"),
    DstOp(
        "reduce_init",
        ("cb", "cb", "cb"),
        ("kind", "dim"),
        "",
        _REDUCE,
        "prepares for tt.tile.reduce_tile and masks the packer; operands are source, scaler, result",
    ),
    DstOp(
        "reduce_tile",
        ("cb", "cb", "tile", "tile", "dst"),
        ("kind", "dim"),
        "",
        _REDUCE,
        "combines DST[dst] with the reduction of a source tile, scaled by a scaler tile",
    ),
    DstOp("reduce_uninit", (), (), "reduce_uninit", _REDUCE, "ends reductions: the packer packs whole tiles again"),
    DstOp("regs_acquire", (), (), "tile_regs_acquire", _COMMON, "math waits for a free half of DST"),
    DstOp("regs_commit", (), (), "tile_regs_commit", _COMMON, "math hands its half of DST to the packer"),
    DstOp("regs_release", (), (), "tile_regs_release", _COMMON, "the packer gives its half of DST back"),
    DstOp("regs_wait", (), (), "tile_regs_wait", _COMMON, "the packer waits for a half of DST"),
    DstOp(
        "sfpu_binary",
        ("dst", "dst", "dst"),
        ("fn",),
        "",
        "",
        "DST[out] = DST[a] fn DST[b] on the vector unit; operands are a, b, out",
    ),
    DstOp("sfpu_init", (), ("fn", "form"), "", "", "prepares the vector unit for a function; form: tile or scalar"),
    DstOp(
        "sfpu_scalar",
        ("dst",),
        ("fn", "value", "reversed"),
        "",
        "",
        "DST[dst] = DST[dst] fn value; with `reversed` value fn DST[dst]",
    ),
    DstOp(
        "sfpu_scalar_value",
        ("dst", "number"),
        ("fn", "reversed"),
        "",
        "",
        "as tt.tile.sfpu_scalar, with a number that is known at run time",
    ),
    DstOp(
        "sfpu_ternary",
        ("dst", "dst", "dst", "dst"),
        ("fn",),
        "",
        "",
        "DST[out] = fn(DST[a], DST[b], DST[c]) on the vector unit; operands are a, b, c, out",
    ),
    DstOp("sfpu_unary", ("dst",), ("fn",), "", "", "DST[dst] = fn(DST[dst]) on the vector unit"),
    DstOp(
        "startup",
        ("cb", "cb", "cb"),
        (),
        "compute_kernel_hw_startup",
        _STARTUP,
        "first call of a kernel: CBs of SrcA, SrcB and the packer",
    ),
    DstOp(
        "transpose_dst",
        ("dst",),
        (),
        "transpose_wh_dest<true>",
        _TRANSPOSE_DST,
        "DST[dst] = DST[dst] transposed, all 32 bits of it",
    ),
    DstOp(
        "transpose_dst_init",
        (),
        (),
        "transpose_wh_dest_init_short<true>",
        _TRANSPOSE_DST,
        "prepares for tt.tile.transpose_dst",
    ),
    DstOp("transpose_init", ("cb",), (), "transpose_wh_init_short", _TRANSPOSE, "prepares for tt.tile.transpose_tile"),
    DstOp("transpose_tile", ("cb", "tile", "dst"), (), "transpose_wh_tile", _TRANSPOSE, "DST[dst] = transposed cb[i]"),
    DstOp("typecast_init", (), ("source", "target"), "typecast_tile_init", _CAST, "prepares for tt.tile.typecast_tile"),
    DstOp(
        "typecast_tile",
        ("dst",),
        ("source", "target"),
        "typecast_tile",
        _CAST,
        "converts DST[dst] between element types",
    ),
)
"""Sorted by name."""

_ATTRIBUTE_CLASSES = {
    "bcast": ir.StringAttr,
    "dim": ir.IntegerAttr,
    "kind": ir.StringAttr,
    "ct": ir.IntegerAttr,
    "fn": ir.StringAttr,
    "form": ir.StringAttr,
    "kt": ir.IntegerAttr,
    "reversed": ir.BoolAttr,
    "rt": ir.IntegerAttr,
    "source": ir.TypeAttr,
    "target": ir.TypeAttr,
    "transpose": ir.BoolAttr,
    "value": (ir.FloatAttr, ir.IntegerAttr),
}
_OPERANDS = {"cb": CBType, "tile": Any, "dst": Any, "flag": Any, "number": Any}


def _check_attributes(op: Any) -> bool:
    return all(isinstance(op.attributes[name], _ATTRIBUTE_CLASSES[name]) for name in op.row.attributes)


def _check_indices(op: Any) -> bool:
    operands = op.operation.operands
    wanted = {"tile": ir.IndexType, "dst": ir.IndexType}
    return all(isinstance(operands[i].type, wanted[kind]) for i, kind in enumerate(op.row.operands) if kind in wanted)


def _class(row: DstOp) -> type[Op]:
    annotations: dict[str, Any] = {}
    for i, kind in enumerate(row.operands):
        annotations[f"{kind}{i}"] = Operand[_OPERANDS[kind]]
    # IRDL has no class for boolean and float attributes that `ext` accepts, so their types are checked by the rule.
    annotations.update({f"{name}": Any for name in row.attributes})
    fields = {
        "__annotations__": annotations,
        "__module__": __name__,
        "__doc__": f"{row.summary[0].upper()}{row.summary[1:]}." + (f" LLK: {row.call}." if row.call else ""),
        "row": row,
        "rules": (
            rule(_check_attributes, lambda op: f"needs attributes {', '.join(op.row.attributes)} of their types"),
            rule(_check_indices, "needs indices for tiles and DST slots"),
        ),
    }
    cls = type("".join(part.title() for part in row.name.split("_")) + "Op", (Op,), fields, name=f"tile.{row.name}")
    return cls


CLASSES: dict[str, type[Op]] = {row.name: _class(row) for row in DST_OPS}
"""Row name -> operation class `tt.tile.<name>`."""

ROWS: dict[str, DstOp] = {f"tt.tile.{row.name}": row for row in DST_OPS}
"""Operation name -> row."""

OPS: tuple[type[ext.Operation], ...] = tuple(CLASSES.values())


def emit(name: str, *operands: Any, **attributes: Any) -> Any:
    """Creates `tt.tile.<name>` at the current insertion point; attributes are given as Python values, types or MLIR
    attributes.
    """
    return CLASSES[name](*operands, *(_attribute(attributes[a]) for a in ROWS[f"tt.tile.{name}"].attributes))


def _attribute(value: Any) -> ir.Attribute:
    match value:
        case ir.Attribute():
            return value
        case ir.Type():
            return ir.TypeAttr.get(value)
        case bool():
            return ir.BoolAttr.get(value)
        case int():
            return ir.IntegerAttr.get(ir.IntegerType.get_signless(64), value)
        case float():
            return ir.FloatAttr.get(ir.F32Type.get(), value)
        case str():
            return ir.StringAttr.get(value)
    raise TypeError(f"no attribute for {value!r}")
