"""What the importer knows while it walks a kernel: values and buffers by TIR variable, the user's line, constants."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from tilelang_tt.diagnostics import CompileError, Where
from tilelang_tt.dialects.attributes import memref_type
from tilelang_tt.dialects.base import i64_attr
from tilelang_tt.dialects.extent import Extent, Size, at_least, shown
from tilelang_tt.frontend import dtypes, ranges, symbols, tir, views
from tilelang_tt.mlir import arith, ir, memref, named_loc

LIBRARY = re.compile(r"(^|/)tilelang/(\w+/)?language/")
"""Files of TileLang whose macros leave their own line numbers in the kernel."""

SPACES = {
    "global": "dram",
    "shared": "shared",
    "shared.dyn": "shared",
    "local.fragment": "fragment",
    "local": "local",
    "local.reducer": "fragment",
    "local.var": "local",
}
"""TileLang's storage scopes and the dialect's memory spaces."""


class Storage(NamedTuple):
    """An allocation: its memref and what the user declared."""

    value: ir.Value
    buffer: tir.Buffer
    shape: tuple[Size, ...]

    @property
    def space(self) -> str:
        """ "dram", "shared", "fragment" or "local"."""
        return SPACES[self.buffer.scope]


class State:
    """The mutable state of one import.

    `known`: ranges of integer variables. `symbols`: symbolic dimensions and their names. `loaded`: variables that depend
    on the contents of tensors, and on which. `reducers`: their operations. `safe`: what loads from outside of a tensor
    give, if it is not 0. `kernel`: its name; `tensors`: those that are parameters, by data variable; `layout_hints`: where
    they are to lie, and `core_grid`: what the kernel asks for, with the lines that say so. `remarks`: what the user should
    know of an accepted kernel. `failed_at`: the innermost place an exception passed through.
    """

    def __init__(self, context: ir.Context, span: tir.Span | None) -> None:
        self.context = context
        self.values: dict[tir.Var, ir.Value] = {}
        self.known: dict[tir.Var, ranges.Range] = {}
        self.storages: dict[tir.Var, Storage] = {}
        self.symbols: dict[tir.Var, str] = {}
        self.threads: dict[tir.Var, str] = {}
        self.loaded: dict[tir.Var, str] = {}
        self.reducers: dict[tir.Var, str] = {}
        self.safe: dict[tir.Var, Any] = {}
        self.remarks: dict[tuple[tir.Span, str], None] = {}
        self.parallel = False
        self.failed_at: tir.Span | None = None
        self.launch: Any = None
        self.kernel = ""
        self.tensors: dict[tir.Var, str] = {}
        self.layout_hints: dict[str, tuple[tir.Span, Any]] = {}
        self.core_grid: tuple[tir.Span, list[int]] | None = None
        self._spans = [span or tir.Span("<unknown>", 0)]
        self._constants: dict[ir.Attribute, ir.Value] = {}
        self._last_constant: ir.Operation | None = None
        self._entry: ir.Block | None = None

    # Places and errors

    @property
    def span(self) -> tir.Span:
        return self._spans[-1]

    def location(self, span: tir.Span | None = None) -> ir.Location:
        """The Location of the current statement, or of `span`."""
        span = self._users(span) or self.span
        return ir.Location.file(span.file, span.line, span.column, context=self.context)

    def named(self, name: str, span: tir.Span | None = None) -> ir.Location:
        """The Location of a value that the user called `name`."""
        return named_loc(name, self.location(span))

    def _users(self, span: tir.Span | None) -> tir.Span | None:
        return None if span is None or LIBRARY.search(span.file) else span

    @contextmanager
    def at(self, span: tir.Span | None) -> Iterator[None]:
        """Makes `span` the current place; a macro of TileLang keeps the place it is used at."""
        self._spans.append(self._users(span) or self.span)
        try:
            with self.location():
                yield
        except Exception:
            self.failed_at = self.failed_at or self.span
            raise
        finally:
            self._spans.pop()

    def error(self, message: str, help: str | None = None, span: tir.Span | None = None) -> CompileError:
        """An error at the current statement, or at `span`; to be raised."""
        span = self._users(span) or self.span
        return CompileError.at(Where(span.file, span.line, span.column), message, help=help)

    def remark(self, message: str) -> None:
        """Notes something that the user should know about the current statement; see `remarks_attr`."""
        self.remarks.setdefault((self.span, message))

    def remarks_attr(self) -> ir.ArrayAttr:
        """All remarks, as the first pass reports them: [{file = "kernel.py", line = 3, col = 5, text = "..."}]."""

        def attr(span: tir.Span, text: str) -> ir.Attribute:
            strings = {"file": ir.StringAttr.get(span.file), "text": ir.StringAttr.get(text)}
            return ir.DictAttr.get({**strings, "line": i64_attr(span.line), "col": i64_attr(span.column)})

        return ir.ArrayAttr.get([attr(span, text) for span, text in self.remarks])

    # Scopes

    @contextmanager
    def scope(self, block: ir.Block) -> Iterator[None]:
        """Builds at the end of `block`; what is bound meanwhile is forgotten afterwards."""
        values, storages, known = dict(self.values), dict(self.storages), dict(self.known)
        try:
            with ir.InsertionPoint(block):
                yield
        finally:
            self.values, self.storages, self.known = values, storages, known

    def enter(self, entry: ir.Block) -> None:
        """Sets the function's entry block, where constants go."""
        self._entry = entry

    # Values

    def constant(self, attr: ir.Attribute) -> ir.Value:
        """The value of a typed attribute, made once per function."""
        value = self._constants.get(attr)
        if value is None:
            assert self._entry is not None
            last = self._last_constant
            ip = ir.InsertionPoint.after(last) if last else ir.InsertionPoint.at_block_begin(self._entry)
            op = arith.ConstantOp(attr.type, attr, ip=ip)
            self._last_constant = op.operation
            value = self._constants[attr] = op.result
        return value

    def index(self, value: int) -> ir.Value:
        """A constant of type index."""
        return self.constant(ir.IntegerAttr.get(ir.IndexType.get(), value))

    def integer(self, value: int, dtype: str) -> ir.Value:
        """An integer constant of `dtype`."""
        bits = dtypes.width(dtype)
        wrapped = (value + (1 << (bits - 1))) % (1 << bits) - (1 << (bits - 1)) if bits > 1 else value & 1
        return self.constant(ir.IntegerAttr.get(dtypes.mlir_type(dtype), wrapped))

    def real(self, value: float, dtype: str) -> ir.Value:
        """A floating-point constant of `dtype`."""
        return self.constant(ir.FloatAttr.get(dtypes.mlir_type(dtype), value))

    def variable(self, var: tir.Var) -> ir.Value:
        """The value of a scalar variable; refuses thread indices and what has no definition yet."""
        if var in self.threads:
            raise self.error(
                f"thread index {self.threads[var]} is used, but the threads of a GPU block do not exist here",
                "write the work of a block with T.Parallel and tile operations",
            )
        if var not in self.values:
            raise self.error(
                f"variable '{var.name}' is used before it is defined (T.Persistent does this)",
                "give T.Kernel the whole grid; blocks are spread over the cores by the compiler",
            )
        return self.values[var]

    def dtype(self, dtype: str, what: str, allowed: frozenset[str] = dtypes.SCALARS) -> str:
        """`dtype` if it is supported; `what` has it."""
        if dtype in allowed:
            return dtype
        if dtypes.is_vector(dtype):
            raise self.error(
                f"{what} has the vector type {dtype}", "write scalar code in T.Parallel; it is vectorised over tiles"
            )
        raise self.error(
            f"{what} has data type {dtype or 'void'}, which is not supported",
            dtypes.REMEDIES.get(dtype, "use bfloat16, float16, float32 or int32"),
        )

    # Buffers

    def shape(self, buffer: tir.Buffer) -> tuple[Size, ...]:
        """The shape of a buffer; only tensors in device memory have extents that are not constants."""
        out = []
        for extent in buffer.shape:
            size = symbols.size_of(extent, self.symbols)
            names = ", ".join(map(repr, symbols.names_in(extent)))
            if size is None:
                raise self.error(
                    f"an extent of '{buffer.name}' is computed from {names or 'something else than a constant'}",
                    "use constants, symbolic dimensions of tensors, and their sums, products and quotients by constants",
                    buffer.span,
                )
            if isinstance(size, Extent) and SPACES.get(buffer.scope) != "dram":
                raise self.error(
                    f"the size of '{buffer.name}' depends on {names}: on-chip buffers have constant sizes",
                    "work on blocks of constant size, in a loop over the dimension",
                    buffer.span,
                )
            if not at_least(size, 0 if isinstance(size, Extent) else 1):
                raise self.error(
                    f"buffer '{buffer.name}' is empty", "give every dimension a size of 1 or more", buffer.span
                )
            out.append(size)
        return tuple(out)

    def declare(self, buffer: tir.Buffer, value: ir.Value) -> None:
        """Makes `value` the memory of `buffer` and of every view of it."""
        self.storages[buffer.data] = Storage(value, buffer, self.shape(buffer))

    def allocate(self, buffer: tir.Buffer, index: Callable[[Any], ir.Value] | None = None) -> None:
        """Builds the allocation of a buffer: on the chip at the current place, in global memory once for all blocks.
        `index` builds an extent that is not a constant.
        """
        shared = SPACES[buffer.scope] == "dram" and self.launch is not None
        with self.at(buffer.span), ir.InsertionPoint(self.launch) if shared else ir.InsertionPoint.current:
            type_ = self.buffer_type(buffer)
            shape = zip(buffer.shape, self.shape(buffer), strict=True)
            sizes = [index(extent) for extent, size in shape if index is not None and not isinstance(size, int)]
            self.declare(buffer, memref.AllocOp(type_, sizes, [], loc=self.named(buffer.name)).result)

    def buffer_type(self, buffer: tir.Buffer) -> ir.Type:
        """The memref type of a buffer: dense, in the memory space of its scope."""
        elem = dtypes.mlir_type(self.dtype(buffer.dtype, f"buffer '{buffer.name}'", dtypes.DATA))
        shape = self.shape(buffer)
        strides = [symbols.size_of(s, self.symbols) for s in buffer.strides]
        if strides and strides != dense_strides(shape):
            raise self.error(
                f"tensor '{buffer.name}' is strided", "use T.Tensor: rows follow each other without gaps", buffer.span
            )
        if buffer.elem_offset is not None and not (
            isinstance(buffer.elem_offset, tir.IntImm) and buffer.elem_offset.value == 0
        ):
            raise self.error(
                f"tensor '{buffer.name}' starts at an offset in its memory", "pass a tensor of its own", buffer.span
            )
        return memref_type([dynamic_extent(extent) for extent in shape], elem, SPACES[buffer.scope])

    def storage(self, buffer: tir.Buffer) -> Storage:
        """The memory behind `buffer`; refuses views under another type."""
        found = self.storages.get(buffer.data)
        if found is None:
            raise self.error(
                f"buffer '{buffer.name}' is not declared in this kernel",
                "pass it as a parameter or allocate it with T.alloc_*",
            )
        if buffer.dtype != found.buffer.dtype:
            raise self.error(
                f"'{buffer.name}' views '{found.buffer.name}' under another type (T.view)", "convert with T.copy"
            )
        return found

    def on_storage(self, buffer: tir.Buffer, starts: Sequence[Any], sizes: Sequence[int]) -> list[views.Line]:
        """A region of a buffer, which may be a view of another (T.view, T.reshape), in the memory behind it."""
        found, shape = self.storage(buffer), self.shape(buffer)
        lines = [views.Line(*line) for line in zip(starts, sizes, shape, strict=True)]
        placed = lines if shape == found.shape else views.on_buffer(lines, found.shape)
        if placed is None:
            raise self.error(
                f"'{buffer.name}' views '{found.buffer.name}' under another shape (T.view, T.reshape), and this part of "
                f"{shown(shape)} is no part of {shown(found.shape)}",
                "use whole rows of the view, or allocate a second buffer and copy",
            )
        return placed


def dynamic_extent(size: Size) -> int:
    """A size as types have it: `?` where it is not a constant."""
    return size if isinstance(size, int) else ir.ShapedType.get_dynamic_size()


def dense_strides(shape: tuple[Size, ...]) -> list[Size]:
    """Row-major strides of a shape, in elements."""
    strides: list[Size] = [1]
    for extent in reversed(shape[1:]):
        strides.insert(0, strides[0] * extent)
    return strides if shape else []
