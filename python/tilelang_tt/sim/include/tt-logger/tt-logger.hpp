// log_info and the like: a category, a text with {} for the values after it; a line on stderr.
#pragma once

#include <string>

#include "fmt/base.h"

namespace tt {

enum LogType {
    LogAlways,
    LogDevice,
    LogMetal,
    LogTest,
    LogVerif,
};

template <typename... Args>
void log(const char* level, LogType, std::string_view text, const Args&... args) {
    fmt::print(stderr, "{} | {}\n", level, fmt::format(text, args...));
}
template <typename... Args>
void log(const char* level, std::string_view text, const Args&... args) {
    log(level, LogAlways, text, args...);
}

}  // namespace tt

// Finer levels are off, as Metalium has them by default.
#define log_trace(...) ((void)0)
#define log_debug(...) ((void)0)
#define log_info(...) ::tt::log("info", __VA_ARGS__)
#define log_warning(...) ::tt::log("warning", __VA_ARGS__)
#define log_error(...) ::tt::log("error", __VA_ARGS__)
#define log_critical(...) ::tt::log("critical", __VA_ARGS__)
#define log_fatal(...) ::tt::log("critical", __VA_ARGS__)
