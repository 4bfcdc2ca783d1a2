"""The reader of saved TIR."""

import json
from pathlib import Path

import pytest

from tilelang_tt.frontend import tir

DATA = Path(__file__).parent / "data"


def read(name: str) -> tir.PrimFunc:
    return tir.read((DATA / f"{name}.json").read_text(encoding="utf-8"))


def test_parameters_and_attributes() -> None:
    kernel = read("scale")
    assert kernel.name == "scale"
    a, alpha, c = kernel.params
    assert (alpha.name, alpha.dtype) == ("alpha", "float32")
    assert alpha not in kernel.buffers
    assert [e.value for e in kernel.buffers[a].shape] == [64, 64]
    assert kernel.buffers[c].dtype == "bfloat16"
    assert kernel.buffers[a].scope == "global"


def test_statements_in_program_order() -> None:
    kernel = read("matmul")
    calls = [s.value.op for s in tir.statements(kernel.body) if isinstance(s, tir.Evaluate)]
    assert calls == [
        "tl.tileop.fill",
        "tl.tileop.copy",
        "tl.tileop.copy",
        "tl.tileop.gemm",
        "tl.tileop.copy",
    ]
    loops = [s for s in tir.statements(kernel.body) if isinstance(s, tir.For)]
    assert [(s.var.name, s.thread_tag, s.kind) for s in loops] == [
        ("bx", "blockIdx.x", tir.THREAD_BINDING),
        ("by", "blockIdx.y", tir.THREAD_BINDING),
        ("ko", "", tir.SERIAL),
    ]
    assert loops[2].annotations["num_stages"].value == 3


def test_mentions_of_a_variable_are_one_object() -> None:
    kernel = read("add")
    stores = [s for s in tir.statements(kernel.body) if isinstance(s, tir.BufferStore)]
    loops = [s.var for s in tir.statements(kernel.body) if isinstance(s, tir.For) and s.kind == tir.PARALLEL]
    assert stores[0].indices == tuple(loops)


def test_places_are_relative_and_have_columns() -> None:
    kernel = read("matmul")
    source = Path(__file__).parents[2].joinpath("examples/gemm.py").read_text(encoding="utf-8").splitlines()
    gemm = next(
        s for s in tir.statements(kernel.body) if isinstance(s, tir.Evaluate) and s.value.op == "tl.tileop.gemm"
    )
    assert gemm.span.file == "examples/gemm.py"
    assert source[gemm.span.line - 1][gemm.span.column - 1 :].startswith("T.gemm(")


def test_a_line_only_span_has_no_column() -> None:
    document = json.loads((DATA / "matmul.json").read_text(encoding="utf-8"))
    for node in document["nodes"]:
        if node["type"] == "ir.Span":
            node["data"]["column"] = 1
    spans = {s.span.column for s in tir.statements(tir.read(document).body) if s.span}
    assert spans == {0}


def test_unknown_nodes_are_kept_with_their_name() -> None:
    document = json.loads((DATA / "add.json").read_text(encoding="utf-8"))
    store = next(n for n in document["nodes"] if n["type"] == "tirx.BufferStore")
    store["type"] = "tirx.NewStore"
    found = [s for s in tir.statements(tir.read(document).body) if isinstance(s, tir.Unknown)]
    assert [(s.type, s.span.line > 0) for s in found] == [("tirx.NewStore", True)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ("[]", "save the kernel with tvm.ir.save_json"),
        ('{"root_index": 0, "nodes": []}', "node 0 is damaged"),
        ('{"root_index": 0, "nodes": [{"type": "ffi.Array", "data": [7]}]}', "node 0 is damaged: IndexError"),
        ('{"root_index": 0, "nodes": [{"type": "ffi.String", "data": "x"}]}', "holds a str, not a PrimFunc"),
        ('{"root_index": 0, "nodes": [], "metadata": {"tvm_version": "9"}}', "saved by TVM 9, expected 0.25.dev0"),
    ],
)
def test_what_is_not_a_kernel(text: str, message: str) -> None:
    with pytest.raises(tir.FormatError) as error:
        tir.read(text)
    assert message in str(error.value)
