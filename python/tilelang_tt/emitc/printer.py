"""C++ text of a module of emitc ops.

    print_cpp(module) -> str
    print_lines(module) -> list[str], each of which knows the line of the user's kernel that it is for

Statements are in `printer_stmt`, expressions in `printer_expr`: each a table from op name to printer. An op that is in
neither is a `PrinterError` with the op's location. What the text looks like is decided by `Style`; which values get a
variable by `printer_inline`; where long lines break by `printer_layout`.

Three attributes, on any op, steer the text: `tt.comment = "..."` is a `// ...` line above it; `tt.constexpr` declares
its value as `constexpr` under its name; `tt.pure` says of a call that it only reads, so that it may be written where
its value is used. A value is named by the NameLoc in its location.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .names import Scope, location_name, snake, words_in
from .printer_base import COMPAT, HOST, KERNEL, Line, PrinterError, Style, Unprintable, describe_location, place_of
from .printer_expr import EXPRESSIONS, Expr
from .printer_inline import ATOMS, Plan, is_place, plan_function
from .printer_layout import format_cpp, format_lines
from .printer_stmt import STATEMENTS
from .printer_types import CType, is_opaque, string_of, type_of

__all__ = [
    "COMPAT",
    "HOST",
    "KERNEL",
    "Line",
    "Printer",
    "PrinterError",
    "Style",
    "format_cpp",
    "print_cpp",
    "print_lines",
    "printable_ops",
]


def print_cpp(module: Any, *, style: Style = KERNEL) -> str:
    """The C++ text of a `builtin.module` of emitc ops, functions, includes, globals and classes.

    module: an `ir.Module`, or a `builtin.module` or `emitc.file` operation.
    The same module gives the same text. Raises PrinterError for an op, type or attribute without C++ text.
    """
    return "".join(f"{line}\n" for line in print_lines(module, style=style))


def print_lines(module: Any, *, style: Style = KERNEL) -> list[str]:
    """The same as lines; those that stand for an op with a location are `Line`s and have its place."""
    printer = Printer(style)
    printer.toplevel(module.operation)
    if style.compat:
        return [*(line for text in printer.lines for line in text.split("\n")), ""]
    return with_limits(format_lines((line for text in printer.lines for line in _split(text)), style.columns))


def _split(text: str) -> list[str]:
    """The lines of what was printed as one."""
    return [text] if "\n" not in text else [Line.at(part, getattr(text, "place", None)) for part in text.split("\n")]


def with_limits(lines: list[str]) -> list[str]:
    """Adds `#include <limits>` in its place if a literal needs it (infinities, NaNs, the least integers)."""
    if not any("std::numeric_limits<" in line for line in lines) or "#include <limits>" in lines:
        return lines
    count = next((i for i, line in enumerate(lines) if not re.match(r"#include <[^>]*>$", line)), len(lines))
    rest = lines[count:]
    while rest and not rest[0]:
        rest = rest[1:]
    return [*sorted([*lines[:count], "#include <limits>"]), "", *rest]


def printable_ops() -> list[str]:
    """The names of all ops that can be printed, sorted."""
    return sorted({*STATEMENTS, *EXPRESSIONS})


class Printer:
    """The state of one print: lines so far, names of values, and the plan of the function being printed."""

    def __init__(self, style: Style):
        self.style = style
        self.lines: list[str] = []
        self.place: tuple[str, int, int] | None = None  # of the op being printed
        self.depth = 0
        self.names: dict[Any, str] = {}
        self.scope = Scope()
        self.plan = Plan()
        self.loops = 0
        self._bodies = 0  # inside an emitc.expression nothing can be declared
        self._counter = 0
        self._shown: dict[Any, Expr] = {}  # arguments of the emitc.expression being printed
        self._trace: list[tuple[int, Any]] = []
        self._reserved: frozenset[str] = frozenset()

    # Lines

    def line(self, text: str) -> None:
        self.lines.append(Line.at(" " * (self.style.indent * self.depth) + text if text else "", self.place))

    def comment(self, op: Any) -> None:
        """The op's `tt.comment`, if it has one, as `// ...` lines, set off by a blank line within a block."""
        if "tt.comment" not in op.attributes or self.style.compat:
            return
        last = self.lines[-1].strip() if self.lines else ""
        if last and not last.endswith(("{", ":")) and not last.startswith("//"):
            self.line("")
        for text in op.attributes["tt.comment"].value.splitlines():
            self.line(f"// {text}".rstrip())

    @contextmanager
    def block(self, head: str, tail: str = "}") -> Iterator[None]:
        """`head {`, an indented scope, `tail`."""
        self.line(f"{head} {{")
        self.depth += 1
        self.scope.push()
        yield
        self.scope.pop()
        self.depth -= 1
        while self.lines and not self.lines[-1]:
            self.lines.pop()
        if self.lines[-1].endswith("{") and tail == "}" and not self.style.compat:
            self.lines[-1] += "}"
        else:
            self.line(tail)

    # Names

    def function_scope(self, op: Any) -> None:
        """Starts the names and the plan of a function: names that its text mentions are not given to values."""
        self._counter = 0
        self.loops = 0
        self.names = {}
        self.plan = plan_function(op, self.style)
        self.scope = Scope(self._reserved | _mentioned(op))

    def reserve(self, words: set[str]) -> None:
        self._reserved |= words

    def name(self, value: Any, *fallbacks: str) -> str:
        """Declares a name for a value: the one its location gives, else the first of `fallbacks`, else `v0`, `v1`..."""
        if self.style.compat:
            self._counter += 1
            text = f"v{self._counter}"
        elif bases := [b for b in (location_name(value.location),) if b] or [b for b in fallbacks if b]:
            text = self.scope.fresh(*bases)
        else:
            text = self.scope.fresh_numbered("v")
        self.names[value] = text
        return text

    def loop_name(self, value: Any) -> str:
        if not self.style.compat:
            return self.name(value, "i", "j", "k")
        self._counter += 1
        self.names[value] = f"{'ijklmnopqrstuvwxyz'[min(self.loops, 17)]}{self._counter}"
        return self.names[value]

    # Values

    def operand(self, value: Any) -> Expr:
        """The expression that stands for a value where it is used.

        An inlined expression that has become too long to read is given a variable first.
        """
        if value in self.names:
            return Expr(self.names[value])
        if value in self._shown:
            return self._shown[value]
        op = value.owner
        if not hasattr(op, "results"):
            raise Unprintable("uses a block argument that has no name", "print it within the function that declares it")
        op = op.operation
        if value not in self.plan.inlined and not self._bodies:
            raise Unprintable(f"uses a result of '{op.name}' before it is printed", "put definitions before uses")
        expr = self.evaluate(op)
        if self._bodies or self.style.compat or op.name in ATOMS or is_place(value):
            return expr
        if len(expr.text) > self.style.max_inline:
            return Expr(self.declare(value, expr.text))
        self._trace.append((len(expr.text), value))
        return expr

    def evaluate(self, op: Any) -> Expr:
        """The expression of the op itself."""
        if op.name not in EXPRESSIONS:
            raise unknown(op)
        try:
            return EXPRESSIONS[op.name](self, op)
        except Unprintable as error:
            raise at(op, error) from error

    @contextmanager
    def expression_body(self, op: Any) -> Iterator[Any]:
        """Binds the arguments of an `emitc.expression` to its operands, and gives the value that it yields."""
        body = op.regions[0].blocks[0]
        outer = [self.operand(v) for v in op.operands]
        shown = self._shown
        self._shown = {**shown, **dict(zip(body.arguments, outer, strict=True))}
        with self.no_declarations():
            yield list(body)[-1].operation.operands[0]
        self._shown = shown

    @contextmanager
    def no_declarations(self) -> Iterator[None]:
        """Within, every value is written where it is used, whatever its length."""
        self._bodies += 1
        yield
        self._bodies -= 1

    def declare(self, value: Any, text: str) -> str:
        """`const T name = text;` before the statement being printed; gives the name."""
        ctype = type_of(value.type, self.style)
        op = value.owner.operation
        prefix = "constexpr " if "tt.constexpr" in op.attributes else "const " if ctype.arithmetic else ""
        if self.style.compat:
            prefix = ""
        elif prefix == "constexpr ":
            ctype = CType(ctype.text.removeprefix("const "), ctype.dims)
        name = self.name(value, *self.fallbacks(op))
        self.line(f"{prefix}{ctype.declare(name)} = {text};")
        return name

    def fallbacks(self, op: Any) -> tuple[str, ...]:
        """Names for a value whose location has none."""
        if op.name in ("emitc.call_opaque", "emitc.member_call_opaque", "emitc.call"):
            return (snake(op.attributes["callee"].value),)
        if op.name == "emitc.load" and op.operands[0] in self.names:
            return (f"{self.names[op.operands[0]]}_value",)
        return ("cond",) if op.name == "emitc.cmp" else ()

    def fit(self, render: Any) -> str:
        """The text of a statement; while it is longer than a line, its longest inlined operand becomes a variable."""
        while True:
            self._trace = []
            text = render()
            room = self.style.columns - self.style.indent * self.depth
            parts = [t for t in self._trace if t[0] >= 24 and t[1] not in self.names and t[0] < len(text) - 12]
            if self.style.compat or len(text) <= room or not parts:
                return text
            value = max(parts, key=lambda t: t[0])[1]
            self.declare(value, self.evaluate(value.owner.operation).text)

    # Ops

    def toplevel(self, op: Any) -> None:
        """A module or file: its ops in order."""
        ops = [o.operation for region in op.regions for block in region for o in block]
        for o in ops:
            if "sym_name" in o.attributes:
                symbol = o.attributes["sym_name"].value
                self.reserve({symbol} if isinstance(symbol, str) else set(symbol))
            elif o.name == "emitc.verbatim" and "tt.declares" in o.attributes:
                self.reserve({name.value for name in o.attributes["tt.declares"]})
            elif o.name == "emitc.verbatim":
                self.reserve(words_in(o.attributes["value"].value))
        STATEMENTS["builtin.module"](self, op)

    def statement(self, op: Any) -> None:
        """One op of a block: a statement, a declaration, or nothing if it is written where it is used."""
        outer, self.place = self.place, place_of(op.location) or self.place
        self._statement(op)
        self.place = outer

    def _statement(self, op: Any) -> None:
        if op in self.plan.dead:
            return
        if op.name in STATEMENTS:
            self.comment(op)
            try:
                STATEMENTS[op.name](self, op)
            except Unprintable as error:
                raise at(op, error) from error
        elif op.name not in EXPRESSIONS:
            raise unknown(op)
        elif len(op.results) == 1 and op.results[0] in self.plan.inlined:
            self.comment(op)
        else:
            self.comment(op)
            self.value_statement(op)

    def value_statement(self, op: Any) -> None:
        """An op with a value that is not inlined: `const T name = ...;`, or a bare call if no one reads it."""
        calls = op.name in ("emitc.call_opaque", "emitc.member_call_opaque", "emitc.call")
        try:
            text = self.evaluate(op).text if calls else self.fit(lambda: self.evaluate(op).text)
            if len(op.results) > 1:
                self._declare_many(op, text)
            elif op.results and (self.style.compat or "tt.constexpr" in op.attributes or is_used(op.results[0])):
                self.declare(op.results[0], text)
            else:
                self.line(f"{text};")
        except Unprintable as error:
            raise at(op, error) from error

    def _declare_many(self, op: Any, text: str) -> None:
        if not self.style.compat:
            names = ", ".join(self.name(r, *self.fallbacks(op)) for r in op.results)
            self.line(f"const auto [{names}] = {text};")
            return
        for result in op.results:
            self.line(f"{type_of(result.type, self.style).declare(self.name(result))};")
        self.line(f"std::tie({', '.join(self.names[r] for r in op.results)}) = {text};")

    def body(self, block: Any) -> None:
        """The ops of a block, without its yield."""
        for o in block:
            if o.operation.name != "emitc.yield":
                self.statement(o.operation)


