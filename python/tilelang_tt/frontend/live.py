"""Live kernels: TileLang objects traced to TIR and saved as JSON. The only module that imports TileLang.

trace(matmul, M=1024, N=1024, K=1024)                    # a PrimFunc, a factory of one, @tilelang.jit, @autotune
load_kernel("kernel.py", "matmul", {"M": 1024})          # the same, from a file
"""

from __future__ import annotations

import ast
import contextlib
import difflib
import importlib.util
import inspect
import itertools
import json
import linecache
import logging
import os
import sys
import traceback
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from tilelang_tt.diagnostics import CompileError, Where
from tilelang_tt.frontend.state import LIBRARY
from tilelang_tt.frontend.tir import WHOLE_LINE

_INSTALL = "install it with: pip install 'tilelang-tt[tilelang]'"
_COUNT = itertools.count()


def trace(kernel: Any, **args: Any) -> str:
    """Traces a kernel to TIR and returns it as JSON for `import_tir`.

    `kernel` is a PrimFunc, a function that returns one, or an object made by @tilelang.jit or @autotune; `args` are the
    arguments of the function, tensors (numpy or torch) for the tensor parameters of an eager @tilelang.jit function.
    Files below the working directory are named relative to it. Raises CompileError.
    """
    return _save(_prim_func(kernel, args))


def load_kernel(path: str | os.PathLike[str], name: str | None = None, args: Mapping[str, Any] | None = None) -> str:
    """Loads the Python file, traces kernel `name` of it with `args`, and returns the JSON for `import_tir`.

    Without a name the file must hold exactly one kernel. Raises CompileError.
    """
    module = _load_module(Path(path))
    kernels = _kernels(module)
    if name is None:
        if len(kernels) != 1:
            found = f"kernels in it: {', '.join(kernels)}" if kernels else "it has none"
            raise CompileError.at(None, f"{path}: which kernel? {found}", help=f"name one: {path}:NAME")
        name = kernels[0]
    if not hasattr(module, name):
        near = difflib.get_close_matches(name, kernels, 3) or kernels
        has = f"did you mean {' or '.join(near)}?" if near else "the file has no kernels"
        raise CompileError.at(None, f"{path} has no kernel '{name}'; {has}")
    return trace(getattr(module, name), **(args or {}))


def parse_arguments(pairs: Iterable[str]) -> dict[str, Any]:
    """`["M=256", "dtype=float16"]` as arguments: Python literals where they parse as such, else strings."""
    out: dict[str, Any] = {}
    for pair in pairs:
        name, equals, text = pair.partition("=")
        if not equals or not name.isidentifier():
            raise CompileError.at(None, f"argument '{pair}' is not NAME=VALUE", help="for example: --arg M=256")
        try:
            out[name] = ast.literal_eval(text)
        except (ValueError, SyntaxError):
            out[name] = text
    return out


def _tilelang() -> ModuleType:
    try:
        import tilelang
    except ImportError as error:
        raise CompileError.at(None, f"TileLang is not installed ({error})", help=_INSTALL) from None
    return tilelang


# From an object to a PrimFunc


def _prim_func(kernel: Any, args: dict[str, Any]) -> Any:
    tilelang = _tilelang()
    prim_func = tilelang.tvm.tirx.PrimFunc
    if isinstance(kernel, prim_func):
        if args:
            raise CompileError.at(None, f"kernel '{_name(kernel)}' takes no arguments, got {', '.join(args)}")
        return kernel
    kernel = getattr(kernel, "jit_impl", kernel)
    is_jit = hasattr(kernel, "get_tir")
    if not is_jit and not callable(kernel):
        raise CompileError.at(
            None, f"{kernel!r} is not a TileLang kernel", help="pass a @T.prim_func or a function that returns one"
        )
    _check_arguments(kernel, args)
    try:
        with building():
            made = (
                kernel.get_tir(**{name: _tensor(value) for name, value in args.items()}) if is_jit else kernel(**args)
            )
    except CompileError:
        raise
    except Exception as error:
        raise _users_error(error) from error
    if not isinstance(made, prim_func):
        # A factory may be a plain function that returns a jit object.
        if hasattr(made, "get_tir") and not is_jit:
            return _prim_func(made, {})
        raise CompileError.at(
            None,
            f"'{_name(kernel)}' returned {type(made).__name__}, not a kernel",
            help="return the @T.prim_func from the function",
        )
    outputs = getattr(kernel, "out_idx", None)
    if is_jit and outputs is not None and not (made.attrs and "tilelang_out_idx" in made.attrs):
        made = made.with_attr("tilelang_out_idx", list(outputs) if isinstance(outputs, (list, tuple)) else [outputs])
    return made


def _name(kernel: Any) -> str:
    attrs = getattr(kernel, "attrs", None)
    if attrs and "global_symbol" in attrs:
        return str(attrs["global_symbol"])
    return str(getattr(getattr(kernel, "func", kernel), "__name__", type(kernel).__name__))


def _check_arguments(kernel: Any, args: Mapping[str, Any]) -> None:
    """Compares the names with the function's parameters, for a message better than Python's."""
    try:
        signature = getattr(kernel, "signature", None) or inspect.signature(kernel)
    except (TypeError, ValueError):
        return
    known = signature.parameters
    if any(p.kind is p.VAR_KEYWORD for p in known.values()):
        return
    listed = ", ".join(known) or "none"
    for name in args:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean '{near[0]}'?" if near else f"it has: {listed}"
            raise CompileError.at(None, f"'{_name(kernel)}' has no argument '{name}'; {hint}")
    missing = [
        p.name for p in known.values() if p.default is p.empty and p.name not in args and p.kind is not p.VAR_POSITIONAL
    ]
    if missing:
        raise CompileError.at(
            None,
            f"'{_name(kernel)}' needs a value for {', '.join(missing)} (arguments: {listed})",
            help=f"--arg {missing[0]}=...",
        )


