"""tt-tensorize: buffers become SSA values, blocks of tiles; tile operations become pure block operations.

    %A_shared = memref.alloc() : memref<128x32xbf16, #tt.shared>
    %a = "tt.tile.view"(%A, %m, %k) {sizes = [128, 32]}
    "tt.tile.copy"(%a, %A_shared)
    "tt.tile.gemm"(%A_shared, %B_shared, %C_local, %false) {transpose_a = false, transpose_b = false}
  ->
    %A_shared = "tt.tile.load"(%A, %m_tiles, %k_tiles) : ... -> tensor<4x1x!tt.tile<[32, 32], bf16>>
    %C_local_1 = "tt.tile.matmul"(%A_shared, %B_shared, %C_local) {transpose_b = false}

Takes tile form (in a grid or in a persistent loop), gives value form. Structured SSA construction: the walk keeps, for every buffer,
the value it holds. A buffer that a loop writes becomes an iter_arg of the loop when its old contents matter in the body or its
new contents matter afterwards; other buffers start afresh in every iteration. `T.Parallel` is raised in raise_parallel.py.

Not handled yet, and refused by name: blocks that are not whole tiles, accesses to parts of on-chip buffers, reductions, scalar code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import block, tile
from tilelang_tt.dialects.types import TILE, block_shape, block_type, element_of
from tilelang_tt.mlir import arith, func, ir, name_of, scf, walk_collect
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.buffer_uses import first_use, is_on_chip, is_whole, needed_after, operations, root, written
from tilelang_tt.passes.dram_access import DramAccess, tiles_of
from tilelang_tt.passes.raise_parallel import ParallelRaiser
from tilelang_tt.passes.rebuild import constant_int, same_name, scf_for

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


@dataclass(frozen=True)
class Tensorize(Pass):
    """turn buffers into SSA blocks of tiles"""

    name: ClassVar[str] = "tt-tensorize"
    takes: ClassVar[str | None] = "tile"
    gives: ClassVar[str | None] = "value"

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Rebuilds every function that has tile-form operations."""
        for function in walk_collect(module, func.FuncOp):
            Lowering(function).run()


