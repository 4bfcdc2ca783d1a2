"""Typed attributes of the `tt` dialect: memory spaces, sizes, layouts, cores, work items and runtime arguments."""

from collections.abc import Iterable
from typing import Any

from tilelang_tt.dialects.base import TT, int_array, int_list
from tilelang_tt.dialects.extent import Extent, Size, parse, text
from tilelang_tt.mlir import ir


class DramAttr(TT.Attribute, name="dram"):
    """Memory space of tensors in device memory, shared by all cores. Accesses outside of the shape load zero (or the
    buffer's safe value) and store nothing.
    """


class SharedAttr(TT.Attribute, name="shared"):
    """Memory space of a block-wide buffer (`T.alloc_shared`); it becomes a circular buffer in L1."""


class FragmentAttr(TT.Attribute, name="fragment"):
    """Memory space of an accumulator or register tile (`T.alloc_fragment`); it becomes DST tiles or a circular
    buffer.
    """


class LocalAttr(TT.Attribute, name="local"):
    """Memory space of scalars of one block (`T.alloc_var`, `T.alloc_local`)."""


class ExtentAttr(TT.Attribute, name="extent"):
    """A size that is known when the program runs, where else an integer stands: `#tt.extent<"ceil_div(m, 128)">`.

    The text is an expression of symbolic dimensions, see `extent.py`; `tt.symbols` of the function lists them.
    """

    size: ir.StringAttr

    @classmethod
    def of(cls, size: Extent) -> "ExtentAttr":
        """Builds the attribute from an Extent."""
        return cls.get(ir.StringAttr.get(text(size)))

    @property
    def values(self) -> Size:
        """The Extent. Raises ValueError for text that is not one."""
        return parse(ir.StringAttr(self.params[0]).value)


def size_array(sizes: Iterable[Size]) -> ir.ArrayAttr:
    """An array attribute of i64 and `#tt.extent`: `[4, #tt.extent<"m">]`."""
    return ir.ArrayAttr.get([ExtentAttr.of(s) if isinstance(s, Extent) else int_array([s])[0] for s in sizes])


def size_list(attr: Any) -> list[Size]:
    """The sizes of an array attribute of integers and `#tt.extent`."""
    return [item.values if isinstance(item, ExtentAttr) else int(item.value) for item in attr]


SHARDS = ("DRAM", "L1")
TILE_ORDERS = ("row_major", "column_major", "match_shard", "z_order")


class LayoutAttr(TT.Attribute, name="layout"):
    """Where and how a buffer of the host lies on the device.

    `#tt.layout<"DRAM", true, [1, 1], "row_major">`: shard (DRAM or L1), interleaved over the banks or cut in shards
    (`tt.shard_shape`), stride of the tiles in rows and columns, order of the tile ids (page numbers).
    """

    shard: ir.StringAttr
    interleave: Any
    stride: ir.ArrayAttr
    tile_id_order: ir.StringAttr

    @classmethod
    def of(cls, shard: str, interleave: bool, stride: list[int], order: str) -> "LayoutAttr":
        """Builds the attribute from Python values."""
        return cls.get(
            ir.StringAttr.get(shard), ir.BoolAttr.get(interleave), int_array(stride), ir.StringAttr.get(order)
        )

    @property
    def values(self) -> dict[str, Any]:
        """The descriptor under the keys of the plan: shard, interleave, stride, tile_id_order."""
        shard, interleave, stride, order = self.params
        return {
            "shard": ir.StringAttr(shard).value,
            "interleave": ir.BoolAttr(interleave).value,
            "stride": int_list(ir.ArrayAttr(stride)),
            "tile_id_order": ir.StringAttr(order).value,
        }


PAGE_FORMS = ("tiles", "rows", "folded")


class PagesAttr(TT.Attribute, name="pages"):
    """What a page of a tensor in DRAM is: `#tt.pages<"tiles">`, one tile; `#tt.pages<"rows">`, one row along one
    dimension, in which blocks may start anywhere; or `#tt.pages<"folded">`, one tile of 1024 elements that follow each
    other along one dimension.
    """

    form: ir.StringAttr

    @classmethod
    def of(cls, form: str) -> "PagesAttr":
        """Builds the attribute; `form` is one of PAGE_FORMS."""
        if form not in PAGE_FORMS:
            raise ValueError(f"pages are {' or '.join(PAGE_FORMS)}, not {form}")
        return cls.get(ir.StringAttr.get(form))

    @property
    def values(self) -> str:
        """The form, one of PAGE_FORMS."""
        return str(ir.StringAttr(self.params[0]).value)


