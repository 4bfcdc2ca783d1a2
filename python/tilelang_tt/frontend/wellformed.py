"""Checks that the fields of TIR nodes hold what their declarations in `tir` say: a damaged file is told from a kernel.

The declarations are the schema: `span: Span | None`, `indices: tuple[Expr, ...]`, `annotations: dict[str, Any]`.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

Check = Callable[[Any], bool]


def check(node: Any) -> None:
    """Raises TypeError if a field of the node holds something else than it is declared to."""
    if not is_dataclass(node):
        return
    cls: type = type(node)
    for name, declared, holds in _checks(cls):
        value = getattr(node, name)
        if not holds(value):
            raise TypeError(f"{cls.__name__}.{name} is {type(value).__name__}, expected {declared}")


@cache
def _checks(cls: type) -> list[tuple[str, str, Check]]:
    hints = get_type_hints(cls)
    found = [(f.name, str(f.type), _check_of(hints[f.name])) for f in fields(cls)]
    return [(name, declared, holds) for name, declared, holds in found if holds is not _anything]


def _anything(value: Any) -> bool:
    return True


def _check_of(hint: Any) -> Check:
    if hint is Any:
        return _anything
    origin = get_origin(hint)
    if origin in (types.UnionType, Union):
        members = tuple(type(None) if m is None else m for m in get_args(hint))
        return lambda value: isinstance(value, members)
    if origin is tuple:
        item = _check_of(get_args(hint)[0])
        return lambda value: isinstance(value, tuple) and all(map(item, value))
    if origin is dict:
        key, item = map(_check_of, get_args(hint))
        return lambda value: isinstance(value, dict) and all(key(k) and item(v) for k, v in value.items())
    if hint is float:
        return lambda value: isinstance(value, (float, int))
    return lambda value: isinstance(value, hint)
