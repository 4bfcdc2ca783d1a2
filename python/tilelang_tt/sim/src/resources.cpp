#include "resources.hpp"

#include "chip.hpp"
#include "finding.hpp"
#include "json.hpp"

namespace ttsim {
namespace {

std::string core_json(const Core& core) {
    const Resources& used = core.resources;
    const Network& network = *chip().network;
    const size_t at = network.index(core.node);
    const std::pair<const char*, uint64_t> parts[] = {
        {"unpack", used.unpack},
        {"math", used.math},
        {"sfpu", used.sfpu},
        {"pack", used.pack},
        {"brisc", used.brisc},
        {"ncrisc", used.ncrisc},
        {"noc_in", network.receive[0][at].busy + network.receive[1][at].busy},
        {"noc_out", network.send[0][at].busy + network.send[1][at].busy},
    };
    std::string text = format("{\"core\": [%u, %u]", core.x, core.y);
    for (const auto& [name, clocks] : parts) {
        text += ", " + number(name, clocks);
    }
    return text + "}";
}

// Those that were used, of one NoC and axis.
void add_links(uint32_t noc, Axis axis, std::vector<std::string>& links) {
    const Network& network = *chip().network;
    for (uint32_t y = 0; y < network.rows; ++y) {
        for (uint32_t x = 0; x < network.columns; ++x) {
            const uint64_t busy = network.link(noc, axis, {static_cast<uint8_t>(x), static_cast<uint8_t>(y)}).busy;
            if (busy != 0) {
                const char* direction = axis_names[noc][static_cast<size_t>(axis)];
                links.push_back(
                    format("{\"noc\": %u, \"from\": [%u, %u], \"direction\": \"%s\", ", noc, x, y, direction) +
                    number("busy", busy) + "}");
            }
        }
    }
}

}  // namespace

std::string resources_json() {
    std::vector<std::string> cores, banks, links;
    for (const auto& core : chip().cores) {
        const Resources& used = core->resources;
        if (used.brisc + used.ncrisc + used.unpack + used.math + used.sfpu + used.pack != 0) {
            cores.push_back(core_json(*core));
        }
    }
    for (const Queue& bank : chip().network->banks) {
        banks.push_back(std::to_string(bank.busy));
    }
    for (uint32_t noc = 0; noc < 2; ++noc) {
        for (const Axis axis : {Axis::X, Axis::Y}) {
            add_links(noc, axis, links);
        }
    }
    return "{\"cores\": " + list(cores, true) + ",\n\"banks\": " + list(banks) + ",\n\"links\": " + list(links, true) + "}";
}

}  // namespace ttsim
