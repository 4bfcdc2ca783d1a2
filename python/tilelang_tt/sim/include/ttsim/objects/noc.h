// The NoC as an object. Ends of a transfer are objects too: circular buffers, tensor accessors, cores, banks, local
// memory; noc_traits_t says what arguments an end takes and which address they mean.
#pragma once

#include "api/dataflow/dataflow_api.h"

template <typename T>
struct noc_traits_t {
    static_assert(sizeof(T) == 0, "NoC transactions are not supported for this type: include its traits");
};

enum class NocOptions : uint32_t {
    DEFAULT = 0,
    TXN_ID = 1u << 0,          // the transfer or barrier is of NocOptVals::trid
    POSTED = 1u << 1,          // not acknowledged
    CUSTOM_VC = 1u << 2,       // makes no difference here
    MCAST_INCL_SRC = 1u << 3,  // the sender receives as well
    INLINE_L1 = 1u << 4,
    INLINE_REG = 1u << 5,
};
constexpr NocOptions operator|(NocOptions a, NocOptions b) {
    return static_cast<NocOptions>(static_cast<uint32_t>(a) | static_cast<uint32_t>(b));
}
constexpr bool has_flag(NocOptions options, NocOptions flag) {
    return (static_cast<uint32_t>(options) & static_cast<uint32_t>(flag)) != 0;
}

struct NocOptVals {
    uint32_t vc = NOC_UNICAST_WRITE_VC;
    uint32_t trid = 0;
};

// Here, so that `using namespace experimental` in a kernel of an earlier release finds one Noc.
namespace ttsim::objects {

class Noc {
  public:
    enum class AddressType { NOC, LOCAL_L1 };
    static constexpr uint32_t INVALID_TXN_ID = 0xFFFFFFFF;

  protected:
    template <typename T>
    using src_args_t = typename noc_traits_t<T>::src_args_type;
    template <typename T>
    using dst_args_t = typename noc_traits_t<T>::dst_args_type;
    template <typename T>
    using dst_args_mcast_t = typename noc_traits_t<T>::dst_args_mcast_type;
    static constexpr uint32_t any_size = TTSIM_NOC_MAX_BURST + 1;

  public:
    Noc() = default;
    explicit Noc(uint8_t noc_id) : noc_id_(noc_id) {}

    uint8_t get_noc_id() const {
        return noc_id_;
    }
    bool is_local_bank(uint32_t virtual_x, uint32_t virtual_y) const {
        return virtual_x == my_x[noc_id_] && virtual_y == my_y[noc_id_];
    }
    bool is_local_addr(uint64_t noc_addr) const {
        return is_local_bank(NOC_UNICAST_ADDR_X(noc_addr), NOC_UNICAST_ADDR_Y(noc_addr));
    }
    // The line of the kernel for which an end computes an address.
    ttsim::Loc place() const {
        return at_;
    }

    // --- reads into this core's L1
    template <
        NocOptions Options = NocOptions::DEFAULT,
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
        const NocOptVals& values = {},
        TTSIM_LOC) const {
        set_trid<Options>(values, at);
        const uint64_t source = from<AddressType::NOC>(src, src_args, at);
        const uint32_t l1 = to_l1(dst, dst_args, at);
        ttsim::noc_read("Noc::async_read", source, l1, bytes, noc_id_, TTSIM_CURRENT_TRID, at);
    }
    template <NocOptions Options = NocOptions::DEFAULT, uint32_t MaxPageSize = any_size, typename Src>
    void set_async_read_state(
        const Src& src, uint32_t bytes, const src_args_t<Src>& src_args, const NocOptVals& values = {}, TTSIM_LOC)
        const {
        ttsim::noc_read_set_state(from<AddressType::NOC>(src, src_args, at), bytes, noc_id_, at);
        set_trid<Options>(values, at);
    }
    template <NocOptions Options = NocOptions::DEFAULT, uint32_t MaxPageSize = any_size, typename Src, typename Dst>
    void async_read_with_state(
        const Src& src,
        const Dst& dst,
        uint32_t bytes,
        const src_args_t<Src>& src_args,
        const dst_args_t<Dst>& dst_args,
        const NocOptVals& values = {},
        TTSIM_LOC) const {
        static_assert(
            !has_flag(Options, NocOptions::TXN_ID) || MaxPageSize <= TTSIM_NOC_MAX_BURST,
            "TXN_ID with state needs max_page_size <= NOC_MAX_BURST_SIZE");
        set_trid<Options>(values, at);
        const auto source = static_cast<uint32_t>(from<AddressType::NOC>(src, src_args, at));
        const uint32_t l1 = to_l1(dst, dst_args, at);
        const uint32_t length = MaxPageSize <= TTSIM_NOC_MAX_BURST ? 0 : bytes;
        ttsim::noc_read_with_state("Noc::async_read_with_state", source, l1, length, noc_id_, at);
    }

