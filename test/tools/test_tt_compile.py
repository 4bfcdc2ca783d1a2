"""tt-compile: artifacts, dumps, summary, and one message for everything that is wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import tilelang_tt as tt
from tilelang_tt.tools.tt_compile import main

DATA = Path(__file__).resolve().parents[1] / "frontend" / "data"
MATMUL = str(DATA / "matmul.json")
FILES = {"reader.cpp", "compute.cpp", "writer.cpp", "main.cpp", "CMakeLists.txt", "tt.plan.json", "kernel.mlir"}


@pytest.fixture
def compile_kernel(run_tool: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *argv: run_tool(main, *argv)


def test_writes_what_the_api_gives(compile_kernel: Callable[..., Any], tmp_path: Path) -> None:
    result = compile_kernel(MATMUL, "-o", str(tmp_path / "out"))
    assert (result.code, result.err) == (0, "")
    assert {path.name: path.read_text() for path in (tmp_path / "out").iterdir()} == tt.compile(MATMUL).artifacts


def test_summary_is_that_of_the_plan(compile_kernel: Callable[..., Any], tmp_path: Path) -> None:
    out = compile_kernel(MATMUL, "-o", str(tmp_path), "--core-grid=3x1").out
    plan = tt.Plan.from_json((tmp_path / "tt.plan.json").read_text())
    assert out.startswith("matmul: 4 blocks on 3 of 3 cores of wormhole, 1 to 2 per core\n")
    for cb in plan.cbs:
        assert f"{cb.bytes:,}\n" in next(line + "\n" for line in out.splitlines() if f" {cb.name} " in line)
    assert f"  {sum(cb.bytes for cb in plan.cbs):,} of 1,395,392 B of L1" in out


def test_summary_counts_what_lies_in_l1_once(compile_kernel: Callable[..., Any], tmp_path: Path) -> None:
    # A lies interleaved over all 64 cores of the chip, however few compute; C's shards are its circular buffers.
    flags = ["--core-grid=2x2", "--layout=A=l1_interleaved", "--layout=C=l1_block_sharded:match_shard"]
    out = compile_kernel(MATMUL, "-o", str(tmp_path), *flags).out
    plan = tt.Plan.from_json((tmp_path / "tt.plan.json").read_text())
    assert plan.aliases == ["C"]
    a, _, c = plan.buffers
    tensors = -(-a.tiles // 64) * a.page_bytes + c.tiles // 4 * c.page_bytes
    buffers = sum(cb.bytes for cb in plan.cbs if cb.alias is None)
    assert f"  {tensors + buffers:,} of 1,395,392 B of L1" in out


def test_options_reach_the_compiler(compile_kernel: Callable[..., Any], tmp_path: Path) -> None:
    flags = ["--target", "blackhole", "--core-grid", "2x1", "--partition-strategy=column_major", "--no-double-buffer"]
    assert compile_kernel(MATMUL, "-o", str(tmp_path), *flags).code == 0
    plan = tt.Plan.from_json((tmp_path / "tt.plan.json").read_text())
    wanted = tt.compile(
        MATMUL, "blackhole", core_grid=(2, 1), partition_strategy="column_major", double_buffer=False
    ).plan
    assert plan == wanted
    assert (plan.device.name, plan.core_grid, plan.schedule.order) == ("blackhole", [2, 1], "column_major")
    assert all(cb.depth == 1 for cb in plan.cbs)


def test_layouts_reach_the_compiler(compile_kernel: Callable[..., Any], tmp_path: Path) -> None:
    flags = ["--layout", "A=l1_block_sharded:128x64:match_shard", "--layout=C=dram_interleaved:z_order"]
    assert compile_kernel(MATMUL, "-o", str(tmp_path), *flags).code == 0
    plan = tt.Plan.from_json((tmp_path / "tt.plan.json").read_text())
    in_python = {
        "A": {"shard": "L1", "shard_shape": [128, 64], "tile_id_order": "match_shard"},
        "C": "dram_interleaved:z_order",
    }
    assert plan == tt.compile(MATMUL, layouts=in_python).plan
    assert (plan.layouts["A"].shard, plan.layouts["A"].shard_shape) == ("L1", [128, 64])


def test_legacy_device_warns_and_prints(compile_kernel: Callable[..., Any], tmp_path: Path) -> None:
    result = compile_kernel(MATMUL, "-o", str(tmp_path), "--target", "grayskull")
    assert result.code == 0
    assert "warning: grayskull is a legacy device: programs for it can be printed, but not run" in result.err
    assert "warning: this device's DST has no 32-bit mode" in result.err
    assert ".fp32_dest_acc_en = false" in (tmp_path / "main.cpp").read_text()


def test_dump_ir_has_one_file_per_stage(compile_kernel: Callable[..., Any], tmp_path: Path) -> None:
    assert compile_kernel(MATMUL, "-o", str(tmp_path / "out"), "--dump-ir", str(tmp_path / "ir")).code == 0
    kernel = tt.compile(MATMUL)
    names = [f"{i:02}-{stage}.mlir" for i, stage in enumerate(kernel.stages)]
    assert sorted(path.name for path in (tmp_path / "ir").iterdir()) == names
    assert (tmp_path / "ir" / "06-grid-to-persistent.mlir").read_text() == kernel.ir("grid-to-persistent")
    assert (tmp_path / "ir" / "00-import.mlir").read_text() == kernel.ir("import")


def test_dump_ir_keeps_the_stages_before_an_error(compile_kernel: Callable[..., Any], tmp_path: Path) -> None:
    order = ("--order", "match_shard")
    result = compile_kernel(MATMUL, "-o", str(tmp_path / "out"), "--dump-ir", str(tmp_path / "ir"), *order)
    assert result.code == 1
    assert (tmp_path / "ir" / "00-import.mlir").exists()
    assert not (tmp_path / "out").exists()


def test_cores_order_and_policy(compile_kernel: Callable[..., Any], tmp_path: Path) -> None:
    """The flags say what the keywords of tt.compile say."""
    flags = (
        "--cores",
        "1,0-3,0;2,2",
        "--exclude-cores",
        "2,0",
        "--order",
        "z_order",
        "--policy",
        "packed",
        "--no-prefetch",
    )
    assert compile_kernel(MATMUL, "-o", str(tmp_path), *flags).code == 0
    keywords = {"cores": "1,0-3,0;2,2", "exclude_cores": [(2, 0)], "order": "z_order", "policy": "packed"}
    kernel = tt.compile(MATMUL, prefetch=False, **keywords)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == kernel.artifacts
    assert list(kernel.plan.per_core_args) == ["(1,0)", "(3,0)"]
    assert (kernel.plan.schedule.order, kernel.plan.schedule.policy) == ("z_order", "packed")


def test_compiles_tile_form_as_well(compile_kernel: Callable[..., Any], tmp_path: Path) -> None:
    compile_kernel(MATMUL, "-o", str(tmp_path / "first"))
    result = compile_kernel(str(tmp_path / "first" / "kernel.mlir"), "-o", str(tmp_path / "second"))
    assert result.code == 0
    first, second = (tmp_path / name / "tt.plan.json" for name in ("first", "second"))
    assert first.read_text() == second.read_text()


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ([MATMUL], "tt-compile: error: no output directory; give one with -o out/\n"),
        (["-o", "out"], "tt-compile: error: one input is expected (kernel.py[:name], kernel.json"),
        (["a.json", "b.json", "-o", "out"], "got a.json, b.json\n"),
        (["kernel.txt", "-o", "out"], "tt-compile: error: 'kernel.txt' is no kernel; expected kernel.py[:name]"),
        (["missing.json", "-o", "out"], "missing.json"),
        (["missing.mlir", "-o", "out"], "tt-compile: error: cannot open 'missing.mlir': No such file or directory\n"),
        (["missing.py:f", "-o", "out"], "missing.py does not exist"),
        ([MATMUL, "-o", "out", "--targett=x"], "unknown argument '--targett=x'; did you mean '--target'?\n"),
        ([MATMUL, "-o", "out", "--target", "wormhol"], "unknown device 'wormhol'; did you mean 'wormhole'?"),
        ([MATMUL, "-o", "out", "--core-grid", "4"], "--core-grid 4: expected columns x rows, for example 8x8\n"),
        ([MATMUL, "-o", "out", "--core-grid", "99x1"], "core grid [99, 1] does not fit wormhole"),
        ([MATMUL, "-o", "out", "--partition-strategy=rowmajor"], "did you mean 'row_major'?"),
        ([MATMUL, "-o", "out", "--order=z_ordr"], "--order z_ordr: expected one of row_major, column_major"),
        (
            [MATMUL, "-o", "out", "--order=block", "--partition-strategy=z_order"],
            "--order block and --partition-strategy z_order are the same option\n",
        ),
        ([MATMUL, "-o", "out", "--policy=even"], "--policy even: expected one of contiguous, packed"),
        ([MATMUL, "-o", "out", "--cores=0-3"], "--cores 0-3: '0-3' is no rectangle of cores"),
        ([MATMUL, "-o", "out", "--exclude-cores=3,3-1,1"], "--exclude-cores 3,3-1,1: '3,3-1,1' ends before it starts"),
        ([MATMUL, "-o", "out", "--cores=0,0-8,0"], "core (8,0) is outside of the core grid [8, 8]"),
        ([MATMUL, "-o", "out", "--layout=A"], "--layout A: expected NAME=LAYOUT, for example A=l1_block_sharded\n"),
        ([MATMUL, "-o", "out", "--layout=A=l1_blok_sharded"], "--layout A=l1_blok_sharded says no layout: "),
        ([MATMUL, "-o", "out", "--layout=A=l1_blok_sharded"], "did you mean 'l1_block_sharded'?"),
        (
            [MATMUL, "-o", "out", "--layout=A=l1_sharded", "--layout=A=l1_sharded"],
            "--layout A=l1_sharded: 'A' has a layout already\n",
        ),
        ([MATMUL, "-o", "out", "--layout=Z=l1_sharded"], "option layouts is for 'Z', which is no buffer of 'matmul'"),
        ([MATMUL, "-o", "out", "--arg", "M=3"], "takes no arguments; only kernels in Python files do\n"),
    ],
)
def test_one_message_for_a_bad_command_line(
    compile_kernel: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, argv: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = compile_kernel(*argv)
    assert (result.code, result.out) == (1, "")
    assert message in result.err
    assert "Traceback" not in result.err
    assert not (tmp_path / "out").exists()


def test_syntax_errors_show_the_line(compile_kernel: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "bad.mlir"
    path.write_text("func.func @f() {\n  return 1\n}\n")
    result = compile_kernel(str(path), "-o", str(tmp_path / "out"))
    assert result.code == 1
    assert result.err.startswith(f"{path}:2:9: error:") and "  return 1\n        ^\n" in result.err


def test_a_file_without_a_kernel(compile_kernel: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "none.mlir"
    path.write_text("module {}\n")
    result = compile_kernel(str(path), "-o", str(tmp_path / "out"))
    assert (result.code, result.err) == (1, f"error: {path}: one kernel is expected, the file has 0\n")


def test_an_output_that_is_a_file(compile_kernel: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    result = compile_kernel(MATMUL, "-o", str(tmp_path / "out"))
    assert result.code == 1 and "File exists" in result.err and "Traceback" not in result.err


def test_help(compile_kernel: Callable[..., Any]) -> None:
    result = compile_kernel("--help")
    assert result.code == 0 and result.out.startswith("usage: tt-compile") and "--dump-ir" in result.out
