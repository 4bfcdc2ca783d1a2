"""Lines break where clang-format would break them."""

import importlib.util
import pathlib
import random
import shutil
import subprocess

import pytest

from tilelang_tt.emitc.printer import format_cpp, print_cpp
from tilelang_tt.mlir import ir

STYLE = pathlib.Path(__file__).resolve().parents[2] / ".clang-format"
NAMES = ["cb_in", "num_tiles", "tile_index_of_the_block", "l1_write_address", "m", "k_tiles", "accessor_arguments"]


@pytest.fixture(scope="module")
def clang_format():
    """clang_format(text) -> the text as clang-format leaves it."""
    if importlib.util.find_spec("clang_format"):
        from clang_format import get_executable

        tool = str(get_executable("clang-format"))
    else:
        tool = shutil.which("clang-format") or pytest.skip("clang-format is not installed")

    def run(text):
        done = subprocess.run([tool, f"--style=file:{STYLE}"], input=text, capture_output=True, text=True, check=True)
        return done.stdout

    return run


def call(rng, depth):
    arguments = ", ".join(argument(rng, depth) for _ in range(rng.randint(1, 9)))
    callee = rng.choice(["pack_tile", "noc.async_read", "reduce_tile<PoolType::MAX, ReduceDim::ROW>", "copy_tile"])
    return f"{callee}({arguments})"


def argument(rng, depth):
    kind = rng.random()
    if kind < 0.2 and depth:
        return call(rng, depth - 1)
    name = rng.choice(NAMES)
    return f"{name} * {rng.randint(2, 99)}" if kind < 0.4 else name


def statements(seed):
    rng = random.Random(seed)
    text = "void kernel_main() {\n"
    for _ in range(60):
        match rng.randint(0, 5):
            case 0 | 1:
                text += f"    {call(rng, 2)};\n"
            case 2:
                text += f"    const uint32_t {rng.choice(NAMES)} = {call(rng, 1)};\n"
            case 3:
                terms = " + ".join(argument(rng, 0) for _ in range(rng.randint(2, 9)))
                text += f"    const uint32_t {rng.choice(NAMES)} = {terms};\n"
            case 4:
                terms = " && ".join(f"{argument(rng, 0)} < {argument(rng, 0)}" for _ in range(rng.randint(1, 5)))
                text += f"    if ({terms}) {{\n        {call(rng, 1)};\n    }}\n"
            case 5:
                low, high = (" + ".join(argument(rng, 0) for _ in range(rng.randint(1, 3))) for _ in "ab")
                text += f"    for (uint32_t i = {low}; i < {high}; ++i) {{\n        {call(rng, 1)};\n    }}\n"
    return text + "}\n"


@pytest.mark.parametrize("seed", range(20))
def test_random_statements(clang_format, seed):
    ours = format_cpp(statements(seed))
    assert ours == clang_format(ours)
    assert ours == format_cpp(ours)


HARD = (pathlib.Path(__file__).parent / "long_lines.cpp.txt").read_text()


def test_hard_cases(clang_format):
    ours = format_cpp(HARD)
    assert ours == clang_format(ours)
    assert max(map(len, ours.splitlines())) <= 120


def test_only_spaces_change():
    ours = format_cpp(HARD)
    plain = "".join(line for line in ours.splitlines() if "clang-format" not in line)
    assert "".join(plain.split()).replace(",}", "}").replace("//", "") == "".join(HARD.split()).replace("//", "")


def test_blank_lines():
    ours = format_cpp("\n\nvoid f() {\n\n    a();   \n\n\n    b();\n\n}\n\n\n")
    assert ours == "void f() {\n    a();\n\n    b();\n}\n"


@pytest.mark.parametrize("size", [1, 8, 40])
def test_printed_kernels_are_clean(clang_format, size):
    """A kernel with long calls, conditions and nested loops; `size` makes expressions long enough to be split."""
    chain = '%0 = emitc.mul %m, %k : (ui32, ui32) -> ui32 loc("offset_in_block")\n'
    chain += "".join(f"%{n} = emitc.add %{n - 1}, %m : (ui32, ui32) -> ui32\n" for n in range(1, size))
    arguments = ", ".join(["%last"] + ["%m", "%k"] * 8)
    types = ", ".join(["ui32"] * 17)
    comment = f"one {'very ' * 30}long comment"
    source = f"""module {{
  emitc.include "api/dataflow/dataflow_api.h"
  emitc.include <"cstdint">
  emitc.func @kernel_main(%m: ui32 loc("m_tiles_per_block"), %k: ui32 loc("k_tiles_per_block")) {{
    {chain.replace(f"%{size - 1} =", "%last =")}
    emitc.for %i = %m to %last step %k : ui32 {{
      %c = emitc.cmp lt, %last, %i : (ui32, ui32) -> i1
      %d = emitc.logical_or %c, %c : i1, i1
      emitc.if %d {{
        emitc.call_opaque "noc_async_read_page"({arguments}) {{tt.comment = "{comment}"}} : ({types}) -> ()
      }}
      emitc.if %c {{ }} else {{ emitc.call_opaque "stop"() : () -> () }}
      emitc.switch %m : ui32 case 1 {{ emitc.yield }} default {{ }}
      emitc.do {{ }} while {{ %r = emitc.expression %m, %k : (ui32, ui32) -> i1 {{
        %s = cmp lt, %m, %k : (ui32, ui32) -> i1
        yield %s : i1 }}
        emitc.yield %r : i1 }}
    }}
    emitc.return
  }}
  emitc.class @Empty {{ emitc.field @n : i32
    emitc.func @f() {{ return }} }}
}}"""
    with ir.Context():
        text = print_cpp(ir.Module.parse(source))
    assert text == clang_format(text)
    assert max(map(len, text.splitlines())) <= 120
