// TensorAccessor: from a page of a buffer to its NoC address.
#pragma once

#include "ttsim/prelude.h"

#include "hostdevcommon/tensor_accessor/arg_config.hpp"
#include "ttsim/distribution.h"
#include "ttsim/page_range.h"

namespace tensor_accessor {
constexpr uint32_t UNKNOWN = UINT32_MAX;

// Given by TensorAccessorArgs of an interleaved buffer.
template <bool IsDram>
struct Interleaved {
    static constexpr bool is_dram = IsDram;
};
// Given by TensorAccessorArgs of a sharded buffer.
template <typename Args>
struct Sharded : Distribution {
    static constexpr bool is_dram = Args::is_dram;
    explicit Sharded(const Args& args)
        : Distribution(
              args.get_rank(),
              args.get_num_banks(),
              [&](uint32_t i) { return args.tensor_size(i); },
              [&](uint32_t i) { return args.shard_size(i); },
              [&](uint32_t i) { return args.bank_coords(i); }) {}
};

}  // namespace tensor_accessor

// The arguments TensorAccessorArgs of the host appended: compile-time words from index `CTA` on, common runtime
// arguments from `CRTA` on, or from an index given at run time.
template <size_t CTA, size_t CRTA = tensor_accessor::UNKNOWN>
struct TensorAccessorArgs {
  private:
    using Flag = tensor_accessor::ArgConfig;
    static_assert(CTA + 1 < TTSIM_NUM_COMPILE_TIME_ARGS, "TensorAccessorArgs reads past the compile-time arguments");
    static constexpr uint32_t word(size_t index) {
        return kernel_compile_time_args.values[index];
    }
    static_assert(
        word(CTA) <= 0x7F && ((word(CTA) & 1) != 0 || (word(CTA) & ~2u) == 0),
        "compile-time word is not a TensorAccessorArgs configuration: check the index and the host's append_to");

  public:
    static constexpr auto args_config = tensor_accessor::ArgsConfig(static_cast<uint8_t>(word(CTA)));
    static constexpr bool is_sharded = args_config.test(Flag::Sharded);
    static constexpr bool is_dram = args_config.test(Flag::IsDram);
    static constexpr bool rank_is_crta = args_config.test(Flag::RuntimeRank);
    static constexpr bool num_banks_is_crta = args_config.test(Flag::RuntimeNumBanks);
    static constexpr bool tensor_shape_is_crta = args_config.test(Flag::RuntimeTensorShape);
    static constexpr bool shard_shape_is_crta = args_config.test(Flag::RuntimeShardShape);
    static constexpr bool bank_coords_is_crta = args_config.test(Flag::RuntimeBankCoords);
    static constexpr uint32_t AlignedPageSize = word(CTA + 1);

  private:
    static constexpr size_t rank_index = CTA + 2;
    static constexpr size_t banks_index = rank_index + !rank_is_crta;
    static constexpr size_t tensor_index = banks_index + !num_banks_is_crta;
    static constexpr uint32_t constant(bool given, size_t index) {
        return given && index < TTSIM_NUM_COMPILE_TIME_ARGS ? word(index) : 0;
    }

  public:
    static constexpr uint32_t RankCT = constant(is_sharded && !rank_is_crta, rank_index);
    static constexpr uint32_t NumBanksCT = constant(is_sharded && !num_banks_is_crta, banks_index);

  private:
    static constexpr size_t shard_index = tensor_index + (tensor_shape_is_crta ? 0 : RankCT);
    static constexpr size_t coords_index = shard_index + (shard_shape_is_crta ? 0 : RankCT);
    static constexpr size_t end_index = coords_index + (bank_coords_is_crta ? 0 : (NumBanksCT + 1) / 2);
    static_assert(
        !is_sharded || (end_index <= TTSIM_NUM_COMPILE_TIME_ARGS && RankCT <= tensor_accessor::MAX_RANK),
        "TensorAccessorArgs reads past the compile-time arguments: check the index and the host's append_to");

