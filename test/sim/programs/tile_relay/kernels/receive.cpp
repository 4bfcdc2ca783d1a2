#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t tiles = get_arg_val<uint32_t>(0);
    const uint32_t before_x = get_arg_val<uint32_t>(1);
    const uint32_t before_y = get_arg_val<uint32_t>(2);
    const uint32_t room_address = get_semaphore(get_compile_time_arg_val(0));
    auto* full = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_semaphore(get_compile_time_arg_val(1)));
    constexpr uint32_t cb = tt::CBIndex::c_0;

    for (uint32_t tile = 0; tile < tiles; ++tile) {
        cb_reserve_back(cb, 1);
        noc_semaphore_inc(get_noc_addr(before_x, before_y, room_address), 1);
        noc_semaphore_wait_min(full, tile + 1);
        cb_push_back(cb, 1);
    }
    noc_async_atomic_barrier();
}
