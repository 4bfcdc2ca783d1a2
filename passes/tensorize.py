"""tt-tensorize: buffers become SSA values, blocks of tiles; tile operations become pure block operations.

    %A_shared = memref.alloc() : memref<128x32xbf16, #tt.shared>
    %a = "tt.tile.view"(%A, %m, %k) {sizes = [128, 32]}
    "tt.tile.copy"(%a, %A_shared)
    "tt.tile.gemm"(%A_shared, %B_shared, %C_local, %false) {transpose_a = false, transpose_b = false}
  ->
    %A_shared = "tt.tile.load"(%A, %m_tiles, %k_tiles) : ... -> tensor<4x1x!tt.tile<[32, 32], bf16>>
    %C_local_1 = "tt.tile.matmul"(%A_shared, %B_shared, %C_local) {transpose_b = false}

Takes tile form (in a grid or in a persistent loop), gives value form. Structured SSA construction: the walk keeps,
for every buffer, the value it holds. A buffer that a loop writes becomes an iter_arg of the loop when its old
contents matter in the body or its new contents matter afterwards; other buffers start afresh in every iteration.
`T.Parallel` is raised in raise_parallel.py.

Not handled, and refused by name: accesses to parts of on-chip buffers that `parts.py` does not know.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects import block, tile
from tilelang_tt.dialects.base import i64_attr
from tilelang_tt.dialects.types import TILE, block_shape, block_type, element_of, is_int32
from tilelang_tt.mlir import arith, func, ir, name_of, scf, walk_collect
from tilelang_tt.passes import kernel_func
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.buffer_uses import first_use, is_on_chip, is_whole, needed_after, operations, root, written
from tilelang_tt.passes.conversions import converted, i32, is_integer, splat, step
from tilelang_tt.passes.dram_access import DramAccess, folded_tiles, tiles_of, zeros
from tilelang_tt.passes.dst_plan import splat_value
from tilelang_tt.passes.folding import fold_sets
from tilelang_tt.passes.index_blocks import below
from tilelang_tt.passes.integer_blocks import factors, numbers, reduced
from tilelang_tt.passes.part_copies import expand
from tilelang_tt.passes.raise_elements import ElementRaiser
from tilelang_tt.passes.raise_parallel import ParallelRaiser
from tilelang_tt.passes.rebuild import constant_int, defining, has_else, same_name, scf_for, unnamed
from tilelang_tt.passes.tensor_uses import roles
from tilelang_tt.passes.tile_layout import FOLDED
from tilelang_tt.passes.vectors import columns, is_vector, reduced_axis

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
            expand(function)
            Lowering(function).run()


class Lowering(DramAccess):
    """Rebuilds one function; `contents` is what each on-chip buffer of the old function holds now (None: nothing
    yet).
    """

    def __init__(self, old: func.FuncOp) -> None:
        super().__init__(old)
        self.contents: dict[Any, Any] = {}
        self.folded = self.folded_buffers()
        self.columns = columns(old)
        self.elements = ElementRaiser(self)
        # Stores of vectors leave the other rows of their tiles as they are.
        written = [kernel_func.parameter_names(old).index(name) for name, role in roles(old).items() if role != "in"]
        self.stored_vectors = {i for i in written if self.layouts[old.arguments[i]].dims[0] < 0}
        self.handlers |= {
            "memref.alloc": self.alloc,
            "scf.parallel": self.parallel,
            "tt.tile.copy": self.copy,
            "tt.tile.fill": self.fill,
            "tt.tile.gemm": self.gemm,
            "tt.tile.reduce": self.reduce,
            "tt.tile.transpose": self.transpose,
            "tt.tile.view": self.view,
        }

    def visit(self, op: Any) -> None:
        """Element operations on buffers of one element are raised; everything else goes to its handler."""
        if self.elements.wants(op):
            with unnamed(op.operation.location):
                self.elements.visit(op)
        else:
            super().visit(op)

    def new(self, value: Any) -> Any:
        """The new value of an old one; what is computed from elements of buffers has no scalar value on the device."""
        if value in self.elements.raised:
            raise CompileError.at(
                value,
                "a number computed from buffer elements decides control flow or an index",
                help="use T.if_then_else in T.Parallel instead",
            )
        return super().new(value)

    # Buffers

    def alloc(self, op: Any) -> None:
        """A buffer starts without contents."""
        buffer = op.operation.results[0]
        shape = tile.squeezed(tile.shape_of(buffer))
        if len(shape) > 2:
            name = name_of(buffer)
            raise CompileError.at(
                op,
                f"{f'buffer {name!r}' if name else 'a buffer'} of {' x '.join(map(str, tile.shape_of(buffer)))} elements has more "
                "than two dimensions of more than one element",
                help="loop over the other dimensions and use one buffer of two dimensions at a time",
            )
        self.contents[buffer] = None

    def folded_buffers(self) -> set[Any]:
        """The buffers that hold folded vectors, as the tensors do that they are loaded from or stored to."""
        sets = fold_sets([self.old])
        chosen = [s for s in sets if all(self.layouts[tensor].form == FOLDED for (tensor,) in s.tensors)]
        return {b for s in chosen for b in s.buffers}

    def blocks(self, buffer: Any) -> list[int]:
        """Rows and columns, in tiles, of the block that a buffer holds."""
        if buffer in self.folded:
            return folded_tiles(tile.shape_of(buffer))
        shape = tiles_of(tile.shape_of(buffer))
        return shape[::-1] if buffer in self.columns else shape

    def current(self, op: Any, buffer: Any) -> Any:
        """What a buffer holds at `op`."""
        value = self.contents[buffer]
        if value is None:
            raise CompileError.at(
                op,
                f"'{name_of(buffer)}' is read before anything is written to it",
                help="T.clear, T.fill or T.copy to it first",
            )
        return value

    def contents_or_zero(self, buffer: Any) -> Any:
        """What a buffer holds, zeros before anything is written to it."""
        if self.contents[buffer] is not None:
            return self.contents[buffer]
        with same_name(buffer):
            return zeros(block_type(self.blocks(buffer), element_of(buffer.type)))

    def assign(self, buffer: Any, value: Any) -> None:
        """Makes `value` the contents of a buffer."""
        self.contents[buffer] = value

    def view(self, op: Any) -> None:
        """Views have no code of their own; see `load` and `store`."""
        buffer = root(op.operation.results[0])
        if is_on_chip(buffer) and any(True for _ in op.operation.results[0].uses):
            raise CompileError.at(
                op,
                f"a part of the on-chip buffer '{name_of(buffer)}' is used by more than copies and fills",
                help="copy the part to a buffer of its own",
            )

    # Tile operations

    def copy(self, op: Any) -> None:
        """Loads, stores, or passes a value on; converts where the element types differ."""
        source, dest = op.source, op.dest
        named = same_name(root(dest) if is_on_chip(dest) else root(source))
        if is_on_chip(source):
            value = self.current(op, root(source))
            if root(source) in self.columns:
                value = self.turned(value) if not is_on_chip(dest) or root(dest) not in self.columns else value
            elif is_on_chip(dest) and root(dest) in self.columns:
                value = self.turned(value)
        else:
            tensor, offsets, extents = self.region(op, source)
            value = self.load(op, tensor, offsets, extents, root(dest) if is_on_chip(dest) else None)
            if is_on_chip(dest) and root(dest) in self.columns:
                value = self.turned(value)
        wanted = element_of(dest.type)
        if element_of(value.type) != wanted:
            with named:
                value = converted(value, wanted)
        if is_on_chip(dest):
            self.assign(root(dest), value)
        else:
            self.store(op, value, *self.region(op, dest))

    def fill(self, op: Any) -> None:
        """A splat; to DRAM it is stored."""
        with same_name(root(op.dest)):
            whole = root(op.dest)
            shape = self.blocks(whole) if is_on_chip(op.dest) else self.tiles(whole, tile.shape_of(op.dest))
            value = block.SplatOp(self.new(op.value), block_type(shape, op.value.type)).result
        if is_on_chip(op.dest):
            self.assign(root(op.dest), value)
        else:
            self.store(op, value, *self.region(op, op.dest))

    def gemm(self, op: Any) -> None:
        """A matmul on top of the accumulator, of zero where it is cleared, or of a choice of both."""
        buffer = op.c
        for operand in (op.a, op.b, op.c):
            if not (is_on_chip(operand) and is_whole(operand)):
                raise CompileError.at(
                    op, "T.gemm needs whole on-chip buffers", help="copy the operand to a shared buffer first"
                )
        a, b = self.current(op, op.a), self.current(op, op.b)
        k = tile.shape_of(op.a)[-2 if ir.BoolAttr(op.transpose_a).value else -1]
        if ir.BoolAttr(op.transpose_a).value:
            a = self.turned(a)
        # Beyond the end of K the products must be zero: loads are, computed blocks are made so.
        a = self.bounded(a, 1, k, 0.0)
        b = self.bounded(b, 1 if ir.BoolAttr(op.transpose_b).value else 0, k, 0.0)
        type_ = block_type(self.blocks(buffer), element_of(buffer.type))
        with same_name(buffer):
            clear = constant_int(op.clear)
            if clear == 0:
                acc = self.current(op, buffer)
            else:
                acc = zeros(type_)
                if clear is None and self.contents[buffer] is not None:
                    acc = arith.SelectOp(self.new(op.clear), acc, self.contents[buffer]).result
            for left, right in self.factors(op, a, b):
                acc = block.MatmulOp(left, right, acc, op.transpose_b, type_).result
            self.assign(buffer, acc)

    @staticmethod
    def factors(op: Any, a: Any, b: Any) -> list[tuple[Any, Any]]:
        """The pairs of blocks whose products add up to a gemm's: more than one where integers need it."""
        said = op.operation.attributes["tt.unsigned"] if "tt.unsigned" in op.operation.attributes else []
        unsigned = ("a" in (s.value for s in said), "b" in (s.value for s in said))
        result = element_of(op.c.type)
        if is_integer(result):
            if result != i32():
                raise CompileError.at(op, f"T.gemm into {result} is not supported", help="accumulate in int32")
            return factors(op, a, b, unsigned)
        if any(is_int32(element_of(v.type)) for v in (a, b)):
            raise CompileError.at(
                op, f"T.gemm of 16 or 32-bit integers into {result} is not supported", help="cast the operands first"
            )
        return [(numbers(a, True) if unsigned[0] else a, numbers(b, True) if unsigned[1] else b)]

    def bounded(self, value: Any, axis: int, extent: int, outside: float) -> Any:
        """A block whose elements from `extent` on along `axis` are `outside`; loads have zeros there."""
        if extent % (TILE**2 if axis == block.ALL else TILE) == 0 or (outside == 0.0 and self.is_loaded(value)):
            return value
        element = element_of(value.type)
        inside = below(block_shape(value.type), axis, extent)
        if is_integer(element) and math.isinf(outside):
            outside = -(2 ** (ir.IntegerType(element).width - 1))
        filler = splat(value, outside, element)
        return tile.FUNCTION_OPS["where"](inside, value, filler, value.type).result

    def is_loaded(self, value: Any) -> bool:
        """Whether a block comes straight from DRAM, transposed or converted at most, with zeros outside of its region."""
        op = defining(value)
        while op is not None and op.operation.name in ("tt.tile.block_transpose", "tt.tile.typecast"):
            op = defining(op.operation.operands[0])
        if op is None or op.operation.name != "tt.tile.load":
            return False
        return ir.BlockArgument(op.tensor).arg_number not in self.stored_vectors

    def reduce(self, op: Any) -> None:
        """A block reduction; minima and absolute values are sums and maxima of something else."""
        source, dest = root(op.source), root(op.dest)
        value = self.current(op, source)
        kind = ir.StringAttr(op.kind).value
        shape = tile.shape_of(source)
        dim = ir.IntegerAttr(op.dim).value
        axis = reduced_axis(shape, dim)
        if axis is not None and source in self.folded:
            axis = block.ALL
        elif axis is not None and is_vector(source):
            axis = 0 if source in self.columns else 1
        with same_name(dest):
            whole = is_integer(element_of(value.type))
            if whole and (kind == "min" or kind.startswith("abs")):
                value = step(value, i32())
            if kind.startswith("abs"):
                value = self.apply("abs", value)
            if kind == "min":
                value = self.mirrored(value)
            combined = "sum" if kind in ("sum", "abssum") else "max"
            if axis is not None:
                value = self.bounded(value, axis, shape[dim], 0.0 if combined == "sum" else -math.inf)
            if axis is not None and whole:
                for each in (1, 0) if axis == block.ALL else (axis,):
                    value = reduced(value, combined, each)
            elif axis is not None:
                left = block_shape(value.type)
                left[min(axis, 1)] = 1
                element = element_of(value.type)
                if axis == block.ALL and combined == "sum":
                    element = element_of(dest.type)
                type_ = block_type(left, element)
                value = block.BlockReduceOp(value, ir.StringAttr.get(combined), i64_attr(axis), type_).result
            if kind == "min":
                value = self.mirrored(value)
            if axis is not None and is_vector(dest) and len(tile.squeezed(tile.shape_of(dest))) == 1:
                lies_in_column = axis == 1
                if lies_in_column != (dest in self.columns):
                    value = self.turned(value)
            wanted = element_of(dest.type)
            value = converted(value, wanted)
            if not ir.BoolAttr(op.clear).value and splat_value(self.current(op, dest)) != _NEUTRAL[kind]:
                old = self.current(op, dest)
                if whole and is_integer(wanted):
                    old, value = step(old, i32()), step(value, i32())
                value = self.apply({"sum": "add", "abssum": "add", "min": "min"}.get(kind, "max"), old, value)
            self.assign(dest, converted(value, wanted))

    def mirrored(self, value: Any) -> Any:
        """Numbers in the opposite order; twice gives them back. Of integers all bits turn around."""
        if is_integer(element_of(value.type)):
            return self.apply("bitwise_xor", value, splat(value, -1, i32()))
        return self.apply("neg", value)

    @staticmethod
    def apply(name: str, *values: Any) -> Any:
        """A function of the table, applied to blocks."""
        return tile.FUNCTION_OPS[name](*values, values[0].type).result

    def transpose(self, op: Any) -> None:
        """A block transpose between on-chip buffers; a vector stays as it is, but for how its buffers lie."""
        source, dest = root(op.source), root(op.dest)
        value = self.current(op, source)
        if not is_vector(source) or (source in self.columns) != (dest in self.columns):
            value = self.turned(value)
        self.assign(dest, value)

    def parallel(self, op: Any) -> None:
        """Element operations over whole blocks."""
        ParallelRaiser(self, op).run()

    # Control flow

    def for_(self, op: Any) -> None:
        self.loop(op, self.visit)

    def loop(self, op: Any, visit: Callable[[Any], None]) -> None:
        """A loop carries the buffers whose contents cross its iterations or its end. `visit` rebuilds an operation of
        its body.
        """
        body = list(operations(op))
        carried = [b for b in written(body) if b in self.contents]
        needed = {b: (first_use(body, b), needed_after(op, b)) for b in carried}
        carried = [b for b in carried if needed[b][0] in ("read", "part") or needed[b][1]]
        old = scf_for(op)
        inits = [self.new(v) for v in old.inits]
        for buffer in carried:
            if self.contents[buffer] is None:
                # A gemm that clears in its first iteration reads nothing that matters.
                if needed[buffer][0] == "read" and not _starts_undefined(body, buffer):
                    raise CompileError.at(
                        op,
                        f"'{name_of(buffer)}' is read in the loop before anything is written to it",
                        help="T.clear, T.fill or T.copy to it in front of the loop",
                    )
                self.contents[buffer] = self.contents_or_zero(buffer)
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
                with unnamed(inner.operation.location):
                    visit(inner)
            with body[-1].operation.location:
                scf.YieldOp([self.new(v) for v in old.yielded] + [self.current(op, b) for b in carried])
        results = list(new.op.results)
        self.values.update(zip(op.operation.results, results[:own], strict=True))
        outer |= {b: None for b in written(body) if b in outer}
        self.contents = outer | dict(zip(carried, results[own:], strict=True))

    def if_(self, op: Any) -> None:
        """A conditional gives the blocks that a branch writes and something reads afterwards; a branch that does not,
        passes them on.
        """
        changed = [b for b in written(list(operations(op))) if b in self.contents and needed_after(op, b)]
        before = dict(self.contents)
        own = list(op.operation.results)
        types = [block_type(self.blocks(b), element_of(b.type)) for b in changed]
        for buffer in changed:
            before[buffer] = self.contents_or_zero(buffer)
        condition = self.new(op.operation.operands[0])
        results = [r.type for r in own] + types
        new = scf.IfOp(condition, results, has_else=has_else(op) or bool(changed))
        for i, region in enumerate(new.operation.regions):
            if not list(region.blocks):
                continue
            self.contents = dict(before)
            with ir.InsertionPoint(region.blocks[0]):
                yielded: list[Any] = []
                if i == 0 or has_else(op):
                    ops = list(op.operation.regions[i].blocks[0].operations)
                    for inner in ops[:-1]:
                        self.visit(inner)
                    yielded = [self.new(v) for v in ops[-1].operation.operands]
                scf.YieldOp(yielded + [self.current(op, b) for b in changed])
        given = list(new.operation.results)
        self.values.update(zip(own, given[: len(own)], strict=True))
        self.contents = before | dict(zip(changed, given[len(own) :], strict=True))


def _starts_undefined(ops: Sequence[Any], buffer: Any) -> bool:
    """Whether the first operation that uses a buffer leaves of its old contents only what may be anything: a gemm that
    clears it on a condition, a T.Parallel that stores to it on a condition.
    """
    for op in ops:
        if op.operation.name == "tt.tile.gemm" and op.c == buffer:
            return constant_int(op.clear) is None
        if op.operation.name == "scf.parallel":
            found = walk_collect(op, ("memref.load", "memref.store"))
            mine = [a for a in found if a.operation.operands[int(a.operation.name == "memref.store")] == buffer]
            if mine:
                return bool(mine[0].operation.name == "memref.store")
        if first_use([op], buffer) is not None:
            return False
    return False


_NEUTRAL = {"sum": 0.0, "abssum": 0.0, "absmax": 0.0, "max": -math.inf, "min": math.inf}
"""What a reduction may start from without changing its result."""
