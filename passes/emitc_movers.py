"""Data movement in emitc: pages and rows between tensors and L1, elements, and reads that cores share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tilelang_tt.dialects.base import int_list
from tilelang_tt.dialects.types import TILE
from tilelang_tt.emitc import reader_groups
from tilelang_tt.mlir import emitc, ir, name_of, named_loc
from tilelang_tt.passes import emitc_texts
from tilelang_tt.passes.emitc_arithmetic import number_attr, u32
from tilelang_tt.passes.emitc_calls import KernelCalls, element_bytes, opaque, operand_at

TRANSFERS = tuple(f"tt.core.{way}_{what}" for way in ("read", "write") for what in ("rows", "tile", "tile_element"))
"""Operations that move between a tensor and a circular buffer, which is their second operand."""

Z_ORDER = "z_order_block"
"""The helper that numbers blocks along a z-curve."""


class MoverCalls(KernelCalls):
    """`tensors` are the names of accessors, `helpers` the functions that the kernel brings along, `in_groups` says whether it
    shares reads with other cores.
    """

    kernel: Any
    tensors: dict[Any, str]

    def __init__(self) -> None:
        super().__init__()
        self.helpers: set[str] = set()
        self.in_groups = False
        self.handlers |= {
            "tt.core.announce": lambda op: self.call("announce", [op.readers]),
            "tt.core.iota": self.iota,
            "tt.core.read_rows": self.read_rows,
            "tt.core.read_tile": self.read_tile,
            "tt.core.read_tile_element": lambda op: self.element(op, emitc_texts.read_tile_element),
            "tt.core.readers": self.readers,
            "tt.core.reads": self.reads,
            "tt.core.receive": lambda op: self.call("receive", [op.readers]),
            "tt.core.send": self.send,
            "tt.core.spread_element": self.spread_element,
            "tt.core.write_rows": self.write_rows,
            "tt.core.write_tile": self.write_tile,
            "tt.core.write_tile_element": lambda op: self.element(op, emitc_texts.write_tile_element),
            "tt.core.z_order": self.z_order,
        }

    def transfer(self, op: Any, callee: str, pointer: str) -> None:
        """One page between a tensor and L1 at `pointer(cb) + slot * page size`."""
        buffer = self.values[op.cb]
        start = emitc.CallOpaqueOp([u32()], pointer, [buffer], loc=named_loc("l1_addr", ir.Location.current)).results[0]
        start.owner.attributes["tt.pure"] = ir.UnitAttr.get()
        slot = self.values[op.slot]
        if not _is_zero(slot):
            size = emitc.CallOpaqueOp([u32()], "get_tile_size", [buffer]).results[0]
            size.owner.attributes["tt.pure"] = ir.UnitAttr.get()
            named = named_loc("l1_addr", ir.Location.current)
            start = emitc.AddOp(u32(), start, emitc.MulOp(u32(), slot, size).result, loc=named).result
        args = ir.ArrayAttr.get([operand_at(0), opaque(self.tensors[op.tensor]), operand_at(1)])
        emitc.CallOpaqueOp([], callee, [self.values[op.page], start], args=args)

    def read_tile(self, op: Any) -> None:
        self.transfer(op, "noc_async_read_page", "get_write_ptr")

    def write_tile(self, op: Any) -> None:
        self.transfer(op, "noc_async_write_page", "get_read_ptr")

    def read_rows(self, op: Any) -> None:
        self.move_rows(op, "read_tilized", "get_write_ptr")

    def write_rows(self, op: Any) -> None:
        self.move_rows(op, "write_untilized", "get_read_ptr")

    def move_rows(self, op: Any, helper: str, pointer: str) -> None:
        """A call of a helper that the kernel brings along."""
        self.helpers.add(helper)
        rows, cols = int_list(op.block)
        height, width, step = int_list(op.matrix)
        down, right = (1, -(-rows // TILE)) if op.get("transposed") is not None else (-(-cols // TILE), 1)
        addresses = []
        for name, buffer in ((pointer, op.cb), ("get_write_ptr", op.staging)):
            call = emitc.CallOpaqueOp([u32()], name, [self.values[buffer]])
            call.operation.attributes["tt.pure"] = ir.UnitAttr.get()
            addresses.append(call.operation.results[0])
        args = [
            opaque(self.tensors[op.tensor]),
            opaque(f"{{.height = {height}, .width = {width}, .step = {step}}}"),
            *(operand_at(i) for i in range(3)),
            opaque(f"{{.rows = {rows}, .cols = {cols}, .down = {down}, .right = {right}}}"),
            operand_at(3),
            operand_at(4),
        ]
        operands = [self.values[v] for v in (op.page, op.row, op.col)] + addresses
        template = ir.ArrayAttr.get([opaque(f"uint{8 * element_bytes(op.cb)}_t")])
        emitc.CallOpaqueOp([], helper, operands, args=ir.ArrayAttr.get(args), template_args=template)

    def iota(self, op: Any) -> None:
        """Stores the numbers with the data-movement core, once per launch."""
        self.call("cb_reserve_back", [op.cb], [operand_at(0), number_attr(1)])
        emitc_texts.iota(self.values[op.cb], ir.IntegerAttr(op.dim).value)
        self.call("cb_push_back", [op.cb], [operand_at(0), number_attr(1)])

    def readers(self, op: Any) -> None:
        """This core's part in a shared read: its runtime arguments follow those that all kernels get."""
        self.in_groups = True
        first = len(self.kernel.arguments) + ir.IntegerAttr(op.shared).value * reader_groups.ROLE_WORDS
        numbers = [first, *(ir.IntegerAttr(semaphore).value for semaphore in (op.ready, op.valid))]
        type_ = ir.Type.parse('!emitc.opaque<"const ReaderGroup">')
        named = name_of(op.result) or "readers"
        call = self.call("reader_group", [], [number_attr(n) for n in numbers], results=(type_,), named=named)
        self.values[op.result] = call.operation.results[0]

    def reads(self, op: Any) -> None:
        call = self.call("reads", [op.readers], results=(ir.IntegerType.get_signless(1),))
        call.operation.attributes["tt.pure"] = ir.UnitAttr.get()
        self.values[op.result] = call.operation.results[0]

    def send(self, op: Any) -> None:
        """The pages lie one after the other from the write pointer on."""
        buffer = self.values[op.cb]
        start, size = (emitc.CallOpaqueOp([u32()], name, [buffer]) for name in ("get_write_ptr", "get_tile_size"))
        for call in (start, size):
            call.operation.attributes["tt.pure"] = ir.UnitAttr.get()
        pages = emitc.ConstantOp(u32(), number_attr(ir.IntegerAttr(op.pages).value)).result
        size_of_all = emitc.MulOp(u32(), pages, size.operation.results[0]).result
        emitc.CallOpaqueOp([], "send", [self.values[op.readers], start.operation.results[0], size_of_all])

    def spread_element(self, op: Any) -> None:
        emitc_texts.spread_element(self.values[op.cb], self.values[op.place], element_bytes(op.cb))

    def element(self, op: Any, text: Callable[..., None]) -> None:
        """A transfer of one element of a page."""
        buffer, page, place = (self.values[v] for v in (op.cb, op.page, op.place))
        text(self.tensors[op.tensor], buffer, page, place, element_bytes(op.cb))

    def z_order(self, op: Any) -> None:
        """The number of a block, by a helper that the kernel brings along."""
        self.helpers.add(Z_ORDER)
        named = named_loc(name_of(op.result) or "block", ir.Location.current)
        call = emitc.CallOpaqueOp([u32()], Z_ORDER, [self.values[v] for v in op.operation.operands], loc=named)
        call.operation.attributes["tt.pure"] = ir.UnitAttr.get()
        self.values[op.result] = call.operation.results[0]


def _is_zero(value: Any) -> bool:
    owner = value.owner
    if isinstance(owner, ir.Block) or owner.operation.name != "emitc.constant":
        return False
    return ir.IntegerAttr(owner.operation.attributes["value"]).value == 0
