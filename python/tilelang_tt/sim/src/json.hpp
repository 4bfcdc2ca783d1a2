// Pieces of JSON as text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ttsim {

// A string.
std::string quoted(const std::string& text);
// `"name": value`.
std::string number(const char* name, uint64_t value);
// The elements in brackets, separated by commas, each on a line of its own if `lines`.
std::string list(const std::vector<std::string>& elements, bool lines = false);

}  // namespace ttsim
