// Inits of the vector unit: which one serves an operation, and what it loads.
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

}  // namespace

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

void finish_sfpu(SfpuOp op) {
    const Costs& costs = *chip().costs;
    const uint32_t clocks = loads_constants(init_of(op)) ? costs.sfpu_function : costs.sfpu_simple;
    spend(clocks);
    current->core->resources.sfpu += clocks;
    current->core->counters.add(TileOp::Sfpu);
}

}  // namespace ttsim
