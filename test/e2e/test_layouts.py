"""Where tensors lie and in which order their pages follow each other: results do not change, programs do."""

from __future__ import annotations

from typing import Any

import ml_dtypes
import numpy as np
import pytest
from copy_kernels import ADD_ONE, Blocks, OddGemm
from on_simulator import assert_close, compiled, random_array, run

import tilelang_tt as tt
from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.sim.compare import tolerance

BF16 = np.dtype(ml_dtypes.bfloat16)
ODD = OddGemm((200, 150, 90), (64, 64, 32))
BATCHED = OddGemm((96, 160, 64), (32, 64, 32), batch=3)


def with_layouts(text: str, **layouts: Any) -> tt.CompiledKernel:
    with make_context() as context:
        return tt.compile(parse_module(text, "kernel.mlir", context), layouts=layouts)


def check_gemm(gemm: OddGemm, kernel: tt.CompiledKernel) -> None:
    a, b = (random_array(t.shape, t.elem, seed) for seed, t in enumerate(gemm.tensors[:-1]))
    assert_close(run(kernel, [a, b]), a.astype(np.float64) @ b.astype(np.float64), tolerance(BF16, gemm.shape[2]))


@pytest.mark.parametrize("gemm", [ODD, BATCHED], ids=["odd", "batched"])
def test_orders_of_pages(gemm: OddGemm) -> None:
    names = [t.name for t in gemm.tensors]
    orders = ["z_order", "column_major", "z_order"]
    kernel = with_layouts(gemm.text, **{n: f"dram_interleaved:{o}" for n, o in zip(names, orders, strict=True)})
    assert [b.page_order is None for b in kernel.plan.buffers] == [False] * 3
    check_gemm(gemm, kernel)


def test_an_order_changes_the_kernels_that_read_the_tensor() -> None:
    a, b, c = (t.name for t in ODD.tensors)
    plain, other = (
        compiled(ODD.text).artifacts,
        with_layouts(ODD.text, **{a: "dram_interleaved:column_major"}).artifacts,
    )
    assert plain["reader.cpp"] != other["reader.cpp"]
    assert plain["writer.cpp"] == other["writer.cpp"]
    assert ".order = {{1, 1, 3}, {0, 1, 8}}" in other["main.cpp"]
    assert "Digit" not in plain["main.cpp"]


def test_z_order_allocates_powers_of_two() -> None:
    """7 x 5 tiles become 8 x 8, of which 29 are nobody's."""
    (buffer,) = [
        b
        for b in with_layouts(ODD.text, **{ODD.tensors[2].name: "dram_interleaved:z_order"}).plan.buffers
        if b.page_order
    ]
    assert buffer.tiles == 64


def test_vectors_have_one_order_of_pages() -> None:
    kernel = with_layouts(Blocks((1000,), (64,), body=ADD_ONE).text, A="dram_interleaved:column_major")
    assert [r.message for r in kernel.remarks if "tile_id_order" in r.message] == [
        "tile_id_order column_major of 'A' does not change the order of its pages: they are of vectors"
    ]
