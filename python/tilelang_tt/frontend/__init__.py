"""The front end: TileLang kernels to the `tt` dialect. The only package that knows TileLang.

`import_tir` takes kernels saved as JSON and needs nothing but MLIR; `trace` and `load_kernel` make that JSON from live
kernels and need TileLang.
"""

from tilelang_tt.frontend.importer import import_tir
from tilelang_tt.frontend.live import load_kernel, trace

__all__ = ["import_tir", "load_kernel", "trace"]
