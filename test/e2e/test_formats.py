"""Tensors of several formats in one kernel, and tensors in block formats, on the simulator."""

from __future__ import annotations

import random

import ml_dtypes
import numpy as np
import pytest
from kernel_text import Elementwise, Gemm, Tensor, Text
from live_examples import EXAMPLES
from on_simulator import DTYPES, assert_close, compiled, random_array

import tilelang_tt as tt
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.frontend.dtypes import REMEDIES
from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.runner import dtype_of
from tilelang_tt.sim.block_float import stored
from tilelang_tt.sim.reference import interpret
from tilelang_tt.tools import tt_run

HALF = np.dtype(np.float16)


def mixed_kernel(seed: int) -> tuple[str, list[Tensor]]:
    """A kernel of random size that adds, multiplies and rounds tensors of random formats, fp16 and bf16 among them."""
    rng = random.Random(seed)
    names = rng.sample(["A", "weights", "cb_in", "T", "zeros", "half"], 3)
    kinds = ["f16", "bf16", rng.choice(["f16", "bf16", "f32", "f8E4M3FN", "f8E5M2"])]
    rng.shuffle(kinds)
    shape = (rng.choice([32, 50, 64]), rng.choice([32, 40, 96]))
    inputs = [Tensor(name, shape, kind) for name, kind in zip(names, kinds, strict=True)]
    output = Tensor("result", shape, rng.choice(["f16", "bf16", "f32"]))
    text = Text()
    body, terms = [], []
    for position, tensor in enumerate(inputs):
        type_ = text.alloc(f"block{position}", shape, tensor.elem)
        text.copy(tensor, ["%c0", "%c0"], shape, f"block{position}", type_, store=False)
        body.append(f"%e{position} = memref.load %block{position}[%i, %j] : {type_}")
        wide = "f32" if tensor.elem == "f32" else f"{tensor.elem} to f32"
        body.append(
            f"%w{position} = arith.addf %e{position}, %e{position} : f32"
            if wide == "f32"
            else f"%w{position} = arith.extf %e{position} : {wide}"
        )
        terms.append(f"%w{position}")
    value = terms[0]
    for position, term in enumerate(terms[1:]):
        body.append(f"%s{position} = arith.{rng.choice(['addf', 'mulf', 'subf'])} {value}, {term} : f32")
        value = f"%s{position}"
        through = rng.choice(["f16", "bf16", None])
        if through:
            body.append(f"%n{position} = arith.truncf {value} : f32 to {through}")
            body.append(f"%x{position} = arith.extf %n{position} : {through} to f32")
            value = f"%x{position}"
    out_type = text.alloc("results", shape, output.elem, "fragment")
    if output.elem != "f32":
        body.append(f"%y = arith.truncf {value} : f32 to {output.elem}")
        value = "%y"
    text.parallel(shape, [*body, f"memref.store {value}, %results[%i, %j] : {out_type}"])
    text.copy(output, ["%c0", "%c0"], shape, "results", out_type, store=True)
    tensors = [*inputs, output]
    return text.function("mixed", tensors, [1]), tensors


@pytest.mark.parametrize("seed", range(6))
def test_exponent_families_never_meet(seed: int) -> None:
    text, tensors = mixed_kernel(seed)
    kernel = compiled(text)
    families = {cb.format for cb in kernel.plan.cbs} | {b.format for b in kernel.plan.buffers}
    assert "Float16" not in families
    assert families & {"Float16_b", "Float32"}
    arrays = [random_array(t.shape, t.elem, seed + i) for i, t in enumerate(tensors[:-1])]
    result = np.full(tensors[-1].shape, np.nan, DTYPES[tensors[-1].elem])
    kernel(*arrays, result)
    with make_context() as context:
        expected = interpret(parse_module(text, "mixed.mlir", context), [*arrays, np.zeros_like(result)])[-1]
    expected = expected.astype(np.float64)
    # One more rounding than the reference, of an intermediate number in the narrowest of the formats it goes through.
    np.testing.assert_allclose(result.astype(np.float64), expected, rtol=2.0**-7, atol=2.0**-7 * np.abs(expected).max())
    assert np.corrcoef(result.astype(np.float64).ravel(), expected.ravel())[0, 1] > 0.9999


