#include "watcher.hpp"

#include <cstring>

namespace ttsim {
namespace {

struct Name {
    const char* code;
    const char* call;  // the call's beginning, where a code has two names
    const char* watcher;
};

// Without the prefixes DebugSanitize and DebugAssert that all of them have.
constexpr Name names[] = {
    {"CB_OUT_OF_BOUNDS", "", "CBOutOfBounds"},
    {"DRAM_OUT_OF_RANGE", "", "NocAddrOverflow"},
    {"KERNEL_ASSERT", "", "Tripped"},
    {"L1_OUT_OF_RANGE", "load(", ""},  // it sees no loads and stores
    {"L1_OUT_OF_RANGE", "reinterpret_cast", "L1AddrOverflow"},
    {"L1_OUT_OF_RANGE", "store(", ""},
    {"L1_OUT_OF_RANGE", "", "NocAddrOverflow"},
    {"L1_RESERVED", "load(", ""},
    {"L1_RESERVED", "store(", ""},
    {"L1_RESERVED", "", "NocAddrMailbox"},
    {"NOC_ALIGNMENT", "", "NocAlignment"},
    {"NOC_ATOMIC_OUTSTANDING", "", "NCriscNOCNonpostedAtomicsFlushedTripped"},
    {"NOC_INLINE_WRITE_DRAM", "", "InlineWriteDramUnsupported"},
    {"NOC_INVALID_TARGET", "", "NocTargetInvalidXY"},
    {"NOC_LINKED_VIOLATION", "", "NocLinkedTransactionViolation"},
    {"NOC_MULTICAST_NON_WORKER", "", "NocMulticastNonWorker"},
    {"NOC_MULTICAST_RANGE", "", "NocMulticastInvalidRange"},
    {"NOC_POSTED_OUTSTANDING", "", "NCriscNOCPostedWritesSentTripped"},
    {"NOC_READ_OUTSTANDING", "", "NCriscNOCReadsFlushedTripped"},
    {"NOC_WRITE_OUTSTANDING", "", "NCriscNOCNonpostedWritesSentTripped"},
    {"NOC_ZERO_LENGTH", "", "NocAddrZeroLength"},
};

}  // namespace

const char* watcher_name(const std::string& code, const std::string& call) {
    for (const Name& name : names) {
        if (code == name.code && call.compare(0, std::strlen(name.call), name.call) == 0) {
            return name.watcher;
        }
    }
    return "";
}

}  // namespace ttsim
