"""TIR as TileLang saves it: a reader of `tvm.ir.save_json` output into a small typed object model.

The file is a flat list of nodes that refer to each other by index, children before parents. Nothing but the standard
library is needed, so stored kernels can be read where neither TVM nor TileLang is installed. Nodes compare by identity:
two mentions of one variable are one `Var`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tilelang_tt.frontend import wellformed

TVM_VERSION = "0.25.dev0"
"""Version of the TVM inside the TileLang release this reader is made for (tilelang 0.1.15)."""

WHOLE_LINE = 1 << 20
"""`end_column` of a span that knows its line only."""


class FormatError(ValueError):
    """The text is not TIR saved by the supported TileLang release."""


@dataclass(slots=True, frozen=True)
class Span:
    """A source line; `column` counts from 1, 0 if it is not known."""

    file: str
    line: int
    column: int = 0


@dataclass(slots=True, eq=False)
class Var:
    """A variable. `scope` is the storage scope of a buffer's data variable, empty for scalars."""

    name: str
    dtype: str
    scope: str = ""


@dataclass(slots=True, eq=False)
class IntImm:
    dtype: str
    value: int


@dataclass(slots=True, eq=False)
class FloatImm:
    dtype: str
    value: float


@dataclass(slots=True, eq=False)
class StringImm:
    value: str
    dtype: str = "handle"


@dataclass(slots=True, eq=False)
class Binary:
    """Arithmetic, comparison or logic of two operands; `kind` is the node's name: Add, FloorDiv, LT, And, ..."""

    kind: str
    dtype: str
    a: Expr
    b: Expr


@dataclass(slots=True, eq=False)
class Not:
    dtype: str
    value: Expr


@dataclass(slots=True, eq=False)
class Select:
    """Eager choice; the lazy one is the call `tirx.if_then_else`."""

    dtype: str
    condition: Expr
    then_value: Expr
    else_value: Expr


@dataclass(slots=True, eq=False)
class Cast:
    dtype: str
    value: Expr
    annotations: dict[str, Any]


@dataclass(slots=True, eq=False)
class Buffer:
    """A tensor or an on-chip buffer. Views of one allocation share `data`."""

    data: Var
    name: str
    dtype: str
    shape: tuple[Expr, ...]
    strides: tuple[Expr, ...]
    elem_offset: Expr | None
    span: Span | None

    @property
    def scope(self) -> str:
        """TileLang's storage scope: "global", "shared.dyn", "local.fragment", ..."""
        return self.data.scope


@dataclass(slots=True, eq=False)
class BufferLoad:
    dtype: str
    buffer: Buffer
    indices: tuple[Expr, ...]
    predicate: Expr | None = None


@dataclass(slots=True, eq=False)
class Ramp:
    dtype: str
    base: Expr
    stride: Expr
    lanes: Expr


@dataclass(slots=True, eq=False)
class Call:
    """A call of a registered operator, by its name: "tl.tileop.copy", "tirx.exp2"."""

    dtype: str
    op: str
    args: tuple[Any, ...]
    annotations: dict[str, Any]


@dataclass(slots=True, eq=False)
class Unknown:
    """A node that the object model does not cover, kept so that it can be refused by name where it is used."""

    type: str
    dtype: str = ""
    span: Span | None = None


Expr = Var | IntImm | FloatImm | StringImm | Binary | Not | Select | Cast | BufferLoad | Ramp | Call | Unknown


@dataclass(slots=True, eq=False)
class Bind:
    """`var = value`, in scope for the rest of the enclosing sequence."""

    span: Span | None
    var: Var
    value: Expr


@dataclass(slots=True, eq=False)
class BufferStore:
    span: Span | None
    buffer: Buffer
    value: Expr
    indices: tuple[Expr, ...]
    predicate: Expr | None = None


@dataclass(slots=True, eq=False)
class Evaluate:
    span: Span | None
    value: Expr


@dataclass(slots=True, eq=False)
class Seq:
    span: Span | None
    body: tuple[Stmt, ...]


