// Shapes of tensors and of shards, outermost axis first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace tt::tt_metal {

class Shape {
  public:
    Shape() = default;
    Shape(std::initializer_list<uint32_t> sizes) : sizes_(sizes) {}
    explicit Shape(std::vector<uint32_t> sizes) : sizes_(std::move(sizes)) {}

    size_t rank() const {
        return sizes_.size();
    }
    size_t size() const {
        return sizes_.size();
    }
    uint64_t volume() const {
        uint64_t product = 1;
        for (const uint32_t size : sizes_) {
            product *= size;
        }
        return product;
    }
    // Negative indices count from the innermost axis.
    uint32_t operator[](int32_t axis) const {
        return sizes_.at(axis < 0 ? sizes_.size() + axis : static_cast<size_t>(axis));
    }
    uint32_t& operator[](int32_t axis) {
        return sizes_.at(axis < 0 ? sizes_.size() + axis : static_cast<size_t>(axis));
    }
    const std::vector<uint32_t>& view() const {
        return sizes_;
    }
    bool operator==(const Shape&) const = default;

  private:
    std::vector<uint32_t> sizes_;
};

}  // namespace tt::tt_metal
