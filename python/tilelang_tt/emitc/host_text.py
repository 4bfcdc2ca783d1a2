"""The parts of host programs that do not depend on the plan: includes, helpers, CMake."""

from __future__ import annotations

INCLUDES = """\
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <numeric>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

#include <tt-metalium/circular_buffer_constants.h>
#include <tt-metalium/bfloat16.hpp>
#include <tt-metalium/circular_buffer_config.hpp>
#include <tt-metalium/constants.hpp>
#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/kernel_types.hpp>
#include <tt-metalium/mesh_buffer.hpp>
#include <tt-metalium/mesh_device.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt-metalium/tilize_utils.hpp>

using namespace tt;
using namespace tt::tt_metal;"""

HELPERS = """\
namespace {

constexpr uint32_t tile_side = 32;
constexpr double least_correlation = 0.999;

enum class Role { input, output, input_output };

// What a page of a tensor is: a tile, a row, or a tile with consecutive elements of a row in the order of memory.
enum class Pages { tiles, rows, folded };

// Elements that lie in pages as they are.
template <typename T>
struct Elements {
    using Stored = T;
    using Page = T;
    static constexpr uint32_t page_bytes(uint32_t elements) {
        return elements * sizeof(T);
    }
    static std::vector<T> pack(std::vector<T> plain) {
        return plain;
    }
    static std::vector<T> unpack(std::vector<T> pages) {
        return pages;
    }
};

// How the elements of a tensor are stored and what they mean.
template <typename T>
struct Plain : Elements<T> {
    static double value(T stored) {
        return static_cast<double>(static_cast<float>(stored));
    }
    static T random(std::mt19937& generator) {
        return T(std::uniform_real_distribution<float>(-1.0f, 1.0f)(generator));
    }
};
HALF
DIGIT// Where the elements of a tensor lie in the matrix that is cut in pages. Dimensions `row` and `col` of the tensor come
// last, the others before them, each of its size in `padded`. Row -1: a page row for each vector along `col`. Pages are
// tiles, or rows of the matrix, or pieces of rows; with tiles, along row and col, each block of `blocks` elements
// starts a tile.
struct Layout {
    std::vector<uint32_t> shape;
    std::vector<uint32_t> padded;
    int row;
    int col;
    std::array<uint32_t, 2> blocks = {tile_side, tile_side};
    Pages pages = Pages::tiles;
LAYOUT_FIELDS
    size_t elements() const {
        return std::accumulate(shape.begin(), shape.end(), size_t{1}, std::multiplies<>());
    }

    uint32_t cols() const {
        return padded[col];
    }

    uint32_t rows() const {
        uint32_t count = row < 0 ? vector_rows() : 1;
        for (int dim = 0; dim < static_cast<int>(padded.size()); ++dim) {
            count *= dim == col ? 1 : padded[dim];
        }
        return count;
    }

    uint32_t page_elements() const {
        return pages == Pages::rows ? cols() : tile_side * tile_side;
    }

    // Whether pages hold elements in the order of the matrix.
    bool in_order() const {
        return pages != Pages::tiles;
    }

PAGE_ORDER    // Calls visit(i, position in the padded matrix) for every element i of the tensor in row-major order.
    template <typename Visit>
    void each(Visit visit) const {
        const int rank = static_cast<int>(shape.size());
        std::vector<size_t> strides(rank, 1);
        size_t next = static_cast<size_t>(cols()) * (row < 0 ? vector_rows() : padded[row]);
        for (int dim = rank - 1; dim >= 0; --dim) {
            if (dim == row) {
                strides[dim] = cols();
            } else if (dim != col) {
                strides[dim] = next;
                next *= padded[dim];
            }
        }
        std::vector<uint32_t> index(rank, 0);
        const size_t count = elements();
        for (size_t i = 0; i < count; ++i) {
            size_t position = 0;
            for (int dim = 0; dim < rank; ++dim) {
                position += strides[dim] * placed(dim, index[dim]);
            }
            visit(i, position);
            for (int dim = rank - 1; dim >= 0 && ++index[dim] == shape[dim]; --dim) {
                index[dim] = 0;
            }
        }
    }

  private:
    // Rows that a page row takes.
    uint32_t vector_rows() const {
        return in_order() ? 1 : tile_side;
    }

    // An index with the padding of the blocks before it.
    uint32_t placed(int dim, uint32_t index) const {
        if (dim != row && dim != col) {
            return index;
        }
        const uint32_t block = blocks[dim == col];
        const uint32_t tile = pages == Pages::folded ? tile_side * tile_side : tile_side;
        const uint32_t whole = (block + tile - 1) / tile * tile;
        return index / block * whole + index % block;
    }
};

// A tensor: its pages (tiles of four 16 x 16 faces, or elements in order; zero where it has no elements) and its buffer
// on the device.
template <typename Element>
struct Tensor {
    using T = typename Element::Stored;

    std::string name;
    Layout layout;
    std::vector<typename Element::Page> pages;
    std::shared_ptr<distributed::MeshBuffer> buffer;

    Tensor(
        std::string name_,
        Layout layout_,
        Role role,
        const std::optional<std::filesystem::path>& data,
        distributed::MeshDevice& device)
        : name(std::move(name_)), layout(std::move(layout_)) {
        const std::vector<T> elements = contents(role, data);
        std::vector<T> matrix(static_cast<size_t>(layout.rows()) * layout.cols());
        layout.each([&](size_t i, size_t position) { matrix[position] = elements[i]; });
        pages = Element::pack(
            PAGED(MATRIX));
        const uint32_t page_bytes = Element::page_bytes(layout.page_elements());
LOCAL
        const distributed::ReplicatedBufferConfig global{.size = pages.size() * sizeof(pages[0])};
        buffer = distributed::MeshBuffer::create(global, local, &device);
    }

    uint32_t address() const {
        return static_cast<uint32_t>(buffer->address());
    }

    // The elements that the pages hold, in row-major order.
    std::vector<T> elements() const {
        const std::vector<T> plain = TILES(Element::unpack(pages));
        const std::vector<T> matrix = layout.in_order() ? plain : untilize_nfaces(plain, layout.rows(), layout.cols());
        std::vector<T> result(layout.elements());
        layout.each([&](size_t i, size_t position) { result[i] = matrix[position]; });
        return result;
    }

    std::vector<T> contents(Role role, const std::optional<std::filesystem::path>& data) const {
        std::vector<T> values(layout.elements());
        if (data) {
            const auto bytes = static_cast<std::streamsize>(values.size() * sizeof(T));
            std::ifstream file(*data / (name + ".bin"), std::ios::binary);
            if (file) {
                file.read(reinterpret_cast<char*>(values.data()), bytes);
            }
        } else if (role != Role::output) {
            std::mt19937 generator(static_cast<uint32_t>(name.size()) * 31 + static_cast<unsigned char>(name[0]));
            for (T& value : values) {
                value = Element::random(generator);
            }
        }
        return values;
    }
};

// Correlation of two series; 1 where both are constant and equal.
double correlation(const std::vector<double>& a, const std::vector<double>& b) {
    double mean_a = 0, mean_b = 0;
    for (size_t i = 0; i < a.size(); ++i) {
        mean_a += a[i] / static_cast<double>(a.size());
        mean_b += b[i] / static_cast<double>(b.size());
    }
    double ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < a.size(); ++i) {
        ab += (a[i] - mean_a) * (b[i] - mean_b);
        aa += (a[i] - mean_a) * (a[i] - mean_a);
        bb += (b[i] - mean_b) * (b[i] - mean_b);
    }
    return aa == 0 || bb == 0 ? (a == b ? 1.0 : 0.0) : ab / std::sqrt(aa * bb);
}

// Writes an output to its file and compares it with what is expected; false where they differ.
template <typename Element>
bool finish(const Tensor<Element>& tensor, const std::optional<std::filesystem::path>& data) {
    using T = typename Element::Stored;
    const std::vector<T> values = tensor.elements();
    std::vector<double> actual(values.size());
    bool finite = true;
    for (size_t i = 0; i < values.size(); ++i) {
        actual[i] = Element::value(values[i]);
        finite &= std::isfinite(actual[i]);
    }
    if (!data) {
        std::printf("%s: %s\\n", tensor.name.c_str(), finite ? "finite" : "NOT FINITE");
        return finite;
    }
    const auto bytes = static_cast<std::streamsize>(values.size() * sizeof(T));
    std::ofstream out(*data / (tensor.name + ".out.bin"), std::ios::binary);
    out.write(reinterpret_cast<const char*>(values.data()), bytes);
    std::ifstream file(*data / (tensor.name + ".expected.bin"), std::ios::binary);
    if (!file) {
        return static_cast<bool>(out);
    }
    std::vector<T> wanted(values.size());
    file.read(reinterpret_cast<char*>(wanted.data()), bytes);
    std::vector<double> expected(wanted.size());
    double largest = 0;
    for (size_t i = 0; i < wanted.size(); ++i) {
        expected[i] = Element::value(wanted[i]);
        largest = std::fmax(largest, std::fabs(actual[i] - expected[i]));
    }
    const double pcc = correlation(actual, expected);
    const bool ok = pcc >= least_correlation;
    std::printf("%s: max error %g, PCC %.7f: %s\\n", tensor.name.c_str(), largest, pcc, ok ? "ok" : "WRONG");
    return ok;
}

void add_circular_buffer(
    Program& program,
    const CoreRangeSet& cores,
    CBIndex index,
    DataFormat format,
    uint32_t pages,
    uint32_t page_bytes) {
    const auto config = CircularBufferConfig(pages * page_bytes, {{index, format}}).set_page_size(index, page_bytes);
    CreateCircularBuffer(program, cores, config);
}
SHARD
struct CoreWork {
    CoreCoord core;
    uint32_t start;
    uint32_t count;
};
"""

