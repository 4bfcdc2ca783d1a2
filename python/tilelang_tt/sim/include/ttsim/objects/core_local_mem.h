// A pointer to elements in this core's L1, by address.
#pragma once

#include <type_traits>

#ifdef COMPILE_FOR_TRISC
#include "ttsim/prelude.h"
#else
#include "ttsim/objects/noc.h"
#endif
#include "api/lock.h"

template <typename T, typename AddressType = uintptr_t>
class CoreLocalMem {
    static_assert(std::is_integral_v<AddressType> && std::is_unsigned_v<AddressType>);
    using difference_type = std::ptrdiff_t;

  public:
    CoreLocalMem(AddressType address) : address_(address) {}
    CoreLocalMem(T* pointer) : address_(reinterpret_cast<AddressType>(pointer)) {}

    T* get_unsafe_ptr() const {
        return reinterpret_cast<T*>(address_);
    }
    AddressType get_address() const {
        return address_;
    }
    T& operator[](uint32_t index) const {
        return get_unsafe_ptr()[index];
    }
    T& operator*() const {
        return *get_unsafe_ptr();
    }
    T* operator->() const {
        return get_unsafe_ptr();
    }
    CoreLocalMem& operator+=(difference_type elements) {
        address_ += elements * sizeof(T);
        return *this;
    }
    CoreLocalMem& operator-=(difference_type elements) {
        return *this += -elements;
    }
    CoreLocalMem& operator++() {
        return *this += 1;
    }
    CoreLocalMem& operator--() {
        return *this -= 1;
    }
    CoreLocalMem operator++(int) {
        const CoreLocalMem before = *this;
        ++*this;
        return before;
    }
    CoreLocalMem operator--(int) {
        const CoreLocalMem before = *this;
        --*this;
        return before;
    }
    CoreLocalMem operator+(difference_type elements) const {
        return CoreLocalMem(*this) += elements;
    }
    CoreLocalMem operator-(difference_type elements) const {
        return CoreLocalMem(*this) -= elements;
    }
    difference_type operator-(const CoreLocalMem& other) const {
        return (static_cast<difference_type>(address_) - static_cast<difference_type>(other.address_)) /
            static_cast<difference_type>(sizeof(T));
    }
    auto scoped_lock(size_t) {
        return Lock([] {});
    }
    bool operator==(const CoreLocalMem& other) const {
        return address_ == other.address_;
    }
    bool operator!=(const CoreLocalMem& other) const {
        return address_ != other.address_;
    }
    bool operator<(const CoreLocalMem& other) const {
        return address_ < other.address_;
    }
    bool operator<=(const CoreLocalMem& other) const {
        return address_ <= other.address_;
    }
    bool operator>(const CoreLocalMem& other) const {
        return address_ > other.address_;
    }
    bool operator>=(const CoreLocalMem& other) const {
        return address_ >= other.address_;
    }
    explicit operator bool() const {
        return address_ != 0;
    }

  private:
    AddressType address_;
};

#ifndef COMPILE_FOR_TRISC
template <typename T, typename AddressType>
struct noc_traits_t<CoreLocalMem<T, AddressType>> {
    struct src_args_type {
        AddressType offset_bytes = 0;
    };
    struct dst_args_type {
        AddressType offset_bytes = 0;
    };
    template <ttsim::objects::Noc::AddressType Type>
    static auto src_addr(
        const CoreLocalMem<T, AddressType>& memory, const ttsim::objects::Noc&, const src_args_type& args) {
        static_assert(Type == ttsim::objects::Noc::AddressType::LOCAL_L1, "CoreLocalMem is memory of this core");
        return memory.get_address() + args.offset_bytes;
    }
    template <ttsim::objects::Noc::AddressType Type>
    static auto dst_addr(
        const CoreLocalMem<T, AddressType>& memory, const ttsim::objects::Noc&, const dst_args_type& args) {
        static_assert(Type == ttsim::objects::Noc::AddressType::LOCAL_L1, "CoreLocalMem is memory of this core");
        return memory.get_address() + args.offset_bytes;
    }
};
#endif
