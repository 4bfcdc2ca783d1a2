"""Buffers in DRAM and on the core, and the regions of them that operations see."""

from typing import Any

import numpy as np

from tilelang_tt.sim.reference.dtypes import convert
from tilelang_tt.sim.reference.errors import Fault


class Buffer:
    """A whole buffer; `space` is "dram", "shared", "fragment" or "local"."""

    def __init__(self, data: np.ndarray, space: str, name: str) -> None:
        self.data, self.space, self.name = data, space, name

    @property
    def is_dram(self) -> bool:
        return self.space == "dram"


class View:
    """A region of a buffer: `shape` elements from `offsets`, which are integers, or arrays with one entry per lane."""

    def __init__(self, buffer: Buffer, offsets: tuple[Any, ...], shape: tuple[int, ...]) -> None:
        self.buffer, self.offsets, self.shape = buffer, offsets, shape
        # Indices into a proper region must stay in it, even where the buffer goes on.
        self.whole = shape == buffer.data.shape and not any(np.any(o) for o in offsets)

    @classmethod
    def of(cls, buffer: Buffer) -> "View":
        """The region that is the whole buffer."""
        return cls(buffer, (0,) * buffer.data.ndim, buffer.data.shape)

    @property
    def dtype(self) -> np.dtype:
        return self.buffer.data.dtype

    def sub(self, offsets: tuple[Any, ...], shape: tuple[int, ...]) -> "View":
        """A region of this region."""
        return View(self.buffer, tuple(a + b for a, b in zip(self.offsets, offsets, strict=True)), shape)

    def _window(self) -> tuple[tuple[slice, ...], tuple[slice, ...], bool]:
        """(where in the buffer, where in the region, whether that is all of the region) of what lies inside
        of the buffer.
        """
        inner, outer, complete = [], [], True
        for start, size, extent in zip(self.offsets, self.shape, self.buffer.data.shape, strict=True):
            low, high = max(int(start), 0), min(int(start) + size, extent)
            high = max(low, high)
            complete &= high - low == size
            inner.append(slice(low, high))
            outer.append(slice(low - int(start), high - int(start)))
        if not complete and not self.buffer.is_dram:
            raise Fault(
                f"region {_region(self.offsets, self.shape)} is not inside of {self.buffer.space} buffer "
                f"'{self.buffer.name}' of shape {list(self.buffer.data.shape)}"
            )
        return tuple(inner), tuple(outer), complete

    def read(self) -> np.ndarray:
        """The elements of the region, zero outside of a DRAM buffer. May share the buffer's memory."""
        inner, outer, complete = self._window()
        if complete:
            return self.buffer.data[inner]
        out = np.zeros(self.shape, self.dtype)
        out[outer] = self.buffer.data[inner]
        return out

    def write(self, values: Any) -> None:
        """Stores `values`, converted to the element type; what lies outside of a DRAM buffer is dropped."""
        inner, outer, complete = self._window()
        values = np.broadcast_to(convert(np.asarray(values), self.dtype), self.shape)
        self.buffer.data[inner] = values if complete else values[outer]

    def _indices(self, indices: tuple[Any, ...], mask: Any) -> tuple[tuple[Any, ...], Any]:
        """(indices into the buffer, which of them are inside, or None if all are)."""
        if not self.whole:
            self._check(indices, self.shape, mask)
            indices = tuple(i + o for i, o in zip(indices, self.offsets, strict=True))
        valid = _inside(indices, self.buffer.data.shape)
        if valid is not None and not self.buffer.is_dram:
            self._check(indices, self.buffer.data.shape, mask)
        return indices, valid

    def _check(self, indices: tuple[Any, ...], shape: tuple[int, ...], mask: Any) -> None:
        valid = _inside(indices, shape)
        if valid is None:
            return
        wrong = ~valid if mask is None else ~valid & mask
        if np.any(wrong):
            lanes = np.broadcast_shapes(np.shape(wrong), *(np.shape(i) for i in indices))
            first = np.argmax(np.ravel(np.broadcast_to(wrong, lanes)))
            at = [int(np.ravel(np.broadcast_to(i, lanes))[first]) for i in indices]
            what = "buffer" if shape == self.buffer.data.shape else "region of buffer"
            name = f"{self.buffer.space} {what} '{self.buffer.name}'"
            raise Fault(f"index {at} is outside of {name} of shape {list(shape)}")

    def load(self, indices: tuple[Any, ...], mask: Any = None) -> Any:
        """One element, or one per lane. Lanes that `mask` excludes get any value and cause no fault."""
        indices, valid = self._indices(indices, mask)
        if valid is None:
            return self.buffer.data[indices]
        safe = tuple(np.where(valid, i, 0) for i in indices)
        return np.where(valid, self.buffer.data[safe], np.zeros((), self.dtype))

    def store(self, indices: tuple[Any, ...], value: Any, mask: Any = None) -> None:
        """Stores one element, or one per lane that `mask` includes; of lanes with equal indices the last one wins."""
        indices, valid = self._indices(indices, mask)
        if valid is None and mask is None:
            shape = np.shape(value)
            if shape:
                indices = tuple(np.broadcast_to(i, np.broadcast_shapes(np.shape(i), shape)) for i in indices)
            self.buffer.data[indices] = value
            return
        active = mask if valid is None else valid if mask is None else valid & mask
        shape = np.broadcast_shapes(np.shape(active), np.shape(value), *(np.shape(i) for i in indices))
        chosen = np.broadcast_to(active, shape)
        where = tuple(np.broadcast_to(i, shape)[chosen] for i in indices)
        self.buffer.data[where] = np.broadcast_to(value, shape)[chosen]


def _inside(indices: tuple[Any, ...], shape: tuple[int, ...]) -> Any:
    """Which lanes' indices are inside of `shape`; None if all are."""
    valid: Any = None
    for index, extent in zip(indices, shape, strict=True):
        if np.min(index, initial=0) < 0 or np.max(index, initial=0) >= extent:
            inside = np.logical_and(index >= 0, index < extent)
            valid = inside if valid is None else valid & inside
    return valid


def _region(offsets: tuple[Any, ...], shape: tuple[int, ...]) -> str:
    return "[" + ", ".join(f"{int(o)}:{int(o) + s}" for o, s in zip(offsets, shape, strict=True)) + "]"
