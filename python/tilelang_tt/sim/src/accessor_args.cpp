// tt-metalium/tensor_accessor_args.hpp.
#include <tt-metalium/tensor_accessor_args.hpp>

#include "chip.hpp"
#include "placement.hpp"

namespace tt::tt_metal {

using tensor_accessor::ArgConfig;

namespace {

// Virtual coordinates as x << 8 | y; of DRAM banks the number and 0.
uint32_t coordinates(const ttsim::host::Placement& placement, size_t bank) {
    const ttsim::Device& device = *ttsim::chip().device;
    const uint32_t number = placement.banks[bank];
    if (placement.dram) {
        return number << 8;
    }
    const uint32_t x = ttsim::virtual_x(device, number % device.grid_x);
    const uint32_t y = ttsim::virtual_y(device, number / device.grid_x);
    return x << 8 | y;
}

}  // namespace

TensorAccessorArgs::TensorAccessorArgs(const Buffer& buffer, tensor_accessor::ArgsConfig config) {
    const auto page_size = static_cast<uint32_t>(buffer.aligned_page_size());
    if (!is_sharded(buffer.buffer_layout())) {  // then the flags for runtime arguments have no meaning
        words_ = {buffer.is_dram() ? static_cast<uint32_t>(ArgConfig::IsDram) : 0, page_size};
        return;
    }
    config.set(ArgConfig::Sharded).set(ArgConfig::IsDram, buffer.is_dram());
    if (!buffer.buffer_distribution_spec()) {
        ttsim::report_host(
            "ACCESSOR_NO_DISTRIBUTION",
            "TensorAccessorArgs",
            "the buffer has a ShardSpecBuffer alone, which tensor accessors cannot use",
            "create it with BufferShardingArgs(BufferDistributionSpec::from_shard_spec(...), shard_spec, layout)");
        return;
    }
    if (config.test(ArgConfig::RuntimeRank) &&
        !(config.test(ArgConfig::RuntimeTensorShape) && config.test(ArgConfig::RuntimeShardShape))) {
        ttsim::report_host(
            "ACCESSOR_CONFIG",
            "TensorAccessorArgs",
            "RuntimeRank without RuntimeTensorShape and RuntimeShardShape",
            "make what depends on the rank runtime arguments as well");
    }
    if (config.test(ArgConfig::RuntimeNumBanks) && !config.test(ArgConfig::RuntimeBankCoords)) {
        ttsim::report_host(
            "ACCESSOR_CONFIG",
            "TensorAccessorArgs",
            "RuntimeNumBanks without RuntimeBankCoords",
            "make what depends on the number of banks runtime arguments as well");
    }
    const BufferDistributionSpec& spec = *buffer.buffer_distribution_spec();
    const ttsim::host::Placement& placement = buffer.placement();
    words_ = {config.raw(), page_size};
    auto list = [&](ArgConfig flag) -> std::vector<uint32_t>& { return config.test(flag) ? common_words_ : words_; };
    list(ArgConfig::RuntimeRank).push_back(static_cast<uint32_t>(spec.tensor_shape_in_pages().rank()));
    list(ArgConfig::RuntimeNumBanks).push_back(static_cast<uint32_t>(placement.banks.size()));
    for (const uint32_t size : spec.tensor_shape_in_pages().view()) {
        list(ArgConfig::RuntimeTensorShape).push_back(size);
    }
    for (const uint32_t size : spec.shard_shape_in_pages().view()) {
        list(ArgConfig::RuntimeShardShape).push_back(size);
    }
    for (size_t bank = 0; bank < placement.banks.size(); bank += 2) {
        const uint32_t second = bank + 1 < placement.banks.size() ? coordinates(placement, bank + 1) : 0;
        list(ArgConfig::RuntimeBankCoords).push_back(second << 16 | coordinates(placement, bank));
    }
}

void TensorAccessorArgs::append_to(std::vector<uint32_t>& compile_time_args) const {
    if (!common_words_.empty()) {
        ttsim::report_host(
            "ACCESSOR_CONFIG",
            "TensorAccessorArgs::append_to",
            ttsim::format("%zu of its words are common runtime arguments", common_words_.size()),
            "pass the common runtime arguments to append_to as well");
    }
    compile_time_args.insert(compile_time_args.end(), words_.begin(), words_.end());
}

}  // namespace tt::tt_metal
