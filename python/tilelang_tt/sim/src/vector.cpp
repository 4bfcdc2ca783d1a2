// Vector-unit (SFPU) operations on DST tiles.
#include <cstring>

#include "compute.hpp"
#include "fingerprint.hpp"
#include "tile/sfpu.hpp"
#include "vector.hpp"

namespace ttsim {
namespace {

using Op = SfpuOp;

// The operation whose init serves `op`.
Op init_of(Op op) {
    switch (op) {
        case Op::Ceil:
        case Op::Trunc:
        case Op::Frac:
        case Op::Round:
            return Op::Floor;
        case Op::SubUnary:
        case Op::MulUnary:
        case Op::DivUnary:
        case Op::RsubUnary:
        case Op::AddUnaryInt32:
        case Op::SubUnaryInt32:
        case Op::RsubUnaryInt32:
            return Op::AddUnary;
        case Op::ExpScaled:
            return Op::Exp;
        case Op::ExpApproxScaled:
            return Op::ExpApprox;
        case Op::ExpFastScaled:
            return Op::ExpFast;
        case Op::SignbitInt32:
            return Op::Signbit;
        case Op::ReluMaxInt32:
            return Op::ReluMax;
        case Op::ReluMinInt32:
            return Op::ReluMin;
        case Op::AbsInt32:
            return Op::Abs;
        case Op::NegativeInt32:
            return Op::Negative;
        case Op::ReluInt32:
            return Op::Relu;
        case Op::EqzInt32:
            return Op::Eqz;
        case Op::NezInt32:
            return Op::Nez;
        case Op::LtzInt32:
            return Op::Ltz;
        case Op::GezInt32:
            return Op::Gez;
        case Op::GtzInt32:
            return Op::Gtz;
        case Op::LezInt32:
            return Op::Lez;
        case Op::UnaryEqInt32:
            return Op::UnaryEq;
        case Op::UnaryNeInt32:
            return Op::UnaryNe;
        case Op::UnaryGtInt32:
            return Op::UnaryGt;
        case Op::UnaryGeInt32:
            return Op::UnaryGe;
        case Op::UnaryLtInt32:
            return Op::UnaryLt;
        case Op::UnaryLeInt32:
            return Op::UnaryLe;
        case Op::UnaryMaxInt32:
        case Op::UnaryMaxUInt32:
            return Op::UnaryMax;
        case Op::UnaryMinInt32:
        case Op::UnaryMinUInt32:
            return Op::UnaryMin;
        case Op::ClampInt32:
            return Op::Clamp;
        case Op::LogicalNotInt32:
            return Op::LogicalNot;
        case Op::FillInt:
            return Op::Fill;
        case Op::IsPosInf:
        case Op::IsNegInf:
        case Op::IsNan:
        case Op::IsFinite:
            return Op::IsInf;
        case Op::BinaryMaxInt32:
        case Op::BinaryMaxUInt32:
            return Op::BinaryMax;
        case Op::BinaryMinInt32:
        case Op::BinaryMinUInt32:
            return Op::BinaryMin;
        case Op::MaskPosInf:
            return Op::Mask;
        case Op::RsubInt32:
            return Op::SubInt32;
        case Op::AddUInt16:
            return Op::AddInt32;
        case Op::SubUInt16:
        case Op::RsubUInt16:
            return Op::SubInt32;
        case Op::MulUInt16:
            return Op::MulInt32;
        case Op::BitwiseOrBinary:
        case Op::BitwiseXorBinary:
            return Op::BitwiseAndBinary;
        case Op::BinaryRightShift:
        case Op::BinaryLogicalRightShift:
            return Op::BinaryLeftShift;
        default:
            return op;
    }
}

// Whether the init loads constants that the next such init replaces.
bool loads_constants(Op op) {
    switch (op) {
        case Op::Exp:
        case Op::ExpApprox:
        case Op::ExpFast:
        case Op::Exp2:
        case Op::Expm1:
        case Op::Log:
        case Op::LogBase:
        case Op::Log1p:
        case Op::Power:
        case Op::Rpow:
        case Op::Recip:
        case Op::RecipExact:
        case Op::Sqrt:
        case Op::Rsqrt:
        case Op::Cbrt:
        case Op::Tanh:
        case Op::TanhFast:
        case Op::Sigmoid:
        case Op::SigmoidFast:
        case Op::Silu:
        case Op::Gelu:
        case Op::GeluExact:
        case Op::Elu:
        case Op::Selu:
        case Op::Celu:
        case Op::Softplus:
        case Op::Softsign:
        case Op::Erf:
        case Op::Erfc:
        case Op::Erfinv:
        case Op::Tan:
        case Op::Asin:
        case Op::Acos:
        case Op::Atan:
        case Op::Sinh:
        case Op::Cosh:
        case Op::Asinh:
        case Op::Acosh:
        case Op::Atanh:
        case Op::Rdiv:
        case Op::DivBinary:
        case Op::PowerBinary:
        case Op::FmodBinary:
        case Op::Xlogy:
        case Op::Atan2:
        case Op::MulInt32:
        case Op::Addcdiv:
        case Op::Xielu:
        case Op::Mish:
        case Op::Tanhshrink:
        case Op::Softcap:
        case Op::Logaddexp:
        case Op::Logaddexp2:
        case Op::RemainderBinary:
        case Op::QuantInt32:
        case Op::RequantInt32:
        case Op::DequantInt32:
        case Op::Cumsum:
        case Op::Welford:
        case Op::ReduceColumns:
        case Op::Topk:
            return true;
        default:
            return false;
    }
}

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

void require_init(SfpuOp op) {
    const Setup& setup = current->setup;
    const auto wanted = static_cast<size_t>(init_of(op));
    note_in_order({static_cast<uint64_t>(op)});
    const bool seen = setup.sfpu_seen[wanted / 64] >> (wanted % 64) & 1;
    if (!seen) {
        fault(
            "SFPU_INIT_MISSING",
            format("%s without its init", current->call.name),
            format("call %s_init first", current->call.name));
    } else if (loads_constants(init_of(op)) && setup.sfpu != static_cast<int>(wanted)) {
        fault(
            "SFPU_INIT_REPLACED",
            format(
                "%s, but the init of %s came after its own",
                current->call.name,
                tile::sfpu_info(static_cast<tile::Sfpu>(setup.sfpu)).name),
            format("call %s_init again before it", current->call.name));
    }
}

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

void finish_sfpu(SfpuOp op) {
    const Costs& costs = *chip().costs;
    const uint32_t clocks = loads_constants(init_of(op)) ? costs.sfpu_function : costs.sfpu_simple;
    spend(clocks);
    current->core->resources.sfpu += clocks;
    current->core->counters.add(TileOp::Sfpu);
}

void sfpu_init(const char* call, SfpuOp op, Loc at, uint32_t p0, uint32_t p1) {
    if (!on_math()) {
        return;
    }
    enter(call, at, {});
    spend(chip().costs->init_call);
    if (op == SfpuOp::Typecast) {
        current->setup.cast = {p0, p1};
    }
    const auto group = static_cast<size_t>(init_of(op));
    current->setup.sfpu_seen[group / 64] |= uint64_t(1) << (group % 64);
    if (loads_constants(init_of(op))) {
        current->setup.sfpu = static_cast<int>(group);
        current->setup.sfpu_parameter = p0;
    }
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
