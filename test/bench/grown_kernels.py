"""Kernels of any number of statements, for the time that compilation takes as they grow."""

from __future__ import annotations

from tile_kernels import Kernel

SIZE = 32
_FUNCTIONS = ("arith.addf", "arith.mulf", "arith.maxnumf", "arith.subf")


def _kernel() -> tuple[Kernel, tuple[str, str]]:
    """A kernel that has loaded a block, and where its blocks are."""
    kernel = Kernel("grown", {"A": ((2 * SIZE, 2 * SIZE), "f32"), "C": ((2 * SIZE, 2 * SIZE), "f32")}, (2, 2))
    for name, space in (("a", "shared"), ("c", "fragment")):
        kernel.alloc(name, (SIZE, SIZE), "f32", space)
    where = (kernel.at("%by", SIZE), kernel.at("%bx", SIZE))
    kernel.load("A", where, "a")
    kernel.copy("a", "c")
    return kernel, where


def _step(i: int, left: str, right: str) -> str:
    return f"%t{i} = {_FUNCTIONS[i % len(_FUNCTIONS)]} {left}, {right} : f32"


def one_body(count: int) -> str:
    """A chain of `count` operations in one T.Parallel."""
    kernel, where = _kernel()
    chain = [_step(i, f"%t{i - 1}" if i else "%x", "%y") for i in range(count)]
    body = ["load x = c[i, j]", "load y = a[i, j]", *chain, f"store t{count - 1}, c[i, j]"]
    kernel.parallel((SIZE, SIZE), body)
    kernel.store("c", "C", where)
    return kernel.text()


def many_bodies(count: int) -> str:
    """The chain as `count` statements."""
    kernel, where = _kernel()
    for i in range(count):
        body = [f"load x{i} = c[i, j]", f"load y{i} = a[i, j]", _step(i, f"%x{i}", f"%y{i}"), f"store t{i}, c[i, j]"]
        kernel.parallel((SIZE, SIZE), body)
    kernel.store("c", "C", where)
    return kernel.text()


def many_gemms(count: int) -> str:
    """`count` gemms into one accumulator, which six statements change after each."""
    kernel, where = _kernel()
    for i in range(count):
        kernel.gemm("a", "a", "c")
        for k in range(6 * i, 6 * i + 6):
            kernel.parallel(
                (SIZE, SIZE), [f"load x{k} = c[i, j]", _step(k, f"%x{k}", f"%x{k}"), f"store t{k}, c[i, j]"]
            )
    kernel.store("c", "C", where)
    return kernel.text()
