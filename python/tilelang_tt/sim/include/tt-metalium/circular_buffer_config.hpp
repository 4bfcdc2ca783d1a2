// Circular buffers: total size, formats and page sizes per id.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>

#include <tt-metalium/tt_backend_api_types.hpp>

namespace tt::tt_metal {

class CircularBufferConfig {
  public:
    explicit CircularBufferConfig(uint32_t total_size) : total_size_(total_size) {}
    // Several ids share the memory.
    CircularBufferConfig(uint32_t total_size, const std::map<uint8_t, tt::DataFormat>& formats)
        : total_size_(total_size), formats_(formats) {}

    CircularBufferConfig& set_page_size(uint8_t id, uint32_t page_size) {
        page_sizes_[id] = page_size;
        return *this;
    }
    CircularBufferConfig& set_total_size(uint32_t total_size) {
        total_size_ = total_size;
        return *this;
    }

    class Builder {
      public:
        Builder(CircularBufferConfig& config, uint8_t id) : config_(config), id_(id) {}
        Builder& set_data_format(tt::DataFormat format) {
            config_.formats_[id_] = format;
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
    const std::map<uint8_t, tt::DataFormat>& formats() const {
        return formats_;
    }
    const std::map<uint8_t, uint32_t>& page_sizes() const {
        return page_sizes_;
    }

  private:
    uint32_t total_size_ = 0;
    std::map<uint8_t, tt::DataFormat> formats_;
    std::map<uint8_t, uint32_t> page_sizes_;
};

}  // namespace tt::tt_metal
