// UNPACK's side: tiles of circular buffers into source registers, two banks deep.
#include "compute.hpp"
#include "fingerprint.hpp"

namespace ttsim {

const uint8_t* operand(uint32_t cb, uint32_t tile) {
    if (!check_cb(cb)) {
        return nullptr;
    }
    const Core& core = *current->core;
    const Ring& ring = core.rings[cb];
    const CbView& view = current->cb[cb];
    if (tile >= view.waited && !ring.needs_no_wait()) {
        fault(
            "CB_READ_OUTSIDE_WAITED",
            format("tile %u of CB %u, but %u tiles were waited for", tile, cb, view.waited),
            "call cb_wait_front for all tiles the operation reads");
    }
    note_in_order({cb, ring.acked + tile});
    const uint32_t page = view.read_page + tile;
    if (page >= ring.pages) {
        fault(
            "CB_WRAP",
            format(
                "tile %u of CB %u lies past its end (read pointer at page %u of %u)",
                tile,
                cb,
                view.read_page,
                ring.pages),
            "make the number of pages a multiple of the block size");
    }
    if (ring.page != tile::tile_bytes(ring.format)) {
        fault(
            "CB_PAGE_FORMAT",
            format(
                "CB %u has pages of %u bytes, a %s tile has %zu",
                cb,
                ring.page,
                tile::format_name(ring.format),
                tile::tile_bytes(ring.format)),
            "set the page size to the tile size of the format");
    }
    return core.l1 + ring.address + (page % ring.pages) * ring.page;
}

bool straight_to_dst(uint32_t cb) {
    const tile::Format format = current->core->rings[cb].format;
    return (format == tile::Format::Float32 && current->core->compute.unpack_to_dst[cb]) ||
        format == tile::Format::Int32 || format == tile::Format::UInt32;
}

namespace {

// Rows taken as tiles: right for operations on elements alone, and for nothing else.
void check_layout(Ring& ring, uint32_t cb) {
    if (ring.rows_at.line == 0) {
        return;
    }
    warn(
        "ROWS_AS_TILES",
        current->call.at,
        current->call.text(),
        format(
            "pages of CB %u are taken as tiles, but %s:%d fills them with rows of a matrix (%u bytes at once, a row of "
            "a face has %zu)",
            cb,
            ring.rows_at.file,
            ring.rows_at.line,
            ring.rows_bytes,
            16 * tile::element_bytes(ring.format)),
        "call tilize_init and tilize_block first, or keep the tensor in tiles");
    ring.rows_at = {};
}

}  // namespace

void unpack_tile(uint32_t cb, uint32_t tile, tile::Regs& out, bool to_dst) {
    const uint8_t* l1 = operand(cb, tile);
    if (l1 == nullptr) {
        return;
    }
    Core& core = *current->core;
    const tile::Format format = core.rings[cb].format;
    check_layout(core.rings[cb], cb);
    if (to_dst) {
        tile::unpack_to_dst(l1, format, out);
    } else {
        tile::unpack_to_src(l1, format, core.compute.math.dst32, core.compute.all_fp32_family, out);
    }
}

BankEntry& begin_unpack(size_t tiles, bool block) {
    Core& core = *current->core;
    synchronise();
    wait_for({WaitKind::BankFree, 0, block ? 2u : 1u, nullptr, "UBNK"});
    BankEntry& entry = core.banks[(core.bank_head + core.bank_count) % core.banks.size()];
    if (entry.tiles.size() < tiles) {
        entry.tiles.resize(tiles);
    }
    entry.to_dst = false;
    entry.block = block;
    return entry;
}

namespace {

// What the unpackers read of a tile. Exponents of block formats come through a port of their own.
uint32_t unpacked_bytes(uint32_t cb) {
    constexpr uint32_t exponents = 64;
    const Ring& ring = current->core->rings[cb];
    return tile::element_bytes(ring.format) == 0 && ring.page > exponents ? ring.page - exponents : ring.page;
}

}  // namespace

uint32_t unpack_clocks(uint32_t cb) {
    const Costs& costs = *chip().costs;
    return costs.unpack_tile + unpacked_bytes(cb) / costs.unpack_bytes_per_clock;
}

uint32_t unpack_pair_clocks(uint32_t a, uint32_t b) {
    const Costs& costs = *chip().costs;
    return costs.unpack_tile + (unpacked_bytes(a) + unpacked_bytes(b)) / costs.unpack_pair_bytes_per_clock;
}

void end_unpack(BankEntry& entry, uint32_t clocks, uint32_t first) {
    Core& core = *current->core;
    entry.ready = current->clock + first;
    spend(clocks);
    entry.complete = current->clock;
    entry.kind = current->setup.op.kind;
    entry.at = current->call.at;
    ++core.bank_count;
    core.registers_used += entry.registers();
    ++core.counters.unpacks;
    core.resources.unpack += clocks;
    wake(core, entry.ready);
}

// Operands of the FPU pass SrcA and SrcB: 32-bit integers and CBs unpacked straight to DST cannot.
void require_source_format(uint32_t cb) {
    const Core& core = *current->core;
    const tile::Format format_of = core.rings[cb].format;
    if (core.compute.unpack_to_dst[cb]) {
        fault(
            "UNPACK_TO_DEST_OPERAND",
            format("CB %u is unpacked straight to DST and cannot be an operand of the matrix unit", cb),
            "leave it out of unpack_to_dest_mode, or copy the tile to DST and use the vector unit");
    } else if (
        format_of == tile::Format::Int32 || format_of == tile::Format::UInt32 || format_of == tile::Format::UInt16) {
        fault(
            "INTEGER_OPERAND",
            format("CB %u is %s; the matrix unit works on floating point", cb, tile::format_name(format_of)),
            "copy the tile to DST and use an integer operation of the vector unit");
    }
}

// Both operands on UNPACK, for a two-operand operation with in SrcA `a` and in SrcB `b`.
void unpack_pair(uint32_t a, uint32_t b, uint32_t ia, uint32_t ib) {
    require_unpack_formats(static_cast<int>(a), static_cast<int>(b));
    require_source_format(a);
    require_source_format(b);
    BankEntry& entry = begin_unpack(2);
    unpack_tile(a, ia, entry.tiles[0], false);
    unpack_tile(b, ib, entry.tiles[1], false);
    const uint32_t clocks = unpack_pair_clocks(a, b);
    end_unpack(entry, clocks, clocks);
}

}  // namespace ttsim
