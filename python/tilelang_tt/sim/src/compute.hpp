// Shared by the compute calls: operands on UNPACK, DST on MATH and PACK, checks of the set-up.
#pragma once

#include "call.hpp"
#include "schedule.hpp"

namespace ttsim {

// --- set-up
const char* kind_name(OpKind kind);
// Reports when the thread is set up for something else than `wanted` or was never initialised.
void require_op(const OpConfig& wanted, const char* init);
// Reports when the unpackers are configured for another format than that of the CBs used.
void require_unpack_formats(int srca, int srcb);
void require_pack_format(uint32_t out);

// --- UNPACK
// L1 address of a tile of a CB that was waited for; null after a finding that leaves no memory to read.
const uint8_t* operand(uint32_t cb, uint32_t tile);
BankEntry& begin_unpack(size_t tiles, bool block = false);
// Clocks of the unpackers for a tile of a CB, alone or with the other operand.
uint32_t unpack_clocks(uint32_t cb);
uint32_t unpack_pair_clocks(uint32_t a, uint32_t b);
// The operands are there `clocks` from now; of a block, MATH may begin after `first` clocks.
void end_unpack(BankEntry& entry, uint32_t clocks, uint32_t first);
bool straight_to_dst(uint32_t cb);
void unpack_tile(uint32_t cb, uint32_t tile, tile::Regs& out, bool to_dst);
bool check_cb(uint32_t cb);
// Operands of the matrix unit pass SrcA and SrcB: 32-bit integers and CBs unpacked straight to DST cannot.
void require_source_format(uint32_t cb);
// Both operands on UNPACK, `a` to SrcA and `b` to SrcB.
void unpack_pair(uint32_t a, uint32_t b, uint32_t ia, uint32_t ib);

// --- MATH
BankEntry& begin_math();
// `clocks` per tile, of `count` tiles.
void end_math(uint32_t clocks, TileOp counter, uint32_t count = 1);
// A DST tile of the open section; reports index and section errors. Null when there is no such tile.
DstTile* math_tile(uint32_t index);
void write_dst(DstTile& target, bool reduced = false);
uint32_t fidelity_passes();
const tile::MathConfig& math_config();

// --- sections
void open_math_section(const char* call);
void close_math_section();
void open_pack_section();
void close_pack_section();

// --- PACK
DstTile* pack_source(uint32_t index);
// Packs one DST tile to the page `slot` of the reserved pages.
void pack_one(uint32_t dst, uint32_t out, uint32_t slot);

}  // namespace ttsim