@pytest.mark.parametrize("factor", [1.0, 1.0 + 2.0**-11, 3.0e-5, 4.1e-8, 40000.0, 70000.0])
@pytest.mark.parametrize("elem", ["bf16", "f16"])
def test_rounds_to_fp16_once(elem: str, factor: float) -> None:
    """Ties, subnormal numbers and infinities come out as numpy's fp16 has them, whatever the kernel does with them next."""
    lines = (
        f"%k = arith.constant {factor:.12e} : f32",
        f"%wide = arith.extf %a : {elem} to f32",
        "%p = arith.mulf %wide, %k : f32",
        "%h = arith.truncf %p : f32 to f16",
        "%y = arith.extf %h : f16 to f32",
    )
    text = Text()
    shape = (32, 64)
    tensors = [Tensor("A", shape, elem), Tensor("C", shape, "f32")]
    a_type, c_type = text.alloc("a_block", shape, elem), text.alloc("c_block", shape, "f32", "fragment")
    text.copy(tensors[0], ["%c0", "%c0"], shape, "a_block", a_type, store=False)
    body = [f"%a = memref.load %a_block[%i, %j] : {a_type}", *lines]
    text.parallel(shape, [*body, f"memref.store %y, %c_block[%i, %j] : {c_type}"])
    text.copy(tensors[1], ["%c0", "%c0"], shape, "c_block", c_type, store=True)
    a = np.linspace(-2.0, 2.0, 32 * 64).reshape(shape).astype(DTYPES[elem])
    result = np.full(shape, np.nan, np.float32)
    compiled(text.function("to_half", tensors, [1]))(a, result)
    with np.errstate(over="ignore"):
        expected = (a.astype(np.float32) * np.float32(factor)).astype(HALF).astype(np.float32)
    np.testing.assert_array_equal(result, expected)


@pytest.mark.parametrize(
    ("formats", "fidelity"),
    [({"W": "bfp8"}, "HiFi2"), ({"W": "bfp4"}, "LoFi"), ({"X": "bfp8", "W": "bfp8", "Y": "bfp8"}, None)],
)
@pytest.mark.parametrize("elem", ["bf16", "f32"])
def test_gemm_in_block_floats(formats: dict[str, str], fidelity: str | None, elem: str) -> None:
    gemm = Gemm((64, 96, 128), (32, 96, 64), names=("X", "W", "Y"), elem=elem, out=elem)
    kernel = compiled_with(gemm.text, formats, fidelity)
    buffers = {b.name: b for b in kernel.plan.buffers}
    pages = {"bfp8": 1088, "bfp4": 576}
    assert {n: buffers[n].page_bytes for n in formats} == {n: pages[f] for n, f in formats.items()}
    assert next(k for k in kernel.plan.kernels if k.thread == "compute").math_fidelity == (fidelity or "HiFi4")
    x, w = (random_array(shape, elem, seed) for seed, shape in enumerate([(64, 128), (128, 96)]))
    y = np.full((64, 96), np.nan, dtype_of(buffers["Y"]))
    kernel(x, w, y)
    exact = stored(x, buffers["X"]).astype(np.float64) @ stored(w, buffers["W"]).astype(np.float64)
    digits = {"LoFi": 4, None: 9, "HiFi2": 6}[fidelity]
    bound = 4 * np.sqrt(128) * 2.0**-digits + (np.abs(exact).max() * 2.0**-6 if "Y" in formats else 0)
    least = 0.999 if fidelity == "LoFi" else 0.9999
    outcome = np.abs(y.astype(np.float64) - exact).max()
    assert outcome <= bound
    assert np.corrcoef(y.astype(np.float64).ravel(), exact.ravel())[0, 1] > least


def compiled_with(text: str, formats: dict[str, str], fidelity: str | None):
    with make_context() as context:
        return tt.compile(parse_module(text, "kernel.mlir", context), formats=formats, math_fidelity=fidelity)


@pytest.mark.parametrize("format_", ["bfp8", "bfp4"])
def test_copies_pack_and_unpack(format_: str) -> None:
    """Numbers that the format holds come back as they are, from blocks that are no whole tiles."""
    kernel = compiled_with(
        Elementwise(("%y = arith.negf %a : bf16",), shape=(96, 120), block=(32, 40)).text,
        {"A": format_, "C": format_},
        None,
    )
    (a_buffer, c_buffer) = sorted(kernel.plan.buffers, key=lambda b: b.index)
    a = stored(random_array((96, 120), "bf16", 3), a_buffer)
    c = np.full(a.shape, np.nan, a.dtype)
    kernel(a, c)
    np.testing.assert_array_equal(c.astype(np.float32), -a.astype(np.float32))