SHARD = """\

// A circular buffer that is each core's shard of a tensor.
void add_shard(
    Program& program,
    const CoreRangeSet& cores,
    CBIndex index,
    DataFormat format,
    uint32_t pages,
    uint32_t page_bytes,
    const distributed::MeshBuffer& tensor) {
    auto config = CircularBufferConfig(pages * page_bytes, {{index, format}}).set_page_size(index, page_bytes);
    config.set_globally_allocated_address(*tensor.get_backing_buffer());
    CreateCircularBuffer(program, cores, config);
}
"""

HALF = """
// IEEE half precision, stored as its bits.
struct Half : Elements<uint16_t> {
    static double value(uint16_t stored) {
        const double sign = stored & 0x8000 ? -1.0 : 1.0;
        const int exponent = stored >> 10 & 0x1f;
        const int fraction = stored & 0x3ff;
        if (exponent == 0x1f) {
            return fraction ? NAN : sign * INFINITY;
        }
        return sign * (exponent ? std::ldexp(1024 + fraction, exponent - 25) : std::ldexp(fraction, -24));
    }
    static uint16_t random(std::mt19937& generator) {
        // 0.25 to 2, either sign.
        const uint32_t bits = generator();
        return static_cast<uint16_t>((bits & 0x83ff) | ((13 + (bits >> 16) % 3) << 10));
    }
};
"""

