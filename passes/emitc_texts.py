"""C++ of what data-movement cores do with the elements of a tile themselves, as text around values."""

from __future__ import annotations

import re
from typing import Any

from tilelang_tt.mlir import emitc


def iota(buffer: Any, dim: int) -> None:
    """The row (`dim` 0) or the column (1) of every element, in the reserved page of a circular buffer of float32."""
    _verbatim(_IOTA[dim], BUFFER=buffer)


def read_tile_element(tensor: str, buffer: Any, page: Any, place: Any, size: int) -> None:
    """Starts the read of the 64 bytes around element `place` of a page to the start of a circular buffer; elements have
    `size` bytes. Reads of 64 bytes are aligned on every device.
    """
    offset = f"PLACE / {_SPAN // size} * {_SPAN}"
    _verbatim(
        f"noc_async_read(get_noc_addr(PAGE, {tensor}, {offset}), get_write_ptr(BUFFER), {_SPAN});",
        PAGE=page,
        PLACE=place,
        BUFFER=buffer,
    )


def spread_element(buffer: Any, place: Any, size: int) -> None:
    """The element that `read_tile_element` brought, everywhere in its page. The core stores 64 bytes, the NoC copies
    what is there until the page is full.
    """
    _verbatim(_SPREAD[size].replace("COUNT", str(_SPAN // size)), BUFFER=buffer, PLACE=place)


def write_tile_element(tensor: str, buffer: Any, page: Any, place: Any, size: int) -> None:
    """Starts the write of the first element of a page to element `place` of a page of a tensor; elements have `size`
    bytes. Both ends of a write have the same position in 16 bytes, so the element is moved there first.
    """
    text = _WRITE_ELEMENT.replace("TENSOR", tensor).replace("SIZE", str(size))
    text = text.replace("WORD", f"uint{size * 8}_t").replace("COUNT", str(16 // size))
    _verbatim(text, BUFFER=buffer, PLACE=place, PAGE=page)


def _verbatim(text: str, **values: Any) -> None:
    """C++ text in which every NAME stands for the value of that name."""
    names = re.compile("|".join(rf"\b{name}\b" for name in values))
    operands = [values[name] for name in names.findall(text)]
    emitc.VerbatimOp(names.sub("{}", text.replace("{", "{{")), operands)


_IOTA = (
    """// Element (r, c) of the tile is r; faces of 16 x 16 lie left to right, top to bottom.
{
    volatile tt_l1_ptr float* tile = reinterpret_cast<volatile tt_l1_ptr float*>(get_write_ptr(BUFFER));
    for (uint32_t row = 0; row < 32; ++row) {
        const float number = static_cast<float>(row);
        for (uint32_t col = 0; col < 32; ++col) {
            tile[(row / 16 * 2 + col / 16) * 256 + row % 16 * 16 + col % 16] = number;
        }
    }
}""",
    """// Element (r, c) of the tile is c; faces of 16 x 16 lie left to right, top to bottom.
{
    volatile tt_l1_ptr float* tile = reinterpret_cast<volatile tt_l1_ptr float*>(get_write_ptr(BUFFER));
    for (uint32_t col = 0; col < 32; ++col) {
        const float number = static_cast<float>(col);
        for (uint32_t row = 0; row < 32; ++row) {
            tile[(row / 16 * 2 + col / 16) * 256 + row % 16 * 16 + col % 16] = number;
        }
    }
}""",
    """// Every element of the tile is its place in memory.
{
    volatile tt_l1_ptr float* tile = reinterpret_cast<volatile tt_l1_ptr float*>(get_write_ptr(BUFFER));
    for (uint32_t place = 0; place < 1024; ++place) {
        tile[place] = static_cast<float>(place);
    }
}""",
)

_SPAN = 64
"""Bytes."""

_SPREAD = {
    4: """// The element everywhere: 64 bytes by this core, the rest copied from what is there.
{
    const uint32_t tile = get_write_ptr(BUFFER);
    volatile tt_l1_ptr uint32_t* words = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(tile);
    const uint32_t element = words[PLACE % COUNT];
    for (uint32_t i = 0; i < 16; ++i) {
        words[i] = element;
    }
    for (uint32_t size = 64; size < get_tile_size(BUFFER); size *= 2) {
        noc_async_read(get_noc_addr(tile), tile + size, size);
        noc_async_read_barrier();
    }
}""",
    2: """// The element everywhere: 64 bytes by this core, the rest copied from what is there.
{
    const uint32_t tile = get_write_ptr(BUFFER);
    volatile tt_l1_ptr uint32_t* words = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(tile);
    const uint32_t element = reinterpret_cast<volatile tt_l1_ptr uint16_t*>(tile)[PLACE % COUNT];
    for (uint32_t i = 0; i < 16; ++i) {
        words[i] = element << 16 | element;
    }
    for (uint32_t size = 64; size < get_tile_size(BUFFER); size *= 2) {
        noc_async_read(get_noc_addr(tile), tile + size, size);
        noc_async_read_barrier();
    }
}""",
}

_WRITE_ELEMENT = """// Source and target of a write must lie alike in 16 bytes.
{
    volatile tt_l1_ptr WORD* tile = reinterpret_cast<volatile tt_l1_ptr WORD*>(get_read_ptr(BUFFER));
    tile[PLACE % COUNT] = tile[0];
    const uint32_t l1_addr = get_read_ptr(BUFFER) + PLACE % COUNT * SIZE;
    noc_async_write(l1_addr, get_noc_addr(PAGE, TENSOR, PLACE * SIZE), SIZE);
}"""
