#include <cstdint>

#include "compute_kernel_api/eltwise_binary.h"
#include "compute_kernel_api/tile_move_copy.h"

namespace NAMESPACE {
void MAIN {
    uint32_t tiles = get_arg_val<uint32_t>(0);
    constexpr auto cb_a = tt::CB::c_in0;
    constexpr auto cb_b = tt::CB::c_in1;
    constexpr auto cb_sum = tt::CB::c_out0;

    binary_op_init_common(cb_a, cb_b, cb_sum);
    add_tiles_init(cb_a, cb_b);
    for (uint32_t tile = 0; tile < tiles; tile++) {
        cb_wait_front(cb_a, 1);
        cb_wait_front(cb_b, 1);
        acquire_dst();
        add_tiles(cb_a, cb_b, 0, 0, 0);
        cb_reserve_back(cb_sum, 1);
        pack_tile(0, cb_sum);
        release_dst();
        cb_push_back(cb_sum, 1);
        cb_pop_front(cb_a, 1);
        cb_pop_front(cb_b, 1);
    }
}
}  // namespace NAMESPACE
