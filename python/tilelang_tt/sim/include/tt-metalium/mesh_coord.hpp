#pragma once

#include <cstddef>
#include <cstdint>

namespace tt::tt_metal::distributed {

struct MeshShape {
    uint32_t rows = 1;
    uint32_t cols = 1;
    size_t mesh_size() const {
        return size_t(rows) * cols;
    }
    uint32_t operator[](size_t dim) const {
        return dim == 0 ? rows : cols;
    }
};
struct MeshCoordinate {
    uint32_t row = 0;
    uint32_t col = 0;
    bool operator==(const MeshCoordinate&) const = default;
    bool operator<(const MeshCoordinate& other) const {
        return row != other.row ? row < other.row : col < other.col;
    }
};
class MeshCoordinateRange {
  public:
    explicit MeshCoordinateRange(const MeshShape& shape) : end_{shape.rows - 1, shape.cols - 1} {}
    MeshCoordinateRange(const MeshCoordinate& start, const MeshCoordinate& end) : start_(start), end_(end) {}
    const MeshCoordinate& start_coord() const {
        return start_;
    }
    const MeshCoordinate& end_coord() const {
        return end_;
    }
    bool operator==(const MeshCoordinateRange&) const = default;
    bool operator<(const MeshCoordinateRange& other) const {
        return start_ == other.start_ ? end_ < other.end_ : start_ < other.start_;
    }

  private:
    MeshCoordinate start_{}, end_{};
};

}  // namespace tt::tt_metal::distributed
