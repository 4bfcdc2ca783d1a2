"""Random bodies of `T.Parallel`: chains of element operations, broadcasts, selects, masks, casts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from program import Program

if TYPE_CHECKING:
    from generate import Axis, Buffer, Generator

WIDTH = {"f32": 32, "f16": 16, "bf16": 16}
COMPARISONS = ("olt", "ole", "ogt", "oge", "oeq", "one")
INTEGER_COMPARISONS = ("slt", "sle", "sgt", "sge", "eq", "ne")
TAME = ("math.absf", "math.tanh", "math.sin", "math.cos", "math.erf", "math.floor", "math.ceil", "arith.negf")
TILE_FUNCTIONS = ("sigmoid", "silu", "gelu", "relu")


class Body:
    """One T.Parallel over one or two axes."""

    def __init__(self, generator: Generator, axes: Sequence[Axis]) -> None:
        self.generator, self.axes = generator, tuple(axes)
        self.program: Program = generator.program
        self.rng = generator.rng
        self.starts: dict[Axis, str] = {}
        self.variables: list[str] = []
        self.elem = self.rng.choice((*generator.elems, "f32"))
        self.usable: list[Buffer] = []

    # Values

    def indices(self, dims: Sequence[Axis | None]) -> list[str]:
        zero = self.program.index(0)
        return [zero if a is None else self.variables[self.axes.index(a)] for a in dims]

    def cast(self, value: str, from_: str, to: str) -> str:
        if from_ == to:
            return value
        if WIDTH[from_] == WIDTH[to]:
            return self.cast(self.cast(value, from_, "f32"), "f32", to)
        kind = "extf" if WIDTH[to] > WIDTH[from_] else "truncf"
        return self.program.op(f"arith.{kind} {value} : {from_} to {to}")

    def float(self, name: str, *operands: str) -> str:
        return self.program.op(f"{name} {', '.join(operands)} : {self.elem}")

    def tile(self, name: str, operand: str) -> str:
        return self.program.op(f'"tt.tile.{name}"({operand}) : ({self.elem}) -> {self.elem}')

    def constant(self, value: float) -> str:
        return self.program.number(value, self.elem)

    def leaf(self) -> str:
        """An element of a buffer or tensor, an index as a number, or a constant."""
        rng = self.rng
        if self.usable and rng.randrange(8):
            buffer = rng.choice(self.usable)
            return self.cast(self.program.load(buffer.memory, self.indices(buffer.dims)), buffer.memory.elem, self.elem)
        if rng.randrange(3) == 0:
            return self.position()
        if rng.randrange(3) == 0:
            return self.constant(rng.choice((0.5, 1.0, -1.0, 0.25, 2.0)))
        return self.global_element()

    def position(self) -> str:
        """An index, small and of either sign."""
        p, variable = self.program, self.rng.choice([*self.variables, *self.program.blocks])
        whole = p.op(f"arith.index_cast {variable} : index to i32")
        value = p.op(f"arith.sitofp {whole} : i32 to f32")
        scale = p.number(self.rng.choice((0.03125, -0.0625)), "f32")
        return self.cast(p.op(f"arith.mulf {value}, {scale} : f32"), "f32", self.elem)

    def global_element(self) -> str:
        """An element of a tensor, without a buffer; a row or column at times."""
        g, p = self.generator, self.program
        axes = self.axes if self.rng.randrange(3) else (self.rng.choice(self.axes),)
        tensor = g.input(tuple(axes))
        shift = [p.op(f"arith.addi {self.element_index(a)}, {p.index(tensor.shift)} : index") for a in axes]
        place = dict(zip(axes, shift, strict=True))
        indices = [d if isinstance(d, str) else place[d] for d in tensor.dims]
        return self.cast(p.load(tensor.memory, indices), tensor.memory.elem, self.elem)

    def element_index(self, axis: Axis) -> str:
        variable = self.variables[self.axes.index(axis)]
        start = self.starts[axis]
        return self.program.op(f"arith.addi {start}, {variable} : index")

    def tamed(self, value: str, low: float = -2.0, high: float = 2.0) -> str:
        value = self.float("arith.maxnumf", value, self.constant(low))
        return self.float("arith.minnumf", value, self.constant(high))

    def expression(self, depth: int) -> str:
        rng = self.rng
        if depth == 0 or rng.randrange(6) == 0:
            return self.leaf()
        a = self.expression(depth - 1)
        match rng.randrange(12):
            case 0 | 1 | 2:
                return self.float(rng.choice(("arith.addf", "arith.subf")), a, self.expression(depth - 1))
            case 3 | 4:
                return self.float("arith.mulf", a, self.tamed(self.expression(depth - 1)))
            case 5:
                return self.float(rng.choice(("arith.maxnumf", "arith.minnumf")), a, self.expression(depth - 1))
            case 6:
                divisor = self.float("math.absf", self.expression(depth - 1))
                return self.float("arith.divf", a, self.float("arith.addf", divisor, self.constant(0.5)))
            case 7:
                return self.float(rng.choice(TAME), self.tamed(a))
            case 8:
                return self.tile(rng.choice(TILE_FUNCTIONS), a)
            case 9:
                return self.float(rng.choice(("math.exp", "math.exp2")), self.tamed(a))
            case 10:
                positive = self.float("arith.addf", self.float("math.absf", a), self.constant(0.25))
                return self.float(rng.choice(("math.sqrt", "math.rsqrt", "math.log", "math.log2")), positive)
        return self.choice(a, self.expression(depth - 1))

    def choice(self, a: str, b: str) -> str:
        return self.program.op(f"arith.select {self.condition()}, {a}, {b} : {self.elem}")

    def condition(self, depth: int = 1) -> str:
        p, rng = self.program, self.rng
        if depth and rng.randrange(4) == 0:
            left, right = self.condition(0), self.condition(0)
            return p.op(f"arith.{rng.choice(('andi', 'ori', 'xori'))} {left}, {right} : i1")
        if rng.randrange(3) == 0:
            left, right = self.leaf(), self.leaf()
            return p.op(f"arith.cmpf {rng.choice(COMPARISONS)}, {left}, {right} : {self.elem}")
        left = self.place()
        right = self.place() if rng.randrange(2) else p.index(rng.choice((0, 1, 7, 31, 32, 40)))
        return p.op(f"arith.cmpi {rng.choice(INTEGER_COMPARISONS)}, {left}, {right} : index")

    def place(self) -> str:
        """An index: of an element in its block or in its tensor, or of the block."""
        p, rng = self.program, self.rng
        match rng.randrange(4):
            case 0:
                return rng.choice(self.variables)
            case 1:
                factor = p.index(rng.choice((2, 3)))
                return p.op(f"arith.muli {rng.choice(self.variables)}, {factor} : index")
            case 2:
                return self.element_index(rng.choice(self.axes))
        return rng.choice(self.program.blocks)

    # Whole loops

    def begin(self) -> str:
        """Offsets in front of the loop; the loop's head."""
        self.starts = {axis: self.generator.offset(axis) for axis in self.axes}
        self.variables, head = self.program.parallel([a.size for a in self.axes])
        return head

    def write(self) -> None:
        """A random body that stores to one or two buffers, or to a tensor."""
        g, p, rng = self.generator, self.program, self.rng
        targets: list[Buffer] = []
        for _ in range(rng.choice((1, 1, 1, 2))):
            order = self.axes if rng.randrange(5) else self.axes[::-1]
            buffer = g.target(order)
            if not (g.scope.conditional and buffer not in g.scope.ready) and buffer not in targets:
                targets.append(buffer)
        direct = rng.randrange(8) == 0 and not targets[1:]
        if not targets and not direct:
            return
        output = g.tensor(self.axes, rng.choice(g.elems), written=True) if direct else None
        usable = [b for b in g.scope.ready if set(b.axes) <= set(self.axes)]
        # What is stored in another order than loaded is no parallel loop.
        self.usable = [b for b in usable if b not in targets or b.axes == self.axes]
        with p.nested(self.begin()):
            values = [(self.expression(rng.choice((1, 2, 2, 3))), t) for t in targets[:1] if output is None]
            if output is not None:
                value = self.cast(self.expression(2), self.elem, output.memory.elem)
                where = [d if isinstance(d, str) else self.element_index(d) for d in output.dims]
                p.store(value, output.memory, where)
                g.outputs += 1
                return
            values += [(self.expression(2), t) for t in targets[1:]]
            for value, target in values:
                value = self.cast(value, self.elem, target.memory.elem)
                if target in g.scope.ready and rng.randrange(6) == 0:
                    with p.nested(f"scf.if {self.condition()} {{"):
                        p.store(value, target.memory, self.indices(target.dims))
                else:
                    p.store(value, target.memory, self.indices(target.dims))
        for target in targets:
            g.made(target)

    # The parts of attention; all in f32

    def element(self, buffer: Buffer) -> str:
        return self.program.load(buffer.memory, self.indices(buffer.dims))

    def put(self, value: str, buffer: Buffer) -> None:
        self.program.store(value, buffer.memory, self.indices(buffer.dims))

    def mask(self, scores: Buffer, m: Axis, n: Axis, kind: str) -> None:
        """0 where a column counts for a row, else -inf."""
        self.elem, p = "f32", self.program
        with p.nested(self.begin()):
            column = self.element_index(n)
            limit = self.element_index(m) if kind == "causal" else p.index(n.extent)
            test = "sle" if kind == "causal" else "slt"
            inside = p.op(f"arith.cmpi {test}, {column}, {limit} : index")
            zero, outside = self.constant(0.0), self.constant(float("-inf"))
            self.put(p.op(f"arith.select {inside}, {zero}, {outside} : f32"), scores)

    def difference(self, a: Buffer, b: Buffer, out: Buffer) -> None:
        """out = exp2((a - b) / 8)."""
        self.elem, p = "f32", self.program
        with p.nested(self.begin()):
            scaled = self.float(
                "arith.mulf", self.float("arith.subf", self.element(a), self.element(b)), self.constant(0.125)
            )
            self.put(self.float("math.exp2", scaled), out)

    def multiply_add(self, total: Buffer, scale: Buffer, part: Buffer) -> None:
        self.elem, p = "f32", self.program
        with p.nested(self.begin()):
            product = self.float("arith.mulf", self.element(total), self.element(scale))
            self.put(self.float("arith.addf", product, self.element(part)), total)

    def rescale(self, output: Buffer, scale: Buffer, by: str = "mulf") -> None:
        self.elem, p = "f32", self.program
        with p.nested(self.begin()):
            self.put(self.float(f"arith.{by}", self.element(output), self.element(scale)), output)
