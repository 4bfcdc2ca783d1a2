"""The function of a kernel: its parameters, its grids, and the `tt.*` attributes that passes leave on it."""

from __future__ import annotations

from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import attributes, groups
from tilelang_tt.dialects.extent import Extent, Size
from tilelang_tt.mlir import file_loc, func, ir, name_of, set_attr, walk_collect

GRID = "tt.core.grid"
LAUNCH = "tt.core.launch"

_TYPED = (
    attributes.ExtentAttr,
    attributes.LayoutAttr,
    attributes.PagesAttr,
    attributes.CoreRangeAttr,
    attributes.WorkItemAttr,
    attributes.RuntimeArgAttr,
    attributes.SequenceAttr,
    groups.SharedReadAttr,
)

SYMBOLS = "tt.symbols"
SHAPE = "tt.shape"
SHARED_READS = "tt.shared_reads"
PREFETCH = "tt.prefetch"
"""False where the reader waits for each block before it asks for the next."""
MULTICAST = "tt.multicast"


def kernels(module: ir.Module) -> list[Any]:
    """The kernels of a module, in order: functions with a body and, after the split, the declarations that stand for
    them.

    The functions of single threads do not count.
    """
    return [
        fn
        for fn in walk_collect(module, func.FuncOp)
        if "tt.thread" not in fn.attributes and (not fn.is_external or "tt.runtime_args" in fn.attributes)
    ]


def scheduled_kernels(module: ir.Module) -> list[Any]:
    """The functions that have exactly one grid, or had it before they became persistent.

    Functions with several grids have no schedule of their own; grid-to-persistent refuses them.
    """
    return [fn for fn in kernels(module) if is_persistent(fn) or len(walk_collect(fn, GRID)) == 1]


def grid_of(fn: Any) -> Any | None:
    """The only tt.core.grid of a function, or None."""
    grids = walk_collect(fn, GRID)
    return grids[0] if len(grids) == 1 else None


def is_persistent(fn: Any) -> bool:
    """Whether grid-to-persistent has run on the function."""
    return "tt.persistent_loop" in fn.attributes and ir.BoolAttr(fn.attributes["tt.persistent_loop"]).value


def parameter_names(fn: Any) -> list[str]:
    """The user's names of the parameters, `arg<N>` where there is none. Raises CompileError if two are equal."""
    if fn.is_external:
        # A declaration has no arguments to carry names; the order of the runtime arguments does.
        return list(read(fn, "tt.runtime_args")["param_order"])
    names: list[str] = []
    for i, argument in enumerate(fn.arguments):
        name = name_of(argument) or f"arg{i}"
        if name in names:
            raise CompileError.at(
                argument if file_loc(argument.location) else fn,
                f"two parameters of '{fn.name.value}' are called '{name}'",
                help="parameters are told apart by name in tt.layout_desc and in the plan: rename one",
            )
        names.append(name)
    return names


def tensors(fn: Any) -> dict[str, ir.MemRefType]:
    """Name -> type of the parameters that are tensors in device memory, in order."""
    found = {}
    for name, type_ in zip(parameter_names(fn), fn.type.inputs, strict=True):
        if isinstance(type_, ir.MemRefType) and attributes.space_of(type_) == "dram":
            found[name] = ir.MemRefType(type_)
    return found


def symbols(fn: Any) -> list[str]:
    """The parameters that are symbolic dimensions: i32 scalars, known from the shapes of the tensors."""
    return list(read(fn, SYMBOLS) or [])


def symbol_values(fn: Any) -> dict[str, Any]:
    """The symbolic dimensions as parameters, by name."""
    known = symbols(fn)
    pairs = zip(parameter_names(fn), fn.arguments, strict=True) if known else ()
    return {name: argument for name, argument in pairs if name in known}


def shapes(fn: Any) -> dict[str, list[Size]]:
    """The extents of the tensors in elements, in order: those of the types, or of `tt.shape` where a type has `?`."""
    given = read(fn, SHAPE) or {}
    found: dict[str, list[Size]] = {}
    for name, type_ in tensors(fn).items():
        dims = range(type_.rank)
        known: list[Size | None] = [None if type_.is_dynamic_dim(d) else type_.get_dim_size(d) for d in dims]
        recorded = given.get(name, known)
        if len(recorded) != len(known) or any(k not in (None, r) for k, r in zip(known, recorded, strict=True)):
            raise CompileError.at(fn, f"{SHAPE} of '{name}' is {recorded}, its type is {type_}")
        if None in recorded:
            raise CompileError.at(
                _place(fn, name),
                f"'{name}' has an extent that is not known: {type_}",
                help=f"give every tensor a constant shape, or record symbolic ones in {SHAPE}",
            )
        found[name] = recorded
    return found


def _place(fn: Any, name: str) -> Any:
    """The parameter `name` if its line is known, else the function."""
    if fn.is_external:
        return fn
    argument = fn.arguments[parameter_names(fn).index(name)]
    return argument if file_loc(argument.location) else fn


def from_attr(attr: Any) -> Any:
    """An attribute as Python data: the inverse of `mlir.to_attr`; typed `tt` attributes become their `values`."""
    match attr:
        case ir.BoolAttr() | ir.IntegerAttr() | ir.FloatAttr() | ir.StringAttr():
            return attr.value
        case ir.UnitAttr():
            return True
        case ir.ArrayAttr():
            return [from_attr(item) for item in attr]
        case ir.DictAttr():
            return {item.name: from_attr(item.attr) for item in attr}
    if isinstance(attr, _TYPED):
        return attr.values
    raise TypeError(f"cannot read attribute {attr}")


def read(fn: Any, name: str) -> Any:
    """The value of attribute `name` as Python data, or None."""
    return from_attr(fn.attributes[name]) if name in fn.attributes else None


def require(fn: Any, name: str, made_by: str) -> Any:
    """The value of attribute `name`. Raises CompileError that names the attribute and the pass that makes it."""
    value = read(fn, name)
    if value is None:
        raise CompileError.at(fn, f"'{fn.name.value}' has no {name}", help=f"run {made_by} first: it records {name}")
    return value


def write(fn: Any, values: dict[str, Any]) -> None:
    """Sets attributes from Python data or attributes; None removes one."""
    with fn.context:
        for name, value in values.items():
            set_attr(fn, name, _with_extents(value))


def _with_extents(value: Any) -> Any:
    """Python data with the Extents in it as attributes."""
    match value:
        case Extent():
            return attributes.ExtentAttr.of(value)
        case list() | tuple():
            return [_with_extents(item) for item in value]
        case dict():
            return {key: _with_extents(item) for key, item in value.items()}
    return value