def _tensor(value: Any) -> Any:
    """A torch tensor like a numpy array; only its shape and type matter to a trace."""
    if not (hasattr(value, "dtype") and hasattr(value, "shape")) or type(value).__module__.split(".")[0] != "numpy":
        return value
    import torch

    dtype = getattr(torch, str(value.dtype), None)
    if dtype is None:
        raise CompileError.at(
            None, f"arrays of {value.dtype} cannot be passed to a TileLang kernel", help="use bfloat16 or float32"
        )
    return torch.empty(tuple(value.shape), dtype=dtype)


# Files


def _load_module(path: Path) -> ModuleType:
    if not path.is_file():
        what = "is a directory, not a Python file" if path.is_dir() else "does not exist"
        raise CompileError.at(None, f"{path} {what}")
    name = f"_tilelang_tt_kernel_{next(_COUNT)}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise CompileError.at(None, f"{path} is not a Python file", help="kernels are in files that end in .py")
    _tilelang()
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    with _importing_from(path.resolve().parent), building():
        try:
            spec.loader.exec_module(module)
        except CompileError:
            raise
        except SyntaxError as error:
            place = Where(_relative(error.filename or str(path)), error.lineno or 0, error.offset or 0)
            raise CompileError.at(place, f"syntax error: {error.msg}") from error
        except Exception as error:
            raise _users_error(error) from error
    return module


@contextlib.contextmanager
def _importing_from(folder: Path) -> Iterator[None]:
    """Lets a kernel's file import its neighbours, as if it were run; leaves no compiled files behind."""
    bytecode = sys.dont_write_bytecode
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    try:
        yield
    finally:
        sys.dont_write_bytecode = bytecode
        with contextlib.suppress(ValueError):
            sys.path.remove(str(folder))


@contextlib.contextmanager
def building() -> Iterator[None]:
    """Has TileLang record, for the statements of its own macros (T.reduce_*, T.print), the line that called them.

    Its builder keeps the lines of the callers but writes down the macro's. Without the hook the importer falls back to
    the line of the enclosing statement. The builder's log of what failed is off: the error is reported as ours.
    """
    from tilelang.language.eager.builder import Builder

    recorded = Builder.set_fileline

    def set_fileline(self: Any, filename: str, lineno: int, name: str) -> None:
        callers = [(file, line) for file, line, _ in reversed(self.macro_fileline_stack)]
        for file, line in ((filename, lineno), *callers):
            if not LIBRARY.search(file.replace(os.sep, "/")):
                filename, lineno = file, line
                break
        recorded(self, filename, lineno, name)

    log = logging.getLogger(Builder.__module__)
    disabled, log.disabled = log.disabled, True
    Builder.set_fileline = set_fileline
    try:
        yield
    finally:
        Builder.set_fileline = recorded
        log.disabled = disabled


def _kernels(module: ModuleType) -> list[str]:
    """Names of the kernels a file defines: PrimFuncs, jit objects, and functions that contain @T.prim_func."""
    prim_func = _tilelang().tvm.tirx.PrimFunc
    found = []
    for name, value in vars(module).items():
        if name.startswith("_"):
            continue
        traced = isinstance(value, prim_func) or hasattr(value, "get_tir") or hasattr(value, "jit_impl")
        if traced or (inspect.isfunction(value) and value.__module__ == module.__name__ and _makes_kernel(value)):
            found.append(name)
    return found


def _makes_kernel(function: Any) -> bool:
    try:
        return "prim_func" in inspect.getsource(function)
    except (OSError, TypeError):
        return False


def _users_error(error: BaseException) -> CompileError:
    """An exception raised while a kernel's file was run or traced, at the last line of the user's own code."""
    place = None
    ours = str(Path(__file__).resolve().parent)
    for frame in traceback.extract_tb(error.__traceback__):
        file = frame.filename
        library = "site-packages" in file or "/lib/python" in file or file.startswith(ours) or not os.path.exists(file)
        if not library:
            place = Where(_relative(frame.filename), frame.lineno or 0, _column(frame.filename, frame.lineno or 0))
    lines = [line for line in str(error).strip().splitlines() if line.strip()]
    text = (lines[-1] if lines and lines[0].startswith("Traceback") else lines[0]) if lines else ""
    return CompileError.at(place, f"{type(error).__name__}: {text}" if text else type(error).__name__)


# JSON


def _save(prim_func: Any) -> str:
    """The JSON of a PrimFunc with readable places: relative paths, and columns, which TileLang does not record."""
    document = json.loads(_tilelang().tvm.ir.save_json(prim_func))
    nodes = document["nodes"]
    linecache.checkcache()
    for node in nodes:
        if node["type"] == "ir.Span":
            span = node["data"]
            if span["column"] == 1 and span["end_column"] == WHOLE_LINE:
                span["column"] = _column(nodes[span["source_name"]]["data"], span["line"]) or 1
    for node in nodes:
        if node["type"] == "ir.SourceName":
            node["data"] = _relative(node["data"])
    return json.dumps(document, separators=(",", ":"))


def _column(file: str, line: int) -> int:
    """Column of the first character of a line that is not blank, from 1; 0 if the file cannot be read."""
    text = linecache.getline(file, line)
    return len(text) - len(text.lstrip()) + 1 if text.strip() else 0


def _relative(file: str) -> str:
    """`file` relative to the working directory if it is in it; TileLang's own files from the package on."""
    _, package, rest = file.replace(os.sep, "/").partition("/site-packages/")
    if package:
        return rest
    with contextlib.suppress(ValueError):
        return Path(file).resolve().relative_to(Path.cwd()).as_posix()
    return file
