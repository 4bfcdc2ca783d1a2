// The other cores: the tile of b comes from core 0.
#include "objects.hpp"

void kernel_main() {
    const uint32_t a_address = get_arg_val<uint32_t>(0);
    const uint32_t first = get_arg_val<uint32_t>(1);
    const uint32_t step = get_arg_val<uint32_t>(2);
    const uint32_t count = get_arg_val<uint32_t>(3);
    const uint32_t end = get_arg_val<uint32_t>(4);
    const uint32_t sender_x = get_arg_val<uint32_t>(5);
    const uint32_t sender_y = get_arg_val<uint32_t>(6);
    constexpr auto a_args = TensorAccessorArgs<0>();
    const auto a = TensorAccessor(a_args, a_address);
    CircularBuffer cb_a(0);
    CircularBuffer cb_b(1);
    Semaphore<> ready(0);
    Semaphore<> arrived(1);
    Noc noc;

    cb_b.reserve_back(1);
    ready.up(noc, sender_x, sender_y, 1);
    arrived.down(1);
    noc.async_atomic_barrier();
    cb_b.push_back(1);
    read_pages(noc, a, cb_a, first, step, count, end);
}
