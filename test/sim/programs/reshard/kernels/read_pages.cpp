#include <cstdint>

#include "api/dataflow/dataflow_api.h"

void kernel_main() {
    const uint32_t address = get_arg_val<uint32_t>(0);
    const uint32_t start = get_arg_val<uint32_t>(1);
    const uint32_t end = get_arg_val<uint32_t>(2);
    constexpr uint32_t cb = get_compile_time_arg_val(0);
    constexpr auto args = TensorAccessorArgs<1>();
    const auto tensor = TensorAccessor(args, address);
    for (const auto& page : tensor.pages(start, end)) {
        cb_reserve_back(cb, 1);
        noc_async_read(page.noc_addr(), get_write_ptr(cb), tensor.get_aligned_page_size());
        noc_async_read_barrier();
        cb_push_back(cb, 1);
    }
}
