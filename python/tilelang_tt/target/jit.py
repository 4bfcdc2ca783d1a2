"""`@tilelang_tt.jit`: TileLang's own decorator, for this target."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import numpy as np
import tilelang
from tilelang.jit import JITImpl

from tilelang_tt.frontend.live import building
from tilelang_tt.runner import to_array, to_tensor
from tilelang_tt.target import names
from tilelang_tt.target.install import install


class JIT(JITImpl):
    """A decorated function; see `tilelang.jit`. Errors in TileLang's macros are at the line that uses them, and eager
    functions take numpy arrays, too.
    """

    def get_tir(self, *args: Any, **kwargs: Any) -> Any:
        with building():
            return super().get_tir(*args, **kwargs)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        values = [*args, *kwargs.values()]
        if not any(_is_numpy(value) for value in values):
            return super().__call__(*args, **kwargs)
        args = tuple(to_tensor(value) if _is_numpy(value) else value for value in args)
        kwargs = {name: to_tensor(value) if _is_numpy(value) else value for name, value in kwargs.items()}
        result = super().__call__(*args, **kwargs)
        if any(hasattr(value, "detach") for value in values):
            return result
        if isinstance(result, (tuple, list)):
            return type(result)(to_array(value) for value in result)
        return to_array(result) if hasattr(result, "detach") else result


def _is_numpy(value: Any) -> bool:
    return isinstance(value, np.ndarray)


def jit(func: Callable[..., Any] | None = None, *, out_idx: Any = None, target: Any = None, **settings: Any) -> Any:
    """TileLang's `@tilelang.jit` with this target: lazy functions return kernels, eager ones run them.

    `target`: a device ("wormhole", "blackhole", ...) or a target as `tilelang_tt.install` describes. `settings`: the
    options of `tilelang_tt.compile` (core_grid, formats, math_fidelity, ...) and the other keywords of `tilelang.jit`.
    Registers the target with TileLang. Raises ValueError for a device or an option that does not exist.
    """
    install()
    options = {name: settings.pop(name) for name in list(settings) if name in names.OPTIONS}
    chosen = names.spelled(target, options)
    names.normalize(chosen)

    def decorate(function: Callable[..., Any]) -> JIT:
        made = tilelang.jit(function, out_idx=out_idx, target=chosen, **settings)
        return JIT(**{field.name: getattr(made, field.name) for field in dataclasses.fields(JITImpl)})

    return decorate(func) if func is not None else decorate