def test_fewer_passes_are_faster() -> None:
    text = Gemm((64, 64, 256), (64, 64, 64)).text
    arrays = [random_array(shape, "bf16", seed) for seed, shape in enumerate([(64, 256), (256, 64)])]
    clocks = [
        compiled_with(text, {}, fidelity).profile(*arrays, np.zeros((64, 64), ml_dtypes.bfloat16)).clocks
        for fidelity in ("HiFi4", "LoFi")
    ]
    assert clocks[1] < clocks[0]


def test_the_host_packs_as_the_reference_says() -> None:
    """Neighbours of very different sizes: what `stored` says of them is what the kernel finds, to the last bit."""
    kernel = compiled_with(Elementwise(("%y = arith.addf %a, %a : f32",), elem="f32").text, {"A": "bfp8"}, None)
    a = random_array((128, 128), "f32", 5) * np.float32(2.0) ** np.arange(-20, 108, dtype=np.float32)[None, :] / 2**40
    result = np.full(a.shape, np.nan, np.float32)
    kernel(a, result)
    held = stored(a, next(b for b in kernel.plan.buffers if b.name == "A")).astype(np.float64)
    assert_close(result, 2 * held, 0.0)


@pytest.mark.parametrize(
    ("name", "args", "terms"),
    [
        ("quantize_rows", {"M": 64, "N": 100}, 1),
        ("fp8_gemm", {"M": 64, "N": 128, "K": 128}, 128),
        ("fp8_gemm", {"M": 50, "N": 72, "K": 100, "dtype": "float8_e5m2fnuz", "out_dtype": "float16"}, 100),
        ("tf32_gemm", {"M": 64, "N": 64, "K": 128}, 128),
        ("tf32_gemm", {"M": 70, "N": 40, "K": 50}, 50),
    ],
)
def test_examples_of_narrow_numbers(name: str, args: dict, terms: int) -> None:
    pytest.importorskip("tilelang")
    from live_examples import check

    check("fp8_gemm", name, terms, **args)


def test_the_chosen_format_is_said_on_the_command_line(run_tool, tmp_path) -> None:
    pytest.importorskip("tilelang")
    flags = ["--arg", "M=64", "--arg", "N=96", "--arg", "K=64", "--format", "B=bfp8", "--math-fidelity", "HiFi2"]
    result = run_tool(tt_run.main, str(EXAMPLES / "gemm.py"), *flags, "-o", str(tmp_path))
    assert result.code == 0, result.err
    assert "'B' is kept as bfp8" in result.err
    assert ": ok" in result.out
    host = (tmp_path / "main.cpp").read_text()
    assert 'Tensor<Bfp8>("B"' in host
    assert "MathFidelity::HiFi2" in host


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--format", "B"), "--format B: expected NAME=FORMAT, for example B=bfp8"),
        (("--format", "B=bfp8", "--format", "B=bfp4"), "--format B=bfp4: 'B' has a format already"),
        (("--format", "X=bfp8"), "a format is given for 'X', which is no tensor of the kernel"),
        (("--format", "A=bfp9"), "'A' cannot be stored as 'bfp9'; did you mean 'bfp8'?"),
        (("--math-fidelity", "HiFi1"), "--math-fidelity HiFi1: expected one of LoFi, HiFi2, HiFi3, HiFi4"),
    ],
)
def test_wrong_choices_are_refused(run_tool, tmp_path, flags: tuple[str, ...], message: str) -> None:
    kernel = tmp_path / "kernel.mlir"
    kernel.write_text(Gemm((64, 64, 64)).text)
    result = run_tool(tt_run.main, str(kernel), *flags)
    assert result.code != 0
    assert message in result.err


@pytest.mark.parametrize("dtype", sorted(REMEDIES))
def test_types_the_device_does_not_have_are_refused_by_name(dtype: str) -> None:
    T = pytest.importorskip("tilelang.language")
    if not hasattr(T, dtype):
        pytest.skip("this TileLang has no such type")

    @T.prim_func
    def kernel(A: T.Tensor((32, 32), dtype)):
        with T.Kernel(1, threads=32):
            a = T.alloc_shared((32, 32), dtype)
            T.copy(A, a)

    with pytest.raises(CompileError, match=f"'A' has data type {dtype}") as caught:
        tt.compile(kernel)
    assert caught.value.diagnostics[0].help == REMEDIES[dtype]


