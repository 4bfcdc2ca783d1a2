"""convert-tt-to-emitc: kernels become emitc, one nested module per source file.

    func.func @compute(%A: memref<...>, ..., %tt_tile_count: i32) attributes {tt.thread = "compute"} {
      "tt.cb.wait"(%cb_A_shared) {pages = 4}
  ->
    module @compute attributes {tt.thread = "compute"} {
      emitc.include "api/compute/matmul.h"
      emitc.func @kernel_main() {
        %cb_A_shared = emitc.literal "tt::CBIndex::c_0" {tt.constexpr} : ui32
        emitc.call_opaque "cb_wait_front"(%cb_A_shared) {args = [0 : index, 4 : ui32]}

Takes kernel form, gives emitc form. Runtime arguments are read by their position in `tt.runtime_args.param_order`;
tensors become TensorAccessors whose compile-time arguments follow each other in the order of the parameters. The
module keeps what the host needs to know of circular buffers and kernels as `tt.cbs` and `tt.kernels`, and the
declaration of the kernel. Indices are unsigned 32-bit numbers, as on the RISC-V cores that run the kernels.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.device import format_of
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import cb, dst
from tilelang_tt.dialects.base import int_list, str_array
from tilelang_tt.dialects.functions import Call, kernel_calls
from tilelang_tt.dialects.types import TILE
from tilelang_tt.emitc import block_orders, reader_groups, row_pages
from tilelang_tt.mlir import emitc, func, ir, name_of, named_loc, walk_collect
from tilelang_tt.passes import emitc_texts, tiled_tensors
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.emitc_arithmetic import Arithmetic, maybe_negative, number_attr, u32
from tilelang_tt.passes.kernel_func import PREFETCH, read
from tilelang_tt.passes.kernel_names import cpp_names
from tilelang_tt.passes.rebuild import copy_attributes, has_else, scf_for, unnamed
from tilelang_tt.passes.storage import cb_format
from tilelang_tt.passes.tile_layout import ROWS
from tilelang_tt.plan import Kernel, record_kernels

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics

_DATAFLOW = "api/dataflow/dataflow_api.h"
_COMMON = "api/compute/common.h"


@dataclass(frozen=True)
class ConvertTTToEmitC(Pass):
    """turn kernels into emitc"""

    name: ClassVar[str] = "convert-tt-to-emitc"
    takes: ClassVar[str | None] = "kernel"
    gives: ClassVar[str | None] = "emitc"

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Replaces every kernel function by a nested module."""
        functions = [f for f in walk_collect(module, func.FuncOp) if "tt.thread" in f.attributes]
        accessors = [_KernelEmitter(f).accessor_names() for f in functions]
        record_kernels(module, [(f, _record(f, names)) for f, names in zip(functions, accessors, strict=True)])
        for function in functions:
            _KernelEmitter(function).run()


def _record(kernel: Any, accessors: list[str]) -> Kernel:
    """What the plan says of a kernel."""
    thread, file = kernel.attributes["tt.thread"].value, f"{kernel.name.value}.cpp"
    if thread != "compute":
        processor, noc = _PROCESSORS[thread]
        return Kernel(thread, file, processor, noc, accessors, prefetch=read(kernel, PREFETCH))
    return Kernel(
        thread,
        file,
        "TRISC",
        math_fidelity=read(kernel, "tt.math_fidelity"),
        fp32_dest_acc_en=read(kernel, "tt.fp32_dest_acc_en"),
        unpack_to_dest_fp32=read(kernel, "tt.unpack_to_dest_fp32"),
    )


# Reads are fast on NoC 0, writes on NoC 1.
_PROCESSORS = {"reader": ("RISCV_1", "NOC_0"), "writer": ("RISCV_0", "NOC_1")}


_Z_ORDER = "z_order_block"


def _bring(helpers: str, names: tuple[str, ...]) -> None:
    """Helpers in front of the kernel, and the names they declare."""
    text = emitc.VerbatimOp(helpers, [])
    text.operation.attributes["tt.declares"] = str_array(names)


def _opaque(text: str) -> ir.Attribute:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return ir.Attribute.parse(f'#emitc.opaque<"{escaped}">')


def _position(index: int) -> ir.Attribute:
    return ir.IntegerAttr.get(ir.IndexType.get(), index)


