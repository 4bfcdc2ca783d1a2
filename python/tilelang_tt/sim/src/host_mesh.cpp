// A mesh of one device, recorded workloads, semaphores that outlive a program, and facts about the chip:
// tt-metalium/{mesh_device,global_semaphore,allocator,hal}.hpp.
#include <cstring>

#include <tt-metalium/allocator.hpp>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/global_semaphore.hpp>
#include <tt-metalium/hal.hpp>
#include <tt-metalium/tt_metal.hpp>

#include "chip.hpp"
#include "program.hpp"

namespace ttsim::host {
namespace {

using Recording = std::vector<std::shared_ptr<ProgramState>>;

std::map<uint32_t, Recording> recordings;
Recording* recording = nullptr;  // the one between begin and end

Recording& recording_of(const char* call, uint32_t trace) {
    const auto found = recordings.find(trace);
    if (found == recordings.end()) {
        report_host(
            "MESH_TRACE",
            call,
            format("there is no trace %u", trace),
            "use what begin_mesh_trace returned, until its release");
        stop_on_findings();
    }
    return found->second;
}

}  // namespace

void enqueue(const std::shared_ptr<ProgramState>& program) {
    if (recording != nullptr) {
        recording->push_back(program);
    } else {
        launch(*program);
    }
}

}  // namespace ttsim::host

namespace tt::tt_metal {

using namespace ttsim;
using namespace ttsim::host;

size_t GetNumAvailableDevices() {
    return 1;
}
size_t GetNumPCIeDevices() {
    return 1;
}

std::map<int, IDevice*> detail::CreateDevices(const std::vector<int>& device_ids) {
    std::map<int, IDevice*> devices;
    for (const int id : device_ids) {
        devices[id] = CreateDevice(id);
    }
    return devices;
}
void detail::CloseDevices(const std::map<int, IDevice*>& devices) {
    for (const auto& [id, device] : devices) {
        CloseDevice(device);
    }
}

namespace distributed {

std::shared_ptr<MeshDevice> MeshDevice::create(const MeshDeviceConfig& config, size_t, size_t, size_t) {
    const MeshShape& shape = config.mesh_shape();
    if (shape.mesh_size() != 1) {
        report_host(
            "MESH_SHAPE",
            "MeshDevice::create",
            format("a mesh of %u x %u devices; the simulator has one", shape.rows, shape.cols),
            "open MeshShape(1, 1)");
        stop_on_findings();
    }
    return create_unit_mesh(0);
}

uint32_t MeshDevice::dram_size_per_channel() const {
    return static_cast<uint32_t>(chip().device->dram_bank_bytes);
}

const Allocator* MeshDevice::allocator() const {
    static const Allocator instance;
    return &instance;
}

MeshTraceId MeshDevice::begin_mesh_trace(size_t) {
    if (recording != nullptr) {
        report_host("MESH_TRACE", "begin_mesh_trace", "another trace is being recorded", "call end_mesh_trace first");
        stop_on_findings();
    }
    const uint32_t trace = recordings.empty() ? 0 : recordings.rbegin()->first + 1;
    recording = &recordings[trace];
    return trace;
}
void MeshDevice::end_mesh_trace(size_t, MeshTraceId trace) {
    if (&recording_of("end_mesh_trace", trace) != recording) {
        report_host(
            "MESH_TRACE", "end_mesh_trace", format("trace %u is not being recorded", trace), "end each trace once");
        stop_on_findings();
    }
    recording = nullptr;
}
void MeshDevice::replay_mesh_trace(size_t, MeshTraceId trace, bool) {
    for (const auto& program : recording_of("replay_mesh_trace", trace)) {
        launch(*program);
    }
}
void MeshDevice::release_mesh_trace(MeshTraceId trace) {
    recording_of("release_mesh_trace", trace);
    recordings.erase(trace);
}

}  // namespace distributed

uint32_t Allocator::get_alignment(BufferType type) const {
    return type == BufferType::DRAM ? hal::get_dram_alignment() : hal::get_l1_alignment();
}
uint32_t Allocator::get_num_banks(BufferType type) const {
    return static_cast<uint32_t>(type == BufferType::DRAM ? chip().device->num_dram_banks : chip().cores.size());
}
DeviceAddr Allocator::get_base_allocator_addr(BufferType type) const {
    return type == BufferType::DRAM ? dram_start : chip().device->l1_reserved;
}

uint32_t hal::get_l1_size() {
    return chip().device->l1_bytes;
}
uint32_t hal::get_dram_alignment() {
    return chip().device->dram_page_alignment;
}
uint32_t hal::get_l1_alignment() {
    return chip().device->l1_alignment;
}
uint32_t hal::get_arch_num_circular_buffers() {
    return chip().device->num_cbs;
}

// A page in each core's bank; only those of `cores` are the semaphore's.
GlobalSemaphore::GlobalSemaphore(IDevice* device, const CoreRangeSet& cores, uint32_t initial_value, BufferType type)
    : cores_(cores) {
    check_cores("CreateGlobalSemaphore", cores);
    buffer_ = Buffer::create(device, chip().cores.size() * semaphore_stride, semaphore_stride, type);
    reset_semaphore_value(initial_value);
}
void GlobalSemaphore::reset_semaphore_value(uint32_t value) const {
    for (const CoreCoord& core : corerange_to_cores(cores_)) {
        uint8_t* l1 = chip().core(static_cast<uint32_t>(core.x), static_cast<uint32_t>(core.y))->l1;
        std::memcpy(l1 + address(), &value, sizeof(value));
    }
}
GlobalSemaphore CreateGlobalSemaphore(
    IDevice* device, const CoreRangeSet& cores, uint32_t initial_value, BufferType type) {
    return GlobalSemaphore(device, cores, initial_value, type);
}

}  // namespace tt::tt_metal
