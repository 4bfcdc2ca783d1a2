"""tt-memory-space-lower: block values get circular buffers; loads, stores and compute become traffic through them.

    %a = "tt.tile.load"(%A, %m, %k) : ... -> tensor<4x1x!tt.tile<[32, 32], bf16>>
    %d = "tt.tile.matmul"(%a, %b, %c) {transpose_b = false}
  ->
    %cb_a = "tt.cb.alloc"() {depth = 2, id = 0, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>
    "tt.core.read"(%A, %cb_a, %m, %k) {shape = [4, 1]}
    "tt.cb.wait"(%cb_a) {pages = 4}
    "tt.cb.matmul"(%cb_a, %cb_b, %cb_c, %fresh) {shape = [4, 4, 1], transpose_b = false}
    "tt.cb.pop"(%cb_a) {pages = 4}

Takes fused value form, gives buffer form. Every value gets one circular buffer per kind of consumer (writer; compute;
compute that wants the pages of a transposed operand). Compute waits once before the first use and pops once after the
last, in the block that defines the value. Matmul accumulators carried by loops are added to in place. Depths are
lowered where L1 is short.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.device import format_of, get_device
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import block, cb, core
from tilelang_tt.dialects.base import i64_attr, int_array
from tilelang_tt.dialects.tile import FUNCTION_OPS
from tilelang_tt.dialects.types import CBType, TileType, block_shape, element_of, is_block
from tilelang_tt.mlir import arith, func, ir, name_of, named_loc, scf, walk_collect
from tilelang_tt.passes.accumulators import cleared_when, is_accumulator, is_zero
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.cb_budget import BudgetError, CBRequest, assign_ids, fit_depths
from tilelang_tt.passes.consumers import Use, block_of, block_results, span, uses_of
from tilelang_tt.passes.dst_plan import fpu_operands
from tilelang_tt.passes.kernel_func import target
from tilelang_tt.passes.rebuild import Rebuilder, defining, has_else, scf_for
from tilelang_tt.passes.uniform import is_spread

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


@dataclass(frozen=True)
class MemorySpaceLower(Pass):
    """put block values into circular buffers"""

    name: ClassVar[str] = "tt-memory-space-lower"
    aliases: ClassVar[tuple[str, ...]] = ("MemorySpaceLowerTT",)
    takes: ClassVar[str | None] = "value"
    gives: ClassVar[str | None] = "cb"
    double_buffer: bool = True
    device: str | None = None

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Rebuilds every function, then fits its circular buffers into L1."""
        for function in walk_collect(module, func.FuncOp):
            lowering = CBLowering(function, self.double_buffer)
            lowering.run()
            _place(lowering, get_device(self.device or target(module)), diag)


@dataclass
class Channel:
    """A circular buffer of the new function and the shape, in tiles, of the blocks that go through it."""

    alloc: cb.AllocOp
    shape: list[int]
    pooled: bool = False

    @property
    def value(self) -> Any:
        """The circular buffer."""
        return self.alloc.result

    @property
    def pages(self) -> int:
        """Pages of one block."""
        return self.shape[0] * self.shape[1]


@dataclass
class Accumulator:
    """An accumulator being added to in place; `fresh` (i1) says whether the next matmul overwrites, None: never."""

    channel: Channel
    fresh: Any | None


def splat_scalar(value: Any) -> Any | None:
    """The scalar of a splat, or None."""
    op = defining(value)
    return op.operation.operands[0] if op is not None and op.operation.name == "tt.tile.splat" else None


def is_free(bcast: Any) -> bool:
    """Whether the source of a broadcast in a map is spread already, so that the broadcast does nothing."""
    at = defining(bcast.value)
    kind = ir.StringAttr(bcast.kind).value
    if at is None or at.operation.name != "tt.tile.at":
        return False
    if kind == "scalar":
        return all(is_spread(at.operation.operands[0], axis) for axis in (0, 1))
    return is_spread(at.operation.operands[0], 1 if kind == "col" else 0)


def _last(value: Any, block: Any) -> tuple[int, int]:
    """Where a block that nobody looks at leaves its circular buffer: right after its loop, or at the end of the body
    that carries it.
    """
    ops = list(block.operations)
    owner = value.owner
    if isinstance(owner, ir.Block):
        return len(ops) - 1, len(ops) - 1
    after = next(i for i, op in enumerate(ops) if op.operation == owner.operation) + 1
    return after, after


