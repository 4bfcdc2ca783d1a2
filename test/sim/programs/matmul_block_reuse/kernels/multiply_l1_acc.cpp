// The packer adds each step to the result in memory; the matrix unit takes sub-blocks at once.
#include <cstdint>

#include "api/compute/matmul.h"
#include "api/compute/pack.h"

void kernel_main() {
    constexpr uint32_t block_m = get_compile_time_arg_val(0);
    constexpr uint32_t block_n = get_compile_time_arg_val(1);
    constexpr uint32_t block_k = get_compile_time_arg_val(2);
    constexpr uint32_t subblock_m = get_compile_time_arg_val(3);
    constexpr uint32_t subblock_n = get_compile_time_arg_val(4);
    constexpr uint32_t steps = get_compile_time_arg_val(5);
    constexpr uint32_t tiles = subblock_m * subblock_n;
    constexpr uint32_t cb_a = tt::CBIndex::c_0;
    constexpr uint32_t cb_b = tt::CBIndex::c_1;
    constexpr uint32_t cb_out = tt::CBIndex::c_16;

    mm_block_init(cb_a, cb_b, cb_out, false, subblock_n, subblock_m, block_k);
    cb_reserve_back(cb_out, block_m * block_n);
    for (uint32_t step = 0; step < steps; ++step) {
        pack_reconfig_l1_acc(step == 0 ? 0 : 1);
        cb_wait_front(cb_a, block_m * block_k);
        cb_wait_front(cb_b, block_k * block_n);
        uint32_t slot = 0;
        for (uint32_t i = 0; i < block_m; i += subblock_m) {
            for (uint32_t j = 0; j < block_n; j += subblock_n) {
                tile_regs_acquire();
                for (uint32_t k = 0; k < block_k; ++k) {
                    matmul_block(
                        cb_a, cb_b, i * block_k + k, k * block_n + j, 0, false, subblock_n, subblock_m, block_k);
                }
                tile_regs_commit();
                tile_regs_wait();
                for (uint32_t tile = 0; tile < tiles; ++tile) {
                    pack_tile<true>(tile, cb_out, slot++);
                }
                tile_regs_release();
            }
        }
        cb_pop_front(cb_a, block_m * block_k);
        cb_pop_front(cb_b, block_k * block_n);
    }
    pack_reconfig_l1_acc(0);
    cb_push_back(cb_out, block_m * block_n);
}
