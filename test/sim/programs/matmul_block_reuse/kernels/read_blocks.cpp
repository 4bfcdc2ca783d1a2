#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t a_address = get_arg_val<uint32_t>(0);
    const uint32_t b_address = get_arg_val<uint32_t>(1);
    const uint32_t row = get_arg_val<uint32_t>(2);
    const uint32_t col = get_arg_val<uint32_t>(3);
    constexpr uint32_t kt = get_compile_time_arg_val(0);
    constexpr uint32_t nt = get_compile_time_arg_val(1);
    constexpr uint32_t block_m = get_compile_time_arg_val(2);
    constexpr uint32_t block_n = get_compile_time_arg_val(3);
    constexpr uint32_t block_k = get_compile_time_arg_val(4);
    constexpr uint32_t cb_a = tt::CBIndex::c_0;
    constexpr uint32_t cb_b = tt::CBIndex::c_1;
    constexpr uint32_t page = get_tile_size(cb_a);
    constexpr auto a_args = TensorAccessorArgs<7>();
    constexpr auto b_args = TensorAccessorArgs<a_args.next_compile_time_args_offset()>();
    const auto a = TensorAccessor(a_args, a_address, page);
    const auto b = TensorAccessor(b_args, b_address, page);

    for (uint32_t k = 0; k < kt; k += block_k) {
        cb_reserve_back(cb_a, block_m * block_k);
        cb_reserve_back(cb_b, block_k * block_n);
        uint32_t l1 = get_write_ptr(cb_a);
        for (uint32_t i = 0; i < block_m; ++i) {
            for (uint32_t j = 0; j < block_k; ++j, l1 += page) {
                noc_async_read_page((row + i) * kt + k + j, a, l1);
            }
        }
        l1 = get_write_ptr(cb_b);
        for (uint32_t i = 0; i < block_k; ++i) {
            for (uint32_t j = 0; j < block_n; ++j, l1 += page) {
                noc_async_read_page((k + i) * nt + col + j, b, l1);
            }
        }
        noc_async_read_barrier();
        cb_push_back(cb_a, block_m * block_k);
        cb_push_back(cb_b, block_k * block_n);
    }
}
