// Circular buffers: total size, formats and page sizes per id, and the L1 buffer they lie over, if any.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>

#include <tt-metalium/buffer.hpp>
#include <tt-metalium/tt_backend_api_types.hpp>

namespace tt::tt_metal {

class CircularBufferConfig {
  public:
    explicit CircularBufferConfig(uint32_t total_size) : total_size_(total_size) {}
    // Several ids share the memory.
    CircularBufferConfig(uint32_t total_size, const std::map<uint8_t, tt::DataFormat>& formats)
        : total_size_(total_size), formats_(formats) {}

    CircularBufferConfig(uint32_t total_size, const std::map<uint8_t, tt::DataFormat>& formats, const Buffer& buffer)
        : CircularBufferConfig(total_size, formats) {
        set_globally_allocated_address(buffer);
    }

    CircularBufferConfig& set_page_size(uint8_t id, uint32_t page_size) {
        page_sizes_[id] = page_size;
        return *this;
    }
    CircularBufferConfig& set_total_size(uint32_t total_size) {
        total_size_ = total_size;
        return *this;
    }
    // Over a sharded L1 buffer, on every core at its address, instead of memory of its own. At most what the buffer has
    // on each core.
    CircularBufferConfig& set_globally_allocated_address(const Buffer& buffer);
    CircularBufferConfig& set_globally_allocated_address_and_total_size(const Buffer& buffer, uint32_t total_size) {
        total_size_ = total_size;
        return set_globally_allocated_address(buffer);
    }

    class Builder {
      public:
        Builder(CircularBufferConfig& config, uint8_t id) : config_(config), id_(id) {}
        Builder& set_data_format(tt::DataFormat format) {
            config_.formats_[id_] = format;
            return *this;
        }
        Builder& set_total_size(uint32_t total_size) {
            config_.total_size_ = total_size;
            return *this;
        }
        Builder& set_page_size(uint32_t page_size) {
            config_.page_sizes_[id_] = page_size;
            return *this;
        }

      private:
        CircularBufferConfig& config_;
        uint8_t id_;
    };
    Builder index(uint8_t id) {
        return Builder(*this, id);
    }

    uint32_t total_size() const {
        return total_size_;
    }
    std::optional<uint32_t> globally_allocated_address() const {
        return address_;
    }
    const std::map<uint8_t, tt::DataFormat>& formats() const {
        return formats_;
    }
    const std::map<uint8_t, uint32_t>& page_sizes() const {
        return page_sizes_;
    }

  private:
    uint32_t total_size_ = 0;
    std::optional<uint32_t> address_;
    std::map<uint8_t, tt::DataFormat> formats_;
    std::map<uint8_t, uint32_t> page_sizes_;
};

}  // namespace tt::tt_metal
