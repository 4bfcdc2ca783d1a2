"""docs/api.md: the Python interface, from signatures and docstrings."""

from __future__ import annotations

import enum
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import tilelang_tt
from tilelang_tt.passes import registry

_NOTE = "<!-- Written by `make docs` from signatures and docstrings; changes belong there. -->"
_INTRO = """# Python interface

{note}

```python
import tilelang_tt as tt
```

Everything under `tt` is resolved on first use: `import tilelang_tt` loads neither MLIR nor numpy, and nothing here needs TileLang but
what traces a live kernel. Passes are classes, too, under all their names: {passes}; their options, keywords here, are in
[passes](passes.md). Messages are in [errors](errors.md), the fields of a plan in [plan](plan.md)."""

_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Compiling", "", ("compile", "CompiledKernel", "import_tilelang", "validate_module_for_tt")),
    ("Inside of TileLang", "", ("jit", "install", "uninstall", "annotate_layout", "annotate_schedule")),
    ("Pipelines and passes", "", ("build_tt_pipeline", "run_pipeline", "PassManager", "attrs")),
    ("Diagnostics", "", ("CompileError", "Diagnostics", "Diag")),
    (
        "Plans",
        "",
        ("Plan", "tilelang_tt.plan:SequencePlan", "tilelang_tt.plan:read_plan", "tilelang_tt.plan:read_plan_file"),
    ),
    (
        "Running programs",
        "A `CompiledKernel` runs itself; these are for program directories, and for programs written by hand.",
        (
            "tilelang_tt.runner:Program",
            "tilelang_tt.runner:SimulationError",
            "tilelang_tt.sim.driver:Simulator",
            "tilelang_tt.sim.driver:Executable",
            "tilelang_tt.sim.driver:RunResult",
            "tilelang_tt.sim.driver:Finding",
        ),
    ),
    (
        "Profiles",
        "What `CompiledKernel.profile` returns. Launches have kernels, lines and cores; each of them says where its clocks went.",
        (
            "tilelang_tt.sim.profile:read_profile",
            *(
                f"tilelang_tt.sim.profile:{name}"
                for name in ("Profile", "Program", "Kernel", "Line", "SourceLine", "Core", "Thread", "Spent", "Stall")
            ),
            "tilelang_tt.sim.profile:CircularBuffer",
            "tilelang_tt.sim.profile:Chip",
            "tilelang_tt.sim.profile:Resources",
            "tilelang_tt.sim.profile:Link",
        ),
    ),
)


WIDTH = 100


def api_page() -> str:
    """docs/api.md."""
    known = [name for row in registry.PASSES for name in row.names if name[0].isupper()]
    parts = [_INTRO.format(note=_NOTE, passes=", ".join(f"`{name}`" for name in known))]
    seen: set[str] = set()
    groups = [
        (title, text, [n for n in names if ":" in n or n in tilelang_tt._HOMES]) for title, text, names in _GROUPS
    ]
    listed = {name for _, _, names in groups for name in names}
    groups.append(("More", "", [name for name in tilelang_tt._HOMES if name not in listed]))
    for title, text, names in groups:
        if names:
            parts += [f"## {title}", text]
        for name in names:
            shown, thing = _found(name)
            if shown not in seen:
                seen.add(shown)
                parts += _entry(shown, thing)
    return "\n\n".join(p for p in parts if p) + "\n"


def _found(name: str) -> tuple[str, Any]:
    """How a name is shown, and what it is; "module:name" is shown with its module."""
    module, colon, attribute = name.partition(":")
    if colon:
        return f"{module}.{attribute}", getattr(import_module(module), attribute)
    return f"tt.{name}", getattr(tilelang_tt, name)


def _entry(name: str, thing: Any) -> Iterator[str]:
    yield f"### `{name}`"
    yield f"```python\n{name.rpartition('.')[2]}{_signature(thing)}\n```"
    yield _text(thing)
    if inspect.isclass(thing):
        members = [f"* `{shown}`: {text}" for shown, text in _members(thing)]
        yield "\n".join(members)


def _members(cls: Any) -> Iterator[tuple[str, str]]:
    """The public methods and properties that a class declares itself, with the first paragraph of what they say."""
    for name, member in vars(cls).items():
        if isinstance(cls, enum.EnumMeta) or (name.startswith("_") and name != "__call__"):
            continue
        function = member.__func__ if isinstance(member, (classmethod, staticmethod)) else member
        if isinstance(member, property):
            text, shown = member.fget.__doc__, name
        elif inspect.isfunction(function):
            text = function.__doc__
            shown = ("" if name == "__call__" else f".{name}") + _signature(
                function, bound=not isinstance(member, staticmethod)
            )
            shown = "kernel" + shown if name == "__call__" else shown.removeprefix(".")
        else:
            continue
        if text:
            yield shown, " ".join(inspect.cleandoc(text).split("\n\n")[0].split())


def _signature(thing: Any, bound: bool = False) -> str:
    """The parameters and result; `bound` leaves the first parameter away."""
    try:
        signature = inspect.signature(thing)
    except (TypeError, ValueError):
        return ""
    if inspect.isclass(thing):
        signature = signature.replace(return_annotation=inspect.Signature.empty)
    if bound:
        signature = signature.replace(parameters=list(signature.parameters.values())[1:])
    text = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(signature)).replace(" -> None", "").replace("'", '"')
    if bound or len(text) < WIDTH:
        return text
    # One parameter to a line; annotations have commas in brackets only.
    inner, _, result = text[1:].rpartition(")")
    return "(\n    " + re.sub(r", (?![^\[(]*[\])])", ",\n    ", inner) + f",\n){result}"


def _text(thing: Any) -> str:
    """The docstring as Markdown; that of a dataclass without one is its signature, which is shown already."""
    text = inspect.cleandoc(thing.__doc__ or "")
    if text.startswith(f"{getattr(thing, '__name__', '')}("):
        return ""
    lines: list[str] = []
    fenced = False
    for line in text.split("\n"):
        code = line.startswith("    ") or (fenced and not line)
        if code != fenced:
            while fenced and lines and not lines[-1]:
                lines.pop()
            lines += ["```", ""] if fenced else ["```python"]
            fenced = code
        lines.append(line[4:] if code else line)
    return "\n".join([*lines, *(["```"] if fenced else [])])
