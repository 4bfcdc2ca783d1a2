"""Running a TileLang program that was written for a GPU, as it is:

    python -m tilelang_tt [--target DEVICE] program.py [arguments]

The target is registered and is what TileLang takes where the program names none. On a machine without CUDA, tensors that
the program puts on "cuda" lie in the host's memory, from where kernels get them.
"""

from __future__ import annotations

import contextlib
import os
import runpy
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from torch.overrides import TorchFunctionMode

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.target import names
from tilelang_tt.target.install import install

USAGE = "usage: python -m tilelang_tt [--target DEVICE] program.py [arguments]"


class HostTensors(TorchFunctionMode):
    """Makes device "cuda" mean the memory of the host."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if func is torch.Tensor.cuda:
            return args[0]
        args = tuple(map(_on_host, args))
        kwargs = {name: _on_host(value) for name, value in (kwargs or {}).items()}
        return func(*args, **kwargs)


def _on_host(value: Any) -> Any:
    is_cuda = isinstance(value, torch.device) and value.type == "cuda"
    return "cpu" if is_cuda or (isinstance(value, str) and value.partition(":")[0] == "cuda") else value


@contextlib.contextmanager
def without_cuda() -> Iterator[None]:
    """`HostTensors`, and no waiting for a GPU, on a machine that has none; nothing on one that has."""
    if torch.cuda.is_available():
        yield
        return
    synchronize, torch.cuda.synchronize = torch.cuda.synchronize, lambda device=None: None
    try:
        with HostTensors():
            yield
    finally:
        torch.cuda.synchronize = synchronize


def main(arguments: Sequence[str]) -> int:
    """Runs the program and returns the exit code; a kernel that cannot be compiled is a message, not a traceback."""
    rest, device = list(arguments), None
    if rest and rest[0].partition("=")[0] == "--target":
        flag = rest.pop(0)
        device = flag.partition("=")[2] or (rest.pop(0) if rest else "")
    if rest in (["--help"], ["-h"]):
        print(f"{USAGE}\n\n{(__doc__ or '').strip()}")
        return 0
    if not rest or not Path(rest[0]).is_file():
        print(f"{rest[0]} is no file\n{USAGE}" if rest else USAGE, file=sys.stderr)
        return 2
    try:
        target = names.KIND if device is None else f"{names.KIND}/{device}"
        names.normalize(target)
    except ValueError as failure:
        print(f"--target: {failure}", file=sys.stderr)
        return 2
    install()
    os.environ["TILELANG_DEFAULT_TARGET"] = target
    # TileLang would look for a library to keep with the result.
    os.environ.setdefault("TILELANG_AUTO_TUNING_DISABLE_CACHE", "1")
    sys.argv = rest
    sys.path.insert(0, str(Path(rest[0]).resolve().parent))
    try:
        with without_cuda():
            runpy.run_path(rest[0], run_name="__main__")
    except CompileError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
