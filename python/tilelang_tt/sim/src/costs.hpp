// Clocks per action, as data. Sources: Tenstorrent's ISA documentation (ISA), the device models of tt-npe (npe), and the
// data-movement tests of tt-metal (dm); without one, an estimate. They decide reported times, never results.
#pragma once

#include <cstdint>

namespace ttsim {

struct Costs {
    // RISC-V side
    uint32_t cb_call = 12;      // reserve, push, wait, pop
    uint32_t noc_issue = 23;    // one read or write command (npe: packets of 128 bytes)
    uint32_t address_call = 8;  // address of a page: division by the number of banks
    uint32_t semaphore_call = 8;
    uint32_t barrier_call = 10;
    uint32_t init_call = 40;  // a short init or reconfiguration
    uint32_t full_init_call = 400;
    uint32_t dst_call = 6;  // acquire, commit, wait, release
    // Through pointers into L1, per word: the latency of a load whose value is used at once, the throughput of stores. Near:
    // in the same 16 bytes as the last one, which Blackhole has in its cache or its store queue (ISA).
    uint32_t l1_load = 8, l1_load_near = 8;
    uint32_t l1_store = 5, l1_store_near = 5;
    // Tensix engines
    uint32_t matmul_pass = 16;  // clocks per tile and fidelity pass (ISA)
    uint32_t eltwise = 8;       // (ISA)
    uint32_t reduce_pass = 4;   // (ISA)
    uint32_t copy = 16;
    uint32_t transpose = 32;
    uint32_t sfpu_simple = 100;    // one pass over a tile: load, operate, store
    uint32_t sfpu_function = 400;  // exp, gelu, ...
    uint32_t unpack_tile = 2;      // to find the address of a tile (ISA)
    uint32_t unpack_bytes_per_clock = 64;       // one unpacker (ISA)
    uint32_t unpack_pair_bytes_per_clock = 80;  // both (ISA)
    uint32_t pack_bytes_per_clock = 64;         // four packers (ISA)
    uint32_t pack_accumulate_factor = 2;        // two clocks per addition in L1 (ISA, not atomic)
    // NoC
    uint32_t noc_packet_bytes = 8192;
    uint32_t noc_packet_clocks = 23;            // the least between two packets of an interface (npe)
    double noc_bytes_per_clock = 28.1;          // interface of a worker core, each direction (npe)
    double link_bytes_per_clock = 30;           // between routers (npe)
    double dram_read_bytes_per_clock = 23.2;    // a bank (npe)
    double dram_write_bytes_per_clock = 24.0;   // (npe)
    double multicast_bytes_per_clock = 22;      // linked, to all cores (dm)
    uint32_t hop_latency = 9;                   // from router to router (ISA)
    uint32_t read_latency[2][2] = {{70, 154}, {170, 270}};  // [in another column][in another row] (npe)
    uint32_t write_latency = 40, write_hop_latency = 10;    // (npe)
    uint32_t acknowledge_latency = 10;                      // both interfaces (ISA)
};

inline constexpr Costs wormhole_costs{};
inline constexpr Costs blackhole_costs = [] {
    Costs costs{};
    costs.noc_issue = 21;
    costs.noc_packet_bytes = 16384;
    costs.noc_packet_clocks = 21;
    costs.l1_load_near = 2;
    costs.l1_store_near = 1;
    costs.noc_bytes_per_clock = 60.9;
    costs.link_bytes_per_clock = 60.9;
    costs.dram_read_bytes_per_clock = 40.0;
    costs.dram_write_bytes_per_clock = 40.0;
    costs.multicast_bytes_per_clock = 41;
    costs.read_latency[0][0] = 65;
    costs.read_latency[0][1] = 177;
    costs.read_latency[1][0] = 217;
    costs.read_latency[1][1] = 329;
    costs.write_hop_latency = 11;
    // Not published: inferred from the published utilisation of matrix products.
    costs.unpack_bytes_per_clock = 96;
    costs.unpack_pair_bytes_per_clock = 128;
    return costs;
}();

}  // namespace ttsim