  public:
    constexpr TensorAccessorArgs() = default;
    constexpr explicit TensorAccessorArgs(size_t crta_offset) : given_offset_(static_cast<uint32_t>(crta_offset)) {
        static_assert(CRTA == tensor_accessor::UNKNOWN, "the offset of the common runtime arguments is given twice");
    }

    static constexpr uint32_t num_compile_time_args() {
        return static_cast<uint32_t>(is_sharded ? end_index - CTA : 2);
    }
    static constexpr uint32_t next_compile_time_args_offset() {
        return static_cast<uint32_t>(CTA + num_compile_time_args());
    }
    constexpr uint32_t num_common_runtime_args() const {
        if constexpr (!is_sharded) {
            return 0;
        } else {
            return coords_offset() + (bank_coords_is_crta ? (get_num_banks() + 1) / 2 : 0) - crta_offset();
        }
    }
    constexpr uint32_t next_common_runtime_args_offset() const {
        return crta_offset() + num_common_runtime_args();
    }
    constexpr uint32_t crta_offset() const {
        return CRTA == tensor_accessor::UNKNOWN ? given_offset_ : static_cast<uint32_t>(CRTA);
    }

    constexpr uint32_t get_rank() const {
        if constexpr (rank_is_crta) {
            return get_common_arg_val<uint32_t>(crta_offset());
        } else {
            return RankCT;
        }
    }
    constexpr uint32_t get_num_banks() const {
        if constexpr (num_banks_is_crta) {
            return get_common_arg_val<uint32_t>(crta_offset() + rank_is_crta);
        } else {
            return NumBanksCT;
        }
    }
    uint32_t tensor_size(uint32_t axis) const {
        return tensor_shape_is_crta ? get_common_arg_val<uint32_t>(tensor_offset() + axis) : word(tensor_index + axis);
    }
    uint32_t shard_size(uint32_t axis) const {
        return shard_shape_is_crta ? get_common_arg_val<uint32_t>(shard_offset() + axis) : word(shard_index + axis);
    }
    uint32_t bank_coords(uint32_t pair) const {
        return bank_coords_is_crta ? get_common_arg_val<uint32_t>(coords_offset() + pair) : word(coords_index + pair);
    }

  private:
    constexpr uint32_t tensor_offset() const {
        return crta_offset() + rank_is_crta + num_banks_is_crta;
    }
    constexpr uint32_t shard_offset() const {
        return tensor_offset() + (tensor_shape_is_crta ? get_rank() : 0);
    }
    constexpr uint32_t coords_offset() const {
        return shard_offset() + (shard_shape_is_crta ? get_rank() : 0);
    }
    uint32_t given_offset_ = 0;
};

// Of sharded tensors.
template <typename DSpec>
class TensorAccessor {
    template <typename Coord>
    using IfCoord = decltype(std::declval<Coord>()[0]);

  public:
    static constexpr bool is_dram = DSpec::is_dram;
    using PageMapping = tensor_accessor::PageMapping;

    TensorAccessor(const DSpec& dspec, size_t bank_base_address, uint32_t page_size = 0)
        : bank_base_address(static_cast<uint32_t>(bank_base_address)), page_size(page_size), dspec_(dspec) {}
    template <size_t CTA, size_t CRTA>
    TensorAccessor(
        const TensorAccessorArgs<CTA, CRTA>& args,
        size_t bank_base_address,
        uint32_t page_size = TensorAccessorArgs<CTA, CRTA>::AlignedPageSize)
        : TensorAccessor(DSpec(args), bank_base_address, page_size) {}

    const DSpec& dspec() const {
        return dspec_;
    }
    uint32_t get_aligned_page_size() const {
        return page_size;
    }
    uint32_t get_bank_base_address() const {
        return bank_base_address;
    }

