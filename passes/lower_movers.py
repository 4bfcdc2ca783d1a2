"""tt-lower-movers: block reads and writes become page transfers with their circular buffer protocol.

    "tt.core.read"(%A, %cb_A, %m, %k) {shape = [4, 1]}
    "tt.core.read"(%B, %cb_B, %k, %n) {shape = [1, 4]}
  ->
    "tt.cb.reserve"(%cb_A) {pages = 4}
    scf.for %row ... { "tt.core.read_tile"(%A, %cb_A, %page, %row) }
    "tt.cb.reserve"(%cb_B) {pages = 4}
    scf.for %col ... { "tt.core.read_tile"(%B, %cb_B, %page, %col) }
    "tt.core.read_barrier"()
    "tt.cb.push"(%cb_A) {pages = 4}
    "tt.cb.push"(%cb_B) {pages = 4}

Takes and gives kernel form; works on readers and writers. With `prefetch`, unless the kernel has `tt.prefetch =
false`, reads that follow each other share one barrier: both buffers were popped an iteration ago, so neither reserve
waits for the other push. A write drains its block row by row and flushes before it pops; one write barrier stands at
the end of the kernel. Tensors lie in pages of tiles; passes/page_numbers.py says which page is which. Regions of
tensors in pages of rows become one operation each, `tt.core.read_rows` and `write_rows`, see passes/row_places.py.
Where the circular buffer is the tensor's shard (`alias`) nothing is moved, and of a read reserve and push are left, of a
write wait and pop.

A read with `shared` is a core's own business only where it reads for its group. Receivers announce themselves as soon
as they have reserved their pages, and wait for the block before they push it:

    "tt.core.read"(%A, %cb_A, %m, %k) {shape = [4, 1], shared = 0}
  ->
    %reads = "tt.core.reads"(%A_readers)
    scf.if %reads { "tt.core.read_tile"... } else { "tt.core.announce"(%A_readers) }
    "tt.core.read_barrier"()
    "tt.core.send"(%A_readers, %cb_A) {pages = 4}
    "tt.core.receive"(%A_readers, %cb_A)

All blocks of a batch are sent before one is waited for, so no core waits for a sender that waits for another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.dialects import cb, core, groups
from tilelang_tt.dialects.base import i64_attr, int_list
from tilelang_tt.dialects.block import guarded_of
from tilelang_tt.dialects.extent import Size
from tilelang_tt.dialects.types import FACE, TILE
from tilelang_tt.mlir import arith, func, ir, name_of, named_loc, scf, walk_collect
from tilelang_tt.passes import kernel_func, tiled_tensors
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.page_numbers import Pages, linear, pages_of
from tilelang_tt.passes.rebuild import Rebuilder, commented, constant_int, index, short_name, unnamed
from tilelang_tt.passes.row_places import RowPlace, place_rows
from tilelang_tt.passes.shard_places import in_place
from tilelang_tt.passes.size_values import SizeValues
from tilelang_tt.passes.tile_index import IndexBuilder
from tilelang_tt.passes.tile_layout import ROWS

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


@dataclass(frozen=True)
class LowerMovers(Pass):
    """turn block reads and writes into page transfers"""

    name: ClassVar[str] = "tt-lower-movers"
    takes: ClassVar[str | None] = "kernel"
    gives: ClassVar[str | None] = "kernel"
    prefetch: bool = True

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Rebuilds the reader and writer kernels."""
        for function in walk_collect(module, func.FuncOp):
            if walk_collect(function, _MOVERS):
                prefetch = self.prefetch and kernel_func.read(function, kernel_func.PREFETCH) is not False
                new = _MoverLowering(function, prefetch).run()
                is_reader = kernel_func.read(new, "tt.thread") == "reader"
                kernel_func.write(new, {kernel_func.PREFETCH: False if is_reader and not prefetch else None})


