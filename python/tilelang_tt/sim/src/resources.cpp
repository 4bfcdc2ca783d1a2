#include "resources.hpp"

#include <cinttypes>

#include "chip.hpp"

namespace ttsim {
namespace {

// Elements of a JSON list, one a line.
struct List {
    std::FILE* file;
    const char* separator = "";
    void next() {
        std::fprintf(file, "%s\n", separator);
        separator = ",";
    }
};

void write_core(std::FILE* file, const Core& core) {
    const Resources& used = core.resources;
    const Network& network = *chip().network;
    const size_t at = network.index(core.node);
    const struct {
        const char* name;
        uint64_t clocks;
    } parts[] = {
        {"unpack", used.unpack},
        {"math", used.math},
        {"sfpu", used.sfpu},
        {"pack", used.pack},
        {"brisc", used.brisc},
        {"ncrisc", used.ncrisc},
        {"noc_in", network.receive[0][at].busy + network.receive[1][at].busy},
        {"noc_out", network.send[0][at].busy + network.send[1][at].busy},
    };
    std::fprintf(file, "{\"core\": [%u, %u]", core.x, core.y);
    for (const auto& part : parts) {
        std::fprintf(file, ", \"%s\": %" PRIu64, part.name, part.clocks);
    }
    std::fprintf(file, "}");
}

void write_links(std::FILE* file, uint32_t noc, Axis axis, List& list) {
    const Network& network = *chip().network;
    for (uint32_t y = 0; y < network.rows; ++y) {
        for (uint32_t x = 0; x < network.columns; ++x) {
            const uint64_t busy = network.link(noc, axis, {static_cast<uint8_t>(x), static_cast<uint8_t>(y)}).busy;
            if (busy != 0) {
                list.next();
                std::fprintf(
                    file,
                    "{\"noc\": %u, \"from\": [%u, %u], \"direction\": \"%s\", \"busy\": %" PRIu64 "}",
                    noc,
                    x,
                    y,
                    axis_names[noc][static_cast<size_t>(axis)],
                    busy);
            }
        }
    }
}

}  // namespace

void write_resources(std::FILE* file) {
    std::fprintf(file, ",\n\"resources\": {\"cores\": [");
    List cores{file};
    for (const auto& core : chip().cores) {
        const Resources& used = core->resources;
        if (used.brisc + used.ncrisc + used.unpack + used.math + used.sfpu + used.pack != 0) {
            cores.next();
            write_core(file, *core);
        }
    }
    std::fprintf(file, "],\n\"banks\": [");
    const char* separator = "";
    for (const Queue& bank : chip().network->banks) {
        std::fprintf(file, "%s%" PRIu64, separator, bank.busy);
        separator = ", ";
    }
    std::fprintf(file, "],\n\"links\": [");
    List links{file};
    for (uint32_t noc = 0; noc < 2; ++noc) {
        for (const Axis axis : {Axis::X, Axis::Y}) {
            write_links(file, noc, axis, links);
        }
    }
    std::fprintf(file, "]}");
}

}  // namespace ttsim
