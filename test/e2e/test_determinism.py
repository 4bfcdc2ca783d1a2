"""The same input gives the same bytes, in every process and order."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
from kernel_text import Gemm
from on_simulator import compiled, random_array, run

SCRIPT = """
import hashlib, sys
import tilelang_tt as tt
from tilelang_tt.mlir import make_context, parse_module
with make_context() as context:
    kernel = tt.compile(parse_module(open(sys.argv[1]).read(), "kernel.mlir", context))
for name, text in kernel.artifacts.items():
    print(name, hashlib.sha256(text.encode()).hexdigest())
"""
GEMM = Gemm((128, 128, 64))


def test_artifacts_are_the_same_in_every_process(tmp_path: Path) -> None:
    path = tmp_path / "kernel.mlir"
    path.write_text(GEMM.text)
    outputs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(path)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "4242")
    ]
    here = "".join(
        f"{name} {hashlib.sha256(text.encode()).hexdigest()}\n" for name, text in compiled(GEMM.text).artifacts.items()
    )
    assert outputs == [here, here]


def test_results_and_counters_are_the_same_in_every_run() -> None:
    kernel = compiled(GEMM.text)
    arrays = [random_array(t.shape, t.elem, seed) for seed, t in enumerate(GEMM.tensors[:-1])]
    first, second = run(kernel, arrays), run(kernel, arrays)
    assert np.array_equal(first.view(np.uint16), second.view(np.uint16))
    output = np.zeros_like(first)
    assert kernel.profile(*arrays, output) == kernel.profile(*arrays, output)


def test_counters_are_those_of_the_loop_nest() -> None:
    """2 x 2 blocks read two block rows of A and two block columns of B each; every tile of C is written once."""
    a, b = (random_array(t.shape, t.elem, seed) for seed, t in enumerate(GEMM.tensors[:-1]))
    report = compiled(GEMM.text).profile(a, b, np.zeros((128, 128), a.dtype)).counters
    tile_bytes = 32 * 32 * 2
    assert report["dram_read_bytes"] == 4 * (4 + 4) * tile_bytes
    assert report["dram_write_bytes"] == 16 * tile_bytes
    assert report["ops"]["matmul"] == 4 * 4 * 2