class _MoverLowering(Rebuilder):
    def __init__(self, old: func.FuncOp, prefetch: bool) -> None:
        super().__init__(old)
        self.prefetch = prefetch
        self.layouts = tiled_tensors.by_argument(old)
        self.sizes: SizeValues | None = None
        self.shared_reads: list[dict[str, Any]] = kernel_func.read(old, kernel_func.SHARED_READS) or []
        self.readers: dict[int, Any] = {}
        self.handlers |= {
            "tt.core.read_region": self.read_region,
            "tt.core.write": self.write,
            "tt.core.write_element": self.write_element,
            "tt.core.write_region": self.write_region,
            "func.return": self.finish,
        }
        self.names = dict(zip(old.arguments, kernel_func.parameter_names(old), strict=True))
        self.wrote = any(not in_place(op) for op in walk_collect(old, _WRITES))

    def visit_block(self, block: Any) -> None:
        """Reads with nothing but arithmetic between them are one batch."""
        batch: list[Any] = []
        for op in list(block.operations):
            name = op.operation.name
            if name == "tt.core.read" and in_place(op):
                self.hand_over(op)
                continue
            if name in _READS:
                batch.append(op)
                if self.prefetch:
                    continue
            if batch and not name.startswith(("arith.", "tt.core.z_order")):
                self.read_batch(batch)
                batch = []
            if name not in _READS:
                self.visit(op)
        assert not batch, "a block ends with its terminator"

    def read_batch(self, batch: list[Any]) -> None:
        elements = [op for op in batch if op.operation.name == "tt.core.read_element"]
        places = {}
        for op in batch:
            with unnamed(op.operation.location):
                if op in elements:
                    places[op.cb] = self.read_element(op)
                else:
                    self.read(op)
        with unnamed(batch[-1].operation.location):
            core.ReadBarrierOp()
        for op in batch:
            with unnamed(op.operation.location):
                self.send(op)
        for op in batch:
            with op.operation.location:
                if op in elements:
                    core.SpreadElementOp(self.new(op.cb), places[op.cb])
                self.receive(op)
                cb.PushOp(self.new(op.cb), i64_attr(1 if op in elements else _pages(op)))

    def read(self, op: Any) -> None:
        """Starts the reads of a block into pages that are reserved for it."""
        rows, cols = int_list(op.shape)
        with commented(
            f"{short_name(op.cb)}: {rows} x {cols} tiles of {name_of(op.tensor) or 'a tensor'}{self.by_one(op)}."
        ):
            buffer = self.new(op.cb)
            cb.ReserveOp(buffer, i64_attr(_pages(op)))
            tensor = self.new(op.tensor)
            if op.get("transposed") is not None:
                slot = partial(_slot_transposed, rows)
            else:
                slot = partial(_slot, cols)
            with self.where_read(op):
                self.pages(op, partial(_read_page, tensor, buffer, slot))

    def group(self, op: Any) -> Any | None:
        """This core's part in a shared read, made once at the start of the kernel; None for other reads."""
        number = op.get("shared")
        if number is None:
            return None
        i = ir.IntegerAttr(number).value
        if i not in self.readers:
            record = self.shared_reads[i]
            entry = self.new(self.old.arguments[0]).owner
            with ir.InsertionPoint.at_block_begin(entry):
                self.readers[i] = groups.ReadersOp(
                    i64_attr(i),
                    i64_attr(record["ready"]),
                    i64_attr(record["valid"]),
                    groups.ReadersType.get(),
                    loc=named_loc(record["name"], ir.Location.current),
                ).result
        return self.readers[i]

    def by_one(self, op: Any) -> str:
        """What the comment of a shared read adds."""
        number = op.get("shared")
        return (
            "" if number is None else f", read by one core of {self.shared_reads[ir.IntegerAttr(number).value]['name']}"
        )

    @contextmanager
    def where_read(self, op: Any) -> Iterator[None]:
        """What is built inside happens on cores that read for themselves or for their group; others announce themselves."""
        group = self.group(op)
        if group is None:
            yield
            return
        reads = groups.ReadsOp(group, ir.IntegerType.get_signless(1))
        branch = scf.IfOp(reads.result, has_else=True)
        with ir.InsertionPoint(branch.then_block):
            yield
            scf.YieldOp([])
        with ir.InsertionPoint(branch.else_block):
            groups.AnnounceOp(group)
            scf.YieldOp([])

    def send(self, op: Any) -> None:
        """The block of a shared read goes to the other cores."""
        group = self.group(op)
        if group is not None:
            groups.SendOp(group, self.new(op.cb), i64_attr(_pages(op)))

    def receive(self, op: Any) -> None:
        """The block of a shared read is here."""
        group = self.group(op)
        if group is not None:
            groups.ReceiveOp(group, self.new(op.cb))

    def hand_over(self, op: Any) -> None:
        """A block that lies in the circular buffer already: reserve, push."""
        buffer, pages = self.new(op.cb), i64_attr(_pages(op))
        with (
            op.operation.location,
            commented(f"{short_name(op.cb)}: {_tiles(op)} of {self.names[op.tensor]}, in its shard already."),
        ):
            cb.ReserveOp(buffer, pages)
            cb.PushOp(buffer, pages)

    def take_over(self, op: Any) -> None:
        """A block that is to stay where it is: wait, pop."""
        buffer, pages = self.new(op.cb), i64_attr(_pages(op))
        with commented(f"{_tiles(op)} of {self.names[op.tensor]}, in its shard already."):
            cb.WaitOp(buffer, pages)
            cb.PopOp(buffer, pages)

    def read_element(self, op: Any) -> Any:
        """Starts the read of an element; gives its place in its page."""
        buffer, tensor = self.new(op.cb), self.new(op.tensor)
        with commented(f"{short_name(op.cb)}: an element of {name_of(op.tensor) or 'a tensor'}."):
            cb.ReserveOp(buffer, i64_attr(1))
            page, place = self.element(op)
            core.ReadTileElementOp(tensor, buffer, page, place)
        return place

    def write(self, op: Any) -> None:
        """Row by row: wait, write, flush, pop."""
        if in_place(op):
            self.take_over(op)
            return
        buffer, tensor = self.new(op.cb), self.new(op.tensor)
        rows, cols = int_list(op.shape)

        def before_row() -> None:
            cb.WaitOp(buffer, i64_attr(cols))

        def after_row() -> None:
            core.WritesFlushedOp()
            cb.PopOp(buffer, i64_attr(cols))

        with commented(f"{rows} x {cols} tiles of {name_of(op.tensor) or 'a tensor'}."):
            self.pages(op, lambda page, row, col: core.WriteTileOp(tensor, buffer, page, col), before_row, after_row)

    def write_element(self, op: Any) -> None:
        """Wait, write, flush, pop."""
        buffer, tensor = self.new(op.cb), self.new(op.tensor)
        with commented(f"An element of {name_of(op.tensor) or 'a tensor'}."):
            cb.WaitOp(buffer, i64_attr(1))
            page, place = self.element(op)
            core.WriteTileElementOp(tensor, buffer, page, place)
            core.WritesFlushedOp()
            cb.PopOp(buffer, i64_attr(1))

    def element(self, op: Any) -> tuple[Any, Any]:
        """The page that holds the element at the offsets of a mover, and its place there in the order of memory."""
        layout = self.layouts[op.tensor]
        offsets = [self.new(v) for v in op.offsets]
        if layout.form == ROWS:
            page = linear([(offsets[dim], partial(self.size, layout.padded[dim])) for dim in layout.others])
            return index(0) if page is None else page, offsets[layout.dims[1]]
        inside = []
        for dim in layout.dims:
            if dim < 0:
                inside.append(index(0))
                continue
            name = named_loc(("row_in_tile", "col_in_tile")[len(inside)], ir.Location.current)
            offsets[dim], within = _in_tile(offsets[dim], layout.block(dim), layout.tiles_per_block(dim), name)
            inside.append(within)
        with named_loc("page", ir.Location.current):
            pages = self.pages_of(op.tensor, offsets, (1, 1))
            page = pages.page(pages.row(index(0)), index(0))
        with named_loc("place", ir.Location.current):
            return page, _place(*inside)

    def read_region(self, op: Any) -> None:
        """Reserve, read the rows, push."""
        buffer, pages = self.new(op.cb), i64_attr(_pages(op))
        with commented(
            f"{short_name(op.cb)}: {_elements(op)} of {name_of(op.tensor) or 'a tensor'}, from rows to tiles"
            f"{self.by_one(op)}."
        ):
            cb.ReserveOp(buffer, pages)
            with self.where_read(op):
                place = self.rows(op)
                core.ReadRowsOp(
                    self.new(op.tensor), buffer, self.new(op.staging), *place, transposed=op.get("transposed")
                )
            self.send(op)
            self.receive(op)
            cb.PushOp(buffer, pages)

    def write_region(self, op: Any) -> None:
        """Wait, write the rows, pop."""
        buffer, pages = self.new(op.cb), i64_attr(_pages(op))
        with commented(f"{_elements(op)} of {name_of(op.tensor) or 'a tensor'}, from tiles to rows."):
            cb.WaitOp(buffer, pages)
            core.WriteRowsOp(self.new(op.tensor), buffer, self.new(op.staging), *self.rows(op))
            cb.PopOp(buffer, pages)

    def rows(self, op: Any) -> RowPlace:
        """Where a region lies among the rows of its tensor."""
        return place_rows(
            self.layouts[op.tensor], int_list(op.region), guarded_of(op), [self.new(v) for v in op.offsets]
        )

    def finish(self, op: Any) -> None:
        """All writes, those to other cores and their semaphores included, arrive before the kernel ends."""
        if self.wrote or self.readers:
            core.WriteBarrierOp()
        if self.readers:
            groups.AtomicBarrierOp()
        self.clone(op)

    def pages(
        self,
        op: Any,
        each: Callable[[Any, Any, Any], Any],
        before_row: Callable[[], None] | None = None,
        after_row: Callable[[], None] | None = None,
    ) -> None:
        """`each(page, row, col)` for every tile of the block of a read or write, in row-major order."""
        rows, cols = int_list(op.shape)
        pages = self.pages_of(op.tensor, [self.new(v) for v in op.offsets], (rows, cols))

        def one_row(row: Any) -> None:
            if before_row is not None:
                before_row()
            with named_loc("page", ir.Location.current):
                start = pages.row(row)
            _repeat(cols, "col", lambda col: each(pages.page(start, col), row, col))
            if after_row is not None:
                after_row()

        _repeat(rows, "row", one_row)

    def pages_of(self, tensor: Any, offsets: list[Any], shape: Sequence[int]) -> Pages:
        """The page numbers of a block of `shape` tiles at `offsets` of a tensor."""
        return pages_of(self.layouts[tensor], offsets, shape, self.size, name_of(tensor) or "tensor")

    def size(self, size: Size, name: str | None = None) -> Any:
        """The value of a size; a symbolic one is computed once, at the start of the kernel."""
        if self.sizes is None:
            entry = self.new(self.old.arguments[0]).owner
            self.sizes = SizeValues(self.old, entry, self.values)
        return self.sizes.value(size, name)


