"""TileLang kernels to TT-Metalium programs, through one MLIR dialect.

    import tilelang_tt as tt
    kernel = tt.compile(prim_func, target="wormhole")
    out = kernel(a, b)

Names are resolved on first use, so that `import tilelang_tt` costs next to nothing and needs neither MLIR nor numpy.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "CompileError": "diagnostics",
    "CompiledKernel": "api",
    "Diag": "diagnostics",
    "Diagnostics": "diagnostics",
    "PassManager": "passes.manager",
    "Plan": "plan",
    "attrs": "attrs",
    "annotate_layout": "frontend.annotate",
    "annotate_schedule": "frontend.annotate",
    "build_tt_pipeline": "api",
    "compile": "api",
    "import_tilelang": "api",
    "install": "target",
    "jit": "target",
    "run_pipeline": "api",
    "uninstall": "target",
    "validate_module_for_tt": "api",
}
_SUBMODULES = (
    "api",
    "device",
    "dialects",
    "diagnostics",
    "emitc",
    "frontend",
    "mlir",
    "passes",
    "plan",
    "rewrite",
    "sim",
)

__all__ = ["__version__", *_HOMES, *_SUBMODULES]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    elif name in _SUBMODULES:
        value = import_module(f"{__name__}.{name}")
    elif name == "__version__":
        from importlib.metadata import version

        value = version("tilelang-tt")
    else:
        # The passes by their names: tt.GridToPersistentTT(order="block")(module).
        from tilelang_tt.passes import registry
        from tilelang_tt.passes.options import nearest

        row = registry.entry(name) if name[0].isupper() else None
        if row is None:
            known = [*__all__, *(n for r in registry.PASSES for n in r.names if n[0].isupper())]
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}{nearest(name, known)}")
        value = row.load()
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
