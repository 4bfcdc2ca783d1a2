#include "report.hpp"

#include <cinttypes>
#include <cstdio>
#include <string>

#include "chip.hpp"
#include "fingerprint.hpp"
#include "json.hpp"
#include "profile.hpp"
#include "resources.hpp"
#include "trace.hpp"

namespace ttsim {
namespace {

void number(FILE* file, const char* name, uint64_t value, const char* end = ", ") {
    std::fprintf(file, "\"%s\": %" PRIu64 "%s", name, value, end);
}

void write_counters(FILE* file, const CoreCounters& counters) {
    number(file, "dram_reads", counters.dram_reads);
    number(file, "dram_read_bytes", counters.dram_read_bytes);
    number(file, "dram_writes", counters.dram_writes);
    number(file, "dram_write_bytes", counters.dram_write_bytes);
    number(file, "l1_reads", counters.l1_reads);
    number(file, "l1_read_bytes", counters.l1_read_bytes);
    number(file, "l1_writes", counters.l1_writes);
    number(file, "l1_write_bytes", counters.l1_write_bytes);
    number(file, "l1_local_bytes", counters.l1_local_bytes);
    number(file, "multicasts", counters.multicasts);
    number(file, "multicast_bytes", counters.multicast_bytes);
    const uint64_t dram_bytes = counters.dram_read_bytes + counters.dram_write_bytes;
    const uint64_t l1_bytes = counters.l1_read_bytes + counters.l1_write_bytes;
    number(file, "noc_bytes", dram_bytes + l1_bytes + counters.multicast_bytes);
    number(file, "atomics", counters.atomics);
    number(file, "inline_writes", counters.inline_writes);
    number(file, "unpacks", counters.unpacks);
    number(file, "packs", counters.packs);
    std::fprintf(file, "\"ops\": {");
    const char* separator = "";
    for (size_t i = 0; i < counters.ops.size(); ++i) {
        std::fprintf(file, "%s\"%s\": %" PRIu64, separator, tile_op_names[i], counters.ops[i]);
        separator = ", ";
    }
    std::fprintf(file, "}");
}

void write_traffic(FILE* file, const BankCounters& counters) {
    number(file, "reads", counters.reads);
    number(file, "read_bytes", counters.read_bytes);
    number(file, "writes", counters.writes);
    number(file, "write_bytes", counters.write_bytes, "}");
}

void write_core(FILE* file, const Core& core) {
    std::fprintf(file, "{\"core\": [%u, %u], ", core.x, core.y);
    write_counters(file, core.counters);
    std::fprintf(file, ", \"cbs\": {");
    const char* separator = "";
    for (uint32_t id = 0; id < max_cbs; ++id) {
        const CbStats& stats = core.cb_totals[id];
        if (stats.pushed != 0 || stats.popped != 0) {
            std::fprintf(file, "%s\"%u\": {", separator, id);
            number(file, "pushed", stats.pushed);
            number(file, "popped", stats.popped);
            number(file, "reserve_stall", stats.reserve_stall);
            number(file, "wait_stall", stats.wait_stall, "}");
            separator = ", ";
        }
    }
    std::fprintf(file, "}}");
}

void write_trace_summary(FILE* file, const TraceSummary& trace) {
    std::fprintf(file, ",\n\"trace\": {");
    number(file, "events", trace.events);
    number(file, "cores", trace.cores);
    number(file, "cores_run", trace.cores_run);
    if (trace.cut) {
        number(file, "cut_at", trace.cut_clock, "}");
    } else {
        std::fprintf(file, "\"cut_at\": null}");
    }
}

// With what a reader needs to judge it: the chip, and the rates its clocks come from.
void write_profile(FILE* file) {
    const Device& device = *chip().device;
    const Costs& costs = *chip().costs;
    std::fprintf(
        file,
        ",\n\"profile\": {\"clock_ghz\": %g, \"grid\": [%u, %u], \"dram_bytes_per_clock\": %g, \"noc_bytes_per_clock\": %g, ",
        device.clock_ghz,
        device.grid_x,
        device.grid_y,
        costs.dram_read_bytes_per_clock,
        costs.noc_bytes_per_clock);
    number(file, "l1_bytes", device.l1_bytes - device.l1_reserved);
    number(file, "matmul_pass", costs.matmul_pass);
    number(file, "eltwise", costs.eltwise);
    number(file, "sfpu", costs.sfpu_simple);
    std::fprintf(file, "\"programs\": [");
    const char* separator = "";
    for (const std::string& program : profiled_programs()) {
        std::fprintf(file, "%s\n%s", separator, program.c_str());
        separator = ",";
    }
    std::fprintf(file, "]}");
}

void write_findings(FILE* file, const std::vector<Finding>& list) {
    const char* separator = "";
    for (const Finding& finding : list) {
        std::fprintf(
            file,
            "%s\n{\"code\": %s, \"core\": %s, \"thread\": %s, \"file\": %s, \"line\": %d, \"call\": %s,",
            separator,
            quoted(finding.code).c_str(),
            quoted(finding.core).c_str(),
            quoted(finding.thread).c_str(),
            quoted(finding.file).c_str(),
            finding.line,
            quoted(finding.call).c_str());
        std::fprintf(
            file,
            " \"cause\": %s, \"remedy\": %s, \"watcher\": %s, \"clock\": %" PRIu64 "}",
            quoted(finding.cause).c_str(),
            quoted(finding.remedy).c_str(),
            quoted(finding.watcher).c_str(),
            finding.clock);
        separator = ",";
    }
}

bool active(const Core& core) {
    const CoreCounters& c = core.counters;
    return c.dram_reads + c.dram_writes + c.l1_reads + c.l1_writes + c.multicasts + c.atomics + c.inline_writes +
        c.packs + c.unpacks !=
        0;
}

}  // namespace

void write_report() {
    Chip& device = chip();
    if (device.settings.report_path.empty()) {
        return;
    }
    FILE* file = std::fopen(device.settings.report_path.c_str(), "w");
    if (file == nullptr) {
        std::perror(("ttsim: cannot write " + device.settings.report_path).c_str());
        return;
    }
    std::fprintf(file, "{\"target\": \"%s\",\n\"findings\": [", device.device->name);
    write_findings(file, findings());
    std::fprintf(file, "],\n\"warnings\": [");
    write_findings(file, warnings());
    CoreCounters total;
    for (const auto& core : device.cores) {
        total.add(core->counters);
    }
    std::fprintf(
        file,
        "],\n\"clocks\": %" PRIu64 ",\n\"programs\": %" PRIu64 ",\n\"counters\": {",
        device.end_clock,
        device.programs);
    write_counters(file, total);
    std::fprintf(file, ",\n\"banks\": [");
    const char* separator = "";
    for (const BankCounters& bank : device.bank_counters) {
        std::fprintf(file, "%s{", separator);
        write_traffic(file, bank);
        separator = ", ";
    }
    std::fprintf(file, "],\n\"buffers\": [");
    separator = "";
    for (const BufferRecord& buffer : device.buffers) {
        std::fprintf(
            file,
            "%s\n{\"memory\": \"%s\", \"layout\": \"%s\", ",
            separator,
            buffer.dram ? "DRAM" : "L1",
            buffer.layout.c_str());
        number(file, "address", buffer.address);
        number(file, "bytes", buffer.bytes);
        number(file, "page_bytes", buffer.page_bytes);
        write_traffic(file, buffer.counters);
        separator = ",";
    }
    std::fprintf(file, "],\n\"cores\": [");
    separator = "";
    for (const auto& core : device.cores) {
        if (active(*core)) {
            std::fprintf(file, "%s\n", separator);
            write_core(file, *core);
            separator = ",";
        }
    }
    std::fprintf(file, "]}");
    std::fprintf(file, ",\n\"resources\": %s", resources_json().c_str());
    if (!device.settings.trace_path.empty()) {
        write_trace_summary(file, trace_summary());
    }
    if (device.settings.profile) {
        profile_stop();
        write_profile(file);
    }
    if (noting) {
        std::fprintf(file, ",\n\"fingerprint\": %s", quoted(fingerprint()).c_str());
    }
    std::fprintf(file, "}\n");
    std::fclose(file);
}

}  // namespace ttsim