_READS = ("tt.core.read", "tt.core.read_element")
_WRITES = ("tt.core.write", "tt.core.write_element", "tt.core.write_region")
_MOVERS = tuple(f"tt.core.{way}{what}" for way in ("read", "write") for what in ("", "_element", "_region"))


def _in_tile(offset: Any, block: int, tiles: int, name: ir.Location) -> tuple[Any, Any]:
    """The tile of an element along a dimension whose blocks of `block` elements lie in `tiles` tiles, and the element's
    position in its tile, which is called `name`.
    """
    known = constant_int(offset)
    if known is not None:
        return index(known // block * tiles + known % block // TILE), index(known % block % TILE)
    if block == TILE:
        return _divided(offset, TILE), _rest(offset, TILE, name)
    within = _rest(offset, block, name)
    first = IndexBuilder.mul(_divided(offset, block), index(tiles))
    if tiles == 1:
        return first, within
    return IndexBuilder.add(first, _divided(within, TILE)), _rest(within, TILE, name)


def _place(row: Any, col: Any) -> Any:
    """Where element (row, col) of a tile is in memory: four faces of 16 x 16 follow each other."""
    face = index(FACE)
    faces = IndexBuilder.add(IndexBuilder.mul(_divided(row, FACE), index(2)), _divided(col, FACE))
    in_face = IndexBuilder.add(IndexBuilder.mul(_rest(row, FACE), face), _rest(col, FACE))
    return IndexBuilder.add(IndexBuilder.mul(faces, index(FACE * FACE)), in_face)


def _divided(value: Any, by: int) -> Any:
    known = constant_int(value)
    return arith.DivUIOp(value, index(by)).result if known is None else index(known // by)


def _rest(value: Any, by: int, name: ir.Location | None = None) -> Any:
    known = constant_int(value)
    return arith.RemUIOp(value, index(by), loc=name).result if known is None else index(known % by)


def _elements(op: Any) -> str:
    return " x ".join(str(extent) for extent in int_list(op.region) if extent != 1) or "1"


def _tiles(op: Any) -> str:
    rows, cols = int_list(op.shape)
    return f"{rows} x {cols} tiles"


def _pages(op: Any) -> int:
    rows, cols = int_list(op.shape)
    return rows * cols


def _slot(width: int, row: Any, col: Any) -> Any:
    """The page of tile (row, col) of a block that is `width` tiles wide."""
    return IndexBuilder.add(IndexBuilder.mul(row, index(width)), col)


def _slot_transposed(height: int, row: Any, col: Any) -> Any:
    """The page of tile (row, col) where the pages are in column-major order."""
    return _slot(height, col, row)


def _read_page(tensor: Any, buffer: Any, slot: Callable[[Any, Any], Any], page: Any, row: Any, col: Any) -> None:
    core.ReadTileOp(tensor, buffer, page, slot(row, col))


def _repeat(count: int, name: str, body: Callable[[Any], Any]) -> None:
    if count == 1:
        body(index(0))
        return
    loop = scf.ForOp(index(0), index(count), index(1))
    loop.induction_variable.set_location(named_loc(name, ir.Location.current))
    with ir.InsertionPoint(loop.body):
        body(loop.induction_variable)
        scf.YieldOp([])
