// TensorAccessor: from a page of an interleaved buffer to its NoC address.
#pragma once

#include "ttsim/prelude.h"

namespace tensor_accessor {
enum ArgConfig : uint32_t { Sharded = 1, IsDram = 2 };
}

// Compile-time words at index `CTA`: for an interleaved buffer the configuration and the aligned page size.
template <uint32_t CTA, uint32_t CRTA = 0>
struct TensorAccessorArgs {
    static_assert(CTA + 1 < TTSIM_NUM_COMPILE_TIME_ARGS, "TensorAccessorArgs reads past the compile-time arguments");
    static constexpr uint32_t config = kernel_compile_time_args.values[CTA];
    static_assert((config & tensor_accessor::Sharded) == 0, "sharded buffers are not supported by this simulator");
    static_assert(
        (config & ~uint32_t(tensor_accessor::IsDram)) == 0,
        "compile-time word is not a TensorAccessorArgs configuration: check the index and the host's append_to");
    static constexpr bool is_dram = (config & tensor_accessor::IsDram) != 0;
    static constexpr uint32_t aligned_page_size = kernel_compile_time_args.values[CTA + 1];

    constexpr TensorAccessorArgs() = default;
    static constexpr uint32_t num_compile_time_args() {
        return 2;
    }
    static constexpr uint32_t num_common_runtime_args() {
        return 0;
    }
    static constexpr uint32_t next_compile_time_args_offset() {
        return CTA + 2;
    }
    static constexpr uint32_t next_common_runtime_args_offset() {
        return CRTA;
    }
};

template <typename Args>
class TensorAccessor {
  public:
    TensorAccessor(const Args&, size_t bank_base_address, uint32_t page_size_in_bytes = Args::aligned_page_size)
        : bank_base_address(static_cast<uint32_t>(bank_base_address)), page_size(page_size_in_bytes) {}

    uint64_t get_noc_addr(uint32_t page, uint32_t offset = 0, uint8_t noc = NOC_INDEX, TTSIM_LOC) const {
        (void)noc;
        return ttsim::page_noc_addr(Args::is_dram, bank_base_address, page_size, page, offset, at);
    }

    const uint32_t bank_base_address;
    const uint32_t page_size;
    static constexpr bool is_dram = Args::is_dram;
};

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
