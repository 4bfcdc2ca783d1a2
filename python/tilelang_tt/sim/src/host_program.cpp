// Building programs: tt-metalium/host_api.hpp.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "chip.hpp"
#include "jit.hpp"
#include "program.hpp"

namespace ttsim::host {

metal::CoreRangeSet core_set(const metal::Cores& cores) {
    return std::visit([](const auto& given) { return metal::CoreRangeSet(given); }, cores);
}

void check_cores(const char* call, const metal::CoreRangeSet& cores) {
    const Device& device = *chip().device;
    for (const metal::CoreRange& range : cores.ranges()) {
        if (range.end_coord.x >= device.grid_x || range.end_coord.y >= device.grid_y ||
            range.start_coord.x > range.end_coord.x || range.start_coord.y > range.end_coord.y) {
            report_host(
                "CORE_RANGE",
                call,
                format(
                    "cores (%zu, %zu) to (%zu, %zu) are not a rectangle within the grid of %u x %u",
                    range.start_coord.x,
                    range.start_coord.y,
                    range.end_coord.x,
                    range.end_coord.y,
                    device.grid_x,
                    device.grid_y),
                "stay within compute_with_storage_grid_size()");
        }
    }
}

namespace {

std::string find_kernel(const std::string& file) {
    std::vector<std::string> candidates{file};
    if (!file.empty() && file[0] != '/') {
        for (const char* variable : {"TT_METAL_KERNEL_PATH", "TT_METAL_HOME"}) {
            if (const char* directory = std::getenv(variable)) {
                candidates.push_back(std::string(directory) + "/" + file);
            }
        }
    }
    for (const std::string& path : candidates) {
        if (access(path.c_str(), R_OK) == 0) {
            return path;
        }
    }
    if (!file.empty() && file[0] != '/') {  // as a path of a source tree that the program lies in
        std::error_code ignored;
        for (auto root = std::filesystem::current_path(ignored); root.has_relative_path(); root = root.parent_path()) {
            if (access((root / file).c_str(), R_OK) == 0) {
                return (root / file).string();
            }
        }
    }
    report_host(
        "KERNEL_NOT_FOUND",
        "CreateKernel(\"" + file + "\")",
        "there is no such file",
        "give an absolute path, a path relative to the working directory, or set TT_METAL_KERNEL_PATH");
    return file;
}

KernelState& kernel_of(const metal::Program& program, metal::KernelHandle handle) {
    auto& kernels = program.state().kernels;
    if (handle >= kernels.size()) {
        report_host(
            "KERNEL_HANDLE",
            "SetRuntimeArgs",
            "there is no kernel with this handle",
            "use the value CreateKernel returned");
    }
    return kernels[handle];
}

void check_count(const char* call, size_t count) {
    if (count > max_runtime_args) {
        report_host(
            "RUNTIME_ARGS_TOO_MANY",
            call,
            format("%zu arguments of a core with the common ones; at most %u fit", count, max_runtime_args),
            "pass tables through a buffer");
    }
}

metal::KernelHandle add_kernel(
    const metal::Program& program, std::string file, const metal::Cores& cores, const metal::KernelConfig& config) {
    KernelState kernel;
    kernel.file = std::move(file);
    kernel.cores = core_set(cores);
    kernel.config = config;
    check_cores("CreateKernel", kernel.cores);
    program.state().kernels.push_back(std::move(kernel));
    return static_cast<metal::KernelHandle>(program.state().kernels.size() - 1);
}

}  // namespace
}  // namespace ttsim::host

