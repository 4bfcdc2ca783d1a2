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

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import cb, dst
from tilelang_tt.dialects.base import str_array
from tilelang_tt.emitc import block_orders, reader_groups, row_pages
from tilelang_tt.mlir import emitc, func, ir, name_of, named_loc, walk_collect
from tilelang_tt.passes import tiled_tensors
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.emitc_arithmetic import maybe_negative, number_attr, u32
from tilelang_tt.passes.emitc_calls import element_bytes, opaque, operand_at
from tilelang_tt.passes.emitc_compute import ComputeCalls
from tilelang_tt.passes.emitc_movers import TRANSFERS, Z_ORDER, MoverCalls
from tilelang_tt.passes.kernel_func import PREFETCH, read
from tilelang_tt.passes.kernel_names import cpp_names
from tilelang_tt.passes.rebuild import copy_attributes, has_else, scf_for, unnamed
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


def _bring(helpers: str, names: tuple[str, ...]) -> None:
    """Helpers in front of the kernel, and the names they declare."""
    text = emitc.VerbatimOp(helpers, [])
    text.operation.attributes["tt.declares"] = str_array(names)


class _KernelEmitter(MoverCalls, ComputeCalls):
    """Builds the emitc module of one kernel."""

    def __init__(self, kernel: Any) -> None:
        super().__init__()
        self.kernel = kernel
        self.thread = kernel.attributes["tt.thread"].value
        self.accessors: list[str] = []
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
            if rows := self.helpers - {Z_ORDER}:
                _bring(row_pages.helpers(rows), row_pages.DECLARED)
            if Z_ORDER in self.helpers:
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
            template_args=ir.ArrayAttr.get([opaque("float" if is_float else "uint32_t")]),
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
        mover = next(use.owner for use in tensor.uses if use.owner.operation.name in TRANSFERS)
        buffer = list(mover.operation.operands)[1]
        layout = self.layouts[tensor]
        if layout.form == ROWS:
            return str(layout.page_elements * element_bytes(buffer))
        return f"get_tile_size(tt::CBIndex::c_{ir.IntegerAttr(buffer.owner.operation.attributes['id']).value})"

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
                    self.call(_SYNC[name], [op.cb], [operand_at(0), number_attr(cb.page_count(op))])
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
        args = [operand_at(i) for i in range(len(operands))]
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

    def if_(self, op: Any) -> None:
        new = emitc.IfOp(self.values[op.operation.operands[0]])
        for i, region in enumerate(op.operation.regions):
            if i == 1 and not has_else(op):
                continue
            block = ir.Block.create_at_start(new.operation.regions[i], [])
            with ir.InsertionPoint(block):
                self.block(region.blocks[0])
                emitc.YieldOp()

    def alloc(self, op: Any) -> None:
        """The index of a circular buffer, as a named constant."""
        index = ir.IntegerAttr(op.operation.attributes["id"]).value
        literal = emitc.LiteralOp(
            u32(), f"tt::CBIndex::c_{index}", loc=named_loc(name_of(op.result) or "cb", ir.Location.current)
        )
        literal.operation.attributes["tt.constexpr"] = ir.UnitAttr.get()
        self.values[op.result] = literal.result


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


def _constant(attr: ir.Attribute) -> ir.Attribute:
    """An attribute of a DST operation as a C++ argument."""
    if isinstance(attr, ir.BoolAttr):
        return opaque("true" if attr.value else "false")
    if isinstance(attr, ir.IntegerAttr):
        return number_attr(attr.value)
    return attr
