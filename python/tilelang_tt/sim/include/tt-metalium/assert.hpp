// TT_FATAL and TT_ASSERT: condition, message.
#pragma once

#include <stdexcept>
#include <string>

namespace tt::assert {

template <typename... Args>
[[noreturn]] void fail(const char* file, int line, const char* condition, const char* message = "", const Args&...) {
    throw std::runtime_error(std::string(file) + ":" + std::to_string(line) + ": " + condition + " failed: " + message);
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
