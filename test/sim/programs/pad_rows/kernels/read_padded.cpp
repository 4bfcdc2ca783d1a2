#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t address = get_arg_val<uint32_t>(0);
    const uint32_t start = get_arg_val<uint32_t>(1);
    const uint32_t count = get_arg_val<uint32_t>(2);
    constexpr uint32_t cb = get_compile_time_arg_val(0);
    constexpr uint32_t rows = get_compile_time_arg_val(1);
    constexpr uint32_t row_bytes = get_compile_time_arg_val(2);
    constexpr uint32_t padded_bytes = get_compile_time_arg_val(3);
    constexpr uint32_t pad = get_compile_time_arg_val(4);
    constexpr auto args = TensorAccessorArgs<5>();
    const auto from = TensorAccessor(args, address, row_bytes);

    for (uint32_t row = start; row < start + count; ++row) {
        cb_reserve_back(cb, 1);
        const uint32_t l1 = get_write_ptr(cb);
        auto* words = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(l1);
        for (uint32_t i = row < rows ? row_bytes / 4 : 0; i < padded_bytes / 4; ++i) {
            words[i] = pad;
        }
        if (row < rows) {
            noc_async_read(from.get_noc_addr(row), l1, row_bytes);
            noc_async_read_barrier();
        }
        cb_push_back(cb, 1);
    }
}
