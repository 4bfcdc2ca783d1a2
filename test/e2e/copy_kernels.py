"""Kernels that move and change blocks of tensors of any rank and size, in tile form as text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kernel_text import Tensor, Text

ADD_ONE = ("%one = arith.constant 1.0 : bf16", "%y = arith.addf %x, %one : bf16")


@dataclass(frozen=True)
class Blocks:
    """B[...] = f(A[...]) by blocks of `sizes` elements, one per dimension, through a buffer.

    `order` gives the dimensions of B as dimensions of A. `body` computes %y from %x; without it the block is only
    copied. `grid` has blocks per dimension (default: all). `inplace`: B is A.
    """

    shape: tuple[int, ...]
    sizes: tuple[int, ...]
    order: tuple[int, ...] | None = None
    body: tuple[str, ...] = ()
    grid: tuple[int, ...] | None = None
    inplace: bool = False

    @property
    def tensors(self) -> list[Tensor]:
        a = Tensor("A", self.shape)
        return [a] if self.inplace else [a, Tensor("B", tuple(self.permuted(self.shape)))]

    def permuted(self, values: Sequence) -> list:
        """One value per dimension of A as one per dimension of B."""
        return [values[d] for d in self.order or range(len(self.shape))]

    @property
    def blocks(self) -> tuple[int, ...]:
        return self.grid or tuple(-(-extent // size) for extent, size in zip(self.shape, self.sizes, strict=True))

    @property
    def text(self) -> str:
        text = Text()
        rest, at = "%bx", []
        total = 1
        for count, size in zip(reversed(self.blocks), reversed(self.sizes), strict=True):
            place = text.fresh(f"arith.remui {rest}, {text.index(count)} : index")
            rest = text.fresh(f"arith.divui {rest}, {text.index(count)} : index")
            at.insert(0, text.times(place, size))
            total *= count
        spread = [size for size in self.sizes if size != 1]
        shape = spread or [1]
        type_ = text.alloc("block", shape, "bf16")
        text.copy(self.tensors[0], at, self.sizes, "block", type_, store=False)
        if self.body:
            names = [f"%i{d}" for d in range(len(shape))]
            bounds = ", ".join(text.index(extent) for extent in shape)
            zeros, ones = ", ".join(["%c0"] * len(shape)), ", ".join(["%c1"] * len(shape))
            text.lines.append(f"scf.parallel ({', '.join(names)}) = ({zeros}) to ({bounds}) step ({ones}) {{")
            text.lines.append(f"%x = memref.load %block[{', '.join(names)}] : {type_}")
            text.lines += self.body
            text.lines.append(f"memref.store %y, %block[{', '.join(names)}] : {type_}")
            text.lines.append("scf.reduce }")
        text.copy(self.tensors[-1], self.permuted(at), self.permuted(self.sizes), "block", type_, store=True)
        return text.function("blocks", self.tensors, [total])


@dataclass(frozen=True)
class OddGemm:
    """C = A . B for any M, N, K and any blocks (m, n, k); `batch` adds a leading dimension."""

    shape: tuple[int, int, int]
    block: tuple[int, int, int]
    batch: int = 0

    @property
    def tensors(self) -> list[Tensor]:
        m, n, k = self.shape
        lead = (self.batch,) if self.batch else ()
        return [Tensor("A", (*lead, m, k)), Tensor("B", (*lead, k, n)), Tensor("C", (*lead, m, n), "f32")]

    @property
    def text(self) -> str:
        (m, n, k), (bm, bn, bk) = self.shape, self.block
        text = Text()
        a, b, c = self.tensors
        lead = ["%bz"] if self.batch else []
        a_type, b_type = text.alloc("a", (bm, bk), "bf16"), text.alloc("b", (bk, bn), "bf16")
        c_type = text.alloc("c", (bm, bn), "f32", "fragment")
        text.lines.append(f'"tt.tile.fill"(%c, %zero) : ({c_type}, f32) -> ()')
        row, col = text.times("%by", bm), text.times("%bx", bn)
        text.lines.append(f"scf.for %ko = %c0 to {text.index(-(-k // bk))} step %c1 {{")
        depth = text.times("%ko", bk)
        text.copy(a, [*lead, row, depth], (bm, bk), "a", a_type, store=False)
        text.copy(b, [*lead, depth, col], (bk, bn), "b", b_type, store=False)
        flags = "{transpose_a = false, transpose_b = false}"
        text.lines.append(f'"tt.tile.gemm"(%a, %b, %c, %false) {flags} : ({a_type}, {b_type}, {c_type}, i1) -> ()')
        text.lines.append("} {tt.num_stages = 2 : i64}")
        text.copy(c, [*lead, row, col], (bm, bn), "c", c_type, store=True)
        grid = [-(-n // bn), -(-m // bm), *([self.batch] if self.batch else [])]
        numbers = ["%zero = arith.constant 0.0 : f32", "%false = arith.constant false"]
        return text.function("gemm", self.tensors, grid, numbers)
