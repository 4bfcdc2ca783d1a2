// One tile to DST: copies, broadcasts and transpositions on the way, and transposition within DST.
#include "compute.hpp"

namespace ttsim {
namespace {

// What copies and transposes need of a CB: 32-bit formats need a 32-bit DST.
void require_dst_width(uint32_t cb) {
    const Core& core = *current->core;
    const tile::Format format_of = core.rings[cb].format;
    const bool wide =
        format_of == tile::Format::Int32 || format_of == tile::Format::UInt32 || core.compute.unpack_to_dst[cb];
    if (wide && !core.compute.math.dst32) {
        fault(
            "FORMAT_NEEDS_FP32_DEST",
            format("CB %u (%s, 32 bits in DST) with a 16-bit DST", cb, tile::format_name(format_of)),
            "set fp32_dest_acc_en = true in ComputeConfig");
    }
}

void one_operand(
    OpKind kind,
    uint8_t dim,
    const char* init,
    uint32_t cb,
    uint32_t tile,
    uint32_t dst,
    uint32_t count,
    TileOp counter,
    uint32_t clocks) {
    if (!check_cb(cb)) {
        return;
    }
    OpConfig wanted;
    wanted.kind = kind;
    wanted.dim = dim;
    if (kind == OpKind::Copy && current->setup.op.kind == OpKind::Copy) {
        wanted.flag = current->setup.op.flag;
    }
    require_op(wanted, init);
    if (on_unpack()) {
        require_unpack_formats(static_cast<int>(cb), -1);
        require_dst_width(cb);
        const bool to_dst = straight_to_dst(cb);
        if (to_dst && wanted.flag != 0) {
            fault(
                "UNPACK_TO_DEST_OPERAND",
                format("CB %u is unpacked straight to DST and cannot be transposed on its way", cb),
                "copy it without transposition and use transpose_wh_dest");
        }
        for (uint32_t i = 0; i < count; ++i) {
            BankEntry& entry = begin_unpack(1);
            entry.to_dst = to_dst;
            unpack_tile(cb, tile + i, entry.tiles[0], to_dst);
            const uint32_t unpacked = unpack_clocks(cb);
            end_unpack(entry, unpacked, unpacked);
        }
        return;
    }
    for (uint32_t i = 0; i < count; ++i) {
        BankEntry& entry = begin_math();
        if (DstTile* target = math_tile(dst + i)) {
            if (entry.to_dst) {
                target->regs = entry.tiles[0];
            } else {
                tile::copy_a_to_dst(target->regs, entry.tiles[0], math_config());
            }
            if (kind == OpKind::Transpose) {
                tile::transpose(target->regs);
            } else if (kind == OpKind::Copy) {
                tile::transpose_parts(target->regs, (wanted.flag & 1) != 0, (wanted.flag & 2) != 0);
            } else if (kind == OpKind::UnaryBcast) {
                tile::broadcast(target->regs, static_cast<tile::Bcast>(dim));
            }
            write_dst(*target);
        }
        end_math(clocks, counter);
    }
}

}  // namespace

void op_copy(const char* call, uint32_t cb, uint32_t tile, uint32_t dst, uint32_t count, Loc at) {
    if (!on_pack()) {
        enter(call, at, {cb, tile, dst});
        one_operand(
            OpKind::Copy,
            0,
            "copy_tile_init or copy_tile_to_dst_init_short",
            cb,
            tile,
            dst,
            count,
            TileOp::Copy,
            chip().costs->copy);
    }
}

void op_unary_bcast(uint8_t dim, uint32_t cb, uint32_t tile, uint32_t dst, Loc at) {
    if (!on_pack()) {
        enter("unary_bcast", at, {cb, tile, dst});
        one_operand(OpKind::UnaryBcast, dim, "unary_bcast_init", cb, tile, dst, 1, TileOp::Bcast, chip().costs->copy);
    }
}

void op_transpose(uint32_t cb, uint32_t tile, uint32_t dst, Loc at) {
    if (!on_pack()) {
        enter("transpose_wh_tile", at, {cb, tile, dst});
        one_operand(
            OpKind::Transpose,
            0,
            "transpose_wh_init or transpose_wh_init_short",
            cb,
            tile,
            dst,
            1,
            TileOp::Transpose,
            chip().costs->transpose);
    }
}

void op_transpose_dest(uint32_t dst, Loc at) {
    if (!on_math()) {
        return;
    }
    enter("transpose_wh_dest", at, {dst});
    OpConfig wanted;
    wanted.kind = OpKind::TransposeDest;
    require_op(wanted, "transpose_wh_dest_init_short");
    synchronise();
    if (DstTile* target = math_tile(dst)) {
        if (!target->written) {
            fault(
                "DST_READ_UNWRITTEN",
                format("DST tile %u was not written since tile_regs_acquire", dst),
                "write it first");
        }
        tile::transpose(target->regs);
    }
    spend(chip().costs->transpose);
    current->core->resources.math += chip().costs->transpose;
    current->core->counters.add(TileOp::Transpose);
}

}  // namespace ttsim
