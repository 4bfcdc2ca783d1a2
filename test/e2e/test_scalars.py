"""Scalars from block indices, parameters and single elements of tensors, on the simulator."""

from __future__ import annotations

import pytest
from live_examples import check

pytest.importorskip("tilelang")


@pytest.mark.parametrize(
    ("name", "terms", "args"),
    [
        ("alibi", 1, {"heads": 3, "S": 50}),
        ("total", 40, {"B": 2, "H": 40, "N": 40}),
        ("total", 33, {"B": 3, "H": 5, "N": 33, "dtype": "float16"}),
        ("scaled_gemm", 64, {"M": 40, "N": 50, "K": 64}),
        ("chunk_state", 64, {"C": 1, "D": 48}),
        ("rms", 50, {"M": 32, "N": 50}),
    ],
)
def test_scalars(name: str, terms: int, args: dict) -> None:
    check("scalar_kernels", name, terms, **args)
