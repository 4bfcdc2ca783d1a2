"""tt-choose-formats: the data formats of tensors that are not those of their elements.

    func.func @scale(%A: memref<32x32xbf16, #tt.dram>, %H: memref<32x32xf16, #tt.dram>, ...) attributes {
        tt.format = {A = "bfp8"}}
  ->
    func.func @scale(...) attributes {tt.format = {A = "bfp8", H = "fp32"}, tt.wide_half}

Takes and gives tile form or value form. The user chooses "bfp8" or "bfp4" for tensors of floats, by the option `formats` or by the
attribute `tt.format`: the host packs them, movers move 1088 or 576 bytes for a tile, the unpacker expands them. What
compute makes keeps its own format.

A compute kernel cannot have circular buffers with the exponents of fp16 (5 bits) and those of bf16, fp8 and block floats
(8 bits). Where it would, its fp16 numbers are kept as fp32: the host expands fp16 tensors, the matrix unit reads them
whole as tf32, and conversions to fp16 become arithmetic (`float_rounding.py`). So it is where an infinity is stored to a
tensor of fp16, which has none on the device.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.device import format_of
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.types import element_of
from tilelang_tt.mlir import ir, set_attr, walk_collect
from tilelang_tt.passes import kernel_func, storage, tensor_layouts
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.float_rounding import is_fp8
from tilelang_tt.passes.options import nearest
from tilelang_tt.passes.rebuild import defining
from tilelang_tt.passes.tensor_uses import is_tensor, tensor_of

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


@dataclass(frozen=True)
class ChooseFormats(Pass):
    """choose the data formats of tensors"""

    name: ClassVar[str] = "tt-choose-formats"
    formats: Mapping[str, Any] = field(default_factory=dict)

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Records formats on every function; tensors of the same name, which functions share, have the same."""
        functions = kernel_func.kernels(module)
        known = {name for fn in functions for name in kernel_func.tensors(fn)}
        for name in self.formats:
            if name not in known:
                hint = nearest(name, known)
                raise CompileError.at(
                    functions[0] if functions else None,
                    f"a format is given for '{name}', which is no tensor of the kernel{hint}",
                    help=f"the tensors are {', '.join(sorted(known))}",
                )
        for fn in functions:
            _record(fn, {**storage.formats(fn), **self.formats})
        infinite = any(_stores_infinity(fn) for fn in functions)
        if infinite or any(_is_mixed(fn) for fn in functions):
            for fn in functions:
                _widen_half(fn, diag)
        said: set[str] = set()
        for fn in functions:
            _remarks(fn, said, diag, infinite)


def _record(fn: Any, wanted: Mapping[str, Any]) -> None:
    """Checks and writes what is said of the tensors of a function."""
    tensors = kernel_func.tensors(fn)
    unknown = [name for name in wanted if name not in tensors and name in storage.formats(fn)]
    if unknown:
        raise CompileError.at(fn, f"tt.format names '{unknown[0]}', which is no tensor of '{fn.name.value}'")
    chosen = {}
    for name, type_ in tensors.items():
        if name not in wanted:
            continue
        said, place = str(wanted[name]), tensor_layouts.parameter(fn, name)
        allowed = (*storage.BLOCK_FLOATS, *(["fp32"] if isinstance(type_.element_type, ir.F16Type) else []))
        if said not in allowed:
            raise CompileError.at(
                place,
                f"'{name}' cannot be stored as '{said}'{nearest(said, allowed)}",
                help=f"formats to choose are {', '.join(allowed)}; without a choice a tensor has that of its elements",
            )
        if not isinstance(type_.element_type, ir.FloatType):
            raise CompileError.at(
                place,
                f"'{name}' cannot be stored as {said}: its elements are {type_.element_type}",
                help="block formats hold floats; leave the choice out",
            )
        chosen[name] = said
    set_attr(fn, storage.FORMAT, chosen or None)


