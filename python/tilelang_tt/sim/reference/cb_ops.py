"""`tt.cb`, and the movers of `tt.core`: circular buffers as FIFOs that refuse what would hang or corrupt a core."""

from collections.abc import Callable
from typing import Any

import numpy as np

from tilelang_tt.dialects.cb import page_count, tile_shape
from tilelang_tt.dialects.types import TILE, CBType, element_of
from tilelang_tt.mlir import name_of
from tilelang_tt.sim.reference.block_ops import apply_map, from_tiles, positions, to_tiles
from tilelang_tt.sim.reference.decode import Decoder, Frame, Step, attr, handler
from tilelang_tt.sim.reference.dtypes import convert, dtype_of, poison
from tilelang_tt.sim.reference.errors import Fault
from tilelang_tt.sim.reference.tile_ops import multiply_add, reduce
from tilelang_tt.sim.reference.tiles import place_of


class Fifo:
    """A circular buffer of `capacity` pages, each one tile.

    `filled` pages, from `front` on, were pushed and not popped. The producer may touch the `reserved` pages behind
    them, the consumer the first `waited` of them.
    """

    def __init__(self, name: str, capacity: int, dtype: np.dtype) -> None:
        self.name, self.capacity = name, capacity
        self.pages = poison((capacity, TILE, TILE), dtype)
        self.front = self.filled = self.reserved = self.waited = 0

    def reserve(self, pages: int) -> None:
        """Makes `pages` free pages writable. Raises Fault if there are fewer: nobody else runs who could free them."""
        free = self.capacity - self.filled
        if free < pages:
            raise Fault(f"reserves {pages} pages of {self}, which has {free} free")
        self.reserved = max(self.reserved, pages)

    def push(self, pages: int) -> None:
        """Hands reserved pages to the consumer."""
        if pages > self.reserved:
            raise Fault(f"pushes {pages} pages to {self}, of which {self.reserved} are reserved")
        self.filled += pages
        self.reserved -= pages

    def wait(self, pages: int) -> None:
        """Makes the first `pages` pages readable. Raises Fault if there are fewer."""
        if pages > self.filled:
            raise Fault(f"waits for {pages} pages of {self}, which holds {self.filled}; no push can follow")
        self.waited = max(self.waited, pages)

    def pop(self, pages: int) -> None:
        """Frees the first `pages` pages, which become poison."""
        if pages > self.waited:
            raise Fault(f"pops {pages} pages of {self}, of which {self.waited} were waited for")
        self.pages[self._range(self.front, pages)] = poison((), self.pages.dtype)
        self.front = (self.front + pages) % self.capacity
        self.filled -= pages
        self.waited -= pages

    def _range(self, start: int, pages: int) -> slice:
        start %= self.capacity
        if start + pages > self.capacity:
            raise Fault(f"uses {pages} pages from page {start} on, which crosses the end of {self}")
        return slice(start, start + pages)

    def readable(self, pages: int) -> np.ndarray:
        """The first `pages` pages, [pages, 32, 32]. Raises Fault if they were not waited for."""
        if pages > self.waited:
            raise Fault(f"reads {pages} pages of {self}, of which {self.waited} were waited for")
        return self.pages[self._range(self.front, pages)]

    def writable(self, pages: int) -> np.ndarray:
        """The next `pages` pages to be pushed, [pages, 32, 32]. Raises Fault if they were not reserved."""
        if pages > self.reserved:
            raise Fault(f"writes {pages} pages of {self}, of which {self.reserved} are reserved")
        return self.pages[self._range(self.front + self.filled, pages)]

    def __str__(self) -> str:
        return f"circular buffer '{self.name}' ({self.capacity} pages)"


class ShardFifo(Fifo):
    """A circular buffer that is the shard of tensor `tensor`: what is read into it stays in the tensor until it is used."""

    def __init__(self, name: str, capacity: int, dtype: np.dtype, tensor: str) -> None:
        super().__init__(name, capacity, dtype)
        self.tensor = tensor
        self._blocks: dict[int, tuple[int, Callable[[], np.ndarray]]] = {}

    def hand_over(self, pages: int, block: Callable[[], np.ndarray]) -> None:
        """Pushes `pages` pages; `block` looks up what is in them, [pages, 32, 32]."""
        self.reserve(pages)
        start = self._range(self.front + self.filled, pages).start
        self._blocks[start] = pages, block
        self.push(pages)

    def readable(self, pages: int) -> np.ndarray:
        found = self._range(self.front, pages)
        for start, (count, block) in self._blocks.items():
            if start < found.stop and found.start < start + count:
                self.pages[start : start + count] = block()
        return super().readable(pages)