class Lowering(DramAccess):
    """Rebuilds one function; `contents` is what each on-chip buffer of the old function holds now (None: nothing yet)."""

    def __init__(self, old: func.FuncOp) -> None:
        super().__init__(old)
        self.contents: dict[Any, Any] = {}
        self.handlers |= {
            "memref.alloc": self.alloc,
            "memref.load": self.scalar_access,
            "memref.store": self.scalar_access,
            "scf.parallel": self.parallel,
            "tt.tile.copy": self.copy,
            "tt.tile.fill": self.fill,
            "tt.tile.gemm": self.gemm,
            "tt.tile.reduce": self.refuse,
            "tt.tile.transpose": self.transpose,
            "tt.tile.view": self.view,
        }

    # Buffers

    def alloc(self, op: Any) -> None:
        """A buffer starts without contents; only whole tiles are supported."""
        buffer = op.operation.results[0]
        shape = tile.squeezed(tile.shape_of(buffer))
        if not 1 <= len(shape) <= 2 or any(e % TILE for e in shape):
            raise CompileError.at(
                op,
                f"buffer '{name_of(buffer)}' of {' x '.join(map(str, tile.shape_of(buffer)))} elements is not made of whole tiles",
                help=f"use one or two dimensions (besides those of one element) that are multiples of {TILE}",
            )
        self.contents[buffer] = None

    def blocks(self, buffer: Any) -> list[int]:
        """Rows and columns, in tiles, of the block that a buffer holds; a vector is one row."""
        return tiles_of(tile.shape_of(buffer))

    def current(self, op: Any, buffer: Any) -> Any:
        """What a buffer holds at `op`."""
        value = self.contents[buffer]
        if value is None:
            raise CompileError.at(op, f"'{name_of(buffer)}' is read before anything is written to it")
        return value

    def assign(self, buffer: Any, value: Any) -> None:
        """Makes `value` the contents of a buffer."""
        self.contents[buffer] = value

    def view(self, op: Any) -> None:
        """Views have no code of their own; see `load` and `store`."""
        buffer = root(op.operation.results[0])
        if is_on_chip(buffer):
            raise CompileError.at(
                op,
                f"a part of the on-chip buffer '{name_of(buffer)}' is accessed; only whole buffers are supported",
                help="allocate one buffer per part",
            )

    # Tile operations

    def copy(self, op: Any) -> None:
        """Loads, stores, or passes a value on; converts where the element types differ."""
        source, dest = op.source, op.dest
        named = same_name(root(dest) if is_on_chip(dest) else root(source))
        if is_on_chip(source):
            value = self.current(op, root(source))
        else:
            tensor, offsets, extents = self.region(op, source)
            value = self.load(op, tensor, offsets, extents, root(dest) if is_on_chip(dest) else None)
        wanted = element_of(dest.type)
        if element_of(value.type) != wanted:
            value = block.TypecastOp(value, block_type(block_shape(value.type), wanted), loc=named).result
        if is_on_chip(dest):
            if block_shape(value.type) != self.blocks(dest):
                raise CompileError.at(op, f"a vector is copied to '{name_of(root(dest))}' along its other dimension")
            self.assign(root(dest), value)
        else:
            tensor, offsets, _ = self.region(op, dest)
            self.store(op, value, tensor, offsets)

    def fill(self, op: Any) -> None:
        """A splat; to DRAM it is stored."""
        with same_name(root(op.dest)):
            shape = tiles_of(tile.shape_of(op.dest))
            value = block.SplatOp(self.new(op.value), block_type(shape, op.value.type)).result
        if is_on_chip(op.dest):
            self.assign(root(op.dest), value)
        else:
            tensor, offsets, _ = self.region(op, op.dest)
            self.store(op, value, tensor, offsets)

    def gemm(self, op: Any) -> None:
        """A matmul on top of the accumulator, of zero where it is cleared, or of a choice of both."""
        buffer = op.c
        for operand in (op.a, op.b, op.c):
            if not (is_on_chip(operand) and is_whole(operand)):
                raise CompileError.at(
                    op, "T.gemm needs whole on-chip buffers", help="copy the operand to a shared buffer first"
                )
        a, b = self.current(op, op.a), self.current(op, op.b)
        if ir.BoolAttr(op.transpose_a).value:
            turned = block_type(block_shape(a.type)[::-1], element_of(a.type))
            a = block.BlockTransposeOp(a, turned, loc=same_name(op.a)).result
        type_ = block_type(self.blocks(buffer), element_of(buffer.type))
        with same_name(buffer):
            clear = constant_int(op.clear)
            if clear == 0:
                acc = self.current(op, buffer)
            else:
                acc = self.zero(type_)
                if clear is None and self.contents[buffer] is not None:
                    acc = arith.SelectOp(self.new(op.clear), acc, self.contents[buffer]).result
            self.assign(buffer, block.MatmulOp(a, b, acc, op.transpose_b, type_).result)

    def transpose(self, op: Any) -> None:
        """A block transpose between on-chip buffers."""
        value = self.current(op, root(op.source))
        turned = block_type(block_shape(value.type)[::-1], element_of(value.type))
        self.assign(root(op.dest), block.BlockTransposeOp(value, turned, loc=same_name(root(op.dest))).result)

    def parallel(self, op: Any) -> None:
        """Element operations over whole blocks."""
        ParallelRaiser(self, op).run()

    def scalar_access(self, op: Any) -> None:
        """Element accesses outside of T.Parallel have no block operation."""
        raise CompileError.at(
            op, "an element access outside of T.Parallel is not supported", help="use T.copy or T.Parallel"
        )

    def refuse(self, op: Any) -> None:
        """An operation that has no lowering yet."""
        raise CompileError.at(op, f"'{op.operation.name}' is not supported yet")

    @staticmethod
    def zero(type_: ir.Type) -> Any:
        """A block of zeros."""
        element = element_of(type_)
        attr = ir.FloatAttr.get(element, 0.0) if _is_float(element) else ir.IntegerAttr.get(element, 0)
        return block.SplatOp(arith.ConstantOp(element, attr).result, type_).result

    # Control flow

    def for_(self, op: Any) -> None:
        """A loop carries the buffers whose contents cross its iterations or its end."""
        body = list(operations(op))
        carried = [b for b in written(body) if b in self.contents]
        needed = {b: (first_use(body, b) == "read", needed_after(op, b)) for b in carried}
        carried = [b for b in carried if any(needed[b])]
        old = scf_for(op)
        inits = [self.new(v) for v in old.inits]
        for buffer in carried:
            if self.contents[buffer] is None:
                # A gemm that clears in its first iteration reads nothing that matters.
                if needed[buffer][0] and not _cleared_by_gemm(body, buffer):
                    raise CompileError.at(
                        op, f"'{name_of(buffer)}' is read in the loop before anything is written to it"
                    )
                type_ = block_type(self.blocks(buffer), element_of(buffer.type))
                with same_name(buffer):
                    self.contents[buffer] = self.zero(type_)
            inits.append(self.contents[buffer])
        names = [a.location for a in old.args] + [same_name(b) for b in carried]
        new = self.open_loop(op, inits, names)
        own = len(old.args)
        self.values.update(zip(old.args, new.args[:own], strict=True))
        outer = dict(self.contents)
        self.contents |= {b: None for b in written(body) if b in self.contents}
        self.contents |= dict(zip(carried, new.args[own:], strict=True))
        with ir.InsertionPoint(new.block):
            for inner in body[:-1]:
                self.visit(inner)
            with body[-1].operation.location:
                scf.YieldOp([self.new(v) for v in old.yielded] + [self.current(op, b) for b in carried])
        results = list(new.op.results)
        self.values.update(zip(op.operation.results, results[:own], strict=True))
        outer |= {b: None for b in written(body) if b in outer}
        self.contents = outer | dict(zip(carried, results[own:], strict=True))

    def if_(self, op: Any) -> None:
        """A conditional may store; it may not change on-chip buffers that are used after it."""
        changed = [b for b in written(list(operations(op))) if b in self.contents]
        for buffer in changed:
            if needed_after(op, buffer):
                raise CompileError.at(
                    op, f"'{name_of(buffer)}' is written in only one branch of a conditional and used after it"
                )
        before = dict(self.contents)
        super().if_(op)
        self.contents = before


def _cleared_by_gemm(ops: Sequence[Any], buffer: Any) -> bool:
    """Whether the first operation that uses a buffer is a gemm that clears it on a condition."""
    for op in ops:
        if op.operation.name == "tt.tile.gemm" and op.c == buffer:
            return constant_int(op.clear) is None
        if first_use([op], buffer) is not None:
            return False
    return False


def _is_float(element: ir.Type) -> bool:
    return isinstance(element, ir.FloatType)
