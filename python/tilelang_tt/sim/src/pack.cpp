// PACK's side: DST tiles to circular buffers.
#include <algorithm>
#include <cstring>

#include "compute.hpp"
#include "fingerprint.hpp"

namespace ttsim {

namespace {

// Host address of the reserved page `slot` of a CB, and room for `pages` pages from it; null when there is no such
// memory.
uint8_t* reserved_pages(uint32_t out, uint32_t slot, uint32_t pages) {
    Core& core = *current->core;
    Ring& ring = core.rings[out];
    CbView& view = current->cb[out];
    note_in_order({out, ring.received + slot, pages});
    if (slot + pages > view.reserved && !ring.needs_no_reserve()) {
        fault(
            "CB_PACK_OUTSIDE_RESERVED",
            format("page %u of CB %u, but %u pages are reserved", slot + pages - 1, out, view.reserved),
            "call cb_reserve_back for all pages packed before the next cb_push_back, and cb_push_back behind them");
    }
    if (view.write_page + slot + pages > ring.pages) {
        fault(
            "CB_WRAP",
            format(
                "page %u of CB %u lies past its end (write pointer at page %u of %u)",
                slot,
                out,
                view.write_page,
                ring.pages),
            "make the number of pages a multiple of the block size");
        return nullptr;
    }
    view.packed = std::max(view.packed, slot + pages);
    return core.l1 + ring.address + (view.write_page + slot) * ring.page;
}

void check_page(uint32_t out) {
    const Ring& ring = current->core->rings[out];
    if (ring.page != tile::tile_bytes(ring.format)) {
        fault(
            "CB_PAGE_FORMAT",
            format(
                "CB %u has pages of %u bytes, a %s tile has %zu",
                out,
                ring.page,
                tile::format_name(ring.format),
                tile::tile_bytes(ring.format)),
            "set the page size to the tile size of the format");
    }
    const bool wide = ring.format == tile::Format::Int32 || ring.format == tile::Format::UInt32;
    if (wide && !math_config().dst32) {
        fault(
            "FORMAT_NEEDS_FP32_DEST",
            format("CB %u (%s) is packed from a 16-bit DST", out, tile::format_name(ring.format)),
            "set fp32_dest_acc_en = true in ComputeConfig");
    }
}

void require_written(const DstTile& source, uint32_t dst) {
    if (!source.written) {
        fault(
            "DST_PACK_UNWRITTEN",
            format("DST tile %u was not written since tile_regs_acquire", dst),
            "pack only tiles written in the section");
    }
}

void require_no_accumulation() {
    if (current->setup.l1_accumulate) {
        fault(
            "NOT_MODELLED",
            "the packer accumulates rows in L1; this simulator knows it for whole tiles only",
            "call pack_reconfig_l1_acc(0) before rows are packed");
    }
}

// The tile as the packer's mask of reductions and its relu leave it; in `changed` unless both are off.
const tile::Regs& finish_in_packer(const DstTile& source, uint32_t dst, tile::Regs& changed) {
    const Setup& setup = current->setup;
    note_in_order({setup.l1_accumulate, setup.reduce_mask, static_cast<uint64_t>(setup.relu)});
    const tile::Regs* regs = &source.regs;
    if (setup.reduce_mask) {
        if (!source.reduced) {
            fault(
                "REDUCE_UNINIT_MISSING",
                format(
                    "DST tile %u is no result of reduce_tile, but the packer's reduction mask (line %d) is still set",
                    dst,
                    setup.mask_at.line),
                "call reduce_uninit() after the last reduce_tile of a series");
        }
        changed = *regs;
        tile::mask_reduced(changed, setup.mask_dim);
        regs = &changed;
    }
    if (setup.relu != tile::PackRelu::None) {
        changed = *regs;
        tile::apply_relu(changed, setup.relu, setup.relu_threshold);
        regs = &changed;
    }
    return *regs;
}

}  // namespace

void pack_one(uint32_t dst, uint32_t out, uint32_t slot) {
    Core& core = *current->core;
    DstTile* source = pack_source(dst);
    uint8_t* l1 = reserved_pages(out, slot, 1);
    if (source == nullptr || l1 == nullptr) {
        return;
    }
    require_written(*source, dst);
    const tile::Format format_of = core.rings[out].format;
    tile::Regs changed;
    const tile::Regs& regs = finish_in_packer(*source, dst, changed);
    const Costs& costs = *chip().costs;
    uint32_t clocks = core.rings[out].page / costs.pack_bytes_per_clock + 1;
    if (current->setup.l1_accumulate) {
        uint32_t word;
        __builtin_memcpy(&word, l1, 4);
        if (word == poison_word) {
            fault(
                "PACK_ACC_UNINITIALISED",
                format("page %u of CB %u holds nothing to accumulate into", slot, out),
                "call pack_reconfig_l1_acc(0) for the first block");
        }
        tile::pack_accumulate(regs, format_of, math_config().dst32, l1);
        clocks *= costs.pack_accumulate_factor;
    } else {
        tile::pack(regs, format_of, math_config().dst32, l1);
    }
    spend(clocks);
    core.resources.pack += clocks;
    core.counters.packs += 1;
}

void op_pack(const char* call, uint32_t dst, uint32_t out, bool out_of_order, uint32_t slot, uint32_t count, Loc at) {
    if (!on_pack()) {
        return;
    }
    enter(call, at, {dst, out, out_of_order ? slot : count});
    if (!check_cb(out)) {
        return;
    }
    require_pack_format(out);
    check_page(out);
    if (current->setup.rows != 0) {
        fault("PACK_ROWS", "a tile is packed while the packer is set up for rows", "call pack_rows_uninit first");
        current->setup.rows = 0;
    }
    for (uint32_t i = 0; i < count; ++i) {
        synchronise();
        pack_one(dst + i, out, out_of_order ? slot + i : current->cb[out].next_slot++);
    }
}

void op_pack_rows(uint32_t dst, uint32_t out, uint32_t slot, Loc at) {
    if (!on_pack()) {
        return;
    }
    enter("pack_rows", at, {dst, out, slot});
    if (!check_cb(out)) {
        return;
    }
    require_pack_format(out);
    const Ring& ring = current->core->rings[out];
    const size_t element = tile::element_bytes(ring.format);
    const uint32_t rows = current->setup.rows;
    if (rows == 0 || element == 0) {
        fault(
            "PACK_ROWS",
            rows == 0 ? "rows are packed without their init" : "rows cannot be packed to a block format",
            "call pack_rows_init with the number of rows, and use a format such as Float16_b");
        return;
    }
    synchronise();
    const auto bytes = static_cast<uint32_t>(rows * 16 * element);
    DstTile* source = pack_source(dst);
    uint8_t* l1 = reserved_pages(out, slot, (bytes + ring.page - 1) / ring.page);
    if (source == nullptr || l1 == nullptr) {
        return;
    }
    require_written(*source, dst);
    require_no_accumulation();
    std::vector<uint8_t> packed(tile::tile_bytes(ring.format));
    tile::Regs changed;
    const tile::Regs& regs = finish_in_packer(*source, dst, changed);
    tile::pack(regs, ring.format, math_config().dst32, packed.data());
    std::memcpy(l1, packed.data(), bytes);
    const uint32_t clocks = bytes / chip().costs->pack_bytes_per_clock + 1;
    spend(clocks);
    current->core->resources.pack += clocks;
    current->core->counters.packs += 1;
}

void op_tilize(
    const char* call, uint32_t in, uint32_t block, uint32_t out, uint32_t in_tile, uint32_t out_tile, Loc at) {
    enter(call, at, {in, block, out});
    if (!check_cb(in) || !check_cb(out) || block == 0) {
        return;
    }
    OpConfig wanted;
    wanted.kind = OpKind::Tilize;
    wanted.ct = static_cast<uint16_t>(block);
    if (!on_pack()) {
        require_op(wanted, "tilize_init with the same block");
    }
    Core& core = *current->core;
    const tile::Format format_of = core.rings[in].format;
    const size_t element = tile::element_bytes(format_of);
    if (element == 0) {
        if (on_unpack()) {
            fault("TILIZE_BLOCK_FORMAT", "row-major data cannot be in a block format", "use Float16_b or Float32");
        }
        return;
    }
    if (on_unpack()) {
        require_unpack_formats(static_cast<int>(in), -1);
        operand(in, in_tile + block - 1);
    }
    for (uint32_t t = 0; t < block; ++t) {
        if (on_unpack()) {
            const uint8_t* l1 = operand(in, in_tile);
            BankEntry& entry = begin_unpack(1);
            tile::unpack_rows_to_src(
                l1 + t * 32 * element,
                block * 32 * element,
                format_of,
                math_config().dst32,
                core.compute.all_fp32_family,
                entry.tiles[0]);
            end_unpack(entry, unpack_clocks(in), unpack_clocks(in));
        } else if (on_math()) {
            open_math_section(call);
            BankEntry& entry = begin_math();
            if (DstTile* target = math_tile(0)) {
                tile::copy_a_to_dst(target->regs, entry.tiles[0], math_config());
                target->written = true;
            }
            end_math(chip().costs->copy, TileOp::Tilize);
            close_math_section();
        } else {
            require_pack_format(out);
            check_page(out);
            open_pack_section();
            pack_one(0, out, out_tile + t);
            close_pack_section();
        }
    }
}

namespace {

// Packs DST tiles dst .. dst + count - 1 as `count` tiles of row-major data, `column` tiles from the left of rows of
// `full` tiles.
void pack_row_major(uint32_t out, uint32_t row, uint32_t count, uint32_t full, uint32_t column, uint32_t dst) {
    Core& core = *current->core;
    const tile::Format format_of = core.rings[out].format;
    const size_t element = tile::element_bytes(format_of);
    require_pack_format(out);
    require_no_accumulation();
    uint8_t* l1 = reserved_pages(out, row * full, full);
    if (element == 0) {
        fault("UNTILIZE_BLOCK_FORMAT", "row-major data cannot be in a block format", "use Float16_b or Float32");
        return;
    }
    for (uint32_t c = 0; c < count && l1 != nullptr; ++c) {
        DstTile* source = pack_source(dst + c);
        note_in_order({column + c});
        if (source == nullptr) {
            return;
        }
        require_written(*source, dst + c);
        tile::Regs changed;
        const tile::Regs& regs = finish_in_packer(*source, dst + c, changed);
        tile::pack_rows(regs, format_of, math_config().dst32, l1 + (column + c) * 32 * element, full * 32 * element);
        const uint32_t clocks = core.rings[out].page / chip().costs->pack_bytes_per_clock + 1;
        spend(clocks);
        core.resources.pack += clocks;
        core.counters.packs += 1;
    }
}

}  // namespace

void op_untilize(
    const char* call,
    bool packer,
    uint32_t in,
    uint32_t block,
    uint32_t rows,
    uint32_t full,
    uint32_t column,
    uint32_t out,
    Loc at) {
    enter(call, at, {in, rows, out, column});
    if (!check_cb(in) || !check_cb(out) || block == 0) {
        return;
    }
    Core& core = *current->core;
    OpConfig wanted;
    wanted.kind = packer ? OpKind::PackUntilize : OpKind::Untilize;
    wanted.ct = static_cast<uint16_t>(packer ? block : 0);
    wanted.rt = static_cast<uint16_t>(packer ? full : 0);
    require_op(wanted, packer ? "pack_untilize_init with the same template arguments" : "untilize_init");
    if (packer && rows > 1) {
        fault(
            "PACK_UNTILIZE_ROWS",
            format("%u rows of tiles: every one reads the tiles of the first, and goes over its output", rows),
            "call it for one row of tiles at a time, with cb_pop_front and cb_push_back after each");
    }
    for (uint32_t r = 0; r < rows; ++r) {
        if (on_unpack()) {
            require_unpack_formats(static_cast<int>(in), -1);
            const bool to_dst = straight_to_dst(in);
            for (uint32_t c = 0; c < block; ++c) {
                BankEntry& entry = begin_unpack(1);
                entry.to_dst = to_dst;
                unpack_tile(in, (packer ? r : column) * block + c, entry.tiles[0], to_dst);
                end_unpack(entry, unpack_clocks(in), unpack_clocks(in));
            }
        } else if (on_math()) {
            open_math_section(call);
            for (uint32_t c = 0; c < block; ++c) {
                BankEntry& entry = begin_math();
                if (DstTile* target = math_tile(c)) {
                    if (entry.to_dst) {
                        target->regs = entry.tiles[0];
                    } else {
                        tile::copy_a_to_dst(target->regs, entry.tiles[0], math_config());
                    }
                    target->written = true;
                }
                end_math(chip().costs->copy, TileOp::Untilize);
            }
            close_math_section();
        } else {
            open_pack_section();
            pack_row_major(out, r, block, full, column * block, 0);
            close_pack_section();
        }
    }
}

void op_pack_untilize_dest(
    uint32_t out, uint32_t block, uint32_t rows, uint32_t full, uint32_t column, uint32_t dst, Loc at) {
    if (!on_pack()) {
        return;
    }
    enter("pack_untilize_dest", at, {out, rows, column});
    if (!check_cb(out)) {
        return;
    }
    synchronise();
    for (uint32_t r = 0; r < rows; ++r) {
        pack_row_major(out, r, block, full, column * block, dst + r * block);
    }
}

}  // namespace ttsim
