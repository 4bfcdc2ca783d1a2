"""The programs whose kernels are edited: small, each loop runs more than once, cores have different amounts of work."""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tilelang_tt as tt

FOLDERS = (Path(__file__).resolve().parents[2] / "examples", Path(__file__).resolve().parents[1] / "e2e")


@dataclass(frozen=True)
class Source:
    """A kernel of examples/ or test/e2e/ with its arguments, options of the compiler, and symbolic dimensions."""

    file: str
    kernel: str
    arguments: Mapping[str, Any]
    target: str = "wormhole"
    options: Mapping[str, Any] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)

    def compile(self) -> tt.CompiledKernel:
        factory = getattr(_module(self.file), self.kernel)
        return tt.compile(factory(**self.arguments), target=self.target, **self.options)


@functools.cache
def _module(file: str) -> Any:
    path = next(folder / f"{file}.py" for folder in FOLDERS if (folder / f"{file}.py").exists())
    spec = importlib.util.spec_from_file_location(f"mutated_{file}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# So that cores have several blocks, and not the same number.
THREE = {"cores": "0,0-2,0"}
FOUR = {"cores": "0,0-1,1"}
GEMM = {"M": 128, "N": 192, "K": 512, "block_M": 64, "block_N": 64, "block_K": 64}

PROGRAMS: dict[str, Source] = {
    "gemm": Source("gemm", "matmul", GEMM, "blackhole", {"multicast": "off", **THREE}),
    "gemm_multicast": Source("gemm", "matmul", {**GEMM, "M": 192, "N": 128}, options=FOUR | {"multicast": "on"}),
    "epilogue": Source("gemm_epilogue", "matmul_bias_relu", {"M": 160, "N": 64, "K": 64, "block_M": 32}, options=THREE),
    "softmax": Source("softmax", "softmax", {"M": 160, "N": 80}, options=THREE),
    "rows": Source("softmax", "softmax_row", {"M": 5, "N": 90}, "blackhole", THREE),
    "attention": Source(
        "flash_attention",
        "flash_attention_bhsd",
        {"S": 160, "heads": 1, "D": 32, "block_M": 32, "block_N": 32, "causal": True},
        options=THREE,
    ),
    "reduction": Source("rms_norm", "rms_norm", {"M": 160, "N": 80}, "blackhole", THREE),
    "slices": Source("row_kernels", "concatenate", {"N": 290, "block": 64}, options=THREE),
    "dynamic": Source("dynamic_gemm", "matmul", {}, options=THREE, sizes={"M": 100, "N": 70, "K": 90}),
}
