"""Problems of a plan as diagnostics: the line of `tt.plan.json` that is wrong, with a caret.

tt.plan.json:31:17: error: plan.cbs[0].depth: 32 pages do not hold 3 blocks
    {"id": 0, "depth": 3, ...
              ^
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from json.decoder import scanstring  # type: ignore[attr-defined]
from pathlib import Path

from tilelang_tt.diagnostics import CompileError, Diag, Severity, Where
from tilelang_tt.plan.errors import PlanError
from tilelang_tt.plan.sequence import AnyPlan, read_plan

_STEP = re.compile(r'\.(?P<key>\w+)|\[(?P<index>\d+)\]|\["(?P<name>[^"]*)"\]')
_NOT_JSON = re.compile(r"plan:(\d+):(\d+): (.*)", re.DOTALL)
_VALUE = json.JSONDecoder()


def read_plan_file(path: str | os.PathLike[str], validate: bool = False) -> AnyPlan:
    """Reads a plan of either kind from a file, and checks that it holds together if asked to. Raises OSError, and CompileError
    that shows the lines which are wrong.
    """
    text = Path(path).read_text("utf-8")
    try:
        plan = read_plan(text)
        return plan.validate() if validate else plan
    except PlanError as failure:
        raise located(failure, str(path), text) from None


def located(failure: PlanError, file: str, text: str, help: str | None = None) -> CompileError:
    """The problems of a plan at their places in its text; `help` goes with the last one."""
    found = [_diagnostic(problem, file, text) for problem in failure.problems]
    return CompileError([*found[:-1], replace(found[-1], help=help)], {file: text})


def _diagnostic(problem: str, file: str, text: str) -> Diag:
    syntax = _NOT_JSON.fullmatch(problem)
    if syntax:
        return Diag(Severity.ERROR, syntax[3], Where(file, int(syntax[1]), int(syntax[2])))
    line, column = place(text, problem)
    return Diag(Severity.ERROR, problem, Where(file, line, column))


def place(text: str, path: str) -> tuple[int, int]:
    """Line and column, from 1, of what `path` names, or of the innermost thing around it that is there.

    `path` is "plan.cbs[0].depth", `plan.work_partition["(0,0)"]`, or a sentence that starts so.
    """
    start = found = _skip(text, 0)
    rest = path.removeprefix("plan")
    while step := _STEP.match(rest):
        rest = rest[step.end() :]
        inside = _member(text, start, step)
        if inside is None:
            break
        found, start = inside
    return text.count("\n", 0, found) + 1, found - text.rfind("\n", 0, found)


def _member(text: str, start: int, step: re.Match[str]) -> tuple[int, int] | None:
    """Where a member of the object or list at `start` is shown, its key or itself, and where its value starts."""
    wanted = step["key"] or step["name"]
    is_object = text[start] == "{"
    if text[start] not in "{[" or is_object != (wanted is not None):
        return None
    position, number = _skip(text, start + 1), 0
    while text[position] not in "}]":
        shown = position
        key = None
        if is_object:
            key, position = scanstring(text, position + 1)
            position = _skip(text, _skip(text, position) + 1)  # behind the colon
        if key == wanted if is_object else number == int(step["index"]):
            return shown, position
        _, position = _VALUE.raw_decode(text, position)
        position = _skip(text, position)
        if text[position] == ",":
            position = _skip(text, position + 1)
        number += 1
    return None


def _skip(text: str, position: int) -> int:
    """Past white space."""
    while position < len(text) and text[position] in " \t\r\n":
        position += 1
    return position
