#include "trap.hpp"

#include <signal.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

#include "chip.hpp"
#include "lines.hpp"
#include "raw_window.hpp"
#include "schedule.hpp"

namespace ttsim {
namespace {

uint64_t last_progress = 0;
uint64_t same_progress = 0;

// The line the running kernel was at when the signal came: that of its code, else of its last access, else of its last
// call.
Loc interrupted_line(const void* context) {
    const auto& machine = static_cast<const ucontext_t*>(context)->uc_mcontext;
#if defined(__x86_64__)
    const auto next = static_cast<uintptr_t>(machine.gregs[REG_RIP]) + 1;
#elif defined(__aarch64__)
    const auto next = static_cast<uintptr_t>(machine.pc) + 1;
#else
    const uintptr_t next = 0;
    (void)machine;
#endif
    for (const void* place : {reinterpret_cast<const void*>(next), current->accesses.place}) {
        const Loc at = place != nullptr ? line_before(place) : Loc{"", 0};
        if (at.line != 0) {
            return at;
        }
    }
    return current->call.at;
}

void on_fault(int signal_number, siginfo_t* info, void* context) {
    const auto address = reinterpret_cast<uintptr_t>(info->si_addr);
    if (current == nullptr) {  // not a kernel: let the process die of it
        signal(signal_number, SIG_DFL);
        raise(signal_number);
        return;
    }
    if (signal_number != SIGFPE && show_l1(address)) {
        return;  // and try again
    }
    chip().settings.stop = true;
    chip().settings.check = true;
    const Loc at = interrupted_line(context);
    if (signal_number == SIGFPE) {
        report(
            "KERNEL_DIVISION",
            at,
            current->call.text(),
            "the kernel divides an integer by zero, after the call shown; a chip goes on with -1",
            "check the divisor");
    } else if (address < chip().device->l1_bytes) {
        report(
            "L1_RAW_POINTER",
            at,
            current->call.text(),
            format(
                "L1 address 0x%zx is used as a pointer without conversion, after the call shown",
                static_cast<size_t>(address)),
            "convert L1 addresses with reinterpret_cast<volatile tt_l1_ptr T*>(address)");
    }
    report(
        "KERNEL_MEMORY_FAULT",
        at,
        current->call.text(),
        format("the kernel touches host memory at 0x%zx, after the call shown", static_cast<size_t>(address)),
        "check pointers, array bounds and the depth of the stack");
    _exit(finding_exit_code);
}

void on_timer(int, siginfo_t*, void* context) {
    if (current == nullptr || progress() != last_progress) {
        last_progress = progress();
        same_progress = 0;
        return;
    }
    const uint64_t limit = chip().settings.endless_seconds;
    if (++same_progress < limit) {
        return;
    }
    chip().settings.stop = true;
    chip().settings.check = true;
    report(
        "KERNEL_ENDLESS_LOOP",
        interrupted_line(context),
        current->call.text(),
        format("the kernel made no call for %llu seconds after the one shown", static_cast<unsigned long long>(limit)),
        "give the loop an end; what others are to change is loaded through a volatile pointer, or awaited with a semaphore");
}

}  // namespace

void install_traps() {
    static uint8_t* const signal_stack = static_cast<uint8_t*>(std::malloc(256 * 1024));
    stack_t stack{};
    stack.ss_sp = signal_stack;
    stack.ss_size = 256 * 1024;
    sigaltstack(&stack, nullptr);
    struct sigaction action{};
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    action.sa_sigaction = on_fault;
    sigaction(SIGSEGV, &action, nullptr);
    sigaction(SIGBUS, &action, nullptr);
    sigaction(SIGFPE, &action, nullptr);
    struct sigaction timer{};
    timer.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
    timer.sa_sigaction = on_timer;
    sigaction(SIGVTALRM, &timer, nullptr);
    const itimerval every{{1, 0}, {1, 0}};
    setitimer(ITIMER_VIRTUAL, &every, nullptr);
}

void remove_traps() {
    const itimerval never{};
    setitimer(ITIMER_VIRTUAL, &never, nullptr);
    signal(SIGSEGV, SIG_DFL);
    signal(SIGBUS, SIG_DFL);
    signal(SIGFPE, SIG_DFL);
}

}  // namespace ttsim
