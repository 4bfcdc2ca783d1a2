// bfloat16 on the host, rounded to nearest even.
#pragma once

#include <bit>
#include <cstdint>
#include <random>
#include <vector>

class bfloat16 {
  public:
    bfloat16() = default;
    bfloat16(float value) {
        const auto bits = std::bit_cast<uint32_t>(value);
        const bool nan = (bits & 0x7FFFFFFF) > 0x7F800000;
        bits_ = nan ? static_cast<uint16_t>((bits >> 16) | 0x40)
                    : static_cast<uint16_t>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
    static bfloat16 from_bits(uint16_t bits) {
        bfloat16 value;
        value.bits_ = bits;
        return value;
    }
    explicit bfloat16(uint16_t bits) : bits_(bits) {}
    operator float() const {
        return std::bit_cast<float>(uint32_t(bits_) << 16);
    }
    float to_float() const {
        return *this;
    }
    uint16_t to_uint16() const {
        return bits_;
    }
    uint16_t to_packed() const {
        return bits_;
    }
    bool operator==(const bfloat16& other) const {
        return bits_ == other.bits_;
    }

  private:
    uint16_t bits_ = 0;
};
static_assert(sizeof(bfloat16) == 2);

inline uint32_t pack_two_bfloat16_into_uint32(std::pair<bfloat16, bfloat16> two) {
    return uint32_t(two.first.to_uint16()) | uint32_t(two.second.to_uint16()) << 16;
}
inline std::pair<bfloat16, bfloat16> unpack_two_bfloat16_from_uint32(uint32_t packed) {
    return {
        bfloat16::from_bits(static_cast<uint16_t>(packed)), bfloat16::from_bits(static_cast<uint16_t>(packed >> 16))};
}
inline std::vector<uint32_t> pack_bfloat16_vec_into_uint32_vec(const std::vector<bfloat16>& values) {
    std::vector<uint32_t> words;
    for (size_t i = 0; i + 1 < values.size(); i += 2) {
        words.push_back(pack_two_bfloat16_into_uint32({values[i], values[i + 1]}));
    }
    return words;
}
inline std::vector<bfloat16> unpack_uint32_vec_into_bfloat16_vec(const std::vector<uint32_t>& words) {
    std::vector<bfloat16> values;
    for (const uint32_t word : words) {
        const auto two = unpack_two_bfloat16_from_uint32(word);
        values.push_back(two.first);
        values.push_back(two.second);
    }
    return values;
}

// Two values per word, `bytes` in all.
inline std::vector<uint32_t> create_constant_vector_of_bfloat16(size_t bytes, float value) {
    return std::vector<uint32_t>(bytes / 4, pack_two_bfloat16_into_uint32({bfloat16(value), bfloat16(value)}));
}
// Uniform in [offset, offset + largest).
inline std::vector<uint32_t> create_random_vector_of_bfloat16(
    size_t bytes, float largest, uint32_t seed, float offset = 0.0f) {
    std::mt19937 engine(seed);
    std::uniform_real_distribution<float> uniform(0.0f, largest);
    std::vector<uint32_t> words(bytes / 4);
    for (uint32_t& word : words) {
        const bfloat16 first(uniform(engine) + offset);
        word = pack_two_bfloat16_into_uint32({first, bfloat16(uniform(engine) + offset)});
    }
    return words;
}

// The same numbers one by one.
inline std::vector<bfloat16> create_random_vector_of_bfloat16_native(
    size_t bytes, float largest, uint32_t seed, float offset = 0.0f) {
    return unpack_uint32_vec_into_bfloat16_vec(create_random_vector_of_bfloat16(bytes, largest, seed, offset));
}
// Row by row, ones on the diagonal of the first `ones` rows.
inline std::vector<bfloat16> create_identity_matrix(size_t rows, size_t cols, size_t ones) {
    std::vector<bfloat16> matrix(rows * cols, bfloat16(0.0f));
    for (size_t i = 0; i < ones && i < rows && i < cols; ++i) {
        matrix[i * cols + i] = bfloat16(1.0f);
    }
    return matrix;
}
