// Hooks before loads and stores of data-movement kernels. Kernels are compiled with -fsanitize=thread, whose calls
// (__tsan_read4, ...) come before every access that may not be to a private variable; its runtime is not linked.
#include "access.hpp"

#include <cstring>

#include "call.hpp"
#include "deadlock.hpp"
#include "lines.hpp"
#include "schedule.hpp"

namespace ttsim {
namespace {

constexpr uint64_t turn = 256;            // clocks that a thread may run ahead of others with accesses alone
constexpr uint64_t patience = 5'000'000;  // clocks of nothing but loads, after which a thread counts as polling in vain
constexpr uint64_t line_bytes = 16;       // what the store queue and the data cache of Blackhole take together

struct Kind {
    bool store;
    bool plain;  // one instruction of the chip, or one for each of its words; otherwise bytes one by one
    bool block;  // whatever its address, words
};

// The address in its L1 that a thread means; false for memory that is no L1, such as the kernel's variables.
bool l1_address(const Thread& thread, const uint8_t* pointer, uint64_t* address) {
    const Chip& device = chip();
    const auto value = reinterpret_cast<uint64_t>(pointer);
    if (value < device.device->l1_bytes) {
        *address = value;  // not converted: the integer itself
        return true;
    }
    *address = static_cast<uint64_t>(pointer - thread.core->l1);
    return pointer >= device.l1_begin && pointer < device.l1_end;
}

bool misaligned(uint64_t address, uint64_t bytes) {
    return (address & ((bytes < 4 ? bytes : 4) - 1)) != 0;
}

// An access that the thread's spans do not cover. False: it takes no time, because it is not one to L1.
[[gnu::noinline]] bool admit(Thread& thread, const uint8_t* pointer, uint64_t bytes, Kind kind, uint64_t* address) {
    if (!l1_address(thread, pointer, address)) {
        return false;
    }
    Span& span = kind.store ? thread.accesses.stores : thread.accesses.loads;
    if (span.holds(*address, bytes) && !(kind.plain && misaligned(*address, bytes))) {
        return true;
    }
    // Findings are those of a call at the line of the access.
    const CallSite around = thread.call;
    const Loc at = line_before(thread.accesses.place);
    thread.call = {
        kind.store ? "store" : "load",
        at.line != 0 ? at : around.at,
        2,
        {static_cast<uint32_t>(*address), static_cast<uint32_t>(bytes)}};
    const bool there = check_access(*address, bytes, kind.store, kind.plain, span);
    thread.call = around;
    return there;
}

// Reports a deadlock when nothing but polling happens any more.
void check_polling() {
    for (const auto& thread : chip().threads) {
        if (!thread->done && thread->wait.kind == WaitKind::None && thread->accesses.idle <= patience) {
            return;
        }
    }
    if (events_pending()) {
        return;
    }
    for (const auto& thread : chip().threads) {
        if (!thread->done && thread->wait.kind == WaitKind::None) {
            const Accesses& accesses = thread->accesses;
            const Loc at = line_before(accesses.place);
            thread->call = {"load", at.line != 0 ? at : thread->call.at, 1, {accesses.last_load}};
            thread->wait = {WaitKind::Poll, accesses.last_load, 0, nullptr, ""};
            thread->wait_since = thread->clock - accesses.idle;
        }
    }
    report_deadlock();
}

[[gnu::noinline]] void give_way(Thread& thread) {
    announce_stores();
    take_turns();
    thread.accesses.turn_ends = thread.clock + turn;
    if (thread.accesses.idle > patience) {
        check_polling();
    }
}

template <bool store>
inline void touch(const uint8_t* pointer, uint64_t bytes, Kind kind, const void* place) {
    Thread* const thread = current;
    if (thread == nullptr) {
        return;  // a kernel's variables are initialised
    }
    Accesses& accesses = thread->accesses;
    accesses.place = place;
    const Span& span = store ? accesses.stores : accesses.loads;
    auto address = static_cast<uint64_t>(pointer - thread->core->l1);
    if ((!span.holds(address, bytes) || (kind.plain && misaligned(address, bytes))) &&
        !admit(*thread, pointer, bytes, kind, &address)) {
        return;
    }
    const Costs& costs = *thread->costs;
    uint32_t& last = store ? accesses.last_store : accesses.last_load;
    const bool again = last == address;
    const bool near = (last ^ address) < line_bytes;
    const uint32_t next = store ? costs.l1_store_near : costs.l1_load_near;
    const uint64_t words = kind.plain || kind.block ? (bytes + 3) / 4 : bytes;
    uint64_t clocks = near ? next : store ? costs.l1_store : costs.l1_load;
    clocks += (words - 1) * next;
    last = static_cast<uint32_t>(address);
    accesses.idle = store ? 0 : accesses.idle + clocks;
    thread->clock += clocks;
    if ((again && !store) || thread->clock >= accesses.turn_ends) {
        give_way(*thread);
    }
    accesses.stored |= store;  // when the hook returns: not before others have had their turn
}

void touch_range(const void* pointer, size_t bytes, bool store, const void* place) {
    if (bytes != 0) {
        const Kind kind{store, false, true};
        const auto* first = static_cast<const uint8_t*>(pointer);
        store ? touch<true>(first, bytes, kind, place) : touch<false>(first, bytes, kind, place);
    }
}

}  // namespace

void announce_stores() {
    if (current->accesses.stored) {
        current->accesses.stored = false;
        wake(*current->core, current->clock);
    }
}

}  // namespace ttsim

