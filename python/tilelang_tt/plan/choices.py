"""What of a plan is a choice of the user: it becomes attributes of the kernel, which passes honour.

Everything else in a plan follows from the kernel and these choices.

| in the plan | attribute | honoured by |
|---|---|---|
| `device.name` | `tt.target_device` | tt-infer-schedule |
| `core_grid`, else `device.core_grid` | `tt.core_grid` | tt-infer-schedule |
| `layouts` | `tt.layout_hints` | tt-infer-layout |
| `buffers[].format` | `tt.format` | tt-choose-formats |
| `schedule.policy`, `.order`, `.cores` | `tt.schedule_policy`, `tt.schedule_order`, `tt.cores` | tt-infer-schedule |
| `work_partition` | `tt.core_map` | tt-tiles-to-core-map |
| `cbs[].id`, `.depth` | `tt.cb_choices` | tt-place-buffers |
| `schedule.multicast` | `tt.multicast` | tt-multicast |
| `kernels[].math_fidelity` | `tt.math_fidelity` | tt-lower-dst |
| `kernels[].prefetch` | `tt.prefetch` | tt-lower-movers |
"""

from __future__ import annotations

from typing import Any

from tilelang_tt.dialects.attributes import CoreRangeAttr
from tilelang_tt.passes import kernel_func, place_buffers, split_launches, storage, tensor_layouts, work_partition
from tilelang_tt.passes.schedule import CORES
from tilelang_tt.plan.errors import PlanError

_FORMATS = {"Bfp8_b": "bfp8", "Bfp4_b": "bfp4"}


def annotate(fn: Any, data: dict[str, Any]) -> None:
    """Writes the choices in the JSON data of a plan to the function of a kernel in tile form.

    Raises PlanError for a block or a circular buffer that is not named.
    """
    with fn.context:
        kernel_func.write(fn, _choices(fn, data))


def _choices(fn: Any, data: dict[str, Any]) -> dict[str, Any]:
    attributes = _shared(fn, data)
    programs = data.get("programs")
    if programs is None:
        attributes |= _own(data, "plan")
    else:
        own = [_own(program, f"plan.programs[{i}]") for i, program in enumerate(programs)]
        attributes[split_launches.PER_LAUNCH] = own
    return attributes


def _shared(fn: Any, data: dict[str, Any]) -> dict[str, Any]:
    """Those that all programs of a sequence share."""
    device = data.get("device", {})
    found = {
        "tt.target_device": device.get("name"),
        "tt.core_grid": data.get("core_grid", device.get("core_grid")),
        tensor_layouts.HINTS: data.get("layouts"),
    }
    stored = dict(storage.formats(fn))
    for buffer in data.get("buffers", ()):
        if "name" in buffer and "format" in buffer:
            stored.pop(buffer["name"], None)
            chosen = _format(buffer)
            if chosen is not None:
                stored[buffer["name"]] = chosen
    return {**_given(found), storage.FORMAT: stored or None}


def _format(buffer: dict[str, Any]) -> str | None:
    """How a tensor is stored where that is a choice; else it follows from its type."""
    if buffer["format"] == "Float32" and buffer.get("dtype") == "float16":
        return "fp32"
    return _FORMATS.get(buffer["format"])


def _own(data: dict[str, Any], path: str) -> dict[str, Any]:
    """Those of one program."""
    schedule = data.get("schedule", {})
    fidelity = [kernel["math_fidelity"] for kernel in data.get("kernels", ()) if "math_fidelity" in kernel]
    work = {
        core: [_block(item, f'{path}.work_partition["{core}"][{i}]') for i, item in enumerate(items)]
        for core, items in data.get("work_partition", {}).items()
    }
    cbs = dict(_cb(cb, f"{path}.cbs[{i}]") for i, cb in enumerate(data.get("cbs", ())))
    found = {
        "tt.schedule_policy": schedule.get("policy"),
        "tt.schedule_order": schedule.get("order"),
        kernel_func.MULTICAST: schedule.get("multicast"),
        CORES: [CoreRangeAttr.of(r["start"], r["extent"]) for r in schedule.get("cores", ())] or None,
        work_partition.CORE_MAP: work or None,
        place_buffers.CHOICES: cbs or None,
        "tt.math_fidelity": fidelity[0] if fidelity else None,
        kernel_func.PREFETCH: False if any(k.get("prefetch") is False for k in data.get("kernels", ())) else None,
    }
    return _given(found)


def _block(item: dict[str, Any], path: str) -> list[int]:
    _named(item, ("io", "jo"), path)
    return [item["io"], item["jo"], item.get("zo", 0)]


def _cb(item: dict[str, Any], path: str) -> tuple[str, dict[str, Any]]:
    _named(item, ("name",), path)
    return item["name"], _given({key: item.get(key) for key in ("id", "depth")})


def _named(item: dict[str, Any], keys: tuple[str, ...], path: str) -> None:
    for key in keys:
        if key not in item:
            raise PlanError([f"{path}: has no '{key}', which says what the choices are for"])


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}
