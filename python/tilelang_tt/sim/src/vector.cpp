// Vector-unit (SFPU) operations on DST tiles.
#include <cstring>

#include "compute.hpp"
#include "fingerprint.hpp"
#include "tile/sfpu.hpp"
#include "vector.hpp"

namespace ttsim {
namespace {

using Op = SfpuOp;

bool generates(Op op) {
    return op == Op::Fill || op == Op::FillInt;
}

void require_width(Op op) {
    const char* name = tile::sfpu_info(static_cast<tile::Sfpu>(op)).name;
    if (!math_config().dst32 && (std::strstr(name, "Int32") != nullptr)) {
        fault(
            "FORMAT_NEEDS_FP32_DEST",
            format("%s works on 32-bit integers, DST has 16 bits", current->call.name),
            "set fp32_dest_acc_en = true in ComputeConfig");
    }
}

tile::Sfpu number(Op op) {
    return static_cast<tile::Sfpu>(op);
}

// The init of a conversion sets the vector unit up for its two formats.
void require_cast_init(uint32_t from, uint32_t to) {
    const auto& [known_from, known_to] = current->setup.cast;
    if (known_from != from || known_to != to) {
        const auto name = [](uint32_t format) { return tile::format_name(static_cast<tile::Format>(format)); };
        fault(
            "SFPU_INIT_MISSING",
            ttsim::format(
                "typecast_tile from %s to %s, but the last typecast_tile_init is from %s to %s",
                name(from),
                name(to),
                name(known_from),
                name(known_to)),
            "call typecast_tile_init with the same template arguments before it");
    }
}

// The formats Metalium lists for typecast_tile.
void check_cast(tile::Format from, tile::Format to) {
    using tile::Format;
    for (const Format format : {from, to}) {
        switch (format) {
            case Format::Float32:
            case Format::Float16_b:
            case Format::Bfp8_b:
            case Format::Bfp4_b:
            case Format::Int32:
            case Format::UInt32:
            case Format::UInt16:
            case Format::UInt8:
                break;
            default:
                fault(
                    "TYPECAST_FORMAT",
                    ttsim::format(
                        "from %s to %s: no conversion of the vector unit",
                        tile::format_name(from),
                        tile::format_name(to)),
                    "convert between Float32, Float16_b, Bfp8_b, Bfp4_b and integers; the packer converts as well");
                return;
        }
    }
}

}  // namespace

DstTile* source_tile(uint32_t index) {
    DstTile* tile = math_tile(index);
    if (tile != nullptr && !tile->written) {
        fault(
            "SFPU_DST_UNWRITTEN",
            format("DST tile %u was not written since tile_regs_acquire; the vector unit reads leftovers", index),
            "write the tile first: copy_tile, a matrix-unit operation or fill_tile");
        for (uint32_t& word : tile->regs.u) {
            word = poison_word;
        }
    }
    return tile;
}

void op_sfpu(
    const char* call, SfpuOp op, uint32_t dst, uint32_t p0, uint32_t p1, uint32_t p2, uint32_t vector_mode, Loc at) {
    if (!on_math()) {
        return;
    }
    enter(call, at, {dst, p0, p1});
    current->call.count = 1 + tile::sfpu_info(number(op)).parameters;
    if (current->call.count > 3) {
        current->call.count = 3;
    }
    note_in_order({p0, p1, p2, vector_mode});
    require_init(op);
    current->core->lanes.state = LaneState::None;
    require_width(op);
    if (op == SfpuOp::Typecast) {
        check_cast(static_cast<tile::Format>(p0), static_cast<tile::Format>(p1));
        require_cast_init(p0, p1);
    }
    synchronise();
    DstTile* target = generates(op) ? math_tile(dst) : source_tile(dst);
    if (target == nullptr) {
        return;
    }
    if (op == SfpuOp::ExpFastScaled) {
        p0 = current->setup.sfpu_parameter;  // the factor is among the constants that the init loads
    }
    if (vector_mode == static_cast<uint32_t>(tile::VectorMode::RC)) {
        tile::sfpu_unary(number(op), target->regs, p0, p1, math_config(), p2);
    } else {
        const tile::Regs before = target->regs;
        tile::sfpu_unary(number(op), target->regs, p0, p1, math_config(), p2);
        tile::restore_untouched(
            target->regs, before, static_cast<tile::VectorMode>(vector_mode & 0xFF), vector_mode >> 8);
    }
    target->written = true;
    finish_sfpu(op);
}

void op_sfpu_binary(const char* call, SfpuOp op, uint32_t a, uint32_t b, uint32_t out, Loc at, uint32_t vector_mode) {
    if (!on_math()) {
        return;
    }
    enter(call, at, {a, b, out});
    require_init(op);
    current->core->lanes.state = LaneState::None;
    require_width(op);
    synchronise();
    DstTile* first = source_tile(a);
    DstTile* second = source_tile(b);
    DstTile* target = math_tile(out);
    if (first == nullptr || second == nullptr || target == nullptr) {
        return;
    }
    note_in_order({vector_mode, current->setup.sfpu_parameter});
    const bool whole = vector_mode == static_cast<uint32_t>(tile::VectorMode::RC);
    const tile::Regs before = whole ? tile::Regs{} : target->regs;
    tile::sfpu_binary(
        number(op), first->regs, second->regs, target->regs, math_config(), current->setup.sfpu_parameter);
    if (!whole) {
        tile::restore_untouched(
            target->regs, before, static_cast<tile::VectorMode>(vector_mode & 0xFF), vector_mode >> 8);
    }
    target->written = true;
    finish_sfpu(op);
}

void op_sfpu_ternary(
    const char* call, SfpuOp op, uint32_t a, uint32_t b, uint32_t c, uint32_t out, uint32_t p0, Loc at) {
    if (!on_math()) {
        return;
    }
    enter(call, at, {a, b, c, out});
    note_in_order({p0});
    require_init(op);
    current->core->lanes.state = LaneState::None;
    synchronise();
    DstTile* first = source_tile(a);
    DstTile* second = source_tile(b);
    DstTile* third = source_tile(c);
    DstTile* target = math_tile(out);
    if (first == nullptr || second == nullptr || third == nullptr || target == nullptr) {
        return;
    }
    tile::sfpu_ternary(number(op), first->regs, second->regs, third->regs, target->regs, p0, math_config());
    target->written = true;
    finish_sfpu(op);
}

void op_copy_dest(uint32_t from, uint32_t to, Loc at) {
    if (!on_math()) {
        return;
    }
    enter("copy_dest_values", at, {from, to});
    synchronise();
    DstTile* source = source_tile(from);
    DstTile* target = math_tile(to);
    if (source != nullptr && target != nullptr) {
        target->regs = source->regs;
        target->written = true;
    }
    spend(chip().costs->sfpu_simple);
    current->core->resources.sfpu += chip().costs->sfpu_simple;
    current->core->counters.add(TileOp::Sfpu);
}

}  // namespace ttsim
