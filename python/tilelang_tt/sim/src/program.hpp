// What the host API builds and a launch reads.
#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include <tt-metalium/host_api.hpp>

namespace ttsim::host {

namespace metal = tt::tt_metal;

struct KernelState {
    std::string file;  // as given; for kernels from a string, where the source was stored
    metal::CoreRangeSet cores;
    metal::KernelConfig config;
    std::map<metal::CoreCoord, std::vector<uint32_t>> args;
    std::vector<uint32_t> common_args;
    bool is_compute() const {
        return std::holds_alternative<metal::ComputeConfig>(config);
    }
    const metal::DataMovementConfig& movement() const {
        return std::get<metal::DataMovementConfig>(config);
    }
    const metal::ComputeConfig& compute() const {
        return std::get<metal::ComputeConfig>(config);
    }
};

struct CbState {
    metal::CoreRangeSet cores;
    metal::CircularBufferConfig config{0};
};

struct SemaphoreState {
    metal::CoreRangeSet cores;
    uint32_t id = 0;
    uint32_t initial = 0;
};

struct ProgramState {
    std::vector<KernelState> kernels;
    std::vector<CbState> cbs;
    std::vector<SemaphoreState> semaphores;
};

metal::CoreRangeSet core_set(const metal::Cores& cores);
// Every core of the set must exist on the device.
void check_cores(const char* call, const metal::CoreRangeSet& cores);
// A circular buffer over an L1 buffer: the buffer must be there and large enough.
void check_alias(const metal::CircularBufferConfig& config);
// Gives the circular buffers of a launch their place; reports what does not fit.
void place_cbs(const ProgramState& program);
// Runs the program on the chip, to its end.
void launch(ProgramState& program);
// Launches it, or adds it to the trace that is being recorded.
void enqueue(const std::shared_ptr<ProgramState>& program);

}  // namespace ttsim::host
