"""Compiled kernels from Python: stored TIR, returned outputs, saved programs, stages."""

from __future__ import annotations

from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
from on_simulator import assert_close, random_array

import tilelang_tt as tt
from tilelang_tt.runner import Program
from tilelang_tt.sim.compare import tolerance

DATA = Path(__file__).resolve().parents[1] / "frontend" / "data"


@pytest.fixture(scope="module")
def kernel() -> tt.CompiledKernel:
    return tt.compile(DATA / "matmul.json", out_idx=-1)


@pytest.fixture(scope="module")
def arrays() -> tuple[np.ndarray, np.ndarray]:
    return random_array((256, 128), "bf16", 0), random_array((128, 256), "bf16", 1)


def check(c: np.ndarray, arrays: tuple[np.ndarray, np.ndarray]) -> None:
    a, b = (x.astype(np.float64) for x in arrays)
    assert c.dtype == ml_dtypes.bfloat16
    assert_close(c, a @ b, tolerance(c.dtype, 128))


def test_outputs_are_returned_as_out_idx_says(kernel: tt.CompiledKernel, arrays: tuple) -> None:
    check(kernel(*arrays), arrays)


def test_torch_tensors_in_and_out(kernel: tt.CompiledKernel, arrays: tuple) -> None:
    torch = pytest.importorskip("torch")
    a, b = (torch.from_numpy(x.view(np.int16)).view(torch.bfloat16) for x in arrays)
    c = kernel(a, b)
    assert isinstance(c, torch.Tensor) and c.dtype == torch.bfloat16
    check(c.view(torch.int16).numpy().view(ml_dtypes.bfloat16), arrays)


def test_a_saved_program_runs_from_its_directory(kernel: tt.CompiledKernel, arrays: tuple, tmp_path: Path) -> None:
    directory = kernel.save(tmp_path / "out")
    assert {path.name for path in directory.iterdir()} == set(kernel.artifacts)
    plan = tt.Plan.from_json((directory / "tt.plan.json").read_text())
    assert plan == kernel.plan
    check(Program(directory, plan, [2])(*arrays), arrays)


def test_programs_with_the_same_host_text_keep_their_kernels_apart(arrays: tuple, tmp_path: Path) -> None:
    """Two directories with one main.cpp: the cached host program must take the kernels beside the one that is run."""
    plan = (kernel := tt.compile(DATA / "matmul.json")).plan
    first, second = (kernel.save(tmp_path / name) for name in ("first", "second"))
    broken = (second / "writer.cpp").read_text().replace("noc_async_write_page(", "// noc_async_write_page(")
    (second / "writer.cpp").write_text(broken)
    given = dict(enumerate([*arrays, np.zeros((256, 256), ml_dtypes.bfloat16)]))
    assert np.any(Program(first, plan).run(given)[2])
    assert not np.any(Program(second, plan).run(given)[2])


def test_stages_give_their_ir(kernel: tt.CompiledKernel) -> None:
    assert "tt.core.launch" in kernel.ir("import")
    assert "tt.core.launch" not in kernel.ir("canonicalize-grid")
    assert "tt_start_tile" in kernel.ir("grid-to-persistent")
    assert "!tt.tile<[32, 32], bf16>" in kernel.ir("tensorize")
    assert "tt.cb.matmul" in kernel.ir("memory-space-lower")
    assert 'tt.thread = "compute"' in kernel.ir("split-kernels")
    assert 'call_opaque "matmul_block"' in kernel.ir("convert-tt-to-emitc")
    with pytest.raises(ValueError, match="unknown stage 'tensorise'"):
        kernel.ir("tensorise")


def test_pipeline_writes_the_plan(tmp_path: Path, kernel: tt.CompiledKernel) -> None:
    module = tt.import_tilelang(DATA / "matmul.json")
    tt.run_pipeline(module, plan_path=tmp_path / "tt.plan.json")
    assert tt.Plan.from_json((tmp_path / "tt.plan.json").read_text()) == kernel.plan
