"""Import: a TileLang kernel, saved as JSON, to a module in tile form.

Whatever cannot be represented exactly is refused with a CompileError that names the construct and points at the user's
line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tilelang_tt.diagnostics import CompileError, Diagnostics, InternalError
from tilelang_tt.dialects.attributes import size_array
from tilelang_tt.dialects.base import int_array, str_array
from tilelang_tt.frontend import dependence, dtypes, hints, launch, outgrown, ranges, symbols, tir
from tilelang_tt.frontend.state import State
from tilelang_tt.frontend.statements import Statements
from tilelang_tt.mlir import arith, func, ir

_KNOWN_ATTRS = frozenset(
    {
        "global_symbol",
        "tilelang_compile_flags",
        "tilelang_out_idx",
        "tilelang_pass_configs",
        "tirx.is_entry_func",
        "tirx.noalias",
    }
)


def import_tir(source: str | dict[str, Any] | Path, context: ir.Context) -> ir.Module:
    """Imports a kernel saved with `tvm.ir.save_json`: its text, the dictionary it parses to, or the path of the file.

    Returns a module with one `func.func` in tile form, verified. Raises CompileError.
    """
    try:
        text = source.read_text(encoding="utf-8") if isinstance(source, Path) else source
        kernel = tir.read(text)
    except (OSError, UnicodeDecodeError) as error:
        raise CompileError.at(None, f"cannot read the kernel: {error}") from None
    except tir.FormatError as error:
        place = f"{source}: " if isinstance(source, Path) else ""
        raise CompileError.at(None, f"{place}{error}") from None
    return import_kernel(kernel, context)


def import_kernel(kernel: tir.PrimFunc, context: ir.Context) -> ir.Module:
    """Imports a kernel that has been read; see `import_tir`."""
    state = State(context, kernel.span)
    with context, state.location():
        module = ir.Module.create()
        with ir.InsertionPoint(module.body):
            try:
                _function(kernel, state)
            except RecursionError:
                raise state.error("an expression is nested too deeply", "bind parts of it to variables") from None
            except (AttributeError, IndexError, KeyError, TypeError, ValueError, ir.MLIRError) as error:
                # Not a kernel that TileLang makes; whoever meets it learns where, and the cause is chained.
                raise InternalError.at(
                    state.location(state.failed_at), f"cannot import this statement: {error}"
                ) from error
        _verify(module, context)
    return module


def _function(kernel: tir.PrimFunc, state: State) -> None:
    unknown = sorted(set(kernel.attrs) - _KNOWN_ATTRS)
    if unknown:
        raise state.error(f"function attribute '{unknown[0]}' is not supported", "remove it")
    state.kernel = kernel.name
    state.tensors = {buffer.data: buffer.name for buffer in kernel.buffers.values()}
    state.loaded = dependence.analyse(kernel.body)
    state.symbols = _symbols(kernel, state)
    names = list(state.symbols.values())
    types = [*(_param_type(p, kernel, state) for p in kernel.params), *[ir.IntegerType.get_signless(32)] * len(names)]
    op = func.FuncOp(kernel.name, ir.FunctionType.get(types, []))
    op.attributes["tt.kernel"] = ir.UnitAttr.get()
    if names:
        op.attributes["tt.symbols"] = str_array(names)
        op.attributes["tt.shape"] = ir.DictAttr.get(_symbolic_shapes(kernel, state))
    if "tilelang_out_idx" in kernel.attrs:
        op.attributes["tt.out_idx"] = int_array(_outputs(kernel, state))
    unsigned = [b.name for b in kernel.buffers.values() if b.dtype.startswith("uint")]
    if unsigned:
        op.attributes["tt.unsigned"] = str_array(unsigned)
    places = [*(_param_loc(p, kernel, state) for p in kernel.params), *map(state.named, names)]
    entry = ir.Block.create_at_start(op.body, types, places)
    state.enter(entry)
    for param, argument in zip(kernel.params, list(entry.arguments)[: len(kernel.params)], strict=True):
        if param in kernel.buffers:
            state.declare(kernel.buffers[param], argument)
        else:
            state.values[param] = argument
    with ir.InsertionPoint(entry):
        for (var, name), argument in zip(
            state.symbols.items(), list(entry.arguments)[len(kernel.params) :], strict=True
        ):
            state.values[var] = arith.IndexCastOp(ir.IndexType.get(), argument, loc=state.named(name)).result
            state.known[var] = ranges.Range(1, None)
        _host(kernel.body, Statements(state))
        func.ReturnOp([])
    outgrown.enlarge(op, state)
    hints.write(state, op)
    if state.remarks:
        op.attributes["tt.remarks"] = state.remarks_attr()


def _symbols(kernel: tir.PrimFunc, state: State) -> dict[tir.Var, str]:
    """The symbolic dimensions; every one must be all of some extent."""
    found = symbols.find(kernel)
    known = symbols.plain(kernel)
    for var in found:
        if var in kernel.params:
            raise state.error(
                f"parameter '{var.name}' is an extent of a tensor as well",
                f"declare the dimension with T.dynamic('{var.name}'); its value is taken from the tensor",
            )
        if var not in known:
            raise state.error(
                f"symbolic dimension '{var.name}' is no extent of a tensor by itself",
                f"give one tensor a dimension of exactly '{var.name}' elements",
            )
    return found


def _symbolic_shapes(kernel: tir.PrimFunc, state: State) -> dict[str, ir.Attribute]:
    """`tt.shape`: the shapes of tensors that are not constant."""
    buffers = [kernel.buffers[p] for p in kernel.params if p in kernel.buffers]
    shapes = {buffer.name: state.shape(buffer) for buffer in buffers}
    return {name: size_array(s) for name, s in shapes.items() if not all(isinstance(e, int) for e in s)}


def _param_type(param: tir.Var, kernel: tir.PrimFunc, state: State) -> ir.Type:
    buffer = kernel.buffers.get(param)
    if buffer is not None:
        with state.at(buffer.span):
            return state.buffer_type(buffer)
    if param.dtype == "handle":
        raise state.error(f"parameter '{param.name}' is a pointer (T.ptr)", "declare it as T.Tensor(shape, dtype)")
    return dtypes.mlir_type(state.dtype(param.dtype, f"parameter '{param.name}'"))


def _param_loc(param: tir.Var, kernel: tir.PrimFunc, state: State) -> ir.Location:
    buffer = kernel.buffers.get(param)
    return state.named(param.name) if buffer is None else state.named(buffer.name, buffer.span)


def _outputs(kernel: tir.PrimFunc, state: State) -> list[int]:
    """`out_idx` as positions from 0."""
    given = kernel.attrs["tilelang_out_idx"]
    count = len(kernel.params)
    out = []
    for item in given if isinstance(given, tuple) else (given,):
        value = item.value if isinstance(item, tir.IntImm) else item
        if not isinstance(value, int) or not -count <= value < count:
            raise state.error(
                f"out_idx {value} does not name one of the {count} parameters",
                "count parameters from 0, or from -1 at the end",
            )
        out.append(value % count)
    return out


def _host(stmt: Any, statements: Statements) -> None:
    """What surrounds the launches: the root block, sequences, bindings."""
    state = statements.state
    with state.at(stmt.span):
        match stmt:
            case tir.Seq():
                for part in stmt.body:
                    _host(part, statements)
            case tir.Bind() | tir.Attr():
                statements.visit(stmt)
            case tir.Block():
                statements.declarations(stmt)
                _host(stmt.body, statements)
            case _ if launch.is_launch(stmt):
                launch.build(statements, stmt)
            case tir.For():
                raise state.error(
                    f"loop '{stmt.var.name}' around T.Kernel is not supported: launches follow each other, each once",
                    "move the loop into the kernel, or write the launches one after the other",
                )
            case tir.If():
                raise state.error(
                    "a condition around T.Kernel is not supported: launches follow each other, each once",
                    "move the condition into the kernel",
                )
            case _:
                raise state.error("a statement outside of T.Kernel is not supported", "move it into the kernel")


def _verify(module: ir.Module, context: ir.Context) -> None:
    """A module that does not verify is the importer's fault: every check of the user's code has been made before."""
    with Diagnostics(context) as found:
        try:
            valid = module.operation.verify()
        except ir.MLIRError:
            valid = False
    if not valid:
        raise InternalError(found.collected)
