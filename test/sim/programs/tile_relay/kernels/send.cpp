#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t tiles = get_arg_val<uint32_t>(0);
    const uint32_t next_x = get_arg_val<uint32_t>(1);
    const uint32_t next_y = get_arg_val<uint32_t>(2);
    const uint32_t room_address = get_semaphore(get_compile_time_arg_val(0));
    const uint32_t full_address = get_semaphore(get_compile_time_arg_val(1));
    constexpr uint32_t cb = tt::CBIndex::c_0;
    constexpr uint32_t page = get_tile_size(cb);
    auto* room = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(room_address);

    for (uint32_t tile = 0; tile < tiles; ++tile) {
        cb_wait_front(cb, 1);
        noc_semaphore_wait_min(room, tile + 1);
        // The pages of both circular buffers are at the same addresses, and both have moved on by as many.
        const uint32_t l1 = get_read_ptr(cb);
        noc_async_write(l1, get_noc_addr(next_x, next_y, l1), page);
        noc_async_write_barrier();
        noc_semaphore_inc(get_noc_addr(next_x, next_y, full_address), 1);
        cb_pop_front(cb, 1);
    }
    noc_async_atomic_barrier();
}