// The names and types are the compiler's.
#define ACCESS(name, store, bytes, plain)                                                                     \
    extern "C" void name(void* pointer) {                                                                     \
        ttsim::touch<store>(                                                                                  \
            static_cast<const uint8_t*>(pointer), bytes, {store, plain, false}, __builtin_return_address(0)); \
    }
#define ACCESSES(bytes)                                       \
    ACCESS(__tsan_read##bytes, false, bytes, true)            \
    ACCESS(__tsan_write##bytes, true, bytes, true)            \
    ACCESS(__tsan_unaligned_read##bytes, false, bytes, false) \
    ACCESS(__tsan_unaligned_write##bytes, true, bytes, false)
ACCESSES(1)
ACCESSES(2)
ACCESSES(4)
ACCESSES(8)
ACCESSES(16)

// A load and a store of one place.
#define UPDATE(bytes)                                                                         \
    extern "C" void __tsan_read_write##bytes(void* pointer) {                                 \
        const auto* place = static_cast<const uint8_t*>(pointer);                             \
        ttsim::touch<false>(place, bytes, {false, true, false}, __builtin_return_address(0)); \
        ttsim::touch<true>(place, bytes, {true, true, false}, __builtin_return_address(0));   \
    }
UPDATE(1)
UPDATE(2)
UPDATE(4)
UPDATE(8)
UPDATE(16)

extern "C" {
void __tsan_read_range(void* pointer, size_t bytes) {
    ttsim::touch_range(pointer, bytes, false, __builtin_return_address(0));
}
void __tsan_write_range(void* pointer, size_t bytes) {
    ttsim::touch_range(pointer, bytes, true, __builtin_return_address(0));
}
// Blocks: as functions of the kernel (prelude.h), and as clang finds them.
#define BLOCK(name, function)                                                \
    void* name(void* to, const void* from, size_t bytes) {                   \
        ttsim::touch_range(from, bytes, false, __builtin_return_address(0)); \
        ttsim::touch_range(to, bytes, true, __builtin_return_address(0));    \
        return function(to, from, bytes);                                    \
    }
#define FILL(name)                                                        \
    void* name(void* to, int value, size_t bytes) {                       \
        ttsim::touch_range(to, bytes, true, __builtin_return_address(0)); \
        return std::memset(to, value, bytes);                             \
    }
BLOCK(ttsim_memcpy, std::memcpy)
BLOCK(ttsim_memmove, std::memmove)
FILL(ttsim_memset)
BLOCK(__tsan_memcpy, std::memcpy)
BLOCK(__tsan_memmove, std::memmove)
FILL(__tsan_memset)
// Reads and writes of a vtable pointer; entry and end of functions.
void __tsan_vptr_read(void**) {}
void __tsan_vptr_update(void**, void*) {}
void __tsan_func_entry(void*) {}
void __tsan_func_exit() {}
void __tsan_init() {}
void __tsan_atomic_thread_fence(int) {}
void __tsan_atomic_signal_fence(int) {}
}

// Loads and stores with a memory order; a data-movement core has no other atomic operations.
#define ATOMIC(bits, type)                                                                       \
    extern "C" type __tsan_atomic##bits##_load(const volatile type* pointer, int) {              \
        const auto* place = reinterpret_cast<const uint8_t*>(const_cast<const type*>(pointer));  \
        ttsim::touch<false>(place, bits / 8, {false, true, false}, __builtin_return_address(0)); \
        return *pointer;                                                                         \
    }                                                                                            \
    extern "C" void __tsan_atomic##bits##_store(volatile type* pointer, type value, int) {       \
        const auto* place = reinterpret_cast<const uint8_t*>(const_cast<const type*>(pointer));  \
        ttsim::touch<true>(place, bits / 8, {true, true, false}, __builtin_return_address(0));   \
        *pointer = value;                                                                        \
    }
ATOMIC(8, uint8_t)
ATOMIC(16, uint16_t)
ATOMIC(32, uint32_t)
