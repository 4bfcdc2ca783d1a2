"""Damaged files give an error of ours, never an exception of Python or a crash."""

import copy
import json
import random
from pathlib import Path

import pytest

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.frontend import import_tir
from tilelang_tt.mlir import make_context

DATA = Path(__file__).parent / "data"
TEXTS = ["global", "shared.dyn", "local", "tl.tileop.copy", "tirx.exp", "tl.region", "x"]
DTYPES = ["int32", "float32", "bool", "bfloat16", "handle", "uint8", "float32x4"]


def damage(document: dict, rng: random.Random) -> dict:
    """Changes one reference, number, text or type."""
    nodes = document["nodes"]
    while True:
        position = rng.randrange(len(nodes))
        node = nodes[position]
        data = node.get("data")
        if isinstance(data, str):
            node["data"] = rng.choice(TEXTS)
            return document
        keys = [k for k, v in (data.items() if isinstance(data, dict) else enumerate(data or ())) if isinstance(v, int)]
        if not keys:
            continue
        key = rng.choice(keys)
        if isinstance(data, dict) and "dtype" in data and rng.random() < 0.3:
            data["dtype"] = rng.choice(DTYPES)
        elif key == "value" and node["type"] == "ir.IntImm":
            data[key] = rng.choice([0, 1, -1, 7, 33, 10**6])
        else:
            data[key] = rng.randrange(max(position, 1))
        return document


@pytest.mark.parametrize("name", ["attention", "loops", "matmul", "reducers"])
def test_damage_is_reported(name: str) -> None:
    rng, context = random.Random(name), make_context()
    document = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    refused = 0
    for _ in range(120):
        try:
            import_tir(damage(copy.deepcopy(document), rng), context)
        except CompileError as error:
            assert error.diagnostics[0].message
            refused += 1
    assert refused > 10
