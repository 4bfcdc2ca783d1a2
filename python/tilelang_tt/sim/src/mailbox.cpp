// Mailboxes between the RISC-V cores of a Tensix: a queue of words from each of BRISC, UNPACK, MATH and PACK to each.
#include <algorithm>
#include <iterator>

#include "compute.hpp"
#include "fingerprint.hpp"

namespace ttsim {
namespace {

constexpr Role owners[] = {Role::Brisc, Role::Unpack, Role::Math, Role::Pack};

// The number of the running thread; -1 for NCRISC, which has none.
int own_number() {
    const auto* const found = std::find(std::begin(owners), std::end(owners), current->role);
    return found == std::end(owners) ? -1 : static_cast<int>(found - owners);
}

bool check_mailbox(uint32_t other) {
    if (own_number() < 0) {
        fault("MAILBOX_UNKNOWN", "NCRISC has no mailbox", "send the word from the kernel on RISCV_0");
        return false;
    }
    if (other >= std::size(owners) || static_cast<int>(other) == own_number()) {
        fault(
            "MAILBOX_UNKNOWN",
            format("no mailbox of another core has number %u", other),
            "name BriscThreadId, UnpackThreadId, MathThreadId or PackThreadId of another core");
        return false;
    }
    return true;
}

uint32_t receive(uint32_t from) {
    Core& core = *current->core;
    const uint32_t box = static_cast<uint32_t>(own_number()) * 4 + from;
    wait_for({WaitKind::Mailbox, box, 0, nullptr, "MBOX"});
    const uint32_t word = core.mailbox[box].front();
    core.mailbox[box].pop_front();
    return word;
}

void send(uint32_t to, uint32_t word) {
    Core& core = *current->core;
    note_in_order({to, word});
    core.mailbox[to * 4 + static_cast<uint32_t>(own_number())].push_back(word);
    wake(core, current->clock);
}

// UNPACK has the word; MATH and PACK get it from there.
uint32_t from_unpack(uint32_t word) {
    if (!on_unpack()) {
        return receive(1);
    }
    send(2, word);
    send(3, word);
    return word;
}

}  // namespace

Role mailbox_sender(uint32_t box) {
    return owners[box % 4];
}

void mailbox_write(uint32_t to, uint32_t word, Loc at) {
    enter("mailbox_write", at, {to, word});
    synchronise();
    if (check_mailbox(to)) {
        send(to, word);
    }
}

uint32_t mailbox_read(uint32_t from, Loc at) {
    enter("mailbox_read", at, {from});
    return check_mailbox(from) ? receive(from) : 0;
}

uint32_t cb_tile_address(uint32_t cb, uint32_t tile, Loc at) {
    enter("get_tile_address", at, {cb, tile});
    const uint8_t* l1 = on_unpack() ? operand(cb, tile) : nullptr;
    return from_unpack(l1 != nullptr ? static_cast<uint32_t>(l1 - current->core->l1) : 0);
}

uint32_t cb_tile_value(uint32_t cb, uint32_t tile, uint32_t word, Loc at) {
    enter("read_tile_value", at, {cb, tile, word});
    uint32_t value = 0;
    const uint8_t* l1 = on_unpack() ? operand(cb, tile) : nullptr;
    if (l1 != nullptr) {
        if (word >= current->core->rings[cb].page / 4) {
            fault(
                "TILE_VALUE",
                format("word %u of a tile that has %u of 4 bytes", word, current->core->rings[cb].page / 4),
                "count in words of 4 bytes; one has two elements of a 16-bit format");
        } else {
            __builtin_memcpy(&value, l1 + 4 * word, 4);
        }
    }
    return from_unpack(value);
}

}  // namespace ttsim
