// Building programs: kernels, circular buffers, semaphores, runtime arguments.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <iostream>
#include <memory>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <hostdevcommon/common_values.hpp>
#include <tt-metalium/assert.hpp>
#include <tt-metalium/circular_buffer_config.hpp>
#include <tt-metalium/command_queue.hpp>
#include <tt-metalium/constants.hpp>
#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/kernel_types.hpp>
#include <tt-metalium/mesh_buffer.hpp>
#include <tt-metalium/mesh_device.hpp>
#include <tt-metalium/program.hpp>
#include <tt-metalium/tt_backend_api_types.hpp>

namespace tt::tt_metal {

using Cores = std::variant<CoreCoord, CoreRange, CoreRangeSet>;
using KernelConfig = std::variant<DataMovementConfig, ComputeConfig>;

// The device of earlier releases; programs of today open a MeshDevice.
IDevice* CreateDevice(
    int device_id,
    uint8_t num_hw_cqs = 1,
    size_t l1_small_size = DEFAULT_L1_SMALL_SIZE,
    size_t trace_region_size = DEFAULT_TRACE_REGION_SIZE);
bool CloseDevice(IDevice* device);

Program CreateProgram();

// The file is looked up as an absolute path, in the working directory, in TT_METAL_KERNEL_PATH, in TT_METAL_HOME.
KernelHandle CreateKernel(Program& program, const std::string& file, const Cores& cores, const KernelConfig& config);
KernelHandle CreateKernelFromString(
    Program& program, const std::string& source, const Cores& cores, const KernelConfig& config);

std::shared_ptr<Buffer> CreateBuffer(const InterleavedBufferConfig& config);
std::shared_ptr<Buffer> CreateBuffer(const ShardedBufferConfig& config);
void DeallocateBuffer(Buffer& buffer);

CBHandle CreateCircularBuffer(Program& program, const Cores& cores, const CircularBufferConfig& config);
const CircularBufferConfig& GetCircularBufferConfig(Program& program, CBHandle handle);
// For a program that runs again.
void UpdateCircularBufferTotalSize(Program& program, CBHandle handle, uint32_t total_size);
void UpdateCircularBufferPageSize(Program& program, CBHandle handle, uint8_t id, uint32_t page_size);
void UpdateDynamicCircularBufferAddress(Program& program, CBHandle handle, const Buffer& buffer);
void UpdateDynamicCircularBufferAddressAndTotalSize(
    Program& program, CBHandle handle, const Buffer& buffer, uint32_t total_size);

// Returns the semaphore's id, the same on all its cores.
uint32_t CreateSemaphore(Program& program, const std::variant<CoreRange, CoreRangeSet>& cores, uint32_t initial_value);

void SetRuntimeArgs(const Program& program, KernelHandle kernel, const Cores& cores, const std::vector<uint32_t>& args);
void SetRuntimeArgs(
    const Program& program, KernelHandle kernel, const Cores& cores, std::initializer_list<const uint32_t> args);
inline void SetRuntimeArgs(
    const Program& program, KernelHandle kernel, const Cores& cores, std::span<const uint32_t> args) {
    SetRuntimeArgs(program, kernel, cores, std::vector<uint32_t>(args.begin(), args.end()));
}
void SetRuntimeArgs(
    const Program& program,
    KernelHandle kernel,
    const std::vector<CoreCoord>& cores,
    const std::vector<std::vector<uint32_t>>& args);
void SetCommonRuntimeArgs(const Program& program, KernelHandle kernel, const std::vector<uint32_t>& args);
void SetCommonRuntimeArgs(const Program& program, KernelHandle kernel, std::initializer_list<const uint32_t> args);
std::vector<uint32_t>& GetRuntimeArgs(const Program& program, KernelHandle kernel, const CoreCoord& core);
std::vector<uint32_t>& GetCommonRuntimeArgs(const Program& program, KernelHandle kernel);

}  // namespace tt::tt_metal
