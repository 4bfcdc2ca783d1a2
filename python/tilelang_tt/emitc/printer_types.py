"""C++ text of MLIR types and attributes.

emitc types and attributes have no Python classes in the bindings, so they are read from their printed form, which is
stable and small: `!emitc.ptr<T>`, `!emitc.lvalue<T>`, `!emitc.array<2x3xT>`, `!emitc.opaque<"text">`.
"""

from __future__ import annotations

import math
import re
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .printer_base import Style, Unprintable

_HEX = "0123456789abcdefABCDEF"
_FLOATS = {"f16": "_Float16", "bf16": "__bf16", "f32": "float", "f64": "double"}
_INT = re.compile(r"([us]?)i(\d+)\Z")
_INT_TEXT = re.compile(r"u?int(8|16|32|64)_t\Z")
ARITHMETIC = frozenset(
    "bool char int unsigned short long float double size_t ssize_t ptrdiff_t uintptr_t _Float16 __bf16".split()
    + [f"{sign}int{bits}_t" for sign in ("", "u") for bits in (8, 16, 32, 64)]
)


@dataclass(frozen=True)
class CType:
    """A C++ type: `text` without array extents, `dims` the extents, `lvalue` whether it names a place.

    bits/unsigned describe an integer type (bits 0: not an integer, or not known to be one).
    """

    text: str
    dims: tuple[int, ...] = ()
    lvalue: bool = False
    bits: int = 0
    unsigned: bool = False

    @property
    def pointer(self) -> bool:
        return not self.dims and self.text.rstrip().endswith("*")

    @property
    def arithmetic(self) -> bool:
        """A builtin number: `const` in front of it is what a person writes, and never changes its meaning."""
        return not self.dims and self.text in ARITHMETIC

    def declare(self, name: str) -> str:
        """`text name[d0][d1]`, the declarator of a variable; without a name the bare type."""
        return f"{self.text} {name}".rstrip() + "".join(f"[{d}]" for d in self.dims)


@lru_cache(maxsize=4096)
def parse_type(text: str, size_t: str) -> CType:
    """The C++ type of an MLIR type in its printed form. Raises Unprintable."""
    if text in ("index", "!emitc.size_t"):
        return CType(size_t, bits=32 if size_t == "uint32_t" else 64, unsigned=True)
    if match := _INT.match(text):
        sign, bits = match[1], int(match[2])
        if bits == 1:
            return CType("bool", bits=1, unsigned=True)
        if bits in (8, 16, 32, 64):
            unsigned = sign == "u"
            return CType(f"{'u' * unsigned}int{bits}_t", bits=bits, unsigned=unsigned)
    if text in _FLOATS:
        return CType(_FLOATS[text])
    if text.startswith("tuple<") and text.endswith(">"):
        return CType(f"std::tuple<{', '.join(parse_type(t, size_t).text for t in _split(text[6:-1]))}>")
    if text.startswith("!emitc."):
        name, _, inner = text[len("!emitc.") :].partition("<")
        inner = inner[:-1]
        if name == "opaque":
            return _opaque_type(unquote(inner))
        if name == "ptr":
            pointee = parse_type(inner, size_t)
            if pointee.dims:
                raise Unprintable(f"has a pointer to an array, {text}", "point to the element type instead")
            return CType(f"{pointee.text}*")
        if name == "lvalue":
            place = parse_type(inner, size_t)
            return CType(place.text, place.dims, True, place.bits, place.unsigned)
        if name == "array":
            extents = re.match(r"(?:\d+x)+", inner)
            if extents:
                element = parse_type(inner[extents.end() :], size_t)
                dims = tuple(int(d) for d in extents[0][:-1].split("x"))
                return CType(element.text, dims + element.dims, True)
        if name in ("ssize_t", "ptrdiff_t"):
            return CType(name, bits=64)
    raise Unprintable(f"has a type without C++ text, {text}", "convert it to an emitc type or a builtin number first")


def _opaque_type(text: str) -> CType:
    if match := _INT_TEXT.match(text):
        return CType(text, bits=int(match[1]), unsigned=text.startswith("u"))
    return CType(text)


def _split(text: str) -> list[str]:
    """Splits at the commas that no bracket encloses."""
    parts, depth, start = [], 0, 0
    for n, char in enumerate(text):
        depth += (char == "<") - (char == ">")
        if char == "," and depth == 0:
            parts.append(text[start:n].strip())
            start = n + 1
    return [*parts, text[start:].strip()]


def unquote(text: str) -> str:
    r"""The contents of a string as MLIR prints it: `"a\22b"` is a"b."""
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        raise Unprintable(f"has a malformed string, {text}", "write it in double quotes")
    raw, body, n = bytearray(), text[1:-1], 0
    while n < len(body):
        if body[n] != "\\":
            raw += body[n].encode()
            n += 1
        elif body[n + 1] in _HEX and n + 2 < len(body) and body[n + 2] in _HEX:
            raw.append(int(body[n + 1 : n + 3], 16))
            n += 3
        else:
            raw += {"n": b"\n", "t": b"\t"}.get(body[n + 1], body[n + 1].encode())
            n += 2
    return raw.decode()