def test_fp16_to_bf16_in_the_middle_of_a_section() -> None:
    """A copy between buffers of both formats rounds, also where the vector unit goes on with the number."""
    text, shape = Text(), (32, 64)
    tensors = [Tensor("A", shape, "f16"), Tensor("C", shape, "f32")]
    a_type, b_type = text.alloc("a_block", shape, "f16"), text.alloc("b_block", shape, "bf16", "fragment")
    c_type = text.alloc("c_block", shape, "f32", "fragment")
    text.copy(tensors[0], ["%c0", "%c0"], shape, "a_block", a_type, store=False)
    text.lines.append(f'"tt.tile.copy"(%a_block, %b_block) : ({a_type}, {b_type}) -> ()')
    body = [f"%b = memref.load %b_block[%i, %j] : {b_type}", "%w = arith.extf %b : bf16 to f32"]
    text.parallel(shape, [*body, "%y = arith.addf %w, %w : f32", f"memref.store %y, %c_block[%i, %j] : {c_type}"])
    text.copy(tensors[1], ["%c0", "%c0"], shape, "c_block", c_type, store=True)
    a = random_array(shape, "f16", 11)
    result = np.full(shape, np.nan, np.float32)
    compiled(text.function("to_bf16", tensors, [1]))(a, result)
    half = result / 2
    np.testing.assert_array_equal(half, half.astype(ml_dtypes.bfloat16).astype(np.float32))
    np.testing.assert_allclose(half, a.astype(np.float32), rtol=2.0**-8)
    assert not np.array_equal(half, a.astype(np.float32))


@pytest.mark.parametrize("shared", [False, True])
def test_programs_of_one_kernel_agree_on_a_tensor(shared: bool) -> None:
    """Programs that run one after the other keep fp16 as it is, unless one of them has both families."""
    T = pytest.importorskip("tilelang.language")

    @T.prim_func
    def two(
        A: T.Tensor((64, 40), "float16"),
        B: T.Tensor((64, 40), "bfloat16"),
        C: T.Tensor((64, 40), "float16"),
        D: T.Tensor((64, 40), "bfloat16"),
    ):
        with T.Kernel(1, threads=128):
            a = T.alloc_fragment((64, 40), "float16")
            T.copy(A, a)
            for i, j in T.Parallel(64, 40):
                a[i, j] = a[i, j] + a[i, j]
            T.copy(a, C)
        with T.Kernel(1, threads=128):
            b = T.alloc_fragment((64, 40), "bfloat16")
            T.copy(B, b)
            if shared:
                c = T.alloc_fragment((64, 40), "float16")
                T.copy(C, c)
                for i, j in T.Parallel(64, 40):
                    b[i, j] = b[i, j] + T.Cast("bfloat16", c[i, j])
            T.copy(b, D)

    kernel = tt.compile(two)
    a, b = (random_array((64, 40), elem, seed) for seed, elem in enumerate(["f16", "bf16"]))
    c, d = np.full(a.shape, np.nan, a.dtype), np.full(b.shape, np.nan, b.dtype)
    kernel(a, b, c, d)
    assert sum("kept as fp32" in remark.message for remark in kernel.remarks) == (2 if shared else 0)
    np.testing.assert_array_equal(c, a + a)
    wanted = b.astype(np.float64) + shared * c.astype(np.float64)
    np.testing.assert_allclose(d.astype(np.float64), wanted, rtol=2.0**-7, atol=2.0**-7)


@pytest.mark.parametrize("sign", ["", "-"])
def test_infinities_in_tensors_of_fp16(sign: str) -> None:
    bits = "0xFC00" if sign else "0x7C00"
    kernel = compiled(f"""
func.func @edge(%T: memref<40xf16, #tt.dram> loc("T")) {{
  %inf = arith.constant {bits} : f16
  "tt.core.launch"() ({{
  ^bb0(%bx: index):
    "tt.tile.fill"(%T, %inf) : (memref<40xf16, #tt.dram>, f16) -> ()
  }}) {{extents = [1], symbols = ["bx"]}} : () -> ()
  return
}}
""")
    array = np.zeros(40, HALF)
    kernel(array)
    np.testing.assert_array_equal(array, np.full(40, float(f"{sign}inf"), HALF))
