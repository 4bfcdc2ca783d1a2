"""Kernels of several launches: programs that run one after the other on the simulator, against numpy."""

from __future__ import annotations

import json

import ml_dtypes
import numpy as np
import pytest
from live_examples import check
from on_simulator import assert_close

import tilelang_tt as tt
from tilelang_tt.plan import SequencePlan, read_plan
from tilelang_tt.tools import tt_compile, tt_run

pytest.importorskip("tilelang")
import sequence_kernels

BF16 = ml_dtypes.bfloat16


@pytest.fixture(scope="module")
def sums() -> tt.CompiledKernel:
    return tt.compile(sequence_kernels.shifted_sums(50, 70), out_idx=[2, 3])


def uniform(*shape: int, dtype: object = np.float32) -> np.ndarray:
    return np.random.default_rng(sum(shape)).uniform(-1, 1, shape).astype(dtype)


@pytest.mark.parametrize(
    ("file", "name", "terms", "args"),
    [
        ("split_k_gemm", "split_k_gemm", 256, {"M": 64, "N": 128, "K": 256, "splits": 2}),
        ("split_k_gemm", "split_k_gemm", 200, {"M": 100, "N": 72, "K": 200, "splits": 3, "dtype": "float16"}),
        ("flash_decoding", "flash_decoding", 256, {"num_split": 4, "batch": 2}),
        ("flash_decoding", "flash_decoding", 128, {"heads": 64, "S": 128, "D": 72, "dtype": "float16"}),
        ("mla_decode", "mla_decode", 200, {"heads": 40, "S": 200, "dim": 96, "pe_dim": 40}),
        ("two_pass", "two_pass_softmax", 300, {"M": 50, "N": 300}),
        ("two_pass", "two_pass_softmax", 128, {"M": 64, "N": 128, "block_N": 64, "dtype": "float32"}),
        ("two_pass", "two_pass_layer_norm", 200, {"M": 40, "N": 200}),
    ],
)
def test_examples(file: str, name: str, terms: int, args: dict) -> None:
    check(file, name, terms, **args)


def test_padding_that_one_program_leaves_and_the_next_loads_is_zero(sums: tt.CompiledKernel) -> None:
    x, y = uniform(50, 70), np.full((50, 70), np.nan, np.float32)
    down, across = sums(x, y)
    wanted = x.astype(np.float64) + 1
    assert_close(y, wanted, 1e-6)
    # The matrix unit cuts to tf32: 10 bits. One element of padding, which is 1, would be seen.
    assert_close(down, wanted.sum(axis=0), 0.1)
    assert_close(across, wanted.sum(axis=1), 0.15)


@pytest.mark.parametrize(("m", "n"), [(96, 64), (100, 70)])
def test_blocks_of_a_workspace_are_padded_for_themselves(m: int, n: int) -> None:
    kernel = tt.compile(sequence_kernels.gram(m, n), out_idx=-1)
    (scratch,) = (b for b in kernel.plan.buffers if b.role == "scratch")
    assert (scratch.name, scratch.tile_blocks, scratch.index) == ("factor", [48, 32], 2)
    x = uniform(m, n, dtype=BF16)
    factor = (x.astype(np.float64) * 2 + 3).astype(BF16).astype(np.float64)
    wanted = factor.T @ factor
    assert_close(kernel(x), wanted, 2**-8 * np.abs(wanted).max())


def test_workspace_of_one_launch() -> None:
    kernel = tt.compile(sequence_kernels.through_a_workspace(50, 70), out_idx=-1)
    assert [(b.name, b.role) for b in kernel.plan.buffers] == [("X", "in"), ("Y", "out"), ("w", "scratch")]
    x = uniform(50, 70)
    # Columns from 70 on are outside of the workspace and load as zero, though x + 1 is 1 there.
    assert_close(kernel(x), (x.astype(np.float64) + 1).sum(axis=1), 0.15)


def test_launches_of_any_size() -> None:
    kernel = tt.compile(sequence_kernels.of_any_size())
    assert kernel.plan.symbols == ["M"]
    assert [str(plan.grid_shape[0]) for plan in kernel.plan.programs] == ["ceil_div(M, 32)", "ceil_div(M, 64)"]
    for m in (100, 7, 130):
        x = uniform(m, 64)
        w, y = np.full_like(x, np.nan), np.full_like(x, np.nan)
        kernel(x, w, y, 3.0)
        assert_close(y, 3 * (x.astype(np.float64) + 1), 1e-5)


