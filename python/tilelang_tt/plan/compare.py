"""A plan as a user edited it against the plan of the program: what is written there must be so, what is left out may be
anything.
"""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Iterator
from typing import Any

from tilelang_tt.dialects.extent import Size, parse
from tilelang_tt.plan import json_data
from tilelang_tt.plan.model import CB


def differences(kind: Any, given: Any, made: Any, path: str) -> Iterator[str]:
    """One sentence for each value of the JSON data `given` that is not that of the plan data `made`, with its path.

    `kind` is the type of both. Fields of objects may be left out; lists and maps are whole, except for circular buffers, which
    go by name.
    """
    kind = json_data.present(kind)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        for key, value in given.items():
            yield from _present(hints[key], value, made, key, f"{path}.{key}")
    elif origin is dict:
        for key, value in given.items():
            yield from _present(arguments[1], value, made, key, f'{path}["{key}"]')
        for key in made:
            if key not in given:
                yield f'{path}: has no "{key}", the compiler derives {_shown(made[key])}'
    elif origin is list and arguments[0] is CB:
        by_name = {item["name"]: item for item in made}
        for i, item in enumerate(given):
            yield from differences(CB, item, by_name.get(item.get("name"), {}), f"{path}[{i}]")
    elif origin is list and len(given) != len(made):
        yield f"{path}: {len(given)} entries, the compiler derives {len(made)}: {_shown(made)}"
    elif origin is list and dataclasses.is_dataclass(arguments[0]):
        for i, (mine, theirs) in enumerate(zip(given, made, strict=True)):
            yield from differences(arguments[0], mine, theirs, f"{path}[{i}]")
    elif not _same(kind, given, made):
        yield f"{path}: {_shown(given)}, the compiler derives {_shown(made)}"


def _present(kind: Any, value: Any, made: Any, key: str, path: str) -> Iterator[str]:
    if key in made:
        yield from differences(kind, value, made[key], path)
    elif value not in (None, False, [], {}):
        yield f"{path}: {_shown(value)}, the compiler derives none"


def _same(kind: Any, given: Any, made: Any) -> bool:
    if typing.get_origin(kind) is list:
        return all(_same(typing.get_args(kind)[0], a, b) for a, b in zip(given, made, strict=True))
    if kind == Size and isinstance(given, str) and isinstance(made, str):
        return parse(given) == parse(made)
    return bool(given == made)


def _shown(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 120 else f"{text[:100]} ..."
