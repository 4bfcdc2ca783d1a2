"""Expressions: one printer per op that yields a value, and C++ operator precedence.

A printer takes (printer, op) and gives an `Expr`; the operands come from `printer.operand(value)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .printer_inline import is_alias
from .printer_types import CType, attr_text, int_text, is_opaque, string_of, suffix_of, type_of

if TYPE_CHECKING:
    from .printer import Printer

# How tightly an expression binds; the numbers are those of upstream's C++ emitter.
PRIMARY, UNARY, MUL, ADD, SHIFT, THREE_WAY, RELATION, EQUALITY = 16, 15, 13, 12, 11, 10, 9, 8
AND, XOR, OR, LOGICAL_AND, LOGICAL_OR, CONDITIONAL, LOWEST = 7, 6, 5, 4, 3, 2, 0
_BITWISE, _COMPARE = (AND, XOR, OR), (RELATION, EQUALITY, THREE_WAY)


@dataclass(frozen=True)
class Expr:
    """C++ text of a value and how tightly it binds.

    typed: for an integer literal whose C++ type would be `int` although its type is another, the text that has the
    type; needed where no other operand brings that type in. value: the number, of a literal.
    """

    text: str
    prec: int = PRIMARY
    typed: str | None = None
    value: int | None = None

    def within(self, prec: int) -> str:
        """The text, in parentheses unless it binds tighter than `prec`."""
        return self.text if self.prec > prec else f"({self.text})"


ExprPrinter = Callable[["Printer", Any], Expr]
EXPRESSIONS: dict[str, ExprPrinter] = {}


def expression(*names: str) -> Callable[[ExprPrinter], ExprPrinter]:
    def register(function: ExprPrinter) -> ExprPrinter:
        EXPRESSIONS.update(dict.fromkeys((f"emitc.{n}" for n in names), function))
        return function

    return register


_BINARY = {
    "add": ("+", ADD), "sub": ("-", ADD), "mul": ("*", MUL), "div": ("/", MUL), "rem": ("%", MUL),
    "bitwise_and": ("&", AND), "bitwise_or": ("|", OR), "bitwise_xor": ("^", XOR),
    "bitwise_left_shift": ("<<", SHIFT), "bitwise_right_shift": (">>", SHIFT),
    "logical_and": ("&&", LOGICAL_AND), "logical_or": ("||", LOGICAL_OR),
}  # fmt: skip
_COMPARISONS = (
    ("==", EQUALITY), ("!=", EQUALITY), ("<", RELATION), ("<=", RELATION), (">", RELATION), (">=", RELATION),
    ("<=>", THREE_WAY),
)  # fmt: skip
_UNARY = {"bitwise_not": "~", "logical_not": "!", "unary_minus": "-", "unary_plus": "+", "address_of": "&"}
_ASSOCIATIVE = frozenset({"&", "|", "^", "&&", "||"})


def operator_of(op: Any) -> tuple[str, int] | None:
    """The C++ operator of a binary op and its precedence; None for any other op."""
    if op.name == "emitc.cmp":
        return _COMPARISONS[op.attributes["predicate"].value]
    return _BINARY.get(op.name.removeprefix("emitc."))


def _clashes(child: int, parent: int) -> bool:
    """Where C++ needs no parentheses but people, and `-Wparentheses`, want them."""
    if not LOGICAL_OR <= child <= MUL:
        return False
    return (
        (parent in _BITWISE and child != parent)
        or (parent == SHIFT and child in (ADD, SHIFT))
        or (parent in _COMPARE and child in _COMPARE)
        or (parent == LOGICAL_OR and child == LOGICAL_AND)
    )


@expression(*_BINARY, "cmp")
def _binary(p: Printer, op: Any) -> Expr:
    symbol, prec = operator_of(op) or ("", LOWEST)
    lhs, rhs = p.operand(op.operands[0]), p.operand(op.operands[1])
    if p.style.compat:
        return Expr(f"{lhs.within(prec)} {symbol} {rhs.within(prec)}", prec)
    # A shift takes its type from the left operand alone.
    if lhs.typed and (rhs.typed or prec == SHIFT):
        lhs = replace(lhs, text=lhs.typed)
    same = prec if symbol in _ASSOCIATIVE else prec + 1
    left = f"({lhs.text})" if lhs.prec < prec or _clashes(lhs.prec, prec) else lhs.text
    right = f"({rhs.text})" if rhs.prec < same or _clashes(rhs.prec, prec) else rhs.text
    return Expr(f"{left} {symbol} {right}", prec)


@expression(*_UNARY)
def _unary(p: Printer, op: Any) -> Expr:
    symbol, value = _UNARY[op.name.removeprefix("emitc.")], p.operand(op.operands[0])
    if value.typed and symbol != "!":
        value = replace(value, text=value.typed)
    text = value.within(UNARY if p.style.compat else UNARY - 1)
    # `- -x` must not become `--x`, nor `& &&x`.
    return Expr(f"{symbol}({text})" if text[0] == symbol and symbol in "+-&" else symbol + text, UNARY)


@expression("conditional")
def _conditional(p: Printer, op: Any) -> Expr:
    condition, yes, no = (p.operand(v) for v in op.operands)
    if p.style.compat:
        texts = [e.within(CONDITIONAL) for e in (condition, yes, no)]
        return Expr("{} ? {} : {}".format(*texts), CONDITIONAL)
    guard = condition.within(UNARY - 1)

    def text(true_branch: str) -> str:
        return f"{guard} ? {true_branch} : {no.text}"

    typed = text(yes.typed) if yes.typed and no.typed else None
    return Expr(text(yes.text), CONDITIONAL, typed)


def literal(value: int, ctype: CType) -> Expr:
    """An integer literal of a type."""
    text = int_text(value, ctype)
    suffix = suffix_of(ctype) if ctype.bits >= 32 or ctype.bits == 0 else ""
    prec = UNARY if text.startswith("-") else PRIMARY
    bare = text.lstrip("-").isdigit()
    return Expr(text, prec, text + suffix if suffix and bare else None, value if ctype.bits != 1 else None)


def classify(text: str) -> Expr:
    """The expression that an opaque piece of text is: a name, number or call binds tightest, all else loosest."""
    flat, previous = text.strip(), None
    while flat != previous:
        previous, flat = flat, re.sub(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|(?<=\w)<[^<>]*>", "", flat)
    if re.fullmatch(r'[\w.:]*|"(?:\\.|[^"\\])*"', flat):
        return Expr(text)
    return Expr(text, UNARY if re.fullmatch(r"[-+~!*&][\w.:]+", flat) else LOWEST)


@expression("constant")
def _constant(p: Printer, op: Any) -> Expr:
    value = op.attributes["value"]
    if is_opaque(value):
        return classify(string_of(value))
    if type(value).__name__ == "IntegerAttr" and not p.style.compat:
        declared = type_of(op.results[0].type, p.style)
        return literal(value.value, declared if declared.bits else type_of(value.type, p.style))
    text = attr_text(value, p.style)
    return Expr(text, UNARY if text.startswith("-") else PRIMARY)


@expression("literal")
def _literal(p: Printer, op: Any) -> Expr:
    text = op.attributes["value"].value
    return Expr(text) if p.style.compat else classify(text)


@expression("cast")
def _cast(p: Printer, op: Any) -> Expr:
    value = p.operand(op.operands[0])
    source, target = type_of(op.operands[0].type, p.style), type_of(op.results[0].type, p.style)
    if p.style.compat:
        return Expr(f"({target.declare('')}) {value.within(UNARY)}", UNARY)
    if is_alias(op, p.style):
        return value
    if value.value is not None and _holds(source, value.value) and _holds(target, value.value):
        return literal(value.value, target)
    if value.value is not None and value.value < 0 and value.typed:
        value = replace(value, text=value.typed)
    if source.arithmetic and target.arithmetic:
        return Expr(f"static_cast<{target.text}>({value.text})")
    if target.pointer and (source.pointer or source.bits) or target.bits and source.pointer:
        return Expr(f"reinterpret_cast<{target.text}>({value.text})")
    return Expr(f"({target.declare('')}){value.within(UNARY - 1)}", UNARY)


def _holds(ctype: CType, value: int) -> bool:
    """Whether an integer of this type can be this number, so that a cast of the literal is the literal."""
    if ctype.bits < 32 or ctype.lvalue:
        return False
    low, high = (0, 2**ctype.bits) if ctype.unsigned else (-(2 ** (ctype.bits - 1)), 2 ** (ctype.bits - 1))
    return low <= value < high


@expression("load")
def _load(p: Printer, op: Any) -> Expr:
    return p.operand(op.operands[0])


@expression("get_global")
def _get_global(p: Printer, op: Any) -> Expr:
    return Expr(op.attributes["name"].value)


@expression("get_field")
def _get_field(p: Printer, op: Any) -> Expr:
    return Expr(op.attributes["field_name"].value)


@expression("subscript")
def _subscript(p: Printer, op: Any) -> Expr:
    base, *indices = (p.operand(v) for v in op.operands)
    return Expr(base.within(PRIMARY - 1) + "".join(f"[{i.text}]" for i in indices))


@expression("dereference")
def _dereference(p: Printer, op: Any) -> Expr:
    owner = op.operands[0].owner
    if not p.style.compat and getattr(owner, "name", "") == "emitc.address_of":
        return p.operand(owner.operands[0])
    return Expr(f"*{p.operand(op.operands[0]).within(UNARY - 1)}", UNARY)


@expression("member")
def _member(p: Printer, op: Any) -> Expr:
    name, place = op.attributes["member"].value, p.operand(op.operands[0])
    # `(*p).x` is written p->x.
    if not p.style.compat and place.prec == UNARY and place.text.startswith("*"):
        return Expr(f"{classify(place.text[1:]).within(PRIMARY - 1)}->{name}")
    return Expr(f"{place.within(PRIMARY - 1)}.{name}")


@expression("member_of_ptr")
def _member_of_ptr(p: Printer, op: Any) -> Expr:
    return Expr(f"{p.operand(op.operands[0]).within(PRIMARY - 1)}->{op.attributes['member'].value}")


@expression("pre_increment", "pre_decrement", "post_increment", "post_decrement")
def _step(p: Printer, op: Any) -> Expr:
    symbol = "++" if op.name.endswith("increment") else "--"
    place = p.operand(op.operands[0])
    if ".pre_" in op.name:
        return Expr(symbol + place.within(UNARY - 1), UNARY)
    return Expr(place.within(PRIMARY - 1) + symbol)


@expression("call")
def _call(p: Printer, op: Any) -> Expr:
    return Expr(f"{op.attributes['callee'].value}({', '.join(p.operand(v).text for v in op.operands)})")


@expression("call_opaque")
def _call_opaque(p: Printer, op: Any) -> Expr:
    return Expr(op.attributes["callee"].value + _template(p, op) + _arguments(p, op, list(op.operands)))


@expression("member_call_opaque")
def _member_call(p: Printer, op: Any) -> Expr:
    receiver, *operands = op.operands
    arrow = "->" if type_of(receiver.type, p.style).pointer else "."
    callee = op.attributes["callee"].value + _template(p, op)
    return Expr(p.operand(receiver).within(PRIMARY - 1) + arrow + callee + _arguments(p, op, operands))


def _template(p: Printer, op: Any) -> str:
    if "template_args" not in op.attributes:
        return ""
    return f"<{', '.join(attr_text(a, p.style) for a in op.attributes['template_args'])}>"


def _arguments(p: Printer, op: Any, operands: list[Any]) -> str:
    if "args" not in op.attributes:
        return f"({', '.join(p.operand(v).text for v in operands)})"
    texts = []
    for attribute in op.attributes["args"]:
        if type(attribute).__name__ == "IntegerAttr" and str(attribute.type) == "index":
            texts.append(p.operand(operands[attribute.value]).text)
        else:
            texts.append(attr_text(attribute, p.style))
    return f"({', '.join(texts)})"


@expression("expression")
def _expression(p: Printer, op: Any) -> Expr:
    with p.expression_body(op) as result:
        return p.operand(result)
