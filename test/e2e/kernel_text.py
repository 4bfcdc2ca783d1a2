"""Kernels in tile form as text, as the front end gives them: matrix products and elementwise functions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field


def dims(shape: Sequence[int], elem: str) -> str:
    return "x".join([*map(str, shape), elem])


@dataclass(frozen=True)
class Tensor:
    """A parameter in DRAM."""

    name: str
    shape: tuple[int, ...]
    elem: str = "bf16"

    @property
    def type(self) -> str:
        return f"memref<{dims(self.shape, self.elem)}, #tt.dram>"

    def view(self, sizes: Sequence[int]) -> tuple[list[int], str]:
        """Sizes with ones for leading dimensions, and the type of the view."""
        full = [1] * (len(self.shape) - len(sizes)) + list(sizes)
        strides = ", ".join(str(math.prod(self.shape[d + 1 :])) for d in range(len(self.shape)))
        return full, f"memref<{dims(full, self.elem)}, strided<[{strides}], offset: ?>, #tt.dram>"


@dataclass
class Text:
    """Lines of a kernel's body, and the index constants that they use."""

    lines: list[str] = field(default_factory=list)
    constants: set[int] = field(default_factory=lambda: {0, 1})
    values: int = 0

    def index(self, value: int) -> str:
        self.constants.add(value)
        return f"%c{value}"

    def fresh(self, text: str) -> str:
        self.values += 1
        self.lines.append(f"%v{self.values} = {text}")
        return f"%v{self.values}"

    def times(self, variable: str, by: int) -> str:
        return self.fresh(f"arith.muli {variable}, {self.index(by)} : index")

    def alloc(self, name: str, shape: Sequence[int], elem: str, space: str = "shared") -> str:
        """Returns the type."""
        type_ = f"memref<{dims(shape, elem)}, #tt.{space}>"
        self.lines.append(f'%{name} = memref.alloc() : {type_} loc("{name}")')
        return type_

    def copy(
        self, tensor: Tensor, at: Sequence[str], sizes: Sequence[int], buffer: str, type_: str, store: bool
    ) -> None:
        """Copies a region of a tensor to a buffer, or with `store` the other way."""
        full, view_type = tensor.view(sizes)
        offsets = ", ".join([f"%{tensor.name}", *at])
        view = self.fresh(
            f'"tt.tile.view"({offsets}) {{sizes = {full}}} : ({tensor.type}{", index" * len(at)}) -> {view_type}'
        )
        pair = ((view, view_type), (f"%{buffer}", type_))
        (source, from_type), (dest, to_type) = reversed(pair) if store else pair
        self.lines.append(f'"tt.tile.copy"({source}, {dest}) : ({from_type}, {to_type}) -> ()')

    def parallel(self, shape: Sequence[int], body: Sequence[str]) -> None:
        rows, cols = (self.index(extent) for extent in shape)
        self.lines.append(f"scf.parallel (%i, %j) = (%c0, %c0) to ({rows}, {cols}) step (%c1, %c1) {{")
        self.lines += body
        self.lines.append("scf.reduce }")

    def function(self, name: str, tensors: Sequence[Tensor], grid: Sequence[int], numbers: Sequence[str] = ()) -> str:
        """The module; `grid` has one to three extents, of %bx, %by, %bz."""
        params = ", ".join(f'%{t.name}: {t.type} loc("{t.name}")' for t in tensors)
        indices = [f"%c{value} = arith.constant {value} : index" for value in sorted(self.constants)]
        blocks = ["bx", "by", "bz"][: len(grid)]
        arguments = ", ".join(f'%{block}: index loc("{block}")' for block in blocks)
        symbols = ", ".join(f'"{block}"' for block in blocks)
        return "\n".join(
            [
                f"func.func @{name}({params}) attributes {{tt.kernel}} {{",
                *indices,
                *numbers,
                '"tt.core.launch"() ({',
                f"^bb0({arguments}):",
                *self.lines,
                f"}}) {{extents = {list(grid)}, symbols = [{symbols}], threads = [128, 1, 1]}} : () -> ()",
                "return",
                "}",
            ]
        )


