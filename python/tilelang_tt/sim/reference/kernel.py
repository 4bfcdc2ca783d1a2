"""The kernel function of a module: which one, its parameters, and the runtime arguments of the persistent form."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from tilelang_tt.dialects.base import int_list
from tilelang_tt.mlir import ir, name_of
from tilelang_tt.sim.reference.dtypes import dtype_of
from tilelang_tt.sim.reference.errors import Fault, InterpreterError

RUNTIME_ARGS = ("tt_start_tile", "tt_tile_count")
"""The parameters that the persistent form appends, in order."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a kernel. `shape` is None for a scalar; a dynamic extent is -1."""

    name: str
    dtype: np.dtype
    shape: tuple[int, ...] | None


@dataclass(frozen=True)
class Kernel:
    """A kernel function. `parameters` are those of the user, without the runtime arguments."""

    op: Any
    name: str
    parameters: tuple[Parameter, ...]
    persistent: bool

    @property
    def block(self) -> ir.Block:
        return self.op.regions[0].blocks[0]

    @property
    def num_blocks(self) -> int | None:
        """The number of blocks of the grid by the attributes `tt.grid_shape` or `tt.grid_x/y/z`; None if
        there are none.
        """
        attributes = self.op.attributes
        if "tt.grid_shape" in attributes:
            return math.prod(int_list(attributes["tt.grid_shape"]))
        extents = [attributes[n].value for n in ("tt.grid_x", "tt.grid_y", "tt.grid_z") if n in attributes]
        return math.prod(extents) if extents else None


def _parameter(value: Any, index: int) -> Parameter:
    name = name_of(value) or f"arg{index}"
    if not isinstance(value.type, ir.MemRefType):
        return Parameter(name, dtype_of(value.type), None)
    type_ = ir.MemRefType(value.type)
    shape = tuple(-1 if type_.is_dynamic_dim(d) else type_.get_dim_size(d) for d in range(type_.rank))
    return Parameter(name, dtype_of(type_.element_type), shape)


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
        parameters = tuple(_parameter(a, i) for i, a in enumerate(user))
    except Fault as fault:
        raise InterpreterError.at(func, str(fault)) from None
    return Kernel(func, ir.StringAttr(func.attributes["sym_name"]).value, parameters, persistent)
