"""Pass options: the fields of a frozen dataclass, bound from pipeline text, command-line text or Python values.

`parse_options("depth=2 strategy=block sizes=1,2")` gives raw texts, `bind(Cls, ...)` the instance, and
`format_options` the text again. Field names are snake_case in Python and kebab-case in text. Field types: bool, int,
float, str, Literal[...], X | None, tuple[X, ...], list[X], and Mapping (text `{key=value ...}`, values read as bool,
int, float or str, or as a mapping or list of these).
"""

from __future__ import annotations

import dataclasses
import difflib
import types
import typing
from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeVar, Union

T = TypeVar("T")

_CLOSERS = {"{": "}", "[": "]", "(": ")"}
_BOOLS = {"true": True, "1": True, "on": True, "false": False, "0": False, "off": False}


class OptionError(ValueError):
    """An option that does not exist or whose value does not fit."""


def split_top_level(text: str, separators: str) -> list[str]:
    """Splits at any of `separators` outside quotes and brackets. Raises OptionError for unbalanced ones."""
    parts, start, stack = [], 0, []
    quote = ""
    for i, char in enumerate(text):
        if quote:
            if char == quote:
                quote = ""
        elif char in "\"'":
            quote = char
        elif char in _CLOSERS:
            stack.append(_CLOSERS[char])
        elif char in _CLOSERS.values():
            if not stack or stack.pop() != char:
                raise OptionError(f"unbalanced '{char}' in '{text}'")
        elif char in separators and not stack:
            parts.append(text[start:i])
            start = i + 1
    if quote or stack:
        raise OptionError(f"missing {quote or stack[-1]!r} in '{text}'")
    parts.append(text[start:])
    return parts


def parse_options(text: str) -> dict[str, str]:
    """`key=value key2={a=1 b=2} flag` as raw texts by key; a key alone means `true`."""
    options: dict[str, str] = {}
    for part in split_top_level(text.strip(), " \t\n"):
        if not part:
            continue
        key, has_value, value = part.partition("=")
        if not key:
            raise OptionError(f"option without a name: '{part}'")
        if key in options:
            raise OptionError(f"option '{key}' is given twice")
        options[key] = value if has_value else "true"
    return options


def nearest(name: str, known: Iterable[str]) -> str:
    """'; did you mean 'x'?' for the best match of a misspelt name, or nothing."""
    match = closest(name, known)
    return f"; did you mean '{match}'?" if match else ""


def suggestion(name: str, known: Iterable[str]) -> str:
    """The help for a name that is none of `known`: the best match, else all of them."""
    match = closest(name, known)
    return f"did you mean '{match}'?" if match else f"give one of {', '.join(known)}"


