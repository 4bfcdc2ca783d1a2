"""Typed dataclasses from and to JSON data. Errors name the path: "plan.cbs[2].pagez: unknown key"."""

from __future__ import annotations

import dataclasses
import difflib
import types
import typing
from collections.abc import Iterable
from typing import Any, TypeVar

from tilelang_tt.dialects.extent import Extent, Size, parse, text
from tilelang_tt.plan.errors import PlanError

T = TypeVar("T")
_NAMES: dict[type, str] = {int: "an integer", str: "a string", bool: "true or false", list: "a list", dict: "an object"}


def write(value: Any) -> Any:
    """JSON data of a value; fields that are None are left away."""
    if isinstance(value, Extent):
        return text(value)
    if dataclasses.is_dataclass(value):
        pairs = ((f.name, getattr(value, f.name)) for f in dataclasses.fields(value))
        return {name: write(item) for name, item in pairs if item is not None}
    if isinstance(value, dict):
        return {key: write(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [write(item) for item in value]
    return value


def read(cls: type[T], data: Any, path: str) -> T:
    """An instance of the dataclass `cls`. Raises PlanError for unknown keys, missing ones and wrong types."""
    result: T = _value(data, cls, path)
    return result


def check(kind: Any, data: Any, path: str) -> None:
    """Raises PlanError for unknown keys and wrong types in data of which fields may be left out."""
    kind = present(kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        _known_keys(_checked(data, dict, path), hints, path)
        for name, item in data.items():
            check(hints[name], item, f"{path}.{name}")
    elif origin is list:
        for i, item in enumerate(_checked(data, list, path)):
            check(arguments[0], item, f"{path}[{i}]")
    elif origin is dict:
        for key, item in _checked(data, dict, path).items():
            check(arguments[1], item, f'{path}["{key}"]')
    else:
        _value(data, kind, path)


def present(kind: Any) -> Any:
    """The type of a field that may be missing, when it is there: `T` of `T | None`."""
    if kind != Size and typing.get_origin(kind) in (typing.Union, types.UnionType):
        return next(a for a in typing.get_args(kind) if a is not type(None))
    return kind


def _value(data: Any, kind: Any, path: str) -> Any:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind == Size:
        return _size(data, path)
    if origin in (typing.Union, types.UnionType):
        return None if data is None else _value(data, present(kind), path)
    if dataclasses.is_dataclass(kind):
        return _object(data, kind, path)
    if origin is list:
        return [_value(item, arguments[0], f"{path}[{i}]") for i, item in enumerate(_checked(data, list, path))]
    if origin is dict:
        return {key: _value(item, arguments[1], f'{path}["{key}"]') for key, item in _checked(data, dict, path).items()}
    return _checked(data, kind, path)


def _size(data: Any, path: str) -> Size:
    """An integer, an Extent, or the text of one."""
    if isinstance(data, Extent):
        return data
    if not isinstance(data, str):
        size: Size = _checked(data, int, path)
        return size
    try:
        return parse(data)
    except ValueError as failure:
        raise PlanError([f"{path}: {failure}"]) from None


def _checked(data: Any, kind: type, path: str) -> Any:
    if not isinstance(data, kind) or (kind is int and isinstance(data, bool)):
        shown = "nothing" if data is None else repr(data) if isinstance(data, int | float | str) else _NAMES[type(data)]
        raise PlanError([f"{path}: expected {_NAMES[kind]}, got {shown}"])
    return data


def _known_keys(data: dict[str, Any], fields: Iterable[str], path: str) -> None:
    for key in data:
        if key not in fields:
            near = difflib.get_close_matches(key, fields, n=1)
            hint = f"; did you mean '{near[0]}'?" if near else f" (keys: {', '.join(fields)})"
            raise PlanError([f"{path}.{key}: unknown key{hint}"])


def _object(data: Any, cls: Any, path: str) -> Any:
    _checked(data, dict, path)
    hints = typing.get_type_hints(cls)
    fields = {f.name: f for f in dataclasses.fields(cls)}
    _known_keys(data, fields, path)
    for name, spec in fields.items():
        required = spec.default is dataclasses.MISSING and spec.default_factory is dataclasses.MISSING
        if required and name not in data:
            raise PlanError([f"{path}.{name}: missing"])
    return cls(**{name: _value(item, hints[name], f"{path}.{name}") for name, item in data.items()})
