"""The kernel function of a module: which one, its parameters, and the runtime arguments of the persistent form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tilelang_tt.dialects.attributes import SequenceAttr, size_list
from tilelang_tt.dialects.extent import Size, product
from tilelang_tt.mlir import ir, name_of
from tilelang_tt.sim.reference.dtypes import dtype_of
from tilelang_tt.sim.reference.errors import Fault, InterpreterError

RUNTIME_ARGS = ("tt_start_tile", "tt_tile_count")
"""The parameters that the persistent form appends, in order."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a kernel. `shape` is None for a scalar; its extents may be symbolic."""

    name: str
    dtype: np.dtype
    shape: tuple[Size, ...] | None


@dataclass(frozen=True)
class Kernel:
    """A kernel function. `parameters` are those of the user; in the signature they are followed by symbolic dimensions,
    which are `symbols` here, by `scratch` tensors and by the runtime arguments.
    """

    op: Any
    name: str
    parameters: tuple[Parameter, ...]
    symbols: tuple[str, ...]
    scratch: tuple[Parameter, ...]
    persistent: bool

    @property
    def block(self) -> ir.Block:
        return self.op.regions[0].blocks[0]

    @property
    def num_blocks(self) -> Size | None:
        """The number of blocks of the grid by the attributes `tt.grid_shape` or `tt.grid_x/y/z`; None if
        there are none.
        """
        attributes = self.op.attributes
        if "tt.grid_shape" in attributes:
            return product(size_list(attributes["tt.grid_shape"]))
        extents = [attributes[n] for n in ("tt.grid_x", "tt.grid_y", "tt.grid_z") if n in attributes]
        return product(size_list(extents)) if extents else None


def _parameter(value: Any, index: int, shapes: Mapping[str, Sequence[Size]]) -> Parameter:
    name = name_of(value) or f"arg{index}"
    if not isinstance(value.type, ir.MemRefType):
        return Parameter(name, dtype_of(value.type), None)
    type_ = ir.MemRefType(value.type)
    if name in shapes:
        return Parameter(name, dtype_of(type_.element_type), tuple(shapes[name]))
    if not type_.has_static_shape:
        raise Fault(f"parameter '{name}' has an extent that is not known: {type_}; record it in tt.shape")
    return Parameter(name, dtype_of(type_.element_type), tuple(type_.shape))


def find_programs(module: ir.Module, name: str | None = None) -> list[Kernel]:
    """The function `name`, or the only function with a body, or the programs of the only sequence, in order. Raises
    InterpreterError if there is none, or no single one.
    """
    found = {}
    for op in module.body.operations:
        if op.operation.name == "func.func" and len(list(op.operation.regions[0].blocks)):
            found[ir.StringAttr(op.operation.attributes["sym_name"]).value] = op.operation
    known = ", ".join(found) or "none"
    if name is not None:
        if name not in found:
            raise InterpreterError(f"the module has no function '{name}' with a body; it has: {known}")
        return [_kernel(found[name])]
    places = [SequenceAttr(f.attributes["tt.sequence"]).values for f in found.values() if "tt.sequence" in f.attributes]
    if len(places) == len(found) > 1 and len({sequence for sequence, _, _ in places}) == 1:
        order = sorted(zip(places, found.values(), strict=True), key=lambda pair: pair[0][1])
        return [_kernel(func) for _, func in order]
    if len(found) != 1:
        raise InterpreterError(f"the module has {len(found)} functions with a body ({known}); name the kernel to run")
    return [_kernel(func) for func in found.values()]


def find_kernel(module: ir.Module, name: str | None = None) -> Kernel:
    """The first of `find_programs`: all of them have the same parameters."""
    return find_programs(module, name)[0]


def _kernel(func: Any) -> Kernel:
    arguments = list(func.regions[0].blocks[0].arguments)
    i32 = ir.IntegerType.get_signless(32, func.context)
    last = arguments[-2:]
    marked = any(n in func.attributes for n in ("tt.persistent_loop", "tt.runtime_args"))
    persistent = (
        len(last) == 2
        and all(a.type == i32 for a in last)
        and (marked or tuple(name_of(a) for a in last) == RUNTIME_ARGS)
    )
    try:
        user = arguments[:-2] if persistent else arguments
        shapes = (
            {s.name: size_list(s.attr) for s in func.attributes["tt.shape"]} if "tt.shape" in func.attributes else {}
        )
        symbols, scratch = _names(func, "tt.symbols"), _names(func, "tt.scratch")
        own = len(user) - len(symbols) - len(scratch)
        implied = [name_of(a) for a in user[own : own + len(symbols)]]
        if implied != list(symbols):
            raise Fault(f"the last parameters must be the symbolic dimensions {', '.join(symbols)}")
        everything = [
            _parameter(a, i, shapes) if i not in range(own, own + len(symbols)) else None for i, a in enumerate(user)
        ]
        parameters = [p for p in everything if p is not None]
    except Fault as fault:
        raise InterpreterError.at(func, str(fault)) from None
    name = ir.StringAttr(func.attributes["sym_name"]).value
    return Kernel(func, name, tuple(parameters[:own]), symbols, tuple(parameters[own:]), persistent)


def _names(func: Any, attribute: str) -> tuple[str, ...]:
    return tuple(s.value for s in func.attributes[attribute]) if attribute in func.attributes else ()
