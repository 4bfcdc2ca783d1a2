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

uint64_t page_noc_addr(bool dram, uint32_t base, uint32_t page_bytes, uint32_t page, uint32_t offset, Loc at) {
    enter("get_noc_addr", at, {page, offset});
    spend(chip().costs->address_call);
    const Device& device = *chip().device;
    const uint32_t banks = dram ? device.num_dram_banks : static_cast<uint32_t>(chip().cores.size());
    const uint32_t alignment = dram ? device.dram_page_alignment : device.l1_alignment;
    if (page_bytes == 0) {
        fault("ACCESSOR_PAGE_SIZE", "the accessor has page size 0", "pass the page size to TensorAccessor");
        return 0;
    }
    const uint64_t stride = (uint64_t(page_bytes) + alignment - 1) / alignment * alignment;
    if (dram) {
        const Region* region = chip().dram_region(base);
        if (region == nullptr) {
            fault(
                "ACCESSOR_BASE",
                format("base address 0x%x is in no DRAM buffer", base),
                "pass buffer->address() as runtime argument of this core");
        } else if (region->address == base) {
            if (page_bytes != region->page_bytes) {
                fault(
                    "ACCESSOR_PAGE_SIZE",
                    format(
                        "the accessor has pages of %u bytes, the buffer at 0x%x has pages of %u",
                        page_bytes,
                        base,
                        region->page_bytes),
                    "make page size, circular buffer format and tensor format agree");
            }
            if (page >= region->pages) {
                fault(
                    "PAGE_OUT_OF_RANGE",
                    format("page %u of a buffer of %u pages at 0x%x", page, region->pages, base),
                    "check the page index; mask or skip pages past the end");
            }
        }
    }
    return bank_noc_addr(dram, page % banks, base + uint64_t(page / banks) * stride + offset, at);
}

uint32_t noc_x(uint32_t) {
    return virtual_x(*chip().device, current->core->x);
}
uint32_t noc_y(uint32_t) {
    return virtual_y(*chip().device, current->core->y);
}

}  // namespace ttsim
