"""Telling TileLang of the target, and taking it back."""

from __future__ import annotations

from tilelang import cache
from tilelang.backend import module, target

from tilelang_tt.target import backend, names
from tilelang_tt.target.kernel import KernelCache


def install() -> None:
    """Registers the target "tenstorrent" with TileLang, for this process.

    From then on `tilelang.lower`, `tilelang.compile` and `@tilelang.jit` take target="tenstorrent",
    "tenstorrent/blackhole" or {"kind": "tenstorrent", "arch": ..., <options of tilelang_tt.compile>}, and so does
    TILELANG_DEFAULT_TARGET; kernels run on the simulator. Target "auto" never finds it, and other targets are as before.
    A second call does nothing.
    """
    if names.KIND in module.list_backends():
        return
    target.register_target_normalizer(names.KIND, names.normalize)
    module.register_backend(backend.BACKEND)
    # TileLang has a fixed table here: what runs the kernels of an execution backend. Nothing of it is replaced.
    cache._dispatch_map[backend.EXECUTION] = KernelCache()


def uninstall() -> None:
    """Undoes `install`. Kernels that exist keep running; `@tilelang_tt.jit` functions compile no further ones."""
    import tvm_ffi

    if names.KIND not in module.list_backends():
        return
    del cache._dispatch_map[backend.EXECUTION]
    # TileLang has no function for these.
    del target._TARGET_NORMALIZERS[names.KIND]
    del module._BACKENDS[names.KIND]
    for kind in backend.BACKEND.target_kinds:
        module._TARGET_KIND_INDEX[kind].remove(names.KIND)
        if not module._TARGET_KIND_INDEX[kind]:
            del module._TARGET_KIND_INDEX[kind]
    for name in backend.BACKEND.callbacks:
        tvm_ffi.registry.remove_global_func(name)
