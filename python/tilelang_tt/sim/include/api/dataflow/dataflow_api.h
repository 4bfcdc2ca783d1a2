// Data-movement API: circular buffers, NoC transfers, barriers, semaphores.
#pragma once

#include "ttsim/prelude.h"

#include "api/dataflow/tensor_accessor.h"
#include "hostdevcommon/common_values.hpp"

constexpr uint8_t noc_index = NOC_INDEX;
constexpr uint8_t noc_mode = NOC_MODE;
constexpr uint32_t NOC_MAX_BURST_SIZE = TTSIM_NOC_MAX_BURST;
constexpr uint32_t MEM_ZEROS_BASE = TTSIM_ZEROS_BASE;
constexpr uint32_t MEM_ZEROS_SIZE = 512;
constexpr uint32_t NUM_DRAM_BANKS = TTSIM_NUM_DRAM_BANKS;
constexpr uint32_t L1_ALIGNMENT = 16;
constexpr uint32_t DRAM_ALIGNMENT = TTSIM_DRAM_ALIGNMENT;
constexpr int TTSIM_CURRENT_TRID = -1;

namespace ttsim {
struct MyX {
    uint32_t operator[](uint32_t noc) const {
        return noc_x(noc);
    }
};
struct MyY {
    uint32_t operator[](uint32_t noc) const {
        return noc_y(noc);
    }
};
}  // namespace ttsim
constexpr ttsim::MyX my_x{};
constexpr ttsim::MyY my_y{};

// --- circular buffers
inline void cb_reserve_back(uint32_t cb, uint32_t n, TTSIM_LOC) {
    ttsim::cb_reserve_back(cb, n, at);
}
inline void cb_push_back(uint32_t cb, uint32_t n, TTSIM_LOC) {
    ttsim::cb_push_back(cb, n, at);
}
inline void cb_wait_front(uint32_t cb, uint32_t n, TTSIM_LOC) {
    ttsim::cb_wait_front(cb, n, at);
}
inline void cb_pop_front(uint32_t cb, uint32_t n, TTSIM_LOC) {
    ttsim::cb_pop_front(cb, n, at);
}
inline bool cb_pages_available_at_front(uint32_t cb, uint32_t n, TTSIM_LOC) {
    return ttsim::cb_pages_available(cb, n, at);
}
inline bool cb_pages_reservable_at_back(uint32_t cb, uint32_t n, TTSIM_LOC) {
    return ttsim::cb_pages_reservable(cb, n, at);
}
inline uint32_t get_write_ptr(uint32_t cb, TTSIM_LOC) {
    return ttsim::cb_write_ptr(cb, at);
}
inline uint32_t get_read_ptr(uint32_t cb, TTSIM_LOC) {
    return ttsim::cb_read_ptr(cb, at);
}

// --- addresses
#define NOC_XY_ADDR(x, y, address) ((uint64_t(y) << 42) | (uint64_t(x) << 36) | uint64_t(address))
#define NOC_UNICAST_ADDR_X(address) static_cast<uint32_t>((address) >> 36 & 63)
#define NOC_UNICAST_ADDR_Y(address) static_cast<uint32_t>((address) >> 42 & 63)
constexpr uint32_t NOC_UNICAST_WRITE_VC = 1;
constexpr uint32_t NOC_MAX_TRANSACTION_ID = 15;
inline uint64_t get_noc_addr(uint32_t x, uint32_t y, uint32_t address, uint8_t noc = noc_index) {
    (void)noc;
    return (uint64_t(y) << 42) | (uint64_t(x) << 36) | address;
}
inline uint64_t get_noc_addr(uint32_t address, uint8_t noc = noc_index) {
    return get_noc_addr(ttsim::noc_x(noc), ttsim::noc_y(noc), address, noc);
}
template <bool DRAM>
inline uint64_t get_noc_addr_from_bank_id(uint32_t bank, uint32_t offset, uint8_t noc = noc_index, TTSIM_LOC) {
    (void)noc;
    return ttsim::bank_noc_addr(DRAM, bank, offset, at);
}
inline uint64_t get_noc_multicast_addr(
    uint32_t x_start, uint32_t y_start, uint32_t x_end, uint32_t y_end, uint32_t address, uint8_t noc = noc_index) {
    (void)noc;
    return (uint64_t(y_start) << 54) | (uint64_t(x_start) << 48) | (uint64_t(y_end) << 42) | (uint64_t(x_end) << 36) |
        address;
}
template <typename Accessor, typename = decltype(std::declval<const Accessor&>().get_noc_addr(0u, 0u, uint8_t(0)))>
inline uint64_t get_noc_addr(
    uint32_t page, const Accessor& accessor, uint32_t offset = 0, uint8_t noc = noc_index, TTSIM_LOC) {
    return accessor.get_noc_addr(page, offset, noc, at);
}

#include "ttsim/transfers.h"

