"""Helpers of data-movement kernels for tensors whose pages are rows: C++ that a kernel brings along.

A row is read in one piece to `staging`, at its address modulo what reads from DRAM need; from there the core places its
elements in the faces of the tiles. Writes go the other way. Transfers are of exactly the bytes inside of the tensor, so
nothing next to them is touched.
"""

from __future__ import annotations

from collections.abc import Collection

DECLARED = (
    "RowMatrix",
    "TileBlock",
    "Span",
    "row_alignment",
    "inside_of",
    "clamped",
    "copy_words",
    "copy_l1",
    "clear_l1",
    "face_row",
    "staged_row",
    "read_tilized",
    "write_untilized",
)
"""The names that the helpers declare."""

_COMMON = """\
namespace {

// Addresses in DRAM and in L1 agree modulo this.
constexpr uint32_t row_alignment = 64;

// `height` rows of `width` elements, each a page, `step` pages from row to row.
struct RowMatrix {
    uint32_t height;
    uint32_t width;
    uint32_t step;
};

// `rows` x `cols` elements in tiles of four 16 x 16 faces. The tile below another is `down` pages on, that to its right
// `right` pages.
struct TileBlock {
    uint32_t rows;
    uint32_t cols;
    uint32_t down;
    uint32_t right;
};

// Elements [first, last) of a row of a block.
struct Span {
    uint32_t first;
    uint32_t last;
};

inline uint32_t clamped(int32_t value, int32_t low, int32_t high) {
    return static_cast<uint32_t>(value < low ? low : value > high ? high : value);
}

// What of `size` elements from `start` on lies inside of `extent` elements.
inline Span inside_of(int32_t start, uint32_t size, uint32_t extent) {
    const int32_t end = static_cast<int32_t>(size);
    return {clamped(-start, 0, end), clamped(static_cast<int32_t>(extent) - start, 0, end)};
}

template <typename Word>
inline void copy_words(uint32_t from, uint32_t to, uint32_t bytes) {
    const auto source = reinterpret_cast<volatile tt_l1_ptr Word*>(from);
    const auto target = reinterpret_cast<volatile tt_l1_ptr Word*>(to);
    for (uint32_t i = 0; i < bytes / sizeof(Word); ++i) {
        target[i] = source[i];
    }
}

// Copies within L1 in the widest words that the addresses allow.
template <typename T>
inline void copy_l1(uint32_t from, uint32_t to, uint32_t bytes) {
    if (((from | to | bytes) & 3) == 0) {
        copy_words<uint32_t>(from, to, bytes);
    } else {
        copy_words<T>(from, to, bytes);
    }
}

// Where the 16 elements of a row from `col`, a multiple of 16, on lie in the tiles from `tiles` on.
template <typename T>
inline uint32_t face_row(const TileBlock& block, uint32_t tiles, uint32_t row, uint32_t col) {
    const uint32_t tile = row / 32 * block.down + col / 32 * block.right;
    const uint32_t face = row % 32 / 16 * 2 + col % 32 / 16;
    return tiles + (tile * 1024 + face * 256 + row % 16 * 16) * sizeof(T);
}

// Where in `staging` a row of the block is kept: at the address modulo row_alignment that element `start` has in its page.
template <typename T>
inline uint32_t staged_row(const TileBlock& block, uint32_t staging, uint32_t row, uint32_t start) {
    const uint32_t base = (staging + row_alignment - 1) / row_alignment * row_alignment;
    const uint32_t pitch = (block.cols * sizeof(T) + row_alignment - 1) / row_alignment * row_alignment + row_alignment;
    return base + row % 32 * pitch + start * sizeof(T) % row_alignment;
}
"""

