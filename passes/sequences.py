"""Sequences: the functions that one kernel of several launches became, which run one after the other.

A function with `tt.sequence` is one program of a sequence; its threads, after the split, have the attribute, too. All
programs have the same parameters. `tt.scratch` names the parameters that hold nothing before the first program and
are of no use after the last.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.attributes import SequenceAttr
from tilelang_tt.mlir import ir
from tilelang_tt.passes import kernel_func

SEQUENCE = "tt.sequence"
SCRATCH = "tt.scratch"


def place(fn: Any) -> tuple[str, int, int] | None:
    """(name of the sequence, position, length) of a program or thread; None for a kernel of one launch."""
    found: tuple[str, int, int] | None = kernel_func.read(fn, SEQUENCE)
    return found


def mark(fn: Any, name: str, position: int, length: int) -> None:
    """Makes a function one program of a sequence."""
    kernel_func.write(fn, {SEQUENCE: SequenceAttr.of(name, position, length)})


def suffix(fn: Any) -> str:
    """What tells the kernels of one program from those of the others: `_<position>`, nothing in a kernel of one launch."""
    found = place(fn)
    return "" if found is None else f"_{found[1]}"


def groups(functions: Sequence[Any]) -> list[list[Any]]:
    """Programs or threads by sequence, in order of position; a function without a sequence is a group of its own.

    Raises CompileError for a sequence that is not complete.
    """
    found: dict[Any, list[Any]] = {}
    for i, fn in enumerate(functions):
        where = place(fn)
        found.setdefault(i if where is None else where[0], []).append(fn)
    for name, members in found.items():
        if isinstance(name, str):
            members.sort(key=lambda fn: place(fn)[1])  # type: ignore[index]
            _check(name, members)
    return list(found.values())


def _check(name: str, members: Sequence[Any]) -> None:
    positions = [place(fn) for fn in members]
    length = positions[0][2]  # type: ignore[index]
    if positions != [(name, i, length) for i in range(length)]:
        shown = ", ".join(str(p[1]) for p in positions if p is not None)
        raise CompileError.at(
            members[0],
            f"the sequence '{name}' of {length} programs has positions {shown}",
            help="run tt-split-launches: it makes one function for every launch",
        )
    for fn in members[1:]:
        if list(members[0].type.inputs)[: _own(members[0])] != list(fn.type.inputs)[: _own(fn)]:
            raise CompileError.at(
                fn,
                f"'{fn.name.value}' does not have the parameters of '{members[0].name.value}'",
                help="the programs of a sequence share their parameters",
            )


def _own(fn: Any) -> int:
    """How many parameters a program has, without the two of persistent form."""
    return len(list(fn.type.inputs)) - (2 if kernel_func.is_persistent(fn) else 0)


def members(fn: Any) -> list[Any]:
    """The functions of a kernel's sequence, in order; the function alone where it has none."""
    module = fn.operation.parent
    if place(fn) is None or module is None:
        return [fn]
    others = kernel_func.kernels(module.opview)
    return next(group for group in groups(others) if fn in group)


def scratch(fn: Any) -> list[str]:
    """The names of the parameters that hold intermediate results only."""
    return list(kernel_func.read(fn, SCRATCH) or [])


def append_parameters(fn: Any, parameters: Sequence[tuple[ir.Type, ir.Location]]) -> list[Any]:
    """Appends parameters to the signature of a function with a body; returns the new arguments."""
    new = [fn.entry_block.add_argument(type_, where) for type_, where in parameters]
    old = fn.type
    types = [*old.inputs, *(type_ for type_, _ in parameters)]
    fn.attributes["function_type"] = ir.TypeAttr.get(ir.FunctionType.get(types, list(old.results)))
    if "arg_attrs" in fn.attributes:
        fn.attributes["arg_attrs"] = ir.ArrayAttr.get([*fn.attributes["arg_attrs"], *[ir.DictAttr.get()] * len(new)])
    return new
