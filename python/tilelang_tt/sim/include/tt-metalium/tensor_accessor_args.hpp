// The arguments a kernel's TensorAccessorArgs reads: configuration, aligned page size, and for sharded buffers rank,
// number of banks, shapes in pages and the banks' coordinates.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include <hostdevcommon/tensor_accessor/arg_config.hpp>
#include <tt-metalium/mesh_buffer.hpp>

namespace tt::tt_metal {

class TensorAccessorArgs {
  public:
    TensorAccessorArgs() = default;
    explicit TensorAccessorArgs(
        const Buffer& buffer, tensor_accessor::ArgsConfig config = tensor_accessor::ArgConfig::None);
    explicit TensorAccessorArgs(
        const Buffer* buffer, tensor_accessor::ArgsConfig config = tensor_accessor::ArgConfig::None)
        : TensorAccessorArgs(*buffer, config) {}
    explicit TensorAccessorArgs(
        const std::shared_ptr<Buffer>& buffer, tensor_accessor::ArgsConfig config = tensor_accessor::ArgConfig::None)
        : TensorAccessorArgs(*buffer, config) {}
    explicit TensorAccessorArgs(
        const distributed::MeshBuffer& buffer, tensor_accessor::ArgsConfig config = tensor_accessor::ArgConfig::None)
        : TensorAccessorArgs(*buffer.get_reference_buffer(), config) {}
    explicit TensorAccessorArgs(
        const distributed::MeshBuffer* buffer, tensor_accessor::ArgsConfig config = tensor_accessor::ArgConfig::None)
        : TensorAccessorArgs(*buffer, config) {}
    explicit TensorAccessorArgs(
        const std::shared_ptr<distributed::MeshBuffer>& buffer,
        tensor_accessor::ArgsConfig config = tensor_accessor::ArgConfig::None)
        : TensorAccessorArgs(*buffer, config) {}
    // Without a buffer; kernels then pass the page size to TensorAccessor.
    static TensorAccessorArgs create_dram_interleaved() {
        TensorAccessorArgs args;
        args.words_ = {static_cast<uint32_t>(tensor_accessor::ArgConfig::IsDram), 0};
        return args;
    }
    static TensorAccessorArgs create_l1_interleaved() {
        return {};
    }

    void append_to(std::vector<uint32_t>& compile_time_args) const;
    void append_to(std::vector<uint32_t>& compile_time_args, std::vector<uint32_t>& common_runtime_args) const {
        compile_time_args.insert(compile_time_args.end(), words_.begin(), words_.end());
        common_runtime_args.insert(common_runtime_args.end(), common_words_.begin(), common_words_.end());
    }
    std::vector<uint32_t> get_compile_time_args() const {
        return words_;
    }
    std::vector<uint32_t> get_common_runtime_args() const {
        return common_words_;
    }

  private:
    std::vector<uint32_t> words_ = {0, 0};
    std::vector<uint32_t> common_words_;
};

}  // namespace tt::tt_metal