_READ = """
template <typename T>
inline void clear_l1(uint32_t to, uint32_t elements) {
    const auto target = reinterpret_cast<volatile tt_l1_ptr T*>(to);
    for (uint32_t i = 0; i < elements; ++i) {
        target[i] = 0;
    }
}

// Reads a block from element (row, col) of a matrix on, whose row 0 is page `page`, into tiles. Elements outside of the
// matrix, and what the tiles have beyond the block, become zero.
template <typename T, typename Accessor>
void read_tilized(
    const Accessor& tensor,
    const RowMatrix& matrix,
    uint32_t page,
    int32_t row,
    int32_t col,
    const TileBlock& block,
    uint32_t tiles,
    uint32_t staging) {
    const Span rows = inside_of(row, block.rows, matrix.height);
    const Span cols = inside_of(col, block.cols, matrix.width);
    const uint32_t start = col + cols.first;
    const uint32_t bytes = (cols.last - cols.first) * sizeof(T);
    for (uint32_t top = 0; top < block.rows; top += 32) {
        for (uint32_t r = top; r < top + 32; ++r) {
            if (r >= rows.first && r < rows.last && bytes > 0) {
                const uint64_t source = tensor.get_noc_addr(page + (row + r) * matrix.step, start * sizeof(T));
                noc_async_read(source, staged_row<T>(block, staging, r, start), bytes);
            }
        }
        noc_async_read_barrier();
        for (uint32_t r = top; r < top + 32; ++r) {
            const bool inside = r >= rows.first && r < rows.last;
            const uint32_t source = staged_row<T>(block, staging, r, start);
            for (uint32_t c = 0; c < (block.cols + 31) / 32 * 32; c += 16) {
                const uint32_t first = inside ? clamped(cols.first, c, c + 16) : c + 16;
                const uint32_t last = inside ? clamped(cols.last, c, c + 16) : c + 16;
                const uint32_t target = face_row<T>(block, tiles, r, c);
                clear_l1<T>(target, first - c);
                copy_l1<T>(
                    source + (first - cols.first) * sizeof(T),
                    target + (first - c) * sizeof(T),
                    (last - first) * sizeof(T));
                clear_l1<T>(target + (last - c) * sizeof(T), c + 16 - last);
            }
        }
    }
}
"""

_WRITE = """
// Writes a block from tiles to a matrix, from element (row, col) on; see RowMatrix. What lies outside of the matrix is
// dropped.
template <typename T, typename Accessor>
void write_untilized(
    const Accessor& tensor,
    const RowMatrix& matrix,
    uint32_t page,
    int32_t row,
    int32_t col,
    const TileBlock& block,
    uint32_t tiles,
    uint32_t staging) {
    const Span rows = inside_of(row, block.rows, matrix.height);
    const Span cols = inside_of(col, block.cols, matrix.width);
    const uint32_t start = col + cols.first;
    const uint32_t bytes = (cols.last - cols.first) * sizeof(T);
    if (bytes == 0) {
        return;
    }
    for (uint32_t r = rows.first; r < rows.last; ++r) {
        if (r % 32 == 0) {
            noc_async_writes_flushed();
        }
        const uint32_t staged = staged_row<T>(block, staging, r, start);
        for (uint32_t c = cols.first / 16 * 16; c < cols.last; c += 16) {
            const uint32_t first = clamped(cols.first, c, c + 16);
            const uint32_t last = clamped(cols.last, c, c + 16);
            copy_l1<T>(
                face_row<T>(block, tiles, r, c) + (first - c) * sizeof(T),
                staged + (first - cols.first) * sizeof(T),
                (last - first) * sizeof(T));
        }
        noc_async_write(
            staged, tensor.get_noc_addr(page + (row + r) * matrix.step, start * sizeof(T)), bytes);
    }
    noc_async_writes_flushed();
}
"""


def helpers(used: Collection[str]) -> str:
    """The text of the helpers that a kernel calls: "read_tilized", "write_untilized"."""
    parts = {"read_tilized": _READ, "write_untilized": _WRITE}
    return _COMMON + "".join(text for name, text in parts.items() if name in used) + "\n}  // namespace"
