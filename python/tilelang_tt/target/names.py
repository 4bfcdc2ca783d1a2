"""Target names and their compile options: "tenstorrent", "tenstorrent/blackhole", {"kind": "tenstorrent", ...}.

TVM's target kinds are compiled in; ours travels as an external device, with our options as JSON in its `model`:

    {"kind": "ext_dev", "keys": ["tenstorrent"], "model": "{\"math_fidelity\": \"HiFi2\", \"target\": \"blackhole\"}"}
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from typing import Any

from tilelang import tvm

from tilelang_tt import api
from tilelang_tt.device import get_device
from tilelang_tt.passes.options import nearest

Target = tvm.target.Target
KIND = "tenstorrent"
_CARRIER = "ext_dev"
# The last is for one kernel, not for a target.
_NOT_OPTIONS = ("kernel", "target", "out_idx", "args", "plan")
OPTIONS = tuple(name for name in inspect.signature(api.compile).parameters if name not in _NOT_OPTIONS)
"""What a target can say besides the device: the options of `tilelang_tt.compile`."""


def normalize(target: Any) -> Any:
    """The TVM target for one of our names; None for everything else, which stays with TileLang.

    Takes "tenstorrent", "tenstorrent/DEVICE", and {"kind": "tenstorrent", "arch": DEVICE} with the options of
    `tilelang_tt.compile` as further keys. Raises ValueError for a device or an option that does not exist.
    """
    if isinstance(target, str):
        kind, _, device = target.strip().partition("/")
        return _target({"arch": device} if device else {}) if kind == KIND else None
    if isinstance(target, Mapping) and target.get("kind") == KIND:
        return _target({key: value for key, value in target.items() if key != "kind"})
    return None


def spelled(target: Any, given: Mapping[str, Any]) -> dict[str, Any]:
    """A target for `normalize` from what `tilelang_tt.jit` takes: a device, one of our targets, or None; and options.
    Raises ValueError for the target of another compiler.
    """
    if isinstance(target, str):
        said: Mapping[str, Any] = {"arch": target.strip()}
    elif isinstance(target, Target) and is_ours(target):
        said = options(target)
        said = {"arch" if name == "target" else name: value for name, value in said.items()}
    elif target is None or isinstance(target, Mapping) and target.get("kind", KIND) == KIND:
        said = target or {}
    else:
        raise ValueError(f"tilelang_tt.jit compiles for {KIND}, not for {target}; use tilelang.jit")
    return {**said, **given, "kind": KIND}


def is_ours(target: Any) -> bool:
    """Whether `normalize` made the target."""
    return target.kind.name == _CARRIER and KIND in list(target.keys)


def options(target: Any) -> dict[str, Any]:
    """The keywords for `tilelang_tt.compile` in one of our targets."""
    given = json.loads(str(target.attrs["model"]))
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}


def _target(given: Mapping[str, Any]) -> Any:
    chosen: dict[str, Any] = {}
    for key, value in given.items():
        if key != "arch" and key not in OPTIONS:
            known = ("arch", *OPTIONS)
            raise ValueError(f"target '{KIND}' has no key '{key}'{nearest(key, known)} (keys: {', '.join(known)})")
        if value is not None:
            chosen["target" if key == "arch" else key] = value
    grid = chosen.get("core_grid")
    get_device(chosen.get("target", "wormhole"), tuple(grid) if grid else None)
    model = json.dumps(chosen, sort_keys=True, default=dict)
    return Target({"kind": _CARRIER, "keys": [KIND], "model": model})