// --- multicast
inline void noc_async_write_multicast(
    uint32_t l1,
    uint64_t targets,
    uint32_t bytes,
    uint32_t num_dests,
    bool linked = false,
    uint8_t noc = noc_index,
    TTSIM_LOC) {
    ttsim::noc_multicast("noc_async_write_multicast", l1, targets, bytes, num_dests, linked, false, noc, at);
}
inline void noc_async_write_multicast_one_packet(
    uint32_t l1,
    uint64_t targets,
    uint32_t bytes,
    uint32_t num_dests,
    bool linked = false,
    uint8_t noc = noc_index,
    TTSIM_LOC) {
    ttsim::noc_multicast("noc_async_write_multicast_one_packet", l1, targets, bytes, num_dests, linked, false, noc, at);
}
inline void noc_async_write_multicast_loopback_src(
    uint32_t l1,
    uint64_t targets,
    uint32_t bytes,
    uint32_t num_dests,
    bool linked = false,
    uint8_t noc = noc_index,
    TTSIM_LOC) {
    ttsim::noc_multicast(
        "noc_async_write_multicast_loopback_src", l1, targets, bytes, num_dests, linked, true, noc, at);
}
inline void noc_semaphore_set_multicast(
    uint32_t l1, uint64_t targets, uint32_t num_dests, bool linked = false, uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_multicast("noc_semaphore_set_multicast", l1, targets, 4, num_dests, linked, false, noc, at);
}
inline void noc_semaphore_set_multicast_loopback_src(
    uint32_t l1, uint64_t targets, uint32_t num_dests, bool linked = false, uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_multicast("noc_semaphore_set_multicast_loopback_src", l1, targets, 4, num_dests, linked, true, noc, at);
}
inline void noc_semaphore_inc_multicast(
    uint64_t targets, uint32_t increment, uint32_t num_dests, uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_atomic_inc_multicast(targets, increment, num_dests, noc, at);
}

// --- barriers
inline void noc_async_read_barrier(uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_barrier("noc_async_read_barrier", ttsim::Barrier::Read, noc, TTSIM_CURRENT_TRID, at);
}
inline void noc_async_read_barrier_with_trid(uint32_t trid, uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_barrier("noc_async_read_barrier_with_trid", ttsim::Barrier::Read, noc, static_cast<int>(trid), at);
}
inline void noc_async_write_barrier(uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_barrier("noc_async_write_barrier", ttsim::Barrier::Write, noc, TTSIM_CURRENT_TRID, at);
}
inline void noc_async_write_barrier_with_trid(uint32_t trid, uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_barrier("noc_async_write_barrier_with_trid", ttsim::Barrier::Write, noc, static_cast<int>(trid), at);
}
inline void noc_async_writes_flushed(uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_barrier("noc_async_writes_flushed", ttsim::Barrier::WriteFlush, noc, TTSIM_CURRENT_TRID, at);
}
inline void noc_async_write_flushed_with_trid(uint32_t trid, uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_barrier(
        "noc_async_write_flushed_with_trid", ttsim::Barrier::WriteFlush, noc, static_cast<int>(trid), at);
}
inline void noc_async_posted_writes_flushed(uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_barrier("noc_async_posted_writes_flushed", ttsim::Barrier::PostedFlush, noc, TTSIM_CURRENT_TRID, at);
}
inline void noc_async_atomic_barrier(uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_barrier("noc_async_atomic_barrier", ttsim::Barrier::Atomic, noc, TTSIM_CURRENT_TRID, at);
}
inline void noc_async_full_barrier(uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_barrier("noc_async_full_barrier", ttsim::Barrier::Full, noc, TTSIM_CURRENT_TRID, at);
}

// --- semaphores
enum class ProgrammableCoreType { TENSIX = 0, ACTIVE_ETH = 1, IDLE_ETH = 2 };
template <ProgrammableCoreType Type = ProgrammableCoreType::TENSIX>
inline uint32_t get_semaphore(uint32_t id, TTSIM_LOC) {
    static_assert(Type == ProgrammableCoreType::TENSIX, "semaphores of Ethernet cores are not supported");
    return ttsim::semaphore_address(id, at);
}
inline void noc_semaphore_set(volatile tt_l1_ptr uint32_t* semaphore, uint32_t value, TTSIM_LOC) {
    ttsim::semaphore_set(semaphore, value, at);
}
inline void noc_semaphore_wait(volatile tt_l1_ptr uint32_t* semaphore, uint32_t value, TTSIM_LOC) {
    ttsim::semaphore_wait(semaphore, value, false, at);
}
inline void noc_semaphore_wait_min(volatile tt_l1_ptr uint32_t* semaphore, uint32_t value, TTSIM_LOC) {
    ttsim::semaphore_wait(semaphore, value, true, at);
}
template <bool Posted = false>
inline void noc_semaphore_inc(uint64_t target, uint32_t increment, uint8_t noc = noc_index, uint8_t vc = 1, TTSIM_LOC) {
    (void)vc;
    ttsim::noc_atomic_inc(target, increment, noc, Posted, at);
}
inline void noc_semaphore_set_remote(uint32_t l1, uint64_t target, uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_write("noc_semaphore_set_remote", l1, target, 4, noc, TTSIM_CURRENT_TRID, false, at);
}

inline uint64_t get_timestamp() {
    return ttsim::wall_clock();
}
inline void riscv_wait(uint32_t clocks, TTSIM_LOC) {
    ttsim::idle(clocks, at);
}
