"""docs/plan.md, from the descriptions in the schema of plans."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tilelang_tt.plan import schema

Table = Callable[[Sequence[str], Iterator[Sequence[str]]], str]

_HEAD = """\
# The plan: `tt.plan.json`

<!-- Written by `make docs` from python/tilelang_tt/plan/schema.json; changes belong there. -->

{description}

`tt-compile` writes it beside the kernels, from the attributes of the IR; the host program is printed from it. The
schema, {schema}, is [schema.json](../python/tilelang_tt/plan/schema.json); `tilelang_tt.plan.schema()` returns it.
`read_plan(text)` gives the typed form (`Plan` or `SequencePlan`), `plan.validate()` says what does not hold together,
by the path in the JSON, `apply_plan(module, plan)` writes it to the attributes of a module. Sizes are in bytes where a
name says so, shapes are in elements, a core is column, row. Fields that are not required are left out where they say
nothing.

The root is a [plan](#plan), for a kernel of one launch, or a [sequence](#sequence).

## A plan edited by hand

`tt-compile kernel.py --plan p.json` and `tilelang_tt.compile(kernel, plan="p.json")` take a plan back and give the program
that it describes, or refuse it at the line of the plan. An unchanged plan gives the same program, byte by byte. Fields
marked **Changed** are choices. All others follow from the kernel and the choices: they must be what the compiler derives,
or be left out. So a file with `schema_version` and a few choices is enough:

```json
{{"schema_version": 1, "device": {{"name": "wormhole", "core_grid": [4, 4]}}, "cbs": [{{"name": "cb_A_shared", "depth": 1}}]}}
```"""


def plan_page(table: Table) -> str:
    """The page; `table(head, rows)` makes a Markdown table."""
    root = schema()
    definitions = root["$defs"]
    objects = {name: d for name, d in definitions.items() if "properties" in d}
    version = definitions["plan"]["properties"]["schema_version"]["const"]
    head = _HEAD.format(description=root["description"], schema=f"version {version}")
    parts = [head, *(_section(name, d, definitions, table) for name, d in objects.items())]
    rows = ((f"`{name}`", f"{d['description']}") for name, d in definitions.items() if name not in objects)
    parts += ["## Types", table(("type", "is"), rows)]
    return "\n\n".join(parts) + "\n"


def _section(name: str, definition: dict[str, Any], definitions: dict[str, Any], table: Table) -> str:
    required = definition["required"]

    def rows() -> Iterator[Sequence[str]]:
        for field, spec in definition["properties"].items():
            # A field without a description is that of another definition: "#/$defs/plan/properties/cbs".
            said = spec.get("description") or f"As in [{_names(spec)[0]}](#{_names(spec)[0]})."
            changed = [f"**Changed: {spec['x-choice']}.**"] if "x-choice" in spec else []
            text = " ".join([said, *changed, *(f"Example: `{_json(e)}`." for e in spec.get("examples", ()))])
            yield f"`{field}`", _type(spec, definitions), "yes" if field in required else "", text

    return f"## `{name}`\n\n{definition['description']}\n\n" + table(("field", "type", "required", "says"), rows())


def _names(spec: dict[str, Any]) -> list[str]:
    """The definition, and its field if it is one, that a reference is to."""
    return [part for part in spec["$ref"].split("/")[2:] if part != "properties"]


def _type(spec: dict[str, Any], definitions: dict[str, Any]) -> str:
    if "$ref" in spec:
        name, *field = _names(spec)
        if field:
            return _type(definitions[name]["properties"][field[0]], definitions)
        if "properties" in definitions[name]:
            return f"[{name}](#{name})"
        return _one_of(definitions[name]["enum"]) if "enum" in definitions[name] else name
    if "enum" in spec:
        return _one_of(spec["enum"])
    if "const" in spec:
        return f"`{_json(spec['const'])}`"
    if "allOf" in spec:
        return f"{_names(spec['allOf'][0])[0]}: {_type(spec['additionalProperties'], definitions)}"
    if spec["type"] == "array":
        return f"list of {_type(spec['items'], definitions)}"
    if spec["type"] == "object":
        return f"by name: {_type(spec['additionalProperties'], definitions)}"
    return str(spec["type"])


def _one_of(values: Sequence[Any]) -> str:
    return ", ".join(f"`{value}`" for value in values)


def _json(value: Any) -> str:
    return json.dumps(value)
