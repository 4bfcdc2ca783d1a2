// Global variables of kernels: every RISC-V thread has its own, though all share one loaded object.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ttsim {

// The writable data of a loaded kernel, and what it holds before any thread ran.
struct KernelData {
    uint8_t* memory = nullptr;
    std::vector<uint8_t> initial;
};

// Data of the object that holds this function; empty when it has no writable data.
KernelData kernel_data(const void* function);

}  // namespace ttsim
