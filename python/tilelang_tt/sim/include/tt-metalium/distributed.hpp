// Transfers to and from device memory, and launches. Every call is finished when it returns.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <tt-metalium/mesh_buffer.hpp>
#include <tt-metalium/mesh_command_queue.hpp>
#include <tt-metalium/mesh_device.hpp>
#include <tt-metalium/mesh_workload.hpp>

namespace ttsim::host {
void write_buffer(const tt::tt_metal::Buffer& buffer, const void* data, size_t bytes);
void read_buffer(const tt::tt_metal::Buffer& buffer, void* data, size_t bytes);
}  // namespace ttsim::host

namespace tt::tt_metal::distributed {

template <typename T>
void EnqueueWriteMeshBuffer(
    MeshCommandQueue&, const std::shared_ptr<MeshBuffer>& buffer, const std::vector<T>& source, bool blocking = false) {
    (void)blocking;
    ttsim::host::write_buffer(*buffer->get_backing_buffer(), source.data(), source.size() * sizeof(T));
}
// Resizes `target` to the whole buffer.
template <typename T>
void EnqueueReadMeshBuffer(
    MeshCommandQueue&, std::vector<T>& target, const std::shared_ptr<MeshBuffer>& buffer, bool blocking = true) {
    (void)blocking;
    target.resize(buffer->size() / sizeof(T));
    ttsim::host::read_buffer(*buffer->get_backing_buffer(), target.data(), target.size() * sizeof(T));
}
template <typename T>
void WriteShard(
    MeshCommandQueue& queue,
    const std::shared_ptr<MeshBuffer>& buffer,
    const std::vector<T>& source,
    const MeshCoordinate&,
    bool blocking = false) {
    EnqueueWriteMeshBuffer(queue, buffer, source, blocking);
}
template <typename T>
void ReadShard(
    MeshCommandQueue& queue,
    std::vector<T>& target,
    const std::shared_ptr<MeshBuffer>& buffer,
    const MeshCoordinate&,
    bool blocking = true) {
    EnqueueReadMeshBuffer(queue, target, buffer, blocking);
}

void EnqueueMeshWorkload(MeshCommandQueue& queue, MeshWorkload& workload, bool blocking);
void Finish(MeshCommandQueue& queue);
inline MeshWorkload CreateMeshWorkload() {
    return {};
}
inline void AddProgramToMeshWorkload(MeshWorkload& workload, Program&& program, const MeshCoordinateRange& range) {
    workload.add_program(range, std::move(program));
}

}  // namespace tt::tt_metal::distributed
