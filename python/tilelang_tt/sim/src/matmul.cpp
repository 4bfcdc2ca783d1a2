// Matrix products of the matrix unit.
#include <algorithm>

#include "compute.hpp"

namespace ttsim {

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
        BankEntry& entry = begin_unpack(rt + ct, true);
        for (uint32_t r = 0; r < rt; ++r) {
            unpack_tile(in0, i0 + r * kt, entry.tiles[r], false);
        }
        for (uint32_t c = 0; c < ct; ++c) {
            unpack_tile(in1, i1 + c, entry.tiles[rt + c], false);
        }
        // One operand stays in its register while the other streams.
        const uint32_t streamed = unpack_clocks(ct >= rt ? in1 : in0);
        const uint32_t kept = unpack_clocks(ct >= rt ? in0 : in1);
        end_unpack(entry, rt * ct * streamed + std::min(rt, ct) * kept, kept + streamed);
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
    end_math(chip().costs->matmul_pass * fidelity_passes(), TileOp::Matmul, rt * ct);
}

}  // namespace ttsim
