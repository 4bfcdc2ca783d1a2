// Circular buffers of a program: tt-metalium/circular_buffer_config.hpp and their part of host_api.hpp.
#include "chip.hpp"
#include "program.hpp"

namespace ttsim::host {
namespace {

void check_config(const metal::CircularBufferConfig& config) {
    const Device& device = *chip().device;
    for (const auto& [id, data_format] : config.formats()) {
        (void)data_format;
        const std::string call = format("CreateCircularBuffer(id %u)", id);
        const auto page = config.page_sizes().find(id);
        if (id >= device.num_cbs) {
            report_host(
                "CB_ID",
                call,
                format("%s has circular buffers 0 to %u", device.name, device.num_cbs - 1),
                "use a smaller id");
        }
        if (page == config.page_sizes().end() || page->second == 0) {
            report_host("CB_PAGE_SIZE", call, "no page size", "call set_page_size(id, bytes)");
        }
        if (config.total_size() == 0 || config.total_size() % page->second != 0) {
            report_host(
                "CB_PAGE_SIZE",
                call,
                format("%u bytes are no whole number of pages of %u", config.total_size(), page->second),
                "make the total size a multiple of the page size");
        }
        if (page->second % 16 != 0) {
            report_host(
                "CB_PAGE_SIZE", call, format("page size %u is not a multiple of 16", page->second), "pad the page");
        }
    }
}

CbState& cb_of(metal::Program& program, metal::CBHandle handle) {
    auto& cbs = program.state().cbs;
    if (handle >= cbs.size()) {
        report_host(
            "CB_HANDLE",
            "UpdateCircularBuffer",
            "there is no circular buffer with this handle",
            "use the value CreateCircularBuffer returned");
        stop_on_findings();
    }
    return cbs[handle];
}

}  // namespace

void check_alias(const metal::CircularBufferConfig& config) {
    if (!config.globally_allocated_address()) {
        return;
    }
    const std::string call = format("CreateCircularBuffer(id %u)", config.formats().begin()->first);
    const uint32_t address = *config.globally_allocated_address();
    const Region* region = chip().region(false, address);
    if (region == nullptr || region->address != address) {
        report_host(
            "CB_ALIAS_FREED",
            call,
            format("the L1 buffer at 0x%x that it lies over is gone", address),
            "keep the buffer until the program has run");
    } else if (config.total_size() > region->bank_bytes) {
        report_host(
            "CB_ALIAS_SIZE",
            call,
            format(
                "%u bytes over an L1 buffer that has %llu on each core",
                config.total_size(),
                static_cast<unsigned long long>(region->bank_bytes)),
            "make the circular buffer at most as large as a core's part of the buffer");
    }
}

}  // namespace ttsim::host

namespace tt::tt_metal {

using namespace ttsim;
using namespace ttsim::host;

CircularBufferConfig& CircularBufferConfig::set_globally_allocated_address(const Buffer& buffer) {
    if (!buffer.is_l1()) {
        report_host(
            "CB_ALIAS_DRAM",
            "set_globally_allocated_address",
            "a circular buffer cannot lie over a buffer in DRAM",
            "use a buffer of BufferType::L1");
    }
    address_ = buffer.address();
    return *this;
}

CBHandle CreateCircularBuffer(Program& program, const Cores& cores, const CircularBufferConfig& config) {
    CbState cb{core_set(cores), config};
    check_cores("CreateCircularBuffer", cb.cores);
    check_config(config);
    check_alias(config);
    program.state().cbs.push_back(std::move(cb));
    return program.state().cbs.size() - 1;
}

const CircularBufferConfig& GetCircularBufferConfig(Program& program, CBHandle handle) {
    return cb_of(program, handle).config;
}

void UpdateCircularBufferTotalSize(Program& program, CBHandle handle, uint32_t total_size) {
    CircularBufferConfig& config = cb_of(program, handle).config;
    config.set_total_size(total_size);
    check_config(config);
}

void UpdateCircularBufferPageSize(Program& program, CBHandle handle, uint8_t id, uint32_t page_size) {
    CircularBufferConfig& config = cb_of(program, handle).config;
    config.set_page_size(id, page_size);
    check_config(config);
}

void UpdateDynamicCircularBufferAddress(Program& program, CBHandle handle, const Buffer& buffer) {
    CircularBufferConfig& config = cb_of(program, handle).config;
    if (!config.globally_allocated_address()) {
        report_host(
            "CB_NOT_DYNAMIC",
            "UpdateDynamicCircularBufferAddress",
            "the circular buffer has memory of its own",
            "create it with set_globally_allocated_address");
    }
    config.set_globally_allocated_address(buffer);
    check_alias(config);
}

void UpdateDynamicCircularBufferAddressAndTotalSize(
    Program& program, CBHandle handle, const Buffer& buffer, uint32_t total_size) {
    cb_of(program, handle).config.set_total_size(total_size);
    UpdateDynamicCircularBufferAddress(program, handle, buffer);
    check_config(cb_of(program, handle).config);
}

}  // namespace tt::tt_metal
