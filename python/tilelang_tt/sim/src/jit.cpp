#include "jit.hpp"

#include <dlfcn.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <thread>

#include "finding.hpp"

extern char** environ;

namespace ttsim::host {
namespace {

namespace fs = std::filesystem;

#ifndef TTSIM_DEFAULT_INCLUDE
#error "TTSIM_DEFAULT_INCLUDE: the simulator's include directory"
#endif
#ifndef TTSIM_INTERFACE_ID
#error "TTSIM_INTERFACE_ID: a hash of the simulator's headers and of the compiler"
#endif

std::string environment(const char* name, const std::string& fallback) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != 0 ? value : fallback;
}

std::vector<std::string> words(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> list;
    for (std::string word; stream >> word;) {
        list.push_back(word);
    }
    return list;
}

bool on_path(const std::string& program) {
    if (program.find('/') != std::string::npos) {
        return access(program.c_str(), X_OK) == 0;
    }
    std::istringstream path(environment("PATH", "/usr/bin:/bin"));
    for (std::string directory; std::getline(path, directory, ':');) {
        if (access((directory + "/" + program).c_str(), X_OK) == 0) {
            return true;
        }
    }
    return false;
}

// The compiler as a command: TTSIM_CXX (set by the Python driver), CXX, then the usual names.
const std::vector<std::string>& compiler() {
    static const std::vector<std::string> command = [] {
        for (const char* variable : {"TTSIM_CXX", "CXX"}) {
            const auto given = words(environment(variable, ""));
            if (!given.empty() && on_path(given[0])) {
                return given;
            }
        }
        for (const char* name : {"c++", "g++", "clang++"}) {
            if (on_path(name)) {
                return std::vector<std::string>{name};
            }
        }
        report_host("NO_COMPILER", "CreateKernel", "no C++ compiler was found", "install g++ or clang++, or set CXX");
        return std::vector<std::string>{};
    }();
    return command;
}

// Runs a command; its output goes to the file. The exit code, or -1.
int run(const std::vector<std::string>& command, const std::string& output) {
    std::vector<char*> argv;
    for (const std::string& word : command) {
        argv.push_back(const_cast<char*>(word.c_str()));
    }
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t pid = 0;
    const int error = posix_spawnp(&pid, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
        return -1;
    }
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Line tables name the places of accesses, faults and loops (lines.hpp reads version 4). Data-movement kernels call the
// hooks of access.cpp before each load and store; only the compiler knows of it, not the linker.
std::vector<std::string> compile_command(
    const KernelSource& source, const std::string& thread, const std::string& output) {
    std::vector<std::string> command = compiler();
    const std::string include = environment("TTSIM_INCLUDE", TTSIM_DEFAULT_INCLUDE);
    for (const char* flag :
         {"-std=c++17",
          "-fPIC",
          "-O2",
          "-g1",
          "-gdwarf-4",
          "-fno-exceptions",
          "-fvisibility=default",
          "-Wno-unused-variable",
          "-Wall",
          "-c"}) {
        command.push_back(flag);
    }
    if (source.watched) {
        command.insert(
            command.end(),
            {"-fsanitize=thread",
             "-fno-tree-vectorize",
             "-fno-builtin-memcpy",
             "-fno-builtin-memmove",
             "-fno-builtin-memset",
             "-U_FORTIFY_SOURCE",
             "-DTTSIM_WATCH_ACCESSES"});
    }
    command.insert(command.end(), source.flags.begin(), source.flags.end());
    command.push_back("-I" + include);
    const std::string directory = fs::path(source.file).parent_path().string();
    command.push_back("-I" + (directory.empty() ? "." : directory));
    const std::string home = environment("TT_METAL_HOME", "");
    for (const char* root : {"", "/ttnn", "/ttnn/cpp"}) {
        if (!home.empty()) {
            command.push_back("-I" + home + root);  // where Metalium's own kernels look for files
        }
    }
    command.push_back("-include");
    // Firmware of data-movement cores includes their interface before the kernel.
    command.push_back(source.compute ? "ttsim/prelude.h" : "ttsim/data_movement.h");
    for (const auto& [name, value] : source.defines) {
        command.push_back("-D" + name + "=" + value);
    }
    if (!thread.empty()) {
        command.push_back("-D" + thread);
    }
    if (!output.empty()) {
        command.insert(command.end(), {"-o", output, "-MMD", "-MF", output + ".d"});
    }
    command.push_back(source.file);
    return command;
}

std::vector<std::string> link_command(const std::string& input, const std::string& output) {
    std::vector<std::string> command = compiler();
    command.insert(command.end(), {"-shared", "-nostartfiles", "-Wl,-z,now,-z,relro", "-o", output, input});
    return command;
}

// Files of a dependency list besides the simulator's own headers and the system's.
std::vector<std::string> own_includes(const std::string& dependencies, const std::string& include) {
    std::vector<std::string> files;
    for (std::string word : words(dependencies)) {
        if (word == "\\" || word.back() == ':' || word.rfind(include, 0) == 0 || word.rfind("/usr/", 0) == 0) {
            continue;
        }
        files.push_back(word);
    }
    return files;
}

std::string includes_record(const std::vector<std::string>& files) {
    std::string record;
    for (const std::string& file : files) {
        record += content_hash(read_file(file)) + " " + file + "\n";
    }
    return record;
}

bool includes_unchanged(const std::string& record_file) {
    std::ifstream record(record_file);
    if (!record) {
        return false;
    }
    for (std::string hash, file; record >> hash >> std::ws && std::getline(record, file);) {
        if (content_hash(read_file(file)) != hash) {
            return false;
        }
    }
    return true;
}

bool names_threads(const std::string& file, const std::vector<std::string>& roots, std::set<std::string>& seen) {
    if (!seen.insert(file).second) {
        return false;
    }
    const std::string text = read_file(file);
    if (text.find("TRISC_") != std::string::npos) {
        return true;
    }
    static const std::string directive = "#include \"";
    for (size_t at = text.find(directive); at != std::string::npos; at = text.find(directive, at + 1)) {
        const size_t begin = at + directive.size();
        const std::string name = text.substr(begin, text.find('"', begin) - begin);
        for (const std::string& root : roots) {
            const std::string path = (root.empty() ? fs::path(file).parent_path() : fs::path(root)) / name;
            if (access(path.c_str(), R_OK) == 0 && names_threads(path, roots, seen)) {
                return true;
            }
        }
    }
    return false;
}

struct Job {
    const KernelSource* source;
    std::string thread;
    std::string object;  // in the cache
    bool compile = false;
    int status = 0;
    std::string log;
};

void compile(Job& job) {
    const std::string temporary = job.object + "." + std::to_string(getpid());
    const std::string compiled = temporary + ".o";
    const std::string log = temporary + ".log";
    job.status = run(compile_command(*job.source, job.thread, compiled), log);
    if (job.status == 0) {
        job.status = run(link_command(compiled, temporary), log);
    }
    job.log = read_file(log);
    std::error_code ignored;
    fs::remove(log, ignored);
    fs::remove(compiled, ignored);
    if (job.status == 0) {
        const std::string include = environment("TTSIM_INCLUDE", TTSIM_DEFAULT_INCLUDE);
        write_atomically(job.object + ".includes", includes_record(own_includes(read_file(compiled + ".d"), include)));
        fs::rename(temporary, job.object, ignored);
    }
    fs::remove(compiled + ".d", ignored);
}

void compile_all(std::vector<Job>& jobs) {
    std::vector<Job*> open;
    for (Job& job : jobs) {
        if (job.compile) {
            open.push_back(&job);
        }
    }
    std::atomic<size_t> next{0};
    auto work = [&] {
        for (size_t i = next++; i < open.size(); i = next++) {
            compile(*open[i]);
        }
    };
    std::vector<std::thread> workers;
    const size_t count = std::min<size_t>(open.size(), std::max(2u, std::thread::hardware_concurrency()));
    for (size_t i = 1; i < count; ++i) {
        workers.emplace_back(work);
    }
    work();
    for (std::thread& worker : workers) {
        worker.join();
    }
}

Entry load(const std::string& object) {
    static std::map<std::string, Entry> loaded;
    if (const auto known = loaded.find(object); known != loaded.end()) {
        return known->second;
    }
    void* handle = dlopen(object.c_str(), RTLD_NOW | RTLD_LOCAL);
    void* entry = handle != nullptr ? dlsym(handle, "_Z11kernel_mainv") : nullptr;
    if (entry == nullptr && handle != nullptr) {
        entry = dlsym(handle, "_ZN17ttsim_kernel_main11kernel_mainEv");
    }
    if (entry == nullptr) {
        report_host(
            "KERNEL_LOAD",
            "CreateKernel",
            dlerror(),
            "define void kernel_main() and use only functions of the kernel API");
    }
    loaded[object] = {reinterpret_cast<void (*)()>(entry), new KernelData(kernel_data(entry))};
    return loaded[object];
}

}  // namespace

std::string read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

void write_atomically(const std::string& path, const std::string& content) {
    const std::string temporary = path + "." + std::to_string(getpid()) + ".tmp";
    std::ofstream(temporary, std::ios::binary) << content;
    std::error_code ignored;
    fs::rename(temporary, path, ignored);
}

std::string content_hash(const std::string& text) {
    // Two FNV-1a streams with different seeds.
    uint64_t a = 0xcbf29ce484222325u;
    uint64_t b = 0x9ae16a3b2f90404fu;
    for (const char c : text) {
        a = (a ^ static_cast<uint8_t>(c)) * 0x100000001b3u;
        b = (b ^ static_cast<uint8_t>(c)) * 0x100000001b3u;
        b ^= b >> 29;
    }
    return format("%016llx%016llx", static_cast<unsigned long long>(a), static_cast<unsigned long long>(b));
}

std::string cache_directory() {
    std::string directory = environment("TILELANG_TT_CACHE", "");
    if (directory.empty()) {
        directory = environment("XDG_CACHE_HOME", environment("HOME", "/tmp") + "/.cache") + "/tilelang_tt";
    }
    directory += "/kernels";
    std::error_code error;
    fs::create_directories(directory, error);
    if (error) {
        report_host(
            "CACHE_DIRECTORY",
            "CreateKernel",
            "cannot create " + directory + ": " + error.message(),
            "set TILELANG_TT_CACHE to a writable directory");
    }
    return directory;
}

bool names_threads(const std::string& file) {
    const std::string home = environment("TT_METAL_HOME", "");
    std::vector<std::string> roots = {"", fs::path(file).parent_path().string()};
    if (!home.empty()) {
        roots.insert(roots.end(), {home, home + "/ttnn", home + "/ttnn/cpp"});
    }
    std::set<std::string> seen;
    return names_threads(file, roots, seen);
}

std::vector<Entries> load_kernels(const std::vector<KernelSource>& sources) {
    std::vector<Job> jobs;
    std::vector<std::array<size_t, 3>> uses;
    std::map<std::string, size_t> job_of;
    const std::string directory = cache_directory();
    for (const KernelSource& source : sources) {
        std::array<size_t, 3> use{};
        static const char* const threads[] = {"TRISC_UNPACK", "TRISC_MATH", "TRISC_PACK"};
        const std::string text = read_file(source.file);
        for (size_t i = 0; i < 3; ++i) {
            const std::string thread = source.per_thread ? threads[i] : "";
            std::string key = std::string(TTSIM_INTERFACE_ID) + "\n" + text + "\n";
            for (const std::string& word : compile_command(source, thread, "")) {
                key += word + "\n";
            }
            for (const std::string& word : link_command("", "")) {
                key += word + "\n";
            }
            const std::string object = directory + "/" + content_hash(key) + ".so";
            const auto [known, fresh] = job_of.try_emplace(object, jobs.size());
            use[i] = known->second;
            if (fresh) {
                const bool cached = access(object.c_str(), R_OK) == 0 && includes_unchanged(object + ".includes");
                jobs.push_back({&source, thread, object, !cached, 0, ""});
            }
        }
        uses.push_back(use);
    }
    compile_all(jobs);
    for (const Job& job : jobs) {
        if (job.status != 0) {
            std::fputs(job.log.c_str(), stderr);
            report_host(
                "KERNEL_COMPILE",
                "CreateKernel(\"" + job.source->file + "\")",
                format("the compiler ended with code %d", job.status),
                "see its messages above");
        }
    }
    std::vector<Entries> entries;
    for (const auto& use : uses) {
        entries.push_back({load(jobs[use[0]].object), load(jobs[use[1]].object), load(jobs[use[2]].object)});
    }
    return entries;
}

}  // namespace ttsim::host
