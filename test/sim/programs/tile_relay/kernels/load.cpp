// Keeps one read in flight while it waits for the one before, by transaction ids.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t tiles = get_arg_val<uint32_t>(0);
    const uint32_t address = get_arg_val<uint32_t>(1);
    constexpr uint32_t cb = tt::CBIndex::c_0;
    constexpr uint32_t page = get_tile_size(cb);
    constexpr auto args = TensorAccessorArgs<2>();
    const auto from = TensorAccessor(args, address, page);

    auto issue = [&](uint32_t tile, uint32_t l1) {
        noc_async_read_set_trid(tile % 2 + 1);
        noc_async_read_page(tile, from, l1);
    };
    cb_reserve_back(cb, 1);
    issue(0, get_write_ptr(cb));
    for (uint32_t tile = 0; tile < tiles; ++tile) {
        if (tile + 1 < tiles) {
            cb_reserve_back(cb, 2);
            const uint32_t other = tile % 2 == 0 ? get_write_ptr(cb) + page : get_write_ptr(cb) - page;
            issue(tile + 1, other);
        }
        noc_async_read_barrier_with_trid(tile % 2 + 1);
        cb_push_back(cb, 1);
    }
    noc_async_read_set_trid(0);
}