class _KernelEmitter(Arithmetic):
    """Builds the emitc module of one kernel."""

    def __init__(self, kernel: Any) -> None:
        super().__init__()
        self.kernel = kernel
        self.thread = kernel.attributes["tt.thread"].value
        self.headers: set[str] = set()
        self.accessors: list[str] = []
        self.defines: dict[str, str] = {}
        self.helpers: set[str] = set()
        self.in_groups = False
        self.comment: ir.Attribute | None = None
        self.addresses: dict[Any, Any] = {}
        self.tensors: dict[Any, str] = {}
        self.names = cpp_names(kernel)
        self.layouts = tiled_tensors.by_argument(kernel)
        self.handlers |= {
            "scf.for": self.for_,
            "scf.if": self.if_,
            "scf.yield": lambda op: None,
            "func.return": lambda op: emitc.ReturnOp(),
            "tt.cb.alloc": self.alloc,
            "tt.core.announce": lambda op: self.call("announce", [op.readers]),
            "tt.core.iota": self.iota,
            "tt.core.readers": self.readers,
            "tt.core.reads": self.reads,
            "tt.core.receive": lambda op: self.call("receive", [op.readers]),
            "tt.core.send": self.send,
            "tt.core.read_rows": self.read_rows,
            "tt.core.read_tile": self.read_tile,
            "tt.core.read_tile_element": lambda op: self.element(op, emitc_texts.read_tile_element),
            "tt.core.spread_element": self.spread_element,
            "tt.core.write_rows": self.write_rows,
            "tt.core.z_order": self.z_order,
            "tt.core.write_tile": self.write_tile,
            "tt.core.write_tile_element": lambda op: self.element(op, emitc_texts.write_tile_element),
            "tt.tile.binary_init": self.binary_init,
            "tt.tile.binary_tiles": self.binary_tiles,
            "tt.tile.fill_tile": self.fill_tile,
            "tt.tile.fill_tile_value": lambda op: self.call("fill_tile", op.operation.operands, header=_header(op)),
            "tt.tile.fill_tile_int": self.fill_tile_int,
            "tt.tile.fill_tile_int_value": lambda op: self.call(
                "fill_tile_int", op.operation.operands, template=[_INT32], header=_header(op)
            ),
            "tt.tile.copy_dst_int": lambda op: self.call(
                "copy_dest_values", op.operation.operands, template=[_INT32], header=_header(op)
            ),
            "tt.tile.matmul_tiles": lambda op: self.call("matmul_tiles", op.operation.operands, header=_header(op)),
            "tt.tile.pack_l1_acc": self.pack_l1_acc,
            "tt.tile.pack_tile_at": self.pack_tile_at,
            "tt.tile.sfpu_binary": lambda op: self.sfpu(op, kernel_calls(_text(op.fn)).call),
            "tt.tile.reduce_init": lambda op: self.reduction(op, "reduce_init"),
            "tt.tile.reduce_tile": lambda op: self.reduction(op, "reduce_tile"),
            "tt.tile.sfpu_init": self.sfpu_init,
            "tt.tile.sfpu_scalar": self.sfpu_scalar,
            "tt.tile.sfpu_scalar_value": self.sfpu_scalar_value,
            "tt.tile.sfpu_ternary": lambda op: self.sfpu(op, kernel_calls(_text(op.fn)).call),
            "tt.tile.sfpu_unary": lambda op: self.sfpu(op, kernel_calls(_text(op.fn)).call),
            "tt.tile.typecast_init": lambda op: self.typecast(op, "typecast_tile_init"),
            "tt.tile.typecast_tile": lambda op: self.typecast(op, "typecast_tile"),
        }

    def run(self) -> None:
        kernel = self.kernel
        with ir.InsertionPoint(kernel), unnamed(kernel.operation.location):
            nested = ir.Module.create()
            file = nested.operation.clone(ip=ir.InsertionPoint(kernel))
        file.attributes["sym_name"] = kernel.name
        for attribute in list(kernel.attributes):
            name = getattr(attribute, "name", attribute)
            if name.startswith("tt."):
                file.attributes[name] = kernel.attributes[name]
        body = file.regions[0].blocks[0]
        with ir.InsertionPoint(body), unnamed(kernel.operation.location):
            main = emitc.FuncOp("kernel_main", ir.TypeAttr.get(ir.FunctionType.get([], [])))
            entry = ir.Block.create_at_start(main.operation.regions[0], [])
        with ir.InsertionPoint(entry), unnamed(kernel.operation.location):
            self.arguments()
            self.block(kernel.entry_block)
        self.headers.add(_DATAFLOW if self.thread != "compute" else _COMMON)
        with ir.InsertionPoint.at_block_begin(body), unnamed(kernel.operation.location):
            emitc.IncludeOp("cstdint", is_standard_include=True)
            # reduce.h looks these up even where every call has template arguments.
            for name, value in self.defines.items():
                emitc.VerbatimOp(f"#define {name} {value}", [])
            for header in sorted(self.headers):
                emitc.IncludeOp(header)
            if rows := self.helpers - {_Z_ORDER}:
                _bring(row_pages.helpers(rows), row_pages.DECLARED)
            if _Z_ORDER in self.helpers:
                _bring(block_orders.Z_ORDER, block_orders.DECLARED)
            if self.in_groups:
                _bring(reader_groups.HELPERS, reader_groups.DECLARED)
        kernel.operation.erase()

    # Arguments

    def accessor_names(self) -> list[str]:
        """The user's names of the tensors the kernel uses, in the order of their compile-time arguments."""
        tensors = [a for a in self.kernel.arguments if isinstance(a.type, ir.MemRefType)]
        return [name_of(a) or self.names.tensor(a) for a in tensors if any(True for _ in a.uses)]

    def arguments(self) -> None:
        """Reads the runtime arguments that the kernel uses and makes an accessor for every tensor."""
        for position, argument in enumerate(self.kernel.arguments):
            if not any(True for _ in argument.uses):
                continue
            name = name_of(argument) or f"arg{position}"
            if isinstance(argument.type, ir.MemRefType):
                name = self.names.tensor(argument)
                self.tensors[argument] = name
                address = self.argument(position, f"{name}_addr")
                self.accessor(argument, name, address)
            else:
                self.values[argument] = self.argument(position, name, isinstance(argument.type, ir.F32Type))

    @staticmethod
    def argument(position: int, name: str, is_float: bool = False) -> Any:
        """`get_arg_val<uint32_t>(position)` under a name."""
        here = named_loc(name, ir.Location.current)
        call = emitc.CallOpaqueOp(
            [ir.F32Type.get() if is_float else u32()],
            "get_arg_val",
            [],
            args=ir.ArrayAttr.get([ir.IntegerAttr.get(ir.IntegerType.get_signless(32), position)]),
            template_args=ir.ArrayAttr.get([_opaque("float" if is_float else "uint32_t")]),
            loc=here,
        )
        return call.operation.results[0]

    def accessor(self, tensor: Any, name: str, address: Any) -> None:
        """The accessor of an interleaved tensor. Tiles are as large as the circular buffer's pages."""
        previous = self.accessors[-1] if self.accessors else None
        offset = f"{self.names.clean(previous)}_args.next_compile_time_args_offset()" if previous else "0"
        self.accessors.append(name_of(tensor) or name)
        emitc.VerbatimOp(f"constexpr auto {name}_args = TensorAccessorArgs<{offset}>();", [])
        emitc.VerbatimOp(f"const auto {name} = TensorAccessor({name}_args, {{}}, {self.page_size(tensor)});", [address])

    def page_size(self, tensor: Any) -> str:
        """The bytes of a tensor's pages, as a C++ expression."""
        mover = next(use.owner for use in tensor.uses if use.owner.operation.name in _TRANSFERS)
        buffer = list(mover.operation.operands)[1]
        layout = self.layouts[tensor]
        if layout.form == ROWS:
            return str(layout.page_elements * _element_bytes(buffer))
        return f"get_tile_size(tt::CBIndex::c_{ir.IntegerAttr(buffer.owner.operation.attributes['id']).value})"

    # Helpers

    def call(
        self,
        callee: str,
        operands: Any = (),
        args: list[ir.Attribute] | None = None,
        template: list[str] | None = None,
        header: str = "",
        results: tuple[ir.Type, ...] = (),
        named: str | None = None,
    ) -> Any:
        """A call of a Metalium function with old values as operands; `args` may mix positions of operands with
        constants.
        """
        if header:
            self.headers.add(header)
        location = named_loc(named, ir.Location.current) if named else ir.Location.current
        return emitc.CallOpaqueOp(
            list(results),
            callee,
            [self.values[v] for v in operands],
            args=ir.ArrayAttr.get(args) if args is not None else None,
            template_args=ir.ArrayAttr.get([_opaque(t) for t in template]) if template else None,
            loc=location,
        )

    def block(self, block: Any) -> None:
        """Emits the operations of a block in order."""
        for op in list(block.operations):
            name = op.operation.name
            if "tt.comment" in op.operation.attributes and name != "scf.for":
                self.comment = op.operation.attributes["tt.comment"]
            before = len(list(ir.InsertionPoint.current.block.operations)) if self.comment is not None else 0
            with op.operation.location if name.startswith("arith.") else unnamed(op.operation.location):
                handler = self.handlers.get(name)
                if handler is not None:
                    handler(op)
                elif name in _SYNC:
                    self.call(_SYNC[name], [op.cb], [_position(0), number_attr(cb.page_count(op))])
                elif name in _BARRIERS:
                    self.call(_BARRIERS[name])
                elif name in dst.ROWS and dst.ROWS[name].call:
                    self.plain(op)
                else:
                    raise CompileError.at(op, f"'{name}' has no C++ form", help="lower it before convert-tt-to-emitc")
            if self.comment is not None:
                self.explain(before)

    def explain(self, before: int) -> None:
        """Gives the comment that waits to the first statement built since the block had `before` operations."""
        for op in list(ir.InsertionPoint.current.block.operations)[before:]:
            if op.operation.name in ("emitc.call_opaque", "emitc.for", "emitc.if", "emitc.verbatim"):
                op.operation.attributes["tt.comment"] = self.comment
                self.comment = None
                return

    def plain(self, op: Any) -> None:
        """A row of the DST table: its operands, then its attributes, in order."""
        row = dst.ROWS[op.operation.name]
        operands = list(op.operation.operands)
        args = [_position(i) for i in range(len(operands))]
        for name in row.attributes:
            args.append(_constant(op.operation.attributes[name]))
        self.call(row.call, operands, args, header=row.header)

    # Control flow

    def for_(self, op: Any) -> None:
        old = scf_for(op)
        if old.args:
            raise CompileError.at(op, "a loop of a kernel carries values")
        bounds = [self.values[v] for v in (old.lower, old.upper, old.step)]
        persistent = "tt.persistent_loop" in op.operation.attributes
        if not persistent and (maybe_negative(old.lower) or maybe_negative(old.upper)):
            bounds = [self.as_signed(v) for v in bounds]
        loop = emitc.ForOp(*bounds)
        copy_attributes(op, loop)
        block = ir.Block.create_at_start(loop.operation.regions[0], [bounds[0].type], [old.induction.location])
        with ir.InsertionPoint(block):
            self.values[old.induction] = self.as_index(block.arguments[0])
            self.block(old.block)
            emitc.YieldOp()

    def z_order(self, op: Any) -> None:
        """The number of a block, by a helper that the kernel brings along."""
        self.helpers.add(_Z_ORDER)
        named = named_loc(name_of(op.result) or "block", ir.Location.current)
        call = emitc.CallOpaqueOp([u32()], _Z_ORDER, [self.values[v] for v in op.operation.operands], loc=named)
        call.operation.attributes["tt.pure"] = ir.UnitAttr.get()
        self.values[op.result] = call.operation.results[0]

    def if_(self, op: Any) -> None:
        new = emitc.IfOp(self.values[op.operation.operands[0]])
        for i, region in enumerate(op.operation.regions):
            if i == 1 and not has_else(op):
                continue
            block = ir.Block.create_at_start(new.operation.regions[i], [])
            with ir.InsertionPoint(block):
                self.block(region.blocks[0])
                emitc.YieldOp()

    # Circular buffers and movers

    def alloc(self, op: Any) -> None:
        """The index of a circular buffer, as a named constant."""
        index = ir.IntegerAttr(op.operation.attributes["id"]).value
        literal = emitc.LiteralOp(
            u32(), f"tt::CBIndex::c_{index}", loc=named_loc(name_of(op.result) or "cb", ir.Location.current)
        )
        literal.operation.attributes["tt.constexpr"] = ir.UnitAttr.get()
        self.values[op.result] = literal.result

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
        args = ir.ArrayAttr.get([_position(0), _opaque(self.tensors[op.tensor]), _position(1)])
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
            _opaque(self.tensors[op.tensor]),
            _opaque(f"{{.height = {height}, .width = {width}, .step = {step}}}"),
            *(_position(i) for i in range(3)),
            _opaque(f"{{.rows = {rows}, .cols = {cols}, .down = {down}, .right = {right}}}"),
            _position(3),
            _position(4),
        ]
        operands = [self.values[v] for v in (op.page, op.row, op.col)] + addresses
        template = ir.ArrayAttr.get([_opaque(f"uint{8 * _element_bytes(op.cb)}_t")])
        emitc.CallOpaqueOp([], helper, operands, args=ir.ArrayAttr.get(args), template_args=template)

    def iota(self, op: Any) -> None:
        """Stores the numbers with the data-movement core, once per launch."""
        self.call("cb_reserve_back", [op.cb], [_position(0), number_attr(1)])
        emitc_texts.iota(self.values[op.cb], ir.IntegerAttr(op.dim).value)
        self.call("cb_push_back", [op.cb], [_position(0), number_attr(1)])

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
        emitc_texts.spread_element(self.values[op.cb], self.values[op.place], _element_bytes(op.cb))

    def element(self, op: Any, text: Callable[..., None]) -> None:
        """A transfer of one element of a page."""
        buffer, page, place = (self.values[v] for v in (op.cb, op.page, op.place))
        text(self.tensors[op.tensor], buffer, page, place, _element_bytes(op.cb))

    # Compute

    def reduction(self, op: Any, callee: str) -> None:
        """reduce_init, reduce_tile: what is reduced, and how, are template arguments."""
        pool = {"max": "PoolType::MAX", "sum": "PoolType::SUM"}[_text(op.kind)]
        dim = "ReduceDim::REDUCE_ROW" if ir.IntegerAttr(op.dim).value == 1 else "ReduceDim::REDUCE_COL"
        self.defines = {"REDUCE_OP": pool, "REDUCE_DIM": dim}
        self.call(callee, op.operation.operands, template=[pool, dim], header=_header(op))

    def pack_tile_at(self, op: Any) -> None:
        self.call("pack_tile", op.operation.operands, template=["true"], header=_header(op))

    def pack_l1_acc(self, op: Any) -> None:
        flag = self.values[op.operation.operands[0]]
        self.headers.add(_header(op))
        emitc.CallOpaqueOp([], "pack_reconfig_l1_acc", [flag])

    def fill_tile(self, op: Any) -> None:
        value = ir.FloatAttr(op.operation.attributes["value"])
        self.call("fill_tile", op.operation.operands, [_position(0), value], header=_header(op))

    def fill_tile_int(self, op: Any) -> None:
        value = ir.IntegerAttr(op.operation.attributes["value"]).value
        args = [_position(0), _word(value)]
        self.call("fill_tile_int", op.operation.operands, args, template=[_INT32], header=_header(op))

    def binary_names(self, op: Any) -> tuple[str, str]:
        """Function stem and header of a matrix unit operation: add_tiles, add_tiles_bcast_rows."""
        fn, bcast = _text(op.fn), _text(op.bcast)
        if bcast == "none":
            return f"{fn}_tiles", "api/compute/eltwise_binary.h"
        return f"{fn}_tiles_bcast", "api/compute/bcast.h"

    def binary_init(self, op: Any) -> None:
        callee, header = self.binary_names(op)
        fn, bcast = _text(op.fn), _text(op.bcast)
        operands = list(op.operation.operands)
        if bcast == "none":
            self.call(f"{callee}_init", operands, header=header)
        else:
            self.call(_BCAST_INIT[fn, bcast], operands, header=header)

    def binary_tiles(self, op: Any) -> None:
        callee, header = self.binary_names(op)
        bcast = _text(op.bcast)
        template = [f"BroadcastType::{bcast.upper()}"] if bcast != "none" else None
        self.call(callee, op.operation.operands, template=template, header=header)

    def sfpu(self, op: Any, call: Call | None) -> None:
        """A vector unit function of DST tiles."""
        assert call is not None
        template = [call.template] if call.template else None
        tiles = list(op.operation.operands)
        args = [*(_position(i) for i in range(len(tiles))), *(_opaque(a) for a in call.args)] if call.args else None
        self.call(call.name, tiles, args, template=template, header=call.header)

    def sfpu_init(self, op: Any) -> None:
        calls = kernel_calls(_text(op.fn))
        call = calls.call if _text(op.form) == "tile" else calls.scalar
        assert call is not None
        self.call(call.init, template=[call.init_template] if call.init_template else None, header=call.header)

    def sfpu_scalar(self, op: Any) -> None:
        """Scalars go to the vector unit as the bits of an fp32 number, with the number in a comment."""
        calls = kernel_calls(_text(op.fn))
        call = calls.scalar_left if ir.BoolAttr(op.reversed).value else calls.scalar
        assert call is not None
        if isinstance(op.value, ir.IntegerAttr):
            number = ir.IntegerAttr(op.value).value
            self.call(call.name, op.operation.operands, [_position(0), _word(number)], header=call.header)
            return
        value = ir.FloatAttr(op.value).value
        bits = struct.unpack("<I", struct.pack("<f", value))[0]
        self.call(
            call.name,
            op.operation.operands,
            [_position(0), _opaque(f"0x{bits:08x} /* {_float_text(value)} */")],
            header=call.header,
        )

    def sfpu_scalar_value(self, op: Any) -> None:
        """A number known at run time goes to the vector unit as its bits."""
        calls = kernel_calls(_text(op.fn))
        call = calls.scalar_left if ir.BoolAttr(op.reversed).value else calls.scalar
        assert call is not None
        slot, number = (self.values[v] for v in op.operation.operands)
        self.headers.add(call.header)
        if isinstance(list(op.operation.operands)[1].type, ir.IntegerType):
            emitc.CallOpaqueOp([], call.name, [slot, number])
            return
        bits = emitc.CallOpaqueOp(
            [u32()], "__builtin_bit_cast", [number], args=ir.ArrayAttr.get([_opaque("uint32_t"), _position(0)])
        )
        bits.operation.attributes["tt.pure"] = ir.UnitAttr.get()
        emitc.CallOpaqueOp([], call.name, [slot, bits.operation.results[0]])

    def typecast(self, op: Any, callee: str) -> None:
        formats = [
            f"static_cast<uint32_t>(DataFormat::{_format_name(ir.TypeAttr(t).value)})" for t in (op.source, op.target)
        ]
        self.call(callee, op.operation.operands, template=formats, header=_header(op))


