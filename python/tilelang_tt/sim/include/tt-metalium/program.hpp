// A program: kernels, circular buffers, semaphores and runtime arguments.
#pragma once

#include <memory>

namespace ttsim::host {
struct ProgramState;
}

namespace tt::tt_metal {

class Program {
  public:
    Program();
    ~Program();
    Program(Program&&) noexcept;
    Program& operator=(Program&&) noexcept;
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    ttsim::host::ProgramState& state() const {
        return *state_;
    }
    const std::shared_ptr<ttsim::host::ProgramState>& shared_state() const {
        return state_;
    }

  private:
    std::shared_ptr<ttsim::host::ProgramState> state_;
};

}  // namespace tt::tt_metal
