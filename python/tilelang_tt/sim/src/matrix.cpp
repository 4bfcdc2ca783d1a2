// Matrix-unit operations: matmul, elementwise, broadcast, reduce, copy, transpose.
#include <string>

#include "compute.hpp"

namespace ttsim {
namespace {

uint32_t page_bytes(uint32_t cb) {
    return current->core->rings[cb].page;
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
    end_unpack(entry, page_bytes(a) + page_bytes(b), true);
}

void write_dst(DstTile& target, bool reduced = false) {
    target.written = true;
    target.reduced = reduced;
}

// DST read back as an operand: cut to what the source register holds, tf32 if it is configured for Float32, else bf16.
void reuse_dst(const tile::Regs& dst, int configured_cb, tile::Regs& out) {
    const bool tf32 = math_config().dst32 && configured_cb >= 0 &&
        current->core->rings[configured_cb].format == tile::Format::Float32;
    if (!tf32) {
        tile::dst_to_src(dst, out);
        return;
    }
    for (size_t i = 0; i < 1024; ++i) {
        out.u[i] = dst.u[i] & 0xFFFFE000;
    }
}

const char* const binary_inits[] = {"add_tiles_init", "sub_tiles_init", "mul_tiles_init"};

}  // namespace

void op_matmul(uint32_t in0, uint32_t in1, uint32_t i0, uint32_t i1, uint32_t dst, Loc at) {
    if (on_pack()) {
        return;
    }
    enter("matmul_tiles", at, {in0, in1, i0, i1, dst});
    if (!check_cb(in0) || !check_cb(in1)) {
        return;
    }
    OpConfig wanted = current->setup.op;
    if (wanted.kind != OpKind::Matmul) {
        wanted = {};
        wanted.kind = OpKind::Matmul;
    }
    require_op(wanted, "mm_init or mm_init_short");
    if (on_unpack()) {
        unpack_pair(in1, in0, i1, i0);
        return;
    }
    BankEntry& entry = begin_math();
    if (DstTile* target = math_tile(dst)) {
        tile::matmul(target->regs, entry.tiles[1], entry.tiles[0], wanted.flag != 0, !target->written, math_config());
        write_dst(*target);
    }
    end_math(chip().costs->matmul_pass * fidelity_passes(), TileOp::Matmul);
}

void op_matmul_block(
    uint32_t in0,
    uint32_t in1,
    uint32_t i0,
    uint32_t i1,
    uint32_t dst,
    bool transpose,
    uint32_t ct,
    uint32_t rt,
    uint32_t kt,
    Loc at) {
    if (on_pack()) {
        return;
    }
    enter("matmul_block", at, {in0, in1, i0, i1, dst, kt});
    if (!check_cb(in0) || !check_cb(in1)) {
        return;
    }
    OpConfig wanted;
    wanted.kind = OpKind::MatmulBlock;
    wanted.flag = transpose;
    wanted.ct = static_cast<uint16_t>(ct);
    wanted.rt = static_cast<uint16_t>(rt);
    wanted.kt = static_cast<uint16_t>(kt);
    require_op(wanted, "mm_block_init or mm_block_init_short with the same block");
    if (on_unpack()) {
        require_unpack_formats(static_cast<int>(in1), static_cast<int>(in0));
        require_source_format(in0);
        require_source_format(in1);
        BankEntry& entry = begin_unpack(rt + ct);
        for (uint32_t r = 0; r < rt; ++r) {
            unpack_tile(in0, i0 + r * kt, entry.tiles[r], false);
        }
        for (uint32_t c = 0; c < ct; ++c) {
            unpack_tile(in1, i1 + c, entry.tiles[rt + c], false);
        }
        // One operand stays in its register while the other streams.
        const uint32_t streamed = rt * ct * (ct >= rt ? page_bytes(in1) : page_bytes(in0));
        const uint32_t kept = ct >= rt ? rt * page_bytes(in0) : ct * page_bytes(in1);
        end_unpack(entry, streamed + kept, false);
        return;
    }
    BankEntry& entry = begin_math();
    for (uint32_t r = 0; r < rt; ++r) {
        for (uint32_t c = 0; c < ct; ++c) {
            DstTile* target = math_tile(dst + r * ct + c);
            if (target == nullptr) {
                continue;
            }
            tile::matmul(target->regs, entry.tiles[r], entry.tiles[rt + c], transpose, !target->written, math_config());
            write_dst(*target);
        }
    }
    end_math(chip().costs->matmul_pass * fidelity_passes() * rt * ct, TileOp::Matmul, rt * ct);
}

void op_binary(
    const char* call,
    uint8_t op,
    uint8_t bcast,
    uint32_t a,
    uint32_t b,
    uint32_t ia,
    uint32_t ib,
    uint32_t dst,
    Loc at) {
    if (on_pack()) {
        return;
    }
    enter(call, at, {a, b, ia, ib, dst});
    if (!check_cb(a) || !check_cb(b)) {
        return;
    }
    OpConfig wanted;
    wanted.kind = bcast == 0 ? OpKind::Binary : OpKind::Bcast;
    wanted.op = op;
    wanted.dim = bcast;
    const OpConfig& configured = current->setup.op;
    if (configured.kind == OpKind::Binary && configured.op == op) {
        wanted.flag = configured.flag;
    }
    require_op(wanted, bcast == 0 ? binary_inits[op] : "init_bcast or the operation's _init_short");
    if (on_unpack()) {
        unpack_pair(a, b, ia, ib);
        return;
    }
    BankEntry& entry = begin_math();
    if (DstTile* target = math_tile(dst)) {
        const auto kind = static_cast<tile::Eltwise>(op);
        const bool accumulate = target->written && wanted.flag != 0;
        if (target->written && kind == tile::Eltwise::Mul) {
            fault(
                "DST_MUL_ACCUMULATES",
                format("DST tile %u was written in this section; the product would be added to it", dst),
                "multiply into a tile not written since tile_regs_acquire");
        }
        tile::eltwise(
            target->regs,
            entry.tiles[0],
            entry.tiles[1],
            kind,
            static_cast<tile::Bcast>(bcast),
            accumulate,
            math_config());
        write_dst(*target);
    }
    end_math(chip().costs->eltwise * (op == 2 ? fidelity_passes() : 1), bcast == 0 ? TileOp::Eltwise : TileOp::Bcast);
}

void op_dest_reuse(const char* call, uint8_t op, uint8_t to_srcb, uint32_t cb, uint32_t tile, uint32_t dst, Loc at) {
    if (on_pack()) {
        return;
    }
    enter(call, at, {cb, tile, dst});
    if (!check_cb(cb)) {
        return;
    }
    OpConfig wanted;
    wanted.kind = OpKind::DestReuse;
    wanted.op = op;
    wanted.dim = to_srcb;
    require_op(wanted, "binary_dest_reuse_tiles_init with the same template arguments");
    if (on_unpack()) {
        require_unpack_formats(to_srcb != 0 ? static_cast<int>(cb) : -1, to_srcb != 0 ? -1 : static_cast<int>(cb));
        require_source_format(cb);
        BankEntry& entry = begin_unpack(1);
        unpack_tile(cb, tile, entry.tiles[0], false);
        end_unpack(entry, page_bytes(cb), false);
        return;
    }
    BankEntry& entry = begin_math();
    if (DstTile* target = math_tile(dst)) {
        if (!target->written) {
            fault(
                "DST_READ_UNWRITTEN",
                format("DST tile %u was not written since tile_regs_acquire", dst),
                "write it first, for example with copy_tile");
        }
        tile::Regs reused;
        reuse_dst(target->regs, to_srcb != 0 ? current->setup.srcb : current->setup.srca, reused);
        const tile::Regs& a = to_srcb != 0 ? entry.tiles[0] : reused;
        const tile::Regs& b = to_srcb != 0 ? reused : entry.tiles[0];
        tile::eltwise(target->regs, a, b, static_cast<tile::Eltwise>(op), tile::Bcast::None, false, math_config());
        write_dst(*target);
    }
    end_math(chip().costs->eltwise * (op == 2 ? fidelity_passes() : 1), TileOp::Eltwise);
}

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
    require_op(wanted, init);
    if (on_unpack()) {
        require_unpack_formats(static_cast<int>(cb), -1);
        require_dst_width(cb);
        const bool to_dst = straight_to_dst(cb);
        for (uint32_t i = 0; i < count; ++i) {
            BankEntry& entry = begin_unpack(1);
            entry.to_dst = to_dst;
            unpack_tile(cb, tile + i, entry.tiles[0], to_dst);
            end_unpack(entry, page_bytes(cb), false);
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
    current->core->counters.add(TileOp::Transpose);
}

void op_reduce(
    uint8_t pool,
    uint8_t dim,
    uint32_t in,
    uint32_t scaler,
    uint32_t tile,
    uint32_t scaler_tile,
    uint32_t dst,
    Loc at) {
    if (on_pack()) {
        return;
    }
    enter("reduce_tile", at, {in, scaler, tile, scaler_tile, dst});
    if (!check_cb(in) || !check_cb(scaler)) {
        return;
    }
    OpConfig wanted;
    wanted.kind = OpKind::Reduce;
    wanted.op = pool;
    wanted.dim = dim;
    require_op(wanted, "reduce_init with the same template arguments");
    if (on_unpack()) {
        unpack_pair(in, scaler, tile, scaler_tile);
        return;
    }
    BankEntry& entry = begin_math();
    if (DstTile* target = math_tile(dst)) {
        if (static_cast<tile::Pool>(pool) == tile::Pool::Max && entry.tiles[1].f[0] != 1.0f) {
            fault(
                "REDUCE_MAX_SCALER",
                format("the scaler of a maximum is %g", static_cast<double>(entry.tiles[1].f[0])),
                "fill the scaler tile with 1.0");
        }
        tile::reduce(
            target->regs,
            entry.tiles[0],
            entry.tiles[1],
            static_cast<tile::Pool>(pool),
            static_cast<tile::ReduceDim>(dim),
            !target->written,
            math_config());
        write_dst(*target, true);
    }
    end_math(chip().costs->reduce_pass * fidelity_passes(), TileOp::Reduce);
}

}  // namespace ttsim
