// Clocks per action, as data. Sources: Tenstorrent's ISA documentation and tt-npe's device models; SFPU and RISC-V
// figures are estimates. They decide reported times, never results.
#pragma once

#include <cstdint>

namespace ttsim {

struct Costs {
    // RISC-V side
    uint32_t cb_call = 12;      // reserve, push, wait, pop
    uint32_t noc_issue = 30;    // one read or write command
    uint32_t address_call = 8;  // address of a page: division by the number of banks
    uint32_t semaphore_call = 8;
    uint32_t barrier_call = 10;
    uint32_t init_call = 40;  // a short init or reconfiguration
    uint32_t full_init_call = 400;
    uint32_t dst_call = 6;  // acquire, commit, wait, release
    // Tensix engines
    uint32_t matmul_pass = 16;  // clocks per tile and fidelity pass
    uint32_t eltwise = 8;
    uint32_t reduce_pass = 4;
    uint32_t copy = 16;
    uint32_t transpose = 32;
    uint32_t sfpu_simple = 100;    // one pass over a tile: load, operate, store
    uint32_t sfpu_function = 400;  // exp, gelu, ...
    uint32_t unpack_bytes_per_clock = 64;
    uint32_t unpack_pair_bytes_per_clock = 80;
    uint32_t pack_bytes_per_clock = 64;
    uint32_t pack_accumulate_factor = 3;
    // NoC
    uint32_t dram_read_latency = 270;
    uint32_t l1_read_latency = 170;
    uint32_t write_latency = 100;
    double noc_bytes_per_clock = 28.1;
    double dram_bytes_per_clock = 23.2;
};

inline constexpr Costs wormhole_costs{};
inline constexpr Costs blackhole_costs = [] {
    Costs costs{};
    costs.dram_read_latency = 329;
    costs.l1_read_latency = 217;
    costs.noc_bytes_per_clock = 60.9;
    costs.dram_bytes_per_clock = 40.0;
    costs.unpack_bytes_per_clock = 96;
    costs.unpack_pair_bytes_per_clock = 128;
    return costs;
}();

}  // namespace ttsim
