#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t sender_x = get_arg_val<uint32_t>(0);
    const uint32_t sender_y = get_arg_val<uint32_t>(1);
    constexpr uint32_t cb = get_compile_time_arg_val(0);
    constexpr uint32_t tiles = get_compile_time_arg_val(1) * get_compile_time_arg_val(2);
    constexpr uint32_t steps = get_compile_time_arg_val(3);
    const uint64_t ready = get_noc_addr(sender_x, sender_y, get_semaphore(get_compile_time_arg_val(4)));
    auto* there = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_semaphore(get_compile_time_arg_val(5)));

    for (uint32_t step = 0; step < steps; ++step) {
        cb_reserve_back(cb, tiles);
        noc_semaphore_set(there, INVALID);
        noc_semaphore_inc(ready, 1);
        noc_semaphore_wait(there, VALID);
        cb_push_back(cb, tiles);
    }
    noc_async_atomic_barrier();
}
