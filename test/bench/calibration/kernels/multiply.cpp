// Sums of all steps but the last are added up in L1 by the packer; the last step starts from them in DST.
#include <cstdint>

#include "api/compute/matmul.h"
#include "api/compute/pack.h"
#include "api/compute/tile_move_copy.h"

void kernel_main() {
    constexpr uint32_t block_m = get_compile_time_arg_val(0);
    constexpr uint32_t block_n = get_compile_time_arg_val(1);
    constexpr uint32_t block_k = get_compile_time_arg_val(2);
    constexpr uint32_t sub_m = get_compile_time_arg_val(3);
    constexpr uint32_t sub_n = get_compile_time_arg_val(4);
    constexpr uint32_t steps = get_compile_time_arg_val(5);
    constexpr uint32_t parts = get_compile_time_arg_val(6);
    constexpr uint32_t tiles = sub_m * sub_n;
    constexpr uint32_t cb_a = tt::CBIndex::c_0;
    constexpr uint32_t cb_b = tt::CBIndex::c_1;
    constexpr uint32_t cb_c = tt::CBIndex::c_16;
    constexpr uint32_t cb_sums = tt::CBIndex::c_24;

    mm_block_init(cb_a, cb_b, cb_sums, false, sub_n, sub_m, block_k);
    for (uint32_t part = 0; part < parts; ++part) {
        for (uint32_t step = 0; step < steps; ++step) {
            const bool last = step == steps - 1;
            const uint32_t cb_out = last ? cb_c : cb_sums;
            if (last) {
                pack_reconfig_data_format(cb_sums, cb_c);
            }
            pack_reconfig_l1_acc(step > 0 && !last ? 1 : 0);
            cb_wait_front(cb_a, block_m * block_k);
            cb_wait_front(cb_b, block_k * block_n);
            for (uint32_t i = 0; i < block_m; i += sub_m) {
                for (uint32_t j = 0; j < block_n; j += sub_n) {
                    tile_regs_acquire();
                    if (last && steps > 1) {
                        copy_tile_to_dst_init_short_with_dt(cb_b, cb_sums);
                        cb_wait_front(cb_sums, tiles);
                        copy_block_matmul_partials(cb_sums, 0, 0, tiles);
                        cb_pop_front(cb_sums, tiles);
                        mm_block_init_short_with_dt(cb_a, cb_b, cb_sums, false, sub_n, sub_m, block_k);
                    }
                    for (uint32_t k = 0; k < block_k; ++k) {
                        matmul_block(
                            cb_a, cb_b, i * block_k + k, k * block_n + j, 0, false, sub_n, sub_m, block_k);
                    }
                    tile_regs_commit();
                    cb_reserve_back(cb_out, tiles);
                    tile_regs_wait();
                    pack_tile_block(0, cb_out, tiles);
                    tile_regs_release();
                    cb_push_back(cb_out, tiles);
                }
            }
            if (step + 2 < steps) {  // the next step packs to the same place
                cb_wait_front(cb_sums, block_m * block_n);
                cb_pop_front(cb_sums, block_m * block_n);
            }
            cb_pop_front(cb_a, block_m * block_k);
            cb_pop_front(cb_b, block_k * block_n);
        }
        if (part + 1 < parts) {
            pack_reconfig_data_format(cb_c, cb_sums);
        }
    }
}
