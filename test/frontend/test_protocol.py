"""The call protocol of tilelang 0.1.15, one test per operation, and what a file may not contain."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.frontend import tir
from tilelang_tt.frontend.importer import import_kernel
from tilelang_tt.frontend.tile_ops import TILE_OPS
from tilelang_tt.mlir import make_context

DATA = Path(__file__).parent / "data"
WHERE = {
    "tl.tileop.async_copy": ("hints", "T.copy"),
    "tl.tileop.copy": ("matmul", "T.copy"),
    "tl.tileop.fill": ("matmul", "T.fill"),
    "tl.tileop.finalize_reducer": ("reducers_v1", "T.finalize_reducer"),
    "tl.tileop.finalize_reducer_v2": ("reducers", "T.finalize_reducer"),
    "tl.tileop.gemm": ("matmul", "T.gemm"),
    "tl.tileop.reduce": ("softmax", "T.reduce"),
    "tl.tileop.reducer_init": ("reducers", "T.reducer_init"),
    "tl.tileop.transpose": ("transposes", "T.transpose"),
}


def load(name: str) -> tir.PrimFunc:
    return tir.read((DATA / f"{name}.json").read_text(encoding="utf-8"))


def first(kernel: tir.PrimFunc, kind: Any, holds: Any = lambda s: True) -> Any:
    return next(s for s in tir.statements(kernel.body) if isinstance(s, kind) and holds(s))


def first_call(kernel: tir.PrimFunc, op: str) -> Any:
    return first(kernel, tir.Evaluate, lambda s: isinstance(s.value, tir.Call) and s.value.op == op)


def refusal(kernel: tir.PrimFunc) -> str:
    with pytest.raises(CompileError) as caught:
        import_kernel(kernel, make_context())
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.help and diagnostic.where.line > 0
    return diagnostic.message


def test_every_operation_is_covered() -> None:
    assert WHERE.keys() == TILE_OPS.keys()


@pytest.mark.parametrize("op", WHERE)
def test_number_of_arguments(op: str) -> None:
    name, surface = WHERE[op]
    kernel = load(name)
    import_kernel(kernel, make_context())
    statement = first_call(kernel, op)
    count = len(statement.value.args)
    statement.value = replace(statement.value, args=statement.value.args + (tir.IntImm("int32", 0),) * 3)
    message = refusal(kernel)
    assert message.startswith(f"{surface} has {count + 3} arguments in this file, ")
    assert message.endswith("in tilelang 0.1.15")


@pytest.mark.parametrize("op", ["tl.tileop.copy", "tl.tileop.gemm", "tl.tileop.fill"])
def test_unknown_annotation_of_an_operation(op: str) -> None:
    kernel = load("matmul")
    first_call(kernel, op).value.annotations["cluster_mask"] = tir.IntImm("int32", 3)
    assert refusal(kernel) == f"{WHERE[op][1]} with cluster_mask is not supported"


def test_gemm_on_a_barrier() -> None:
    kernel = load("matmul")
    statement = first_call(kernel, "tl.tileop.gemm")
    args = list(statement.value.args)
    args[8] = args[9] = statement.value.args[0].args[0]
    args[10] = statement.value.args[0].args[0]
    statement.value.args = tuple(args)
    assert refusal(kernel) == "T.gemm with an mbarrier is specific to GPUs"


def test_gemm_of_sizes_that_do_not_fit() -> None:
    kernel = load("matmul")
    statement = first_call(kernel, "tl.tileop.gemm")
    args = list(statement.value.args)
    args[4] = tir.IntImm("bool", 1)
    statement.value.args = tuple(args)
    assert refusal(kernel) == "T.gemm multiplies 128x32 ('A_shared') by 128x32 ('B_shared') into 128x128 ('C_local')"


def test_copy_of_different_shapes() -> None:
    kernel = load("matmul")
    region = first_call(kernel, "tl.tileop.copy").value.args[1]
    region.args = (*region.args[:3], tir.IntImm("int32", 16))
    assert refusal(kernel) == "T.copy of [128, 32] of 'A' to [128, 16] of 'A_shared'"


def test_unknown_annotations_of_blocks_loops_and_functions() -> None:
    kernel = load("matmul")
    first(kernel, tir.Block, lambda s: s.name == "tilelang_root").annotations["new_hint"] = tir.IntImm("int32", 1)
    assert refusal(kernel) == "annotation 'new_hint' is not supported"
    kernel = load("matmul")
    first(kernel, tir.For, lambda s: s.var.name == "ko").annotations["new_hint"] = tir.IntImm("int32", 1)
    assert refusal(kernel) == "loop annotation 'new_hint' is not supported"
    kernel = load("matmul")
    kernel.attrs["new_hint"] = tir.IntImm("int32", 1)
    assert refusal(kernel) == "function attribute 'new_hint' is not supported"


def test_launches_that_are_none() -> None:
    kernel = load("matmul")
    loop = first(kernel, tir.For, lambda s: s.thread_tag == "blockIdx.x")
    loop.extent = tir.IntImm("int32", 0)
    assert refusal(kernel) == "empty grid: there are 0 blocks 'bx'"
    loop.thread_tag = "threadIdx.x"
    assert refusal(kernel) == "a loop bound to threadIdx.x is not supported"
    loop.kind = tir.SERIAL
    assert refusal(kernel) == "loop 'bx' around T.Kernel is not supported: launches follow each other, each once"


def test_predicated_accesses() -> None:
    kernel = load("add")
    store = first(kernel, tir.BufferStore)
    store.predicate = tir.IntImm("bool", 1)
    assert refusal(kernel) == "a predicated store to 'C_local' is not supported"
    store.predicate = None
    store.value.a.predicate = tir.IntImm("bool", 1)
    assert refusal(kernel) == "a predicated load of 'A_shared' is not supported"


def test_unknown_statement() -> None:
    kernel = load("matmul")
    body = first(kernel, tir.For, lambda s: s.var.name == "ko")
    body.body = tir.Unknown("tirx.Quantum", span=body.span)
    assert refusal(kernel) == "statement Quantum is not supported"


def test_deep_expressions_are_an_error_and_not_a_crash() -> None:
    kernel = load("add")
    store = first(kernel, tir.BufferStore)
    one = tir.FloatImm("bfloat16", 1.0)
    for _ in range(5000):
        store.value = tir.Binary("Add", "bfloat16", store.value, one)
    assert refusal(kernel) == "an expression is nested too deeply"
