// Initialisations and reconfigurations of a compute thread, and the checks that operations make on them.
#include "compute.hpp"
#include "fingerprint.hpp"

namespace ttsim {
namespace {

const char* const op_names[] = {"add", "sub", "mul"};
const char* const bcast_names[] = {"none", "cols", "rows", "scalar"};
const char* const pool_names[] = {"SUM", "AVG", "MAX"};
const char* const dim_names[] = {"REDUCE_ROW", "REDUCE_COL", "REDUCE_SCALAR"};

std::string describe(const OpConfig& op) {
    switch (op.kind) {
        case OpKind::Binary:
            return format("%s_tiles%s", op_names[op.op], op.flag ? " with accumulation" : "");
        case OpKind::Bcast:
            return format("%s_tiles_bcast_%s", op_names[op.op], bcast_names[op.dim]);
        case OpKind::DestReuse:
            return format("binary_dest_reuse_tiles (%s, DEST_TO_SRC%s)", op_names[op.op], op.dim == 0 ? "A" : "B");
        case OpKind::Reduce:
            return op.ct == 0 ? format("reduce_tile (%s, %s)", pool_names[op.op], dim_names[op.dim])
                              : format("reduce_block_max_row (%u tiles)", op.ct);
        case OpKind::MatmulBlock:
            return format("matmul_block (transpose %u, %u x %u, kt %u)", op.flag, op.rt, op.ct, op.kt);
        case OpKind::UnaryBcast:
            return format("unary_bcast (%s)", bcast_names[op.dim]);
        case OpKind::Tilize:
            return format("tilize_block (%u tiles)", op.ct);
        default:
            return kind_name(op.kind);
    }
}

bool same(const OpConfig& a, const OpConfig& b) {
    // UNPACK has one set-up for all elementwise operations; which one it is, MATH's says.
    const bool elementwise = a.kind == OpKind::Binary || a.kind == OpKind::Bcast;
    const bool same_op = (elementwise && on_unpack()) || (a.op == b.op && a.flag == b.flag);
    return a.kind == b.kind && same_op && a.dim == b.dim && a.ct == b.ct && a.rt == b.rt && a.kt == b.kt;
}

bool same_format(int configured, uint32_t cb) {
    const Core& core = *current->core;
    return configured >= 0 && core.rings[configured].format == core.rings[cb].format &&
        core.compute.unpack_to_dst[configured] == core.compute.unpack_to_dst[cb];
}

const char* configured_name(int cb) {
    return cb < 0 ? "nothing" : tile::format_name(current->core->rings[cb].format);
}

void require_start(const char* what) {
    if (!current->setup.started) {
        fault(
            "FULL_INIT_MISSING",
            format("%s before the hardware is configured", what),
            "start the kernel with mm_init, binary_op_init_common, unary_op_init_common, init_bcast or compute_kernel_hw_startup");
        current->setup.started = true;
    }
}

void configure(const char* call, uint32_t srca, uint32_t srcb, uint32_t out) {
    Setup& setup = current->setup;
    setup.started = true;
    setup.srca = static_cast<int>(srca);
    setup.srcb = static_cast<int>(srcb);
    setup.out = static_cast<int>(out);
    setup.op = {};
    setup.op_call = call;
    setup.relu = tile::PackRelu::None;
    setup.l1_accumulate = false;
    setup.rows = 0;
}

}  // namespace

const char* kind_name(OpKind kind) {
    static const char* const names[] = {
        "nothing",
        "copy_tile",
        "matmul_tiles",
        "matmul_block",
        "a binary operation",
        "a broadcast",
        "unary_bcast",
        "a DST-reuse operation",
        "reduce_tile",
        "transpose_wh_tile",
        "transpose_wh_dest",
        "tilize_block",
        "untilize_block",
        "pack_untilize_block"};
    return names[static_cast<size_t>(kind)];
}

bool check_cb(uint32_t cb) {
    if (cb < max_cbs && current->core->rings[cb].configured) {
        return true;
    }
    fault(
        "CB_NOT_CONFIGURED",
        format("CB %u is not configured on core %s", cb, current->core->name().c_str()),
        "create it in the host program with CreateCircularBuffer on every core that uses it");
    return false;
}

void full_init(const char* call, uint32_t srca, uint32_t srcb, uint32_t out, Loc at) {
    enter(call, at, {srca, srcb, out});
    spend(chip().costs->full_init_call);
    if (!check_cb(srca) || !check_cb(srcb) || !check_cb(out)) {
        return;
    }
    const Setup& setup = current->setup;
    if (setup.started && setup.worked) {
        fault(
            "FULL_INIT_LATE",
            format("%s reprograms engines that may still be running", call),
            "use one full initialisation at the start; later the operation's short init and reconfig_data_format");
    }
    configure(call, srca, srcb, out);
}

void full_reconfig(const char* call, uint32_t srca, uint32_t srcb, uint32_t out, Loc at) {
    enter(call, at, {srca, srcb, out});
    spend(chip().costs->full_init_call);
    if (check_cb(srca) && check_cb(srcb) && check_cb(out)) {
        configure(call, srca, srcb, out);
    }
}

void op_init(const char* call, const OpConfig& config, Loc at) {
    enter(call, at, {});
    spend(chip().costs->init_call);
    require_start(call);
    Setup& setup = current->setup;
    const bool rows = setup.op.kind == OpKind::Tilize || setup.op.kind == OpKind::Untilize;
    if (on_unpack() && rows && config.kind != setup.op.kind) {
        fault(
            "TILIZE_UNINIT_MISSING",
            format(
                "%s while the unpacker is set up for %s (by %s), which a short init leaves as it is",
                call,
                describe(setup.op).c_str(),
                setup.op_call),
            "call tilize_uninit or untilize_uninit after the last block");
    }
    setup.op = config;
    setup.op_call = call;
    if (current->role == Role::Pack && config.kind == OpKind::Reduce) {
        setup.reduce_mask = true;
        setup.mask_dim = static_cast<tile::ReduceDim>(config.dim);
        setup.mask_at = at;
    }
}

void op_uninit(const char* call, OpKind kind, Loc at) {
    enter(call, at, {});
    spend(chip().costs->init_call);
    Setup& setup = current->setup;
    if (kind == OpKind::Reduce) {
        setup.reduce_mask = false;
    } else if (setup.op.kind == kind) {
        setup.op = {};
        setup.op_call = call;
    }
}

void reconfig_unpack(const char* call, bool a, uint32_t srca, bool b, uint32_t srcb, Loc at) {
    enter(call, at, {a ? srca : srcb, b ? srcb : srca});
    spend(chip().costs->init_call);
    require_start(call);
    if (a && check_cb(srca)) {
        current->setup.srca = static_cast<int>(srca);
    }
    if (b && check_cb(srcb)) {
        current->setup.srcb = static_cast<int>(srcb);
    }
}

void check_configured(const char* call, bool a, uint32_t old_srca, bool b, uint32_t old_srcb, Loc at) {
    enter(call, at, {a ? old_srca : old_srcb, b ? old_srcb : old_srca});
    const Setup& setup = current->setup;
    const bool a_differs = a && check_cb(old_srca) && !same_format(setup.srca, old_srca);
    const bool b_differs = b && check_cb(old_srcb) && !same_format(setup.srcb, old_srcb);
    if (a_differs || b_differs) {
        const int configured = a_differs ? setup.srca : setup.srcb;
        fault(
            "RECONFIG_OLD_OPERAND",
            format(
                "the old operand CB %u has another format than the one configured (%s): the change may be skipped",
                a_differs ? old_srca : old_srcb,
                configured_name(configured)),
            "name the CB that was configured last as the old one, or use the form without old operands");
    }
}

void reconfig_pack(const char* call, uint32_t out, Loc at) {
    enter(call, at, {out});
    spend(chip().costs->init_call);
    require_start(call);
    if (check_cb(out)) {
        current->setup.out = static_cast<int>(out);
    }
}

void check_pack_configured(const char* call, uint32_t old_out, Loc at) {
    enter(call, at, {old_out});
    if (check_cb(old_out) && !same_format(current->setup.out, old_out)) {
        fault(
            "RECONFIG_OLD_OPERAND",
            format(
                "the old CB %u has another format than the one configured (%s): the change may be skipped",
                old_out,
                configured_name(current->setup.out)),
            "name the CB that was configured last as the old one, or use the form without it");
    }
}

void pack_set_l1_accumulate(const char* call, bool on, Loc at) {
    if (on_pack()) {
        enter(call, at, {on});
        spend(chip().costs->init_call);
        current->setup.l1_accumulate = on;
    }
}

void pack_set_relu(const char* call, uint32_t mode, uint32_t threshold, Loc at) {
    if (on_pack()) {
        enter(call, at, {mode, threshold});
        spend(chip().costs->init_call);
        const uint32_t bits = threshold << 16;
        __builtin_memcpy(&current->setup.relu_threshold, &bits, 4);
        current->setup.relu = static_cast<tile::PackRelu>(mode & 3);
    }
}

void pack_reset(uint32_t cb, Loc at) {
    if (on_pack()) {
        enter("pack_init", at, {cb});
        spend(chip().costs->init_call);
        require_start("pack_init");
        current->setup.rows = 0;
        if (current->setup.op.kind == OpKind::PackUntilize) {
            current->setup.op = {};
        }
    }
}

void pack_rows_setup(uint32_t rows, Loc at) {
    if (!on_pack()) {
        return;
    }
    enter(rows == 0 ? "pack_rows_uninit" : "pack_rows_init", at, {rows});
    spend(chip().costs->init_call);
    if (rows > 64) {
        fault("PACK_ROWS", format("%u rows, a tile has 64 of 16 elements", rows), "pack 1 to 64 rows");
    }
    current->setup.rows = std::min(rows, 64u);
}

void require_op(const OpConfig& wanted, const char* init) {
    Setup& setup = current->setup;
    require_start(current->call.name);
    setup.worked = true;
    note_in_order(
        {static_cast<uint64_t>(wanted.kind), wanted.op, wanted.dim, wanted.flag, wanted.ct, wanted.rt, wanted.kt});
    if (same(setup.op, wanted)) {
        return;
    }
    if (setup.op.kind == OpKind::None) {
        fault(
            "OP_INIT_MISSING",
            format("%s without its init: %s selects no operation", describe(wanted).c_str(), setup.op_call),
            format("call %s first", init));
    } else {
        fault(
            "OP_INIT_MISMATCH",
            format(
                "%s while the engines are set up for %s (by %s)",
                describe(wanted).c_str(),
                describe(setup.op).c_str(),
                setup.op_call),
            format("call %s after the operations before it", init));
    }
    setup.op = wanted;
}

void require_unpack_formats(int srca, int srcb) {
    Setup& setup = current->setup;
    const bool a_differs = srca >= 0 && !same_format(setup.srca, static_cast<uint32_t>(srca));
    const bool b_differs = srcb >= 0 && !same_format(setup.srcb, static_cast<uint32_t>(srcb));
    if (a_differs || b_differs) {
        const int used = a_differs ? srca : srcb;
        const int configured = a_differs ? setup.srca : setup.srcb;
        fault(
            "FORMAT_NOT_CONFIGURED",
            format(
                "CB %d is %s but Src%c is configured for %s (CB %d)",
                used,
                configured_name(used),
                a_differs ? 'A' : 'B',
                configured_name(configured),
                configured),
            "call reconfig_data_format(srca_cb, srcb_cb) before the operation; for matmul that is (in1, in0)");
        if (srca >= 0) {
            setup.srca = srca;
        }
        if (srcb >= 0) {
            setup.srcb = srcb;
        }
    }
}

void require_pack_format(uint32_t out) {
    Setup& setup = current->setup;
    require_start(current->call.name);
    setup.worked = true;
    const Core& core = *current->core;
    if (setup.out < 0 || core.rings[setup.out].format != core.rings[out].format) {
        fault(
            "PACK_FORMAT_NOT_CONFIGURED",
            format(
                "CB %u is %s but the packer is configured for %s (CB %d)",
                out,
                configured_name(static_cast<int>(out)),
                configured_name(setup.out),
                setup.out),
            "call pack_reconfig_data_format(cb) before packing");
        setup.out = static_cast<int>(out);
    }
}

}  // namespace ttsim