SERIAL, PARALLEL, VECTORIZED, UNROLLED, THREAD_BINDING = range(5)
"""Values of `For.kind`."""


@dataclass(slots=True, eq=False)
class For:
    """`for var in range(min, min + extent, step)`; `thread_tag` names the grid dimension of a thread-binding loop."""

    span: Span | None
    var: Var
    min: Expr
    extent: Expr
    kind: int
    body: Stmt
    thread_tag: str
    annotations: dict[str, Any]
    step: Expr | None


@dataclass(slots=True, eq=False)
class While:
    span: Span | None
    condition: Expr
    body: Stmt


@dataclass(slots=True, eq=False)
class If:
    span: Span | None
    condition: Expr
    then_body: Stmt
    else_body: Stmt | None


@dataclass(slots=True, eq=False)
class Attr:
    """A scoped attribute: `key` = `value` holds for `body`."""

    span: Span | None
    node: Any
    key: str
    value: Any
    body: Stmt


@dataclass(slots=True, eq=False)
class Block:
    """A block with its buffers; `predicate` is the condition it is entered under."""

    span: Span | None
    name: str
    buffers: tuple[Buffer, ...]
    annotations: dict[Any, Any]
    body: Stmt
    has_init: bool = False
    match_buffers: tuple[Any, ...] = ()
    predicate: Expr | None = None


Stmt = Bind | BufferStore | Evaluate | Seq | For | While | If | Attr | Block | Unknown


@dataclass(slots=True, eq=False)
class PrimFunc:
    """A kernel. `buffers` maps a parameter to the tensor it stands for; parameters not in it are scalars."""

    span: Span | None
    params: tuple[Var, ...]
    buffers: dict[Var, Buffer]
    body: Stmt
    attrs: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the kernel's Python function."""
        return str(self.attrs.get("global_symbol", "main"))


_BINARY = (
    "Add",
    "Sub",
    "Mul",
    "Div",
    "Mod",
    "FloorDiv",
    "FloorMod",
    "Min",
    "Max",
    "EQ",
    "NE",
    "LT",
    "LE",
    "GT",
    "GE",
    "And",
    "Or",
)


def _span(d: dict[str, Any], at: Callable[[int], Any]) -> Span:
    # Columns come from `live.trace`; TileLang itself records whole lines.
    known = d["column"] > 1 or d["end_column"] != WHOLE_LINE
    return Span(at(d["source_name"]), d["line"], d["column"] if known else 0)


def _var(d: dict[str, Any], at: Callable[[int], Any]) -> Var:
    annotation = at(d["type_annotation"])
    return Var(at(d["name"]), d["dtype"], annotation if isinstance(annotation, str) else "")


def _buffer(d: dict[str, Any], at: Callable[[int], Any]) -> Buffer:
    shape, strides = at(d["shape"]), at(d["strides"])
    return Buffer(at(d["data"]), at(d["name"]), d["dtype"], shape, strides, at(d["elem_offset"]), at(d["span"]))


def _for(d: dict[str, Any], at: Callable[[int], Any]) -> For:
    tag = at(d["thread_binding"])
    return For(
        at(d["span"]),
        at(d["loop_var"]),
        at(d["min"]),
        at(d["extent"]),
        d["kind"],
        at(d["body"]),
        tag or "",
        at(d["annotations"]),
        at(d["step"]),
    )


def _block(d: dict[str, Any], at: Callable[[int], Any]) -> Block:
    return Block(
        at(d["span"]),
        at(d["name_hint"]),
        at(d["alloc_buffers"]),
        at(d["annotations"]),
        at(d["body"]),
        at(d["init"]) is not None,
        at(d["match_buffers"]),
    )


def _realize(d: dict[str, Any], at: Callable[[int], Any]) -> Block:
    block: Block = at(d["block"])
    block.predicate = at(d["predicate"])
    return block


