"""What Python functions and the commands say of arguments that make no sense."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tilelang_tt.device import get_device
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.attributes import PagesAttr, SequenceAttr
from tilelang_tt.dialects.extent import parse, solve
from tilelang_tt.emitc.printer import KERNEL, Printer, PrinterError, print_cpp
from tilelang_tt.emitc.printer_base import Unprintable
from tilelang_tt.emitc.printer_types import string_of, unquote
from tilelang_tt.mlir import ir, make_context, parse_module
from tilelang_tt.passes import kernel_func
from tilelang_tt.passes.cb_budget import BudgetError, assign_ids
from tilelang_tt.passes.manager import PassManager, PipelineError
from tilelang_tt.passes.options import OptionError, bind, parse_options
from tilelang_tt.passes.partition import split_evenly
from tilelang_tt.runner import argument
from tilelang_tt.sim import toolchain
from tilelang_tt.sim.driver import Simulator
from tilelang_tt.sim.reference import find_kernel
from tilelang_tt.tools import arrays, errors_page, flags, kernel_args, tt_run

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "test" / "frontend" / "data"


@dataclasses.dataclass(frozen=True)
class Wrong:
    kind: set[int]


CALLS: dict[str, tuple[type[Exception], Callable[[], Any]]] = {
    "a sequence of 2 programs has no position 2": (ValueError, lambda: SequenceAttr.of("k", 2, 2)),
    "pages are tiles or rows or folded, not planes": (ValueError, lambda: PagesAttr.of("planes")),
    "dimension 0 of 'A' is empty": (ValueError, lambda: solve([("A", [parse("m")], [0])])),
    "40 circular buffers are needed, a core has 32": (BudgetError, lambda: assign_ids(["input"] * 40, 32)),
    "cannot split 4 items over 0 parts": (ValueError, lambda: split_evenly(4, 0)),
    "missing '}' in 'a={b'": (OptionError, lambda: parse_options("a={b")),
    "pass options cannot have type": (TypeError, lambda: bind(Wrong, {"kind": "1"})),
    "DST holds 16-bit or 32-bit values, not 8-bit ones": (ValueError, lambda: get_device("wormhole").dst.tiles(8)),
    "device 'wormhole': it must hold that L1 is larger than its reserved part": (
        ValueError,
        lambda: dataclasses.replace(get_device("wormhole"), l1_bytes=0),
    ),
    "pass 'canonicalize': ": (PipelineError, lambda: PassManager("builtin.module(canonicalize{no-such-option=3})")),
    "target must be one of wormhole, blackhole, not 'grayskull'": (ValueError, lambda: Simulator("grayskull")),
    "noc_latency must not be negative, not -1": (ValueError, lambda: Simulator(noc_latency=-1)),
    "no group for messages of": (ValueError, lambda: errors_page_without_groups()),
    "--order block and --partition-strategy row_major are the same option": (
        flags.UsageError,
        lambda: kernel_args.pipeline_options(
            flags.parse(["--order=block", "--partition-strategy=row_major"], kernel_args.FLAGS)
        ),
    ),
    "--target grayskull: expected wormhole or blackhole": (
        flags.UsageError,
        lambda: tt_run_by_hand("--target=grayskull"),
    ),
}


def errors_page_without_groups() -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(errors_page, "_GROUPS", ())
        return errors_page.errors_page.__wrapped__()


def tt_run_by_hand(*argv: str) -> Any:
    args = flags.parse(list(argv), tt_run.FLAGS)
    return tt_run._run_as_it_is("program", args, (), {}, None, None)  # type: ignore[arg-type]


@pytest.mark.parametrize("message", CALLS)
def test_calls(message: str, ctx: Any) -> None:
    kind, call = CALLS[message]
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value).startswith(message)


PRINTED = {
    "'emitc.call_opaque' has a number of type f80": "1.0 : f80",
    "'emitc.call_opaque' has elements the bindings cannot read, bf16": "dense<1.0> : tensor<2xbf16>",
    "'emitc.call_opaque' has an attribute without C++ text, ": "affine_map<(i) -> (i)>",
}


@pytest.mark.parametrize("message", PRINTED)
def test_attributes_without_text(message: str) -> None:
    with make_context() as context, pytest.raises(PrinterError) as caught:
        call = f'emitc.call_opaque "g"() {{args = [{PRINTED[message]}]}} : () -> ()'
        print_cpp(parse_module(f"module {{ func.func @f() {{ {call} return }} }}", context=context))
    assert message in str(caught.value)


def test_values_that_are_printed_out_of_turn(ctx: ir.Context) -> None:
    module = parse_module("func.func @f(%a: i32) { %b = arith.addi %a, %a : i32 return }", context=ctx)
    (fn,) = kernel_func.kernels(module)
    for value, message in (
        (fn.arguments[0], "uses a block argument that has no name"),
        (fn.entry_block.operations[0].result, "uses a result of 'arith.addi' before it is printed"),
    ):
        with pytest.raises(Unprintable, match=message):
            Printer(KERNEL).operand(value)
    with pytest.raises(Unprintable, match="has an attribute that is no text, 3 : i64"):
        string_of(ir.Attribute.parse("3 : i64"))
    with pytest.raises(Unprintable, match="has a malformed string, x"):
        unquote("x")


def test_a_scalar_must_be_a_number() -> None:
    scalar = type("Scalar", (), {"name": "n", "dtype": "int32"})()
    with pytest.raises(TypeError, match="'n' of 'gemm' must be a number, got str"):
        argument("three", scalar, "gemm")


def test_arrays_for_parameters(tmp_path: Path) -> None:
    module = kernel_args.read_kernel(str(DATA / "matmul_dynamic.json"))
    kernel = find_kernel(module)
    loaded = {"A": np.zeros((3, 5), np.float32), "B": np.zeros((4, 7), np.float32)}
    with pytest.raises(
        flags.UsageError, match="--input: dimension 0 of 'B' has 4 elements, but K is 5 by dimension 1 of 'A'"
    ):
        arrays.sizes([], kernel, loaded)
    with pytest.raises(flags.UsageError, match="--size M=0: expected a positive integer"):
        arrays.sizes(["M=0"], kernel, {})
    with pytest.raises(flags.UsageError, match="--size M=4: the inputs have M = 3"):
        arrays.sizes(["M=4"], kernel, {"A": loaded["A"]})
    scalar = type("Parameter", (), {"name": "n", "dtype": np.dtype(np.int32), "shape": None})()
    with pytest.raises(flags.UsageError, match="'n' is a scalar of type int32, not 'three'"):
        arrays.load("three", scalar)


def test_no_compiler_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    toolchain.compiler.cache_clear()
    try:
        with pytest.raises(toolchain.ToolchainError, match="the simulator needs a C\\+\\+20 compiler and found none"):
            toolchain.compiler()
    finally:
        toolchain.compiler.cache_clear()


def test_a_program_that_the_compiler_rejects(tmp_path: Path) -> None:
    (tmp_path / "main.cpp").write_text("int main() { return undeclared; }\n")
    with pytest.raises(toolchain.ToolchainError) as caught:
        Simulator().build(tmp_path)
    what = f"{tmp_path}/main.cpp"
    assert str(caught.value).startswith(f"compiling {what} failed (") and "undeclared" in str(caught.value)
    with pytest.raises(toolchain.ToolchainError) as caught:
        toolchain.compile_checked(["false"], "main.cpp")
    assert str(caught.value) == "compiling main.cpp failed (false):\n"


SYMBOLIC = """func.func @k(%A: memref<?x64xf32, #tt.dram> loc("A")) attributes {{tt.kernel, {0}}} {{
  return
}}"""


@pytest.mark.parametrize(
    ("attributes", "message"),
    [
        ("tt.shape = {A = [3]}", "tt.shape of 'A' is [3], its type is memref<?x64xf32, #tt.dram>"),
        ("tt.shape = {A = [3, 32]}", "tt.shape of 'A' is [3, 32], its type is memref<?x64xf32, #tt.dram>"),
    ],
)
def test_shapes_that_do_not_fit_their_type(attributes: str, message: str) -> None:
    with make_context() as context:
        module = parse_module(SYMBOLIC.format(attributes), "k.mlir", context)
        (fn,) = kernel_func.kernels(module)
        with pytest.raises(CompileError) as caught:
            kernel_func.shapes(fn)
    assert message in str(caught.value)


def test_attributes_that_are_no_data(ctx: ir.Context) -> None:
    with pytest.raises(TypeError, match="cannot read attribute affine_map<"):
        kernel_func.from_attr(ir.Attribute.parse("affine_map<(i) -> (i)>"))
