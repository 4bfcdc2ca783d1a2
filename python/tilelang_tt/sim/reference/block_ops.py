"""`tt.tile`, value form: operations on blocks of tiles, and the `tensor` operations that cut them.

A block of R x C tiles is an array of 32R x 32C elements. In the region of a map a tile is an array [rows, columns, 32,
32] of all tiles of the block, with extent 1 where one tile serves all rows or columns.
"""

from typing import Any

import numpy as np

from tilelang_tt.dialects.block import ALL
from tilelang_tt.dialects.cb import tile_shape
from tilelang_tt.dialects.types import TILE, CBType, TileType, block_shape, element_of, is_block
from tilelang_tt.sim.reference.decode import Code, Decoder, Frame, Step, attr, handler, pure
from tilelang_tt.sim.reference.dtypes import convert, dtype_of, poison
from tilelang_tt.sim.reference.errors import Fault
from tilelang_tt.sim.reference.tile_ops import multiply_add, reduce
from tilelang_tt.sim.reference.tiles import in_tiles, place_of

_DYNAMIC = -(2**63)


def elements(type_: Any) -> tuple[int, ...]:
    """The array shape of a block or tile type. Raises Fault for other types."""
    if is_block(type_):
        *leading, rows, columns = block_shape(type_)
        return (*leading, rows * TILE, columns * TILE)
    if isinstance(type_, TileType):
        return (TILE, TILE)
    raise Fault(f"{type_} is neither a tile nor a block of tiles")


def to_tiles(block: np.ndarray) -> np.ndarray:
    """[32R, 32C] to [R, C, 32, 32]."""
    rows, columns = block.shape[0] // TILE, block.shape[1] // TILE
    return block.reshape(rows, TILE, columns, TILE).swapaxes(1, 2)


def from_tiles(tiles: np.ndarray) -> np.ndarray:
    """[R, C, 32, 32] to [32R, 32C]."""
    rows, columns = tiles.shape[:2]
    return tiles.swapaxes(1, 2).reshape(rows * TILE, columns * TILE)


def taken(kind: str, rows: int, columns: int) -> tuple[int, int]:
    """Rows and columns of the tiles that all tiles of a map's result take from an operand: "row" its first row, ..."""
    return rows if kind in ("block", "col") else 1, columns if kind in ("block", "row") else 1


def apply_map(body: Code, frame: Frame, rows: int, columns: int, dtype: np.dtype) -> np.ndarray:
    """Runs the region of a map on all tiles; gives [rows, columns, 32, 32] of `dtype`."""
    body.run(frame)
    (result,) = body.results(frame)
    return np.broadcast_to(convert(result, dtype), (rows, columns, TILE, TILE))


@handler("tt.tile.load")
def _load(decoder: Decoder, op: Any) -> Step:
    tensor, *offsets = decoder.operands(op)
    rows, columns = block_shape(op.operation.result.type)
    tiles, out = place_of(op), decoder.result(op)

    def step(frame: Frame) -> None:
        values = frame.values
        values[out] = tiles.read(values[tensor], [values[o] for o in offsets], rows, columns)

    return step


@handler("tt.tile.store")
def _store(decoder: Decoder, op: Any) -> Step:
    value, tensor, *offsets = decoder.operands(op)
    tiles = place_of(op)

    def step(frame: Frame) -> None:
        values = frame.values
        tiles.write(values[tensor], [values[o] for o in offsets], values[value])

    return step


@handler("tt.tile.load_element")
def _load_element(decoder: Decoder, op: Any) -> Step:
    tensor, *offsets = decoder.operands(op)
    out = decoder.result(op)

    def step(frame: Frame) -> None:
        values = frame.values
        view = values[tensor]
        values[out] = np.full((TILE, TILE), view.load(tuple(values[o] for o in offsets)), view.dtype)

    return step


@handler("tt.tile.store_element")
def _store_element(decoder: Decoder, op: Any) -> Step:
    value, tensor, *offsets = decoder.operands(op)

    def step(frame: Frame) -> None:
        values = frame.values
        values[tensor].store(tuple(values[o] for o in offsets), values[value][0, 0])

    return step


