// Tensors, their pages and shards as ends of a transfer.
#pragma once

#include "api/dataflow/tensor_accessor.h"
#include "ttsim/objects/noc.h"

// Pages and shards of a tensor by number, as ends of a transfer.
template <typename Accessor>
struct PageView {
    const Accessor& accessor;
    explicit PageView(const Accessor& accessor) : accessor(accessor) {}
};
template <typename Accessor>
struct ShardView {
    const Accessor& accessor;
    explicit ShardView(const Accessor& accessor) : accessor(accessor) {}
};

namespace ttsim {

// An address on the NoC, or in this core's L1, where it must lie then.
template <ttsim::objects::Noc::AddressType Type>
uint64_t end_address(uint64_t address, const ttsim::objects::Noc& noc) {
    if constexpr (Type == ttsim::objects::Noc::AddressType::LOCAL_L1) {
        if (!noc.is_local_addr(address)) {
            failed_assert("noc.is_local_addr(noc_addr)", noc.place());
        }
        return static_cast<uint32_t>(address);
    } else {
        return address;
    }
}

struct PageArgs {
    struct src_args_type {
        uint32_t page_id{};
        uint32_t offset_bytes = 0;
    };
    struct dst_args_type {
        uint32_t page_id{};
        uint32_t offset_bytes = 0;
    };
};

}  // namespace ttsim

template <typename DSpec>
struct noc_traits_t<TensorAccessor<DSpec>> : ttsim::PageArgs {
    template <ttsim::objects::Noc::AddressType Type>
    static auto src_addr(
        const TensorAccessor<DSpec>& tensor, const ttsim::objects::Noc& noc, const src_args_type& args) {
        return address<Type>(tensor, noc, args.page_id, args.offset_bytes);
    }
    template <ttsim::objects::Noc::AddressType Type>
    static auto dst_addr(
        const TensorAccessor<DSpec>& tensor, const ttsim::objects::Noc& noc, const dst_args_type& args) {
        return address<Type>(tensor, noc, args.page_id, args.offset_bytes);
    }

  private:
    template <ttsim::objects::Noc::AddressType Type>
    static auto address(
        const TensorAccessor<DSpec>& tensor, const ttsim::objects::Noc& noc, uint32_t page, uint32_t offset) {
        return ttsim::end_address<Type>(tensor.get_noc_addr(page, offset, noc.get_noc_id(), noc.place()), noc);
    }
};

template <typename Accessor>
struct noc_traits_t<PageView<Accessor>> : ttsim::PageArgs {
    template <ttsim::objects::Noc::AddressType Type>
    static auto src_addr(const PageView<Accessor>& view, const ttsim::objects::Noc& noc, const src_args_type& args) {
        return noc_traits_t<Accessor>::template src_addr<Type>(view.accessor, noc, {args.page_id, args.offset_bytes});
    }
    template <ttsim::objects::Noc::AddressType Type>
    static auto dst_addr(const PageView<Accessor>& view, const ttsim::objects::Noc& noc, const dst_args_type& args) {
        return noc_traits_t<Accessor>::template dst_addr<Type>(view.accessor, noc, {args.page_id, args.offset_bytes});
    }
};

template <typename Accessor>
struct noc_traits_t<ShardView<Accessor>> {
    struct src_args_type {
        uint32_t shard_id{};
        uint32_t offset_bytes = 0;
    };
    struct dst_args_type {
        uint32_t shard_id{};
        uint32_t offset_bytes = 0;
    };
    template <ttsim::objects::Noc::AddressType Type>
    static auto src_addr(const ShardView<Accessor>& view, const ttsim::objects::Noc& noc, const src_args_type& args) {
        return address<Type>(view, noc, args.shard_id, args.offset_bytes);
    }
    template <ttsim::objects::Noc::AddressType Type>
    static auto dst_addr(const ShardView<Accessor>& view, const ttsim::objects::Noc& noc, const dst_args_type& args) {
        return address<Type>(view, noc, args.shard_id, args.offset_bytes);
    }

  private:
    template <ttsim::objects::Noc::AddressType Type>
    static auto address(
        const ShardView<Accessor>& view, const ttsim::objects::Noc& noc, uint32_t shard, uint32_t offset) {
        return ttsim::end_address<Type>(
            view.accessor.get_shard_noc_addr(shard, offset, noc.get_noc_id(), noc.place()), noc);
    }
};

template <>
struct noc_traits_t<tensor_accessor::Page> {
    struct src_args_type {
        uint32_t offset_bytes = 0;
    };
    struct dst_args_type {
        uint32_t offset_bytes = 0;
    };
    template <ttsim::objects::Noc::AddressType Type>
    static auto src_addr(const tensor_accessor::Page& page, const ttsim::objects::Noc& noc, const src_args_type& args) {
        return ttsim::end_address<Type>(page.noc_addr() + args.offset_bytes, noc);
    }
    template <ttsim::objects::Noc::AddressType Type>
    static auto dst_addr(const tensor_accessor::Page& page, const ttsim::objects::Noc& noc, const dst_args_type& args) {
        return ttsim::end_address<Type>(page.noc_addr() + args.offset_bytes, noc);
    }
};
