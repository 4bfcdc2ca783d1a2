"""The target "tenstorrent" inside of TileLang: its own driver, `tilelang.jit`, `tilelang.compile` and `tilelang.lower`,
reaches this compiler, and kernels run on the simulator.

    tilelang_tt.install()                                   # opt in; TileLang never picks the target by itself

    @tilelang.jit(target="tenstorrent/blackhole")           # or TILELANG_DEFAULT_TARGET=tenstorrent
    def matmul(A, B, ...): ...

`frontend` reads TileLang's kernels; this package is what TileLang calls. It sits above `api`, and nothing imports it but
the names that `tilelang_tt` exports.
"""

from tilelang_tt.target.install import install, uninstall
from tilelang_tt.target.jit import jit

__all__ = ["install", "jit", "uninstall"]