@handler("tt.tile.splat")
def _splat(decoder: Decoder, op: Any) -> Step:
    shape = elements(op.operation.result.type)
    return pure(decoder, op, lambda value: np.full(shape, value, dtype=value.dtype))


@handler("tt.tile.iota")
def _iota(decoder: Decoder, op: Any) -> Step:
    out, dim = decoder.result(op), attr(op, "dim")
    dtype = dtype_of(element_of(op.operation.result.type))
    rows, columns = _extent_of_iota(op)
    inside = isinstance(op.operation.result.type, TileType)
    numbers = positions(dim, (rows, columns)[dim] if dim != ALL else columns).astype(dtype)
    value = np.broadcast_to(numbers, (rows * TILE, columns * TILE))
    if inside:
        value = to_tiles(value)

    def step(frame: Frame) -> None:
        frame.values[out] = value

    return step


def positions(dim: int, tiles: int) -> np.ndarray:
    """Rows (`dim` 0) or columns (1) of `tiles` tiles below or beside each other, or places in a folded vector (2)."""
    if dim == ALL:
        return in_tiles(np.arange(tiles * TILE * TILE))
    return np.arange(tiles * TILE).reshape((-1, 1) if dim == 0 else (1, -1))


def _extent_of_iota(op: Any) -> tuple[int, int]:
    """Rows and columns, in tiles, of the block whose positions are counted: its own, or that of the map around it."""
    type_ = op.operation.result.type
    if not isinstance(type_, TileType):
        rows, columns = block_shape(type_)
        return rows, columns
    around = op.operation.parent.operation
    if around.name == "tt.cb.map":
        rows, columns = tile_shape(around.opview)
    else:
        rows, columns = block_shape(around.results[0].type)
    return rows, columns


@handler("tt.tile.typecast")
def _typecast(decoder: Decoder, op: Any) -> Step:
    dtype = dtype_of(element_of(op.operation.result.type))
    return pure(decoder, op, lambda value: convert(value, dtype))


@handler("tt.tile.bcast")
def _bcast(decoder: Decoder, op: Any) -> Step:
    shape, kind = elements(op.operation.result.type), attr(op, "kind")
    rows = slice(0, 1) if kind in ("row", "scalar") else slice(None)
    columns = slice(0, 1) if kind in ("col", "scalar") else slice(None)

    def spread(value: np.ndarray) -> np.ndarray:
        return np.broadcast_to(value[..., rows, columns], value.shape[:-2] + shape[-2:])

    return pure(decoder, op, spread)


@handler("tt.tile.matmul")
def _matmul(decoder: Decoder, op: Any) -> Step:
    dtype, transpose_b = dtype_of(element_of(op.operation.result.type)), bool(attr(op, "transpose_b"))
    return pure(decoder, op, lambda a, b, c: multiply_add(a, b.T if transpose_b else b, c, dtype))


