// What a kernel asks about itself: arguments, coordinates, L1 pointers, semaphores.
#include "../include/ttsim/abi.h"
#include "call.hpp"
#include "fingerprint.hpp"
#include "schedule.hpp"

namespace ttsim {

uint8_t* l1_base() {
    return current->core->l1;
}

void* l1_pointer(uint32_t address) {
    if (address >= chip().device->l1_bytes) {
        report(
            "L1_OUT_OF_RANGE",
            current->call.at,
            format("reinterpret_cast of 0x%x", address),
            format("the address is beyond the L1 of 0x%x bytes (after the call shown)", chip().device->l1_bytes),
            "cast only L1 addresses from get_write_ptr, get_read_ptr or get_semaphore");
        return nullptr;
    }
    return current->core->l1 + address;
}

bool l1_offset(const void* pointer, uint32_t* out) {
    const auto* byte = static_cast<const uint8_t*>(pointer);
    const uint8_t* base = current->core->l1;
    const auto value = reinterpret_cast<uintptr_t>(pointer);
    if (value < chip().device->l1_bytes) {
        *out = static_cast<uint32_t>(value);  // not converted
        return true;
    }
    if (byte < base || byte >= base + chip().device->l1_bytes) {
        return false;
    }
    *out = static_cast<uint32_t>(byte - base);
    return true;
}

bool on_unpack() {
    return current->role == Role::Unpack;
}
bool on_math() {
    return current->role == Role::Math;
}
bool on_pack() {
    return current->role == Role::Pack;
}

namespace {

const std::vector<uint32_t>& arguments(bool common) {
    static const std::vector<uint32_t> none;
    const auto* list = common ? current->common_args : current->args;
    return list != nullptr ? *list : none;
}

bool check_argument(uint32_t index, bool common) {
    const auto& list = arguments(common);
    if (index < list.size()) {
        return true;
    }
    if (!common && current->args == nullptr) {
        fault(
            "RUNTIME_ARGS_MISSING",
            format("core %s has no runtime arguments for this kernel", current->core->name().c_str()),
            "call SetRuntimeArgs for every core of the kernel");
    } else {
        fault(
            "RUNTIME_ARG_NOT_SET",
            format("argument %u of %zu%s", index, list.size(), common ? " common ones" : ""),
            common ? "pass more values to SetCommonRuntimeArgs" : "pass more values to SetRuntimeArgs");
    }
    return false;
}

}  // namespace

uint32_t runtime_arg(uint32_t index, bool common, Loc at) {
    enter(common ? "get_common_arg_val" : "get_arg_val", at, {index});
    return check_argument(index, common) ? arguments(common)[index] : poison_word;
}

uint32_t runtime_arg_address(uint32_t index, bool common, Loc at) {
    enter(common ? "get_common_arg_addr" : "get_arg_addr", at, {index});
    check_argument(index, common);
    return arguments_base + static_cast<uint32_t>(current->role) * arguments_stride +
        (common ? common_arguments_offset : 0) + 4 * index;
}

uint32_t logical_x(bool relative) {
    return relative ? current->relative_x : current->core->x;
}
uint32_t logical_y(bool relative) {
    return relative ? current->relative_y : current->core->y;
}
uint64_t wall_clock() {
    return current->clock;
}

void idle(uint32_t clocks, Loc at) {
    enter("riscv_wait", at, {clocks});
    spend(clocks);
    synchronise();
}

uint32_t semaphore_address(uint32_t id, Loc at) {
    enter("get_semaphore", at, {id});
    if (id >= num_semaphores || (current->core->semaphores_created >> id & 1) == 0) {
        fault(
            "SEMAPHORE_NOT_CREATED",
            format("semaphore %u does not exist on core %s", id, current->core->name().c_str()),
            "create it in the host program with CreateSemaphore on every core that uses it");
    }
    return semaphore_base + id * semaphore_stride;
}

namespace {

// The word of a semaphore that all cores can tell from others, and its L1 address.
volatile uint32_t* word_of(volatile uint32_t* semaphore, uint32_t* address) {
    return l1_offset(const_cast<const uint32_t*>(semaphore), address)
        ? reinterpret_cast<volatile uint32_t*>(current->core->l1 + *address)
        : semaphore;
}

}  // namespace

void semaphore_set(volatile uint32_t* semaphore, uint32_t value, Loc at) {
    uint32_t address = 0;
    semaphore = word_of(semaphore, &address);
    enter("noc_semaphore_set", at, {address, value});
    note_in_order({3, address, value});
    synchronise();
    spend(chip().costs->semaphore_call);
    *semaphore = value;
    current->core->touch(address, false);
    if (current->announced) {
        current->set_after_announce = semaphore;
    }
    wake(*current->core, current->clock);
}

void semaphore_wait(volatile uint32_t* semaphore, uint32_t value, bool at_least, Loc at) {
    uint32_t address = 0;
    semaphore = word_of(semaphore, &address);
    enter(at_least ? "noc_semaphore_wait_min" : "noc_semaphore_wait", at, {address, value});
    note_in_order({4, address, value, at_least});
    if (current->set_after_announce == semaphore) {
        fault(
            "SEMAPHORE_RESET_AFTER_ANNOUNCE",
            "the semaphore waited for was set after this core announced itself: the answer may be overwritten",
            "reset the semaphore before noc_semaphore_inc tells the other core to go on");
    }
    current->announced = false;
    current->set_after_announce = nullptr;
    synchronise();
    spend(chip().costs->semaphore_call);
    const uint32_t id = semaphore_at(address);
    const bool known = id != no_semaphore;
    if (known) {
        current->core->semaphores[id].waited = true;
    }
    wait_for({at_least ? WaitKind::SemaphoreMin : WaitKind::Semaphore, address, value, semaphore, "NSW"});
    if (known) {
        SemaphoreTrail& trail = current->core->semaphores[id];
        if (!at_least && !trail.fresh) {
            trail.stale = at;
        }
        trail.fresh = false;
    }
}

void failed_assert(const char* condition, Loc at) {
    report(
        "KERNEL_ASSERT",
        at,
        format("ASSERT(%s)", condition),
        format("the kernel's own assertion %s does not hold", condition),
        "see what the kernel expects; on a chip only the watcher looks");
}

}  // namespace ttsim
