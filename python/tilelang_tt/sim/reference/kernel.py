"""The kernel function of a module: which one, its parameters, and the runtime arguments of the persistent form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from tilelang_tt.dialects.attributes import size_list
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
    """A kernel function. `parameters` are those of the user, without symbolic dimensions, which follow them in the
    signature and are `symbols` here, and without the runtime arguments.
    """

    op: Any
    name: str
    parameters: tuple[Parameter, ...]
    symbols: tuple[str, ...]
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


def find_kernel(module: ir.Module, name: str | None = None) -> Kernel:
    """The function `name`, or the only function with a body. Raises InterpreterError if there is none, or no
    single one.
    """
    found = {}
    for op in module.body.operations:
        if op.operation.name == "func.func" and len(list(op.operation.regions[0].blocks)):
            found[ir.StringAttr(op.operation.attributes["sym_name"]).value] = op.operation
    known = ", ".join(found) or "none"
    if name is None and len(found) != 1:
        raise InterpreterError(f"the module has {len(found)} functions with a body ({known}); name the kernel to run")
    func = found.get(name) if name is not None else next(iter(found.values()))
    if func is None:
        raise InterpreterError(f"the module has no function '{name}' with a body; it has: {known}")
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
        symbols = tuple(s.value for s in func.attributes["tt.symbols"]) if "tt.symbols" in func.attributes else ()
        implied = user[len(user) - len(symbols) :]
        if [name_of(a) for a in implied] != list(symbols):
            raise Fault(f"the last parameters must be the symbolic dimensions {', '.join(symbols)}")
        parameters = tuple(_parameter(a, i, shapes) for i, a in enumerate(user[: len(user) - len(symbols)]))
    except Fault as fault:
        raise InterpreterError.at(func, str(fault)) from None
    return Kernel(func, ir.StringAttr(func.attributes["sym_name"]).value, parameters, symbols, persistent)
