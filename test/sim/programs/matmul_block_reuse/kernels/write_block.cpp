// Sub-block after sub-block, in the order in which they are computed.
#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t address = get_arg_val<uint32_t>(0);
    const uint32_t row = get_arg_val<uint32_t>(1);
    const uint32_t col = get_arg_val<uint32_t>(2);
    constexpr uint32_t nt = get_compile_time_arg_val(1);
    constexpr uint32_t block_m = get_compile_time_arg_val(2);
    constexpr uint32_t block_n = get_compile_time_arg_val(3);
    constexpr uint32_t subblock_m = get_compile_time_arg_val(5);
    constexpr uint32_t subblock_n = get_compile_time_arg_val(6);
    constexpr uint32_t tiles = subblock_m * subblock_n;
    constexpr uint32_t cb = tt::CBIndex::c_16;
    constexpr uint32_t page = get_tile_size(cb);
    constexpr auto args = TensorAccessorArgs<7>();
    const auto c = TensorAccessor(args, address, page);

    for (uint32_t i = 0; i < block_m; i += subblock_m) {
        for (uint32_t j = 0; j < block_n; j += subblock_n) {
            cb_wait_front(cb, tiles);
            const uint32_t l1 = get_read_ptr(cb);
            for (uint32_t tile = 0; tile < tiles; ++tile) {
                const uint32_t tile_row = row + i + tile / subblock_n;
                noc_async_write_page(tile_row * nt + col + j + tile % subblock_n, c, l1 + tile * page);
            }
            noc_async_write_barrier();
            cb_pop_front(cb, tiles);
        }
    }
}
