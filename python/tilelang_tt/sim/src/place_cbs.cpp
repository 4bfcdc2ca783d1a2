// Circular buffers of a launch: upward from the base of L1, or over L1 buffers.
#include <algorithm>

#include "chip.hpp"
#include "program.hpp"

namespace ttsim::host {
namespace {

std::string cb_table(const ProgramState& program) {
    std::string table;
    for (const CbState& cb : program.cbs) {
        for (const auto& [id, data_format] : cb.config.formats()) {
            table += format(
                "\n    CB %u: %u bytes, %s%s",
                id,
                cb.config.total_size(),
                tile::format_name(static_cast<tile::Format>(data_format)),
                cb.config.globally_allocated_address() ? ", over an L1 buffer" : "");
        }
    }
    return table;
}

void check_fits(const ProgramState& program, uint64_t end) {
    const Device& device = *chip().device;
    if (end > device.l1_bytes) {
        report_host(
            "L1_OVERFLOW",
            "CreateCircularBuffer",
            format(
                "the circular buffers need %llu bytes, a core has %u:",
                static_cast<unsigned long long>(end - device.l1_reserved),
                device.l1_bytes - device.l1_reserved) +
                cb_table(program),
            "use fewer or smaller pages");
    } else if (end > chip().l1_floor()) {
        report_host(
            "L1_CLASH",
            "CreateCircularBuffer",
            format(
                "the circular buffers end at 0x%llx, the lowest L1 buffer starts at 0x%llx on all cores:",
                static_cast<unsigned long long>(end),
                static_cast<unsigned long long>(chip().l1_floor())) +
                cb_table(program) + chip().l1_table(),
            "use fewer or smaller pages, or keep fewer buffers in L1");
    }
}

void configure(Core& core, const CbState& cb, uint32_t address) {
    const bool aliased = cb.config.globally_allocated_address().has_value();
    if (!aliased) {
        poison(core.l1 + address, cb.config.total_size());
    }
    for (const auto& [id, data_format] : cb.config.formats()) {
        Ring& ring = core.rings[id];
        if (ring.configured) {
            report_host(
                "CB_TWICE",
                format("CreateCircularBuffer(id %u)", id),
                "core " + core.name() + " already has this id",
                "create each id once per core");
        }
        ring.configured = true;
        ring.aliased = aliased;
        ring.shared = cb.config.formats().size() > 1;
        ring.address = address;
        ring.page = cb.config.page_sizes().at(id);
        ring.pages = cb.config.total_size() / ring.page;
        ring.format = static_cast<tile::Format>(data_format);
    }
}

}  // namespace

void place_cbs(const ProgramState& program) {
    const Device& device = *chip().device;
    std::vector<uint64_t> top(chip().cores.size(), device.l1_reserved);
    for (const CbState& cb : program.cbs) {
        const auto cores = metal::corerange_to_cores(cb.cores);
        uint64_t address = cb.config.globally_allocated_address().value_or(0);
        if (address != 0) {
            check_alias(cb.config);
        } else {  // at the same address on all its cores
            for (const auto& core : cores) {
                address = std::max(address, top[core.y * device.grid_x + core.x]);
            }
            const uint64_t end = address + (cb.config.total_size() + 31) / 32 * 32;
            check_fits(program, end);
            for (const auto& core : cores) {
                top[core.y * device.grid_x + core.x] = end;
            }
        }
        for (const auto& core : cores) {
            configure(
                *chip().core(static_cast<uint32_t>(core.x), static_cast<uint32_t>(core.y)),
                cb,
                static_cast<uint32_t>(address));
        }
    }
}

}  // namespace ttsim::host
