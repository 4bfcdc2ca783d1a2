// Partial sums of all steps but the last go to memory and come back into DST for the next step.
#include <cstdint>

#include "api/compute/matmul.h"
#include "api/compute/tile_move_copy.h"

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
    constexpr uint32_t cb_partials = CB_PARTIALS;

    mm_init(cb_a, cb_b, cb_out);
    for (uint32_t step = 0; step < steps; ++step) {
        const bool last = step + 1 == steps;
        const uint32_t target = last ? cb_out : cb_partials;
        cb_wait_front(cb_a, block_m * block_k);
        cb_wait_front(cb_b, block_k * block_n);
        for (uint32_t i = 0; i < block_m; i += subblock_m) {
            for (uint32_t j = 0; j < block_n; j += subblock_n) {
                tile_regs_acquire();
                if (step != 0) {
                    copy_tile_to_dst_init_short_with_dt(cb_b, cb_partials);
                    cb_wait_front(cb_partials, tiles);
                    for (uint32_t tile = 0; tile < tiles; ++tile) {
                        copy_tile(cb_partials, tile, tile);
                    }
                    cb_pop_front(cb_partials, tiles);
                    mm_init_short_with_dt(cb_a, cb_b, cb_partials);
                }
                for (uint32_t tile = 0; tile < tiles; ++tile) {
                    const uint32_t row = i + tile / subblock_n, col = j + tile % subblock_n;
                    for (uint32_t k = 0; k < block_k; ++k) {
                        matmul_tiles(cb_a, cb_b, row * block_k + k, k * block_n + col, tile);
                    }
                }
                tile_regs_commit();
                cb_reserve_back(target, tiles);
                tile_regs_wait();
                for (uint32_t tile = 0; tile < tiles; ++tile) {
                    pack_tile(tile, target);
                }
                tile_regs_release();
                cb_push_back(target, tiles);
            }
        }
        cb_pop_front(cb_a, block_m * block_k);
        cb_pop_front(cb_b, block_k * block_n);
    }
}