def float_text(value: float, type_text: str, style: Style) -> str:
    """The shortest literal that reads back as exactly this number of this type (f32, f64, f16, bf16)."""
    cpp = _FLOATS.get(type_text)
    if cpp is None:
        raise Unprintable(f"has a number of type {type_text}", "use f16, bf16, f32 or f64")
    if style.compat:
        return _compat_float(value, type_text)
    if math.isnan(value):
        return f"std::numeric_limits<{cpp}>::quiet_NaN()"
    if math.isinf(value):
        return f"{'-' if value < 0 else ''}std::numeric_limits<{cpp}>::infinity()"
    if type_text == "f64":
        return _digits(repr(value))
    # f16 and bf16 values are f32 values; the literal is a float and converts without rounding.
    text = next(t for t in (f"{value:.{p}g}" for p in range(1, 18)) if _as_float32(float(t)) == value)
    literal = _digits(text) + "f"
    return literal if type_text == "f32" else f"static_cast<{cpp}>({literal})"


def _as_float32(value: float) -> float:
    try:
        return float(struct.unpack("<f", struct.pack("<f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


def _digits(text: str) -> str:
    """`1e-05` -> `1.0e-5`, `2` -> `2.0`: the way people write floating-point numbers."""
    mantissa, _, exponent = text.partition("e")
    if "." not in mantissa:
        mantissa += ".0"
    return f"{mantissa}e{int(exponent)}" if exponent else mantissa


def _compat_float(value: float, type_text: str) -> str:
    suffix = {"f32": "f", "f64": "", "f16": "f16", "bf16": "bf16"}[type_text]
    if math.isnan(value):
        return "NAN"
    if math.isinf(value):
        return "-INFINITY" if value < 0 else "INFINITY"
    digits = {"f32": 9, "f64": 17, "f16": 5, "bf16": 4}[type_text]
    return f"{value:.{digits}e}{suffix}"


def int_text(value: int, ctype: CType) -> str:
    """An integer literal. Only values that do not fit `int` need a suffix; C++ would widen them by itself otherwise."""
    if ctype.bits == 1:
        return "true" if value else "false"
    if value in (-(2**31), -(2**63)):
        # The literal is `-` applied to a positive number that is out of the type's range.
        return f"std::numeric_limits<int{32 if value == -(2**31) else 64}_t>::min()"
    if -(2**31) < value < 2**31:
        return str(value)
    return str(value) + suffix_of(ctype)


def suffix_of(ctype: CType) -> str:
    """The suffix that gives a literal the width and the sign of this type."""
    return ("u" if ctype.unsigned else "") + ("ll" if ctype.bits == 64 else "")


def string_of(attribute: Any) -> str:
    """The text of a StringAttr or of an `#emitc.opaque`."""
    if hasattr(attribute, "value") and isinstance(attribute.value, str):
        return attribute.value
    text = str(attribute)
    if text.startswith("#emitc.opaque<"):
        return unquote(text[len("#emitc.opaque<") : -1])
    raise Unprintable(f"has an attribute that is no text, {text}", "use a string or #emitc.opaque")


def is_opaque(attribute: Any) -> bool:
    return str(attribute).startswith("#emitc.opaque<")


def attr_text(attribute: Any, style: Style) -> str:
    """C++ text of an attribute used as a value, a call argument or a template argument. Raises Unprintable."""
    kind = type(attribute).__name__
    if is_opaque(attribute):
        return string_of(attribute)
    if kind == "BoolAttr":
        return "true" if attribute.value else "false"
    if kind == "IntegerAttr":
        ctype = parse_type(str(attribute.type), style.size_t)
        return str(attribute.value) if style.compat and ctype.bits != 1 else int_text(attribute.value, ctype)
    if kind == "FloatAttr":
        return float_text(attribute.value, str(attribute.type), style)
    if kind == "TypeAttr":
        return type_text(attribute.value, style)
    if kind == "StringAttr":
        return '"' + attribute.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if kind in ("SymbolRefAttr", "FlatSymbolRefAttr"):
        return "::".join(attribute.value) if isinstance(attribute.value, list) else attribute.value
    if kind.startswith("Dense") and kind.endswith("ElementsAttr"):
        return _dense_text(attribute, style)
    raise Unprintable(f"has an attribute without C++ text, {attribute}", 'use #emitc.opaque<"..."> with the text')


def _dense_text(attribute: Any, style: Style) -> str:
    element = str(attribute.type.element_type)
    ctype = parse_type(element, style.size_t)
    try:
        values = list(attribute)
    except (TypeError, ValueError) as error:
        raise Unprintable(f"has elements the bindings cannot read, {element}", "use f32, f64 or integers") from error
    if element in _FLOATS:
        items = [float_text(v, element, style) for v in values]
    else:
        items = [str(int(v)) if style.compat and ctype.bits != 1 else int_text(int(v), ctype) for v in values]
    if not style.compat:
        for extent in reversed(list(attribute.type.shape)[1:]):
            items = ["{" + ", ".join(items[n : n + extent]) + "}" for n in range(0, len(items), extent)]
    return "{" + ", ".join(items) + "}"


def type_of(type_: Any, style: Style) -> CType:
    return parse_type(str(type_), style.size_t)


def type_text(type_: Any, style: Style) -> str:
    """C++ text of a type where no name follows, as in a cast or a template argument."""
    return type_of(type_, style).declare("")
