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

namespace ttsim::host {
struct ProgramState;
}

namespace tt::tt_metal {

class Allocator;

// The queue of a device opened with CreateDevice.
class CommandQueue {};

}  // namespace tt::tt_metal

namespace tt::tt_metal::distributed {

// Of what was enqueued before it. All of that is finished already.
struct MeshEvent {};

class MeshCommandQueue {
  public:
    size_t id() const {
        return 0;
    }
    MeshEvent enqueue_record_event() {
        return {};
    }
    MeshEvent enqueue_record_event_to_host() {
        return {};
    }
    void enqueue_wait_for_event(const MeshEvent&) {}
    void finish() {}
};

inline MeshEvent EnqueueRecordEvent(MeshCommandQueue&) {
    return {};
}
inline MeshEvent EnqueueRecordEventToHost(MeshCommandQueue&) {
    return {};
}
inline void EnqueueWaitForEvent(MeshCommandQueue&, const MeshEvent&) {}
inline void EventSynchronize(const MeshEvent&) {}

class MeshDeviceConfig {
  public:
    explicit MeshDeviceConfig(const MeshShape& shape = {1, 1}) : shape_(shape) {}
    const MeshShape& mesh_shape() const {
        return shape_;
    }

  private:
    MeshShape shape_;
};

// The number of a recorded sequence of workloads.
using MeshTraceId = uint32_t;

class MeshDevice {
  public:
    static std::shared_ptr<MeshDevice> create_unit_mesh(
        int device_id,
        size_t l1_small_size = DEFAULT_L1_SMALL_SIZE,
        size_t trace_region_size = DEFAULT_TRACE_REGION_SIZE,
        size_t num_command_queues = 1);
    // A mesh of one device.
    static std::shared_ptr<MeshDevice> create(
        const MeshDeviceConfig& config,
        size_t l1_small_size = DEFAULT_L1_SMALL_SIZE,
        size_t trace_region_size = DEFAULT_TRACE_REGION_SIZE,
        size_t num_command_queues = 1);
    MeshCommandQueue& mesh_command_queue(size_t id = 0);
    CommandQueue& command_queue(size_t id = 0);
    CoreCoord compute_with_storage_grid_size() const;
    CoreCoord logical_grid_size() const {
        return compute_with_storage_grid_size();
    }
    CoreCoord grid_size() const {
        return compute_with_storage_grid_size();
    }
    CoreCoord dram_grid_size() const {
        return {num_dram_channels(), 1};
    }
    CoreCoord worker_core_from_logical_core(const CoreCoord& core) const;
    MeshShape shape() const {
        return {1, 1};
    }
    size_t num_rows() const {
        return 1;
    }
    size_t num_cols() const {
        return 1;
    }
    tt::ARCH arch() const;
    uint32_t l1_size_per_core() const;
    uint32_t dram_size_per_channel() const;
    uint32_t num_dram_channels() const;
    const Allocator* allocator() const;
    size_t num_devices() const {
        return 1;
    }
    int id() const {
        return 0;
    }
    bool close();

    // Workloads enqueued between begin and end are recorded instead of run; each replay runs them.
    MeshTraceId begin_mesh_trace(size_t queue);
    void end_mesh_trace(size_t queue, MeshTraceId trace);
    void replay_mesh_trace(size_t queue, MeshTraceId trace, bool blocking);
    MeshTraceId begin_mesh_trace(MeshCommandQueue& queue) {
        return begin_mesh_trace(queue.id());
    }
    void end_mesh_trace(MeshCommandQueue& queue, MeshTraceId trace) {
        end_mesh_trace(queue.id(), trace);
    }
    void replay_mesh_trace(MeshCommandQueue& queue, MeshTraceId trace, bool blocking) {
        replay_mesh_trace(queue.id(), trace, blocking);
    }
    void release_mesh_trace(MeshTraceId trace);

  private:
    MeshDevice() = default;
    MeshCommandQueue queue_;
    CommandQueue device_queue_;
};

}  // namespace tt::tt_metal::distributed

namespace tt::tt_metal {
using IDevice = distributed::MeshDevice;

size_t GetNumAvailableDevices();
size_t GetNumPCIeDevices();
}  // namespace tt::tt_metal