    // --- writes from this core's L1
    template <
        NocOptions Options = NocOptions::DEFAULT,
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
        const NocOptVals& values = {},
        TTSIM_LOC) const {
        const auto l1 = static_cast<uint32_t>(from<AddressType::LOCAL_L1>(src, src_args, at));
        const uint64_t target = to(dst, dst_args, at);
        const int trid = has_flag(Options, NocOptions::TXN_ID) ? static_cast<int>(values.trid) : TTSIM_CURRENT_TRID;
        const bool posted = has_flag(Options, NocOptions::POSTED);
        ttsim::noc_write("Noc::async_write", l1, target, bytes, noc_id_, trid, posted, at);
    }
    template <
        NocOptions Options = NocOptions::DEFAULT,
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
        TTSIM_LOC) const {
        static_assert(
            !has_flag(Options, NocOptions::TXN_ID) && !has_flag(Options, NocOptions::POSTED),
            "multicasts have no transaction ids and are acknowledged");
        const auto l1 = static_cast<uint32_t>(from<AddressType::LOCAL_L1>(src, src_args, at));
        const uint64_t targets =
            noc_traits_t<Dst>::template dst_addr_mcast<AddressType::NOC>(dst, located(at), dst_args);
        const bool loopback = has_flag(Options, NocOptions::MCAST_INCL_SRC);
        ttsim::noc_multicast(
            "Noc::async_write_multicast", l1, targets, bytes, num_dests, linked, loopback, noc_id_, at);
    }
    template <NocOptions Options = NocOptions::DEFAULT, uint32_t MaxPageSize = any_size, typename Dst>
    void set_async_write_state(
        const Dst& dst, uint32_t bytes, const dst_args_t<Dst>& dst_args, const NocOptVals& = {}, TTSIM_LOC) const {
        static_assert(!has_flag(Options, NocOptions::TXN_ID), "writes with state have no transaction ids");
        ttsim::noc_write_set_state(to(dst, dst_args, at), bytes, noc_id_, at);
    }
    template <NocOptions Options = NocOptions::DEFAULT, uint32_t MaxPageSize = any_size, typename Src, typename Dst>
    void async_write_with_state(
        const Src& src,
        const Dst& dst,
        uint32_t bytes,
        const src_args_t<Src>& src_args,
        const dst_args_t<Dst>& dst_args,
        const NocOptVals& = {},
        TTSIM_LOC) const {
        static_assert(!has_flag(Options, NocOptions::TXN_ID), "writes with state have no transaction ids");
        const auto l1 = static_cast<uint32_t>(from<AddressType::LOCAL_L1>(src, src_args, at));
        const auto target = static_cast<uint32_t>(to(dst, dst_args, at));
        const uint32_t length = MaxPageSize <= TTSIM_NOC_MAX_BURST ? 0 : bytes;
        const bool posted = has_flag(Options, NocOptions::POSTED);
        ttsim::noc_write_with_state(
            "Noc::async_write_with_state", l1, target, length, noc_id_, TTSIM_CURRENT_TRID, posted, at);
    }
    template <NocOptions Options = NocOptions::DEFAULT, typename Dst>
    void inline_dw_write(
        const Dst& dst,
        uint32_t value,
        const dst_args_t<Dst>& dst_args,
        uint8_t byte_enable = 0xF,
        const NocOptVals& = {},
        TTSIM_LOC) const {
        static_assert(!has_flag(Options, NocOptions::TXN_ID), "inline writes have no transaction ids");
        static_assert(!has_flag(Options, NocOptions::INLINE_REG), "stream registers are not supported");
        const bool posted = has_flag(Options, NocOptions::POSTED);
        ttsim::noc_inline_write(to(dst, dst_args, at), value, byte_enable, noc_id_, posted, at);
    }

    // --- zeros: into this core's L1, or from a buffer that is zero already to a page in DRAM
    template <typename Dst>
    void async_write_zeros(const Dst& dst, uint32_t bytes, const dst_args_t<Dst>& args = {}, TTSIM_LOC) const {
        uint32_t l1 = to_l1(dst, args, at);
        for (uint32_t rest = bytes; rest != 0;) {
            const uint32_t part = rest < MEM_ZEROS_SIZE ? rest : MEM_ZEROS_SIZE;
            const uint64_t zeros = get_noc_addr(MEM_ZEROS_BASE, noc_id_);
            ttsim::noc_read("Noc::async_write_zeros", zeros, l1, part, noc_id_, TTSIM_CURRENT_TRID, at);
            l1 += part;
            rest -= part;
        }
    }
    template <typename Accessor, typename Scratch>
    void async_write_zeros(
        const Accessor& accessor, uint32_t bytes, const dst_args_t<Accessor>& args, const Scratch& scratch, TTSIM_LOC)
        const {
        static_assert(Accessor::is_dram, "zeros from a scratch buffer are for tensors in DRAM");
        const auto zeros = static_cast<uint32_t>(from<AddressType::LOCAL_L1>(scratch, src_args_t<Scratch>{}, at));
        uint64_t target = to(accessor, args, at);
        for (uint32_t rest = bytes; rest != 0;) {
            const uint32_t part = rest < NOC_MAX_BURST_SIZE ? rest : NOC_MAX_BURST_SIZE;
            ttsim::noc_write("Noc::async_write_zeros", zeros, target, part, noc_id_, TTSIM_CURRENT_TRID, false, at);
            target += part;
            rest -= part;
        }
    }
    void write_zeros_l1_barrier(TTSIM_LOC) const {
        wait("Noc::write_zeros_l1_barrier", ttsim::Barrier::Read, TTSIM_CURRENT_TRID, at);
    }
    void write_zeros_dram_barrier(TTSIM_LOC) const {
        wait("Noc::write_zeros_dram_barrier", ttsim::Barrier::Write, TTSIM_CURRENT_TRID, at);
    }

    // --- barriers
    bool is_read_trid_flushed(uint32_t trid, TTSIM_LOC) const {
        return ttsim::noc_reads_landed(trid, noc_id_, at);
    }
    template <NocOptions Options = NocOptions::DEFAULT>
    void async_read_barrier(const NocOptVals& values = {}, TTSIM_LOC) const {
        wait("Noc::async_read_barrier", ttsim::Barrier::Read, trid_of<Options>(values), at);
    }
    template <NocOptions Options = NocOptions::DEFAULT>
    void async_write_barrier(const NocOptVals& values = {}, TTSIM_LOC) const {
        wait("Noc::async_write_barrier", ttsim::Barrier::Write, trid_of<Options>(values), at);
    }
    template <NocOptions Options = NocOptions::DEFAULT>
    void async_writes_flushed(const NocOptVals& values = {}, TTSIM_LOC) const {
        constexpr bool posted = has_flag(Options, NocOptions::POSTED);
        static_assert(!posted || !has_flag(Options, NocOptions::TXN_ID), "posted writes have no transaction ids");
        wait(
            "Noc::async_writes_flushed",
            posted ? ttsim::Barrier::PostedFlush : ttsim::Barrier::WriteFlush,
            trid_of<Options>(values),
            at);
    }
    void async_atomic_barrier(TTSIM_LOC) const {
        wait("Noc::async_atomic_barrier", ttsim::Barrier::Atomic, TTSIM_CURRENT_TRID, at);
    }
    void async_full_barrier(TTSIM_LOC) const {
        wait("Noc::async_full_barrier", ttsim::Barrier::Full, TTSIM_CURRENT_TRID, at);
    }

  private:
    Noc(uint8_t noc_id, ttsim::Loc at) : noc_id_(noc_id), at_(at) {}
    Noc located(ttsim::Loc at) const {
        return Noc(noc_id_, at);
    }
    template <AddressType Type, typename Src>
    uint64_t from(const Src& src, const src_args_t<Src>& args, ttsim::Loc at) const {
        return noc_traits_t<Src>::template src_addr<Type>(src, located(at), args);
    }
    template <typename Dst>
    uint64_t to(const Dst& dst, const dst_args_t<Dst>& args, ttsim::Loc at) const {
        return noc_traits_t<Dst>::template dst_addr<AddressType::NOC>(dst, located(at), args);
    }
    template <typename Dst>
    uint32_t to_l1(const Dst& dst, const dst_args_t<Dst>& args, ttsim::Loc at) const {
        return static_cast<uint32_t>(
            noc_traits_t<Dst>::template dst_addr<AddressType::LOCAL_L1>(dst, located(at), args));
    }
    template <NocOptions Options>
    void set_trid(const NocOptVals& values, ttsim::Loc at) const {
        if constexpr (has_flag(Options, NocOptions::TXN_ID)) {
            ttsim::noc_set_trid(values.trid, false, noc_id_, at);
        }
    }
    template <NocOptions Options>
    static int trid_of(const NocOptVals& values) {
        return has_flag(Options, NocOptions::TXN_ID) ? static_cast<int>(values.trid) : TTSIM_CURRENT_TRID;
    }
    void wait(const char* call, ttsim::Barrier kind, int trid, ttsim::Loc at) const {
        ttsim::noc_barrier(call, kind, noc_id_, trid, at);
    }

    uint8_t noc_id_ = noc_index;
    ttsim::Loc at_{"", 0};
};

}  // namespace ttsim::objects