def closest(name: str, known: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The best match of a misspelt name, or None; `cutoff` 1 asks for the name itself."""
    return next(iter(difflib.get_close_matches(name, sorted(known), n=1, cutoff=cutoff)), None)


def option_fields(cls: type) -> dict[str, tuple[dataclasses.Field, Any]]:
    """kebab-case option name -> (dataclass field, resolved type), in order of declaration."""
    hints = typing.get_type_hints(cls)
    fields = dataclasses.fields(cls)
    return {f.name.replace("_", "-"): (f, hints[f.name]) for f in fields if f.init}


def bind(cls: type[T], options: Mapping[str, Any], owner: str | None = None) -> T:
    """An instance of the dataclass `cls` with `options` (text or Python values) as its fields.

    `owner` names the pass in errors. Raises OptionError for unknown names, missing required ones and unfit values.
    """
    owner = owner or getattr(cls, "name", cls.__name__)
    fields = option_fields(cls)
    kwargs: dict[str, Any] = {}
    for given, raw in options.items():
        key = given.replace("_", "-")
        if key not in fields:
            known = ", ".join(fields) or "none"
            raise OptionError(f"{owner} has no option '{given}'{nearest(key, fields)} (options: {known})")
        spec, kind = fields[key]
        try:
            kwargs[spec.name] = _from_text(raw, kind) if isinstance(raw, str) else _from_python(raw, kind)
        except OptionError as failure:
            raise OptionError(f"option '{key}' of {owner}: {failure}") from None
    for key, (spec, kind) in fields.items():
        required = spec.default is dataclasses.MISSING and spec.default_factory is dataclasses.MISSING
        if required and spec.name not in kwargs:
            raise OptionError(f"{owner} needs option '{key}' ({type_name(kind)})")
    try:
        return cls(**kwargs)
    except ValueError as failure:  # from the dataclass's own __post_init__
        raise OptionError(f"{owner}: {failure}") from None


def normalise(instance: Any) -> None:
    """Checks the fields of a frozen dataclass against their types, lists becoming tuples and the like, in place.

    Raises OptionError.
    """
    for key, (spec, kind) in option_fields(type(instance)).items():
        try:
            value = _from_python(getattr(instance, spec.name), kind)
        except OptionError as failure:
            raise OptionError(f"option '{key}' of {type(instance).__name__}: {failure}") from None
        object.__setattr__(instance, spec.name, value)


def format_options(instance: Any) -> str:
    """The options that differ from their defaults, as `parse_options` reads them; empty if none does."""
    parts = []
    for key, (spec, _) in option_fields(type(instance)).items():
        value = getattr(instance, spec.name)
        default = spec.default_factory() if spec.default_factory is not dataclasses.MISSING else spec.default
        if value != default:
            parts.append(f"{key}={format_value(value)}")
    return " ".join(parts)


def format_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "[" + ",".join(format_value(item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{" + " ".join(f"{key}={format_value(item)}" for key, item in value.items()) + "}"
    text = str(value)
    if isinstance(value, str) and (not text or any(char in " \t\n,=\"'{}[]()" for char in text)):
        return f"'{text}'" if "'" not in text else f'"{text}"'
    return text


def type_name(kind: Any) -> str:
    """How a type is called in help and errors: `int`, `list of int`, `row_major|block`."""
    kind, optional = _strip_optional(kind)
    origin = typing.get_origin(kind)
    if origin is Literal:
        name = "|".join(str(choice) for choice in typing.get_args(kind))
    elif origin in (tuple, list):
        name = f"list of {type_name(typing.get_args(kind)[0])}"
    elif _is_mapping(kind):
        name = "{key=value ...}"
    else:
        name = getattr(kind, "__name__", str(kind))
    return f"{name} or none" if optional else name


def _strip_optional(kind: Any) -> tuple[Any, bool]:
    if typing.get_origin(kind) in (Union, types.UnionType):
        inner = [arg for arg in typing.get_args(kind) if arg is not type(None)]
        if len(inner) == 1:
            return inner[0], True
    return kind, False


def _is_mapping(kind: Any) -> bool:
    origin = typing.get_origin(kind) or kind
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _unquote(text: str) -> str:
    return text[1:-1] if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'" else text


def _from_text(text: str, kind: Any) -> Any:
    kind, optional = _strip_optional(kind)
    if optional and text == "none":
        return None
    origin = typing.get_origin(kind)
    if kind is str:
        return _unquote(text)
    if kind is bool:
        if text.lower() in _BOOLS:
            return _BOOLS[text.lower()]
    elif kind in (int, float):
        try:
            return int(text, 0) if kind is int else float(text)
        except ValueError:
            pass
    elif origin is Literal:
        return _choice(_unquote(text), kind)
    elif origin in (tuple, list):
        body = text[1:-1] if text.startswith("[") and text.endswith("]") else text
        items = [item.strip() for item in split_top_level(body, ",")] if body.strip() else []
        return origin(_from_text(item, typing.get_args(kind)[0]) for item in items)
    elif _is_mapping(kind):
        body = text[1:-1] if text.startswith("{") and text.endswith("}") else text
        return {key.replace("-", "_"): _guess(value) for key, value in parse_options(body).items()}
    else:
        raise TypeError(f"pass options cannot have type {kind}")
    raise OptionError(f"'{text}' is not {_article(type_name(kind))}")


def _from_python(value: Any, kind: Any) -> Any:
    kind, optional = _strip_optional(kind)
    if optional and value is None:
        return None
    origin = typing.get_origin(kind)
    if origin is Literal:
        return _choice(value, kind)
    if origin in (tuple, list) and isinstance(value, list | tuple):
        item_kind = typing.get_args(kind)[0]
        items = (_from_text(v, item_kind) if isinstance(v, str) else _from_python(v, item_kind) for v in value)
        return origin(items)
    if _is_mapping(kind) and isinstance(value, Mapping):
        return dict(value)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    # In Python 3.10 `tuple[int, ...]` passes for a type.
    plain = origin is None and isinstance(kind, type)
    if plain and isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
        return value
    raise OptionError(f"{value!r} is not {_article(type_name(kind))}")


def _choice(value: Any, kind: Any) -> Any:
    choices = {str(choice): choice for choice in typing.get_args(kind)}
    if str(value) not in choices:
        raise OptionError(f"'{value}' is not one of {', '.join(choices)}{nearest(str(value), choices)}")
    return choices[str(value)]


def _guess(text: str) -> Any:
    """A mapping's value has no declared type: {...} is a mapping, [...] a list; true/false, then int, then float, else
    text.
    """
    if text.startswith("{") and text.endswith("}"):
        return {key.replace("-", "_"): _guess(value) for key, value in parse_options(text[1:-1]).items()}
    if text.startswith("[") and text.endswith("]"):
        return [_guess(item.strip()) for item in split_top_level(text[1:-1], ",") if item.strip()]
    if text in ("true", "false"):
        return text == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return _unquote(text)


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
