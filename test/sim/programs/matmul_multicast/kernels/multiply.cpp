#include <cstdint>

#include "api/compute/matmul.h"

void kernel_main() {
    constexpr uint32_t block_m = get_compile_time_arg_val(0);
    constexpr uint32_t block_n = get_compile_time_arg_val(1);
    constexpr uint32_t block_k = get_compile_time_arg_val(2);
    constexpr uint32_t steps = get_compile_time_arg_val(3);
    constexpr uint32_t cb_a = tt::CBIndex::c_0;
    constexpr uint32_t cb_b = tt::CBIndex::c_1;
    constexpr uint32_t cb_c = tt::CBIndex::c_16;

    mm_block_init(cb_a, cb_b, cb_c, false, block_n, block_m, block_k);
    tile_regs_acquire();
    for (uint32_t step = 0; step < steps; ++step) {
        cb_wait_front(cb_a, block_m * block_k);
        cb_wait_front(cb_b, block_k * block_n);
        for (uint32_t k = 0; k < block_k; ++k) {
            matmul_block(cb_a, cb_b, k, k * block_n, 0, false, block_n, block_m, block_k);
        }
        cb_pop_front(cb_a, block_m * block_k);
        cb_pop_front(cb_b, block_k * block_n);
    }
    tile_regs_commit();
    cb_reserve_back(cb_c, block_m * block_n);
    tile_regs_wait();
    pack_tile_block(0, cb_c, block_m * block_n);
    tile_regs_release();
    cb_push_back(cb_c, block_m * block_n);
}
