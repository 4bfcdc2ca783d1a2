"""Random kernels in tile form.

A kernel works on *axes*: a length cut in blocks of one size, which do not have to divide it or be whole tiles, walked by
the grid, by a loop, or by both. Tensors and buffers lie along axes, so that every statement fits the others. Values stay
small: functions get arguments from where they are tame.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from expressions import Body
from program import SPACES, Memory, Program

FAMILIES = (("bf16", "f16", "f32"), ("bf16", "bf16", "f32"), ("bf16", "f32", "f32"), ("f16", "f32"), ("f32",))
NAMES = (
    "A B C D X Y Q K V x out bias row col tile page t i j k int auto float class new this cb_A A_addr args reader "
    "compute noc main kernel_main std tt num_tiles start_tile l1_addr dst in_0 A_shared C_local scores_max acc uint32_t"
).split()
SIZES = (32, 32, 64, 64, 96, 16, 48, 20, 33)


@dataclass(eq=False)
class Axis:
    """`extent` elements in blocks of `size`. `grid` and `loop` are the block index and the loop that walk it, with their
    counts; a loop variable is known only inside of its loop.
    """

    size: int
    extent: int
    grid: str | None = None
    grid_count: int = 1
    loop_count: int = 1
    loop: str | None = None

    @property
    def walked(self) -> bool:
        return self.loop_count > 1


@dataclass(eq=False)
class Buffer:
    """An on-chip buffer along axes; None is a dimension of one element."""

    memory: Memory
    dims: tuple[Axis | None, ...]

    @property
    def axes(self) -> tuple[Axis, ...]:
        return tuple(a for a in self.dims if a is not None)


@dataclass(eq=False)
class Tensor:
    """A tensor: along axes, by block of the grid or step of a loop (the SSA name of the index), in any order. `shift` is how
    many elements further on along the axes than the blocks its regions start.
    """

    memory: Memory
    dims: tuple[Axis | str, ...]
    axes: tuple[Axis, ...]
    loops: tuple[str, ...]
    shift: int = 0


@dataclass
class Scope:
    """What is known at a point of the kernel."""

    ready: list[Buffer] = field(default_factory=list)
    loops: list[tuple[str, int]] = field(default_factory=list)
    conditional: bool = False


class Generator:
    """One kernel, by `rng`."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        grid = [rng.choice((1, 2, 2, 3)) for _ in range(rng.choice((1, 1, 2, 2, 3)))]
        self.program = Program(self.name(), grid)
        self.elems = rng.choice(FAMILIES)
        self.names: set[str] = {self.program.name, "bx", "by", "bz"}
        self.axes = self.make_axes()
        self.scope = Scope()
        self.inputs: list[Tensor] = []
        self.outputs = 0
        self.stored: list[tuple[Tensor, int]] = []

    # Names, axes, shapes

    def name(self) -> str:
        return self.rng.choice(NAMES) + self.rng.choice(("", "", "", "_1", "2", "_cb", "_tile"))

    def fresh_name(self) -> str:
        name = self.name()
        while name in self.names:
            name += self.rng.choice("abcxyz_0123456789")
        self.names.add(name)
        return name

    def chance(self, of: int) -> bool:
        return self.rng.randrange(of) == 0

    def make_axes(self) -> list[Axis]:
        """One axis for every dimension of the grid, and some that are walked by loops or are one block."""
        rng, made = self.rng, []
        for variable, count in list(zip(self.program.blocks, self.program.grid, strict=True))[:2]:
            loop_count = rng.choice((1, 1, 1, 2))
            made.append(self.axis(variable, count, loop_count))
        for _ in range(rng.choice((1, 2, 2))):
            made.append(self.axis(None, 1, rng.choice((1, 2, 3))))
        rng.shuffle(made)
        return made

    def axis(self, grid: str | None, grid_count: int, loop_count: int) -> Axis:
        size = self.rng.choice(SIZES)
        total = size * grid_count * loop_count
        short = self.rng.choice((0, 0, 0, 1, size // 3, size // 2))
        return Axis(size, max(total - short, 1), grid, grid_count, loop_count)

    def offset(self, axis: Axis) -> str:
        """The first element of the current block of an axis."""
        p = self.program
        steps = []
        if axis.grid is not None:
            steps.append((axis.grid, axis.size * axis.loop_count))
        if axis.loop is not None:
            steps.append((axis.loop, axis.size))
        parts = [p.op(f"arith.muli {v}, {p.index(by)} : index") for v, by in steps]
        if len(parts) == 2:
            return p.op(f"arith.addi {parts[0]}, {parts[1]} : index")
        return parts[0] if parts else p.index(0)

    def open_axes(self) -> list[Axis]:
        """The axes whose block is known here."""
        return [a for a in self.axes if not a.walked or a.loop is not None]

    def some_axes(self, counts: tuple[int, ...]) -> tuple[Axis, ...]:
        """One or two axes, fewer if there are no more."""
        known = self.open_axes()
        return tuple(self.rng.sample(known, min(len(known), self.rng.choice(counts))))

    # Buffers

    def buffer(self, axes: list[Axis] | tuple[Axis, ...], elem: str | None = None, units: bool = True) -> Buffer:
        dims: list[Axis | None] = list(axes)
        if not dims or (units and len(dims) == 1 and self.chance(5)):
            dims.insert(self.rng.randint(0, len(dims)), None)
        shape = [1 if a is None else a.size for a in dims]
        elem = elem or self.rng.choice(self.elems)
        memory = self.program.alloc(self.fresh_name(), shape, elem, self.rng.choice(SPACES))
        return Buffer(memory, tuple(dims))

    def made(self, buffer: Buffer) -> None:
        if buffer not in self.scope.ready:
            self.scope.ready.append(buffer)

    def target(self, axes: tuple[Axis, ...], elem: str | None = None) -> Buffer:
        """A buffer to write: one that is known, or a new one."""
        known = [b for b in self.scope.ready if set(b.axes) == set(axes) and elem in (None, b.memory.elem)]
        known = [b for b in known if len(b.axes) == len(axes)]
        if known and (self.scope.conditional or self.chance(2)):
            return self.rng.choice(known)
        return self.buffer(axes, elem)

    # Tensors

    def tensor(self, axes: tuple[Axis, ...], elem: str, written: bool) -> Tensor:
        """A new tensor with room for a block along axes, and one for each block and step where it is written."""
        rng = self.rng
        grid = {v: n for v, n in zip(self.program.blocks, self.program.grid, strict=True)}
        loops = dict(self.scope.loops)
        for axis in axes:
            grid.pop(axis.grid or "", None)
            loops.pop(axis.loop or "", None)
        extra = {**grid, **loops}
        if not written:
            extra = {v: n for v, n in extra.items() if self.chance(4)}
        dims: list[Axis | str] = [*axes]
        for variable in extra:
            dims.insert(rng.randint(0, len(dims)) if self.chance(3) else 0, variable)
        if not dims:
            dims = [self.program.blocks[0]]
            extra = {dims[0]: self.program.grid[0]}  # type: ignore[dict-item]
        shape = [extra[d] if isinstance(d, str) else d.extent for d in dims]
        memory = self.program.tensor(self.fresh_name(), shape, elem)
        return Tensor(memory, tuple(dims), axes, tuple(v for v, _ in self.scope.loops))

    def offsets(self, tensor: Tensor) -> list[str]:
        return [d if isinstance(d, str) else self.start(tensor, d) for d in tensor.dims]

    def start(self, tensor: Tensor, axis: Axis) -> str:
        """Where the region of a tensor starts along an axis."""
        start = self.offset(axis)
        if tensor.shift == 0:
            return start
        return self.program.op(f"arith.addi {start}, {self.program.index(tensor.shift)} : index")

    def region(self, tensor: Tensor) -> tuple[str, str]:
        sizes = [1 if isinstance(d, str) else d.size for d in tensor.dims]
        return self.program.view(tensor.memory, self.offsets(tensor), sizes)

    def reachable(self, tensor: Tensor) -> bool:
        """Whether the indices of a tensor are known here."""
        known = {*self.program.blocks, *(v for v, _ in self.scope.loops)}
        open_axes = self.open_axes()
        return all(d in known if isinstance(d, str) else d in open_axes for d in tensor.dims)

    def input(self, axes: tuple[Axis, ...], elem: str | None = None) -> Tensor:
        known = [t for t in self.inputs if t.axes == axes and elem in (None, t.memory.elem) and self.reachable(t)]
        if known and self.chance(3):
            return self.rng.choice(known)
        tensor = self.tensor(axes, elem or self.rng.choice(self.elems), written=False)
        if self.chance(8):
            tensor.shift = self.rng.choice((1, 7, 32, 64))
        self.inputs.append(tensor)
        return tensor

    # Statements

    def load(self, axes: tuple[Axis, ...] | None = None, elem: str | None = None, into: Buffer | None = None) -> Buffer:
        """T.copy from a tensor; converts at times."""
        axes = self.some_axes((1, 2, 2, 2)) if axes is None else axes
        tensor = self.input(axes, elem)
        cast = tensor.memory.elem if elem or not self.chance(5) else self.rng.choice(self.elems)
        if into is None and self.scope.conditional:
            known = [b for b in self.scope.ready if b.axes == axes]
            into = self.rng.choice(known) if known else None
        buffer = into or self.buffer(axes, cast)
        self.program.copy(self.region(tensor), (buffer.memory.ssa, buffer.memory.type))
        self.made(buffer)
        return buffer

    def readable(self, axes: tuple[Axis, ...], elem: str | None = None) -> Buffer:
        """A buffer with contents along exactly these axes, in this order."""
        known = [b for b in self.scope.ready if b.dims == axes and elem in (None, b.memory.elem)]
        if known and not self.chance(4):
            return self.rng.choice(known)
        return self.load(axes, elem)

    def parallel(self) -> None:
        """T.Parallel over one or two axes."""
        axes = self.some_axes((1, 2, 2, 2))
        if not axes:
            return
        if not any(b.axes and set(b.axes) <= set(axes) for b in self.scope.ready) and self.chance(2):
            self.load(axes)
        Body(self, axes).write()

    def copy(self) -> None:
        if not self.scope.ready:
            return
        source = self.rng.choice(self.scope.ready)
        known = [b for b in self.scope.ready if b.dims == source.dims and b is not source]
        dest = self.rng.choice(known) if known and self.chance(2) else self.buffer(source.axes, units=False)
        if dest.dims != source.dims or dest is source:
            return
        if not self.scope.conditional or dest in self.scope.ready:
            self.program.copy((source.memory.ssa, source.memory.type), (dest.memory.ssa, dest.memory.type))
            self.made(dest)

    def fill(self) -> None:
        buffer = self.target(self.some_axes((1, 2)))
        if self.scope.conditional and buffer not in self.scope.ready:
            return
        self.program.fill(buffer.memory, self.rng.choice((0.0, 1.0, -0.5, 2.0)))
        self.made(buffer)

    def reduce(self) -> None:
        sources = [b for b in self.scope.ready if b.axes and b.memory.elem in ("f32", "bf16", "f16")]
        if not sources:
            return
        source = self.rng.choice(sources)
        dim = self.rng.choice([i for i, a in enumerate(source.dims) if a is not None])
        kind = self.rng.choice(("sum", "sum", "max", "max", "min", "abssum", "absmax"))
        rest = list(source.dims[:dim] + source.dims[dim + 1 :])
        kept = rest if rest and not self.chance(4) else [*source.dims[:dim], None, *source.dims[dim + 1 :]]
        known = [b for b in self.scope.ready if b.dims == tuple(kept) and b.memory.elem == source.memory.elem]
        if known and (self.scope.conditional or self.chance(2)):
            dest, clear = self.rng.choice(known), self.chance(2)
        elif self.scope.conditional:
            return
        else:
            shape = [1 if a is None else a.size for a in kept]
            memory = self.program.alloc(self.fresh_name(), shape, source.memory.elem, self.rng.choice(SPACES))
            dest, clear = Buffer(memory, tuple(kept)), True
            if self.chance(3):
                starts = {"max": float("-inf"), "min": float("inf"), "absmax": 0.0}
                self.program.fill(dest.memory, self.rng.choice((starts.get(kind, 0.0), 0.5)))
                clear = False
        if dest is source:
            return
        self.program.reduce(source.memory, dest.memory, kind, dim, clear)
        self.made(dest)

    def gemm(self) -> None:
        open_axes = self.open_axes()
        if len(open_axes) < 3:
            return
        m, n, k = self.rng.sample(open_axes, 3)
        ta, tb = self.chance(3), self.chance(2)
        elem = self.rng.choice(self.elems)
        a = self.readable((k, m) if ta else (m, k), elem)
        b = self.readable((n, k) if tb else (k, n), elem)
        known = [c for c in self.scope.ready if c.dims == (m, n) and c not in (a, b)]
        if known and (self.scope.conditional or not self.chance(3)):
            c, clear = self.rng.choice(known), self.chance(3)
        elif self.scope.conditional:
            return
        else:
            accumulator = "f32" if not self.chance(5) else elem
            c, clear = self.buffer((m, n), accumulator, units=False), self.chance(2)
            if not clear:
                self.program.fill(c.memory, 0.0)
        flag = self.program.constant("true" if clear else "false", "i1")
        if self.scope.loops and not clear and c in known and self.chance(3):
            flag = self.program.op(f"arith.cmpi eq, {self.scope.loops[-1][0]}, {self.program.index(0)} : index")
        self.program.gemm(a.memory, b.memory, c.memory, ta, tb, flag)
        self.made(c)

    def transpose(self) -> None:
        sources = [b for b in self.scope.ready if len(b.dims) == 2]
        if not sources:
            return
        source = self.rng.choice(sources)
        known = [b for b in self.scope.ready if b.dims == source.dims[::-1] and b.memory.elem == source.memory.elem]
        if known and self.chance(2):
            dest = self.rng.choice(known)
        elif self.scope.conditional:
            return
        else:
            shape = [1 if a is None else a.size for a in source.dims[::-1]]
            memory = self.program.alloc(self.fresh_name(), shape, source.memory.elem, self.rng.choice(SPACES))
            dest = Buffer(memory, source.dims[::-1])
        if dest is source:
            return
        self.program.transpose(source.memory, dest.memory)
        self.made(dest)

    def store(self, buffer: Buffer | None = None) -> None:
        """T.copy to a tensor of its own, or to the one it came from."""
        if buffer is None:
            if not self.scope.ready:
                return
            buffer = self.rng.choice(self.scope.ready)
        updated = [t for t in self.inputs if t.axes == buffer.axes and self.reachable(t) and self.distinct(t)]
        if updated and self.chance(4):
            tensor = self.rng.choice(updated)
        else:
            elem = buffer.memory.elem if self.chance(2) else self.rng.choice(self.elems)
            tensor = self.tensor(buffer.axes, elem, written=True)
            if self.chance(6):
                self.inputs.append(tensor)
        self.program.copy((buffer.memory.ssa, buffer.memory.type), self.region(tensor))
        self.outputs += 1

    def distinct(self, tensor: Tensor) -> bool:
        """Whether every block of the grid has a region of its own."""
        seen = {d if isinstance(d, str) else d.grid for d in tensor.dims}
        return all(v in seen for v, n in zip(self.program.blocks, self.program.grid, strict=True) if n > 1)

    def loop(self) -> None:
        """A serial or pipelined loop over an axis, or just several times."""
        rng, p = self.rng, self.program
        closed = [a for a in self.axes if a.walked and a.loop is None]
        axis = rng.choice(closed) if closed and not self.chance(5) else None
        count = axis.loop_count if axis else rng.choice((1, 2, 3))
        variable, upper = p.fresh("k"), p.index(count)
        certain = True
        if self.chance(5):
            bound = rng.choice(p.blocks)
            if self.chance(2):
                bound = p.op(f"arith.addi {bound}, {p.index(1)} : index")
            else:
                certain = False
            upper = p.op(f"arith.minsi {bound}, {upper} : index")
        before = list(self.scope.ready)
        self.scope.loops.append((variable, count))
        if axis:
            axis.loop = variable
        stages = rng.choice((0, 0, 2, 3))
        tail = f"}} {{tt.num_stages = {stages} : i64}}" if stages else "}"
        with p.nested(f"scf.for {variable} = {p.index(0)} to {upper} step {p.index(1)} {{", tail):
            for _ in range(rng.choice((1, 2, 3))):
                self.statement()
        if axis:
            axis.loop = None
        self.scope.loops.pop()
        if not certain or self.scope.conditional:
            self.scope.ready = before

    def branch(self) -> None:
        """scf.if on block and loop indices."""
        rng, p = self.rng, self.program
        variable = rng.choice([*p.blocks, *(v for v, _ in self.scope.loops)])
        predicate = rng.choice(("eq", "ne", "slt", "sge", "sgt"))
        condition = p.op(f"arith.cmpi {predicate}, {variable}, {p.index(rng.choice((0, 1)))} : index")
        if self.chance(4):
            other = p.op(f"arith.cmpi ne, {rng.choice(p.blocks)}, {p.index(1)} : index")
            condition = p.op(f"arith.{rng.choice(('andi', 'ori'))} {condition}, {other} : i1")
        before, outer = list(self.scope.ready), self.scope.conditional
        self.scope.conditional = True
        with p.nested(f"scf.if {condition} {{"):
            for _ in range(rng.choice((1, 2))):
                self.statement()
            if self.chance(2):
                self.scope.ready = list(before)
                p.indent -= 1
                p.emit("} else {")
                p.indent += 1
                self.statement()
        self.scope.ready, self.scope.conditional = before, outer

    def attention(self) -> None:
        """Running maximum, sum and output of softmax(A . B) . C over a walked axis."""
        rng, p = self.rng, self.program
        closed = [a for a in self.axes if a.walked and a.loop is None]
        open_axes = self.open_axes()
        if self.scope.conditional or not closed or len(open_axes) < 2:
            return
        n, (m, d) = rng.choice(closed), rng.sample(open_axes, 2)
        elem, across = rng.choice(self.elems), self.chance(3)
        query = self.readable((m, d), elem)
        output = self.buffer((m, d), "f32", units=False)
        top, before, scale, total, part = (self.buffer((m,), "f32", units=False) for _ in range(5))
        scores = self.buffer((n, m) if across else (m, n), "f32", units=False)
        weights = self.buffer((n, m) if across else (m, n), elem, units=False)
        for buffer, start in ((output, 0.0), (total, 0.0), (top, float("-inf"))):
            p.fill(buffer.memory, start)
        variable = p.fresh("k")
        n.loop = variable
        self.scope.loops.append((variable, n.loop_count))
        masked = rng.choice(("causal", "tail", "tail"))
        with p.nested(
            f"scf.for {variable} = {p.index(0)} to {p.index(n.loop_count)} step {p.index(1)} {{",
            "} {tt.num_stages = 2 : i64}",
        ):
            keys, values = self.load((n, d), elem), self.load((n, d), elem)
            axes = (n, m) if across else (m, n)
            Body(self, axes).mask(scores, m, n, masked)
            true = p.constant("false", "i1")
            if across:
                p.gemm(keys.memory, query.memory, scores.memory, False, True, true)
            else:
                p.gemm(query.memory, keys.memory, scores.memory, False, True, true)
            p.copy((top.memory.ssa, top.memory.type), (before.memory.ssa, before.memory.type))
            p.reduce(scores.memory, top.memory, "max", 0 if across else 1, False)
            Body(self, (m,)).difference(before, top, scale)
            Body(self, axes).difference(scores, top, scores)
            p.reduce(scores.memory, part.memory, "sum", 0 if across else 1, True)
            Body(self, (m,)).multiply_add(total, scale, part)
            p.copy((scores.memory.ssa, scores.memory.type), (weights.memory.ssa, weights.memory.type))
            Body(self, (m, d)).rescale(output, scale)
            p.gemm(weights.memory, values.memory, output.memory, across, False, true)
        n.loop = None
        self.scope.loops.pop()
        self.scope.ready = [b for b in self.scope.ready if b not in (keys, values)]
        Body(self, (m, d)).rescale(output, total, "divf")
        for buffer in (output, total, top):
            self.made(buffer)

    def statement(self) -> None:
        kinds = ["parallel"] * 6 + ["load"] * 2 + ["reduce"] * 3 + ["gemm"] * 3 + ["transpose", "copy", "fill"]
        if len(self.scope.loops) < 2:
            kinds += ["loop"] * 3
        if not self.scope.loops and not self.scope.conditional:
            kinds += ["loop"] * 3 + ["attention"]
        if not self.scope.conditional:
            kinds += ["branch"]
        if self.scope.loops or self.scope.conditional:
            kinds += ["store"]
        getattr(self, self.rng.choice(kinds))()

    def generate(self) -> str:
        """The text of a kernel with at least one output."""
        for _ in range(self.rng.choice((1, 2, 3, 4, 6, 8))):
            self.statement()
        if not self.scope.ready:
            axes = [a for a in self.axes if not a.walked] or self.open_axes()
            if axes:
                self.load((axes[0],))
            else:
                self.fill_one()
        latest = self.scope.ready[-3:]
        for buffer in self.rng.sample(latest, min(len(latest), self.rng.choice((1, 1, 2)))):
            self.store(buffer)
        return self.program.text()

    def fill_one(self) -> None:
        """A buffer of one element, where no axis has a block outside of loops."""
        buffer = self.buffer(())
        self.program.fill(buffer.memory, 0.5)
        self.made(buffer)


def kernel(rng: Random) -> str:
    """A random kernel in tile form."""
    return Generator(rng).generate()