_TRANSFERS = tuple(f"tt.core.{way}_{what}" for way in ("read", "write") for what in ("rows", "tile", "tile_element"))

_INT32 = "DataFormat::Int32"

_SYNC = {
    "tt.cb.reserve": "cb_reserve_back",
    "tt.cb.push": "cb_push_back",
    "tt.cb.wait": "cb_wait_front",
    "tt.cb.pop": "cb_pop_front",
}
_BARRIERS = {
    "tt.core.read_barrier": "noc_async_read_barrier",
    "tt.core.writes_flushed": "noc_async_writes_flushed",
    "tt.core.write_barrier": "noc_async_write_barrier",
    "tt.core.atomic_barrier": "noc_async_atomic_barrier",
}
# There is no short init for subtracting a row; its full init is only used as the first call (see lower-dst).
_BCAST_INIT = {
    ("add", "row"): "add_bcast_rows_init_short",
    ("add", "col"): "add_bcast_cols_init_short",
    ("add", "scalar"): "add_bcast_scalar_init_short",
    ("sub", "col"): "sub_bcast_cols_init_short",
    ("sub", "scalar"): "sub_tiles_bcast_scalar_init_short",
    ("mul", "row"): "mul_bcast_rows_init_short",
    ("mul", "col"): "mul_bcast_cols_init_short",
    ("mul", "scalar"): "mul_tiles_bcast_scalar_init_short",
}