def _elements(fn: Any) -> set[Any]:
    """The types of the numbers of a function that are floats on the device: floats in buffers, blocks and expressions,
    small integers in buffers and blocks.
    """
    values = [v for op in walk_collect(fn, lambda op: True) for v in op.operation.results]
    floats = {e for v in values if isinstance(e := element_of(v.type), ir.FloatType)}
    return floats | {e for v in values if isinstance(v.type, ir.ShapedType) and _is_small(e := element_of(v.type))}


def _is_small(element: ir.Type) -> bool:
    return isinstance(element, ir.IntegerType) and element.width <= 8


def _is_mixed(fn: Any) -> bool:
    """Whether a function's circular buffers would have exponents of 5 and of 8 bits."""
    used = dict(zip(kernel_func.parameter_names(fn), (any(True for _ in a.uses) for a in fn.arguments), strict=True))
    tensors = [storage.tensor_format(fn, n, t.element_type) for n, t in kernel_func.tensors(fn).items() if used[n]]
    blocks = [format_of(element)[1] for element in _elements(fn) if str(element) != "f64"]
    return {5, 8} <= {storage.exponent_bits(f.name) for f in (*tensors, *blocks)}


def _stores_infinity(fn: Any) -> bool:
    """Whether an infinity is put into a tensor of fp16, or into a buffer that is copied to one: fp16 on the device has
    none, its largest number stands for it.
    """
    sources = {tensor_of(op.source) for op in walk_collect(fn, "tt.tile.copy") if is_tensor(op.dest)}
    for op in walk_collect(fn, ("tt.tile.fill", "memref.store")):
        target, value = op.operation.operands if op.operation.name == "tt.tile.fill" else op.operation.operands[1::-1]
        made = defining(value)
        if made is None or made.operation.name != "arith.constant" or not isinstance(value.type, ir.F16Type):
            continue
        if math.isinf(ir.FloatAttr(made.operation.attributes["value"]).value):
            if is_tensor(target) or tensor_of(target) in sources:
                return True
    return False


def _widen_half(fn: Any, diag: Diagnostics) -> None:
    """Keeps the fp16 numbers of a function as fp32."""
    half = [n for n, t in kernel_func.tensors(fn).items() if isinstance(t.element_type, ir.F16Type)]
    said = storage.formats(fn)
    set_attr(fn, storage.FORMAT, {**said, **{n: "fp32" for n in half if n not in said}} or None)
    set_attr(fn, storage.WIDE_HALF, ir.UnitAttr.get())


_NO_MIX = ": exponents of 5 bits cannot meet those of bfloat16, fp8 and block floats in one kernel"
_NO_INFINITY = ": float16 on the device has no infinities"


def _remarks(fn: Any, done: set[str], diag: Diagnostics, infinite: bool) -> None:
    """Says which tensors are not stored as they are declared, once for those that several functions share."""
    said = storage.formats(fn)
    for name, type_ in kernel_func.tensors(fn).items():
        if name in done:
            continue
        done.add(name)
        element = type_.element_type
        if said.get(name) == "fp32":
            why = _NO_INFINITY if infinite else _NO_MIX
            place = tensor_layouts.parameter(fn, name)
            diag.remark(
                place, f"'{name}' is kept as fp32 on the device{why if storage.WIDE_HALF in fn.attributes else ''}"
            )
        elif name in said:
            diag.remark(
                tensor_layouts.parameter(fn, name), f"'{name}' is kept as {said[name]}: 16 numbers share an exponent"
            )
        elif is_fp8(element):
            dtype = format_of(element)[0]
            diag.remark(
                tensor_layouts.parameter(fn, name), f"'{name}' is kept as bfloat16, which holds {dtype} exactly"
            )
        elif isinstance(element, ir.IntegerType) and element.width < 32:
            dtype = format_of(element)[0]
            sign = "u" if dtype.startswith("int") and name in storage.unsigned(fn) else ""
            kept = "bfloat16" if _is_small(element) else "int32"
            diag.remark(
                tensor_layouts.parameter(fn, name), f"'{name}' is kept as {kept}, which holds {sign}{dtype} exactly"
            )
