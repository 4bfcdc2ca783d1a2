"""Operations of tile form on on-chip buffers, as the directions they work in and what they access along them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tilelang_tt.dialects import tile
from tilelang_tt.dialects.types import is_memref
from tilelang_tt.mlir import ir, walk_collect
from tilelang_tt.passes.buffer_uses import is_on_chip
from tilelang_tt.passes.rebuild import constant_int, defining
from tilelang_tt.passes.tile_index import Minus, depends_on, subscript

_OF_POINTS = ("scf.parallel", "tt.tile.copy", "tt.tile.fill")
_TILE_OPS = ("tt.tile.copy", "tt.tile.fill", "tt.tile.gemm", "tt.tile.reduce", "tt.tile.transpose")


@dataclass(frozen=True, eq=False)
class Access:
    """A region of a buffer: per dimension the line of the operation that runs along it (None: none does), the element
    it starts at (0 in tensors, -1 for one element of a matrix that is not known), its size, and for tensors the old
    value of its offset (None: 0).
    """

    op: Any
    buffer: Any
    lines: tuple[int | None, ...]
    starts: tuple[int, ...]
    sizes: tuple[int, ...]
    offsets: tuple[Any, ...]
    on_chip: bool


@dataclass(frozen=True, eq=False)
class Operation:
    """An operation, or a parallel loop: the extents of its lines, its accesses in the order of its operands, the line
    it sums over, and the lines of which only two may be long.
    """

    op: Any
    name: str
    extents: tuple[int, ...]
    accesses: tuple[Access, ...]
    summed: int | None
    flat: tuple[int, ...]

    @property
    def key(self) -> Any:
        """Identifies the operation."""
        return self.op.operation


def operations_on_buffers(function: Any, whole: Iterable[Any] = ()) -> list[Operation]:
    """The operations of a function on buffers, with their accesses.

    An on-chip buffer with an access that is not a region with a known place stays whole, and so do those in `whole`:
    their accesses are given as those to a tensor are.
    """
    reader = _Reader()
    reader.whole.update(whole)
    found: list[Operation] = []
    for op in walk_collect(function, (*_TILE_OPS, "scf.parallel", "memref.load", "memref.store")):
        name = op.operation.name
        if name == "scf.parallel":
            found += reader.parallel(op)
        elif name in _TILE_OPS:
            found.append(reader.tile_op(op))
        elif not _in_parallel(op):
            reader.whole.add(op.operation.operands[0 if name == "memref.load" else 1])
    return [replace(op, accesses=tuple(map(reader.settled, op.accesses))) for op in found]


def _source(value: Any) -> Any:
    while (op := defining(value)) is not None and op.operation.name == "tt.tile.view":
        value = op.operation.operands[0]
    return value


def _in_parallel(op: Any) -> bool:
    parent = op.operation.parent
    while parent is not None and parent.operation.name not in ("scf.parallel", "func.func"):
        parent = parent.operation.parent
    return parent is not None and parent.operation.name == "scf.parallel"


def _in_order(shape: Sequence[int]) -> list[int | None]:
    """The lines of a copy along the dimensions of one side: those of more than one element, in order."""
    count = iter(range(len(shape)))
    return [None if extent == 1 else next(count) for extent in shape]


def is_point(operation: str, buffer: Any) -> bool:
    """Whether tensorize takes one row, column or element of a buffer for an operation: the buffer need not be cut."""
    return operation in _OF_POINTS and len(tile.squeezed(tile.shape_of(buffer))) <= 2


class _Reader:
    """Reads operations; `whole` are the on-chip buffers that must stay whole."""

    def __init__(self) -> None:
        self.whole: set[Any] = set()

    def settled(self, access: Access) -> Access:
        """An access, as one to a tensor if its buffer stays whole."""
        if access.on_chip and access.buffer in self.whole:
            return replace(access, starts=(0,) * len(access.starts), on_chip=False)
        return access

    def tile_op(self, op: Any) -> Operation:
        """A tile operation."""
        match op.operation.name:
            case "tt.tile.copy":
                sides = (op.source, op.dest)
                extents = tile.squeezed(tile.shape_of(op.dest))
                return self.operation(op, extents, sides, [_in_order(tile.shape_of(side)) for side in sides])
            case "tt.tile.fill":
                extents = tile.squeezed(tile.shape_of(op.dest))
                return self.operation(op, extents, (op.dest,), [_in_order(tile.shape_of(op.dest))])
            case "tt.tile.transpose":
                source = tile.shape_of(op.source)
                rank = len(source)
                turned = [*range(rank - 2), rank - 1, rank - 2]
                return self.operation(op, source, (op.source, op.dest), [list(range(rank)), turned])
            case "tt.tile.reduce":
                return self.reduce(op)
        return self.gemm(op)

    def reduce(self, op: Any) -> Operation:
        """A reduction works along the dimensions of its source."""
        source, dest = tile.shape_of(op.source), tile.shape_of(op.dest)
        dim = ir.IntegerAttr(op.dim).value
        kept: list[int | None] = [d for d in range(len(source)) if d != dim]
        if len(dest) == len(source):
            kept.insert(dim, None)
        elif len(dest) != len(kept):
            kept = [None] * len(dest)
        return self.operation(op, source, (op.source, op.dest), [list(range(len(source))), kept], dim)

    def gemm(self, op: Any) -> Operation:
        """A product works along rows, columns and what it sums over, of matrices of two dimensions each."""
        m, n = ([1, 1, *tile.shape_of(op.c)])[-2:]
        turned_a, turned_b = ir.BoolAttr(op.transpose_a).value, ir.BoolAttr(op.transpose_b).value
        k = tile.shape_of(op.a)[-2 if turned_a else -1]
        lines = [[2, 0] if turned_a else [0, 2], [1, 2] if turned_b else [2, 1], [0, 1]]
        sides = (op.a, op.b, op.c)
        full = [[None] * (len(tile.shape_of(s)) - 2) + mine for s, mine in zip(sides, lines, strict=True)]
        return replace(self.operation(op, [m, n, k], sides, full, 2), flat=())

    def operation(
        self,
        op: Any,
        extents: Sequence[int],
        sides: Sequence[Any],
        lines: Sequence[Sequence[int | None]],
        summed: int | None = None,
    ) -> Operation:
        """An operation with a region per side."""
        accesses = tuple(self.region(op, side, mine) for side, mine in zip(sides, lines, strict=True))
        return Operation(op, op.operation.name, tuple(extents), accesses, summed, tuple(range(len(extents))))

    def region(self, op: Any, side: Any, lines: Sequence[int | None]) -> Access:
        """An operand: a buffer or a view of one."""
        sizes = tile.shape_of(side)
        nothing = (0,) * len(sizes)
        view = defining(side)
        if view is None or view.operation.name != "tt.tile.view":
            return Access(op, side, tuple(lines), nothing, tuple(sizes), (None,) * len(sizes), is_on_chip(side))
        buffer, *offsets = list(view.operation.operands)
        starts = nothing
        if is_on_chip(side):
            single = is_point(op.operation.name, buffer)
            known = [constant_int(v) for v in offsets]
            places = [-1 if k is None and single and n == 1 else k for k, n in zip(known, sizes, strict=True)]
            if None in places or any(k is not None and k < 0 for k in known) or _source(buffer) != buffer:
                self.whole.add(_source(buffer))
            else:
                starts = tuple(k for k in places if k is not None)
        return Access(op, buffer, tuple(lines), starts, tuple(sizes), tuple(offsets), is_on_chip(side))

    def parallel(self, op: Any) -> list[Operation]:
        """A parallel loop; none if it is not one over constant extents without loops inside."""
        variables = list(op.operation.regions[0].blocks[0].arguments)
        bounds = [constant_int(v) for v in op.operation.operands]
        rank = len(variables)
        dims = zip(bounds[:rank], bounds[rank : 2 * rank], bounds[2 * rank :], strict=True)
        extents = [hi for lo, hi, step in dims if lo == 0 and step == 1 and hi is not None]
        inner = walk_collect(op, ("memref.load", "memref.store"))
        if len(extents) < rank or walk_collect(op, ("scf.for", "scf.while")):
            self.whole |= {b for access in inner for b in access.operation.operands if is_memref(b) and is_on_chip(b)}
            return []
        accesses = []
        for access in inner:
            buffer, *indices = list(access.operation.operands)[0 if access.operation.name == "memref.load" else 1 :]
            if is_on_chip(buffer):
                accesses.append(self.element(access, buffer, indices, variables, op))
        return [Operation(op, "scf.parallel", tuple(extents), tuple(accesses), None, tuple(range(rank)))]

    def element(self, access: Any, buffer: Any, indices: list[Any], variables: list[Any], loop: Any) -> Access:
        """A load or store of one element per iteration."""
        lines: list[int | None] = []
        starts = []
        flat = is_point("scf.parallel", buffer)
        for value in indices:
            found = subscript(value, variables, lambda v: depends_on(v, variables, loop))
            known = [_constant(term) for term in found.base] if found is not None else [None]
            if found is not None and found.variable is None and None in known and flat:
                lines.append(None)
                starts.append(-1)
                continue
            start = sum(k for k in known if k is not None)
            if found is None or None in known or start < 0:
                self.whole.add(buffer)
                start = 0
            lines.append(None if found is None else found.variable)
            starts.append(start)
        ones, nothing = (1,) * len(indices), (None,) * len(indices)
        return Access(access.operation, buffer, tuple(lines), tuple(starts), ones, nothing, True)


def _constant(term: Any) -> int | None:
    """The number a term of an index adds, if it is known."""
    known = constant_int(term.value if isinstance(term, Minus) else term)
    return None if known is None else -known if isinstance(term, Minus) else known
