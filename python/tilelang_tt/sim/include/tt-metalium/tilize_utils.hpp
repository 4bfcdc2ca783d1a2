// Row-major matrices to tiles of four 16x16 faces, and back.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <vector>

namespace tt::tt_metal::detail {

// Calls `move(row-major index, tiled index)` for every element of an m x n matrix.
template <typename Move>
void for_each_tiled(uint32_t m, uint32_t n, size_t size, Move move) {
    if (m == 0 || n == 0 || m % 32 != 0 || n % 32 != 0 || size % (size_t(m) * n) != 0) {
        throw std::invalid_argument("tilize: rows and columns must be multiples of 32 and the data whole matrices");
    }
    size_t tiled = 0;
    for (size_t matrix = 0; matrix < size; matrix += size_t(m) * n) {
        for (uint32_t tile_row = 0; tile_row < m; tile_row += 32) {
            for (uint32_t tile_col = 0; tile_col < n; tile_col += 32) {
                for (uint32_t face = 0; face < 4; ++face) {
                    for (uint32_t row = 0; row < 16; ++row) {
                        const size_t r = tile_row + (face / 2) * 16 + row;
                        const size_t c = tile_col + (face % 2) * 16;
                        for (uint32_t col = 0; col < 16; ++col) {
                            move(matrix + r * n + c + col, tiled++);
                        }
                    }
                }
            }
        }
    }
}

}  // namespace tt::tt_metal::detail

// m x n row-major matrices (one after the other) to tiles.
template <typename T>
std::vector<T> tilize_nfaces(const std::vector<T>& input, uint32_t m, uint32_t n) {
    std::vector<T> output(input.size());
    tt::tt_metal::detail::for_each_tiled(
        m, n, input.size(), [&](size_t plain, size_t tiled) { output[tiled] = input[plain]; });
    return output;
}

template <typename T>
std::vector<T> untilize_nfaces(const std::vector<T>& input, uint32_t m, uint32_t n) {
    std::vector<T> output(input.size());
    tt::tt_metal::detail::for_each_tiled(
        m, n, input.size(), [&](size_t plain, size_t tiled) { output[plain] = input[tiled]; });
    return output;
}
