"""Live kernels: objects and files traced by TileLang. Skipped where TileLang is not installed."""

import importlib.util
import json
import sys
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.frontend import import_tir, load_kernel, trace
from tilelang_tt.frontend.live import parse_arguments
from tilelang_tt.mlir import make_context, walk_collect

ROOT = Path(__file__).parents[2]
needs_tilelang = pytest.mark.skipif(importlib.util.find_spec("tilelang") is None, reason="TileLang is not installed")


def _module(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


dump = _module("dump", Path(__file__).with_name("dump.py"))

HEAD = "import tilelang\nimport tilelang.language as T\n"
COPY = """
def copy(N=64):
    @T.prim_func
    def copy(A: T.Tensor((N, 32), "float32"), B: T.Tensor((N, 32), "float32")):
        with T.Kernel(N // 32, threads=32) as b:
            s = T.alloc_shared((32, 32), "float32")
            T.copy(A[b * 32, 0], s)
            T.copy(s, B[b * 32, 0])

    return copy
"""


@pytest.fixture
def root(monkeypatch):
    """The project's root as working directory, to which places are relative."""
    monkeypatch.chdir(ROOT)


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Writes a kernel file into an empty working directory."""
    monkeypatch.chdir(tmp_path)

    def make(text: str, name: str = "kernel.py") -> Path:
        Path(name).write_text(text, encoding="utf-8")
        return Path(name)

    return make


@needs_tilelang
@pytest.mark.filterwarnings("ignore:alloc_reducer:DeprecationWarning")
@pytest.mark.parametrize("name", dump.DUMPS)
def test_stored_kernels_are_up_to_date(name, root):
    assert dump.make(name) == (ROOT / "test/frontend/data" / f"{name}.json").read_text(encoding="utf-8")


@needs_tilelang
@pytest.mark.parametrize("name", dump.refused())
def test_stored_refusals_are_up_to_date(name, root):
    stored = ROOT / "test/frontend/data/refused" / f"{name}.json"
    assert dump.make_refused(name) == stored.read_text(encoding="utf-8")


EXAMPLES = [
    ("batched_gemm", "batched_matmul"),
    ("elementwise", "add"),
    ("elementwise", "scale"),
    ("elementwise", "silu"),
    ("elementwise", "unary_chain"),
    ("gemm", "matmul"),
    ("gemm_epilogue", "matmul_bias_relu"),
    ("gemm_epilogue", "matmul_cast"),
    ("gemm_epilogue", "matmul_gelu_residual"),
    ("gemm_transposed", "matmul_transposed"),
]


@needs_tilelang
@pytest.mark.parametrize(("file", "name"), EXAMPLES)
def test_examples_import_without_arguments(file, name, root):
    module = import_tir(load_kernel(f"examples/{file}.py", name), make_context())
    (func,) = walk_collect(module.operation, "func.func")
    assert func.name.value == name


@needs_tilelang
@pytest.mark.parametrize("file", sorted({file for file, _ in EXAMPLES}))
def test_examples_have_references(file, root):
    module = _module(file, ROOT / "examples" / f"{file}.py")
    assert all(callable(getattr(module, f"{name}_reference")) for f, name in EXAMPLES if f == file)


@needs_tilelang
def test_arguments_change_the_kernel(write):
    path = write(HEAD + COPY)
    module = import_tir(load_kernel(path, "copy", parse_arguments(["N=128"])), make_context())
    (launch,) = walk_collect(module.operation, "tt.core.launch")
    assert str(launch.attributes["extents"]) == "[4]"


@needs_tilelang
def test_one_kernel_needs_no_name(write):
    assert trace_name(load_kernel(write(HEAD + COPY))) == "copy"


def trace_name(text: str) -> str:
    module = import_tir(text, make_context())
    (func,) = walk_collect(module.operation, "func.func")
    return func.name.value


@needs_tilelang
def test_prim_func_jit_and_autotune_objects(write):
    text = (
        HEAD
        + COPY
        + """
ready = copy(32)


@tilelang.jit(out_idx=[-1])
def compiled(N=64):
    return copy(N)


@tilelang.autotune(configs=[{"N": 64}])
@tilelang.jit(out_idx=-1)
def tuned(N=32):
    return copy(N)


@tilelang.jit
def eager(A, B):
    M, N = T.const("M N")
    A: T.Tensor((M, N), "float32")
    B: T.Tensor((M, N), "float32")
    with T.Kernel(M // 32, threads=32) as b:
        s = T.alloc_shared((32, N), "float32")
        T.copy(A[b * 32, 0], s)
        T.copy(s, B[b * 32, 0])
"""
    )
    path = write(text)
    context = make_context()
    for name, out in (("ready", None), ("compiled", "[1]"), ("tuned", "[1]")):
        (func,) = walk_collect(import_tir(load_kernel(path, name), context).operation, "func.func")
        assert ("tt.out_idx" in func.attributes) == (out is not None)
        if out:
            assert str(func.attributes["tt.out_idx"]) == out
    arrays = {name: np.zeros((64, 96), np.float32) for name in "AB"}
    (func,) = walk_collect(import_tir(load_kernel(path, "eager", arrays), context).operation, "func.func")
    assert "memref<64x96xf32" in str(func.type)


@needs_tilelang
def test_macros_of_tilelang_have_the_users_line(root):
    module = import_tir(load_kernel("test/frontend/kernels.py", "softmax"), make_context())
    source = (ROOT / "test/frontend/kernels.py").read_text(encoding="utf-8").splitlines()
    lines = [source[op.location.start_line - 1].strip() for op in walk_collect(module.operation, "tt.tile.reduce")]
    assert lines == ["T.reduce_max(x, top, dim=1, clear=False)", "T.reduce_sum(x, total, dim=1)"]


def refusal(*args) -> str:
    with pytest.raises(CompileError) as caught:
        load_kernel(*args)
    return str(caught.value)


def test_a_file_that_does_not_exist(write):
    assert refusal("nowhere.py", "f") == "error: nowhere.py does not exist"


@needs_tilelang
def test_a_name_that_is_not_in_the_file(write):
    path = write(HEAD + COPY)
    assert refusal(path, "cpoy") == "error: kernel.py has no kernel 'cpoy'; did you mean copy?"


@needs_tilelang
def test_several_kernels_need_a_name(write):
    path = write(HEAD + COPY + COPY.replace("copy(", "twice(", 1))
    assert "which kernel? kernels in it: copy, twice" in refusal(path)


@needs_tilelang
def test_a_syntax_error(write):
    path = write(HEAD + "def f(:\n    pass\n")
    assert refusal(path, "f").startswith("kernel.py:3:7: error: syntax error: invalid syntax\ndef f(:\n      ^")


@needs_tilelang
def test_unknown_and_missing_arguments(write):
    path = write(HEAD + COPY.replace("N=64", "N, block=32"))
    assert "'copy' has no argument 'blok'; did you mean 'block'?" in refusal(path, "copy", {"blok": 1})
    assert "'copy' needs a value for N (arguments: N, block)\nhelp: --arg N=..." in refusal(path, "copy", {})


@needs_tilelang
def test_an_exception_in_the_kernel_is_at_its_line(write, capfd):
    path = write(HEAD + COPY.replace("T.copy(A[b * 32, 0], s)", "T.copy(A[b * 32, 0], missing)"))
    text = refusal(path, "copy", {})
    assert text.startswith("kernel.py:9:13: error: NameError: name 'missing' is not defined\n")
    assert capfd.readouterr() == ("", "")


@needs_tilelang
def test_what_is_not_a_kernel(write):
    path = write(HEAD + "x = 3\ndef f():\n    return 4\n")
    assert "3 is not a TileLang kernel" in refusal(path, "x")
    assert "'f' returned int, not a kernel" in refusal(path, "f")


@needs_tilelang
def test_arguments_that_do_not_fit(write):
    made = HEAD + COPY + "kernel = copy()\n"
    assert "kernel 'copy' takes no arguments, got N" in refusal(write(made), "kernel", {"N": 3})
    eager = (
        made
        + "import tilelang\n@tilelang.jit\ndef eager(A):\n    N, = T.const('N')\n    A: T.Tensor((N,), 'float32')\n"
    )
    array = np.zeros(3, ml_dtypes.float8_e4m3b11fnuz)
    assert "arrays of float8_e4m3b11fnuz cannot be passed to a TileLang kernel" in refusal(
        write(eager), "eager", {"A": array}
    )


def test_a_file_of_another_kind(tmp_path):
    path = tmp_path / "kernel.txt"
    path.write_text("x = 1")
    assert refusal(path, "x").endswith("kernel.txt is not a Python file\nhelp: kernels are in files that end in .py")


def test_tilelang_is_not_installed(write, monkeypatch):
    monkeypatch.setitem(sys.modules, "tilelang", None)
    text = refusal(write(HEAD + COPY), "copy")
    assert text.startswith("error: TileLang is not installed")
    assert text.endswith("help: install it with: pip install 'tilelang-tt[tilelang]'")
    with pytest.raises(CompileError, match="TileLang is not installed"):
        trace(lambda: None)


def test_the_json_names_no_machine_path():
    sources = [
        node["data"]
        for path in sorted((ROOT / "test/frontend/data").rglob("*.json"))
        for node in json.loads(path.read_text(encoding="utf-8"))["nodes"]
        if node["type"] == "ir.SourceName"
    ]
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "test/frontend/data").rglob("*.json")]
    assert not any(str(ROOT) in text for text in texts)
    assert sources and all(s.startswith(("examples/", "test/frontend/", "tilelang/")) for s in sources)


def test_arguments_on_the_command_line():
    assert parse_arguments(["M=256", "dtype=float16", "ta=True", "shape=(2, 3)", "s=a=b"]) == {
        "M": 256,
        "dtype": "float16",
        "ta": True,
        "shape": (2, 3),
        "s": "a=b",
    }
    with pytest.raises(CompileError, match="argument 'M' is not NAME=VALUE"):
        parse_arguments(["M"])