    uint64_t get_noc_addr(uint32_t page, uint32_t offset = 0, uint8_t noc = NOC_INDEX, TTSIM_LOC) const {
        (void)noc;
        return address(page, offset, at);
    }
    template <typename Coord, typename = IfCoord<Coord>>
    uint64_t get_noc_addr(const Coord& page, uint32_t offset = 0, uint8_t noc = NOC_INDEX, TTSIM_LOC) const {
        (void)noc;
        return address(dspec_.page_number(page), offset, at);
    }
    uint64_t get_shard_noc_addr(uint32_t shard, uint32_t offset = 0, uint8_t noc = NOC_INDEX, TTSIM_LOC) const {
        (void)noc;
        return address(shard < dspec_.num_shards() ? dspec_.page_in_shard(shard, 0) : volume(), offset, at);
    }
    template <typename Coord, typename = IfCoord<Coord>>
    uint64_t get_shard_noc_addr(const Coord& shard, uint32_t offset = 0, uint8_t noc = NOC_INDEX, TTSIM_LOC) const {
        uint32_t number = 0;
        for (uint32_t axis = 0; axis < dspec_.rank(); ++axis) {
            number = shard[axis] < dspec_.shard_grid()[axis] ? number + shard[axis] * dspec_.shard_grid_strides()[axis]
                                                             : dspec_.num_shards();
        }
        return get_shard_noc_addr(number, offset, noc, at);
    }

    PageMapping get_bank_and_offset(uint32_t page) const {
        return dspec_.locate(page);
    }
    template <typename Coord, typename = IfCoord<Coord>>
    PageMapping get_bank_and_offset(const Coord& page) const {
        return dspec_.locate(dspec_.page_number(page));
    }

    bool is_local_bank(uint32_t virtual_x, uint32_t virtual_y, uint8_t noc = NOC_INDEX) const {
        return virtual_x == ttsim::noc_x(noc) && virtual_y == ttsim::noc_y(noc);
    }
    bool is_local_addr(uint64_t noc_addr, uint8_t noc = NOC_INDEX) const {
        return is_local_bank(noc_addr >> 36 & 63, noc_addr >> 42 & 63, noc);
    }
    bool is_local_page(uint32_t page, uint8_t noc = NOC_INDEX) const {
        return is_local_owner(dspec_.locate(page).bank_id, noc);
    }
    bool is_local_shard(uint32_t shard, uint8_t noc = NOC_INDEX) const {
        return is_local_owner(shard % dspec_.num_banks(), noc);
    }

    // All pages, or those from `start` to before `end`.
    auto pages(uint32_t start = 0, uint32_t end = 0, uint8_t noc = NOC_INDEX, TTSIM_LOC) const {
        auto number = [](uint32_t i) { return i; };
        return tensor_accessor::PageRange<TensorAccessor, decltype(number)>(
            *this, number, start, end != 0 ? end : volume(), UINT32_MAX, noc, at);
    }
    // The pages of a shard in the order of memory, or those at offsets from `start` to before `end`; without gaps.
    auto shard_pages(uint32_t shard, uint32_t start = 0, uint32_t end = 0, uint8_t noc = NOC_INDEX, TTSIM_LOC) const {
        auto number = [this, shard](uint32_t i) { return dspec_.page_in_shard(shard, i); };
        const auto last = static_cast<uint32_t>(end != 0 ? end : dspec_.shard_volume());
        return tensor_accessor::PageRange<TensorAccessor, decltype(number)>(
            *this, number, start, last, volume(), noc, at);
    }

    const uint32_t bank_base_address;
    const uint32_t page_size;

  private:
    uint32_t volume() const {
        return static_cast<uint32_t>(dspec_.tensor_volume());
    }
    bool is_local_owner(size_t bank, uint8_t noc) const {
        const uint16_t owner = dspec_.packed_xy_coords()[bank];
        return !is_dram && is_local_bank(owner >> 8, owner & 0xFF, noc);
    }
    uint64_t address(uint32_t page, uint32_t offset, ttsim::Loc at) const {
        const PageMapping where = dspec_.locate(page < volume() ? page : 0);
        const uint16_t owner = dspec_.packed_xy_coords()[where.bank_id];
        return ttsim::shard_noc_addr(
            {is_dram,
             bank_base_address,
             page_size,
             page,
             volume(),
             static_cast<uint32_t>(where.bank_page_offset),
             static_cast<uint32_t>(owner >> 8),
             static_cast<uint32_t>(owner & 0xFF),
             offset},
            at);
    }
    DSpec dspec_;
};