@handler("tt.cb.alloc")
def _alloc(decoder: Decoder, op: Any) -> Step:
    value = op.operation.result
    type_, out = CBType(value.type), decoder.result(op)
    dtype = dtype_of(type_.element_type)
    name, pages = name_of(value) or "cb", type_.num_pages
    alias = attr(op, "alias") if "alias" in op.operation.attributes else None

    def step(frame: Frame) -> None:
        frame.values[out] = Fifo(name, pages, dtype) if alias is None else ShardFifo(name, pages, dtype, alias)

    return step


@handler("tt.cb.reserve", "tt.cb.push", "tt.cb.wait", "tt.cb.pop")
def _synchronise(decoder: Decoder, op: Any) -> Step:
    (cb,), pages = decoder.operands(op), page_count(op)
    method = getattr(Fifo, op.operation.name.rsplit(".", 1)[1])

    def step(frame: Frame) -> None:
        method(frame.values[cb], pages)

    return step


def _mover_operands(decoder: Decoder, op: Any) -> list[Any]:
    """Tensor, circular buffer and offsets; what is staged elsewhere on the way makes no difference."""
    tensor, cb, *offsets = decoder.operands(op)
    return [tensor, cb, *(offsets[1:] if "region" in op.operation.attributes else offsets)]


@handler("tt.core.read", "tt.core.read_region")
def _read(decoder: Decoder, op: Any) -> Step:
    tensor, cb, *offsets = _mover_operands(decoder, op)
    rows, columns = tile_shape(op)
    transposed = "transposed" in op.operation.attributes
    place = place_of(op)
    if element_of(op.tensor.type) != element_of(op.cb.type):
        raise Fault(f"moves {element_of(op.tensor.type)} elements to pages of {element_of(op.cb.type)}")

    def step(frame: Frame) -> None:
        values = frame.values
        view, at, fifo = values[tensor], [values[o] for o in offsets], values[cb]

        def tiles() -> np.ndarray:
            found = to_tiles(place.read(view, at, rows, columns))
            return (found.swapaxes(0, 1) if transposed else found).reshape(-1, TILE, TILE)

        if isinstance(fifo, ShardFifo) and fifo.tensor == view.buffer.name:
            fifo.hand_over(rows * columns, tiles)
        else:
            _produce(fifo, tiles())

    return step


@handler("tt.core.write", "tt.core.write_region")
def _write(decoder: Decoder, op: Any) -> Step:
    tensor, cb, *offsets = _mover_operands(decoder, op)
    rows, columns = tile_shape(op)
    place = place_of(op)
    if element_of(op.tensor.type) != element_of(op.cb.type):
        raise Fault(f"moves pages of {element_of(op.cb.type)} to {element_of(op.tensor.type)} elements")

    def step(frame: Frame) -> None:
        values = frame.values
        fifo: Fifo = values[cb]
        fifo.wait(rows * columns)
        tiles = fifo.readable(rows * columns).reshape(rows, columns, TILE, TILE)
        place.write(values[tensor], [values[o] for o in offsets], from_tiles(tiles))
        fifo.pop(rows * columns)

    return step


@handler("tt.core.read_element")
def _read_element(decoder: Decoder, op: Any) -> Step:
    tensor, cb, *offsets = decoder.operands(op)

    def step(frame: Frame) -> None:
        values = frame.values
        view = values[tensor]
        element = view.load(tuple(values[o] for o in offsets))
        _produce(values[cb], np.full((1, 1, TILE, TILE), element, view.dtype))

    return step


@handler("tt.core.write_element")
def _write_element(decoder: Decoder, op: Any) -> Step:
    tensor, cb, *offsets = decoder.operands(op)

    def step(frame: Frame) -> None:
        values = frame.values
        fifo: Fifo = values[cb]
        fifo.wait(1)
        values[tensor].store(tuple(values[o] for o in offsets), fifo.readable(1)[0, 0, 0])
        fifo.pop(1)

    return step


