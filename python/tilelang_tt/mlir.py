"""MLIR's Python bindings: the one place that knows which distribution provides them.

`from tilelang_tt.mlir import ir, arith, scf` works whatever the root package is called (`torch_mlir` or `mlir`;
`TILELANG_TT_MLIR_ROOT` overrides). `ir` is imported here, everything else on first use.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch_mlir import ir, passmanager, rewrite
    from torch_mlir.dialects import arith, cf, emitc, ext, func, irdl, math, memref, scf, tensor

__all__ = [
    "ROOT",
    "arith",
    "cf",
    "clone_with_map",
    "emitc",
    "ext",
    "file_loc",
    "func",
    "ir",
    "irdl",
    "make_context",
    "math",
    "memref",
    "name_of",
    "named_loc",
    "parse_file",
    "parse_module",
    "passmanager",
    "rewrite",
    "scf",
    "set_attr",
    "tensor",
    "to_attr",
    "to_text",
    "walk_collect",
]

_INSTALL = "install the pinned wheel: pip install torch-mlir==20261001"
_ROOT_MODULES = frozenset({"passmanager", "rewrite"})
_DIALECT_MODULES = frozenset({"arith", "cf", "emitc", "ext", "func", "irdl", "math", "memref", "scf", "tensor"})
# What older bindings lack; each is used by the dialect, the rewriter or the diagnostics.
_REQUIRED = ("DynamicType", "DynamicOpTrait", "MemoryEffectsOpInterface", "ConditionallySpeculatable")


def _find_root() -> str:
    chosen = os.environ.get("TILELANG_TT_MLIR_ROOT")
    candidates = (chosen,) if chosen else ("torch_mlir", "mlir")
    for root in candidates:
        try:
            # A placeholder distribution has the package but not the extension module.
            if importlib.util.find_spec(f"{root}._mlir_libs._mlir"):
                return root
        except ImportError:
            continue
    origin = "named by TILELANG_TT_MLIR_ROOT" if chosen else "tried torch_mlir and mlir"
    raise ImportError(f"MLIR's Python bindings were not found ({origin}: {', '.join(candidates)}); {_INSTALL}")


@contextmanager
def _without_numpy() -> Iterator[None]:
    """Hides numpy while `ir` is imported: it is optional there, unused here, and takes longer to load than MLIR."""
    if "numpy" in sys.modules:
        yield
        return
    sys.modules["numpy"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["numpy"]


with _without_numpy():
    ROOT = _find_root()
    _ir: Any = importlib.import_module(f"{ROOT}.ir")
if _missing := [name for name in _REQUIRED if not hasattr(_ir, name)]:
    raise ImportError(f"the MLIR bindings in '{ROOT}' are too old (no {', '.join(_missing)}); {_INSTALL}")
if not TYPE_CHECKING:
    ir = _ir


def __getattr__(name: str) -> Any:
    if name in _ROOT_MODULES:
        module = importlib.import_module(f"{ROOT}.{name}")
    elif name in _DIALECT_MODULES:
        with _without_numpy():
            module = importlib.import_module(f"{ROOT}.dialects.{name}")
    else:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = module
    return module


def make_context(*, allow_unregistered: bool = False) -> ir.Context:
    """A Context with the `tt` dialect loaded, ready for Python passes.

    Multithreading is off (worker threads and Python callbacks deadlock over the GIL), and errors reach attached
    diagnostic handlers in the order they are emitted.
    """
    from tilelang_tt.dialects import load

    ctx = ir.Context()
    ctx.enable_multithreading(False)
    ctx.emit_error_diagnostics = True
    ctx.allow_unregistered_dialects = allow_unregistered
    load(ctx)
    return ctx


def parse_module(text: str, filename: str = "-", context: ir.Context | None = None) -> ir.Module:
    """Parses and verifies `text`; operations without an explicit `loc` get locations in `filename`.

    Raises `ir.MLIRError`; with `make_context()` the diagnostics go to the attached handlers, where the bindings
    call the file "-".
    """
    module = ir.Module.parse(text, context=context)
    if filename != "-":
        _rename_file(module, "-", filename)
    return module


def parse_file(path: str | os.PathLike[str], context: ir.Context | None = None) -> ir.Module:
    """Parses and verifies the file. Raises `OSError` or `ir.MLIRError`."""
    with open(path, encoding="utf-8") as stream:
        return parse_module(stream.read(), os.fspath(path), context)


def _rename_file(module: ir.Module, old: str, new: str) -> None:
    done: dict[Any, Any] = {}

    def renamed(loc: Any) -> Any:
        if loc in done:
            return done[loc]
        out = loc
        match type(loc).__name__:
            case "FileLineColLoc" if loc.filename == old:
                out = ir.Location.file(new, loc.start_line, loc.start_col, context=module.context)
            case "NameLoc":
                out = ir.Location.name(loc.name_str, renamed(loc.child_loc), context=module.context)
            case "CallSiteLoc":
                out = ir.Location.callsite(renamed(loc.callee), [renamed(loc.caller)], context=module.context)
            case "FusedLoc":
                out = ir.Location.fused([renamed(part) for part in loc.locations], context=module.context)
        done[loc] = out
        return out

    def visit(op: Any) -> Any:
        op.location = renamed(op.location)
        for region in op.regions:
            for block in region:
                for argument in block.arguments:
                    argument.set_location(renamed(argument.location))
        return ir.WalkResult.ADVANCE

    module.operation.walk(visit)


def to_text(op: Any, *, names: bool = True, generic: bool = False, debuginfo: bool = False) -> str:
    """The assembly of a Module or operation, ending in a newline; with `names`, values print under their NameLoc."""
    text: str = op.operation.get_asm(
        use_name_loc_as_prefix=names, print_generic_op_form=generic, enable_debug_info=debuginfo
    )
    return text if text.endswith("\n") else text + "\n"


def named_loc(name: str, child: ir.Location | None = None) -> ir.Location:
    """`loc("name"(child))`; values defined at it print as `%name`. `child` defaults to the current Location."""
    return ir.Location.name(name, child if child is not None else ir.Location.current)


def name_of(value: Any) -> str | None:
    """The user's name for a value (or operation): the outermost NameLoc of its location."""
    loc = value.location
    while True:
        match type(loc).__name__:
            case "NameLoc":
                return str(loc.name_str)
            case "CallSiteLoc":
                loc = loc.callee
            case "FusedLoc":
                return next((part.name_str for part in loc.locations if type(part).__name__ == "NameLoc"), None)
            case _:
                return None


