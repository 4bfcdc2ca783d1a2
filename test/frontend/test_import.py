"""What import gives: verified tile form, the user's places and names, the same text each time."""

import json
from pathlib import Path

import pytest

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.frontend import import_tir
from tilelang_tt.mlir import file_loc, ir, make_context, name_of, parse_module, to_text, walk_collect

HERE = Path(__file__).parent
DATA = HERE / "data"
NAMES = sorted(path.stem for path in DATA.glob("*.json"))
GOLDEN = sorted(path.stem for path in (HERE / "golden").glob("*.mlir"))


@pytest.fixture(scope="module")
def context() -> ir.Context:
    return make_context()


def load(name: str, context: ir.Context) -> ir.Module:
    return import_tir(DATA / f"{name}.json", context)


@pytest.mark.parametrize("name", NAMES)
def test_the_text_parses_back(name: str, context: ir.Context) -> None:
    text = to_text(load(name, context), names=False)
    assert to_text(parse_module(text, context=context), names=False) == text


@pytest.mark.parametrize("name", NAMES)
def test_import_is_deterministic(name: str, context: ir.Context) -> None:
    once, again = (to_text(load(name, c), debuginfo=True) for c in (context, make_context()))
    assert once == again


@pytest.mark.parametrize("name", NAMES)
def test_every_operation_has_a_place_in_the_users_file(name: str, context: ir.Context) -> None:
    module = load(name, context)
    files = {"examples/", "test/frontend/kernels.py"}
    for op in walk_collect(module.operation, lambda op: op.name != "builtin.module"):
        file, line, _ = file_loc(op.location)
        assert any(file.startswith(f) for f in files) and line > 0, op


@pytest.mark.parametrize("name", GOLDEN)
def test_golden(name: str, context: ir.Context) -> None:
    """Regenerate with: python test/frontend/golden.py"""
    assert to_text(load(name, context)) == (HERE / "golden" / f"{name}.mlir").read_text(encoding="utf-8")


def test_sources_of_json_are_interchangeable(context: ir.Context) -> None:
    path = DATA / "add.json"
    text = path.read_text(encoding="utf-8")
    assert (
        to_text(import_tir(path, context))
        == to_text(import_tir(text, context))
        == to_text(import_tir(json.loads(text), context))
    )


def test_names_of_parameters_buffers_and_loops(context: ir.Context) -> None:
    module = load("gemm_xwy", context)
    (func,) = walk_collect(module.operation, "func.func")
    assert [name_of(a) for a in func.regions[0].blocks[0].arguments] == ["Y", "X", "W"]
    assert [name_of(op) for op in walk_collect(module.operation, "memref.alloc")] == ["x", "w", "acc"]
    (loop,) = walk_collect(module.operation, "scf.for")
    assert name_of(loop.induction_variable) == "k"


def test_statement_line_and_column(context: ir.Context) -> None:
    (gemm,) = walk_collect(load("matmul", context).operation, "tt.tile.gemm")
    file, line, column = file_loc(gemm.location)
    source = (HERE.parents[1] / file).read_text(encoding="utf-8").splitlines()
    assert source[line - 1][column - 1 :] == "T.gemm(A_shared, B_shared, C_local)"


def test_launch_keeps_threads_and_swizzle(context: ir.Context) -> None:
    (launch,) = walk_collect(load("gemm_one_dimensional", context).operation, "tt.core.launch")
    assert str(launch.attributes["threads"]) == "[64, 1, 1]"
    assert str(launch.attributes["swizzle"]) == "10 : i64"


def test_three_dimensional_grid(context: ir.Context) -> None:
    (launch,) = walk_collect(load("batched_matmul", context).operation, "tt.core.launch")
    assert str(launch.attributes["extents"]) == "[2, 1, 3]"
    assert str(launch.attributes["symbols"]) == '["bx", "by", "bz"]'


def test_number_of_stages(context: ir.Context) -> None:
    (loop,) = walk_collect(load("matmul", context).operation, "scf.for")
    assert str(loop.attributes["tt.num_stages"]) == "3 : i64"


def test_transposes_of_gemm(context: ir.Context) -> None:
    flags = {}
    for name in ("matmul", "matmul_nt", "matmul_tn"):
        (gemm,) = walk_collect(load(name, context).operation, "tt.tile.gemm")
        flags[name] = (str(gemm.attributes["transpose_a"]), str(gemm.attributes["transpose_b"]))
    assert flags == {"matmul": ("false", "false"), "matmul_nt": ("false", "true"), "matmul_tn": ("true", "false")}


def test_out_idx_counts_from_the_start(context: ir.Context) -> None:
    document = json.loads((DATA / "add.json").read_text(encoding="utf-8"))
    nodes = document["nodes"]
    # The attributes' map gets one entry; nodes are appended, so the root must come after them.
    attrs = next(i for i, n in enumerate(nodes) if n["type"] == "ir.DictAttrs")
    extra = [{"type": "ffi.String", "data": "tilelang_out_idx"}, {"type": "int", "data": -1}]
    root = nodes.pop()
    base = len(nodes)
    nodes += [*extra, {"type": "ffi.Array", "data": [base + 1]}]
    entries = nodes[nodes[attrs]["data"]["__dict__"]]["data"] + [base, base + 2]
    nodes += [{"type": "ffi.Map", "data": entries}, {"type": "ir.DictAttrs", "data": {"__dict__": base + 3}}]
    root["data"]["attrs"] = base + 4
    nodes.append(root)
    document["root_index"] = len(nodes) - 1
    (func,) = walk_collect(import_tir(document, context).operation, "func.func")
    assert str(func.attributes["tt.out_idx"]) == "[2]"


def test_a_missing_file_and_a_damaged_one(tmp_path: Path, context: ir.Context) -> None:
    with pytest.raises(CompileError, match="cannot read the kernel"):
        import_tir(tmp_path / "none.json", context)
    (tmp_path / "bad.json").write_text("{}")
    with pytest.raises(CompileError, match="bad.json: not a saved TIR object"):
        import_tir(tmp_path / "bad.json", context)
