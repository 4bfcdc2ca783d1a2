"""The published JSON Schema of a plan."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `tt.plan.json`, from `schema.json` beside this file."""
    data: dict[str, Any] = json.loads(files(__package__).joinpath("schema.json").read_text("utf-8"))
    return data
