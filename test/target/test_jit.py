"""`@tilelang_tt.jit` and the kernels it makes: TileLang's behaviour, arrays of torch or numpy, our options."""

from __future__ import annotations

from pathlib import Path

import ml_dtypes
import numpy as np
import pytest
import tilelang
import torch
from target_kernels import doubled, negated, product

import tilelang_tt as tt

SHAPE = (64, 32, 40)  # rows, columns, depth


@pytest.fixture(scope="module")
def arrays() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    rows, columns, depth = SHAPE
    return tuple(rng.uniform(-1, 1, s).astype(ml_dtypes.bfloat16) for s in ((rows, depth), (depth, columns)))


def expected(arrays: tuple) -> np.ndarray:
    a, b = (x.astype(np.float64) for x in arrays)
    return a @ b


def test_a_lazy_function_returns_kernels_that_are_made_once(arrays: tuple) -> None:
    make = tt.jit(product, out_idx=[-1], target="blackhole", core_grid=(2, 1))
    kernel = make(*SHAPE)
    assert isinstance(kernel, tilelang.JITKernel) and make(*SHAPE) is kernel and make(64, 32, 64) is not kernel
    assert kernel.plan.device.name == "blackhole" and kernel.plan.device.core_grid == [2, 1]
    result = kernel(*arrays)
    assert result.dtype == ml_dtypes.bfloat16 and np.abs(result.astype(np.float64) - expected(arrays)).max() < 0.05
    tensors = [torch.from_numpy(x.view(np.int16)).view(torch.bfloat16) for x in arrays]
    again = kernel(*tensors)
    assert isinstance(again, torch.Tensor) and np.array_equal(again.view(torch.int16).numpy(), result.view(np.int16))


def test_a_decorator_without_parentheses() -> None:
    x = torch.arange(64 * 40, dtype=torch.float32).reshape(64, 40)
    assert torch.equal(tt.jit(doubled)(x), x + x)


def test_eager_functions_take_numpy_arrays_and_give_them_back() -> None:
    function = tt.jit(doubled)
    x = np.arange(64 * 40, dtype=np.float32).reshape(64, 40)
    result = function(x)
    assert isinstance(result, np.ndarray) and np.array_equal(result, x + x)
    assert isinstance(function(torch.from_numpy(x)), torch.Tensor)
    y = np.zeros_like(x)
    assert tt.jit(negated)(x, Y=y) is None and np.array_equal(y, -x)


def test_sources_are_those_of_compile_and_can_be_exported(tmp_path: Path) -> None:
    kernel, same = tt.jit(product)(*SHAPE), tt.compile(product(*SHAPE))
    assert kernel.get_kernel_source() == kernel.kernel_source == same.get_kernel_source()
    assert kernel.get_host_source() == kernel.host_source == same.get_host_source()
    both = kernel.get_kernel_source(kernel_only=False)
    assert both == same.get_kernel_source(kernel_only=False)
    assert kernel.get_host_source() in both and kernel.get_kernel_source() in both
    assert set(kernel.artifacts) == set(same.artifacts)
    for exported in (kernel, same):
        exported.export_sources(str(tmp_path / "a" / "k.cpp"), str(tmp_path / "a" / "h.cpp"))
        assert (tmp_path / "a" / "k.cpp").read_text() == same.get_kernel_source()
        assert (tmp_path / "a" / "h.cpp").read_text() == same.get_host_source()
    with pytest.raises(ValueError, match="export_sources needs kernel_path or host_path"):
        same.export_sources()
    with pytest.raises(NotImplementedError, match="kernel.save"):
        kernel.export_library("x.so")


def test_parameters() -> None:
    kernel, same = tt.jit(product)(*SHAPE), tt.compile(product(*SHAPE))
    assert [list(p.shape) for p in kernel.params] == [p.shape for p in same.params] == [[64, 40], [40, 32], [64, 32]]
    assert [p.torch_dtype() for p in kernel.params] == [torch.bfloat16] * 3
    assert [p.name for p in same.params] == ["left", "right", "out"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"target": "cuda"}, "unknown device 'cuda'"),
        ({"target": {"kind": "cuda"}}, "compiles for tenstorrent, not for"),
        ({"target": "tenstorrent/wormhol"}, "did you mean 'wormhole'"),
        ({"formats": {"right": "bfp9"}}, "bfp9"),
    ],
)
def test_what_is_no_target(settings: dict, message: str) -> None:
    with pytest.raises((ValueError, tt.CompileError), match=message):
        tt.jit(product, **settings)(*SHAPE)


def test_options_reach_the_program() -> None:
    plain, changed = (
        tt.jit(product, **o)(*SHAPE) for o in ({}, {"formats": {"right": "bfp8"}, "math_fidelity": "LoFi"})
    )
    assert [b.format for b in plain.plan.buffers] != [b.format for b in changed.plan.buffers]
    assert plain.artifacts["main.cpp"] != changed.artifacts["main.cpp"]
    apart = tt.jit(product, cores=[(0, 0), (2, 1)], order="column_major")(*SHAPE)
    assert sorted(apart.plan.per_core_args) == ["(0,0)", "(2,1)"]


def test_kernels_compiled_in_parallel_are_those_compiled_alone() -> None:
    shapes = [(32 * i, 32, 32) for i in range(1, 5)]
    kernels = tt.jit(product, out_idx=-1).par_compile(shapes, num_workers=4)
    assert [k.artifacts for k in kernels] == [tt.compile(product(*shape), out_idx=-1).artifacts for shape in shapes]


def test_several_outputs_come_in_the_order_of_out_idx() -> None:
    kernel = tt.compile(product(*SHAPE), out_idx=[2, 0])
    assert kernel.out_idx == (2, 0)


def test_the_autotuner_picks_by_the_simulators_clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # TileLang leaves a log
    monkeypatch.setenv("TILELANG_AUTO_TUNING_DISABLE_CACHE", "1")
    configs = [{"block": 64}, {"block": 32}]
    tuned = tilelang.autotune(configs=configs, warmup=1, rep=1)(tt.jit(product, out_idx=[-1]))
    kernel = tuned(64, 64, 32)
    times = {c["block"]: tt.compile(product(64, 64, 32, **c), out_idx=-1).get_profiler().do_bench() for c in configs}
    assert kernel.config == {"block": min(times, key=times.__getitem__)}
    assert kernel.latency == pytest.approx(min(times.values()))
