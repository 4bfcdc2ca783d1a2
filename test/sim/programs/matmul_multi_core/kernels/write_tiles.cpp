#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t address = get_arg_val<uint32_t>(0);
    const uint32_t start = get_arg_val<uint32_t>(1);
    const uint32_t tiles = get_arg_val<uint32_t>(2);
    constexpr uint32_t cb = tt::CBIndex::c_16;
    constexpr auto args = TensorAccessorArgs<0>();
    const auto c = TensorAccessor(args, address, get_tile_size(cb));

    for (uint32_t tile = start; tile < start + tiles; ++tile) {
        cb_wait_front(cb, 1);
        noc_async_write_tile(tile, c, get_read_ptr(cb));
        noc_async_write_barrier();
        cb_pop_front(cb, 1);
    }
}
