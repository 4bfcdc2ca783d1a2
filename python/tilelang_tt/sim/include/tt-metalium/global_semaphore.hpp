// Semaphores that live longer than a program: a word at the same L1 address on each of their cores.
#pragma once

#include <cstdint>
#include <memory>

#include <tt-metalium/buffer.hpp>

namespace tt::tt_metal {

class GlobalSemaphore {
  public:
    GlobalSemaphore(IDevice* device, const CoreRangeSet& cores, uint32_t initial_value, BufferType type);
    DeviceAddr address() const {
        return buffer_->address();
    }
    IDevice* device() const {
        return buffer_->device();
    }
    void reset_semaphore_value(uint32_t value) const;

  private:
    CoreRangeSet cores_;
    std::shared_ptr<Buffer> buffer_;
};

GlobalSemaphore CreateGlobalSemaphore(
    IDevice* device, const CoreRangeSet& cores, uint32_t initial_value, BufferType type = BufferType::L1);

}  // namespace tt::tt_metal
