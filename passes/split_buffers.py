"""tt-split-buffers: on-chip buffers that are used in parts, or have three long dimensions, become several buffers.

    %x = memref.alloc() : memref<32x128xf32, #tt.shared>
    %left = "tt.tile.view"(%x, %c0, %c0) {sizes = [32, 64]}
    "tt.tile.gemm"(%left, %w, %c, %false)
    scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c64) { %j1 = arith.addi %j, %c64; %v = memref.load %x[%i, %j1] ... }
  ->
    %x_0 = memref.alloc() : memref<32x64xf32, #tt.shared>
    %x_1 = memref.alloc() : memref<32x64xf32, #tt.shared>
    "tt.tile.gemm"(%x_0, %w, %c, %false)
    scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c64) { %v = memref.load %x_1[%i, %j] ... }

Takes and gives tile form. Operations that run over several of the new buffers are repeated for each: copies and parallel
loops side by side, reductions and products one on top of the other. A buffer with a part that starts at an unknown
element, or with an element that is used outside of T.Parallel, stays whole.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.dialects import attributes, tile
from tilelang_tt.dialects.base import int_array
from tilelang_tt.mlir import arith, func, ir, memref, name_of, named_loc, scf, walk_collect
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.cuts import Cuts, Line, Stretch
from tilelang_tt.passes.part_accesses import Access, Operation, is_point, operations_on_buffers
from tilelang_tt.passes.rebuild import Rebuilder, index, unnamed

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


@dataclass(frozen=True)
class SplitBuffers(Pass):
    """split on-chip buffers that are used in parts"""

    name: ClassVar[str] = "tt-split-buffers"
    takes: ClassVar[str | None] = "tile"
    gives: ClassVar[str | None] = "tile"

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Splits the buffers of every function that has any to split."""
        for function in walk_collect(module, func.FuncOp):
            if function.is_external:
                continue
            whole: set[Any] = set()
            operations = operations_on_buffers(function)
            cuts = _cuts(operations)
            while anywhere := _cut_at_unknown(operations, cuts):
                whole |= anywhere
                operations = operations_on_buffers(function, whole)
                cuts = _cuts(operations)
            if any(cuts.places.values()):
                _Splitter(function, operations, cuts).run()


def _cuts(operations: Sequence[Operation]) -> Cuts:
    """The cuts that the accesses of all operations need."""
    cuts = Cuts()
    for operation in operations:
        cuts.add(operation.key, operation.extents)
        for access in operation.accesses:
            if access.on_chip:
                cuts.add(access.buffer, tile.shape_of(access.buffer))
    for operation in operations:
        for access in operation.accesses:
            if not access.on_chip:
                continue
            point = is_point(operation.name, access.buffer)
            for dim, (line, start) in enumerate(zip(access.lines, access.starts, strict=True)):
                if line is not None:
                    cuts.tie(Line(access.buffer, dim), start, Line(operation.key, line))
                elif not point or access.sizes[dim] != 1:
                    cuts.single(Line(access.buffer, dim), start, access.sizes[dim])
    cuts.settle()
    flat: list[tuple[Any, Sequence[int]]] = [(op.key, op.flat) for op in operations]
    flat += [(a.buffer, range(len(a.sizes))) for op in operations for a in op.accesses if a.on_chip]
    while any(cuts.flatten(owner, dims) for owner, dims in flat):
        cuts.settle()
    return cuts


def _cut_at_unknown(operations: Sequence[Operation], cuts: Cuts) -> set[Any]:
    """The buffers that are cut along a line on which an access has a place that is not known."""
    return {
        access.buffer
        for operation in operations
        for access in operation.accesses
        if access.on_chip
        for dim, start in enumerate(access.starts)
        if start < 0 and cuts.places[Line(access.buffer, dim)]
    }


