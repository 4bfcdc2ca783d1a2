// A launch: sets up cores, circular buffers, semaphores and threads, runs them, checks what is left.
#include <algorithm>
#include <cstring>
#include <set>

#include "dprint.hpp"
#include "fingerprint.hpp"
#include "jit.hpp"
#include "program.hpp"
#include "schedule.hpp"
#include "trace.hpp"
#include "trap.hpp"

namespace ttsim {

struct Kernel {
    const host::KernelState* state;
    host::Entries entries;
};

const std::string& kernel_file(const Thread& thread) {
    return thread.kernel->state->file;
}

}  // namespace ttsim

namespace ttsim::host {
namespace {

void reset_cores() {
    for (auto& core : chip().cores) {
        core->rings = {};
        core->threads.clear();
        core->semaphores_created = 0;
        core->semaphores = {};
        core->compute = {};
        core->dst.clear();
        core->dst_acquired = core->dst_committed = core->dst_released = 0;
        core->bank_head = core->bank_count = core->registers_used = 0;
        core->mailbox = {};
        core->lanes = {};
        core->incoming.clear();
    }
    chip().network->restart();
}

void place_semaphores(const ProgramState& program) {
    for (const SemaphoreState& semaphore : program.semaphores) {
        for (const auto& coord : metal::corerange_to_cores(semaphore.cores)) {
            Core& core = *chip().core(static_cast<uint32_t>(coord.x), static_cast<uint32_t>(coord.y));
            core.semaphores_created |= static_cast<uint16_t>(1u << semaphore.id);
            std::memcpy(core.l1 + semaphore_base + semaphore.id * semaphore_stride, &semaphore.initial, 4);
        }
    }
}

// Which formats share an exponent width; 0: neutral.
int exponent_family(tile::Format data_format) {
    switch (data_format) {
        case tile::Format::Float16:
        case tile::Format::Bfp8:
        case tile::Format::Bfp4:
        case tile::Format::Bfp2:
        case tile::Format::Lf8:
        case tile::Format::Int8:
            return 5;
        case tile::Format::Float16_b:
        case tile::Format::Bfp8_b:
        case tile::Format::Bfp4_b:
        case tile::Format::Bfp2_b:
            return 8;
        default:
            return 0;
    }
}

void configure_compute(Core& core, const metal::ComputeConfig& config) {
    ComputeSettings& compute = core.compute;
    compute.math = {
        chip().settings.numerics,
        static_cast<tile::Fidelity>(config.math_fidelity),
        config.fp32_dest_acc_en,
        config.math_approx_mode,
        chip().device->wormhole};
    compute.full_sync = config.dst_full_sync_en;
    bool narrow = false, wide = false;
    for (uint32_t id = 0; id < max_cbs; ++id) {
        const Ring& ring = core.rings[id];
        if (ring.configured) {
            narrow = narrow || exponent_family(ring.format) == 5;
            wide = wide || exponent_family(ring.format) == 8;
        }
        compute.unpack_to_dst[id] = id < config.unpack_to_dest_mode.size() &&
            config.unpack_to_dest_mode[id] == UnpackToDestMode::UnpackToDestFp32;
        if (compute.unpack_to_dst[id] && ring.configured && ring.format != tile::Format::Float32) {
            compute.unpack_to_dst[id] = false;
        }
    }
    if (narrow && wide) {
        report_host(
            "FORMAT_FAMILIES_MIXED",
            "CreateKernel",
            "core " + core.name() + " has circular buffers with 5-bit and with 8-bit exponents",
            "use Float16 or Float16_b formats throughout one compute kernel");
    }
    compute.all_fp32_family = !wide;
    compute.math.fp16 = !wide;
    core.dst.resize(16);
}

std::string list_of(const std::vector<uint32_t>& values) {
    std::string text;
    for (const uint32_t value : values) {
        text += (text.empty() ? "" : ",") + std::to_string(value) + "u";
    }
    return text;
}

// The circular buffers of a kernel's first core, as the constants of get_tile_size and get_dataformat.
void add_cb_constants(const KernelState& kernel, KernelSource& source) {
    const auto first = metal::corerange_to_cores(kernel.cores, 1).at(0);
    const Core& core = *chip().core(static_cast<uint32_t>(first.x), static_cast<uint32_t>(first.y));
    std::vector<uint32_t> bytes, formats;
    for (const Ring& ring : core.rings) {
        bytes.push_back(ring.configured ? static_cast<uint32_t>(tile::tile_bytes(ring.format)) : 0);
        formats.push_back(ring.configured ? static_cast<uint32_t>(ring.format) : 255);
    }
    source.defines.emplace_back("TTSIM_CB_TILE_BYTES", list_of(bytes));
    source.defines.emplace_back("TTSIM_CB_FORMATS", list_of(formats));
}

template <typename Config>
void add_arguments(const Config& config, KernelSource& source) {
    if (!config.compile_args.empty()) {
        source.defines.emplace_back("KERNEL_COMPILE_TIME_ARGS", list_of(config.compile_args));
        source.defines.emplace_back("TTSIM_NUM_COMPILE_TIME_ARGS", std::to_string(config.compile_args.size()));
    }
    if (!config.named_compile_args.empty()) {
        const std::map<std::string, uint32_t> sorted(
            config.named_compile_args.begin(), config.named_compile_args.end());
        std::string map;
        for (const auto& [name, value] : sorted) {
            map += (map.empty() ? "" : ",") + ("{\"" + name + "\"," + std::to_string(value) + "u}");
        }
        source.defines.emplace_back("KERNEL_COMPILE_TIME_ARG_MAP", map);
    }
    for (const auto& [name, value] : config.defines) {
        source.defines.emplace_back(name, value);
    }
}

KernelSource source_of(const KernelState& kernel) {
    const Device& device = *chip().device;
    KernelSource source;
    source.file = kernel.file;
    auto define = [&](const char* name, const std::string& value) { source.defines.emplace_back(name, value); };
    define(device.wormhole ? "ARCH_WORMHOLE" : "ARCH_BLACKHOLE", "1");
    define("TTSIM_NUM_CBS", std::to_string(device.num_cbs));
    define("TTSIM_NOC_MAX_BURST", std::to_string(device.noc_max_burst));
    define("TTSIM_ZEROS_BASE", std::to_string(zeros_address));
    define("TTSIM_NUM_DRAM_BANKS", std::to_string(device.num_dram_banks));
    define("TTSIM_DRAM_ALIGNMENT", std::to_string(device.dram_read_alignment));
    add_cb_constants(kernel, source);
    if (kernel.is_compute()) {
        const metal::ComputeConfig& config = kernel.compute();
        source.compute = true;
        define("COMPILE_FOR_TRISC", "1");
        define("DST_ACCUM_MODE", config.fp32_dest_acc_en ? "true" : "false");
        define("APPROX", config.math_approx_mode ? "true" : "false");
        define("TTSIM_MATH_FIDELITY", std::to_string(static_cast<unsigned>(config.math_fidelity)));
        add_arguments(config, source);
        source.per_thread = names_threads(kernel.file);
    } else {
        const metal::DataMovementConfig& config = kernel.movement();
        define(
            config.processor == metal::DataMovementProcessor::RISCV_0 ? "COMPILE_FOR_BRISC" : "COMPILE_FOR_NCRISC",
            "1");
        source.watched = true;
        define("NOC_INDEX", std::to_string(static_cast<unsigned>(config.noc)));
        define("NOC_MODE", std::to_string(static_cast<unsigned>(config.noc_mode)));
        add_arguments(config, source);
    }
    return source;
}

void add_thread(const Kernel& kernel, Core& core, Role role, Entry entry) {
    auto thread = std::make_unique<Thread>();
    thread->core = &core;
    thread->kernel = &kernel;
    thread->role = role;
    thread->costs = chip().costs;
    thread->entry = entry.function;
    thread->data = entry.data->memory;
    thread->globals = entry.data->initial;
    const metal::CoreCoord coord{core.x, core.y};
    const auto& args = kernel.state->args;
    const auto found = args.find(coord);
    thread->args = found == args.end() ? nullptr : &found->second;
    thread->common_args = &kernel.state->common_args;
    const metal::CoreRange box = kernel.state->cores.bounding_box();
    thread->relative_x = static_cast<uint32_t>(core.x - box.start_coord.x);
    thread->relative_y = static_cast<uint32_t>(core.y - box.start_coord.y);
    uint8_t* area = core.l1 + arguments_base + static_cast<uint32_t>(role) * arguments_stride;
    if (thread->args != nullptr) {
        std::memcpy(area, thread->args->data(), thread->args->size() * 4);
    }
    std::memcpy(area + common_arguments_offset, kernel.state->common_args.data(), kernel.state->common_args.size() * 4);
    for (const Thread* other : core.threads) {
        if (other->role == role) {
            report_host(
                "KERNEL_OVERLAP",
                "CreateKernel(\"" + kernel.state->file + "\")",
                "core " + core.name() + " already runs a kernel on " + role_name(role),
                "give kernels disjoint cores or processors");
        }
    }
    core.threads.push_back(thread.get());
    chip().threads.push_back(std::move(thread));
}

void add_threads(const Kernel& kernel) {
    for (const auto& coord : metal::corerange_to_cores(kernel.state->cores)) {
        Core& core = *chip().core(static_cast<uint32_t>(coord.x), static_cast<uint32_t>(coord.y));
        if (kernel.state->is_compute()) {
            configure_compute(core, kernel.state->compute());
            add_thread(kernel, core, Role::Unpack, kernel.entries[0]);
            add_thread(kernel, core, Role::Math, kernel.entries[1]);
            add_thread(kernel, core, Role::Pack, kernel.entries[2]);
        } else {
            const bool brisc = kernel.state->movement().processor == metal::DataMovementProcessor::RISCV_0;
            add_thread(kernel, core, brisc ? Role::Brisc : Role::Ncrisc, kernel.entries[0]);
        }
    }
}

// Two data-movement kernels of a core must use different NoCs, unless both share them dynamically.
void check_nocs(const ProgramState& program) {
    for (size_t i = 0; i < program.kernels.size(); ++i) {
        for (size_t j = 0; j < i; ++j) {
            const KernelState& a = program.kernels[i];
            const KernelState& b = program.kernels[j];
            if (a.is_compute() || b.is_compute() || a.movement().noc != b.movement().noc ||
                a.movement().noc_mode == metal::NOC_MODE::DM_DYNAMIC_NOC) {
                continue;
            }
            for (const auto& core : metal::corerange_to_cores(a.cores)) {
                if (b.cores.contains(core)) {
                    report_host(
                        "NOC_SHARED",
                        "CreateKernel(\"" + a.file + "\")",
                        format(
                            "both data-movement kernels of core (%zu, %zu) use NoC %u",
                            core.x,
                            core.y,
                            static_cast<unsigned>(a.movement().noc)),
                        "give one NOC::NOC_0 and the other NOC::NOC_1");
                }
            }
        }
    }
}

// What is left when every thread has ended.
void check_left_over() {
    for (auto& core : chip().cores) {
        for (uint32_t id = 0; id < max_cbs; ++id) {
            const Ring& ring = core->rings[id];
            if (ring.configured && !ring.aliased && ring.consumer != nullptr && ring.producer != nullptr) {
                const uint32_t waited = ring.consumer->cb[id].waited;
                if (ring.filled() > waited) {
                    current = ring.consumer;
                    report(
                        "CB_PAGES_NOT_READ",
                        ring.consumer->cb[id].waits.at,
                        format("cb_wait_front(%u, %u)", id, ring.consumer->cb[id].waits.n),
                        format(
                            "%u pages of CB %u were pushed and never waited for (pushed %u, popped %u)",
                            ring.filled() - waited,
                            id,
                            ring.received,
                            ring.acked),
                        "pop pages after use, so that the read pointer moves on, and push as many pages as are consumed");
                    current = nullptr;
                }
            }
            CbStats& total = core->cb_totals[id];
            total.pushed += ring.stats.pushed;
            total.popped += ring.stats.popped;
            total.reserve_stall += ring.stats.reserve_stall;
            total.wait_stall += ring.stats.wait_stall;
        }
        for (uint32_t id = 0; id < num_semaphores; ++id) {
            const SemaphoreTrail& trail = core->semaphores[id];
            if (trail.increments != 0 && !trail.waited) {
                current = const_cast<Thread*>(trail.last);
                report(
                    "SEMAPHORE_NOT_WAITED",
                    trail.at,
                    "noc_semaphore_inc",
                    format(
                        "semaphore %u of core %s is incremented by other cores, but nobody waits for it",
                        id,
                        core->name().c_str()),
                    "wait for the semaphore before acting on what it announces");
                current = nullptr;
            }
        }
    }
}

}  // namespace

void launch(ProgramState& program) {
    Chip& device = chip();
    reset_cores();
    check_nocs(program);
    place_cbs(program);
    place_semaphores(program);
    std::vector<KernelSource> sources;
    for (const KernelState& kernel : program.kernels) {
        sources.push_back(source_of(kernel));
    }
    const std::vector<Entries> entries = load_kernels(sources);
    std::vector<Kernel> kernels;
    for (size_t i = 0; i < program.kernels.size(); ++i) {
        kernels.push_back({&program.kernels[i], entries[i]});
    }
    for (const Kernel& kernel : kernels) {
        add_threads(kernel);
    }
    uint32_t index = 0;
    for (auto& thread : device.threads) {
        thread->index = index++;
    }
    trace_launch();
    install_traps();
    run_threads();
    remove_traps();
    finish_printing();
    check_left_over();
    uint64_t end = 0;
    for (const auto& thread : device.threads) {
        end = std::max(end, thread->clock);
    }
    trace_program_end(end);
    note_program_end();
    device.end_clock += end;
    device.programs += 1;
    for (auto& core : device.cores) {
        core->threads.clear();
    }
    device.threads.clear();
}

}  // namespace ttsim::host
