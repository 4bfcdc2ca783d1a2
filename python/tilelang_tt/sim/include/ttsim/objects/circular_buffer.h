// A circular buffer as an object, in data-movement and in compute kernels.
#pragma once

#ifdef COMPILE_FOR_TRISC
#include "api/compute/common.h"
#else
#include "ttsim/objects/noc.h"
#endif
#include "api/lock.h"

class CircularBuffer {
  public:
    enum class AddrSelector { WRITE_PTR, READ_PTR };

    explicit CircularBuffer(uint32_t cb_id) : cb_id_(cb_id) {}
    uint32_t get_cb_id() const {
        return cb_id_;
    }

    // What follows is the call of the same name on this buffer.
    void reserve_back(int32_t pages, TTSIM_LOC) {
        ttsim::cb_reserve_back(cb_id_, pages, at);
    }
    void push_back(int32_t pages, TTSIM_LOC) {
        ttsim::cb_push_back(cb_id_, pages, at);
    }
    void wait_front(int32_t pages, TTSIM_LOC) {
        ttsim::cb_wait_front(cb_id_, pages, at);
    }
    void pop_front(int32_t pages, TTSIM_LOC) {
        ttsim::cb_pop_front(cb_id_, pages, at);
    }
#ifdef COMPILE_FOR_TRISC
    uint32_t get_tile_address(uint32_t tile, TTSIM_LOC) {
        return ttsim::cb_tile_address(cb_id_, tile, at);
    }
    uint32_t read_tile_value(uint32_t tile, uint32_t element, TTSIM_LOC) {
        return ttsim::cb_tile_value(cb_id_, tile, element, at);
    }
#else
    bool pages_reservable_at_back(int32_t pages, TTSIM_LOC) const {
        return ttsim::cb_pages_reservable(cb_id_, pages, at);
    }
    bool pages_available_at_front(int32_t pages, TTSIM_LOC) const {
        return ttsim::cb_pages_available(cb_id_, pages, at);
    }
#endif
    uint32_t get_tile_size() const {
        return ::get_tile_size(cb_id_);
    }
    uint32_t get_tile_hw() const {
        return ::get_tile_hw(cb_id_);
    }
    DataFormat get_dataformat() const {
        return ::get_dataformat(cb_id_);
    }
    uint32_t get_write_ptr(TTSIM_LOC) const {
        return ttsim::cb_write_ptr(cb_id_, at);
    }
    uint32_t get_read_ptr(TTSIM_LOC) const {
        return ttsim::cb_read_ptr(cb_id_, at);
    }
    auto scoped_lock() {
        return Lock([] {});
    }

  private:
    uint32_t cb_id_;
};

#ifndef COMPILE_FOR_TRISC

// The buffer at its read pointer or at its write pointer, whichever end of a transfer it is.
template <CircularBuffer::AddrSelector Selector>
struct CircularBufferView {
    const CircularBuffer& cb;
    explicit constexpr CircularBufferView(const CircularBuffer& cb) : cb(cb) {}
    uint32_t address(ttsim::Loc at) const {
        return Selector == CircularBuffer::AddrSelector::READ_PTR ? cb.get_read_ptr(at) : cb.get_write_ptr(at);
    }
};
template <CircularBuffer::AddrSelector Selector>
constexpr auto use(const CircularBuffer& cb) {
    return CircularBufferView<Selector>(cb);
}

namespace ttsim {

// What circular buffers and their views have in common as ends of a transfer.
struct CircularBufferEnd {
    struct src_args_type {
        uint32_t offset_bytes{};
    };
    struct dst_args_type {
        uint32_t offset_bytes{};
    };
    struct dst_args_mcast_type {
        uint32_t noc_x_start{};
        uint32_t noc_y_start{};
        uint32_t noc_x_end{};
        uint32_t noc_y_end{};
        uint32_t offset_bytes{};
    };

  protected:
    template <ttsim::objects::Noc::AddressType Type>
    static uint32_t local(uint32_t address, uint32_t offset) {
        static_assert(Type == ttsim::objects::Noc::AddressType::LOCAL_L1, "a CircularBuffer is memory of this core");
        return address + offset;
    }
    static uint64_t multicast(uint32_t address, const ttsim::objects::Noc& noc, const dst_args_mcast_type& args) {
        return get_noc_multicast_addr(
            args.noc_x_start,
            args.noc_y_start,
            args.noc_x_end,
            args.noc_y_end,
            address + args.offset_bytes,
            noc.get_noc_id());
    }
};

}  // namespace ttsim

template <>
struct noc_traits_t<CircularBuffer> : ttsim::CircularBufferEnd {
    template <ttsim::objects::Noc::AddressType Type>
    static auto src_addr(const CircularBuffer& cb, const ttsim::objects::Noc& noc, const src_args_type& args) {
        return local<Type>(cb.get_read_ptr(noc.place()), args.offset_bytes);
    }
    template <ttsim::objects::Noc::AddressType Type>
    static auto dst_addr(const CircularBuffer& cb, const ttsim::objects::Noc& noc, const dst_args_type& args) {
        return local<Type>(cb.get_write_ptr(noc.place()), args.offset_bytes);
    }
    template <ttsim::objects::Noc::AddressType Type>
    static auto dst_addr_mcast(
        const CircularBuffer& cb, const ttsim::objects::Noc& noc, const dst_args_mcast_type& args) {
        return multicast(cb.get_write_ptr(noc.place()), noc, args);
    }
};

template <CircularBuffer::AddrSelector Selector>
struct noc_traits_t<CircularBufferView<Selector>> : ttsim::CircularBufferEnd {
    template <ttsim::objects::Noc::AddressType Type>
    static auto src_addr(
        const CircularBufferView<Selector>& view, const ttsim::objects::Noc& noc, const src_args_type& args) {
        return local<Type>(view.address(noc.place()), args.offset_bytes);
    }
    template <ttsim::objects::Noc::AddressType Type>
    static auto dst_addr(
        const CircularBufferView<Selector>& view, const ttsim::objects::Noc& noc, const dst_args_type& args) {
        return local<Type>(view.address(noc.place()), args.offset_bytes);
    }
    template <ttsim::objects::Noc::AddressType Type>
    static auto dst_addr_mcast(
        const CircularBufferView<Selector>& view, const ttsim::objects::Noc& noc, const dst_args_mcast_type& args) {
        return multicast(view.address(noc.place()), noc, args);
    }
};

#endif
