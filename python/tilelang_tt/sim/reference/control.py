"""Control flow: `scf` (uniform and per lane) and the blocks of a launch grid."""

import math
from typing import Any

import numpy as np

from tilelang_tt.dialects.attributes import size_list
from tilelang_tt.dialects.extent import evaluate
from tilelang_tt.sim.reference.decode import Code, Decoder, Frame, Step, handler, pure
from tilelang_tt.sim.reference.dtypes import dtype_of
from tilelang_tt.sim.reference.errors import Fault

_MAX_WHILE = 10_000_000


def _merge(mask: Any, new: list[Any], old: list[Any]) -> list[Any]:
    """The lanes of `mask` from `new`, the others from `old`."""
    for value in new:
        if not isinstance(value, (np.generic, np.ndarray)):
            raise Fault("a condition that differs between iterations of scf.parallel selects between buffers")
    return [np.where(mask, a, b) for a, b in zip(new, old, strict=True)]


@handler("scf.for")
def _for(decoder: Decoder, op: Any) -> Step:
    lower, upper, step_slot, *initial = decoder.operands(op)
    body, results = decoder.region(op), decoder.results(op)
    assert body is not None
    induction, *carried = body.arguments
    dtype = dtype_of(op.operation.operands[0].type)

    def uniform(frame: Frame, start: Any, stop: Any, step: Any) -> None:
        values = frame.values
        for i in range(int(start), int(stop), int(step)):
            values[induction] = dtype.type(i)
            body.run(frame)
            for slot, value in zip(carried, body.results(frame), strict=True):
                values[slot] = value

    def per_lane(frame: Frame, start: Any, stop: Any, step: Any) -> None:
        values, outer = frame.values, frame.mask
        trips = np.maximum(-((start - stop) // step), 0)
        active = trips if outer is None else np.where(outer, trips, 0)
        for i in range(int(np.max(active, initial=0))):
            frame.mask = active > i
            values[induction] = start + (step * i).astype(dtype)
            body.run(frame)
            merged = _merge(frame.mask, body.results(frame), [values[s] for s in carried])
            for slot, value in zip(carried, merged, strict=True):
                values[slot] = value
        frame.mask = outer

    def run(frame: Frame) -> None:
        values = frame.values
        start, stop, step = values[lower], values[upper], values[step_slot]
        for slot, source in zip(carried, initial, strict=True):
            values[slot] = values[source]
        if np.any(step <= 0):
            raise Fault(f"has a step of {int(np.min(step))}; it must be positive")
        if np.ndim(start) == np.ndim(stop) == np.ndim(step) == 0:
            uniform(frame, start, stop, step)
        else:
            per_lane(frame, start, stop, step)
        for slot, source in zip(results, carried, strict=True):
            values[slot] = values[source]

    return run


@handler("tt.core.z_order")
def _z_order(decoder: Decoder, op: Any) -> Step:
    def place(position: Any, gx: Any, gy: Any) -> Any:
        """The block whose Morton code has as many smaller ones in the plane as `position` says."""
        y, x = np.divmod(np.arange(int(gx) * int(gy), dtype=np.int64), int(gx))
        codes = np.zeros_like(x)
        for bit in range(max(int(gx), int(gy)).bit_length()):
            codes |= (x >> bit & 1) << 2 * bit | (y >> bit & 1) << 2 * bit + 1
        if not 0 <= position < codes.size:
            raise Fault(f"position {position} is outside of a plane of {gx} x {gy} blocks")
        return position.dtype.type(np.argsort(codes)[int(position)])

    return pure(decoder, op, place)


@handler("scf.if")
def _if(decoder: Decoder, op: Any) -> Step:
    (condition,) = decoder.operands(op)
    results = decoder.results(op)
    arms = (decoder.region(op, 0) or Code([]), decoder.region(op, 1) or Code([]))

    def per_lane(frame: Frame, chosen: Any) -> list[Any]:
        outer = frame.mask
        taken: list[list[Any]] = []
        for code, lanes in zip(arms, (chosen, ~chosen), strict=True):
            mask = lanes if outer is None else lanes & outer
            if not np.any(mask):
                continue
            frame.mask = mask
            code.run(frame)
            taken.append(code.results(frame))
        frame.mask = outer
        return _merge(chosen, *taken) if len(taken) == 2 else taken[0]

    def run(frame: Frame) -> None:
        chosen = frame.values[condition]
        if np.ndim(chosen) == 0:
            code = arms[0] if chosen else arms[1]
            code.run(frame)
            found = code.results(frame)
        else:
            found = per_lane(frame, chosen)
        for slot, value in zip(results, found, strict=True):
            frame.values[slot] = value

    return run


@handler("scf.while")
def _while(decoder: Decoder, op: Any) -> Step:
    initial, results = decoder.operands(op), decoder.results(op)
    before, after = decoder.region(op, 0), decoder.region(op, 1)
    assert before is not None and after is not None

    def run(frame: Frame) -> None:
        values = frame.values
        current = [values[s] for s in initial]
        for _ in range(_MAX_WHILE):
            for slot, value in zip(before.arguments, current, strict=True):
                values[slot] = value
            before.run(frame)
            proceed, *forwarded = before.results(frame)
            if not proceed:
                break
            for slot, value in zip(after.arguments, forwarded, strict=True):
                values[slot] = value
            after.run(frame)
            current = after.results(frame)
        else:
            raise Fault(f"did not end within {_MAX_WHILE} iterations")
        for slot, value in zip(results, forwarded, strict=True):
            values[slot] = value

    return run


@handler("tt.core.launch", "tt.core.grid")
def _grid(decoder: Decoder, op: Any) -> Step:
    symbolic = size_list(op.extents)
    body = decoder.region(op)
    assert body is not None

    def run(frame: Frame) -> None:
        extents = [evaluate(extent, frame.sizes) for extent in symbolic]
        total = math.prod(extents)
        order = range(total) if frame.blocks is None else frame.blocks
        if frame.block_order is not None:
            order = [order[i] for i in frame.block_order(len(order))]
        for block in order:
            if not 0 <= block < total:
                raise Fault(f"has no block {block}; the grid {extents} has blocks 0 to {total - 1}")
            rest = int(block)
            for slot, extent in zip(body.arguments, extents, strict=True):
                rest, index = divmod(rest, extent)
                frame.values[slot] = np.int64(index)
            body.run(frame)

    return run
