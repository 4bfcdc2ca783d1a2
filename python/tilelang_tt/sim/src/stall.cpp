#include "stall.hpp"

#include <algorithm>
#include <cctype>
#include <cstring>

#include "finding.hpp"

namespace ttsim {
namespace {

constexpr const char* operands = "operands";

}  // namespace

std::string semaphore_name(uint32_t address, const char* otherwise) {
    const uint32_t id = semaphore_at(address);
    return id != no_semaphore ? format("semaphore %u", id) : format("the %s at L1 0x%x", otherwise, address);
}

bool Stall::same_kind(const Stall& other) const {
    return kind == other.kind && (what == other.what || std::strcmp(what, other.what) == 0);
}

bool Stall::same(const Stall& other) const {
    return id == other.id && same_kind(other);
}

Stall stall_of(const Wait& wait, const char* what, uint64_t clocks) {
    switch (wait.kind) {
        case WaitKind::CbSpace:
        case WaitKind::CbData:
        case WaitKind::Semaphore:
        case WaitKind::Mailbox:
            return {wait.kind, wait.id, "", clocks};
        case WaitKind::SemaphoreMin:
        case WaitKind::Poll:
            return {WaitKind::Semaphore, wait.id, "", clocks};
        case WaitKind::None:
            // Operands on their way are operands that are not there.
            return std::strcmp(what, operands) == 0 ? Stall{WaitKind::BankFull, 0, "", clocks}
                                                    : Stall{WaitKind::None, 0, what, clocks};
        default:
            return {wait.kind, 0, "", clocks};
    }
}

std::string stall_kind(const Stall& stall) {
    switch (stall.kind) {
        case WaitKind::CbSpace:
            return "cb_space";
        case WaitKind::CbData:
            return "cb_data";
        case WaitKind::Semaphore:
            return "semaphore";
        case WaitKind::DstFree:
            return "dst_free";
        case WaitKind::DstFull:
            return "dst_full";
        case WaitKind::BankFree:
            return "source_registers";
        case WaitKind::BankFull:
            return operands;
        case WaitKind::Mailbox:
            return "mailbox";
        default:  // stall_of gives no others
            break;
    }
    std::string name = stall.what;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) {
        return c == ' ' ? '_' : static_cast<char>(std::tolower(c));
    });
    return name;
}

std::string stall_text(const Stall& stall) {
    switch (stall.kind) {
        case WaitKind::CbSpace:
            return format("space in CB %u", stall.id);
        case WaitKind::CbData:
            return format("data in CB %u", stall.id);
        case WaitKind::Semaphore:
            return semaphore_name(stall.id, "word");
        case WaitKind::DstFree:
            return "a free DST section";
        case WaitKind::DstFull:
            return "a committed DST section";
        case WaitKind::BankFree:
            return "free source registers";
        case WaitKind::BankFull:
            return operands;
        case WaitKind::Mailbox:
            return std::string("a word from ") + role_name(mailbox_sender(stall.id));
        default:  // stall_of gives no others
            break;
    }
    return stall.what;
}

}  // namespace ttsim
