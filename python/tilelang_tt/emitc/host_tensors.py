"""Tensors in the host program: their elements, how their pages lie in matrices, in what order, and in which memory."""

from __future__ import annotations

from collections.abc import Sequence

from tilelang_tt.emitc.host_names import Names, size_list, size_text
from tilelang_tt.plan.model import Buffer, CoreRange, PageDigit, Sharding
from tilelang_tt.plan.sequence import AnyPlan

_ELEMENTS = {
    "bfloat16": "Plain<bfloat16>",
    "float32": "Plain<float>",
    "float16": "Half",
    "int32": "Whole<int32_t>",
    "uint32": "Whole<uint32_t>",
    "int16": "Whole<int32_t>",
    "uint16": "Whole<int32_t>",
    **dict.fromkeys(("float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz"), "Plain<bfloat16>"),
}
BLOCK_FLOATS = {"Bfp8_b": ("8", 1088), "Bfp4_b": ("4", 576)}
"""Digits in the name of a block format, bytes of a tile."""
_TILE = 32
_MATRIX = "layout.in_order() ? matrix : tilize_nfaces(matrix, layout.rows(), layout.cols())"
_ORDER_FIELD = (
    "// The digits of a page number, the highest first; none: row-major.",
    "std::vector<Digit> order = {};",
)
_SHARDS_FIELD = (
    "// Where pages are not interleaved.",
    "std::optional<BufferDistributionSpec> shards = std::nullopt;",
)
_WIDTH = 116


def element_of(buffer: Buffer) -> str:
    """The C++ description of a tensor's elements: how the host has them, and how they lie in pages."""
    if buffer.format in BLOCK_FLOATS:
        return f"Bfp{BLOCK_FLOATS[buffer.format][0]}"
    return "Plain<float>" if buffer.format == "Float32" else _ELEMENTS.get(buffer.dtype, "Small")


def tensor_lines(buffer: Buffer, names: Names) -> list[str]:
    """The declaration of a tensor and of its layout, with a word on where it lies if that is not the usual place."""
    kind = {"in": "Role::input", "out": "Role::output", "scratch": "Role::output"}.get(
        buffer.role, "Role::input_output"
    )
    name = names.buffers[buffer.name]
    place = _place(buffer)
    return [
        *([f"// {name}: {place}."] if place else []),
        *_layout_lines(f"const Layout {name}_layout", _fields(buffer, names)),
        f'auto {name} = Tensor<{element_of(buffer)}>("{buffer.name}", {name}_layout, {kind}, data, *device);',
    ]


def _place(buffer: Buffer) -> str:
    """Where a tensor lies, in words; nothing for DRAM, interleaved."""
    memory, cut = buffer.memory or "DRAM", buffer.sharding
    if cut is None:
        return f"{memory}, interleaved" if buffer.memory else ""
    owners = sum(len(r.rectangle) for r in cut.cores)
    what = ("cores" if owners != 1 else "core") if buffer.memory else ("banks" if owners != 1 else "bank")
    return f"{memory}, in shards of {' x '.join(map(str, cut.shard))} pages on {owners} {what}"


def _fields(buffer: Buffer, names: Names) -> list[str]:
    """The initialisers of a tensor's Layout."""
    row, col = buffer.tile_dims
    fields = [
        f".shape = {size_list(buffer.shape, names)}",
        f".padded = {size_list(buffer.padded_shape, names)}",
        f".row = {row}",
        f".col = {col}",
    ]
    if buffer.tile_blocks != [_TILE, _TILE]:
        fields.append(f".blocks = {size_list(buffer.tile_blocks)}")
    if buffer.page_form != "tiles":
        fields.append(f".pages = Pages::{buffer.page_form}")
    if buffer.page_order is not None:
        fields.append(f".order = {_order(buffer.page_order, names)}")
    if buffer.memory is not None:
        fields.append(f".memory = BufferType::{buffer.memory}")
    if buffer.sharding is not None:
        fields.append(f".shards = {_spec(buffer.sharding)}")
    return fields


def _layout_lines(head: str, fields: Sequence[str]) -> list[str]:
    """A declaration on one line if it fits, else one field a line; a call in a field likewise one argument a line."""
    line = f"{head}{{{', '.join(fields)}}};"
    if len(line) <= _WIDTH and "\n" not in line:
        return [line]
    return [f"{head}{{", *(f"    {line}" for field in fields for line in f"{field},".splitlines()), "};"]


def _order(digits: Sequence[PageDigit], names: Names) -> str:
    items = (f"{{{digit.dim}, {digit.divisor}, {size_text(digit.extent, names)}}}" for digit in digits)
    return "{" + ", ".join(items) + "}"


