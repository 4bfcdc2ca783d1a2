// The NoC as an object, as it was before it left `experimental`: options are template parameters one by one.
#pragma once

#include "ttsim/objects/noc.h"

namespace experimental {

using ::noc_traits_t;

class Noc : public ttsim::objects::Noc {
  public:
    using ttsim::objects::Noc::Noc;
    enum class TxnIdMode { ENABLED, DISABLED };
    enum class ResponseMode { NON_POSTED, POSTED };
    enum class BarrierMode { TXN_ID, FULL };
    enum class McastMode { INCLUDE_SRC, EXCLUDE_SRC };
    enum class VcSelection { DEFAULT, CUSTOM };

  private:
    static constexpr NocOptions options(bool trid, bool posted = false, bool loopback = false) {
        return (trid ? NocOptions::TXN_ID : NocOptions::DEFAULT) | (posted ? NocOptions::POSTED : NocOptions::DEFAULT) |
            (loopback ? NocOptions::MCAST_INCL_SRC : NocOptions::DEFAULT);
    }

  public:
    template <
        TxnIdMode Ids = TxnIdMode::DISABLED,
        uint32_t MaxPageSize = any_size,
        bool EnableNocTracing = true,
        typename Src,
        typename Dst>
    void async_read(
        const Src& src,
        const Dst& dst,
        uint32_t bytes,
        const src_args_t<Src>& src_args,
        const dst_args_t<Dst>& dst_args,
        uint32_t vc = NOC_UNICAST_WRITE_VC,
        uint32_t trid = INVALID_TXN_ID,
        TTSIM_LOC) const {
        ttsim::objects::Noc::async_read<options(Ids == TxnIdMode::ENABLED), MaxPageSize>(
            src, dst, bytes, src_args, dst_args, {vc, trid}, at);
    }
    template <VcSelection Vc = VcSelection::DEFAULT, uint32_t MaxPageSize = any_size, typename Src>
    void set_async_read_state(
        const Src& src, uint32_t bytes, const src_args_t<Src>& src_args, uint8_t vc = 0, TTSIM_LOC) const {
        ttsim::objects::Noc::set_async_read_state<NocOptions::DEFAULT, MaxPageSize>(src, bytes, src_args, {vc, 0}, at);
    }
    template <VcSelection Vc = VcSelection::DEFAULT, uint32_t MaxPageSize = any_size, typename Src, typename Dst>
    void async_read_with_state(
        const Src& src,
        const Dst& dst,
        uint32_t bytes,
        const src_args_t<Src>& src_args,
        const dst_args_t<Dst>& dst_args,
        uint8_t vc = 0,
        TTSIM_LOC) const {
        ttsim::objects::Noc::async_read_with_state<NocOptions::DEFAULT, MaxPageSize>(
            src, dst, bytes, src_args, dst_args, {vc, 0}, at);
    }
    template <
        TxnIdMode Ids = TxnIdMode::DISABLED,
        ResponseMode Response = ResponseMode::NON_POSTED,
        uint32_t MaxPageSize = any_size,
        bool EnableNocTracing = true,
        typename Src,
        typename Dst>
    void async_write(
        const Src& src,
        const Dst& dst,
        uint32_t bytes,
        const src_args_t<Src>& src_args,
        const dst_args_t<Dst>& dst_args,
        uint32_t vc = NOC_UNICAST_WRITE_VC,
        uint32_t trid = INVALID_TXN_ID,
        TTSIM_LOC) const {
        ttsim::objects::Noc::
            async_write<options(Ids == TxnIdMode::ENABLED, Response == ResponseMode::POSTED), MaxPageSize>(
                src, dst, bytes, src_args, dst_args, {vc, trid}, at);
    }
    template <
        McastMode Mcast = McastMode::EXCLUDE_SRC,
        TxnIdMode Ids = TxnIdMode::DISABLED,
        ResponseMode Response = ResponseMode::NON_POSTED,
        uint32_t MaxPageSize = any_size,
        bool EnableNocTracing = true,
        typename Src,
        typename Dst>
    void async_write_multicast(
        const Src& src,
        const Dst& dst,
        uint32_t bytes,
        uint32_t num_dests,
        const src_args_t<Src>& src_args,
        const dst_args_mcast_t<Dst>& dst_args,
        bool linked = false,
        uint32_t trid = INVALID_TXN_ID,
        TTSIM_LOC) const {
        (void)trid;
        constexpr NocOptions given =
            options(Ids == TxnIdMode::ENABLED, Response == ResponseMode::POSTED, Mcast == McastMode::INCLUDE_SRC);
        ttsim::objects::Noc::async_write_multicast<given, MaxPageSize>(
            src, dst, bytes, num_dests, src_args, dst_args, linked, at);
    }
    template <ResponseMode Response = ResponseMode::NON_POSTED, uint32_t MaxPageSize = any_size, typename Dst>
    void set_async_write_state(
        const Dst& dst, uint32_t bytes, const dst_args_t<Dst>& dst_args, uint8_t vc = NOC_UNICAST_WRITE_VC, TTSIM_LOC)
        const {
        ttsim::objects::Noc::set_async_write_state<options(false, Response == ResponseMode::POSTED), MaxPageSize>(
            dst, bytes, dst_args, {vc, 0}, at);
    }
    template <
        ResponseMode Response = ResponseMode::NON_POSTED,
        uint32_t MaxPageSize = any_size,
        typename Src,
        typename Dst>
    void async_write_with_state(
        const Src& src,
        const Dst& dst,
        uint32_t bytes,
        const src_args_t<Src>& src_args,
        const dst_args_t<Dst>& dst_args,
        uint8_t vc = NOC_UNICAST_WRITE_VC,
        TTSIM_LOC) const {
        ttsim::objects::Noc::async_write_with_state<options(false, Response == ResponseMode::POSTED), MaxPageSize>(
            src, dst, bytes, src_args, dst_args, {vc, 0}, at);
    }
    template <
        TxnIdMode Ids = TxnIdMode::DISABLED,
        InlineWriteDst Kind = InlineWriteDst::DEFAULT,
        ResponseMode Response = ResponseMode::NON_POSTED,
        typename Dst>
    void inline_dw_write(
        const Dst& dst,
        uint32_t value,
        const dst_args_t<Dst>& dst_args,
        uint8_t byte_enable = 0xF,
        uint32_t vc = NOC_UNICAST_WRITE_VC,
        uint32_t trid = INVALID_TXN_ID,
        TTSIM_LOC) const {
        static_assert(Kind != InlineWriteDst::REG, "stream registers are not supported");
        ttsim::objects::Noc::inline_dw_write<options(Ids == TxnIdMode::ENABLED, Response == ResponseMode::POSTED)>(
            dst, value, dst_args, byte_enable, {vc, trid}, at);
    }

    template <BarrierMode Mode = BarrierMode::FULL>
    void async_read_barrier(uint32_t trid = INVALID_TXN_ID, TTSIM_LOC) const {
        ttsim::objects::Noc::async_read_barrier<options(Mode == BarrierMode::TXN_ID)>({0, trid}, at);
    }
    template <BarrierMode Mode = BarrierMode::FULL>
    void async_write_barrier(uint32_t trid = INVALID_TXN_ID, TTSIM_LOC) const {
        ttsim::objects::Noc::async_write_barrier<options(Mode == BarrierMode::TXN_ID)>({0, trid}, at);
    }
    template <ResponseMode Response = ResponseMode::NON_POSTED, BarrierMode Mode = BarrierMode::FULL>
    void async_writes_flushed(uint32_t trid = INVALID_TXN_ID, TTSIM_LOC) const {
        ttsim::objects::Noc::async_writes_flushed<options(
            Mode == BarrierMode::TXN_ID, Response == ResponseMode::POSTED)>({0, trid}, at);
    }
};

}  // namespace experimental
