// Core 0: the tile of b goes to the other cores, then its own tiles of a.
#include "objects.hpp"

void kernel_main() {
    const uint32_t a_address = get_arg_val<uint32_t>(0);
    const uint32_t b_address = get_arg_val<uint32_t>(1);
    const uint32_t first = get_arg_val<uint32_t>(2);
    const uint32_t step = get_arg_val<uint32_t>(3);
    const uint32_t count = get_arg_val<uint32_t>(4);
    const uint32_t end = get_arg_val<uint32_t>(5);
    const uint32_t x_start = get_arg_val<uint32_t>(6);
    const uint32_t y_start = get_arg_val<uint32_t>(7);
    const uint32_t x_end = get_arg_val<uint32_t>(8);
    const uint32_t y_end = get_arg_val<uint32_t>(9);
    constexpr auto a_args = TensorAccessorArgs<0>();
    const auto a = TensorAccessor(a_args, a_address);
    CircularBuffer cb_a(0);
    CircularBuffer cb_b(1);
    Semaphore<> ready(0);
    Semaphore<> arrived(1);
    Noc noc;

    const uint32_t bytes = cb_b.get_tile_size();
    const uint32_t receivers = x_end - x_start + 1;
    cb_b.reserve_back(1);
    noc.async_read(
        AllocatorBank<AllocatorBankType::DRAM>{}, cb_b, bytes, {.bank_id = 0, .addr = b_address}, {.offset_bytes = 0});
    noc.async_read_barrier();
    ready.wait(receivers);
    ready.set(0);
    noc.async_write_multicast(
        use<CircularBuffer::AddrSelector::WRITE_PTR>(cb_b),
        MulticastEndpoint{},
        bytes,
        receivers,
        {.offset_bytes = 0},
        {.noc_x_start = x_start,
         .noc_y_start = y_start,
         .noc_x_end = x_end,
         .noc_y_end = y_end,
         .addr = cb_b.get_write_ptr()});
    noc.async_writes_flushed();
    arrived.set(1);
    arrived.set_multicast(noc, x_start, y_start, x_end, y_end, receivers);
    noc.async_write_barrier();
    cb_b.push_back(1);
    read_pages(noc, a, cb_a, first, step, count, end);
}
