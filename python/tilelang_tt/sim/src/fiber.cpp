#include "fiber.hpp"

#include <sys/mman.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

#if defined(__x86_64__)
// rdi: where to save the stack pointer; rsi: the stack pointer to continue with.
asm(R"(
.text
.globl ttsim_switch_stacks
.type ttsim_switch_stacks, @function
ttsim_switch_stacks:
    endbr64
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size ttsim_switch_stacks, .-ttsim_switch_stacks
)");
#elif defined(__aarch64__)
asm(R"(
.text
.globl ttsim_switch_stacks
.type ttsim_switch_stacks, %function
ttsim_switch_stacks:
    sub sp, sp, #160
    stp x19, x20, [sp, #0]
    stp x21, x22, [sp, #16]
    stp x23, x24, [sp, #32]
    stp x25, x26, [sp, #48]
    stp x27, x28, [sp, #64]
    stp x29, x30, [sp, #80]
    stp d8, d9, [sp, #96]
    stp d10, d11, [sp, #112]
    stp d12, d13, [sp, #128]
    stp d14, d15, [sp, #144]
    mov x2, sp
    str x2, [x0]
    mov sp, x1
    ldp x19, x20, [sp, #0]
    ldp x21, x22, [sp, #16]
    ldp x23, x24, [sp, #32]
    ldp x25, x26, [sp, #48]
    ldp x27, x28, [sp, #64]
    ldp x29, x30, [sp, #80]
    ldp d8, d9, [sp, #96]
    ldp d10, d11, [sp, #112]
    ldp d12, d13, [sp, #128]
    ldp d14, d15, [sp, #144]
    add sp, sp, #160
    ret
.size ttsim_switch_stacks, .-ttsim_switch_stacks
)");
#endif

#if defined(__x86_64__) || defined(__aarch64__)
extern "C" void ttsim_switch_stacks(void** save, void* load);
#endif

namespace ttsim {
namespace {

void* allocate_stack() {
    const size_t guard = 4096;
    void* memory = mmap(
        nullptr,
        Fiber::stack_bytes + guard,
        PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
        -1,
        0);
    if (memory == MAP_FAILED || mprotect(memory, guard, PROT_NONE) != 0) {
        std::perror("ttsim: no memory for a thread's stack");
        std::abort();
    }
    return memory;
}

}  // namespace

Fiber::~Fiber() {
    if (stack_ != nullptr) {
        munmap(stack_, stack_bytes + 4096);
    }
}

#if defined(__x86_64__)
void Fiber::start(void (*entry)()) {
    stack_ = allocate_stack();
    auto* top = reinterpret_cast<uint64_t*>(static_cast<char*>(stack_) + 4096 + stack_bytes);
    *--top = 0;  // no caller to return to; also aligns the entry as after a call
    *--top = reinterpret_cast<uint64_t>(entry);
    for (int saved = 0; saved < 6; ++saved) {
        *--top = 0;
    }
    stack_pointer_ = top;
}
void Fiber::switch_to(Fiber& from, Fiber& to) {
    ttsim_switch_stacks(&from.stack_pointer_, to.stack_pointer_);
}
#elif defined(__aarch64__)
void Fiber::start(void (*entry)()) {
    stack_ = allocate_stack();
    auto* top = reinterpret_cast<uint64_t*>(static_cast<char*>(stack_) + 4096 + stack_bytes) - 20;
    for (int saved = 0; saved < 20; ++saved) {
        top[saved] = 0;
    }
    top[11] = reinterpret_cast<uint64_t>(entry);  // x30
    stack_pointer_ = top;
}
void Fiber::switch_to(Fiber& from, Fiber& to) {
    ttsim_switch_stacks(&from.stack_pointer_, to.stack_pointer_);
}
#else
void Fiber::start(void (*entry)()) {
    stack_ = allocate_stack();
    getcontext(&context_);
    context_.uc_stack.ss_sp = static_cast<char*>(stack_) + 4096;
    context_.uc_stack.ss_size = stack_bytes;
    makecontext(&context_, entry, 0);
}
void Fiber::switch_to(Fiber& from, Fiber& to) {
    swapcontext(&from.context_, &to.context_);
}
#endif

}  // namespace ttsim
