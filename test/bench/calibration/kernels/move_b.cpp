// The first core of a column reads the column's blocks of B from DRAM and sends them down; then every core writes its block
// of C, if that goes to DRAM.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t b_address = get_arg_val<uint32_t>(0);
    const uint32_t row = get_arg_val<uint32_t>(2);
    const uint32_t first_col = get_arg_val<uint32_t>(4);
    const uint32_t x = get_arg_val<uint32_t>(5);
    const uint32_t y_start = get_arg_val<uint32_t>(6);
    const uint32_t y_end = get_arg_val<uint32_t>(7);
    constexpr uint32_t block_m = get_compile_time_arg_val(0);
    constexpr uint32_t block_k = get_compile_time_arg_val(1);
    constexpr uint32_t block_n = get_compile_time_arg_val(2);
    constexpr uint32_t steps = get_compile_time_arg_val(3);
    constexpr uint32_t parts_m = get_compile_time_arg_val(4);
    constexpr uint32_t parts_n = get_compile_time_arg_val(5);
    const uint32_t ready_address = get_semaphore(get_compile_time_arg_val(8));
    const uint32_t there_address = get_semaphore(get_compile_time_arg_val(9));
    constexpr uint32_t nt = get_compile_time_arg_val(10);
    constexpr uint32_t rows = get_compile_time_arg_val(11);
    constexpr uint32_t cb_b = tt::CBIndex::c_1;
    constexpr uint32_t page = get_tile_size(cb_b);
    constexpr uint32_t tiles = block_k * block_n;
    constexpr auto b_args = TensorAccessorArgs<12>();
    const auto b = TensorAccessor(b_args, b_address, page);
#ifdef WRITE_C
    constexpr uint32_t sub_m = get_compile_time_arg_val(6);
    constexpr uint32_t sub_n = get_compile_time_arg_val(7);
    constexpr uint32_t cb_c = tt::CBIndex::c_16;
    const uint32_t first_row = get_arg_val<uint32_t>(3);
    constexpr auto c_args = TensorAccessorArgs<b_args.next_compile_time_args_offset()>();
    const auto c = TensorAccessor(c_args, get_arg_val<uint32_t>(1), page);
#endif
    const uint64_t ready_of_sender = get_noc_addr(x, y_start, ready_address);
    auto* ready = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(ready_address);
    auto* there = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(there_address);
    const uint64_t there_of_all = get_noc_multicast_addr(x, y_start, x, y_end, there_address);

    if (row == 0) {
        noc_semaphore_set(there, VALID);
    }
    for (uint32_t part_m = 0; part_m < parts_m; ++part_m) {
        for (uint32_t part_n = 0; part_n < parts_n; ++part_n) {
            const uint32_t col = first_col + part_n * block_n;
            for (uint32_t step = 0; step < steps; ++step) {
                cb_reserve_back(cb_b, tiles);
                const uint32_t block = get_write_ptr(cb_b);
                if (row == 0) {
                    uint32_t l1 = block;
                    for (uint32_t i = 0; i < block_k; ++i) {
                        for (uint32_t tile = 0; tile < block_n; ++tile) {
                            noc_async_read_page((step * block_k + i) * nt + col + tile, b, l1);
                            l1 += page;
                        }
                    }
                    noc_async_read_barrier();
                    noc_semaphore_wait(ready, rows - 1);
                    noc_semaphore_set(ready, 0);
                    const uint64_t block_of_all = get_noc_multicast_addr(x, y_start, x, y_end, block);
                    noc_async_write_multicast(block, block_of_all, tiles * page, rows - 1, true);
#ifdef ARCH_BLACKHOLE
                    noc_async_writes_flushed();  // the flag must not overtake the data
#endif
                    noc_semaphore_set_multicast(there_address, there_of_all, rows - 1);
                    noc_async_write_barrier();
                } else {
                    noc_semaphore_set(there, INVALID);
                    noc_semaphore_inc(ready_of_sender, 1);
                    noc_semaphore_wait(there, VALID);
                }
                cb_push_back(cb_b, tiles);
            }
#ifdef WRITE_C
            for (uint32_t i = 0; i < block_m; i += sub_m) {
                for (uint32_t j = 0; j < block_n; j += sub_n) {
                    cb_wait_front(cb_c, sub_m * sub_n);
                    uint32_t l1 = get_read_ptr(cb_c);
                    for (uint32_t tile_row = 0; tile_row < sub_m; ++tile_row) {
                        const uint32_t first = (first_row + part_m * block_m + i + tile_row) * nt + col + j;
                        for (uint32_t tile = 0; tile < sub_n; ++tile) {
                            noc_async_write_page(first + tile, c, l1);
                            l1 += page;
                        }
                    }
                    noc_async_writes_flushed();
                    cb_pop_front(cb_c, sub_m * sub_n);
                }
            }
#endif
        }
    }
    noc_async_write_barrier();
    noc_async_atomic_barrier();
}