def _func(d: dict[str, Any], at: Callable[[int], Any]) -> PrimFunc:
    return PrimFunc(at(d["span"]), at(d["params"]), at(d["buffer_map"]), at(d["body"]), at(d["attrs"]))


def _map(d: list[int], at: Callable[[int], Any]) -> dict[Any, Any]:
    return {at(k): at(v) for k, v in zip(d[::2], d[1::2], strict=True)}


def _binary(kind: str) -> Callable[[Any, Callable[[int], Any]], Binary]:
    return lambda d, at: Binary(kind, d["dtype"], at(d["a"]), at(d["b"]))


_READERS: dict[str, Callable[[Any, Callable[[int], Any]], Any]] = {
    "None": lambda d, at: None,
    "int": lambda d, at: d,
    "float": lambda d, at: d,
    "bool": lambda d, at: bool(d),
    "ffi.String": lambda d, at: d,
    "ffi.Array": lambda d, at: tuple(map(at, d)),
    "ffi.Map": _map,
    "ir.SourceName": lambda d, at: d,
    "ir.Op": lambda d, at: d,
    "ir.Span": _span,
    "ir.DictAttrs": lambda d, at: at(d["__dict__"]),
    "ir.PointerType": lambda d, at: at(d["storage_scope"]),
    "ir.IntImm": lambda d, at: IntImm(d["dtype"], d["value"]),
    "ir.FloatImm": lambda d, at: FloatImm(d["dtype"], float(d["value"])),
    "tirx.StringImm": lambda d, at: StringImm(at(d["value"])),
    "tirx.Var": _var,
    "tirx.SizeVar": _var,
    "tirx.IterVar": lambda d, at: at(d["thread_tag"]),
    "tirx.Buffer": _buffer,
    "tirx.BufferLoad": lambda d, at: BufferLoad(d["dtype"], at(d["buffer"]), at(d["indices"]), at(d["predicate"])),
    "tirx.Not": lambda d, at: Not(d["dtype"], at(d["a"])),
    "tirx.Select": lambda d, at: Select(d["dtype"], at(d["condition"]), at(d["true_value"]), at(d["false_value"])),
    "tirx.Cast": lambda d, at: Cast(d["dtype"], at(d["value"]), at(d["annotations"]) if "annotations" in d else {}),
    "tirx.Ramp": lambda d, at: Ramp(d["dtype"], at(d["base"]), at(d["stride"]), at(d["lanes"])),
    "tirx.Call": lambda d, at: Call(
        d["dtype"], at(d["op"]), at(d["args"]), at(d["annotations"]) if "annotations" in d else {}
    ),
    "tirx.Bind": lambda d, at: Bind(at(d["span"]), at(d["var"]), at(d["value"])),
    "tirx.BufferStore": lambda d, at: BufferStore(
        at(d["span"]), at(d["buffer"]), at(d["value"]), at(d["indices"]), at(d["predicate"])
    ),
    "tirx.Evaluate": lambda d, at: Evaluate(at(d["span"]), at(d["value"])),
    "tirx.SeqStmt": lambda d, at: Seq(at(d["span"]), at(d["seq"])),
    "tirx.For": _for,
    "tirx.While": lambda d, at: While(at(d["span"]), at(d["condition"]), at(d["body"])),
    "tirx.IfThenElse": lambda d, at: If(at(d["span"]), at(d["condition"]), at(d["then_case"]), at(d["else_case"])),
    "tirx.AttrStmt": lambda d, at: Attr(at(d["span"]), at(d["node"]), at(d["attr_key"]), at(d["value"]), at(d["body"])),
    "tirx.SBlock": _block,
    "tirx.SBlockRealize": _realize,
    "tirx.PrimFunc": _func,
    **{f"tirx.{kind}": _binary(kind) for kind in _BINARY},
}


_DTYPE_NAMES = {"float8_e4m3": "float8_e4m3fn", "custom[tfloat32]": "float32"}
"""Data types that go by another name here. TileLang's float8_e4m3 is the format without infinities; tfloat32 is how a matrix unit
reads float32, in memory the numbers have all their bits.
"""


