"""The numpy interpreter of `tt` IR: what a program means, for every form up to and including the buffer form.

Semantics where MLIR leaves a choice: memory that was never written holds poison (NaN; bytes 0xA5 in integers); loads
outside of a DRAM tensor give zero, stores there are dropped, any other access outside of a buffer is an error;
contractions and sums are accumulated in float64 and rounded once per operation; other float operations are rounded to
their own type. Blocks run one after the other.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from tilelang_tt.dialects.extent import evaluate, solve
from tilelang_tt.mlir import ir

# Each of these registers the semantics of its operations.
from tilelang_tt.sim.reference import arith, block_ops, cb_ops, control, math_ops, memref_ops, parallel, tile_ops
from tilelang_tt.sim.reference.decode import Decoder, Frame
from tilelang_tt.sim.reference.dtypes import is_float, poison
from tilelang_tt.sim.reference.errors import InterpreterError
from tilelang_tt.sim.reference.kernel import RUNTIME_ARGS, Kernel, Parameter, find_kernel, find_programs
from tilelang_tt.sim.reference.memory import Buffer, View

__all__ = ["RUNTIME_ARGS", "InterpreterError", "Kernel", "Parameter", "find_kernel", "find_programs", "interpret"]

_SEMANTICS = (arith, block_ops, cb_ops, control, math_ops, memref_ops, parallel, tile_ops)


def interpret(
    module: ir.Module,
    arrays: Sequence[Any],
    *,
    kernel: str | None = None,
    blocks: Sequence[int] | None = None,
    cores: Sequence[tuple[int, int]] | None = None,
    block_order: Callable[[int], Iterable[int]] | None = None,
) -> list[Any]:
    """Runs a kernel on copies of `arrays`, one per parameter in order; returns all parameters as they are afterwards.

    Symbolic dimensions are taken from the shapes of the arrays. Tensors are numpy arrays of the parameter's shape and
    dtype (bf16 and fp8 by ml_dtypes; an unsigned array is accepted for a signless integer type of its width), scalars
    numpy or Python scalars.

    `kernel` names the function; None takes the only one, or all programs of the only sequence, one after the other.
    Scratch holds poison before the first. `blocks` are the linear block indices (first grid dimension
    fastest) to run, in this order; None runs all. `block_order` permutes them: it is given n and returns an order of
    range(n), for each grid. In the persistent form `cores` are the (tt_start_tile, tt_tile_count) pairs to run, in
    this order; None runs all blocks as one pair (the grid is taken from the function's attributes), or each of
    `blocks` as a pair of its own.

    Raises InterpreterError if the arguments do not fit, if the program does what it must not, or if an operation is
    unknown.
    """
    programs = find_programs(module, kernel)
    found = programs[0]
    if len(programs) > 1 and (blocks is not None or cores is not None):
        raise InterpreterError(
            f"'{found.name}' is one of {len(programs)} programs: name it to choose its blocks or cores"
        )
    if len(arrays) != len(found.parameters):
        names = ", ".join(p.name for p in found.parameters)
        raise InterpreterError(f"'{found.name}' takes {len(found.parameters)} arguments ({names}), got {len(arrays)}")
    values = [_argument(p, a) for p, a in zip(found.parameters, arrays, strict=True)]
    sizes = _sizes(found, arrays)
    scratch = [_scratch(p, sizes) for p in found.scratch]
    with np.errstate(all="ignore"):
        for program in programs:
            decoder = Decoder()
            body = decoder.block(program.block)
            for pair in _pairs(program, sizes, blocks, cores, block_order):
                frame = Frame([None] * decoder.size)
                if not program.persistent:
                    frame.blocks, frame.block_order = blocks, block_order
                frame.sizes = sizes
                implied = [np.int32(sizes[name]) for name in program.symbols]
                arguments = [*values, *implied, *scratch, *map(np.int32, pair)]
                for slot, value in zip(body.arguments, arguments, strict=True):
                    frame.values[slot] = value
                body.run(frame)
    return [_outcome(v, a) for v, a in zip(values, arrays, strict=True)]


def _scratch(parameter: Parameter, sizes: dict[str, int]) -> View:
    """A tensor that nothing has been written to."""
    shape = tuple(evaluate(extent, sizes) for extent in parameter.shape or ())
    return View.of(Buffer(poison(shape, parameter.dtype), "dram", parameter.name))


def _sizes(kernel: Kernel, arrays: Sequence[Any]) -> dict[str, int]:
    """The symbolic dimensions, by the shapes of the arrays."""
    tensors = [
        (p.name, p.shape, a.shape)
        for p, a in zip(kernel.parameters, arrays, strict=True)
        if p.shape is not None and isinstance(a, np.ndarray)
    ]
    try:
        return solve(tensors)
    except ValueError as failure:
        raise InterpreterError(f"'{kernel.name}': {failure}") from None


def _pairs(
    kernel: Kernel,
    sizes: dict[str, int],
    blocks: Sequence[int] | None,
    cores: Sequence[tuple[int, int]] | None,
    block_order: Callable[[int], Iterable[int]] | None,
) -> list[tuple[int, ...]]:
    """The runtime arguments of each run of the function; an empty tuple for a function without them."""
    if not kernel.persistent:
        if cores is not None:
            raise InterpreterError(f"'{kernel.name}' has no parameters {', '.join(RUNTIME_ARGS)}, so it takes no cores")
        return [()]
    if cores is not None and blocks is not None:
        raise InterpreterError("give cores or blocks, not both")
    if cores is None and blocks is None and block_order is None:
        return [(0, _total(kernel, sizes))]
    if cores is None:
        cores = [(b, 1) for b in (range(_total(kernel, sizes)) if blocks is None else blocks)]
    return [cores[i] for i in (range(len(cores)) if block_order is None else block_order(len(cores)))]


def _total(kernel: Kernel, sizes: dict[str, int]) -> int:
    total = kernel.num_blocks
    if total is None:
        raise InterpreterError(f"'{kernel.name}' has neither tt.grid_shape nor tt.grid_x, so cores must be given")
    return evaluate(total, sizes)


def _argument(parameter: Parameter, given: Any) -> Any:
    """A value of the frame: a `View` of a copy, or a numpy scalar."""
    dtype = parameter.dtype
    if parameter.shape is None:
        if np.ndim(given) != 0:
            raise InterpreterError(f"parameter '{parameter.name}' is a scalar, got an array of shape {np.shape(given)}")
        return np.asarray(given).astype(dtype)[()]
    if not isinstance(given, np.ndarray):
        raise InterpreterError(f"parameter '{parameter.name}' is a tensor, got {type(given).__name__}")
    known = all(isinstance(extent, int) for extent in parameter.shape)
    if known and given.shape != parameter.shape:
        want = list(parameter.shape)
        raise InterpreterError(f"parameter '{parameter.name}' has shape {want}, got {list(given.shape)}")
    unsigned = given.dtype.kind == "u" and not is_float(dtype) and given.dtype.itemsize == dtype.itemsize
    if given.dtype != dtype and not unsigned:
        raise InterpreterError(f"parameter '{parameter.name}' has elements of {dtype}, got {given.dtype}")
    data = np.array(given, order="C", copy=True)
    return View.of(Buffer(data.view(dtype) if unsigned else data, "dram", parameter.name))


def _outcome(value: Any, given: Any) -> Any:
    return value.buffer.data.view(given.dtype) if isinstance(value, View) else value