class CBLowering(Rebuilder):
    """Rebuilds one function. `channels` maps (old block value, kind of consumer) to its circular buffer."""

    def __init__(self, old: func.FuncOp, double_buffer: bool) -> None:
        super().__init__(old)
        self.double_buffer = double_buffer
        self.channels: dict[tuple[Any, str], Channel] = {}
        self.accumulators: dict[Any, Accumulator] = {}
        self.constants: dict[tuple[str, str], Channel] = {}
        self.carries: dict[Any, Channel] = {}
        self.merges: dict[Any, Channel] = {}
        self.allocs: list[cb.AllocOp] = []
        self.pool: list[Channel] = []
        self.entry: Any = None
        self.stages = 0
        self.handlers |= {
            "arith.select": self.select,
            "tt.tile.block_reduce": self.block_reduce,
            "tt.tile.block_transpose": self.block_transpose,
            "tt.tile.load": self.load,
            "tt.tile.map": self.map,
            "tt.tile.matmul": self.matmul,
            "tt.tile.splat": self.skip_splat,
            "tt.tile.store": self.store,
            "func.return": self.finish,
            "scf.yield": self.yield_,
        }

    # Circular buffers

    def channel(
        self, like: Any, role: str, shape: list[int], name: str | None = None, depth: int | None = None
    ) -> Channel:
        """Allocates a circular buffer for blocks of the type of `like`, at the top of the function."""
        wanted = depth or (2 if self.double_buffer else 1)
        pages = shape[0] * shape[1] * wanted
        location = named_loc(f"cb_{name or name_of(like) or 'block'}", ir.Location.current)
        place = (
            ir.InsertionPoint.after(self.allocs[-1]) if self.allocs else ir.InsertionPoint.at_block_begin(self.entry)
        )
        alloc = cb.AllocOp(
            ir.StringAttr.get(role), i64_attr(wanted), CBType.of(element_of(like.type), pages), loc=location, ip=place
        )
        self.allocs.append(alloc)
        return Channel(alloc, shape)

    def scratch(self, like: Any, shape: list[int], name: str | None = None) -> Channel:
        """A circular buffer from compute to compute for one block at a time: one that is empty again, or a new one."""
        pages = shape[0] * shape[1]
        for channel in self.pool:
            if channel.pages == pages and CBType(channel.value.type).element_type == element_of(like.type):
                self.pool.remove(channel)
                return Channel(channel.alloc, shape, pooled=True)
        return replace(self.channel(like, "intermediate", shape, name, 1), pooled=True)

    def release(self, channel: Channel) -> None:
        """Pops a scratch block and makes its circular buffer free for others."""
        cb.PopOp(channel.value, i64_attr(channel.pages))
        if channel.pooled:
            self.pool.append(channel)

    def visit_block(self, old_block: Any) -> None:
        """Visits a block; puts compute's waits before first uses and pops after last uses.

        What a loop carries is waited for in its body and popped there; the new value is behind it in the same
        circular buffer.
        """
        if self.entry is None:
            self.entry = ir.InsertionPoint.current.block
        ops = list(old_block.operations)
        waits: dict[int, list[tuple[Any, str]]] = {}
        pops: dict[int, list[tuple[Any, str]]] = {}
        carried = [v for v in old_block.arguments if v in self.carries]
        for value in [*carried, *(v for op in ops for v in block_results(op))]:
            for kind in ("compute", "transposed"):
                # Only loads come with transposed pages; other blocks are transposed by compute.
                loaded = value not in carried and defining(value).operation.name == "tt.tile.load"
                own = ("compute", "accumulate", "carry") + (() if loaded else ("transposed",))
                found = span(value, own if kind == "compute" else (kind,))
                if (
                    found is None
                    and kind == "compute"
                    and (value in carried or defining(value).operation.name == "scf.for")
                ):
                    # Nobody looks at it, but it must leave the circular buffer.
                    found = _last(value, old_block)
                if found is not None:
                    waits.setdefault(found[0], []).append((value, kind))
                    pops.setdefault(found[1], []).append((value, kind))
        for i, op in enumerate(ops):
            for key in waits.get(i, []):
                self.sync(op, cb.WaitOp, key)
            if i == len(ops) - 1:
                self.hand_over(op)
                for key in pops.get(i, []):
                    self.sync(op, cb.PopOp, key)
                self.visit(op)
                continue
            self.visit(op)
            for key in pops.get(i, []):
                self.sync(op, cb.PopOp, key)

    def sync(self, op: Any, what: type, key: tuple[Any, str]) -> None:
        """A wait or a pop of a whole block, for a value that has a circular buffer."""
        channel = self.channels.get(key)
        if channel is None:
            return
        with op.operation.location:
            if what is cb.PopOp:
                self.release(channel)
            else:
                what(channel.value, i64_attr(channel.pages))

    def source(self, value: Any, kind: str = "compute") -> Channel:
        """The circular buffer that compute reads a value from."""
        channel = self.channels.get((value, kind))
        if channel is None:
            op = defining(value)
            what = f"'{op.operation.name}'" if op is not None else "a loop"
            raise CompileError.at(
                value,
                f"a block that {what} gives cannot be kept in a circular buffer",
                help="run tt-fuse before tt-memory-space-lower",
            )
        return channel

    def finish(self, op: Any) -> None:
        """Constants that stayed for the whole launch are given back."""
        for channel in self.constants.values():
            cb.PopOp(channel.value, i64_attr(1))
        self.clone(op)

    # Movers

    def load(self, op: Any) -> None:
        """One read per kind of consumer."""
        kinds: dict[str, list[Use]] = {}
        for use in uses_of(op.result):
            kinds.setdefault("store" if use.kind == "store" else use.kind, []).append(use)
        shape = block_shape(op.result.type)
        depth = max(2, self.stages) if self.double_buffer else 1
        for kind in kinds:
            pages = shape[::-1] if kind == "transposed" else shape
            channel = self.channel(op.result, "input", pages, depth=depth)
            self.channels[op.result, "compute" if kind in ("accumulate", "carry") else kind] = channel
            core.ReadOp(
                self.new(op.tensor),
                channel.value,
                [self.new(v) for v in op.offsets],
                int_array(shape),
                transposed=ir.UnitAttr.get() if kind == "transposed" else None,
            )

    def store(self, op: Any) -> None:
        """A write from the circular buffer of the value. What comes from outside of a loop or branch is copied for each write."""
        channel = self.channels.get((op.value, "store"))
        if block_of(op.value) != op.operation.block:
            channel = self.channel(op.value, "output", block_shape(op.value.type), name_of(op.tensor))
            self.fill_from(op.value, channel)
        if channel is None:
            raise CompileError.at(
                op, "the stored block has no circular buffer", help="run tt-fuse before tt-memory-space-lower"
            )
        core.WriteOp(
            self.new(op.tensor),
            channel.value,
            [self.new(v) for v in op.offsets],
            int_array(block_shape(op.value.type)),
        )

    # Compute

    def produce(
        self, value: Any, fill: Callable[[Channel], None], streamed: bool = True, depth: int | None = None
    ) -> None:
        """Gives a computed value its circular buffers: `fill` fills one; a second kind of consumer gets a copy.

        `streamed` operations carry the producer's protocol themselves, others are put between a reserve and a push.
        """
        uses = uses_of(value)
        kinds = {"store" if u.kind == "store" else "compute" for u in uses}
        if not kinds:
            return
        carry = self.only_handed_over(value, uses)
        if carry is not None:
            if not streamed:
                cb.ReserveOp(carry.value, i64_attr(carry.pages))
            fill(carry)
            if not streamed:
                cb.PushOp(carry.value, i64_attr(carry.pages))
            return
        shape = block_shape(value.type)
        first = "compute" if kinds - {"store"} else "store"
        if first == "store":
            channel = self.channel(value, "output", shape, stored_name(value), depth)
        else:
            channel = self.scratch(value, shape)
        if streamed:
            fill(channel)
        else:
            cb.ReserveOp(channel.value, i64_attr(channel.pages))
            fill(channel)
            cb.PushOp(channel.value, i64_attr(channel.pages))
        self.channels[value, first] = channel
        self.copy_for_store(value, kinds, first, channel)

    def copy_for_store(self, value: Any, kinds: set[str], first: str, channel: Channel) -> None:
        """A value that compute uses and the writer stores goes to the writer through a circular buffer of its own."""
        if first == "store" or "store" not in kinds:
            return
        copy = self.channel(value, "output", channel.shape, stored_name(value))
        cb.WaitOp(channel.value, i64_attr(channel.pages))
        self.identity_map(channel, copy)
        self.channels[value, "store"] = copy

    @staticmethod
    def identity_map(source: Channel, out: Channel) -> None:
        """Copies a block from one circular buffer to another."""
        op = cb.MapOp(out.value, int_array(source.shape))
        body = ir.Block.create_at_start(op.body, [])
        with ir.InsertionPoint(body):
            tile = CBType(source.value.type).tile_type
            block.YieldOp([block.AtOp(source.value, ir.StringAttr.get("block"), tile).tile])

    def map(self, op: Any) -> None:
        """The same map from circular buffers to a circular buffer; broadcasts that DST needs as tiles ride on a tile
        of zeros.
        """
        # Tiles of zeros are made at the top of the function, before this map.
        region = op.body.blocks[0]
        leaves = [o.operation.results[0] for o in op.inputs]
        for inner in region.operations:
            if inner.operation.name == "tt.tile.bcast" and not is_free(inner) and self.needs_carrier(inner, leaves):
                self.constant(element_of(inner.result.type), 0.0)
            if inner.operation.name == "tt.tile.iota":
                self.positions(ir.IntegerAttr(inner.dim).value)

        def fill(channel: Channel) -> None:
            new = cb.MapOp(channel.value, int_array(channel.shape))
            body = ir.Block.create_at_start(new.body, [])
            with ir.InsertionPoint(body):
                self.map_body(region, leaves)

        self.produce(op.result, fill)

    def map_body(self, region: Any, leaves: list[Any]) -> None:
        """Rebuilds the region of a map at the current insertion point."""
        for inner in region.operations:
            with inner.operation.location:
                if inner.operation.name == "tt.tile.at":
                    kind = "compute"
                    source = self.source(inner.source, kind)
                    at = block.AtOp(source.value, inner.map, inner.tile.type)
                    self.values[inner.tile] = at.tile
                elif inner.operation.name == "tt.tile.iota":
                    position = self.positions(ir.IntegerAttr(inner.dim).value)
                    at = block.AtOp(position.value, ir.StringAttr.get("scalar"), inner.result.type)
                    self.values[inner.result] = block.IotaOp([at.tile], inner.dim, inner.result.type).result
                elif inner.operation.name == "tt.tile.bcast" and is_free(inner):
                    self.values[inner.result] = self.new(inner.value)
                elif inner.operation.name == "tt.tile.bcast" and self.needs_carrier(inner, leaves):
                    zeros = self.constant(element_of(inner.result.type), 0.0)
                    carrier = block.AtOp(zeros.value, ir.StringAttr.get("scalar"), inner.result.type)
                    spread = block.BcastOp(self.new(inner.value), inner.kind, inner.result.type)
                    total = FUNCTION_OPS["add"](carrier.tile, spread.result, inner.result.type)
                    total.operation.attributes["tt.carrier"] = ir.UnitAttr.get()
                    self.values[inner.result] = total.result
                else:
                    self.clone(inner)

    @staticmethod
    def needs_carrier(op: Any, leaves: list[Any]) -> bool:
        """Whether a broadcast is used by anything but a matrix unit operation that spreads it on the way."""
        return any(fpu_operands(use.owner, leaves) is None for use in op.result.uses)

    def constant(self, element: ir.Type, number: float) -> Channel:
        """A circular buffer with one tile of a constant, filled once per launch by compute itself."""
        key = (str(element), repr(number))
        if key in self.constants:
            return self.constants[key]
        name = {0.0: "zeros", 1.0: "ones"}[number]
        with ir.InsertionPoint.at_block_begin(self.entry):
            scalar = arith.ConstantOp(element, ir.FloatAttr.get(element, number))
            like = block.SplatOp(scalar.result, TileType.of(element))
        channel = self.channel(like.result, "intermediate", [1, 1], name=name, depth=1)
        like.operation.erase()
        scalar.operation.move_after(self.allocs[-1].operation)
        with ir.InsertionPoint.after(scalar):
            op = cb.MapOp(channel.value, int_array([1, 1]))
            cb.WaitOp(channel.value, i64_attr(1))
        body = ir.Block.create_at_start(op.body, [])
        with ir.InsertionPoint(body):
            block.YieldOp([block.SplatOp(scalar.result, TileType.of(element)).result])
        self.constants[key] = channel
        return channel

    def positions(self, dim: int) -> Channel:
        """A circular buffer with one tile of row (0) or column (1) numbers, written once per launch by the reader."""
        key = ("iota", str(dim))
        if key in self.constants:
            return self.constants[key]
        f32 = ir.F32Type.get()
        with ir.InsertionPoint.at_block_begin(self.entry):
            scalar = arith.ConstantOp(f32, ir.FloatAttr.get(f32, 0.0))
        channel = self.channel(scalar.result, "input", [1, 1], name=("rows", "columns")[dim], depth=1)
        scalar.operation.erase()
        with ir.InsertionPoint.after(self.allocs[-1].operation):
            core.IotaOp(channel.value, i64_attr(dim))
            cb.WaitOp(channel.value, i64_attr(1))
        self.constants[key] = channel
        return channel

    def block_reduce(self, op: Any) -> None:
        """A reduction with a tile of ones. A maximum comes out in one row or column and is spread once, so that its
        users need not.
        """
        source = self.source(op.value)
        element = element_of(op.result.type)
        kind, axis = ir.StringAttr(op.kind).value, ir.IntegerAttr(op.dim).value
        ones = self.constant(element_of(op.value.type), 1.0)
        shape = int_array(source.shape)

        def reduce(out: Channel) -> None:
            cb.ReduceOp(source.value, ones.value, out.value, op.kind, op.dim, shape)

        if kind == "sum":
            self.produce(op.result, reduce)
            return
        zeros = self.constant(element, 0.0)
        bare = self.scratch(op.result, block_shape(op.result.type), f"{name_of(op.result) or 'block'}_bare")
        reduce(bare)
        cb.WaitOp(bare.value, i64_attr(bare.pages))
        self.produce(op.result, lambda out: self.spread_map(bare, zeros, out, "col" if axis == 1 else "row"))
        self.release(bare)

    @staticmethod
    def spread_map(source: Channel, zeros: Channel, out: Channel, kind: str) -> None:
        """out = source spread inside of every tile."""
        op = cb.MapOp(out.value, int_array(out.shape))
        body = ir.Block.create_at_start(op.body, [])
        with ir.InsertionPoint(body):
            tile = CBType(source.value.type).tile_type
            carrier = block.AtOp(zeros.value, ir.StringAttr.get("scalar"), tile).tile
            bare = block.AtOp(source.value, ir.StringAttr.get("block"), tile).tile
            spread = block.BcastOp(bare, ir.StringAttr.get(kind), tile).result
            total = FUNCTION_OPS["add"](carrier, spread, tile)
            total.operation.attributes["tt.carrier"] = ir.UnitAttr.get()
            block.YieldOp([total.result])

    def block_transpose(self, op: Any) -> None:
        """Tile by tile from one circular buffer to another."""
        source = self.source(op.value)

        def fill(out: Channel) -> None:
            cb.TransposeOp(source.value, out.value, int_array(source.shape))

        self.produce(op.result, fill)

    def matmul(self, op: Any) -> None:
        """In place into an accumulator; into a new circular buffer; or, on top of a computed block, a product that is
        added to it.
        """
        target = self.accumulators.get(op.c)
        choice = cleared_when(op.c)
        if target is None and choice is not None:
            target = self.accumulators.get(choice[1])
        if target is not None:
            fresh = target.fresh
            if choice is not None:
                condition = self.new(choice[0])
                fresh = condition if fresh is None else arith.OrIOp(fresh, condition).result
            self.emit_matmul(op, target.channel, fresh)
            self.accumulators[op.result] = Accumulator(target.channel, None)
            return
        if choice is not None or not (is_zero(op.c) or (op.c, "compute") in self.channels):
            raise CompileError.at(
                op, "T.gemm adds to a block that is neither an accumulator nor computed in this block"
            )
        if is_zero(op.c):
            self.produce(op.result, lambda out: self.emit_matmul(op, out, self.true()), streamed=False)
            return
        product = self.scratch(op.result, block_shape(op.result.type), f"{name_of(op.result)}_product")
        cb.ReserveOp(product.value, i64_attr(product.pages))
        self.emit_matmul(op, product, self.true())
        cb.PushOp(product.value, i64_attr(product.pages))
        cb.WaitOp(product.value, i64_attr(product.pages))
        self.produce(op.result, lambda out: self.add_map(self.source(op.c), product, out))
        self.release(product)

    @staticmethod
    def add_map(a: Channel, b: Channel, out: Channel) -> None:
        """out = a + b."""
        op = cb.MapOp(out.value, int_array(out.shape))
        body = ir.Block.create_at_start(op.body, [])
        with ir.InsertionPoint(body):
            tile = CBType(out.value.type).tile_type
            kind = ir.StringAttr.get("block")
            left, right = (block.AtOp(c.value, kind, tile).tile for c in (a, b))
            block.YieldOp([FUNCTION_OPS["add"](left, right, tile).result])

    def emit_matmul(self, op: Any, out: Channel, fresh: Any | None) -> None:
        """A matmul from circular buffer to circular buffer."""
        a = self.source(op.a)
        transpose = ir.BoolAttr(op.transpose_b).value
        b = self.channels.get((op.b, "transposed")) if transpose else self.source(op.b)
        copy = None
        if b is None:
            b = copy = self.turned(op, self.source(op.b))
            transpose = False
        m, k = a.shape
        shape = int_array([m, b.shape[1], k])
        fresh = self.false() if fresh is None else fresh
        cb.MatmulOp(a.value, b.value, out.value, fresh, shape, ir.BoolAttr.get(transpose))
        if copy is not None:
            self.release(copy)

    def turned(self, op: Any, source: Channel) -> Channel:
        """The transposed copy of a right operand whose pages do not come transposed from the reader."""
        copy = self.scratch(op.b, source.shape[::-1], f"{name_of(op.b) or 'block'}_t")
        cb.TransposeOp(source.value, copy.value, int_array(source.shape))
        cb.WaitOp(copy.value, i64_attr(copy.pages))
        return copy

    @staticmethod
    def true() -> Any:
        """The constant true."""
        return arith.ConstantOp(ir.IntegerType.get_signless(1), ir.BoolAttr.get(True)).result

    @staticmethod
    def false() -> Any:
        """The constant false."""
        return arith.ConstantOp(ir.IntegerType.get_signless(1), ir.BoolAttr.get(False)).result

    def skip_splat(self, op: Any) -> None:
        """A constant block has no pages; what needs pages was put into a map."""
        if not is_block(op.result.type):
            self.clone(op)

    def select(self, op: Any) -> None:
        """A choice of blocks is pushed by the branch that is taken; one that clears an accumulator is the matmul's business."""
        result = op.operation.results[0]
        if not is_block(result.type):
            self.clone(op)
            return
        clears = cleared_when(result)
        if clears is not None and clears[1] in self.accumulators:
            return
        condition, yes, no = op.operation.operands

        def fill(out: Channel) -> None:
            choice = scf.IfOp(self.new(condition), [], has_else=True)
            for region, value in zip(choice.operation.regions, (yes, no), strict=True):
                with ir.InsertionPoint(region.blocks[0]):
                    self.fill_from(value, out)
                    scf.YieldOp([])

        self.produce(result, fill)

    # Control flow

    def for_(self, op: Any) -> None:
        """A loop carries no blocks any more. Its accumulators are pages that are reserved around it; other blocks it
        carries go through a circular buffer that every iteration pops and pushes.
        """
        old = scf_for(op)
        results = list(op.operation.results)
        blocks = [i for i, init in enumerate(old.inits) if is_block(init.type)]
        steady = (old.trip_count or 0) > 0
        added = [i for i in blocks if steady and is_accumulator(op, i)]
        carried = [i for i in blocks if i not in added]
        stages, self.stages = self.stages, self.num_stages(op)
        own = {i: self.open_accumulator(op, i) for i in added if old.inits[i] not in self.accumulators}
        for i in carried:
            self.carries[old.args[i]] = self.open_carry(old, i)
        plain = [i for i in range(len(old.inits)) if i not in blocks]
        new = self.open_loop(op, [self.new(old.inits[i]) for i in plain], [old.args[i].location for i in plain])
        self.values.update(zip((old.args[i] for i in plain), new.args, strict=True))
        with ir.InsertionPoint(new.block):
            for i in added:
                outer = None if i in own else self.accumulators[old.inits[i]]
                self.accumulators[old.args[i]] = self.inside(old, new, own.get(i), outer)
            for i in carried:
                self.channels[old.args[i], "compute"] = self.carries[old.args[i]]
            self.visit_block(old.block)
        self.values.update(zip((results[i] for i in plain), new.op.results, strict=True))
        self.stages = stages
        for i in added:
            if i in own:
                cb.PushOp(own[i].value, i64_attr(own[i].pages))
                self.close_accumulator(op, results[i], own[i], old.inits[i])
            else:
                self.accumulators[results[i]] = Accumulator(self.accumulators[old.inits[i]].channel, None)
        for i in carried:
            self.close_carry(results[i], self.carries[old.args[i]])

    def if_(self, op: Any) -> None:
        """Both branches of a conditional push the blocks it gives to circular buffers that whoever uses them reads."""
        results = list(op.operation.results)
        blocks = [r for r in results if is_block(r.type)]
        for result in blocks:
            carry = self.only_handed_over(result, uses_of(result))
            if carry is not None:
                self.merges[result] = carry
                continue
            stored = {u.kind for u in uses_of(result)} == {"store"}
            channel = self.channel(result, "output" if stored else "intermediate", block_shape(result.type))
            self.channels[result, "store" if stored else "compute"] = channel
            self.merges[result] = channel
        new = scf.IfOp(
            self.new(op.operation.operands[0]), [r.type for r in results if not is_block(r.type)], has_else=has_else(op)
        )
        for old_region, new_region in zip(op.operation.regions, new.operation.regions, strict=True):
            if list(old_region.blocks):
                with ir.InsertionPoint(new_region.blocks[0]):
                    self.visit_block(old_region.blocks[0])
        plain = [r for r in results if not is_block(r.type)]
        self.values.update(zip(plain, new.operation.results, strict=True))
        for result in blocks:
            kinds = {"store" if u.kind == "store" else "compute" for u in uses_of(result)}
            self.copy_for_store(result, kinds, "store" if kinds == {"store"} else "compute", self.merges[result])

    # Blocks that loops carry

    def open_carry(self, old: Any, position: int) -> Channel:
        """A circular buffer for a carried block, with what the loop starts from in it. Old and new block are there at
        once.
        """
        argument, init = old.args[position], old.inits[position]
        channel = self.channel(argument, "intermediate", block_shape(argument.type), depth=2)
        self.fill_from(init, channel)
        return channel

    def fill_from(self, value: Any, channel: Channel) -> None:
        """Pushes a block, constant or not, into a circular buffer."""
        constant = splat_scalar(value)
        if constant is None:
            self.identity_map(self.source(value), channel)
            return
        op = cb.MapOp(channel.value, int_array(channel.shape))
        body = ir.Block.create_at_start(op.body, [])
        with ir.InsertionPoint(body):
            tile = CBType(channel.value.type).tile_type
            block.YieldOp([block.SplatOp(self.new(constant), tile).result])

    def only_handed_over(self, value: Any, uses: list[Use]) -> Channel | None:
        """The carry that a value can be pushed to as it is made, because its loop's next iteration is all that uses
        it.
        """
        if len(uses) != 1 or uses[0].op.operation.name != "scf.yield" or uses[0].op.operation.parent.name != "scf.for":
            return None
        loop = scf_for(uses[0].op.operation.parent)
        argument = loop.args[loop.yielded.index(value)]
        same_block = value.owner.operation.block == loop.block
        return self.carries.get(argument) if same_block else None

    def hand_over(self, terminator: Any) -> None:
        """At the end of a loop's body, pushes the carried blocks that were not pushed as they were made; at the end
        of a branch, the blocks that its conditional gives.
        """
        if terminator.operation.name != "scf.yield":
            return
        parent = terminator.operation.parent.operation
        if parent.name == "scf.if":
            with terminator.operation.location:
                for result, value in zip(parent.results, terminator.operation.operands, strict=True):
                    if result in self.merges:
                        self.fill_from(value, self.merges[result])
            return
        if parent.name != "scf.for":
            return
        loop = scf_for(terminator.operation.parent)
        with terminator.operation.location:
            for argument, value in zip(loop.args, loop.yielded, strict=True):
                channel = self.carries.get(argument)
                if channel is None:
                    continue
                made_here = not isinstance(value.owner, ir.Block) and value.owner.operation.block == loop.block
                if (
                    made_here
                    and splat_scalar(value) is None
                    and self.only_handed_over(value, uses_of(value)) is channel
                ):
                    continue
                self.fill_from(value, channel)

    def close_carry(self, result: Any, channel: Channel) -> None:
        """After a loop, its carried block is a value like others."""
        self.channels[result, "compute"] = channel
        kinds = {"store" if u.kind == "store" else "compute" for u in uses_of(result)}
        self.copy_for_store(result, kinds, "compute", channel)

    @staticmethod
    def num_stages(op: Any) -> int:
        """The user's `num_stages` of a pipelined loop, else 0."""
        attributes = op.operation.attributes
        return ir.IntegerAttr(attributes["tt.num_stages"]).value if "tt.num_stages" in attributes else 0

    def yield_(self, op: Any) -> None:
        """A loop hands on what is not a block."""
        scf.YieldOp([self.new(v) for v in op.operation.operands if not is_block(v.type)])

    def open_accumulator(self, op: Any, position: int) -> Channel:
        """Pages for an accumulator that starts at this loop."""
        old = scf_for(op)
        result = op.operation.results[position]
        kinds = {u.kind for u in uses_of(result)}
        stored = kinds == {"store"} and is_zero(old.inits[position])
        channel = self.channel(
            old.args[position],
            "output" if stored else "intermediate",
            block_shape(result.type),
            stored_name(result) if stored else None,
            None if stored else 1,
        )
        cb.ReserveOp(channel.value, i64_attr(channel.pages))
        return channel

    def inside(self, old: Any, new: Any, own: Channel | None, outer: Accumulator | None) -> Accumulator:
        """The accumulator as the body of a loop sees it: overwritten by the first iteration of the outermost loop."""
        if outer is not None and outer.fresh is None:
            return outer
        first = arith.CmpIOp(arith.CmpIPredicate.eq, new.induction, self.new(old.lower)).result
        if outer is not None:
            return Accumulator(outer.channel, arith.AndIOp(outer.fresh, first).result)
        assert own is not None
        return Accumulator(own, first)

    def close_accumulator(self, op: Any, result: Any, channel: Channel, init: Any) -> None:
        """The accumulated block becomes a value; what the loop started from is added if it was not zero."""
        uses = uses_of(result)
        kinds = {"store" if u.kind == "store" else "compute" for u in uses}
        if not is_zero(init):
            cb.WaitOp(channel.value, i64_attr(channel.pages))
            self.produce(result, lambda out: self.add_map(self.source(init), channel, out))
            cb.PopOp(channel.value, i64_attr(channel.pages))
            return
        first = "compute" if "compute" in kinds else "store"
        self.channels[result, first] = channel
        self.copy_for_store(result, kinds, first, channel)


