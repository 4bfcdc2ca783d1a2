"""`memref`: allocation, scalar accesses and shapes."""

from typing import Any

import numpy as np

from tilelang_tt.dialects.attributes import space_of
from tilelang_tt.mlir import ir, name_of
from tilelang_tt.sim.reference.decode import Decoder, Frame, Step, handler
from tilelang_tt.sim.reference.dtypes import dtype_of, poison
from tilelang_tt.sim.reference.errors import Fault
from tilelang_tt.sim.reference.memory import Buffer, View


@handler("memref.alloc", "memref.alloca")
def _alloc(decoder: Decoder, op: Any) -> Step:
    type_ = ir.MemRefType(op.operation.result.type)
    shape = [None if type_.is_dynamic_dim(d) else type_.get_dim_size(d) for d in range(type_.rank)]
    sizes, dtype = decoder.operands(op), dtype_of(type_.element_type)
    space, name = space_of(type_) or "shared", name_of(op.operation.result) or "buffer"
    out = decoder.result(op)

    def step(frame: Frame) -> None:
        given = iter(sizes)
        extents = tuple(int(frame.values[next(given)]) if extent is None else extent for extent in shape)
        frame.values[out] = View.of(Buffer(poison(extents, dtype), space, name))

    return step


@handler("memref.dealloc")
def _dealloc(decoder: Decoder, op: Any) -> None:
    return None


@handler("memref.load")
def _load(decoder: Decoder, op: Any) -> Step:
    source, *indices = decoder.operands(op)
    out = decoder.result(op)

    def step(frame: Frame) -> None:
        values = frame.values
        values[out] = values[source].load(tuple(values[i] for i in indices), frame.mask)

    return step


@handler("memref.store")
def _store(decoder: Decoder, op: Any) -> Step:
    value, dest, *indices = decoder.operands(op)

    def step(frame: Frame) -> None:
        values = frame.values
        values[dest].store(tuple(values[i] for i in indices), values[value], frame.mask)

    return step


@handler("memref.dim")
def _dim(decoder: Decoder, op: Any) -> Step:
    (source, index), out = decoder.operands(op), decoder.result(op)

    def step(frame: Frame) -> None:
        shape, axis = frame.values[source].shape, int(frame.values[index])
        if not 0 <= axis < len(shape):
            raise Fault(f"asks for dimension {axis} of a buffer of rank {len(shape)}")
        frame.values[out] = np.int64(shape[axis])

    return step
