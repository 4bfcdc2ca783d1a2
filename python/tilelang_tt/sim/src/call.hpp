// Bookkeeping every API call starts with.
#pragma once

#include <initializer_list>

#include "chip.hpp"
#include "trace.hpp"

namespace ttsim {

// Records the call for reports and deadlock messages.
inline void enter(const char* name, Loc at, std::initializer_list<uint32_t> args) {
    if (tracing) {
        trace_call_end(*current);
    }
    announce_stores();
    current->accesses.forget();
    CallSite& call = current->call;
    call.name = name;
    call.at = at;
    call.count = 0;
    for (const uint32_t arg : args) {
        call.args[call.count++] = arg;
    }
}

// A finding of the call entered last.
inline void fault(const char* code, std::string cause, std::string remedy) {
    report(code, current->call.at, current->call.text(), std::move(cause), std::move(remedy));
}

}  // namespace ttsim
