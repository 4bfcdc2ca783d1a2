// Ends of a transfer given by address: a core, a rectangle of cores, a bank.
#pragma once

#include "ttsim/objects/noc.h"

struct UnicastEndpoint {
    uint64_t get_noc_unicast_addr(uint32_t x, uint32_t y, uint32_t address, uint8_t noc) const {
        return get_noc_addr(x, y, address, noc);
    }
};

struct MulticastEndpoint {
    uint64_t get_noc_multicast_addr(
        uint32_t x_start, uint32_t y_start, uint32_t x_end, uint32_t y_end, uint32_t address, uint8_t noc) const {
        return ::get_noc_multicast_addr(x_start, y_start, x_end, y_end, address, noc);
    }
};

enum class AllocatorBankType { L1, DRAM };

template <AllocatorBankType Type>
struct AllocatorBank {
    uint64_t get_noc_addr_from_bank_id(uint32_t bank, uint32_t address, uint8_t noc, TTSIM_LOC) const {
        return ::get_noc_addr_from_bank_id<Type == AllocatorBankType::DRAM>(bank, address, noc, at);
    }
};

template <>
struct noc_traits_t<UnicastEndpoint> {
    struct src_args_type {
        uint32_t noc_x{};
        uint32_t noc_y{};
        uint32_t addr{};
    };
    struct dst_args_type {
        uint32_t noc_x{};
        uint32_t noc_y{};
        uint32_t addr{};
    };
    template <ttsim::objects::Noc::AddressType Type>
    static auto src_addr(const UnicastEndpoint& end, const ttsim::objects::Noc& noc, const src_args_type& args) {
        return address<Type>(end, noc, args);
    }
    template <ttsim::objects::Noc::AddressType Type>
    static auto dst_addr(const UnicastEndpoint& end, const ttsim::objects::Noc& noc, const dst_args_type& args) {
        return address<Type>(end, noc, args);
    }

  private:
    template <ttsim::objects::Noc::AddressType Type, typename Args>
    static uint64_t address(const UnicastEndpoint& end, const ttsim::objects::Noc& noc, const Args& args) {
        if constexpr (Type == ttsim::objects::Noc::AddressType::LOCAL_L1) {
            return args.addr;
        } else {
            return end.get_noc_unicast_addr(args.noc_x, args.noc_y, args.addr, noc.get_noc_id());
        }
    }
};

template <>
struct noc_traits_t<MulticastEndpoint> {
    struct dst_args_mcast_type {
        uint32_t noc_x_start{};
        uint32_t noc_y_start{};
        uint32_t noc_x_end{};
        uint32_t noc_y_end{};
        uint32_t addr{};
    };
    template <ttsim::objects::Noc::AddressType Type>
    static auto dst_addr_mcast(
        const MulticastEndpoint& end, const ttsim::objects::Noc& noc, const dst_args_mcast_type& args) {
        return end.get_noc_multicast_addr(
            args.noc_x_start, args.noc_y_start, args.noc_x_end, args.noc_y_end, args.addr, noc.get_noc_id());
    }
};

template <AllocatorBankType Bank>
struct noc_traits_t<AllocatorBank<Bank>> {
    struct src_args_type {
        uint32_t bank_id{};
        uint32_t addr{};
    };
    struct dst_args_type {
        uint32_t bank_id{};
        uint32_t addr{};
    };
    template <ttsim::objects::Noc::AddressType Type>
    static auto src_addr(const AllocatorBank<Bank>& bank, const ttsim::objects::Noc& noc, const src_args_type& args) {
        static_assert(Type == ttsim::objects::Noc::AddressType::NOC, "a bank is no memory of this core");
        return bank.get_noc_addr_from_bank_id(args.bank_id, args.addr, noc.get_noc_id(), noc.place());
    }
    template <ttsim::objects::Noc::AddressType Type>
    static auto dst_addr(const AllocatorBank<Bank>& bank, const ttsim::objects::Noc& noc, const dst_args_type& args) {
        static_assert(Type == ttsim::objects::Noc::AddressType::NOC, "a bank is no memory of this core");
        return bank.get_noc_addr_from_bank_id(args.bank_id, args.addr, noc.get_noc_id(), noc.place());
    }
};