@handler("tt.tile.block_reduce")
def _block_reduce(decoder: Decoder, op: Any) -> Step:
    kind, axis = attr(op, "kind"), attr(op, "dim")
    shape, dtype = elements(op.operation.result.type), dtype_of(element_of(op.operation.result.type))

    def run(value: np.ndarray) -> np.ndarray:
        out = poison(shape, dtype)
        if axis == ALL:
            vectors = value.reshape(shape[0] // TILE, -1)
            out[::TILE, 0] = reduce(vectors, kind, 1, None, dtype).reshape(-1)
            return out
        # Only the first row or column of the result means anything.
        first = (slice(0, 1), slice(None)) if axis == 0 else (slice(None), slice(0, 1))
        out[first] = reduce(value, kind, axis, None, dtype)
        return out

    return pure(decoder, op, run)


@handler("tt.tile.block_transpose")
def _block_transpose(decoder: Decoder, op: Any) -> Step:
    return pure(decoder, op, np.transpose)


@handler("tt.tile.map")
def _map(decoder: Decoder, op: Any) -> Step:
    out = decoder.result(op)
    rows, columns = block_shape(op.operation.result.type)
    dtype = dtype_of(element_of(op.operation.result.type))
    body = decoder.region(op)
    if body is None:
        raise Fault("has an empty region")

    def step(frame: Frame) -> None:
        frame.values[out] = from_tiles(apply_map(body, frame, rows, columns, dtype))

    return step


@handler("tt.tile.at")
def _at(decoder: Decoder, op: Any) -> Step:
    parent, kind = op.operation.parent, attr(op, "map")
    if parent.operation.name == "tt.tile.map":
        result = block_shape(parent.operation.result.type)
    elif parent.operation.name == "tt.cb.map":
        result = tile_shape(parent.opview)
    else:
        raise Fault(f"is in '{parent.operation.name}'; it takes tiles for tt.tile.map or tt.cb.map")
    rows, columns = taken(kind, *result)
    if isinstance(op.source.type, CBType):
        return pure(decoder, op, lambda fifo: fifo.readable(rows * columns).reshape(rows, columns, TILE, TILE))
    held = block_shape(op.source.type)
    if held[0] < rows or held[1] < columns:
        raise Fault(f"takes {rows} x {columns} tiles, by map '{kind}' for {result}, from a block of {held} tiles")
    return pure(decoder, op, lambda block: to_tiles(block)[:rows, :columns])


@handler("tensor.empty")
def _empty(decoder: Decoder, op: Any) -> Step:
    type_ = op.operation.result.type
    shape, dtype = elements(type_), dtype_of(element_of(type_))
    return pure(decoder, op, lambda: poison(shape, dtype))


def _mixed(decoder: Decoder, op: Any, source: int, name: str) -> tuple[list[int], list[int]]:
    """(static values of a mixed list, slots of its dynamic ones); `source` is the list's operand segment."""
    segments = attr(op, "operandSegmentSizes")
    start = sum(segments[:source])
    return attr(op, name), decoder.operands(op)[start : start + segments[source]]


def _slices(decoder: Decoder, op: Any, first: int, type_: Any) -> Any:
    """The function of a frame that gives the element slices of an extract or insert of a slice of `type_`."""
    static, dynamic = _mixed(decoder, op, first, "static_offsets")
    if any(stride != 1 for stride in attr(op, "static_strides")):
        raise Fault("cuts a block of tiles with a stride; only stride 1 has semantics")
    sizes = attr(op, "static_sizes")
    if _DYNAMIC in sizes or len(sizes) != len(block_shape(type_)):
        raise Fault(f"cuts {sizes} tiles as {type_}; sizes must be static and no dimension may be dropped")
    units = (1,) * (len(sizes) - 2) + (TILE, TILE)

    def slices(frame: Frame, shape: tuple[int, ...]) -> tuple[slice, ...]:
        given = iter(dynamic)
        offsets = [int(frame.values[next(given)]) if o == _DYNAMIC else o for o in static]
        found = tuple(slice(o * u, (o + n) * u) for o, n, u in zip(offsets, sizes, units, strict=True))
        if any(o < 0 or s.stop > extent for o, s, extent in zip(offsets, found, shape, strict=True)):
            held = [extent // u for extent, u in zip(shape, units, strict=True)]
            raise Fault(f"cuts {sizes} tiles at {offsets} from a block of {held} tiles")
        return found

    return slices


@handler("tensor.extract_slice")
def _extract(decoder: Decoder, op: Any) -> Step:
    source, out = decoder.operands(op)[0], decoder.result(op)
    elements(op.operation.result.type)
    slices = _slices(decoder, op, 1, op.operation.result.type)

    def step(frame: Frame) -> None:
        value = frame.values[source]
        frame.values[out] = value[slices(frame, value.shape)]

    return step


@handler("tensor.insert_slice")
def _insert(decoder: Decoder, op: Any) -> Step:
    (value, dest, *_), out = decoder.operands(op), decoder.result(op)
    elements(op.operation.result.type)
    slices = _slices(decoder, op, 2, op.operation.operands[0].type)

    def step(frame: Frame) -> None:
        result = frame.values[dest].copy()
        result[slices(frame, result.shape)] = frame.values[value]
        frame.values[out] = result

    return step
