"""The backend as TileLang's registry takes it: a pipeline that runs this compiler, and codegens that hand on its C++.

`tilelang.lower(f, target="tenstorrent")` gives the kernels as `kernel_source`; with `enable_host_codegen=True`, its
`rt_mod` holds main.cpp. Both are source modules of TVM: Metalium compiles kernels when the program is loaded.
"""

from __future__ import annotations

from typing import Any

from tilelang import tvm
from tilelang.backend.device_codegen import DeviceCodegen
from tilelang.backend.execution_backend import ExecutionBackendSpec
from tilelang.backend.host_codegen import HostCodegen
from tilelang.backend.module import BackendModule
from tilelang.backend.pass_pipeline import PassPipeline

from tilelang_tt import api
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.target import names

EXECUTION = "simulator"
"""The name of our execution backend."""
BUILD = "target.build.tilelang_tt"
"""The name of the build function in TVM's registry; another ends in `_without_compile`."""
# Between TileLang's stages a program is an empty module with its texts as attributes.
_KERNELS, _HOST = "tilelang_tt.kernels", "tilelang_tt.host"


def lower(module: tvm.IRModule, target: Any) -> tvm.IRModule:
    """The program of the one kernel of a module, as attributes of an empty module. Raises CompileError."""
    functions = [function for function in module.functions.values() if isinstance(function, tvm.tirx.PrimFunc)]
    if len(functions) != 1:
        raise CompileError.at(
            None, f"one kernel is expected, the module has {len(functions)}", help="lower them one by one"
        )
    compiled = api.compile(functions[0], **names.options(target))
    return tvm.IRModule({}, attrs={_KERNELS: compiled.get_kernel_source(), _HOST: compiled.get_host_source()})


def build(module: tvm.IRModule, target: Any) -> Any:
    """The kernels as a source module; `module` is what `lower` gives, or holds a kernel as TileLang traced it."""
    return _source(_lowered(module, target), _KERNELS)


def build_host(module: tvm.IRModule, target: Any) -> Any:
    """The host program of a module that `lower` gave, as a source module."""
    return _source(module, _HOST)


def _lowered(module: tvm.IRModule, target: Any) -> tvm.IRModule:
    return module if module.attrs and _KERNELS in module.attrs else lower(module, target)


def _source(module: tvm.IRModule, attribute: str) -> Any:
    create = tvm.ffi.get_global_func("runtime.CSourceModuleCreate")
    return create(str(module.attrs[attribute]), "cc", [], [])


_CARRIER = "ext_dev"
BACKEND = BackendModule(
    name=names.KIND,
    target_kinds=(_CARRIER,),
    pipelines={_CARRIER: PassPipeline(_CARRIER, lower)},
    device_codegens={_CARRIER: DeviceCodegen(names.KIND, build=build, build_without_compile=build)},
    execution_backends=(ExecutionBackendSpec(EXECUTION),),
    supports_target=names.is_ours,
    host_codegens={kind: HostCodegen(kind, build_host) for kind in ("c", "llvm")},
    callbacks={BUILD: build, f"{BUILD}_without_compile": build},
)
