"""Every message that the compiler, the plan and the simulator can give, read from the source that gives it.

Texts stay where they are raised; this module finds them there: calls in Python (`CompileError.at(...)`,
`diag.remark(...)`, `rule(...)`, ...) by their syntax tree, `report("CODE", ...)` in the C++ of the simulator by its text.
What a message puts in at run time is a hole, written `<name>`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
"""The repository: tools/ is one of its folders."""

HOLE = "\0"
"""Stands in front of and behind the name of a hole in `Message.shape`."""

_CHECKS = ("python/tilelang_tt/plan/checks.py", "python/tilelang_tt/plan/page_checks.py")
"""Files whose functions yield what is wrong with a plan."""


@dataclass(frozen=True)
class Message:
    """One message: `shape` and `help` with holes as `\\0name\\0`; `source` is the file, relative to the repository, that gives
    it, `code` the stable name of a finding of the simulator."""

    severity: str
    shape: str
    help: str
    source: str
    code: str = ""

    @property
    def literals(self) -> list[str]:
        """The text between holes, in order."""
        return self.shape.split(HOLE)[::2]


def shown(shape: str) -> str:
    """A shape as people read it, on one line: holes in angle brackets."""
    return " ".join(re.sub(f"{HOLE}([^{HOLE}]*){HOLE}", r"<\1>", shape).split())


class Call(NamedTuple):
    """Where a call has its message and its help: positions of arguments, and the keyword of the help."""

    severity: str
    message: int
    help: int | None = None
    keyword: str = "help"


_AT = Call("error", 1, 3)
_OF_STATE = {"error": Call("error", 0, 1), "remark": Call("remark", 0)}
_OF_DIAG = {"error": _AT, "warning": Call("warning", 1, 3), "remark": Call("remark", 1, 3)}
_RAISED = {
    "BudgetError": Call("error", 0),
    "FormatError": Call("error", 0),
    "LayoutError": Call("error", 0, 1),
    "OptionError": Call("error", 0),
    "PipelineError": Call("error", 0),
    "PlanError": Call("error", 0),
    "ToolchainError": Call("error", 0),
    "TypeError": Call("error", 0),
    "UnknownName": Call("error", 0),
    "UnknownPass": Call("error", 0),
    "Unprintable": Call("error", 0, 1),
    "UsageError": Call("error", 0),
    "ValueError": Call("error", 0),
}
_MADE = {"Finding": Call("error", 1, 2), "rule": Call("error", 1), "warning_of": Call("warning", 0)}

# Misuse of the compiler's own Python classes by its developers, and what the interpreter of the IR cannot do: neither is an
# answer to a kernel, a plan or a command.
_APART = (
    "python/tilelang_tt/rewrite.py",
    "python/tilelang_tt/mlir.py",
    "python/tilelang_tt/sim/reference/",
    "dialects/base.py",
)

FOLDERS = ("python/tilelang_tt", "dialects", "passes", "tools")


def messages(root: Path = ROOT) -> list[Message]:
    """All messages, in the order of files and lines; equal ones of one file once."""
    found: list[Message] = []
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            source = path.relative_to(root).as_posix()
            if not source.startswith(_APART):
                found += of_python(path.read_text("utf-8"), source)
    for path in sorted((root / "python/tilelang_tt/sim").rglob("*.[chi]*p*")):
        if path.suffix in (".cpp", ".hpp", ".h"):
            found += of_cpp(path.read_text("utf-8"), path.relative_to(root).as_posix())
    return [m for m in dict.fromkeys(found) if any(c.isalpha() for c in "".join(m.literals))]


def of_python(text: str, source: str) -> Iterator[Message]:
    """The messages of one Python file."""
    tree = ast.parse(text)
    constants = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    # In the order of lines, which `ast.walk` does not keep.
    for node in sorted((n for n in ast.walk(tree) if isinstance(n, (ast.Call, ast.Yield))), key=_place):
        if isinstance(node, ast.Call):
            yield from _of_call(node, source, constants)
        elif source in _CHECKS and node.value:
            for shape in shapes(node.value, constants):
                yield Message("error", shape, "", source)


def _place(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _of_call(node: ast.Call, source: str, constants: dict[str, str]) -> Iterator[Message]:
    if isinstance(node.func, ast.Name) and node.func.id == "Refusal" and len(node.args) == 3:
        surface, why, remedy = (next(shapes(arg, constants)) for arg in node.args)
        yield Message("error", f"{surface}{HOLE}detail{HOLE} {why}", remedy, source)
        return
    call = _kind(node, source)
    if call is None:
        return
    keywords = {k.arg: k.value for k in node.keywords}
    message = node.args[call.message] if len(node.args) > call.message else keywords.get("message")
    if message is None:
        return
    help_ = keywords.get(call.keyword)
    if help_ is None and call.help is not None and len(node.args) > call.help:
        help_ = node.args[call.help]
    remedy = " / ".join(h for h in shapes(help_, constants) if h) if help_ is not None else ""
    for shape in shapes(message, constants):
        yield Message(call.severity, shape, remedy, source)


def _kind(node: ast.Call, source: str) -> Call | None:
    """How a call gives a message; None for one that does not."""
    func = node.func
    if isinstance(func, ast.Name):
        return _RAISED.get(func.id) or _MADE.get(func.id)
    if not isinstance(func, ast.Attribute):
        return None
    owner = ast.unparse(func.value)
    if func.attr == "at" and owner == "CompileError":
        return _AT
    if owner.split(".")[-1] == "state" or (owner == "self" and source.endswith("frontend/state.py")):
        return _OF_STATE.get(func.attr)
    if owner.split(".")[-1] == "diag":
        return _OF_DIAG.get(func.attr)
    if owner == "self" and func.attr == "error" and source.startswith("dialects/"):
        return Call("error", 0)
    return None


def shapes(node: ast.expr, constants: dict[str, str]) -> Iterator[str]:
    """The texts an expression can give; a choice gives one shape for each side."""
    if isinstance(node, ast.IfExp):
        yield from shapes(node.body, constants)
        yield from shapes(node.orelse, constants)
    elif isinstance(node, ast.Lambda):
        yield from shapes(node.body, constants)
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        for left in shapes(node.left, constants):
            yield from (left + right for right in shapes(node.right, constants))
    elif isinstance(node, (ast.List, ast.Tuple)):
        for item in node.elts:
            yield from shapes(item, constants)
    elif isinstance(node, (ast.ListComp, ast.GeneratorExp)):
        yield from shapes(node.elt, constants)
    else:
        yield _piece(node, constants)


def _piece(node: ast.expr, constants: dict[str, str]) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value) if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        return "".join(_piece(part, constants) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return _piece(node.value, constants) if isinstance(node.value, ast.Name) else _hole(node.value)
    if isinstance(node, ast.Name) and node.id in constants:
        return constants[node.id]
    return _hole(node)


def _hole(node: ast.expr) -> str:
    """A hole, named after the last thing in its expression that has a name."""
    names = [
        n.attr if isinstance(n, ast.Attribute) else n.id
        for n in ast.walk(node)
        if isinstance(n, (ast.Attribute, ast.Name))
    ]
    plain = [
        name.strip("_")
        for name in names
        if name not in ("str", "len", "sorted", "join", "self", "value", "name_of", "repr", "list")
    ]
    return f"{HOLE}{(plain or names or ['value'])[0].lower()}{HOLE}"


_STRING = r'"(?:[^"\\]|\\.)*"'
_REPORT = re.compile(r'\b(?:report|report_host|[a-z_]*)\(\s*"([A-Z][A-Z0-9_]{3,})"\s*,')


def of_cpp(text: str, source: str) -> Iterator[Message]:
    """The findings of one C++ file of the simulator: `report("CODE", at, call, cause, remedy)`."""
    for match in _REPORT.finditer(text):
        arguments = _arguments(text, match.end())
        if len(arguments) >= 2:
            cause, remedy = (_cpp_shape(argument) for argument in arguments[-2:])
            yield Message("finding", cause, remedy, source, match[1])


def _arguments(text: str, start: int) -> list[str]:
    """The arguments of a call from `start`, just behind a comma, to its closing parenthesis."""
    parts: list[str] = []
    depth, begin, i = 0, start, start
    while i < len(text):
        string = re.compile(_STRING).match(text, i)
        if string:
            i = string.end()
            continue
        if text[i] in "([{":
            depth += 1
        elif text[i] in ")]}":
            if depth == 0:
                return [*parts, text[begin:i]]
            depth -= 1
        elif text[i] == "," and depth == 0:
            parts.append(text[begin:i])
            begin = i + 1
        i += 1
    return parts


def _cpp_shape(argument: str) -> str:
    """The text of a C++ expression: its literals, with a hole for each conversion and for each value between them."""
    literals = [part[1:-1] for part in re.findall(_STRING, argument)]
    between = re.sub(_STRING, "", argument)
    joint = " / " if "?" in between else f"{HOLE}value{HOLE}" if "+" in between else ""
    text = joint.join(part for part in literals if part).replace('\\"', '"').replace("\\n", " ")
    return re.sub(r"%(?:\" PRI\w+ \")?[-+0-9.]*(?:ll|l|z)?[a-zA-Z]", f"{HOLE}value{HOLE}", text)