def _element_bytes(buffer: Any) -> int:
    """Bytes of an element of a circular buffer whose format is no block format."""
    return cb_format(buffer).tile_bytes // (TILE * TILE)


def _text(attr: Any) -> str:
    return str(ir.StringAttr(attr).value)


def _header(op: Any) -> str:
    return dst.ROWS[op.operation.name].header


def _constant(attr: ir.Attribute) -> ir.Attribute:
    """An attribute of a DST operation as a C++ argument."""
    if isinstance(attr, ir.BoolAttr):
        return _opaque("true" if attr.value else "false")
    if isinstance(attr, ir.IntegerAttr):
        return number_attr(attr.value)
    return attr


def _is_zero(value: Any) -> bool:
    owner = value.owner
    if isinstance(owner, ir.Block) or owner.operation.name != "emitc.constant":
        return False
    return ir.IntegerAttr(owner.operation.attributes["value"]).value == 0


def _word(value: int) -> ir.Attribute:
    """An integer as a C++ argument of type uint32_t."""
    return number_attr(value) if value >= 0 else _opaque(f"static_cast<uint32_t>({value})")


def _float_text(value: float) -> str:
    return f"{value:g}f" if "." in f"{value:g}" or "e" in f"{value:g}" else f"{value:g}.0f"


def _format_name(element: ir.Type) -> str:
    return format_of(element)[1].name