def at(op: Any, error: Unprintable) -> PrinterError:
    return PrinterError(op.name, describe_location(op.location), error.what, error.remedy)


def unknown(op: Any) -> PrinterError:
    remedy = "lower it to emitc first (`convert-to-emitc` for scf, arith, memref and func)"
    return PrinterError(op.name, describe_location(op.location), "has no C++ text", remedy)


def is_used(value: Any) -> bool:
    return any(True for _ in value.uses)


def _mentioned(op: Any) -> set[str]:
    """The identifiers that appear literally in the text of a function: callees, opaque constants, verbatim lines."""
    words: set[str] = set()
    for region in op.regions:
        for block in region:
            for o in block:
                inner = o.operation
                for key in ("callee", "value", "member", "name", "field_name"):
                    if key in inner.attributes:
                        words |= _words(inner.attributes[key])
                for key in ("args", "template_args"):
                    if key in inner.attributes:
                        for a in inner.attributes[key]:
                            words |= _words(a)
                for result in inner.results:
                    if "opaque<" in str(result.type):
                        words |= words_in(type_of(result.type, KERNEL).text)
                words |= _mentioned(inner)
    return words


def _words(attribute: Any) -> set[str]:
    if is_opaque(attribute):
        return words_in(string_of(attribute))
    value = getattr(attribute, "value", None)
    return words_in(value) if isinstance(value, str) else set()
