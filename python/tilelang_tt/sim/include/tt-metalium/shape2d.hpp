#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace tt::tt_metal {

class Shape2D {
  public:
    Shape2D(size_t height, size_t width) : height_(height), width_(width) {}
    Shape2D(const std::array<uint32_t, 2>& sizes) : height_(sizes[0]), width_(sizes[1]) {}

    size_t height() const {
        return height_;
    }
    size_t width() const {
        return width_;
    }
    bool operator==(const Shape2D&) const = default;

  private:
    size_t height_;
    size_t width_;
};

}  // namespace tt::tt_metal
