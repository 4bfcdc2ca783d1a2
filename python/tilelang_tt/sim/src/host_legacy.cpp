// The host interface of earlier releases: tt-metalium/{command_queue,tt_metal}.hpp, CreateDevice.
#include <cstring>

#include <tt-metalium/tt_metal.hpp>

#include "chip.hpp"
#include "program.hpp"

namespace tt::tt_metal {
namespace {

std::shared_ptr<IDevice>& opened() {
    static std::shared_ptr<IDevice> device;
    return device;
}

// Memory of a core's part of an L1 buffer.
uint8_t* l1_memory(const char* call, const CoreCoord& coord, uint32_t address, size_t bytes) {
    ttsim::Chip& chip = ttsim::chip();
    ttsim::Core* core = chip.core(static_cast<uint32_t>(coord.x), static_cast<uint32_t>(coord.y));
    const ttsim::Region* region = core != nullptr ? chip.l1_region(*core, address) : nullptr;
    if (region == nullptr || address + bytes > region->address + region->bank_bytes) {
        ttsim::report_host(
            "L1_HOST_ACCESS",
            call,
            ttsim::format("%zu bytes at 0x%x of core %s are in no L1 buffer", bytes, address, coord.str().c_str()),
            "use addresses of buffers with BufferType::L1 and cores that hold their pages");
    }
    return core->l1 + address;
}

}  // namespace

IDevice* CreateDevice(int device_id, uint8_t, size_t, size_t) {
    opened() = distributed::MeshDevice::create_unit_mesh(device_id);
    return opened().get();
}

bool CloseDevice(IDevice* device) {
    return device->close();
}

void EnqueueProgram(CommandQueue&, Program& program, bool) {
    ttsim::host::enqueue(program.shared_state());
}

void Finish(CommandQueue&) {}

void detail::LaunchProgram(IDevice*, Program& program, bool) {
    ttsim::host::launch(program.state());
}

bool detail::WriteToDeviceL1(IDevice*, const CoreCoord& core, uint32_t address, std::vector<uint32_t>& source) {
    const size_t bytes = source.size() * sizeof(uint32_t);
    std::memcpy(l1_memory("WriteToDeviceL1", core, address, bytes), source.data(), bytes);
    return true;
}

bool detail::ReadFromDeviceL1(
    IDevice*, const CoreCoord& core, uint32_t address, uint32_t size, std::vector<uint32_t>& target) {
    target.resize((size + 3) / 4);
    std::memcpy(target.data(), l1_memory("ReadFromDeviceL1", core, address, size), size);
    return true;
}

}  // namespace tt::tt_metal
