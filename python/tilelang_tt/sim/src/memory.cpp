// Allocation of buffers: DRAM from the bottom, L1 from the top, at the same address in every bank or core.
#include <algorithm>
#include <cstring>

#include "chip.hpp"

namespace ttsim {
namespace {

std::string need(const Region& region, const char* memory, uint64_t available) {
    return format(
        "%llu bytes of %s are needed in every bank, %llu are free",
        static_cast<unsigned long long>(region.bank_bytes),
        memory,
        static_cast<unsigned long long>(available));
}

uint64_t dram_top(const Chip& chip) {
    if (chip.dram_regions.empty()) {
        return dram_start;
    }
    const Region& last = chip.dram_regions.rbegin()->second;
    return last.address + last.bank_bytes;
}

uint64_t find_dram(const Chip& chip, const Region& region) {
    const Device& device = *chip.device;
    const uint64_t address = dram_top(chip);
    const uint64_t end = std::min<uint64_t>(device.dram_bank_bytes, uint64_t(1) << 32);
    if (address + region.bank_bytes > end) {
        report_host("DRAM_OVERFLOW", "MeshBuffer::create", need(region, "DRAM", end - address), "use smaller buffers");
        stop_on_findings();
    }
    return address;
}

// The highest gap between L1 buffers that is large enough.
uint64_t find_l1(const Chip& chip, const Region& region) {
    const Device& device = *chip.device;
    const uint64_t unit = device.dram_page_alignment;  // so that reads from DRAM go to the start of a buffer
    const uint64_t needed = (region.bank_bytes + unit - 1) / unit * unit;
    uint64_t end = device.l1_bytes;
    for (auto other = chip.l1_regions.rbegin(); other != chip.l1_regions.rend(); ++other) {
        const uint64_t start = other->second.address + other->second.bank_bytes;
        if (end >= start + needed) {
            break;
        }
        end = other->second.address;
    }
    if (end < device.l1_reserved + needed) {
        report_host(
            "L1_OVERFLOW",
            "MeshBuffer::create",
            need(region, "L1", end - device.l1_reserved) + chip.l1_table(),
            "use smaller buffers in L1, or free those no longer needed");
        stop_on_findings();
    }
    return end - needed;
}

}  // namespace

void poison(uint8_t* memory, uint64_t bytes) {
    for (uint64_t offset = 0; offset + 4 <= bytes; offset += 4) {
        std::memcpy(memory + offset, &poison_word, 4);
    }
}

uint64_t Chip::allocate(Region region) {
    region.address = region.dram ? find_dram(*this, region) : find_l1(*this, region);
    region.record = buffers.size();
    buffers.push_back({region.dram, region.address, region.bytes, region.page_bytes, region.layout, {}});
    const uint64_t end = region.address + region.bank_bytes;
    if (region.dram) {
        for (auto& bank : banks) {
            const size_t old = bank.size();
            if (old < end) {
                bank.resize(end);
                poison(bank.data() + old, end - old);
            }
        }
    } else {
        for (const uint32_t core : region.banks) {
            poison(cores[core]->l1 + region.address, region.bank_bytes);
        }
    }
    auto& regions = region.dram ? dram_regions : l1_regions;
    return regions.emplace(region.address, std::move(region)).first->first;
}

void Chip::free(bool dram, uint64_t address) {
    (dram ? dram_regions : l1_regions).erase(address);
    if (dram) {
        for (auto& bank : banks) {
            bank.resize(dram_top(*this));
        }
    }
}

const Region* Chip::region(bool dram, uint64_t address) const {
    const auto& regions = dram ? dram_regions : l1_regions;
    auto after = regions.upper_bound(address);
    if (after == regions.begin()) {
        return nullptr;
    }
    const Region& region = std::prev(after)->second;
    return address < region.address + region.bank_bytes ? &region : nullptr;
}

const Region* Chip::l1_region(const Core& core, uint64_t address) const {
    const Region* found = region(false, address);
    return found != nullptr && found->in_bank(core.y * device->grid_x + core.x) ? found : nullptr;
}

uint64_t Chip::l1_floor() const {
    return l1_regions.empty() ? device->l1_bytes : l1_regions.begin()->first;
}

std::string Chip::l1_table() const {
    std::string table;
    for (const auto& [address, region] : l1_regions) {
        table += format(
            "\n    L1 buffer at 0x%llx: %llu bytes per core, %s, %llu in all",
            static_cast<unsigned long long>(address),
            static_cast<unsigned long long>(region.bank_bytes),
            region.layout.c_str(),
            static_cast<unsigned long long>(region.bytes));
    }
    return table;
}

}  // namespace ttsim
