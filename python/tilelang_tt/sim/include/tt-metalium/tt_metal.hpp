// Transfers and launches without a queue.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include <tt-metalium/command_queue.hpp>
#include <tt-metalium/host_api.hpp>

namespace tt::tt_metal::detail {

template <typename T>
void WriteToBuffer(Buffer& buffer, const std::vector<T>& source) {
    ttsim::host::write_buffer(buffer, source.data(), source.size() * sizeof(T));
}
template <typename T>
void WriteToBuffer(const std::shared_ptr<Buffer>& buffer, const std::vector<T>& source) {
    WriteToBuffer(*buffer, source);
}
// Resizes `target` to the whole buffer.
template <typename T>
void ReadFromBuffer(Buffer& buffer, std::vector<T>& target) {
    target.resize(buffer.size() / sizeof(T));
    ttsim::host::read_buffer(buffer, target.data(), target.size() * sizeof(T));
}
template <typename T>
void ReadFromBuffer(const std::shared_ptr<Buffer>& buffer, std::vector<T>& target) {
    ReadFromBuffer(*buffer, target);
}
// Devices by number.
std::map<int, IDevice*> CreateDevices(const std::vector<int>& device_ids);
void CloseDevices(const std::map<int, IDevice*>& devices);
// Kernels are compiled at the launch.
inline void CompileProgram(IDevice*, Program&) {}
void LaunchProgram(IDevice* device, Program& program, bool wait_until_cores_done = true);
// L1 of one core; addresses of L1 buffers only.
bool WriteToDeviceL1(IDevice* device, const CoreCoord& core, uint32_t address, std::vector<uint32_t>& source);
bool ReadFromDeviceL1(
    IDevice* device, const CoreCoord& core, uint32_t address, uint32_t size, std::vector<uint32_t>& target);

}  // namespace tt::tt_metal::detail
