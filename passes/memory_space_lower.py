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
last, in the block that defines the value. Matmul accumulators carried by loops are added to in place. With `place`
the buffers get their indices and depths at once, as by tt-place-buffers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import cb, core
from tilelang_tt.dialects.base import i64_attr, int_array
from tilelang_tt.dialects.types import TILE, CBType, block_shape, element_of
from tilelang_tt.mlir import func, ir, name_of, named_loc, walk_collect
from tilelang_tt.passes import storage
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.cb_control import ControlLowering
from tilelang_tt.passes.channels import Channel
from tilelang_tt.passes.consumers import first_store, is_copied, uses_of
from tilelang_tt.passes.device_facts import device_of_module
from tilelang_tt.passes.place_buffers import place
from tilelang_tt.passes.storage import cb_format
from tilelang_tt.passes.tensor_hazards import check_hazards
from tilelang_tt.passes.tile_layout import ROW_BYTES

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
    place: bool = True
    device: str | None = None

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Rebuilds every function."""
        for function in walk_collect(module, func.FuncOp):
            check_hazards(function)
            lowering = CBLowering(function, self.double_buffer)
            rebuilt = lowering.run()
            for alloc in lowering.allocs:
                reason = lowering.depth_reason(alloc)
                diag.decide(rebuilt, "buffer", name_of(alloc.result) or "cb_block", reason)
            if self.place:
                place(rebuilt, device_of_module(module, self.device), diag)


class CBLowering(ControlLowering):
    """Rebuilds one function, movers included."""

    def __init__(self, old: func.FuncOp, double_buffer: bool) -> None:
        super().__init__(old, double_buffer)
        self.stagings: dict[tuple[str, ir.Type, str], Any] = {}
        self.handlers |= {
            "tt.tile.load": self.load,
            "tt.tile.load_element": self.load_element,
            "tt.tile.store": self.store,
            "tt.tile.store_element": self.store,
        }

    def load(self, op: Any) -> None:
        """One read per kind of consumer."""
        kinds: dict[str, None] = {}
        element = element_of(op.result.type)
        for use in uses_of(op.result):
            # A block goes straight to the writer if the tensor it goes to has the same format.
            if use.kind == "store" and self.format_of(element, use.op.tensor) != self.format_of(element, op.tensor):
                kinds["convert"] = None
            else:
                kinds[use.kind if use.kind in ("store", "transposed") else "compute"] = None
        shape = block_shape(op.result.type)
        depth = max(2, self.stages) if self.double_buffer else 1
        for kind in kinds:
            pages = shape[::-1] if kind == "transposed" else shape
            copied = kind != "transposed" and is_copied(op.result)
            channel = self.channel(op.result, "input", pages, depth=depth, tensor=op.tensor, copied=copied)
            if kind != "convert":
                self.channels[op.result, kind] = channel
            self.read(op, channel, kind == "transposed")
            if kind == "convert":
                self.copy_for_store(op.result, {"store"}, "compute", channel)
                self.release(channel)

    def load_element(self, op: Any) -> None:
        """One read for compute, which hands it on to the writer."""
        self.check_element(op)
        depth = max(2, self.stages) if self.double_buffer else 1
        kinds = {"store" if use.kind == "store" else "compute" for use in uses_of(op.result)}
        channel = self.channel(op.result, "input", [1, 1], depth=depth, tensor=op.tensor)
        self.channels[op.result, "compute"] = channel
        core.ReadElementOp(self.new(op.tensor), channel.value, [self.new(v) for v in op.offsets])
        self.copy_for_store(op.result, kinds, "compute", channel)
        if kinds == {"store"}:
            self.release(channel)

    def check_element(self, op: Any) -> None:
        """Refuses elements of formats whose elements share bytes."""
        format_ = self.format_of(element_of(op.tensor.type), op.tensor)
        if format_.name in storage.BLOCK_FORMATS:
            raise CompileError.at(
                op,
                f"an element of '{name_of(op.tensor)}' is accessed, and in the format {format_.name} elements share their exponents",
                help="leave the format of this tensor out",
            )

    def read(self, op: Any, channel: Channel, transposed: bool) -> None:
        """The read of a load into a channel."""
        tensor, offsets = self.new(op.tensor), [self.new(v) for v in op.offsets]
        shape = int_array(block_shape(op.result.type))
        turned = ir.UnitAttr.get() if transposed else None
        if op.get("region") is None:
            core.ReadOp(tensor, channel.value, offsets, shape, transposed=turned)
            return
        staging = self.staging(channel, op.result.type, "reader")
        guarded = op.get("guarded")
        core.ReadRegionOp(
            tensor, channel.value, staging, offsets, op.get("region"), shape, guarded=guarded, transposed=turned
        )

    def store(self, op: Any) -> None:
        """A write from the circular buffer of the value. What comes from outside of a loop or branch, or is written before, is copied
        for each write.
        """
        channel = self.channels.get((op.value, "store"))
        streamed = first_store(op.value)
        if streamed is None or streamed != op.operation:
            channel = self.channel(op.value, "output", block_shape(op.value.type), tensor=op.tensor)
            self.fill_from(op.value, channel)
        if channel is None:
            raise CompileError.at(
                op, "the stored block has no circular buffer", help="run tt-fuse before tt-memory-space-lower"
            )
        tensor, offsets = self.new(op.tensor), [self.new(v) for v in op.offsets]
        shape = int_array(block_shape(op.value.type))
        if op.operation.name == "tt.tile.store_element":
            self.check_element(op)
            core.WriteElementOp(tensor, channel.value, offsets)
        elif op.get("region") is None:
            core.WriteOp(tensor, channel.value, offsets, shape)
        else:
            staging = self.staging(channel, op.value.type, "writer")
            core.WriteRegionOp(
                tensor, channel.value, staging, offsets, op.get("region"), shape, guarded=op.get("guarded")
            )

    def staging(self, channel: Channel, block: ir.Type, mover: str) -> Any:
        """The memory in L1 where a mover keeps a row of tiles as rows of elements; one for all its blocks of a type."""
        element, format_ = element_of(block), cb_format(channel.value)
        found = self.stagings.get((mover, element, format_.name))
        if found is None:
            alloc = cb.AllocOp(
                ir.StringAttr.get("intermediate"),
                i64_attr(1),
                CBType.of(element, 1),
                loc=named_loc(f"cb_{mover}_rows", ir.Location.current),
                ip=ir.InsertionPoint.after(self.allocs[-1]),
            )
            if format_ != cb_format(alloc):
                alloc.operation.attributes["format"] = ir.StringAttr.get(format_.name)
            self.allocs.append(alloc)
            found = self.stagings[mover, element, format_.name] = alloc.result
        wanted = staging_bytes(block_shape(block)[1], format_.tile_bytes)
        pages = -(-wanted // format_.tile_bytes)
        if CBType(found.type).num_pages < pages:
            found.set_type(CBType.of(element, pages))
        return found


def staging_bytes(cols: int, tile_bytes: int) -> int:
    """Room for the rows of `cols` tiles side by side, each at any address modulo ROW_BYTES."""
    row = -(-cols * tile_bytes // TILE // ROW_BYTES) * ROW_BYTES + ROW_BYTES
    return TILE * row + ROW_BYTES
