"""`tilelang_tt.install`: TileLang's own entry points reach this compiler, and nothing else changes."""

from __future__ import annotations

import numpy as np
import pytest
import tilelang
import torch
from target_kernels import doubled, plain, product, scan
from tilelang import tvm
from tilelang.backend.target import determine_target

import tilelang_tt as tt

CUDA = tvm.target.Target({"kind": "cuda", "arch": "sm_80"})


def source(target: object) -> str:
    return str(tilelang.lower(product(64, 64, 32), target=target).kernel_source)


def test_lower_gives_the_program_of_this_compiler(installed: None) -> None:
    kernel = tt.compile(product(64, 64, 32))
    artifact = tilelang.lower(product(64, 64, 32), target="tenstorrent", enable_host_codegen=True)
    assert artifact.kernel_source == kernel.get_kernel_source()
    assert artifact.rt_mod.inspect_source() == kernel.get_host_source()
    assert [list(p.shape) for p in artifact.params] == [[64, 32], [32, 64], [64, 64]]


def test_the_architecture_and_options_are_part_of_the_target(installed: None) -> None:
    def host(target: object) -> str:
        lowered = tilelang.lower(product(64, 64, 32), target=target, enable_host_codegen=True)
        return str(lowered.rt_mod.inspect_source())

    assert "4 cores of wormhole" in host("tenstorrent")
    assert "4 cores of blackhole" in host("tenstorrent/blackhole")
    assert "2 cores of blackhole" in host({"kind": "tenstorrent", "arch": "blackhole", "core_grid": [2, 1]})
    assert "HiFi2" in source({"kind": "tenstorrent", "math_fidelity": "HiFi2"}) + host(
        {"kind": "tenstorrent", "math_fidelity": "HiFi2"}
    )


def test_build_functions_are_in_the_registry(installed: None) -> None:
    target = determine_target("tenstorrent", return_object=True)
    module = tvm.IRModule({"product": product(64, 64, 32)})
    for name in ("target.build.tilelang_tt", "target.build.tilelang_tt_without_compile"):
        built = tvm.ffi.get_global_func(name)(module, target)
        assert built.inspect_source() == tt.compile(product(64, 64, 32)).get_kernel_source()


def test_a_module_is_one_kernel(installed: None) -> None:
    module = tvm.IRModule({"product": product(64, 64, 32), "plain": plain})
    with pytest.raises(tt.CompileError, match="one kernel is expected, the module has 2"):
        tilelang.lower(module, target="tenstorrent")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("tenstorrent/blackhol", "unknown device 'blackhol'; did you mean 'blackhole'?"),
        (
            {"kind": "tenstorrent", "mathfidelity": "HiFi2"},
            "target 'tenstorrent' has no key 'mathfidelity'; did you mean 'math_fidelity'?",
        ),
        ({"kind": "tenstorrent", "core_grid": [99, 1]}, "core grid .99, 1. does not fit wormhole"),
    ],
)
def test_a_target_that_does_not_exist(installed: None, target: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        tilelang.lower(product(64, 64, 32), target=target)


def test_errors_are_ours_at_the_users_line(installed: None) -> None:
    for compile_it in (tilelang.lower, tilelang.compile):
        with pytest.raises(tt.CompileError, match=r"target_kernels.py:\d+:9: error: T.cumsum") as caught:
            compile_it(scan, target="tenstorrent")
        place = caught.value.diagnostics[0].where
        assert place is not None and place.file.endswith("target_kernels.py")


def test_an_unmodified_jit_program_runs(installed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    x = torch.arange(64 * 40, dtype=torch.float32).reshape(64, 40)
    assert torch.equal(tilelang.jit(doubled, target="tenstorrent")(x), x + x)
    monkeypatch.setenv("TILELANG_DEFAULT_TARGET", "tenstorrent")
    assert torch.equal(tilelang.jit(doubled)(x), x + x)


def test_kernels_are_compiled_once(installed: None) -> None:
    function = product(64, 64, 32)
    first = tilelang.compile(function, target="tenstorrent", out_idx=-1)
    assert tilelang.compile(function, target="tenstorrent", out_idx=-1) is first
    assert tilelang.compile(function, target="tenstorrent") is not first
    assert tilelang.compile(function, target="tenstorrent/blackhole", out_idx=-1) is not first


def test_settings_of_other_targets_are_reported(installed: None) -> None:
    settings = {tilelang.PassConfigKey.TL_ENABLE_FAST_MATH: True}
    kernel = tilelang.compile(product(64, 64, 32), target="tenstorrent", pass_configs=settings, compile_flags=["-O3"])
    texts = [diag.message for diag in kernel.remarks]
    assert "pass_configs are for other targets and have no effect: tl.enable_fast_math" in texts
    assert "compile_flags are for other targets and have no effect: -O3" in texts


def test_the_target_is_never_found_by_itself(installed: None) -> None:
    try:
        found = str(determine_target("auto"))
    except ValueError as error:
        found = str(error)
    assert "tenstorrent" not in found


def test_an_execution_backend_of_another_target_is_refused(installed: None) -> None:
    with pytest.raises(ValueError, match="Invalid execution backend 'cython'.*Allowed: simulator"):
        tilelang.compile(product(64, 64, 32), target="tenstorrent", execution_backend="cython")


def registries() -> object:
    import tvm_ffi
    from tilelang import cache
    from tilelang.backend import module, target

    return (
        list(module.list_backends()),
        {kind: list(names) for kind, names in module._TARGET_KIND_INDEX.items()},
        list(target._TARGET_NORMALIZERS),
        list(target._TARGET_DETECTORS),
        dict(cache._dispatch_map),
        sorted(tvm_ffi.registry.list_global_func_names()),
        (tilelang.jit, tilelang.compile, tilelang.lower, dict(vars(tilelang.JITKernel))),
    )


def test_other_targets_are_untouched_and_uninstall_undoes_it() -> None:
    def outputs() -> list[str]:
        with CUDA:
            cuda = [tilelang.lower(f, target=CUDA).kernel_source for f in (product(64, 64, 32), plain)]
        return [*map(str, cuda), str(tilelang.lower(plain, target="c").kernel_source)]

    def run_on_cpu() -> np.ndarray:
        a, b = torch.arange(64, dtype=torch.float32), torch.zeros(64)
        tilelang.compile(plain, target="c", execution_backend="cython")(a, b)
        return b.numpy()

    before, texts, numbers = registries(), outputs(), run_on_cpu()
    assert "__global__" in texts[0] and np.array_equal(numbers, np.arange(64) + 1)
    tt.install()
    tt.install()
    assert registries() != before
    assert source("tenstorrent") and outputs() == texts and np.array_equal(run_on_cpu(), numbers)
    tt.uninstall()
    tt.uninstall()
    assert registries() == before
    assert outputs() == texts and np.array_equal(run_on_cpu(), numbers)
    with pytest.raises(AssertionError) as refused:
        source("tenstorrent")
    assert "tilelang/backend/target.py" in str(refused.traceback[-1].path)
