"""Operands of tile operations: `tl.region` and bare element accesses as `tt.tile.view`, or the whole buffer."""

from __future__ import annotations

from typing import Any, NamedTuple

from tilelang_tt.dialects.base import int_array
from tilelang_tt.dialects.tile import ViewOp
from tilelang_tt.frontend import dtypes, refused, tir
from tilelang_tt.frontend.expressions import Expressions
from tilelang_tt.frontend.state import SPACES, Storage, dense_strides
from tilelang_tt.mlir import ir


class Region(NamedTuple):
    """A rectangular part of a buffer: starts (one expression per dimension) and static sizes."""

    storage: Storage
    starts: tuple[Any, ...]
    sizes: tuple[int, ...]

    @property
    def dtype(self) -> str:
        return self.storage.buffer.dtype

    @property
    def name(self) -> str:
        return self.storage.buffer.name

    @property
    def squeezed(self) -> list[int]:
        """Sizes without unit extents."""
        return [s for s in self.sizes if s != 1]

    @property
    def whole(self) -> bool:
        """Whether the region is the buffer itself."""
        zero = all(isinstance(s, tir.IntImm) and s.value == 0 for s in self.starts)
        return zero and self.sizes == self.storage.shape


def arguments(exprs: Expressions, call: tir.Call, op: str, *counts: int) -> tuple[Any, ...]:
    """The arguments of tile operation `op`, of which there must be one of `counts`; refuses unknown annotations."""
    for name in sorted(set(call.annotations) - refused.IGNORED_OP_HINTS):
        value = call.annotations[name]
        if not (isinstance(value, tir.IntImm) and value.value == 0):
            raise exprs.state.error(f"{op} with {name} is not supported", f"call {op} without it")
    if len(call.args) not in counts:
        wanted = " or ".join(map(str, counts))
        raise exprs.state.error(
            f"{op} has {len(call.args)} arguments in this file, {wanted} in tilelang 0.1.15",
            "trace the kernel with tilelang==0.1.15",
        )
    return call.args


def region_of(exprs: Expressions, operand: Any, op: str) -> Region:
    """Reads an operand of tile operation `op`."""
    state = exprs.state
    if isinstance(operand, tir.Call) and operand.op == "tl.region" and isinstance(operand.args[0], tir.BufferLoad):
        load, extents = operand.args[0], operand.args[2:]
        starts = tuple(i.base if isinstance(i, tir.Ramp) else i for i in load.indices)
    elif isinstance(operand, tir.BufferLoad):
        load = operand
        starts = tuple(i.base if isinstance(i, tir.Ramp) else i for i in load.indices)
        extents = tuple(i.lanes if isinstance(i, tir.Ramp) else tir.IntImm("int32", 1) for i in load.indices)
        if any(
            isinstance(i, tir.Ramp) and not (isinstance(i.stride, tir.IntImm) and i.stride.value == 1)
            for i in load.indices
        ):
            raise state.error(f"{op} of a strided slice of '{load.buffer.name}' is not supported", "slice with step 1")
    else:
        raise state.error(f"an operand of {op} is not a region of a buffer", "pass a buffer or a slice of one")
    if load.buffer.scope not in SPACES:
        raise state.error(
            f"{op} of '{load.buffer.name}' in {load.buffer.scope} is not supported",
            "use T.alloc_shared or T.alloc_fragment",
        )
    storage = state.storage(load.buffer)
    if storage.space == "local" and op != "T.fill":
        raise state.error(
            f"{op} of '{load.buffer.name}', which holds scalars (T.alloc_local, T.alloc_var), is not supported",
            "use T.alloc_fragment",
        )
    sizes = []
    for extent in extents:
        if not isinstance(extent, tir.IntImm):
            names = sorted({e.name for e in tir.subexpressions(extent) if isinstance(e, tir.Var)})
            size = f"of size {', '.join(names)}" if names else "whose size is not a constant"
            raise state.error(
                f"{op} of a region of '{load.buffer.name}' {size} is not supported",
                "use a constant size: elements outside of a tensor are read as zero and not written",
            )
        sizes.append(extent.value)
    if len(sizes) != len(load.buffer.shape):
        raise state.error(
            f"{op}: region of rank {len(sizes)} of '{load.buffer.name}', which has rank {len(load.buffer.shape)}",
            "slice every dimension",
        )
    lines = state.on_storage(load.buffer, starts, sizes)
    return Region(storage, tuple(line.start for line in lines), tuple(line.size for line in lines))


def build(exprs: Expressions, region: Region) -> ir.Value:
    """The memref of a region."""
    if region.whole:
        return region.storage.value
    dims = zip(region.starts, region.sizes, region.storage.shape, strict=True)
    offsets = [exprs.start(start, size, extent, region.storage.buffer) for start, size, extent in dims]
    dynamic = ir.ShapedType.get_dynamic_stride_or_offset()
    strides = [stride if isinstance(stride, int) else dynamic for stride in dense_strides(region.storage.shape)]
    layout = ir.StridedLayoutAttr.get(dynamic, strides)
    source = ir.MemRefType(region.storage.value.type)
    elem = dtypes.mlir_type(region.dtype)
    type_ = ir.MemRefType.get(list(region.sizes), elem, layout=layout, memory_space=source.memory_space)
    return ViewOp(region.storage.value, offsets, int_array(region.sizes), type_).result
