"""Kernels as TileLang's driver returns them: a `JITKernel` whose program runs on the simulator."""

from __future__ import annotations

import hashlib
from typing import Any

from tilelang import tvm
from tilelang.engine.lower import extrac_params
from tilelang.engine.param import CompiledArtifact
from tilelang.jit import JITKernel
from tilelang.jit.adapter import BaseKernelAdapter

from tilelang_tt import api
from tilelang_tt.diagnostics import Diag, Severity
from tilelang_tt.profiler import Profiler
from tilelang_tt.target import names


class Adapter(BaseKernelAdapter):
    """What TileLang calls to run a kernel."""

    def __init__(self, compiled: api.CompiledKernel, params: list[Any]) -> None:
        self.compiled = compiled
        super().__init__(None, params, list(compiled.out_idx))

    def _convert_torch_func(self) -> Any:
        return self.compiled

    def get_kernel_source(self, kernel_only: bool = True) -> str:
        return self.compiled.get_kernel_source(kernel_only)

    def get_host_source(self) -> str:
        return self.compiled.get_host_source()


class Kernel(JITKernel):
    """A kernel compiled for Tenstorrent, with all that TileLang's kernels have. `compiled` is the same kernel as
    `tilelang_tt.compile` returns it; what it has (`plan`, `artifacts`, `ir`, `profile`, `save`, `remarks`, ...) this has.
    """

    def __init__(self, func: Any, compiled: api.CompiledKernel, context: Any, **settings: Any) -> None:
        out_idx = list(compiled.out_idx)
        super().__init__(func, out_idx, target=context.target, from_database=True, backend_context=context, **settings)
        self.compiled = compiled
        params = extrac_params(func)
        self.artifact = CompiledArtifact(
            tvm.IRModule(),
            tvm.IRModule(),
            params,
            compiled.get_kernel_source(),
            target=context.target,
            target_host=context.target_host,
        )
        self.adapter = Adapter(compiled, params)
        self.torch_function = self.adapter.func

    def __getattr__(self, name: str) -> Any:
        # Reached for what JITKernel lacks. Names of its own that are not set yet must not lead back here.
        if name.startswith("_") or "compiled" not in self.__dict__:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        return getattr(self.compiled, name)

    def get_profiler(self, tensor_supply_type: Any = "auto") -> Profiler:
        """See `tilelang_tt.profiler.Profiler`."""
        return Profiler(self.compiled, tensor_supply_type, self.params)

    def get_kernel_source(self, kernel_only: bool = True) -> str:
        """The C++ of the kernels, with `kernel_only=False` after that of the host program."""
        return self.adapter.get_kernel_source(kernel_only)

    def get_host_source(self) -> str:
        """main.cpp."""
        return self.adapter.get_host_source()

    @property
    def host_source(self) -> str:
        return self.get_host_source()

    def export_library(self, kernel_file: str) -> None:
        raise NotImplementedError(
            "a program for Tenstorrent is no shared library: kernel.save(directory) writes its sources, with a "
            "CMakeLists.txt that builds the host program"
        )


class KernelCache:
    """Kernels that were compiled in this process, in the place of TileLang's cache of our execution backend."""

    def __init__(self) -> None:
        self._kernels: dict[tuple[Any, ...], Kernel] = {}

    def cached(
        self,
        func: Any,
        out_idx: Any = None,
        *,
        backend_context: Any,
        verbose: bool = False,
        pass_configs: dict[str, Any] | None = None,
        compile_flags: Any = None,
    ) -> Kernel:
        """The kernel of a PrimFunc, compiled if it is not there yet. Raises CompileError."""
        outputs = [out_idx] if isinstance(out_idx, int) else None if out_idx is None else [int(i) for i in out_idx]
        text = tvm.ir.save_json(func)
        key = (
            hashlib.sha256(text.encode()).digest(),
            str(backend_context.target),
            None if outputs is None else tuple(outputs),
        )
        if key not in self._kernels:
            compiled = api.compile(func, out_idx=outputs, **names.options(backend_context.target))
            compiled.remarks += _ignored(pass_configs, compile_flags)
            self._kernels[key] = Kernel(
                func,
                compiled,
                backend_context,
                verbose=verbose,
                pass_configs=pass_configs,
                compile_flags=compile_flags,
            )
        return self._kernels[key]

    def clear_cache(self) -> None:
        """Forgets all kernels."""
        self._kernels.clear()


def _ignored(pass_configs: Any, compile_flags: Any) -> tuple[Diag, ...]:
    """Remarks on settings of other compilers."""
    found = {
        "pass_configs": sorted(getattr(key, "value", key) for key in pass_configs or ()),
        "compile_flags": compile_flags or (),
    }
    return tuple(
        Diag(Severity.REMARK, f"{name} are for other targets and have no effect: {_listed(values)}")
        for name, values in found.items()
        if values
    )


def _listed(values: Any) -> str:
    return values if isinstance(values, str) else ", ".join(map(str, values))