def file_loc(loc: Any) -> tuple[str, int, int] | None:
    """(file, line, column) of a Location, looked through names, call sites and fusions; None if unknown."""
    match type(loc).__name__:
        case "FileLineColLoc":
            return loc.filename, loc.start_line, loc.start_col
        case "NameLoc":
            return file_loc(loc.child_loc)
        case "CallSiteLoc":
            return file_loc(loc.callee)
        case "FusedLoc":
            return next((found for part in loc.locations if (found := file_loc(part))), None)
    return None


def to_attr(value: Any) -> ir.Attribute:
    """bool, int (i64), float (f64), str, list/tuple, dict and types as attributes; an Attribute stays as it is."""
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
            return ir.FloatAttr.get(ir.F64Type.get(), value)
        case str():
            return ir.StringAttr.get(value)
        case list() | tuple():
            return ir.ArrayAttr.get([to_attr(item) for item in value])
        case dict():
            return ir.DictAttr.get({key: to_attr(item) for key, item in value.items()})
    raise TypeError(f"no attribute for a value of type {type(value).__name__}: {value!r}")


def set_attr(op: Any, name: str, value: Any) -> None:
    """Sets attribute `name` (see `to_attr`); `None` removes it.

    On builtin.module and functions MLIR accepts only dialect-prefixed names: `name` must start with "tt.".
    """
    operation = op.operation
    if "." not in name and operation.name in ("builtin.module", "func.func", "emitc.func"):
        raise ValueError(f"attribute '{name}' on '{operation.name}' needs a dialect prefix: 'tt.{name}'")
    if value is not None:
        with operation.context:
            operation.attributes[name] = to_attr(value)
    elif name in operation.attributes:
        del operation.attributes[name]


def walk_collect(op: Any, want: str | type | Callable[[Any], bool] | Iterable[str]) -> list[Any]:
    """The operations under `op` (itself included, post-order) that have the name(s) or class, or satisfy the predicate.

    The list is taken before the caller changes anything, so its items may be erased one by one.
    """
    if isinstance(want, str):
        wanted: Callable[[Any], bool] = lambda o: o.name == want  # noqa: E731
    elif isinstance(want, type):
        wanted = lambda o: isinstance(o.opview, want)  # noqa: E731
    elif callable(want):
        wanted = want
    else:
        names = frozenset(want)
        wanted = lambda o: o.name in names  # noqa: E731
    found: list[Any] = []
    failures: list[Exception] = []

    def visit(o: Any) -> Any:
        try:
            if wanted(o):
                found.append(o.opview)
        except Exception as failure:  # `walk` turns any exception into RuntimeError; keep the original
            failures.append(failure)
            return ir.WalkResult.INTERRUPT
        return ir.WalkResult.ADVANCE

    op.operation.walk(visit)
    if failures:
        raise failures[0]
    return found


def clone_with_map(op: Any, values: MutableMapping[Any, Any], ip: ir.InsertionPoint) -> Any:
    """Clones `op` at `ip` with its operands, nested ones too, replaced by `values`; adds its results to `values`."""
    new = op.operation.clone(ip)

    def remap(o: Any) -> Any:
        for index, operand in enumerate(o.operands):
            if operand in values:
                o.operands[index] = values[operand]
        return ir.WalkResult.ADVANCE

    new.walk(remap)
    values.update(zip(op.operation.results, new.results, strict=True))
    return new