@handler("tt.cb.matmul")
def _matmul(decoder: Decoder, op: Any) -> Step:
    a, b, acc, fresh = decoder.operands(op)
    m, n, k = tile_shape(op)
    transpose_b = bool(attr(op, "transpose_b"))
    dtype = dtype_of(CBType(op.acc.type).element_type)

    def step(frame: Frame) -> None:
        values = frame.values
        left = from_tiles(values[a].readable(m * k).reshape(m, k, TILE, TILE))
        tiles = values[b].readable(k * n).reshape(k, n, TILE, TILE)
        right = from_tiles(tiles.swapaxes(2, 3) if transpose_b else tiles)
        pages = values[acc].writable(m * n)
        before = None if values[fresh] else from_tiles(pages.reshape(m, n, TILE, TILE))
        pages[:] = to_tiles(multiply_add(left, right, before, dtype)).reshape(-1, TILE, TILE)

    return step


@handler("tt.cb.map")
def _map(decoder: Decoder, op: Any) -> Step:
    (out,) = decoder.operands(op)
    rows, columns = tile_shape(op)
    dtype = dtype_of(CBType(op.out.type).element_type)
    body = decoder.region(op)
    if body is None:
        raise Fault("has an empty region")

    def step(frame: Frame) -> None:
        _produce(frame.values[out], apply_map(body, frame, rows, columns, dtype))

    return step


@handler("tt.cb.transpose")
def _transpose(decoder: Decoder, op: Any) -> Step:
    source, out = decoder.operands(op)
    rows, columns = tile_shape(op)

    def step(frame: Frame) -> None:
        values = frame.values
        block = from_tiles(values[source].readable(rows * columns).reshape(rows, columns, TILE, TILE))
        _produce(values[out], to_tiles(block.T))

    return step


@handler("tt.cb.fold")
def _fold(decoder: Decoder, op: Any) -> Step:
    source, out = decoder.operands(op)
    rows, columns = tile_shape(op)
    combine = {"max": np.fmax, "min": np.fmin, "add": np.add}[attr(op, "fn")]
    dtype = dtype_of(CBType(op.out.type).element_type)

    def step(frame: Frame) -> None:
        values = frame.values
        tiles = values[source].readable(rows * columns).reshape(rows, columns, TILE, TILE)
        folded = tiles[:, 0].astype(np.float64)
        for column in range(1, columns):
            folded = combine(folded, tiles[:, column].astype(np.float64))
        _produce(values[out], convert(folded, dtype).reshape(rows, 1, TILE, TILE))

    return step


@handler("tt.cb.reduce")
def _reduce(decoder: Decoder, op: Any) -> Step:
    source, ones, out = decoder.operands(op)
    rows, columns = tile_shape(op)
    kind, axis = attr(op, "kind"), attr(op, "dim")
    dtype = dtype_of(CBType(op.out.type).element_type)

    def step(frame: Frame) -> None:
        values = frame.values
        values[ones].readable(1)
        block = from_tiles(values[source].readable(rows * columns).reshape(rows, columns, TILE, TILE))
        total = reduce(block, kind, axis, None, dtype)
        shape = (TILE, block.shape[1]) if axis == 0 else (block.shape[0], TILE)
        # A sum stands in every row or column of its tiles, a maximum in the first.
        result = np.broadcast_to(total, shape).copy()
        if kind == "max":
            result[(slice(1, None), slice(None)) if axis == 0 else (slice(None), slice(1, None))] = 0
        _produce(values[out], to_tiles(result))

    return step


@handler("tt.core.iota")
def _iota(decoder: Decoder, op: Any) -> Step:
    (out,) = decoder.operands(op)
    dim = attr(op, "dim")
    dtype = dtype_of(CBType(op.cb.type).element_type)
    tile = positions(dim, 1).astype(dtype)

    def step(frame: Frame) -> None:
        _produce(frame.values[out], np.broadcast_to(tile, (1, 1, TILE, TILE)))

    return step


def _produce(fifo: Fifo, tiles: np.ndarray) -> None:
    """Reserves, fills and pushes the pages for [pages or rows and columns, 32, 32] tiles, in row-major order."""
    filled = tiles.reshape(-1, TILE, TILE)
    fifo.reserve(len(filled))
    fifo.writable(len(filled))[:] = filled
    fifo.push(len(filled))