// Of interleaved tensors.
template <bool IsDram>
class TensorAccessor<tensor_accessor::Interleaved<IsDram>> {
  public:
    static constexpr bool is_dram = IsDram;

    template <size_t CTA, size_t CRTA>
    TensorAccessor(
        const TensorAccessorArgs<CTA, CRTA>&,
        size_t bank_base_address,
        uint32_t page_size = TensorAccessorArgs<CTA, CRTA>::AlignedPageSize)
        : bank_base_address(static_cast<uint32_t>(bank_base_address)), page_size(page_size) {}

    uint32_t get_aligned_page_size() const {
        return page_size;
    }
    uint32_t get_bank_base_address() const {
        return bank_base_address;
    }
    uint64_t get_noc_addr(uint32_t page, uint32_t offset = 0, uint8_t noc = NOC_INDEX, TTSIM_LOC) const {
        (void)noc;
        return ttsim::page_noc_addr(IsDram, bank_base_address, page_size, page, offset, at);
    }
    // The pages from `start` to before `end`.
    auto pages(uint32_t start, uint32_t end, uint8_t noc = NOC_INDEX, TTSIM_LOC) const {
        auto number = [](uint32_t i) { return i; };
        return tensor_accessor::PageRange<TensorAccessor, decltype(number)>(
            *this, number, start, end, UINT32_MAX, noc, at);
    }

    const uint32_t bank_base_address;
    const uint32_t page_size;
};

namespace tensor_accessor {
template <typename Args>
using SpecOf = std::conditional_t<Args::is_sharded, Sharded<Args>, Interleaved<Args::is_dram>>;

template <typename Args>
auto make_dspec_from_args(const Args& args) {
    return SpecOf<Args>(args);
}
}  // namespace tensor_accessor

template <size_t CTA, size_t CRTA>
TensorAccessor(const TensorAccessorArgs<CTA, CRTA>&, size_t)
    -> TensorAccessor<tensor_accessor::SpecOf<TensorAccessorArgs<CTA, CRTA>>>;
template <size_t CTA, size_t CRTA>
TensorAccessor(const TensorAccessorArgs<CTA, CRTA>&, size_t, uint32_t)
    -> TensorAccessor<tensor_accessor::SpecOf<TensorAccessorArgs<CTA, CRTA>>>;
template <typename DSpec>
TensorAccessor(DSpec, size_t, uint32_t) -> TensorAccessor<DSpec>;

// Address generators of earlier releases.
template <bool DRAM>
struct InterleavedAddrGen {
    uint32_t bank_base_address;
    uint32_t page_size;

    uint64_t get_noc_addr(uint32_t page, uint32_t offset = 0, uint8_t noc = NOC_INDEX, TTSIM_LOC) const {
        (void)noc;
        return ttsim::page_noc_addr(DRAM, bank_base_address, page_size, page, offset, at);
    }
};

template <bool DRAM, uint32_t TileHw = 1024>
struct InterleavedAddrGenFast {
    uint32_t bank_base_address;
    uint32_t page_size;
    DataFormat data_format;

    uint64_t get_noc_addr(uint32_t page, uint32_t offset = 0, uint8_t noc = NOC_INDEX, TTSIM_LOC) const {
        (void)noc;
        return ttsim::page_noc_addr(DRAM, bank_base_address, page_size, page, offset, at);
    }
};

template <bool DRAM>
struct InterleavedPow2AddrGen {
    uint32_t bank_base_address;
    uint32_t log_base_2_of_page_size;

    uint64_t get_noc_addr(uint32_t page, uint32_t offset = 0, uint8_t noc = NOC_INDEX, TTSIM_LOC) const {
        (void)noc;
        return ttsim::page_noc_addr(DRAM, bank_base_address, 1u << log_base_2_of_page_size, page, offset, at);
    }
};

template <bool DRAM>
using InterleavedPow2AddrGenFast = InterleavedPow2AddrGen<DRAM>;
