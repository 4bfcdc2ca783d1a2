// What the host can ask about the memory of a device.
#pragma once

#include <cstdint>

#include <tt-metalium/buffer_types.hpp>

namespace tt::tt_metal {

class Allocator {
  public:
    // Bytes; pages of buffers of this type are as far apart as a multiple of it.
    uint32_t get_alignment(BufferType type) const;
    uint32_t get_num_banks(BufferType type) const;
    // The lowest L1 or DRAM address that buffers can have.
    DeviceAddr get_base_allocator_addr(BufferType type) const;
};

}  // namespace tt::tt_metal
