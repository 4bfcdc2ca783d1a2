// The device. The simulator has one chip; which one is chosen by TTSIM_ARCH (wormhole, blackhole).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/mesh_coord.hpp>
#include <tt-metalium/tt_backend_api_types.hpp>

constexpr size_t DEFAULT_L1_SMALL_SIZE = 0;
constexpr size_t DEFAULT_TRACE_REGION_SIZE = 0;

namespace tt::tt_metal {

// The queue of a device opened with CreateDevice.
class CommandQueue {};

}  // namespace tt::tt_metal

namespace tt::tt_metal::distributed {

class MeshCommandQueue {};

class MeshDevice {
  public:
    static std::shared_ptr<MeshDevice> create_unit_mesh(
        int device_id,
        size_t l1_small_size = DEFAULT_L1_SMALL_SIZE,
        size_t trace_region_size = DEFAULT_TRACE_REGION_SIZE,
        size_t num_command_queues = 1);
    MeshCommandQueue& mesh_command_queue(size_t id = 0);
    CommandQueue& command_queue(size_t id = 0);
    CoreCoord compute_with_storage_grid_size() const;
    CoreCoord logical_grid_size() const {
        return compute_with_storage_grid_size();
    }
    CoreCoord worker_core_from_logical_core(const CoreCoord& core) const;
    MeshShape shape() const {
        return {1, 1};
    }
    tt::ARCH arch() const;
    uint32_t l1_size_per_core() const;
    uint32_t num_dram_channels() const;
    size_t num_devices() const {
        return 1;
    }
    int id() const {
        return 0;
    }
    bool close();

  private:
    MeshDevice() = default;
    MeshCommandQueue queue_;
    CommandQueue device_queue_;
};

}  // namespace tt::tt_metal::distributed

namespace tt::tt_metal {
using IDevice = distributed::MeshDevice;
}  // namespace tt::tt_metal