WHOLE = """
// Integers.
template <typename T>
struct Whole : Elements<T> {
    static double value(T stored) {
        return static_cast<double>(stored);
    }
    static T random(std::mt19937& generator) {
        return static_cast<T>(generator() % 8);
    }
};
"""

BLOCK_FLOAT = """
// Block floats: 16 numbers share an exponent. The host has them as float.
struct Bfp@ : Plain<float> {
    using Page = uint32_t;
    static constexpr uint32_t page_bytes(uint32_t elements) {
        return elements / (tile_side * tile_side) * BYTES;
    }
    static std::vector<uint32_t> pack(const std::vector<float>& tiles) {
        return pack_as_bfp@_tiles<float>(tiles, /*row_major_input=*/false, /*is_exp_a=*/false);
    }
    static std::vector<float> unpack(const std::vector<uint32_t>& pages) {
        return unpack_bfp@_tiles_into_float_vec(pages, /*row_major_output=*/false, /*is_exp_a=*/false);
    }
};
"""

SMALL = """
// Integers of 8 bits and fewer, and bools, stored as the numbers that they are.
struct Small : Plain<bfloat16> {
    static bfloat16 random(std::mt19937& generator) {
        return bfloat16(static_cast<float>(generator() % 2));
    }
};
"""

ONLY = """\
// The same cores, with the listed blocks only: the first on the first core, and so on.
std::vector<CoreWork> only(std::vector<CoreWork> chosen, const std::string& blocks) {
    for (CoreWork& each : chosen) {
        each.count = 0;
    }
    std::istringstream list(blocks);
    size_t core = 0;
    for (std::string block; std::getline(list, block, ','); ++core) {
        if (core == chosen.size()) {
            std::fprintf(stderr, "at most %zu blocks at a time, one on each core\\n", chosen.size());
            std::exit(2);
        }
        chosen[core].start = static_cast<uint32_t>(std::stoul(block));
        chosen[core].count = 1;
    }
    return chosen;
}
"""

EXTENT = """\
// A symbolic dimension: the contents of <data>/<name>.bin, else DEFAULT.
uint32_t extent(const std::optional<std::filesystem::path>& data, const std::string& name) {
    uint32_t value = DEFAULT;
    if (data) {
        std::ifstream file(*data / (name + ".bin"), std::ios::binary);
        file.read(reinterpret_cast<char*>(&value), sizeof(value));
    }
    return value;
}
"""

CEIL_DIV = """\
constexpr uint32_t ceil_div(uint32_t a, uint32_t b) {
    return (a + b - 1) / b;
}
"""

SCALAR = """\
// The bits of a scalar parameter: the contents of <data>/<name>.bin, else one.
template <typename T>
uint32_t scalar(const std::optional<std::filesystem::path>& data, const std::string& name) {
    T value = 1;
    if (data) {
        std::ifstream file(*data / (name + ".bin"), std::ios::binary);
        file.read(reinterpret_cast<char*>(&value), sizeof(T));
    }
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof(bits));
    return bits;
}
"""

CMAKE = """\
cmake_minimum_required(VERSION 3.22)
project({name} CXX)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)

find_package(TT-Metalium REQUIRED)

add_executable({name} main.cpp)
target_link_libraries({name} PRIVATE TT::Metalium)
"""
