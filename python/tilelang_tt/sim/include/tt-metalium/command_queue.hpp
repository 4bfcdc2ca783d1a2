// The interface of earlier releases: a device without a mesh, its queue, transfers and launches. Every call is finished
// when it returns.
#pragma once

#include <memory>
#include <variant>
#include <vector>

#include <tt-metalium/buffer.hpp>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/mesh_device.hpp>
#include <tt-metalium/program.hpp>

namespace tt::tt_metal {

using BufferReference = std::variant<std::reference_wrapper<Buffer>, std::shared_ptr<Buffer>>;

namespace detail {
inline Buffer& referred(const BufferReference& buffer) {
    if (const auto* shared = std::get_if<std::shared_ptr<Buffer>>(&buffer)) {
        return **shared;
    }
    return std::get<std::reference_wrapper<Buffer>>(buffer).get();
}
}  // namespace detail

void EnqueueProgram(CommandQueue& queue, Program& program, bool blocking);
void Finish(CommandQueue& queue);

template <typename T>
void EnqueueWriteBuffer(
    CommandQueue&, const BufferReference& buffer, const std::vector<T>& source, bool blocking = false) {
    (void)blocking;
    ttsim::host::write_buffer(detail::referred(buffer), source.data(), source.size() * sizeof(T));
}
inline void EnqueueWriteBuffer(CommandQueue&, const BufferReference& buffer, const void* source, bool) {
    Buffer& target = detail::referred(buffer);
    ttsim::host::write_buffer(target, source, target.size());
}
// Resizes `target` to the whole buffer.
template <typename T>
void EnqueueReadBuffer(CommandQueue&, const BufferReference& buffer, std::vector<T>& target, bool blocking = true) {
    (void)blocking;
    Buffer& source = detail::referred(buffer);
    target.resize(source.size() / sizeof(T));
    ttsim::host::read_buffer(source, target.data(), target.size() * sizeof(T));
}
inline void EnqueueReadBuffer(CommandQueue&, const BufferReference& buffer, void* target, bool) {
    Buffer& source = detail::referred(buffer);
    ttsim::host::read_buffer(source, target, source.size());
}

}  // namespace tt::tt_metal