def _spec(cut: Sharding) -> str:
    """The distribution of a tensor's shards, broken where it is long."""
    arguments = [
        *(f"Shape({{{', '.join(map(str, extents))}}})" for extents in (cut.pages, cut.shard)),
        f"CoreRangeSet({core_ranges(cut.cores)})",
        "ShardOrientation::ROW_MAJOR",
    ]
    line = f"BufferDistributionSpec({', '.join(arguments)})"
    if len(line) + len("    .shards = ,") <= _WIDTH:
        return line
    below = f"    {', '.join(arguments)})"
    return "BufferDistributionSpec(\n" + (
        below if len(below) + 5 <= _WIDTH else "    " + ",\n    ".join(arguments) + ")"
    )


def core_ranges(given: Sequence[CoreRange]) -> str:
    """The argument of a CoreRangeSet."""
    ranges = []
    for r in given:
        (x, y), (w, h) = r.start, r.extent
        ranges.append(f"CoreRange({{{x}, {y}}}, {{{x + w - 1}, {y + h - 1}}})")
    if len(ranges) == 1:
        return ranges[0]
    return "std::vector<CoreRange>{" + ", ".join(ranges) + "}"


def with_layouts(text: str, plan: AnyPlan) -> str:
    """The helpers, with what the layouts of a plan's tensors need: orders of pages, memories, shards."""
    ordered = any(b.page_order is not None for b in plan.buffers)
    placed = any(b.memory is not None for b in plan.buffers)
    sharded = any(b.sharding is not None for b in plan.buffers)
    fields = [
        *(_ORDER_FIELD if ordered else []),
        *(["BufferType memory = BufferType::DRAM;"] if placed else []),
        *(_SHARDS_FIELD if sharded else []),
    ]
    parts = {
        "LAYOUT_FIELDS\n": "".join(f"    {line}\n" for line in fields) + "\n",
        "DIGIT": _DIGIT if ordered else "",
        "PAGE_ORDER": _PAGE_ORDER if ordered else "",
        "PAGED(MATRIX)": f"layout.paged({_MATRIX})" if ordered else _MATRIX,
        "TILES(Element::unpack(pages))": "layout.in_row_major(Element::unpack(pages))"
        if ordered
        else "Element::unpack(pages)",
        "LOCAL\n": _local(placed, sharded),
    }
    for token, replacement in parts.items():
        text = text.replace(token, replacement)
    return text


def _local(placed: bool, sharded: bool) -> str:
    memory = "layout.memory" if placed else "BufferType::DRAM"
    config = f"distributed::DeviceLocalBufferConfig local{{.page_size = page_bytes, .buffer_type = {memory}}};\n"
    if not sharded:
        return f"        const {config}"
    return (
        f"        {config}"
        "        if (layout.shards) {\n"
        "            local.sharding_args = BufferShardingArgs(*layout.shards);\n"
        "        }\n"
    )


def layout_headers(plan: AnyPlan) -> list[str]:
    """The headers that the layouts of a plan's tensors need."""
    sharded = any(b.sharding is not None for b in plan.buffers)
    return ["buffer.hpp", "buffer_distribution_spec.hpp", "shape.hpp"] if sharded else []


_DIGIT = """\
// `index / divisor % extent` of the index along dimension `dim`: one digit of a page number. Indices count tiles where
// a dimension is cut in tiles.
struct Digit {
    int dim;
    uint32_t divisor;
    uint32_t extent;
};

"""

_PAGE_ORDER = """\
    // The page of the tile that is number `tile` in row-major order.
    size_t page_of(size_t tile) const {
        std::vector<size_t> index(padded.size(), 0);
        const auto split_off = [&](int dim, uint32_t extent) {
            index[dim] = tile % extent;
            tile /= extent;
        };
        split_off(col, pages == Pages::folded ? cols() / page_elements() : cols() / tile_side);
        if (row >= 0) {
            split_off(row, padded[row] / tile_side);
        }
        for (int dim = static_cast<int>(padded.size()) - 1; dim >= 0; --dim) {
            if (dim != row && dim != col) {
                split_off(dim, padded[dim]);
            }
        }
        size_t page = 0;
        for (const Digit& digit : order) {
            page = page * digit.extent + index[digit.dim] / digit.divisor % digit.extent;
        }
        return page;
    }

    // Tiles in row-major order as pages, zero where no tile is.
    template <typename T>
    std::vector<T> paged(const std::vector<T>& tiles) const {
        if (order.empty()) {
            return tiles;
        }
        size_t count = 1;
        for (const Digit& digit : order) {
            count *= digit.extent;
        }
        const size_t size = page_elements();
        std::vector<T> result(count * size);
        for (size_t tile = 0; tile < tiles.size() / size; ++tile) {
            std::copy_n(tiles.begin() + tile * size, size, result.begin() + page_of(tile) * size);
        }
        return result;
    }

    // Pages as tiles in row-major order.
    template <typename T>
    std::vector<T> in_row_major(const std::vector<T>& numbered) const {
        if (order.empty()) {
            return numbered;
        }
        const size_t size = page_elements();
        std::vector<T> tiles(static_cast<size_t>(rows()) * cols());
        for (size_t tile = 0; tile < tiles.size() / size; ++tile) {
            std::copy_n(numbered.begin() + page_of(tile) * size, size, tiles.begin() + tile * size);
        }
        return tiles;
    }

"""