class _Splitter(Rebuilder):
    """Rebuilds a function with the pieces of its buffers; `parts` are the new buffers by old buffer and piece."""

    def __init__(self, old: func.FuncOp, operations: Sequence[Operation], cuts: Cuts) -> None:
        super().__init__(old)
        self.cuts = cuts
        self.operations = {operation.key: operation for operation in operations}
        self.parts: dict[Any, dict[tuple[int, ...], Any]] = {}
        self.handlers |= {"memref.alloc": self.alloc, "tt.tile.view": self.view}

    def visit(self, op: Any) -> None:
        """Operations that are cut, or work on buffers that are, are repeated for every piece."""
        operation = self.operations.get(op.operation)
        if operation is None or not self.concerned(operation):
            super().visit(op)
            return
        with unnamed(op.operation.location):
            lines = [self.cuts.pieces(Line(operation.key, d)) for d in range(len(operation.extents))]
            for pieces in itertools.product(*lines):
                self.piece(operation, pieces)

    def concerned(self, operation: Operation) -> bool:
        """Whether an operation has to be rebuilt."""
        cut = self.cuts.is_cut(operation.key, len(operation.extents))
        return cut or any(a.buffer in self.parts for a in operation.accesses)

    def alloc(self, op: Any) -> None:
        """One buffer per piece, in row-major order."""
        buffer = op.operation.results[0]
        shape = tile.shape_of(buffer)
        if not self.cuts.is_cut(buffer, len(shape)):
            self.clone(op)
            return
        lines = [self.cuts.pieces(Line(buffer, d)) for d in range(len(shape))]
        element, space = ir.MemRefType(buffer.type).element_type, attributes.space_of(buffer.type) or "shared"
        name = name_of(buffer) or "part"
        self.parts[buffer] = {}
        for number, pieces in enumerate(itertools.product(*lines)):
            type_ = attributes.memref_type([p.length for p in pieces], element, space)
            part = memref.AllocOp(type_, [], [], loc=named_loc(f"{name}_{number}", ir.Location.current)).result
            self.parts[buffer][tuple(p.start for p in pieces)] = part

    def view(self, op: Any) -> None:
        """Views of buffers that are split are not needed any more."""
        if op.source not in self.parts:
            self.clone(op)

    def region(self, access: Access, pieces: Sequence[Stretch]) -> Any:
        """What an operation works on for one piece of its lines: a new buffer, or a region of a tensor."""
        sizes = [
            pieces[line].length if line is not None else size
            for line, size in zip(access.lines, access.sizes, strict=True)
        ]
        if access.buffer in self.parts:
            firsts = self.inside(access, pieces)
            part = self.parts[access.buffer][tuple(firsts)]
            if tile.shape_of(part) == sizes:
                return part
            places = zip(access.lines, access.starts, firsts, access.offsets, strict=True)
            return _view(part, [self.place(*place) for place in places], sizes)
        offsets = []
        for line, value in zip(access.lines, access.offsets, strict=True):
            base = index(0) if value is None else self.new(value)
            step = pieces[line].start if line is not None else 0
            offsets.append(arith.AddIOp(base, index(step)).result if step else base)
        source = self.new(access.buffer)
        whole = all(value is None for value in access.offsets) and tile.shape_of(source) == sizes
        return source if whole else _view(source, offsets, sizes)

    def place(self, line: int | None, start: int, first: int, value: Any) -> Any:
        """Where something starts in the part of a split buffer that begins at `first`."""
        if line is None and start < 0:
            return self.new(value)
        return index(0 if line is not None else start - first)

    def inside(self, access: Access, pieces: Sequence[Stretch]) -> list[int]:
        """Where the piece of a split buffer starts that an access is in."""
        found = []
        for dim, (line, start) in enumerate(zip(access.lines, access.starts, strict=True)):
            at = max(start, 0) + (pieces[line].start if line is not None else 0)
            mine = self.cuts.pieces(Line(access.buffer, dim))
            found.append(next(p.start for p in reversed(mine) if p.start <= at))
        return found

    def piece(self, operation: Operation, pieces: Sequence[Stretch]) -> None:
        """One piece of an operation."""
        if operation.name == "scf.parallel":
            self.loop(operation, pieces)
            return
        op = operation.op
        regions = [self.region(access, pieces) for access in operation.accesses]
        again = operation.summed is not None and pieces[operation.summed].start > 0
        match operation.name:
            case "tt.tile.copy":
                tile.CopyOp(*regions)
            case "tt.tile.fill":
                tile.FillOp(regions[0], self.new(op.value))
            case "tt.tile.transpose":
                tile.TransposeOp(*regions)
            case "tt.tile.reduce":
                clear = ir.BoolAttr.get(False) if again else op.clear
                tile.ReduceOp(*regions, op.kind, op.dim, clear)
            case "tt.tile.gemm":
                i1 = ir.IntegerType.get_signless(1)
                clear = arith.ConstantOp(i1, ir.IntegerAttr.get(i1, 0)).result if again else self.new(op.clear)
                tile.GemmOp(*regions, clear, op.transpose_a, op.transpose_b)

    def loop(self, operation: Operation, pieces: Sequence[Stretch]) -> None:
        """A parallel loop over one piece of its variables."""
        old = operation.op.operation.regions[0].blocks[0]
        rank = len(pieces)
        zero, one = index(0), index(1)
        new = scf.ParallelOp([], [zero] * rank, [index(p.length) for p in pieces], [one] * rank, [])
        types = [ir.IndexType.get()] * rank
        block = new.regions[0].blocks.append(*types, arg_locs=[a.location for a in old.arguments])
        accesses = {access.op: access for access in operation.accesses}
        with ir.InsertionPoint(block):
            for variable, argument, stretch in zip(old.arguments, block.arguments, pieces, strict=True):
                moved = arith.AddIOp(argument, index(stretch.start)).result if stretch.start else argument
                self.values[variable] = moved
            self.body(old, accesses, list(block.arguments), pieces)

    def body(self, block: Any, accesses: dict[Any, Access], variables: list[Any], pieces: Sequence[Stretch]) -> None:
        """The body of a parallel loop, or of a conditional in it."""
        for op in block.operations:
            operation = op.operation
            access = accesses.get(operation)
            with unnamed(operation.location):
                if operation.name == "scf.if":
                    new = scf.IfOp(
                        self.new(operation.operands[0]),
                        [r.type for r in operation.results],
                        has_else=len(list(operation.regions[1].blocks)) > 0,
                    )
                    for old_region, new_region in zip(operation.regions, new.operation.regions, strict=True):
                        for inner in old_region.blocks:
                            with ir.InsertionPoint(new_region.blocks[0]):
                                self.body(inner, accesses, variables, pieces)
                    self.values.update(zip(operation.results, new.operation.results, strict=True))
                elif access is not None and access.buffer in self.parts:
                    part = self.region(access, pieces)
                    indices = self.indices(op, access, pieces, variables)
                    if operation.name == "memref.load":
                        self.values[operation.results[0]] = memref.LoadOp(part, indices, loc=operation.location).result
                    else:
                        memref.StoreOp(self.new(operation.operands[0]), part, indices)
                else:
                    self.clone(op)

    def indices(self, op: Any, access: Access, pieces: Sequence[Stretch], variables: list[Any]) -> list[Any]:
        """The indices of a load or store in its part of a split buffer."""
        old = list(op.operation.operands)[-len(access.lines) :]
        found = []
        for line, start, first, value in zip(
            access.lines, access.starts, self.inside(access, pieces), old, strict=True
        ):
            if line is not None:
                found.append(variables[line])
            else:
                found.append(self.new(value) if start < 0 else index(start - first))
        return found


def _view(source: Any, offsets: Sequence[Any], sizes: Sequence[int]) -> Any:
    """A region of a tensor or buffer."""
    type_ = ir.MemRefType(source.type)
    unknown = ir.ShapedType.get_dynamic_stride_or_offset()
    strides = [1]
    for dim in range(type_.rank - 1, 0, -1):
        known = strides[0] != unknown and not type_.is_dynamic_dim(dim)
        strides.insert(0, strides[0] * type_.get_dim_size(dim) if known else unknown)
    layout = ir.StridedLayoutAttr.get(unknown, strides)
    view = ir.MemRefType.get(list(sizes), type_.element_type, layout=layout, memory_space=type_.memory_space)
    return tile.ViewOp(source, offsets, int_array(sizes), view).result
