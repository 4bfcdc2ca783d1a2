"""Regenerates the stored kernels in data/; needs TileLang. Run in the project's root: python test/frontend/dump.py"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

HERE = Path("test/frontend")
DATA = HERE / "data"

DUMPS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "matmul": ("examples/gemm.py", "matmul", {"M": 256, "N": 256, "K": 128}),
    "matmul_block32": ("examples/gemm.py", "matmul", {"M": 96, "N": 64, "K": 64, "block_M": 32, "block_N": 32}),
    "matmul_block256": (
        "examples/gemm.py",
        "matmul",
        {"M": 256, "N": 512, "K": 128, "block_M": 256, "block_N": 256, "block_K": 64},
    ),
    "matmul_ragged": (
        "examples/gemm.py",
        "matmul",
        {"M": 100, "N": 72, "K": 50, "block_M": 64, "block_N": 64, "dtype": "float16"},
    ),
    "matmul_bias_relu": ("examples/gemm_epilogue.py", "matmul_bias_relu", {"M": 128, "N": 128, "K": 64}),
    "matmul_gelu_residual": ("examples/gemm_epilogue.py", "matmul_gelu_residual", {"M": 128, "N": 128, "K": 64}),
    "matmul_cast": ("examples/gemm_epilogue.py", "matmul_cast", {"M": 128, "N": 128, "K": 64}),
    "matmul_nt": ("examples/gemm_transposed.py", "matmul_transposed", {"M": 128, "N": 64, "K": 96}),
    "matmul_tn": (
        "examples/gemm_transposed.py",
        "matmul_transposed",
        {"M": 128, "N": 64, "K": 96, "ta": True, "tb": False},
    ),
    "matmul_dynamic": ("examples/dynamic_gemm.py", "matmul", {}),
    "batched_matmul": ("examples/batched_gemm.py", "batched_matmul", {"M": 64, "N": 128, "K": 64}),
    "add": ("examples/elementwise.py", "add", {"M": 128, "N": 128}),
    "unary_chain": ("examples/elementwise.py", "unary_chain", {"M": 64, "N": 64}),
    "scale": ("examples/elementwise.py", "scale", {"M": 64, "N": 64}),
    "silu": ("examples/elementwise.py", "silu", {"M": 64, "N": 64}),
    **{
        name: ("test/frontend/kernels.py", name, {})
        for name in (
            "attention",
            "dynamic_launches",
            "dynamic_loop",
            "dynamic_rows",
            "functions",
            "gemm_one_dimensional",
            "hints",
            "gemm_xwy",
            "loops",
            "masked",
            "queue_of_devices",
            "reducers",
            "reducers_v1",
            "softmax",
            "transposes",
            "two_launches",
        )
    },
}
"""File name -> kernel file, name in it, arguments."""


def refused() -> list[str]:
    """The kernels of refused_kernels.py."""
    import ast

    tree = ast.parse((HERE / "refused_kernels.py").read_text(encoding="utf-8"))
    return [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]


def make(name: str) -> str:
    """The JSON of one stored kernel, as it is on disk."""
    from tilelang_tt.frontend import load_kernel

    return load_kernel(*DUMPS[name]) + "\n"


def make_refused(name: str) -> str:
    """The JSON of one kernel that import refuses."""
    from tilelang_tt.frontend import load_kernel

    return load_kernel(HERE / "refused_kernels.py", name) + "\n"


def main() -> None:
    (DATA / "refused").mkdir(parents=True, exist_ok=True)
    for name in DUMPS:
        (DATA / f"{name}.json").write_text(make(name), encoding="utf-8")
    for name in refused():
        (DATA / "refused" / f"{name}.json").write_text(make_refused(name), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
