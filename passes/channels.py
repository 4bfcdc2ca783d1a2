"""Circular buffers of a function that is being lowered: one for every block value and kind of consumer.

A channel from compute to compute holds one block at a time and is used again once it is empty; constants stay for the whole launch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from tilelang_tt.device import DataFormat
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import block, cb, core
from tilelang_tt.dialects.base import i64_attr, int_array
from tilelang_tt.dialects.types import CBType, TileType, block_shape, element_of
from tilelang_tt.mlir import arith, func, ir, name_of, named_loc
from tilelang_tt.passes import kernel_func, storage, tiled_tensors
from tilelang_tt.passes.consumers import Use, is_copied, uses_of
from tilelang_tt.passes.dst_plan import splat_scalar
from tilelang_tt.passes.rebuild import Rebuilder, defining, scf_for
from tilelang_tt.passes.tile_layout import TILES


@dataclass
class Channel:
    """A circular buffer of the new function and the shape, in tiles, of the blocks that go through it.

    `copied`: compute copies its tiles to DST. One of fp32 goes there with all its bits, if nothing else is done with it.
    """

    alloc: cb.AllocOp
    shape: list[int]
    pooled: bool = False
    copied: bool = True

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


def stored_to(value: Any) -> Any | None:
    """The tensor that a block is stored to."""
    return next((use.op.tensor for use in uses_of(value) if use.kind == "store"), None)


class ChannelLowering(Rebuilder):
    """Rebuilds one function. `channels` maps (old block value, kind of consumer) to its circular buffer."""

    def __init__(self, old: func.FuncOp, double_buffer: bool) -> None:
        super().__init__(old)
        self.double_buffer = double_buffer
        self.channels: dict[tuple[Any, str], Channel] = {}
        self.accumulators: dict[Any, Accumulator] = {}
        self.constants: dict[tuple[str, str], Channel] = {}
        self.carries: dict[Any, Channel] = {}
        self.merges: dict[Any, Channel] = {}
        # Blocks that were pushed to their loop's carry as they were made.
        self.handed_over: set[Any] = set()
        self.allocs: list[cb.AllocOp] = []
        self.pool: list[Channel] = []
        self.entry: Any = None
        self.layouts = tiled_tensors.by_argument(old)
        self.handlers |= {"func.return": self.finish}

    def format_of(self, element: ir.Type, tensor: Any | None = None) -> DataFormat:
        """The data format of blocks of a tensor, or of blocks that compute makes."""
        if tensor is None:
            return storage.block_format(self.old, element)
        name = kernel_func.parameter_names(self.old)[list(self.old.arguments).index(tensor)]
        found = storage.tensor_format(self.old, name, element)
        if found.name in storage.BLOCK_FORMATS and self.layouts[tensor].form != TILES:
            raise CompileError.at(
                tensor,
                f"'{name}' cannot be stored in the format {found.name}: its pages are rows, and block formats have tiles",
                help="leave the format out, or make its blocks start at multiples of 32",
            )
        return found

    def channel(
        self,
        like: Any,
        role: str,
        shape: list[int],
        name: str | None = None,
        depth: int | None = None,
        tensor: Any | None = None,
        copied: bool = True,
    ) -> Channel:
        """Allocates a circular buffer for blocks of the type of `like`, at the top of the function; with `tensor`, which
        they come from or go to, in its format.
        """
        name = name or (name_of(tensor) if tensor is not None and role == "output" else None)
        wanted = depth or (2 if self.double_buffer else 1)
        pages = shape[0] * shape[1] * wanted
        location = named_loc(f"cb_{name or name_of(like) or 'block'}", ir.Location.current)
        place = (
            ir.InsertionPoint.after(self.allocs[-1]) if self.allocs else ir.InsertionPoint.at_block_begin(self.entry)
        )
        alloc = cb.AllocOp(
            ir.StringAttr.get(role), i64_attr(wanted), CBType.of(element_of(like.type), pages), loc=location, ip=place
        )
        format_ = self.format_of(element_of(like.type), tensor)
        if format_ != storage.cb_format(alloc):
            alloc.operation.attributes["format"] = ir.StringAttr.get(format_.name)
        self.allocs.append(alloc)
        return Channel(alloc, shape, copied=copied or format_.name != "Float32")

    def depth_reason(self, alloc: cb.AllocOp) -> str:
        """Why a circular buffer has room for as many blocks as it has."""
        depth = ir.IntegerAttr(alloc.depth).value
        if ir.StringAttr(alloc.role).value == "intermediate":
            return (
                "2 blocks: what a loop carries, the old one and the new one"
                if depth == 2
                else "one block of a thread's own"
            )
        if not self.double_buffer:
            return "one block: double buffering is off"
        if depth > 2:
            return f"{depth} blocks: the stages that T.Pipelined asks for"
        return f"{depth} blocks: one is filled while another is drained" if depth == 2 else "one block, made once"

    def scratch(self, like: Any, shape: list[int], name: str | None = None, copied: bool = True) -> Channel:
        """A circular buffer from compute to compute for one block at a time: one that is empty again, or a new one."""
        pages, element = shape[0] * shape[1], element_of(like.type)
        copied = copied or self.format_of(element).name != "Float32"
        for channel in self.pool:
            same = channel.pages == pages and CBType(channel.value.type).element_type == element
            if same and channel.copied == copied:
                self.pool.remove(channel)
                return Channel(channel.alloc, shape, pooled=True, copied=copied)
        return replace(self.channel(like, "intermediate", shape, name, 1, copied=copied), pooled=True)

    def release(self, channel: Channel) -> None:
        """Pops a scratch block and makes its circular buffer free for others."""
        cb.PopOp(channel.value, i64_attr(channel.pages))
        if channel.pooled:
            self.pool.append(channel)

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
        """A circular buffer with one tile of row (0) or column (1) numbers or of places in memory (2), which the reader
        writes once per launch.
        """
        key = ("iota", str(dim))
        if key in self.constants:
            return self.constants[key]
        f32 = ir.F32Type.get()
        with ir.InsertionPoint.at_block_begin(self.entry):
            scalar = arith.ConstantOp(f32, ir.FloatAttr.get(f32, 0.0))
        channel = self.channel(scalar.result, "input", [1, 1], name=("rows", "columns", "places")[dim], depth=1)
        scalar.operation.erase()
        with ir.InsertionPoint.after(self.allocs[-1].operation):
            core.IotaOp(channel.value, i64_attr(dim))
            cb.WaitOp(channel.value, i64_attr(1))
        self.constants[key] = channel
        return channel

    def finish(self, op: Any) -> None:
        """Constants that stayed for the whole launch are given back."""
        for channel in self.constants.values():
            cb.PopOp(channel.value, i64_attr(1))
        self.clone(op)

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

    @staticmethod
    def identity_map(source: Channel, out: Channel) -> None:
        """Copies a block from one circular buffer to another."""
        op = cb.MapOp(out.value, int_array(source.shape))
        body = ir.Block.create_at_start(op.body, [])
        with ir.InsertionPoint(body):
            tile = CBType(source.value.type).tile_type
            block.YieldOp([block.AtOp(source.value, ir.StringAttr.get("block"), tile).tile])

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
            self.handed_over.add(value)
            if not streamed:
                cb.ReserveOp(carry.value, i64_attr(carry.pages))
            fill(carry)
            if not streamed:
                cb.PushOp(carry.value, i64_attr(carry.pages))
            return
        shape = block_shape(value.type)
        first = "compute" if kinds - {"store"} else "store"
        if first == "store":
            channel = self.channel(value, "output", shape, depth=depth, tensor=stored_to(value))
        else:
            channel = self.scratch(value, shape, copied=is_copied(value))
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
        copy = self.channel(value, "output", channel.shape, tensor=stored_to(value))
        cb.WaitOp(channel.value, i64_attr(channel.pages))
        self.identity_map(channel, copy)
        self.channels[value, "store"] = copy

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
