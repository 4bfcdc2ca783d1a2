#include <cstdint>

#include "api/compute/compute_kernel_api.h"
#include "api/compute/eltwise_binary_sfpu.h"
#include "api/compute/eltwise_unary/eltwise_unary.h"
#include "api/compute/eltwise_unary/exp.h"
#include "api/compute/tile_move_copy.h"

void kernel_main() {
    const uint32_t tiles = get_arg_val<uint32_t>(0);
    constexpr uint32_t cb = tt::CBIndex::c_0;
    constexpr uint32_t cb_ones = tt::CBIndex::c_1;
    constexpr uint32_t cb_out = tt::CBIndex::c_16;

    init_sfpu(cb, cb_out);
    cb_wait_front(cb_ones, 1);
    for (uint32_t tile = 0; tile < tiles; ++tile) {
        cb_wait_front(cb, 1);
        tile_regs_acquire();
        copy_tile_init(cb);
        copy_tile(cb, 0, 0);
        copy_tile(cb_ones, 0, 1);
        exp_tile_init();
        exp_tile(0);
        add_binary_tile_init();
        add_binary_tile(0, 1, 0);
        log_tile_init();
        log_tile(0);
        tile_regs_commit();
        cb_pop_front(cb, 1);
        cb_reserve_back(cb_out, 1);
        tile_regs_wait();
        pack_tile(0, cb_out);
        tile_regs_release();
        cb_push_back(cb_out, 1);
    }
    cb_pop_front(cb_ones, 1);
}
