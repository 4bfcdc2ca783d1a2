// TT_FATAL, TT_ASSERT and TT_THROW: condition, message with {} for the values after it.
#pragma once

#include <stdexcept>
#include <string>

#include "fmt/base.h"

namespace tt::assert {

[[noreturn]] inline void fail(const char* file, int line, const char* condition) {
    throw std::runtime_error(std::string(file) + ":" + std::to_string(line) + ": " + condition + " failed");
}
template <typename... Args>
[[noreturn]] void fail(const char* file, int line, const char* condition, std::string_view text, const Args&... args) {
    throw std::runtime_error(fmt::format("{}:{}: {} failed: ", file, line, condition) + fmt::format(text, args...));
}

}  // namespace tt::assert

#define TT_FATAL(condition, ...)                                                           \
    do {                                                                                   \
        if (!(condition)) {                                                                \
            ::tt::assert::fail(__FILE__, __LINE__, #condition __VA_OPT__(, ) __VA_ARGS__); \
        }                                                                                  \
    } while (false)
#define TT_ASSERT(condition, ...) TT_FATAL(condition __VA_OPT__(, ) __VA_ARGS__)
#define TT_THROW(...) ::tt::assert::fail(__FILE__, __LINE__, "TT_THROW" __VA_OPT__(, ) __VA_ARGS__)
