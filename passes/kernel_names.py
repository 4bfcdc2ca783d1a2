"""Names of tensors in C++ kernels."""

from __future__ import annotations

from typing import Any

from tilelang_tt.emitc.names import RESERVED, sanitise
from tilelang_tt.mlir import ir, name_of


class KernelNames:
    """C++ names for the tensors of a kernel: the user's, made valid and unique.

    A tensor `A` is `A` in C++, with `A_addr` and `A_args` beside it.
    """

    def __init__(self, kernel: Any) -> None:
        self.by_name: dict[str, str] = {}
        self.by_value: dict[Any, str] = {}
        taken: set[str] = set()
        for position, argument in enumerate(kernel.arguments):
            if not isinstance(argument.type, ir.MemRefType):
                continue
            user = name_of(argument) or f"arg{position}"
            base = sanitise(user) or f"arg{position}"
            name = f"{base}_tensor" if base in RESERVED else base
            n = 1
            while name in taken:
                n += 1
                name = f"{base}_{n}"
            taken.add(name)
            self.by_name[user] = name
            self.by_value[argument] = name

    def tensor(self, argument: Any) -> str:
        """The C++ name of a tensor argument."""
        return self.by_value[argument]

    def clean(self, user: str) -> str:
        """The C++ name of the tensor that the user calls `user`."""
        return self.by_name[user]


def cpp_names(kernel: Any) -> KernelNames:
    """The names of a kernel function's tensors."""
    return KernelNames(kernel)
