// Kernels to shared objects: compiled once per content, kept in the cache directory, loaded into the process.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "globals.hpp"

namespace ttsim::host {

struct KernelSource {
    std::string file;                                          // path to the source
    std::vector<std::pair<std::string, std::string>> defines;  // name, value
    std::vector<std::string> flags;
    bool compute = false;     // not a data-movement kernel
    bool per_thread = false;  // TRISC_* macros differ: three variants
    bool watched = false;     // loads and stores call the hooks of access.cpp
};

struct Entry {
    void (*function)() = nullptr;
    const KernelData* data = nullptr;  // kept for the life of the process
};
// One entry per RISC-V thread of a compute kernel, three times the same unless `per_thread`.
using Entries = std::array<Entry, 3>;

// Compiles what is not in the cache, in parallel, and loads all. A compiler error ends the process with a finding.
std::vector<Entries> load_kernels(const std::vector<KernelSource>& sources);
// Whether the kernel, or a file that it includes by quotes, asks for its thread by TRISC_* macros.
bool names_threads(const std::string& file);
std::string read_file(const std::string& path);
std::string cache_directory();
// Stable 128-bit hash of a text, in hexadecimal.
std::string content_hash(const std::string& text);
void write_atomically(const std::string& path, const std::string& content);

}  // namespace ttsim::host
