// What the host programs share: matrices of small integers, whose products are exact, buffers and circular buffers of
// tiles, and the comparison at the end.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <vector>

#include <tt-metalium/bfloat16.hpp>
#include <tt-metalium/constants.hpp>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tilize_utils.hpp>

constexpr uint32_t tile_bytes = tt::constants::TILE_HW * sizeof(bfloat16);

// Row-major, elements -1, 0 and 1.
inline std::vector<bfloat16> small_integers(uint32_t rows, uint32_t cols, uint32_t seed) {
    std::vector<bfloat16> values;
    for (uint32_t i = 0; i < rows * cols; ++i) {
        seed = seed * 1664525u + 1013904223u;
        values.emplace_back(static_cast<float>(static_cast<int>(seed >> 16) % 3 - 1));
    }
    return values;
}

inline std::vector<bfloat16> product(
    const std::vector<bfloat16>& a, const std::vector<bfloat16>& b, uint32_t m, uint32_t k, uint32_t n) {
    std::vector<bfloat16> c;
    for (uint32_t row = 0; row < m; ++row) {
        for (uint32_t col = 0; col < n; ++col) {
            float sum = 0;
            for (uint32_t i = 0; i < k; ++i) {
                sum += static_cast<float>(a[row * k + i]) * static_cast<float>(b[i * n + col]);
            }
            c.emplace_back(sum);
        }
    }
    return c;
}

// Interleaved over the banks of DRAM, a tile per page.
inline std::shared_ptr<tt::tt_metal::distributed::MeshBuffer> tile_buffer(
    tt::tt_metal::distributed::MeshDevice* device, uint32_t tiles) {
    using namespace tt::tt_metal;
    return distributed::MeshBuffer::create(
        distributed::ReplicatedBufferConfig{.size = tiles * tile_bytes},
        distributed::DeviceLocalBufferConfig{.page_size = tile_bytes, .buffer_type = BufferType::DRAM},
        device);
}

inline void tile_cb(
    tt::tt_metal::Program& program, const tt::tt_metal::CoreRangeSet& cores, tt::CBIndex id, uint32_t tiles) {
    using namespace tt::tt_metal;
    CreateCircularBuffer(
        program,
        cores,
        CircularBufferConfig(tiles * tile_bytes, {{id, tt::DataFormat::Float16_b}}).set_page_size(id, tile_bytes));
}

inline void run(
    tt::tt_metal::distributed::MeshDevice& device,
    tt::tt_metal::distributed::MeshCommandQueue& queue,
    tt::tt_metal::Program&& program) {
    using namespace tt::tt_metal;
    distributed::MeshWorkload workload;
    workload.add_program(distributed::MeshCoordinateRange(device.shape()), std::move(program));
    distributed::EnqueueMeshWorkload(queue, workload, false);
    distributed::Finish(queue);
}

// The exit code of the program.
inline int compare(const std::vector<bfloat16>& result, const std::vector<bfloat16>& expected, float tolerance = 0) {
    size_t wrong = result.size() == expected.size() ? 0 : 1;
    for (size_t i = 0; wrong == 0 && i < result.size(); ++i) {
        const float difference = static_cast<float>(result[i]) - static_cast<float>(expected[i]);
        wrong += !(difference <= tolerance && -difference <= tolerance);
    }
    std::printf("%s\n", wrong == 0 ? "right" : "wrong");
    return wrong == 0 ? 0 : 1;
}
