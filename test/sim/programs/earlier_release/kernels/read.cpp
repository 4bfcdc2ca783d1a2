#include <stdint.h>

#include "dataflow_api.h"
#include "debug/dprint.h"

void kernel_main() {
    uint32_t a_address = get_arg_val<uint32_t>(0);
    uint32_t b_address = get_arg_val<uint32_t>(1);
    uint32_t tiles = get_arg_val<uint32_t>(2);
    constexpr bool a_in_dram = get_compile_time_arg_val(0) != 0;
    constexpr uint32_t cb_a = tt::CB::c_in0;
    constexpr uint32_t cb_b = tt::CB::c_in1;
    const uint32_t page = get_tile_size(cb_a);
    const DataFormat format = get_dataformat(cb_a);
    const InterleavedAddrGenFast<a_in_dram> a = {
        .bank_base_address = a_address, .page_size = page, .data_format = format};
    const InterleavedPow2AddrGen<true> b = {.bank_base_address = b_address, .log_base_2_of_page_size = 11};

    DPRINT << "reading " << tiles << " tiles" << ENDL();
    for (uint32_t tile = 0; tile < tiles; tile++) {
        cb_reserve_back(cb_a, 1);
        cb_reserve_back(cb_b, 1);
        noc_async_read_tile(tile, a, get_write_ptr(cb_a));
        noc_async_read(get_noc_addr(tile, b), get_write_ptr(cb_b), page);
        noc_async_read_barrier();
        cb_push_back(cb_a, 1);
        cb_push_back(cb_b, 1);
    }
}
