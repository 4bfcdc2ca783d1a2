// Every core has a part of the row's A in L1; for each step the core that has the block sends it along the row.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t column = get_arg_val<uint32_t>(1);
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
    constexpr uint32_t columns = get_compile_time_arg_val(8);
    constexpr uint32_t shard_k = get_compile_time_arg_val(9);
    constexpr uint32_t cb_a = tt::CBIndex::c_0;
    constexpr uint32_t page = get_tile_size(cb_a);
    constexpr uint32_t tiles = block_m * block_k;
    const uint32_t shard = get_read_ptr(tt::CBIndex::c_2);
    auto* ready = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(ready_address);
    auto* there = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(there_address);
    const uint64_t there_of_all = get_noc_multicast_addr(x_start, y, x_end, y, there_address);

    for (uint32_t part_m = 0; part_m < parts_m; ++part_m) {
        for (uint32_t part_n = 0; part_n < parts_n; ++part_n) {
            for (uint32_t step = 0; step < steps; ++step) {
                const uint32_t sender = step * block_k / shard_k;
                cb_reserve_back(cb_a, tiles);
                const uint32_t block = get_write_ptr(cb_a);
                if (sender == column) {
                    const uint32_t first = part_m * block_m * shard_k + step * block_k % shard_k;
                    uint32_t source = shard + first * page;
                    if constexpr (block_k != shard_k) {  // the rows of the block lie apart
                        for (uint32_t row = 0; row < block_m; ++row) {
                            noc_async_read(
                                get_noc_addr(source + row * shard_k * page), block + row * block_k * page, block_k * page);
                        }
                        noc_async_read_barrier();
                        source = block;
                    }
                    noc_semaphore_wait(ready, columns - 1);
                    noc_semaphore_set(ready, 0);
                    const uint64_t block_of_all = get_noc_multicast_addr(x_start, y, x_end, y, block);
                    if constexpr (block_k != shard_k) {
                        noc_async_write_multicast(source, block_of_all, tiles * page, columns - 1, true);
                    } else {
                        noc_async_write_multicast_loopback_src(source, block_of_all, tiles * page, columns, true);
                    }
#ifdef ARCH_BLACKHOLE
                    noc_async_writes_flushed();  // the flag must not overtake the data
#endif
                    noc_semaphore_set(there, VALID);
                    noc_semaphore_set_multicast(there_address, there_of_all, columns - 1);
                    noc_async_write_barrier();
                } else {
                    noc_semaphore_set(there, INVALID);
                    noc_semaphore_inc(get_noc_addr(get_arg_val<uint32_t>(6 + sender), y, ready_address), 1);
                    noc_semaphore_wait(there, VALID);
                }
                cb_push_back(cb_a, tiles);
            }
        }
    }
    noc_async_atomic_barrier();
}
