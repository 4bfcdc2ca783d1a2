"""Regenerates golden/ from data/. Run in the project's root: python test/frontend/golden.py"""

from pathlib import Path

from tilelang_tt.frontend import import_tir
from tilelang_tt.mlir import make_context, to_text

HERE = Path(__file__).parent
NAMES = (
    "dynamic_loop",
    "dynamic_rows",
    "gemm_one_dimensional",
    "loops",
    "masked",
    "matmul",
    "matmul_bias_relu",
    "softmax",
    "transposes",
)

if __name__ == "__main__":
    for name in NAMES:
        module = import_tir(HERE / "data" / f"{name}.json", make_context())
        (HERE / "golden" / f"{name}.mlir").write_text(to_text(module), encoding="utf-8")