class CoreRangeAttr(TT.Attribute, name="core_range"):
    """A rectangle of cores: `#tt.core_range<[0, 0], [8, 4]>` starts at column 0, row 0 and is 8 columns by 4 rows."""

    start: ir.ArrayAttr
    extent: ir.ArrayAttr

    @classmethod
    def of(cls, start: list[int], extent: list[int]) -> "CoreRangeAttr":
        """Builds the attribute from (column, row) pairs."""
        return cls.get(int_array(start), int_array(extent))

    @property
    def values(self) -> dict[str, list[int]]:
        """`{"start": [cx, cy], "extent": [columns, rows]}`."""
        start, extent = self.params
        return {"start": int_list(ir.ArrayAttr(start)), "extent": int_list(ir.ArrayAttr(extent))}


class WorkItemAttr(TT.Attribute, name="work"):
    """One block of a core's work: `#tt.work<[1, 2, 0], 128, "row_major">` is row block 1, column block 2, batch 0;
    the block contracts over 128 elements (0: no contraction; `#tt.extent` where it is known when the program runs) and
    the tiles of what it writes are numbered row by row.
    """

    block: ir.ArrayAttr
    len_k: Any
    tile_order: ir.StringAttr

    @classmethod
    def of(cls, block: list[int], len_k: Size, tile_order: str) -> "WorkItemAttr":
        """Builds the attribute; `block` is (io, jo, zo)."""
        i64 = ir.IntegerType.get_signless(64)
        length = ExtentAttr.of(len_k) if isinstance(len_k, Extent) else ir.IntegerAttr.get(i64, len_k)
        return cls.get(int_array(block), length, ir.StringAttr.get(tile_order))

    @property
    def values(self) -> tuple[list[int], Size, str]:
        """(io, jo, zo), len_k in elements, tile order."""
        block, len_k, order = self.params
        length = len_k.values if isinstance(len_k, ExtentAttr) else ir.IntegerAttr(len_k).value
        return int_list(ir.ArrayAttr(block)), length, ir.StringAttr(order).value


class RuntimeArgAttr(TT.Attribute, name="runtime_arg"):
    """A scalar the host passes to every core: `#tt.runtime_arg<"tt_start_tile", "int32", "start_tile">` (name, type,
    meaning).
    """

    arg: ir.StringAttr
    dtype: ir.StringAttr
    semantic: ir.StringAttr

    @classmethod
    def of(cls, name: str, dtype: str, semantic: str) -> "RuntimeArgAttr":
        """Builds the attribute from Python strings."""
        return cls.get(ir.StringAttr.get(name), ir.StringAttr.get(dtype), ir.StringAttr.get(semantic))

    @property
    def values(self) -> dict[str, str]:
        """`{"name": ..., "dtype": ..., "semantic": ...}`."""
        return dict(zip(("name", "dtype", "semantic"), (ir.StringAttr(p).value for p in self.params), strict=True))


class SequenceAttr(TT.Attribute, name="sequence"):
    """A program's place among those that run one after the other: `#tt.sequence<"attention", 0, 2>` is the first of the
    two programs of `attention`.
    """

    kernel: ir.StringAttr
    position: ir.IntegerAttr
    length: ir.IntegerAttr

    @classmethod
    def of(cls, kernel: str, position: int, length: int) -> "SequenceAttr":
        """Builds the attribute; positions count from 0. Raises ValueError where there is no such position."""
        if not 0 <= position < length:
            raise ValueError(f"a sequence of {length} programs has no position {position}")
        i64 = ir.IntegerType.get_signless(64)
        return cls.get(ir.StringAttr.get(kernel), ir.IntegerAttr.get(i64, position), ir.IntegerAttr.get(i64, length))

    @property
    def values(self) -> tuple[str, int, int]:
        """The name of the whole, the position, and how many programs there are."""
        kernel, position, length = self.params
        return ir.StringAttr(kernel).value, ir.IntegerAttr(position).value, ir.IntegerAttr(length).value


SPACES = {"dram": DramAttr, "shared": SharedAttr, "fragment": FragmentAttr, "local": LocalAttr}


def space_of(type_: ir.Type) -> str | None:
    """The memory space of a memref type: "dram", "shared", "fragment", "local", or None."""
    space = ir.MemRefType(type_).memory_space
    if space is None:
        return None
    text = str(space)
    return text.removeprefix("#tt.") if text.startswith("#tt.") else None


def memref_type(shape: list[int], elem: ir.Type, space: str, layout: ir.Attribute | None = None) -> ir.MemRefType:
    """`memref<shape x elem, layout, #tt.space>`."""
    return ir.MemRefType.get(shape, elem, layout=layout, memory_space=SPACES[space].get())
