// A fiber: one RISC-V thread's stack and saved registers.
#pragma once

#include <cstddef>

#if !defined(__x86_64__) && !defined(__aarch64__)
#include <ucontext.h>
#endif

namespace ttsim {

class Fiber {
  public:
    Fiber() = default;
    Fiber(const Fiber&) = delete;
    Fiber& operator=(const Fiber&) = delete;
    ~Fiber();

    // Gives the fiber a stack; `entry` runs at the first switch to it and must never return.
    void start(void (*entry)());
    // Suspends `from` (the running fiber) and continues `to`.
    static void switch_to(Fiber& from, Fiber& to);

    static constexpr size_t stack_bytes = 256 * 1024;

  private:
#if defined(__x86_64__) || defined(__aarch64__)
    void* stack_pointer_ = nullptr;
#else
    ucontext_t context_{};
#endif
    void* stack_ = nullptr;
};

}  // namespace ttsim