namespace tt::tt_metal {

using namespace ttsim;
using namespace ttsim::host;

Program::Program() : state_(std::make_shared<ProgramState>()) {}
Program::~Program() = default;
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;

Program CreateProgram() {
    return {};
}

KernelHandle CreateKernel(Program& program, const std::string& file, const Cores& cores, const KernelConfig& config) {
    return add_kernel(program, find_kernel(file), cores, config);
}

KernelHandle CreateKernelFromString(
    Program& program, const std::string& source, const Cores& cores, const KernelConfig& config) {
    const std::string path = cache_directory() + "/" + content_hash(source) + ".cpp";
    if (access(path.c_str(), R_OK) != 0) {
        write_atomically(path, source);
    }
    return add_kernel(program, path, cores, config);
}

uint32_t CreateSemaphore(Program& program, const std::variant<CoreRange, CoreRangeSet>& cores, uint32_t initial_value) {
    const CoreRangeSet set = std::visit([](const auto& given) { return CoreRangeSet(given); }, cores);
    check_cores("CreateSemaphore", set);
    auto& semaphores = program.state().semaphores;
    for (uint32_t id = 0; id < num_semaphores; ++id) {
        bool taken = false;
        for (const SemaphoreState& other : semaphores) {
            if (other.id == id) {
                for (const CoreCoord& core : corerange_to_cores(set)) {
                    taken = taken || other.cores.contains(core);
                }
            }
        }
        if (!taken) {
            semaphores.push_back({set, id, initial_value});
            return id;
        }
    }
    report_host(
        "SEMAPHORES_TOO_MANY",
        "CreateSemaphore",
        format("a core has %u semaphores", num_semaphores),
        "reuse semaphores");
    return 0;
}

void SetRuntimeArgs(
    const Program& program, KernelHandle handle, const Cores& cores, const std::vector<uint32_t>& args) {
    KernelState& kernel = kernel_of(program, handle);
    check_count("SetRuntimeArgs", args.size() + kernel.common_args.size());
    for (const CoreCoord& core : corerange_to_cores(core_set(cores))) {
        if (!kernel.cores.contains(core)) {
            report_host(
                "RUNTIME_ARGS_CORE",
                "SetRuntimeArgs",
                "core " + core.str() + " does not run this kernel",
                "pass cores of the kernel's core range");
        }
        kernel.args[core] = args;
    }
}

void SetRuntimeArgs(
    const Program& program, KernelHandle kernel, const Cores& cores, std::initializer_list<const uint32_t> args) {
    SetRuntimeArgs(program, kernel, cores, std::vector<uint32_t>(args.begin(), args.end()));
}

void SetRuntimeArgs(
    const Program& program,
    KernelHandle kernel,
    const std::vector<CoreCoord>& cores,
    const std::vector<std::vector<uint32_t>>& args) {
    if (cores.size() != args.size()) {
        report_host(
            "RUNTIME_ARGS_COUNT",
            "SetRuntimeArgs",
            "as many argument lists as cores are needed",
            "pass one list per core");
    }
    for (size_t i = 0; i < cores.size(); ++i) {
        SetRuntimeArgs(program, kernel, cores[i], args[i]);
    }
}

void SetCommonRuntimeArgs(const Program& program, KernelHandle handle, const std::vector<uint32_t>& args) {
    KernelState& kernel = kernel_of(program, handle);
    size_t most = 0;
    for (const auto& [core, own] : kernel.args) {
        most = std::max(most, own.size());
    }
    check_count("SetCommonRuntimeArgs", args.size() + most);
    kernel.common_args = args;
}

void SetCommonRuntimeArgs(const Program& program, KernelHandle kernel, std::initializer_list<const uint32_t> args) {
    SetCommonRuntimeArgs(program, kernel, std::vector<uint32_t>(args.begin(), args.end()));
}

std::vector<uint32_t>& GetRuntimeArgs(const Program& program, KernelHandle handle, const CoreCoord& core) {
    KernelState& kernel = kernel_of(program, handle);
    const auto found = kernel.args.find(core);
    if (found == kernel.args.end()) {
        report_host(
            "RUNTIME_ARGS_MISSING",
            "GetRuntimeArgs",
            "core " + core.str() + " has no runtime arguments",
            "call SetRuntimeArgs first");
    }
    return found->second;
}

std::vector<uint32_t>& GetCommonRuntimeArgs(const Program& program, KernelHandle kernel) {
    return kernel_of(program, kernel).common_args;
}

}  // namespace tt::tt_metal
