// The first word of a tensor accessor's arguments: what is known of the buffer, and what comes as common runtime
// arguments instead of compile-time arguments.
#pragma once

#include <cstdint>

namespace tensor_accessor {

enum class ArgConfig : uint8_t {
    None = 0,
    Sharded = 1 << 0,
    IsDram = 1 << 1,
    RuntimeRank = 1 << 2,
    RuntimeNumBanks = 1 << 3,
    RuntimeTensorShape = 1 << 4,
    RuntimeShardShape = 1 << 5,
    RuntimeBankCoords = 1 << 6,
    Runtime = RuntimeRank | RuntimeNumBanks | RuntimeTensorShape | RuntimeShardShape | RuntimeBankCoords
};

class ArgsConfig {
  public:
    using Underlying = uint8_t;
    constexpr ArgsConfig() = default;
    constexpr ArgsConfig(ArgConfig flag) : bits_(static_cast<uint8_t>(flag)) {}
    constexpr explicit ArgsConfig(Underlying bits) : bits_(bits) {}
    constexpr bool test(ArgConfig flag) const {
        return (bits_ & static_cast<uint8_t>(flag)) != 0;
    }
    constexpr ArgsConfig& set(ArgConfig flag, bool on = true) {
        const auto bit = static_cast<uint8_t>(flag);
        bits_ = static_cast<uint8_t>(on ? bits_ | bit : bits_ & ~bit);
        return *this;
    }
    constexpr Underlying raw() const {
        return bits_;
    }
    constexpr ArgsConfig operator|(ArgsConfig other) const {
        return ArgsConfig(static_cast<Underlying>(bits_ | other.bits_));
    }

  private:
    Underlying bits_ = 0;
};
constexpr ArgsConfig operator|(ArgConfig a, ArgConfig b) {
    return ArgsConfig(a) | ArgsConfig(b);
}
constexpr ArgsConfig operator|(ArgConfig a, ArgsConfig b) {
    return ArgsConfig(a) | b;
}

}  // namespace tensor_accessor
