#include "json.hpp"

#include <cinttypes>

#include "finding.hpp"

namespace ttsim {

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += format("\\u%04x", c);
        } else {
            out += c;
        }
    }
    return out + "\"";
}

std::string number(const char* name, uint64_t value) {
    return format("\"%s\": %" PRIu64, name, value);
}

std::string list(const std::vector<std::string>& elements, bool lines) {
    std::string text = "[";
    for (size_t i = 0; i < elements.size(); ++i) {
        text += (i == 0 ? "" : ",");
        text += lines ? "\n" : (i == 0 ? "" : " ");
        text += elements[i];
    }
    return text + "]";
}

}  // namespace ttsim
