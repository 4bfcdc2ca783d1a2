#include <stdint.h>

#include "dataflow_api.h"

void kernel_main() {
    uint32_t address = get_arg_val<uint32_t>(0);
    uint32_t tiles = get_arg_val<uint32_t>(1);
    constexpr bool in_dram = get_compile_time_arg_val(0) != 0;
    constexpr uint32_t cb = tt::CB::c_out0;
    const uint32_t page = get_tile_size(cb);
    const InterleavedAddrGen<in_dram> sum = {.bank_base_address = address, .page_size = page};

    for (uint32_t tile = 0; tile < tiles; tile++) {
        cb_wait_front(cb, 1);
        noc_async_write(get_read_ptr(cb), get_noc_addr(tile, sum), page);
        noc_async_write_barrier();
        cb_pop_front(cb, 1);
    }
}
