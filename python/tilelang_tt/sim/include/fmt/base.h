// The part of {fmt} that host programs print with: fmt::print and fmt::format with {}, {:.3f}, {:>8}, {:x} and the
// like. Metalium brings the library itself.
#pragma once

#include <charconv>
#include <cstdio>
#include <iomanip>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

namespace fmt {
namespace detail {

template <typename T>
void put(std::ostringstream& out, std::string_view spec, const T& value) {
    char align = 0, type = 0;
    std::string_view rest = spec;
    if (!rest.empty() && (rest[0] == '<' || rest[0] == '>')) {
        align = rest[0];
        rest.remove_prefix(1);
    }
    if (!rest.empty() && rest[0] == '0') {
        out << std::setfill('0') << std::internal;
    }
    int width = 0, precision = -1;
    for (; !rest.empty() && rest[0] >= '0' && rest[0] <= '9'; rest.remove_prefix(1)) {
        width = width * 10 + (rest[0] - '0');
    }
    if (!rest.empty() && rest[0] == '.') {
        precision = 0;
        for (rest.remove_prefix(1); !rest.empty() && rest[0] >= '0' && rest[0] <= '9'; rest.remove_prefix(1)) {
            precision = precision * 10 + (rest[0] - '0');
        }
    }
    if (!rest.empty()) {
        type = rest[0];
    }
    out << std::setw(width) << std::boolalpha;
    if (align != 0 || !std::is_arithmetic_v<T>) {
        out << (align == '>' ? std::right : std::left);
    }
    out << (type == 'x' ? std::hex : std::dec);
    if (precision >= 0) {
        out << std::setprecision(precision);
    }
    if (type == 'f' || type == 'e') {
        out << (type == 'f' ? std::fixed : std::scientific);
    }
    if constexpr (std::is_enum_v<T>) {
        out << +static_cast<std::underlying_type_t<T>>(value);
    } else if constexpr (std::is_same_v<T, unsigned char> || std::is_same_v<T, signed char>) {
        out << +value;
    } else if constexpr (std::is_floating_point_v<T>) {
        if (type != 0 || precision >= 0) {
            out << value;
        } else {  // the shortest text that reads back as the same number
            char text[64];
            out << std::string_view(text, std::to_chars(text, text + sizeof(text), value).ptr - text);
        }
    } else {
        out << value;
    }
}

// The text up to the next replacement field, which is put; then the rest.
inline void write(std::string& out, std::string_view text) {
    for (size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        if ((text[i] == '{' || text[i] == '}') && i + 1 < text.size() && text[i + 1] == text[i]) {
            ++i;
        } else if (text[i] == '{') {
            throw std::runtime_error("fmt: more replacement fields than arguments");
        }
    }
}
template <typename T, typename... Rest>
void write(std::string& out, std::string_view text, const T& value, const Rest&... rest) {
    for (size_t i = 0; i < text.size(); ++i) {
        const bool doubled = i + 1 < text.size() && text[i + 1] == text[i];
        if (text[i] == '{' && !doubled) {
            const size_t end = text.find('}', i);
            const size_t colon = text.substr(i, end - i).find(':');
            std::ostringstream field;
            const auto spec = colon == text.npos ? std::string_view() : text.substr(i + colon + 1, end - i - colon - 1);
            put(field, spec, value);
            out += field.str();
            return write(out, text.substr(end + 1), rest...);
        }
        out += text[i];
        i += (text[i] == '{' || text[i] == '}') && doubled;
    }
}

}  // namespace detail

template <typename... Args>
std::string format(std::string_view text, const Args&... args) {
    std::string out;
    detail::write(out, text, args...);
    return out;
}
template <typename... Args>
void print(std::FILE* file, std::string_view text, const Args&... args) {
    std::fputs(format(text, args...).c_str(), file);
}
template <typename... Args>
void print(std::string_view text, const Args&... args) {
    print(stdout, text, args...);
}
template <typename... Args>
void println(std::string_view text, const Args&... args) {
    print(stdout, std::string(text) + "\n", args...);
}

}  // namespace fmt