def test_the_program(sums: tt.CompiledKernel) -> None:
    names = [f"{thread}_{i}.cpp" for i in range(3) for thread in ("reader", "compute", "writer")]
    assert list(sums.artifacts) == [*names, "main.cpp", "CMakeLists.txt", "tt.plan.json", "kernel.mlir", "lines.json"]
    assert all(f"// {name}\n" in sums.get_kernel_source() for name in names)
    host = sums.get_host_source()
    order = [host.index(f"EnqueueMeshWorkload(queue, workload_{i}, false);") for i in range(3)]
    assert order == sorted(order)
    writes, reads = host.rindex("EnqueueWriteMeshBuffer"), host.index("EnqueueReadMeshBuffer")
    assert writes < order[0] and order[-1] < reads
    assert host.count("EnqueueWriteMeshBuffer") == 4 and host.count("EnqueueReadMeshBuffer") == 3


def test_scratch_is_not_moved() -> None:
    kernel = tt.compile(sequence_kernels.gram(96, 64, block=32), out_idx=-1)
    host = kernel.get_host_source()
    assert "factor.address()" in host
    assert "queue, factor" not in host
    assert "factor" not in (p.name for p in kernel.program().inputs)


def test_the_plan(sums: tt.CompiledKernel) -> None:
    plan = sums.plan
    assert isinstance(plan, SequencePlan)
    assert plan.kernel == "shifted_sums"
    assert [p.kernel for p in plan.programs] == ["shifted_sums_0", "shifted_sums_1", "shifted_sums_2"]
    assert {b.name: b.role for b in plan.buffers} == {"X": "in", "Y": "inout", "down": "out", "across": "out"}
    assert read_plan(sums.artifacts["tt.plan.json"]) == plan
    data = json.loads(sums.artifacts["tt.plan.json"])
    assert [p["grid_shape"] for p in data["programs"]] == [[3, 2, 1], [3, 1, 1], [2, 1, 1]]
    assert all("buffers" not in p for p in data["programs"])


def test_profile_counts_all_programs(sums: tt.CompiledKernel) -> None:
    x = uniform(50, 70)
    profile = sums.profile(x, np.zeros_like(x))
    assert profile.counters["dram_write_bytes"] == 4096 * (6 + 3 + 2)
    assert len(profile.programs) == 3 and profile.clocks == profile.report["clocks"] > 0


def test_blocks_are_of_one_launch(sums: tt.CompiledKernel) -> None:
    x = uniform(50, 70)
    with pytest.raises(ValueError, match="'shifted_sums' has 3 launches: it runs as a whole, not in blocks"):
        sums(x, np.zeros_like(x), blocks=[0])


def test_one_core_and_blackhole() -> None:
    check("split_k_gemm", "split_k_gemm", 128, options={"core_grid": (1, 1)}, M=64, N=72, K=128, splits=2)
    check("split_k_gemm", "split_k_gemm", 128, options={"target": "blackhole"}, M=64, N=72, K=128, splits=2)


def test_from_the_command_line(run_tool, tmp_path) -> None:
    kernel = "examples/split_k_gemm.py:split_k_gemm"
    sizes = [part for arg in ("M=50", "N=40", "K=128", "splits=2") for part in ("--arg", arg)]
    compiled = run_tool(tt_compile.main, kernel, *sizes, "-o", str(tmp_path / "out"))
    assert compiled.code == 0, compiled.err
    assert compiled.out.startswith("split_k_gemm_0: 2 blocks on 2 of 64 cores of wormhole, 1 per core\n")
    assert "\nsplit_k_gemm_1: 1 blocks on 1 of 64 cores of wormhole, 1 per core\n" in compiled.out
    result = run_tool(tt_run.main, str(tmp_path / "out"))
    assert result.code == 0, result.err
    assert "split_k_gemm_1: 1 blocks on 1 cores of wormhole\nC: " in result.out and ": ok\n" in result.out
