"""Blocks of tiles of tensors in DRAM, which lie as attributes of their function say.

`tt.tile_dims = {Q = [1, 3]}`: dimensions 1 and 3 of Q are rows and columns; row -1 is no dimension of Q: its blocks
are one row. `tt.tile_blocks = {Q = [48, 32]}`: every 48 rows start a tile. What is not said is [rank - 2, rank - 1]
and [32, 32]. `tt.page_form = {Q = "folded"}`: a tile is 1024 elements that follow each other along the column
dimension, in the order of memory; blocks are [32, 1024] where nothing is said.
"""

from typing import Any

import numpy as np

from tilelang_tt.dialects.attributes import PagesAttr
from tilelang_tt.dialects.base import int_list
from tilelang_tt.dialects.types import TILE
from tilelang_tt.mlir import ir, name_of
from tilelang_tt.sim.reference.memory import View


class Tiles:
    """How a tensor, a parameter of its function, lies in tiles."""

    def __init__(self, tensor: Any) -> None:
        rank = ir.MemRefType(tensor.type).rank
        function = tensor.owner.owner.operation
        name = name_of(tensor) or f"arg{tensor.arg_number}"
        self.dims = _entry(function, "tt.tile_dims", name) or [rank - 2, rank - 1]
        self.folded = _form(function, name) == "folded"
        self.tile = TILE * TILE if self.folded else TILE
        self.blocks = _entry(function, "tt.tile_blocks", name) or [TILE, self.tile]

    def _places(self, offsets: list[Any], counts: tuple[int, int]) -> list[np.ndarray]:
        """The indices of `counts` rows and columns of tiles along every dimension; -1 in the padding of blocks.

        Offsets are tiles in the two tiled dimensions, elements in the others.
        """
        found = []
        for dim, offset in enumerate(offsets):
            if dim not in self.dims:
                found.append(np.array([int(offset)]))
                continue
            axis = self.dims.index(dim)
            place = np.arange(counts[axis] * self.tile) + int(offset) * self.tile
            block = self.blocks[axis]
            whole = -(-block // self.tile) * self.tile
            found.append(np.where(place % whole < block, place // whole * block + place % whole, -1))
        return found

    def read(self, tensor: View, offsets: list[Any], rows: int, columns: int) -> np.ndarray:
        """The elements of `rows` x `columns` tiles; those that the tensor does not have are zero."""
        found = tensor.load(np.ix_(*self._places(offsets, (rows, columns))))
        if self.folded:
            return in_tiles(found.reshape(-1))
        out = np.zeros((rows * TILE, columns * TILE), tensor.dtype)
        if self.dims[0] < 0:
            out[0] = found.reshape(-1)
        else:
            out[:] = found.reshape(out.shape)
        return out

    def write(self, tensor: View, offsets: list[Any], block: np.ndarray) -> None:
        """Stores a block of tiles; what the tensor has no elements for is dropped."""
        places = self._places(offsets, (block.shape[0] // TILE, block.shape[1] // TILE))
        values = in_order(block) if self.folded else block[0] if self.dims[0] < 0 else block
        tensor.store(np.ix_(*places), values.reshape([len(p) for p in places]))


def in_tiles(vector: np.ndarray) -> np.ndarray:
    """A vector of whole tiles of 1024 elements, as a row of tiles with the elements in the order of memory: faces of 16 x 16."""
    half = TILE // 2
    faces = vector.reshape(-1, 2, 2, half, half)
    return faces.transpose(1, 3, 0, 2, 4).reshape(TILE, -1)


def in_order(block: np.ndarray) -> np.ndarray:
    """The vector that `in_tiles` makes a block of."""
    half = TILE // 2
    faces = block.reshape(2, half, -1, 2, half)
    return faces.transpose(2, 0, 3, 1, 4).reshape(-1)


def _form(function: Any, name: str) -> str:
    if "tt.page_form" not in function.attributes:
        return "tiles"
    forms = ir.DictAttr(function.attributes["tt.page_form"])
    return PagesAttr(forms[name]).values if name in forms else "tiles"


class Rows:
    """A region of a tensor, elements from anywhere, as a block of tiles; one that runs along one dimension is its first
    row.
    """

    def __init__(self, op: Any) -> None:
        self.region = tuple(int_list(op.operation.attributes["region"]))
        rows, cols = [1, 1, *(extent for extent in self.region if extent != 1)][-2:]
        self.shape = (rows, cols)

    def read(self, tensor: View, offsets: list[Any], rows: int, columns: int) -> np.ndarray:
        """A block of `rows` x `columns` tiles, zero outside of the tensor and of the region."""
        out = np.zeros((rows * TILE, columns * TILE), tensor.dtype)
        found = tensor.sub(tuple(int(o) for o in offsets), self.region).read()
        out[: self.shape[0], : self.shape[1]] = found.reshape(self.shape)
        return out

    def write(self, tensor: View, offsets: list[Any], block: np.ndarray) -> None:
        """Stores what of a block lies in the region and in the tensor."""
        values = block[: self.shape[0], : self.shape[1]].reshape(self.region)
        tensor.sub(tuple(int(o) for o in offsets), self.region).write(values)


def place_of(op: Any) -> Tiles | Rows:
    """Where the block of a load, store, read or write lies in its tensor."""
    return Rows(op) if "region" in op.operation.attributes else Tiles(op.tensor)


def _entry(function: Any, attribute: str, name: str) -> list[int] | None:
    if attribute not in function.attributes:
        return None
    entries = ir.DictAttr(function.attributes[attribute])
    return int_list(entries[name]) if name in entries else None
