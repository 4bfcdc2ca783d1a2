"""Writing kernels in tile form as text: parameters, grid, buffers and statements, as the importer gives them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

SPACES = ("shared", "fragment")


@dataclass(frozen=True)
class Memory:
    """A tensor or an on-chip buffer: its SSA name, shape, element type and memory space."""

    ssa: str
    shape: tuple[int, ...]
    elem: str
    space: str

    @property
    def type(self) -> str:
        """The memref type."""
        return f"memref<{'x'.join(map(str, self.shape))}x{self.elem}, #tt.{self.space}>"


class Program:
    """A kernel under construction. Values are SSA names; constants gather at the top of the function."""

    def __init__(self, name: str, grid: Sequence[int]) -> None:
        self.name, self.grid = name, tuple(grid)
        self.parameters: list[tuple[Memory, str]] = []
        self.buffers: list[str] = []
        self.lines: list[str] = []
        self.indent = 3
        self.count = 0
        self._constants: dict[tuple[str, str], str] = {}

    # Names and constants

    def fresh(self, prefix: str = "v") -> str:
        self.count += 1
        return f"%{prefix}{self.count}"

    def constant(self, text: str, type_: str) -> str:
        return self._constants.setdefault((text, type_), f"%c{len(self._constants)}")

    def index(self, value: int) -> str:
        return self.constant(str(value), "index")

    def number(self, value: float, elem: str) -> str:
        """A float constant; infinities by their bits."""
        if math.isinf(value):
            bits = {"f32": "0xFF800000", "f16": "0xFC00", "bf16": "0xFF80"}[elem]
            return self.constant(bits if value < 0 else bits.replace("F", "7", 1), elem)
        return self.constant(repr(float(value)), elem)

    def tensor(self, name: str, shape: Sequence[int], elem: str) -> Memory:
        memory = Memory(self.fresh("p"), tuple(shape), elem, "dram")
        self.parameters.append((memory, name))
        return memory

    def alloc(self, name: str, shape: Sequence[int], elem: str, space: str) -> Memory:
        memory = Memory(self.fresh("b"), tuple(shape), elem, space)
        self.buffers.append(f'{memory.ssa} = memref.alloc() : {memory.type} loc("{name}")')
        return memory

    # Statements

    def emit(self, line: str) -> None:
        self.lines.append("  " * self.indent + line)

    def op(self, text: str, prefix: str = "v") -> str:
        """Emits an operation with one result; returns the result."""
        value = self.fresh(prefix)
        self.emit(f"{value} = {text}")
        return value

    @contextmanager
    def nested(self, head: str, tail: str = "}") -> Iterator[None]:
        self.emit(head)
        self.indent += 1
        yield
        self.indent -= 1
        self.emit(tail)

    def view(self, memory: Memory, offsets: Sequence[str], sizes: Sequence[int]) -> tuple[str, str]:
        """A region; (value, type)."""
        strides = ", ".join(str(math.prod(memory.shape[i + 1 :])) for i in range(len(memory.shape)))
        shape = "x".join(map(str, sizes))
        type_ = f"memref<{shape}x{memory.elem}, strided<[{strides}], offset: ?>, #tt.dram>"
        operands = ", ".join([memory.ssa, *offsets])
        types = ", ".join([memory.type, *["index"] * len(offsets)])
        return self.op(f'"tt.tile.view"({operands}) {{sizes = {list(sizes)}}} : ({types}) -> {type_}'), type_

    def copy(self, source: tuple[str, str], dest: tuple[str, str]) -> None:
        self.emit(f'"tt.tile.copy"({source[0]}, {dest[0]}) : ({source[1]}, {dest[1]}) -> ()')

    def fill(self, dest: Memory, value: float) -> None:
        number = self.number(value, dest.elem)
        self.emit(f'"tt.tile.fill"({dest.ssa}, {number}) : ({dest.type}, {dest.elem}) -> ()')

    def gemm(self, a: Memory, b: Memory, c: Memory, ta: bool, tb: bool, clear: str) -> None:
        flags = f"{{transpose_a = {str(ta).lower()}, transpose_b = {str(tb).lower()}}}"
        types = f"{a.type}, {b.type}, {c.type}, i1"
        self.emit(f'"tt.tile.gemm"({a.ssa}, {b.ssa}, {c.ssa}, {clear}) {flags} : ({types}) -> ()')

    def reduce(self, source: Memory, dest: Memory, kind: str, dim: int, clear: bool) -> None:
        flags = f'{{clear = {str(clear).lower()}, dim = {dim} : i64, kind = "{kind}"}}'
        self.emit(f'"tt.tile.reduce"({source.ssa}, {dest.ssa}) {flags} : ({source.type}, {dest.type}) -> ()')

    def transpose(self, source: Memory, dest: Memory) -> None:
        self.emit(f'"tt.tile.transpose"({source.ssa}, {dest.ssa}) : ({source.type}, {dest.type}) -> ()')

    def load(self, memory: Memory, indices: Sequence[str]) -> str:
        """An element, as a value."""
        return self.op(f"memref.load {memory.ssa}[{', '.join(indices)}] : {memory.type}")

    def store(self, value: str, memory: Memory, indices: Sequence[str]) -> None:
        self.emit(f"memref.store {value}, {memory.ssa}[{', '.join(indices)}] : {memory.type}")

    def parallel(self, extents: Sequence[int]) -> tuple[list[str], str]:
        """The loop variables and the head of a `T.Parallel`."""
        names = [self.fresh("i") for _ in extents]
        zero, one = self.index(0), self.index(1)
        bounds = ", ".join(self.index(e) for e in extents)
        lows, steps = ", ".join([zero] * len(extents)), ", ".join([one] * len(extents))
        return names, f"scf.parallel ({', '.join(names)}) = ({lows}) to ({bounds}) step ({steps}) {{"

    def text(self) -> str:
        """The function."""
        parameters = ", ".join(f'{m.ssa}: {m.type} loc("{name}")' for m, name in self.parameters)
        arguments = ", ".join(f'{v}: index loc("{v[1:]}")' for v in self.blocks)
        symbols = "[" + ", ".join(f'"{v[1:]}"' for v in self.blocks) + "]"
        constants = [
            f"  {name} = arith.constant {text} : {type_}" if type_ != "i1" else f"  {name} = arith.constant {text}"
            for (text, type_), name in self._constants.items()
        ]
        allocs = [f"      {line}" for line in self.buffers]
        return "\n".join(
            [
                f"func.func @{self.name}({parameters}) attributes {{tt.kernel}} {{",
                *constants,
                '  "tt.core.launch"() ({',
                f"  ^bb0({arguments}):",
                *allocs,
                *self.lines,
                f"  }}) {{extents = {list(self.grid)}, symbols = {symbols}, threads = [128, 1, 1]}} : () -> ()",
                "  return",
                "}",
                "",
            ]
        )

    @property
    def blocks(self) -> list[str]:
        """The block indices."""
        return ["%bx", "%by", "%bz"][: len(self.grid)]
