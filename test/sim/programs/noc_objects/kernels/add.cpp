#include <cstdint>

#include "api/compute/eltwise_binary.h"
#ifdef EARLIER_OBJECTS
#include "experimental/circular_buffer.h"
using namespace experimental;
#else
#include "api/dataflow/circular_buffer.h"
#endif

void kernel_main() {
    const uint32_t count = get_arg_val<uint32_t>(0);
    CircularBuffer a(0);
    CircularBuffer b(1);
    CircularBuffer sum(16);

    binary_op_init_common(a.get_cb_id(), b.get_cb_id(), sum.get_cb_id());
    add_tiles_init(a.get_cb_id(), b.get_cb_id());
    b.wait_front(1);
    for (uint32_t i = 0; i < count; ++i) {
        a.wait_front(1);
        tile_regs_acquire();
        add_tiles(a.get_cb_id(), b.get_cb_id(), 0, 0, 0);
        tile_regs_commit();
        a.pop_front(1);
        sum.reserve_back(1);
        tile_regs_wait();
        pack_tile(0, sum.get_cb_id());
        tile_regs_release();
        sum.push_back(1);
    }
    b.pop_front(1);
}
