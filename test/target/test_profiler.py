"""`get_profiler`: checks against references, and times from the simulator's clock."""

from __future__ import annotations

import sys

import numpy as np
import pytest
import torch
from target_kernels import product

import tilelang_tt as tt
from tilelang_tt.device import get_device


@pytest.fixture(scope="module")
def kernel() -> tt.CompiledKernel:
    return tt.compile(product(64, 64, 32, "float32"), out_idx=-1)


def test_the_time_is_that_of_the_clocks(kernel: tt.CompiledKernel) -> None:
    profiler = kernel.get_profiler()
    clocks = kernel.profile(*profiler._get_inputs()).clocks
    assert clocks > 0
    assert profiler.do_bench() == pytest.approx(clocks / get_device("wormhole").clock_mhz / 1e3)
    assert profiler.do_bench(quantiles=[0.5, 0.2]) == [profiler.do_bench()] * 2
    assert profiler.do_bench(lambda a, b: a @ b, n_repeat=2) > 0


def test_close_and_not_close(kernel: tt.CompiledKernel) -> None:
    profiler = kernel.get_profiler("normal")
    profiler.assert_allclose(lambda a, b: a @ b, atol=0.05, rtol=0.01)
    with pytest.raises(AssertionError, match="output 0: .* of 4096 elements differ by more than"):
        profiler.assert_allclose(lambda a, b: a @ b + 1.0)
    with pytest.raises(AssertionError, match="shape"):
        profiler.assert_allclose(lambda a, b: (a @ b)[:1])
    profiler.assert_consistent(1)


def test_a_kernel_that_writes_to_its_parameters() -> None:
    profiler = tt.compile(product(64, 64, 32, "float32")).get_profiler()

    def reference(a: torch.Tensor, b: torch.Tensor, out: torch.Tensor) -> None:
        out.copy_(a @ b)

    profiler.assert_allclose(reference, atol=0.05)
    profiler.assert_allclose(lambda a, b, out: a @ b, atol=0.05)
    with pytest.raises(AssertionError, match="differ"):
        profiler.assert_allclose(lambda a, b, out: (out.fill_(7.0), None)[1])


def test_arrays_are_of_numpy_where_torch_is_not_in_use(
    kernel: tt.CompiledKernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert all(isinstance(a, torch.Tensor) for a in kernel.get_profiler()._get_inputs())
    monkeypatch.delitem(sys.modules, "torch")
    assert all(isinstance(a, np.ndarray) for a in kernel.get_profiler()._get_inputs())


def test_supplies(kernel: tt.CompiledKernel) -> None:
    from tilelang import TensorSupplyType

    for supply in TensorSupplyType:
        a, b = kernel.get_profiler(supply)._get_inputs()
        assert a.shape == (64, 32) and a.dtype == torch.float32
    assert torch.all(kernel.get_profiler("one")._get_inputs()[0] == 1)
    with pytest.raises(ValueError, match="unknown tensor supply 'random'"):
        kernel.get_profiler("random")


def test_symbolic_sizes_must_be_given() -> None:
    import tilelang.language as T

    n = T.dynamic("n")

    @T.prim_func
    def copy(x: T.Tensor((n,), "float32"), y: T.Tensor((n,), "float32")):
        with T.Kernel(T.ceildiv(n, 32), threads=32) as bx:
            s = T.alloc_shared((32,), "float32")
            T.copy(x[bx * 32], s)
            T.copy(s, y[bx * 32])

    profiler = tt.compile(copy).get_profiler()
    with pytest.raises(ValueError, match="dimension 'n' of 'copy' is symbolic"):
        profiler.do_bench()
    assert profiler.do_bench(dynamic_symbolic_constraints={"n": 50}) > 0