def _named(data: Any) -> Any:
    """The fields of a node, data types under the names this compiler knows."""
    if isinstance(data, dict) and data.get("dtype") in _DTYPE_NAMES:
        return {**data, "dtype": _DTYPE_NAMES[data["dtype"]]}
    return data


def _unknown(type_: str, d: Any, at: Callable[[int], Any]) -> Unknown:
    fields = d if isinstance(d, dict) else {}
    span = at(fields["span"]) if isinstance(fields.get("span"), int) else None
    return Unknown(type_, str(fields.get("dtype", "")), span if isinstance(span, Span) else None)


def read(source: str | dict[str, Any]) -> PrimFunc:
    """Reads one kernel from JSON text, or from the dictionary it parses to.

    Raises FormatError when the text is not a PrimFunc saved by the supported TileLang release.
    """
    try:
        document = json.loads(source) if isinstance(source, str) else source
    except json.JSONDecodeError as error:
        raise FormatError(f"not JSON: {error}") from None
    if not isinstance(document, dict) or not {"root_index", "nodes"} <= document.keys():
        raise FormatError(
            "not a saved TIR object: 'root_index' and 'nodes' are missing; save the kernel with tvm.ir.save_json"
        )
    version = (document.get("metadata") or {}).get("tvm_version", TVM_VERSION)
    if version != TVM_VERSION:
        raise FormatError(f"saved by TVM {version}, expected {TVM_VERSION} (tilelang 0.1.15)")
    objects: list[Any] = []
    at = objects.__getitem__
    try:
        for node in document["nodes"]:
            reader, data = _READERS.get(node["type"]), _named(node.get("data"))
            objects.append(reader(data, at) if reader else _unknown(node["type"], data, at))
            wellformed.check(objects[-1])
        root = objects[document["root_index"]]
    except (AttributeError, KeyError, IndexError, TypeError, ValueError) as error:
        raise FormatError(f"node {len(objects)} is damaged: {type(error).__name__}: {error}") from None
    if isinstance(root, dict) or not isinstance(root, PrimFunc):
        raise FormatError(f"holds a {type(root).__name__}, not a PrimFunc; save one kernel, not a module")
    return root


def children(expr: Any) -> tuple[Any, ...]:
    """The operands of an expression."""
    match expr:
        case Binary():
            return (expr.a, expr.b)
        case Not() | Cast():
            return (expr.value,)
        case Select():
            return (expr.condition, expr.then_value, expr.else_value)
        case BufferLoad():
            return expr.indices
        case Ramp():
            return (expr.base, expr.stride, expr.lanes)
        case Call():
            return expr.args
    return ()


def subexpressions(expr: Any) -> Iterator[Any]:
    """`expr` and everything below it, outermost first."""
    pending = [expr]
    while pending:
        top = pending.pop()
        yield top
        pending.extend(reversed(children(top)))


def operands(stmt: Any) -> tuple[Any, ...]:
    """The expressions a statement holds itself, not those of statements in it."""
    match stmt:
        case Bind() | Evaluate():
            return (stmt.value,)
        case BufferStore():
            return (stmt.value, *stmt.indices)
        case For():
            return (stmt.min, stmt.extent)
        case If() | While():
            return (stmt.condition,)
        case Attr():
            return (stmt.value,)
    return ()


def uses(stmt: Any, var: Var) -> bool:
    """Whether `stmt`, or a statement in it, reads the variable."""
    return any(part is var for s in statements(stmt) for expr in operands(s) for part in subexpressions(expr))


def statements(stmt: Any) -> Iterator[Any]:
    """`stmt` and every statement in it, in program order."""
    pending = [stmt]
    while pending:
        top = pending.pop()
        yield top
        match top:
            case Seq():
                pending.extend(reversed(top.body))
            case For() | While() | Attr() | Block():
                pending.append(top.body)
            case If():
                pending.extend(s for s in (top.else_body, top.then_body) if s is not None)
