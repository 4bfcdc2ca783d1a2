// B down the columns as A along the rows, then the core's block of C.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const bool sender = get_arg_val<uint32_t>(0) != 0;
    const uint32_t b_address = get_arg_val<uint32_t>(1);
    const uint32_t c_address = get_arg_val<uint32_t>(2);
    const uint32_t col = get_arg_val<uint32_t>(3);
    const uint32_t row = get_arg_val<uint32_t>(4);
    const uint32_t sender_x = get_arg_val<uint32_t>(5);
    const uint32_t sender_y = get_arg_val<uint32_t>(6);
    const uint32_t x_start = get_arg_val<uint32_t>(7);
    const uint32_t y_start = get_arg_val<uint32_t>(8);
    const uint32_t x_end = get_arg_val<uint32_t>(9);
    const uint32_t y_end = get_arg_val<uint32_t>(10);
    const uint32_t receivers = get_arg_val<uint32_t>(11);
    constexpr uint32_t cb = get_compile_time_arg_val(0);
    constexpr uint32_t block_k = get_compile_time_arg_val(1);
    constexpr uint32_t block_n = get_compile_time_arg_val(2);
    constexpr uint32_t steps = get_compile_time_arg_val(3);
    constexpr uint32_t nt = get_compile_time_arg_val(6);
    constexpr uint32_t block_m = get_compile_time_arg_val(7);
    constexpr uint32_t cb_c = tt::CBIndex::c_16;
    constexpr uint32_t page = get_tile_size(cb);
    constexpr auto b_args = TensorAccessorArgs<8>();
    constexpr auto c_args = TensorAccessorArgs<b_args.next_compile_time_args_offset()>();
    const auto b = TensorAccessor(b_args, b_address, page);
    const auto c = TensorAccessor(c_args, c_address, page);
    const uint32_t ready_address = get_semaphore(get_compile_time_arg_val(4));
    const uint32_t there_address = get_semaphore(get_compile_time_arg_val(5));
    auto* ready = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(ready_address);
    auto* there = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(there_address);

    if (sender) {
        noc_semaphore_set(there, VALID);
    }
    for (uint32_t step = 0; step < steps; ++step) {
        cb_reserve_back(cb, block_k * block_n);
        const uint32_t block = get_write_ptr(cb);
        if (sender) {
            for (uint32_t i = 0; i < block_k * block_n; ++i) {
                noc_async_read_page((step * block_k + i / block_n) * nt + col + i % block_n, b, block + i * page);
            }
            noc_async_read_barrier();
            noc_semaphore_wait(ready, receivers);
            noc_semaphore_set(ready, 0);
            const uint64_t block_of_all = get_noc_multicast_addr(x_start, y_start, x_end, y_end, block);
            const uint64_t there_of_all = get_noc_multicast_addr(x_start, y_start, x_end, y_end, there_address);
            noc_async_write_multicast(block, block_of_all, block_k * block_n * page, receivers);
#ifdef ARCH_BLACKHOLE
            noc_async_writes_flushed();
#endif
            noc_semaphore_set_multicast(there_address, there_of_all, receivers);
            noc_async_write_barrier();
        } else {
            noc_semaphore_set(there, INVALID);
            noc_semaphore_inc(get_noc_addr(sender_x, sender_y, ready_address), 1);
            noc_semaphore_wait(there, VALID);
        }
        cb_push_back(cb, block_k * block_n);
    }
    cb_wait_front(cb_c, block_m * block_n);
    for (uint32_t i = 0; i < block_m * block_n; ++i) {
        noc_async_write_page((row + i / block_n) * nt + col + i % block_n, c, get_read_ptr(cb_c) + i * page);
    }
    noc_async_write_barrier();
    noc_async_atomic_barrier();
    cb_pop_front(cb_c, block_m * block_n);
}
