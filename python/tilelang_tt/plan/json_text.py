"""JSON text that people read: what fits on one line stays on one line."""

from __future__ import annotations

import json
from typing import Any

from tilelang_tt.plan.errors import PlanError

WIDTH = 120


def dumps(data: Any, indent: int = 0, used: int = 0) -> str:
    """`data` as JSON, without a final newline; `used` columns of the line are taken by the key before it."""
    line = json.dumps(data)
    if not isinstance(data, dict | list) or not data or (indent and indent + used + len(line) < WIDTH):
        return line
    inner = indent + 2
    if isinstance(data, list):
        parts = [dumps(item, inner) for item in data]
        brackets = "[]"
    else:
        keys = {json.dumps(key) + ": ": item for key, item in data.items()}
        parts = [key + dumps(item, inner, len(key)) for key, item in keys.items()]
        brackets = "{}"
    body = ",\n".join(" " * inner + part for part in parts)
    return f"{brackets[0]}\n{body}\n{' ' * indent}{brackets[1]}"


def loads(text: str) -> Any:
    """The data of a JSON text. Raises PlanError with line and column."""
    try:
        return json.loads(text, object_pairs_hook=_no_duplicates)
    except json.JSONDecodeError as failure:
        raise PlanError([f"plan:{failure.lineno}:{failure.colno}: not JSON: {failure.msg}"]) from None


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    data = dict(pairs)
    if len(data) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise PlanError([f"plan: key '{twice}' is given twice"])
    return data