def stored_name(value: Any) -> str | None:
    """The name of the tensor that a block is stored to."""
    return next((name_of(use.op.tensor) for use in uses_of(value) if use.kind == "store"), None)


def _place(lowering: CBLowering, device: Any, diag: Diagnostics) -> None:
    """Gives every circular buffer its index and a depth at which all of them fit."""
    requests = []
    allocs: list[Any] = list(lowering.allocs)
    for alloc in allocs:
        type_ = CBType(alloc.result.type)
        depth = ir.IntegerAttr(alloc.depth).value
        _, format_ = format_of(type_.element_type)
        name = (name_of(alloc.result) or "cb").removeprefix("cb_")
        requests.append(
            CBRequest(name, ir.StringAttr(alloc.role).value, type_.num_pages // depth, format_.tile_bytes, depth)
        )
    try:
        fitted = fit_depths(requests, device.l1_usable)
        ids = assign_ids([r.role for r in fitted], device.num_cbs)
    except BudgetError as error:
        place = lowering.allocs[0].operation if lowering.allocs else None
        raise CompileError.at(
            place, f"{error} ({device.name})", notes=error.table, help="use smaller blocks"
        ) from error
    for alloc, request, before, index in zip(allocs, fitted, requests, ids, strict=True):
        alloc.operation.attributes["id"] = i64_attr(index)
        if request.depth != before.depth:
            alloc.operation.attributes["depth"] = i64_attr(request.depth)
            element = CBType(alloc.result.type).element_type
            alloc.result.set_type(CBType.of(element, request.block_pages * request.depth))
            diag.remark(alloc, f"L1 is short: '{request.name}' holds {request.depth} instead of {before.depth} blocks")
