// Compile-time words a kernel's TensorAccessorArgs reads: configuration, then the aligned page size.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <tt-metalium/mesh_buffer.hpp>

namespace tt::tt_metal {

class TensorAccessorArgs {
  public:
    TensorAccessorArgs() = default;
    explicit TensorAccessorArgs(const distributed::MeshBuffer& buffer)
        : aligned_page_size_(static_cast<uint32_t>(buffer.aligned_page_size())) {}
    explicit TensorAccessorArgs(const distributed::MeshBuffer* buffer) : TensorAccessorArgs(*buffer) {}
    explicit TensorAccessorArgs(const std::shared_ptr<distributed::MeshBuffer>& buffer) : TensorAccessorArgs(*buffer) {}
    // Kernels then pass the page size to TensorAccessor.
    static TensorAccessorArgs create_dram_interleaved() {
        return {};
    }

    void append_to(std::vector<uint32_t>& compile_time_args) const {
        constexpr uint32_t is_dram = 2;
        compile_time_args.push_back(is_dram);
        compile_time_args.push_back(aligned_page_size_);
    }
    void append_to(std::vector<uint32_t>& compile_time_args, std::vector<uint32_t>& common_runtime_args) const {
        (void)common_runtime_args;
        append_to(compile_time_args);
    }
    std::vector<uint32_t> get_compile_time_args() const {
        std::vector<uint32_t> words;
        append_to(words);
        return words;
    }

  private:
    uint32_t aligned_page_size_ = 0;
};

}  // namespace tt::tt_metal
