// NoC addresses: of pages, banks and cores.
#include "../include/ttsim/abi.h"
#include "call.hpp"
#include "noc.hpp"
#include "schedule.hpp"

namespace ttsim {

Target resolve(uint64_t address) {
    const uint32_t x = (address >> 36) & 63;
    const uint32_t y = (address >> 42) & 63;
    Target target;
    target.offset = address & ((uint64_t(1) << 36) - 1);
    target.core = chip().core_at_noc(x, y);
    if (target.core == nullptr) {
        target.bank = chip().bank_at_noc(x, y);
    }
    return target;
}

uint64_t bank_noc_addr(bool dram, uint32_t bank, uint64_t offset, Loc at) {
    enter("get_noc_addr_from_bank_id", at, {bank, static_cast<uint32_t>(offset)});
    const Device& device = *chip().device;
    const uint32_t limit = dram ? device.num_dram_banks : static_cast<uint32_t>(chip().cores.size());
    if (bank >= limit) {
        fault("NOC_BANK", format("bank %u of %u", bank, limit), "check the bank number");
        return noc_address(device.dram_noc_x, device.dram_noc_y, offset);
    }
    if (dram) {
        return noc_address(device.dram_noc_x, device.dram_noc_y + bank, offset);
    }
    const Core& core = *chip().cores[bank];
    return noc_address(virtual_x(device, core.x), virtual_y(device, core.y), offset);
}

namespace {

// The buffer an accessor stands for; null after a report. Kernels may pass the page size of the tensor or the aligned
// one. An address inside of a buffer is the kernel's own arithmetic and taken as it is.
const Region* accessed_buffer(bool dram, uint32_t base, uint32_t page_bytes) {
    if (page_bytes == 0) {
        fault("ACCESSOR_PAGE_SIZE", "the accessor has page size 0", "pass the page size to TensorAccessor");
        return nullptr;
    }
    const Region* region = chip().region(dram, base);
    if (region == nullptr) {
        fault(
            "ACCESSOR_BASE",
            format("base address 0x%x is in no %s buffer", base, dram ? "DRAM" : "L1"),
            "pass buffer->address() as runtime argument of this core");
    } else if (region->address == base && page_bytes != region->page_bytes && page_bytes != region->stride) {
        fault(
            "ACCESSOR_PAGE_SIZE",
            format(
                "the accessor has pages of %u bytes, the buffer at 0x%x has pages of %u",
                page_bytes,
                base,
                region->page_bytes),
            "make page size, circular buffer format and tensor format agree");
    }
    return region;
}

void check_page(uint32_t page, uint32_t pages, uint32_t base) {
    if (page >= pages) {
        fault(
            "PAGE_OUT_OF_RANGE",
            format("page %u of a buffer of %u pages at 0x%x", page, pages, base),
            "check the page index; mask or skip pages past the end");
    }
}

uint64_t page_stride(bool dram, uint32_t page_bytes) {
    const Device& device = *chip().device;
    const uint32_t alignment = dram ? device.dram_page_alignment : device.l1_alignment;
    return (uint64_t(page_bytes) + alignment - 1) / alignment * alignment;
}

}  // namespace

uint64_t page_noc_addr(bool dram, uint32_t base, uint32_t page_bytes, uint32_t page, uint32_t offset, Loc at) {
    enter("get_noc_addr", at, {page, offset});
    spend(chip().costs->address_call);
    const Region* region = accessed_buffer(dram, base, page_bytes);
    if (page_bytes == 0) {
        return 0;
    }
    if (region != nullptr && region->layout != "interleaved") {
        fault(
            "ACCESSOR_LAYOUT",
            format("the accessor is interleaved, the buffer at 0x%x is %s", base, region->layout.c_str()),
            "let the host build the accessor's arguments with TensorAccessorArgs(*buffer)");
    } else if (region != nullptr && region->address == base) {
        check_page(page, region->pages, base);
    }
    const uint32_t banks = dram ? chip().device->num_dram_banks : static_cast<uint32_t>(chip().cores.size());
    const uint64_t in_bank = base + uint64_t(page / banks) * page_stride(dram, page_bytes) + offset;
    return bank_noc_addr(dram, page % banks, in_bank, at);
}

uint64_t shard_noc_addr(const ShardPlace& place, Loc at) {
    enter("get_noc_addr", at, {place.page, place.offset});
    spend(chip().costs->address_call);
    const Region* region = accessed_buffer(place.dram, place.base, place.page_bytes);
    check_page(place.page, place.pages, place.base);
    const Device& device = *chip().device;
    uint32_t bank = place.bank_x;
    if (!place.dram) {
        const Core* core = chip().core_at_noc(place.bank_x, place.bank_y);
        bank = core != nullptr ? core->y * device.grid_x + core->x : UINT32_MAX;
    }
    const uint64_t in_bank = uint64_t(place.slot) * page_stride(place.dram, place.page_bytes);
    if (region != nullptr && (!region->in_bank(bank) || in_bank >= region->bank_bytes)) {
        fault(
            "ACCESSOR_LAYOUT",
            format(
                "the accessor puts page %u into slot %u of bank (%u, %u), where the buffer at 0x%x has none",
                place.page,
                place.slot,
                place.bank_x,
                place.bank_y,
                place.base),
            "let the host build the accessor's arguments from the buffer whose address it passes");
    }
    const uint64_t address = place.base + in_bank + place.offset;
    return place.dram ? bank_noc_addr(true, place.bank_x, address, at)
                      : noc_address(place.bank_x, place.bank_y, address);
}

uint32_t noc_x(uint32_t) {
    return virtual_x(*chip().device, current->core->x);
}
uint32_t noc_y(uint32_t) {
    return virtual_y(*chip().device, current->core->y);
}

}  // namespace ttsim
