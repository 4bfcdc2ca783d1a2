// A semaphore as an object.
#pragma once

#include "ttsim/objects/noc.h"

// Who counts a semaphore, and how; on these chips all are words in L1.
enum class SemScope : uint8_t { LOCAL_NONATOMIC, DM_LOCAL_CACHED, EXTERNAL };

namespace ttsim::objects {

template <ProgrammableCoreType Type = ProgrammableCoreType::TENSIX, SemScope Scope = SemScope::LOCAL_NONATOMIC>
class Semaphore {
  public:
    explicit Semaphore(uint32_t semaphore_id, TTSIM_LOC) : address_(get_semaphore<Type>(semaphore_id, at)) {}

    // --- on this core, not atomic; `down` waits until the value is large enough
    void up(uint32_t value, TTSIM_LOC) {
        noc_semaphore_set(local(), *local() + value, at);
    }
    void down(uint32_t value, TTSIM_LOC) {
        noc_semaphore_wait_min(local(), value, at);
        noc_semaphore_set(local(), *local() - value, at);
    }
    void wait(uint32_t value, TTSIM_LOC) {
        noc_semaphore_wait(local(), value, at);
    }
    void wait_min(uint32_t value, TTSIM_LOC) {
        noc_semaphore_wait_min(local(), value, at);
    }
    void set(uint32_t value, TTSIM_LOC) {
        noc_semaphore_set(local(), value, at);
    }
    uint32_t value() const {
        return *local();
    }

    // --- on other cores
    void up(const Noc& noc, uint32_t noc_x, uint32_t noc_y, uint32_t value, uint8_t vc = 1, TTSIM_LOC) {
        noc_semaphore_inc(get_noc_addr(noc_x, noc_y, address_, noc.get_noc_id()), value, noc.get_noc_id(), vc, at);
    }
    template <ProgrammableCoreType OtherType = Type, SemScope OtherScope = Scope>
    void relay_unicast(
        const Noc& noc, const Semaphore<OtherType, OtherScope>& other, uint32_t noc_x, uint32_t noc_y, TTSIM_LOC) {
        const uint64_t target = get_noc_addr(noc_x, noc_y, other.address_, noc.get_noc_id());
        noc_semaphore_set_remote(address_, target, noc.get_noc_id(), at);
    }
    template <NocOptions Options = NocOptions::DEFAULT>
    void set_multicast(
        const Noc& noc,
        uint32_t noc_x_start,
        uint32_t noc_y_start,
        uint32_t noc_x_end,
        uint32_t noc_y_end,
        uint32_t num_dests,
        bool linked = false,
        TTSIM_LOC) {
        relay_multicast<Options>(noc, *this, noc_x_start, noc_y_start, noc_x_end, noc_y_end, num_dests, linked, at);
    }
    template <
        NocOptions Options = NocOptions::DEFAULT,
        ProgrammableCoreType OtherType = Type,
        SemScope OtherScope = Scope>
    void relay_multicast(
        const Noc& noc,
        const Semaphore<OtherType, OtherScope>& other,
        uint32_t noc_x_start,
        uint32_t noc_y_start,
        uint32_t noc_x_end,
        uint32_t noc_y_end,
        uint32_t num_dests,
        bool linked = false,
        TTSIM_LOC) {
        const uint64_t targets =
            get_noc_multicast_addr(noc_x_start, noc_y_start, noc_x_end, noc_y_end, other.address_, noc.get_noc_id());
        if constexpr (has_flag(Options, NocOptions::MCAST_INCL_SRC)) {
            noc_semaphore_set_multicast_loopback_src(address_, targets, num_dests, linked, noc.get_noc_id(), at);
        } else {
            noc_semaphore_set_multicast(address_, targets, num_dests, linked, noc.get_noc_id(), at);
        }
    }
    void inc_multicast(
        const Noc& noc,
        uint32_t noc_x_start,
        uint32_t noc_y_start,
        uint32_t noc_x_end,
        uint32_t noc_y_end,
        uint32_t value,
        uint32_t num_dests,
        TTSIM_LOC) {
        const uint64_t targets =
            get_noc_multicast_addr(noc_x_start, noc_y_start, noc_x_end, noc_y_end, address_, noc.get_noc_id());
        noc_semaphore_inc_multicast(targets, value, num_dests, noc.get_noc_id(), at);
    }

  private:
    template <ProgrammableCoreType, SemScope>
    friend class Semaphore;

    volatile tt_l1_ptr uint32_t* local() const {
        return reinterpret_cast<volatile tt_l1_ptr uint32_t*>(address_);
    }
    uint32_t address_;
};

}  // namespace ttsim::objects