@dataclass(frozen=True)
class Gemm:
    """C = op(A) . op(B) by blocks, accumulated in float32; shapes and blocks are (M, N, K).

    `batch`: a leading dimension and a third grid index. `flat`: one grid index for all blocks. `epilogue` computes %y
    from %x, an element of the product (float32), and %r, the element of a further tensor R if `residual`.
    """

    shape: tuple[int, int, int]
    block: tuple[int, int, int] = (64, 64, 32)
    trans_a: bool = False
    trans_b: bool = False
    names: tuple[str, str, str] = ("A", "B", "C")
    elem: str = "bf16"
    out: str = "bf16"
    batch: int | None = None
    flat: bool = False
    epilogue: tuple[str, ...] = ()
    residual: bool = False

    @property
    def tensors(self) -> list[Tensor]:
        m, n, k = self.shape
        a, b, c = self.names
        lead = () if self.batch is None else (self.batch,)
        found = [
            Tensor(a, (*lead, *((k, m) if self.trans_a else (m, k))), self.elem),
            Tensor(b, (*lead, *((n, k) if self.trans_b else (k, n))), self.elem),
            *([Tensor("R", (*lead, m, n), self.elem)] if self.residual else []),
        ]
        return [*found, Tensor(c, (*lead, m, n), self.out)]

    @property
    def text(self) -> str:
        (m, n, k), (bm, bn, bk) = self.shape, self.block
        columns, rows = -(-n // bn), -(-m // bm)
        text = Text()
        tensors = self.tensors
        by, bx = "%by", "%bx"
        if self.flat:
            by = text.fresh(f"arith.divui %bx, {text.index(columns)} : index")
            bx = text.fresh(f"arith.remui %bx, {text.index(columns)} : index")
        lead = [] if self.batch is None else ["%bz"]
        a_shape, b_shape = ((bk, bm) if self.trans_a else (bm, bk)), ((bn, bk) if self.trans_b else (bk, bn))
        a_type = text.alloc("left_block", a_shape, self.elem)
        b_type = text.alloc("right_block", b_shape, self.elem)
        c_type = text.alloc("sums", (bm, bn), "f32", "fragment")
        text.lines.append(f'"tt.tile.fill"(%sums, %zero) : ({c_type}, f32) -> ()')
        text.lines.append(f"scf.for %ko = %c0 to {text.index(-(-k // bk))} step %c1 {{")
        row, col, depth = text.times(by, bm), text.times(bx, bn), text.times("%ko", bk)
        a_at = (depth, row) if self.trans_a else (row, depth)
        b_at = (col, depth) if self.trans_b else (depth, col)
        text.copy(tensors[0], [*lead, *a_at], a_shape, "left_block", a_type, store=False)
        text.copy(tensors[1], [*lead, *b_at], b_shape, "right_block", b_type, store=False)
        flags = f"transpose_a = {str(self.trans_a).lower()}, transpose_b = {str(self.trans_b).lower()}"
        text.lines.append(
            f'"tt.tile.gemm"(%left_block, %right_block, %sums, %false) {{{flags}}} '
            f": ({a_type}, {b_type}, {c_type}, i1) -> ()"
        )
        text.lines.append("} {tt.num_stages = 2 : i64}")
        row, col = text.times(by, bm), text.times(bx, bn)
        if self.residual:
            r_type = text.alloc("R_block", (bm, bn), self.elem)
            text.copy(tensors[2], [*lead, row, col], (bm, bn), "R_block", r_type, store=False)
        if self.epilogue:
            body = [f"%x = memref.load %sums[%i, %j] : {c_type}"]
            if self.residual:
                body += [f"%r0 = memref.load %R_block[%i, %j] : {r_type}", f"%r = arith.extf %r0 : {self.elem} to f32"]
            text.parallel((bm, bn), [*body, *self.epilogue, f"memref.store %y, %sums[%i, %j] : {c_type}"])
        text.copy(tensors[-1], [*lead, row, col], (bm, bn), "sums", c_type, store=True)
        grid = [columns * rows] if self.flat else [columns, rows, *([self.batch] if self.batch else [])]
        return text.function(
            "gemm", tensors, grid, ["%zero = arith.constant 0.0 : f32", "%false = arith.constant false"]
        )


@dataclass(frozen=True)
class Elementwise:
    """C[i, j] = f(A[i, j], B[i, j], ...) by blocks: `body` computes %y from %a, %b, ...

    Everything has the type `elem`; with `wide` the body and the block of results have float32.
    """

    body: tuple[str, ...]
    inputs: tuple[str, ...] = ("A",)
    elem: str = "bf16"
    wide: bool = False
    shape: tuple[int, int] = (128, 128)
    block: tuple[int, int] = (64, 64)

    @property
    def tensors(self) -> list[Tensor]:
        return [Tensor(name, self.shape, self.elem) for name in (*self.inputs, "C")]

    @property
    def text(self) -> str:
        text = Text()
        *inputs, output = self.tensors
        inner = "f32" if self.wide else self.elem
        row, col = text.times("%by", self.block[0]), text.times("%bx", self.block[1])
        body = []
        for tensor in inputs:
            buffer, value = f"{tensor.name}_block", tensor.name.lower()
            type_ = text.alloc(buffer, self.block, self.elem)
            text.copy(tensor, [row, col], self.block, buffer, type_, store=False)
            if inner == self.elem:
                body.append(f"%{value} = memref.load %{buffer}[%i, %j] : {type_}")
            else:
                body.append(f"%{value}0 = memref.load %{buffer}[%i, %j] : {type_}")
                body.append(f"%{value} = arith.extf %{value}0 : {self.elem} to {inner}")
        type_ = text.alloc("results", self.block, inner, "fragment")
        text.parallel(self.block, [*body, *self.body, f"memref.store %y, %results[%i, %j] : {type_}"])
        text.copy(output, [row, col], self.block, "results", type_, store=True)
        rows, columns = (s // b for s, b in zip(self.shape, self.block, strict=True))
        return text.function("elementwise", self.tensors, [columns, rows])
