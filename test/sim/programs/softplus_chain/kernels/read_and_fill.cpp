#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t address = get_arg_val<uint32_t>(0);
    const uint32_t tiles = get_arg_val<uint32_t>(1);
    constexpr uint32_t cb = tt::CBIndex::c_0;
    constexpr uint32_t cb_ones = tt::CBIndex::c_1;
    constexpr auto args = TensorAccessorArgs<0>();
    const auto x = TensorAccessor(args, address);  // page size from the host

    cb_reserve_back(cb_ones, 1);
    auto* words = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_write_ptr(cb_ones));
    for (uint32_t i = 0; i < get_tile_size(cb_ones) / 4; ++i) {
        words[i] = 0x3F803F80;  // two ones
    }
    cb_push_back(cb_ones, 1);
    for (uint32_t tile = 0; tile < tiles; ++tile) {
        cb_reserve_back(cb, 1);
        noc_async_read_page(tile, x, get_write_ptr(cb));
        noc_async_read_barrier();
        cb_push_back(cb, 1);
    }
}
