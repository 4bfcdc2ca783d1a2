// The first core of a row reads the row's blocks of A from DRAM and sends them along the row.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t address = get_arg_val<uint32_t>(0);
    const uint32_t column = get_arg_val<uint32_t>(1);
    const uint32_t first_row = get_arg_val<uint32_t>(2);
    const uint32_t x_start = get_arg_val<uint32_t>(3);
    const uint32_t x_end = get_arg_val<uint32_t>(4);
    const uint32_t y = get_arg_val<uint32_t>(5);
    constexpr uint32_t block_m = get_compile_time_arg_val(0);
    constexpr uint32_t block_k = get_compile_time_arg_val(1);
    constexpr uint32_t steps = get_compile_time_arg_val(2);
    constexpr uint32_t parts_m = get_compile_time_arg_val(3);
    constexpr uint32_t parts_n = get_compile_time_arg_val(4);
    const uint32_t ready_address = get_semaphore(get_compile_time_arg_val(5));
    const uint32_t there_address = get_semaphore(get_compile_time_arg_val(6));
    constexpr uint32_t kt = get_compile_time_arg_val(7);
    constexpr uint32_t columns = get_compile_time_arg_val(8);
    constexpr uint32_t cb_a = tt::CBIndex::c_0;
    constexpr uint32_t page = get_tile_size(cb_a);
    constexpr uint32_t tiles = block_m * block_k;
    constexpr auto args = TensorAccessorArgs<10>();
    const auto a = TensorAccessor(args, address, page);
    const uint64_t ready_of_sender = get_noc_addr(get_arg_val<uint32_t>(6), y, ready_address);
    auto* ready = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(ready_address);
    auto* there = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(there_address);
    const uint64_t there_of_all = get_noc_multicast_addr(x_start, y, x_end, y, there_address);

    if (column == 0) {
        noc_semaphore_set(there, VALID);
    }
    for (uint32_t part_m = 0; part_m < parts_m; ++part_m) {
        for (uint32_t part_n = 0; part_n < parts_n; ++part_n) {
            for (uint32_t step = 0; step < steps; ++step) {
                cb_reserve_back(cb_a, tiles);
                const uint32_t block = get_write_ptr(cb_a);
                if (column == 0) {
                    uint32_t l1 = block;
                    for (uint32_t row = 0; row < block_m; ++row) {
                        const uint32_t first = (first_row + part_m * block_m + row) * kt + step * block_k;
                        for (uint32_t tile = 0; tile < block_k; ++tile) {
                            noc_async_read_page(first + tile, a, l1);
                            l1 += page;
                        }
                    }
                    noc_async_read_barrier();
                    noc_semaphore_wait(ready, columns - 1);
                    noc_semaphore_set(ready, 0);
                    const uint64_t block_of_all = get_noc_multicast_addr(x_start, y, x_end, y, block);
                    noc_async_write_multicast(block, block_of_all, tiles * page, columns - 1, true);
#ifdef ARCH_BLACKHOLE
                    noc_async_writes_flushed();  // the flag must not overtake the data
#endif
                    noc_semaphore_set_multicast(there_address, there_of_all, columns - 1);
                    noc_async_write_barrier();
                } else {
                    noc_semaphore_set(there, INVALID);
                    noc_semaphore_inc(ready_of_sender, 1);
                    noc_semaphore_wait(there, VALID);
                }
                cb_push_back(cb_a, tiles);
            }
        }
    }
    noc_async_atomic_barrier();
}
