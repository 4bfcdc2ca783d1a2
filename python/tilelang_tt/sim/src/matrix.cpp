// Operations of the matrix unit on two operands: elementwise, broadcast, operands from DST, reductions.
#include "compute.hpp"

namespace ttsim {
namespace {

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
        const uint32_t clocks = unpack_clocks(cb);
        end_unpack(entry, clocks, clocks);
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

void op_reduce(
    const char* call,
    uint8_t pool,
    uint8_t dim,
    uint32_t block,
    uint32_t in,
    uint32_t scaler,
    uint32_t tile,
    uint32_t scaler_tile,
    uint32_t dst,
    Loc at) {
    if (on_pack()) {
        return;
    }
    enter(call, at, {in, scaler, tile, scaler_tile, dst});
    if (!check_cb(in) || !check_cb(scaler)) {
        return;
    }
    OpConfig wanted;
    wanted.kind = OpKind::Reduce;
    wanted.op = pool;
    wanted.dim = dim;
    wanted.ct = static_cast<uint16_t>(block);
    require_op(
        wanted,
        block == 0 ? "reduce_init with the same template arguments" : "reduce_block_max_row_init with the same width");
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
