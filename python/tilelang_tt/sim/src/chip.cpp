#include "chip.hpp"

#include <sys/mman.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "fingerprint.hpp"
#include "report.hpp"
#include "trace.hpp"

namespace ttsim {
namespace {

std::string environment(const char* name, const char* fallback) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != 0 ? value : fallback;
}

[[noreturn]] void bad_environment(const char* name, const std::string& value, const char* allowed) {
    std::fprintf(stderr, "ttsim: %s=%s is not valid; use %s\n", name, value.c_str(), allowed);
    std::exit(2);
}

uint64_t natural(const char* name, const char* fallback) {
    const std::string value = environment(name, fallback);
    if (value.find_first_not_of("0123456789") != std::string::npos) {
        bad_environment(name, value, "a number that is not negative");
    }
    return std::strtoull(value.c_str(), nullptr, 10);
}

Settings read_settings() {
    Settings settings;
    const std::string numerics = environment("TTSIM_NUMERICS", "fast");
    if (numerics == "hardware") {
        settings.numerics = tile::Numerics::Hardware;
    } else if (numerics != "fast") {
        bad_environment("TTSIM_NUMERICS", numerics, "fast or hardware");
    }
    const std::string latency = environment("TTSIM_NOC_LATENCY", "-1");
    char* end = nullptr;
    settings.noc_latency = std::strtoll(latency.c_str(), &end, 10);
    if (*end != 0) {
        bad_environment("TTSIM_NOC_LATENCY", latency, "a number of clocks");
    }
    const std::string mode = environment("TTSIM_FINDINGS", "stop");
    if (mode != "stop" && mode != "continue" && mode != "ignore") {
        bad_environment("TTSIM_FINDINGS", mode, "stop, continue or ignore");
    }
    settings.stop = mode == "stop";
    settings.check = mode != "ignore";
    settings.report_path = environment("TTSIM_REPORT", "");
    noting = environment("TTSIM_FINGERPRINT", "0") == "1";
    settings.trace_path = environment("TTSIM_TRACE", "");
    settings.endless_seconds = natural("TTSIM_ENDLESS_SECONDS", "20");
    settings.trace_cores = natural("TTSIM_TRACE_CORES", "16");
    settings.trace_events = natural("TTSIM_TRACE_EVENTS", "500000");
    settings.profile = environment("TTSIM_PROFILE", "0") == "1";
    return settings;
}

constexpr size_t l1_pitch = size_t(1) << 24;  // from core to core: addresses, not memory

void* map_l1(void* place, size_t bytes, int protection, int flags) {
    void* memory = mmap(place, bytes, protection, flags | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED) {
        std::perror("ttsim: no memory for L1");
        std::abort();
    }
    return memory;
}

Chip* make_chip() {
    auto* chip = new Chip;
    const std::string arch = environment("TTSIM_ARCH", "wormhole");
    if (arch != "wormhole" && arch != "blackhole") {
        bad_environment("TTSIM_ARCH", arch, "wormhole or blackhole");
    }
    chip->device = arch == "wormhole" ? &wormhole_device : &blackhole_device;
    chip->costs = arch == "wormhole" ? &wormhole_costs : &blackhole_costs;
    chip->settings = read_settings();
    const Device& device = *chip->device;
    const size_t arena = size_t(device.grid_x) * device.grid_y * l1_pitch;
    chip->l1_begin = static_cast<uint8_t*>(map_l1(nullptr, arena, PROT_NONE, MAP_PRIVATE));
    chip->l1_end = chip->l1_begin + arena;
    for (uint32_t y = 0; y < device.grid_y; ++y) {
        for (uint32_t x = 0; x < device.grid_x; ++x) {
            auto core = std::make_unique<Core>();
            core->x = x;
            core->y = y;
            core->node = worker_node(device, x, y);
            core->l1 = chip->l1_begin + chip->cores.size() * l1_pitch + l1_pitch / 2;
            map_l1(core->l1, device.l1_bytes, PROT_READ | PROT_WRITE, MAP_FIXED | MAP_SHARED);
            chip->cores.push_back(std::move(core));
        }
    }
    chip->banks.resize(device.num_dram_banks);
    chip->network = std::make_unique<Network>(device, *chip->costs);
    chip->bank_counters.resize(device.num_dram_banks);
    std::atexit([] {
        write_trace();
        write_report();
        if (!findings().empty()) {
            stop_on_findings();
        }
    });
    return chip;
}

}  // namespace

Chip& chip() {
    static Chip* instance = make_chip();
    return *instance;
}

const char* role_name(Role role) {
    static const char* const names[] = {"BRISC", "NCRISC", "UNPACK", "MATH", "PACK"};
    return names[static_cast<size_t>(role)];
}

std::string Core::name() const {
    return format("(%u, %u)", x, y);
}

void Core::touch(uint64_t address, bool increment) {
    const uint32_t id = semaphore_at(address);
    if (id == no_semaphore) {
        return;
    }
    SemaphoreTrail& trail = semaphores[id];
    (increment ? trail.increments : trail.writes) += 1;
    if (std::find(trail.sources.begin(), trail.sources.end(), current) == trail.sources.end()) {
        trail.sources.push_back(current);
    }
    trail.at = current->call.at;
    trail.fresh = true;
    trail.last = current;
}

std::string CallSite::text() const {
    std::string out = std::string(name) + "(";
    for (int32_t i = 0; i < count; ++i) {
        out += format(i == 0 ? "%u" : ", %u", args[i]);
    }
    return out + ")";
}

void CoreCounters::add(const CoreCounters& other) {
    dram_reads += other.dram_reads;
    dram_read_bytes += other.dram_read_bytes;
    dram_writes += other.dram_writes;
    dram_write_bytes += other.dram_write_bytes;
    l1_reads += other.l1_reads;
    l1_read_bytes += other.l1_read_bytes;
    l1_writes += other.l1_writes;
    l1_write_bytes += other.l1_write_bytes;
    l1_local_bytes += other.l1_local_bytes;
    multicasts += other.multicasts;
    multicast_bytes += other.multicast_bytes;
    atomics += other.atomics;
    inline_writes += other.inline_writes;
    packs += other.packs;
    unpacks += other.unpacks;
    for (size_t i = 0; i < ops.size(); ++i) {
        ops[i] += other.ops[i];
    }
}

Core* Chip::core(uint32_t x, uint32_t y) {
    return x < device->grid_x && y < device->grid_y ? cores[size_t(y) * device->grid_x + x].get() : nullptr;
}

Core* Chip::core_at_noc(uint32_t noc_x, uint32_t noc_y) {
    for (uint32_t x = 0; x < device->grid_x; ++x) {
        if (virtual_x(*device, x) == noc_x) {
            for (uint32_t y = 0; y < device->grid_y; ++y) {
                if (virtual_y(*device, y) == noc_y) {
                    return core(x, y);
                }
            }
        }
    }
    return nullptr;
}

int Chip::bank_at_noc(uint32_t noc_x, uint32_t noc_y) const {
    if (noc_x != device->dram_noc_x || noc_y < device->dram_noc_y ||
        noc_y >= device->dram_noc_y + device->num_dram_banks) {
        return -1;
    }
    return static_cast<int>(noc_y - device->dram_noc_y);
}

}  // namespace ttsim
