#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t address = get_arg_val<uint32_t>(0);
    const uint32_t start = get_arg_val<uint32_t>(1);
    const uint32_t row_stride = get_arg_val<uint32_t>(2);
    const uint32_t x_start = get_arg_val<uint32_t>(3);
    const uint32_t y_start = get_arg_val<uint32_t>(4);
    const uint32_t x_end = get_arg_val<uint32_t>(5);
    const uint32_t y_end = get_arg_val<uint32_t>(6);
    const uint32_t receivers = get_arg_val<uint32_t>(7);
    constexpr uint32_t cb = get_compile_time_arg_val(0);
    constexpr uint32_t rows = get_compile_time_arg_val(1);
    constexpr uint32_t cols = get_compile_time_arg_val(2);
    constexpr uint32_t steps = get_compile_time_arg_val(3);
    const uint32_t ready_address = get_semaphore(get_compile_time_arg_val(4));
    const uint32_t there_address = get_semaphore(get_compile_time_arg_val(5));
    constexpr auto args = TensorAccessorArgs<6>();
    constexpr uint32_t page = get_tile_size(cb);
    const auto a = TensorAccessor(args, address, page);

    auto* ready = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(ready_address);
    auto* there = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(there_address);
    noc_semaphore_set(there, VALID);
    const uint64_t there_of_all = get_noc_multicast_addr(x_start, y_start, x_end, y_end, there_address);
    for (uint32_t step = 0; step < steps; ++step) {
        cb_reserve_back(cb, rows * cols);
        const uint32_t block = get_write_ptr(cb);
        for (uint32_t i = 0; i < rows * cols; ++i) {
            noc_async_read_page(start + i / cols * row_stride + step * cols + i % cols, a, block + i * page);
        }
        noc_async_read_barrier();
        noc_semaphore_wait(ready, receivers);
        noc_semaphore_set(ready, 0);
        const uint64_t block_of_all = get_noc_multicast_addr(x_start, y_start, x_end, y_end, block);
        noc_async_write_multicast(block, block_of_all, rows * cols * page, receivers);
#ifdef ARCH_BLACKHOLE
        noc_async_writes_flushed();  // the flag must not overtake the data
#endif
        noc_semaphore_set_multicast(there_address, there_of_all, receivers);
        noc_async_write_barrier();
        cb_push_back(cb, rows * cols);
    }
}
