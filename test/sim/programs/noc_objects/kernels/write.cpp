// The tiles of the sum, and this core's mark in the table in L1.
#include "objects.hpp"

void kernel_main() {
    const uint32_t sum_address = get_arg_val<uint32_t>(0);
    const uint32_t marks_address = get_arg_val<uint32_t>(1);
    const uint32_t first = get_arg_val<uint32_t>(2);
    const uint32_t step = get_arg_val<uint32_t>(3);
    const uint32_t count = get_arg_val<uint32_t>(4);
    constexpr auto sum_args = TensorAccessorArgs<0>();
    constexpr auto marks_args = TensorAccessorArgs<sum_args.next_compile_time_args_offset()>();
    const auto sum = TensorAccessor(sum_args, sum_address);
    const auto marks = TensorAccessor(marks_args, marks_address);
    CircularBuffer cb(16);
    Noc noc;

    for (uint32_t i = 0; i < count; ++i) {
        cb.wait_front(1);
        noc.async_write(cb, sum, cb.get_tile_size(), {.offset_bytes = 0}, {.page_id = first + i * step});
        noc.async_writes_flushed();
        cb.pop_front(1);
    }
    noc.inline_dw_write(marks, 100 + first, {.page_id = 0, .offset_bytes = first * 4});
    noc.async_write_barrier();
}
