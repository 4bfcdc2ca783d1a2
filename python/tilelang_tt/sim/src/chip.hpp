// The chip: cores with L1 and circular buffers, DRAM banks, and the threads of the running program.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "access.hpp"
#include "costs.hpp"
#include "device.hpp"
#include "fiber.hpp"
#include "finding.hpp"
#include "network.hpp"
#include "tile/fpu.hpp"
#include "tile/sfpu_rows.hpp"

namespace ttsim {

constexpr uint32_t max_cbs = 64;
struct Core;
struct Thread;

enum class Role : uint8_t { Brisc, Ncrisc, Unpack, Math, Pack };
const char* role_name(Role role);

struct CbStats {
    uint64_t reserve_stall = 0, wait_stall = 0, pushed = 0, popped = 0;
};

// A circular buffer as all threads of the core see it.
struct Ring {
    bool configured = false;
    bool shared = false;   // other ids lie in the same memory
    bool aliased = false;  // placed over an L1 buffer: data may be there without a push
    uint32_t address = 0, page = 0, pages = 0;
    tile::Format format = tile::Format::Float16_b;
    uint32_t received = 0, acked = 0;  // pages since the start
    Thread* producer = nullptr;
    Thread* consumer = nullptr;
    CbStats stats;
    Loc rows_at{};            // a read that has put a row of a matrix into pages of tiles
    uint32_t rows_bytes = 0;  // so many bytes at once
    uint32_t bytes() const {
        return page * pages;
    }
    // Over an L1 buffer, and nobody is on the other side: the data is there, or stays there, without a word.
    bool needs_no_wait() const {
        return aliased && producer == nullptr;
    }
    bool needs_no_reserve() const {
        return aliased && consumer == nullptr;
    }
    uint32_t filled() const {
        return received - acked;
    }
    uint32_t free() const {
        return pages - filled();
    }
};

// The last calls of one kind on a circular buffer, for reports.
struct CbCalls {
    Loc at{};
    uint32_t n = 0;      // pages, of the last one
    uint32_t again = 0;  // so many asked, since the last push (or pop), for pages that were already held
};

// One thread's own view of a circular buffer.
struct CbView {
    uint32_t write_page = 0, read_page = 0;  // page index in the ring
    uint32_t reserved = 0, waited = 0;       // pages this thread may write, read
    uint32_t next_slot = 0;                  // pack_tile's position in the reserved pages
    uint32_t packed = 0;                     // reserved pages up to the last one packed
    CbCalls reserves, waits;
};

struct Outstanding {
    uint32_t address, bytes;  // L1 side; bytes 0: no L1 source to protect (atomics, inline writes)
    uint64_t sent, done;      // clock when the source may change, clock of the acknowledgement (reads: of landing)
    int32_t trid;
    Loc at;
    bool flushed = false;
    const Core* to = nullptr;  // writes: the core written to; null for DRAM and multicasts
};

struct NocState {
    std::vector<Outstanding> reads, writes, atomics, posted;
    uint32_t read_trid = 0, write_trid = 0;
    uint64_t read_state = 0, write_state = 0;
    uint32_t read_state_bytes = 0, write_state_bytes = 0;
    bool linked = false;  // a linked multicast chain is open
    Loc linked_at{};
    bool data_multicast_unflushed = false;
};

// A transfer of another core on its way into this core's L1.
struct Incoming {
    uint32_t address, bytes;
    uint64_t id;
};

enum class WaitKind : uint8_t {
    None,
    CbSpace,
    CbData,
    Semaphore,
    SemaphoreMin,
    DstFree,
    DstFull,
    BankFree,
    BankFull,
    Mailbox,
    Poll  // a loop over loads: set when nothing can end it
};

struct Wait {
    WaitKind kind = WaitKind::None;
    uint32_t id = 0, n = 0;
    const volatile uint32_t* word = nullptr;
    const char* waypoint = "";
};

// The call a thread is in, for reports.
struct CallSite {
    const char* name = "";
    Loc at{};
    int32_t count = 0;
    uint32_t args[6] = {};
    std::string text() const;
};

// What the unpackers, the matrix unit and the packer are set up for, as the thread's own calls have left it.
struct Setup {
    bool started = false;
    bool worked = false;  // an operation ran
    OpConfig op;
    const char* op_call = "";
    int srca = -1, srcb = -1, out = -1;  // CB whose format is configured
    bool l1_accumulate = false;
    uint32_t rows = 0;  // between pack_rows_init and pack_rows_uninit
    tile::PackRelu relu = tile::PackRelu::None;
    float relu_threshold = 0;
    bool reduce_mask = false;
    tile::ReduceDim mask_dim = tile::ReduceDim::Row;
    Loc mask_at{};
    int sfpu = -1;                        // operation of the last SFPU init that loads constants
    uint32_t sfpu_parameter = 0;          // that this init was given
    std::array<uint64_t, 8> sfpu_seen{};  // bit set of initialised operations
    std::array<uint32_t, 2> cast{};       // formats of the last init of conversions
};

struct Kernel;

struct Thread {
    Fiber fiber;
    Core* core = nullptr;
    const Kernel* kernel = nullptr;
    Role role = Role::Brisc;
    uint32_t index = 0;  // position in the program; breaks ties of clocks
    uint64_t clock = 0;
    uint64_t worked = 0;  // clocks spent, not waited
    bool done = false;
    Wait wait;
    uint64_t wait_since = 0;
    CallSite call;
    uint64_t call_since = 0;  // for the trace
    std::array<CbView, max_cbs> cb;
    std::array<NocState, 2> noc;
    uint8_t noc_index = 0;
    uint64_t noted_in_order = 0, noted = 0;  // for the fingerprint
    Setup setup;
    Accesses accesses;
    const Costs* costs = nullptr;
    const std::vector<uint32_t>* args = nullptr;
    const std::vector<uint32_t>* common_args = nullptr;
    uint32_t relative_x = 0, relative_y = 0;
    // For the order "clear the flag, then announce": a semaphore set after an increment that no wait followed
    bool announced = false;
    const volatile uint32_t* set_after_announce = nullptr;
    // DST protocol, as this thread sees it
    bool in_section = false;
    uint32_t section = 0;  // sections begun
    void (*entry)() = nullptr;
    uint8_t* data = nullptr;       // the kernel's global variables: where the running thread's are
    std::vector<uint8_t> globals;  // this thread's values while it does not run
};

// The file of a thread's kernel, as the host program gave it.
const std::string& kernel_file(const Thread& thread);

// Operands on their way from the unpackers to the matrix unit.
struct BankEntry {
    std::vector<tile::Regs> tiles;  // grows, never shrinks
    bool to_dst = false;            // unpacked straight to DST
    OpKind kind = OpKind::None;     // of the operation they are for, where it is called
    Loc at{};
    bool block = false;             // of matmul_block: takes both register banks, which turn over tile by tile
    uint64_t ready = 0;             // clock when the operands are there; of a block, the first two tiles
    uint64_t complete = 0;          // clock when all tiles were there
    uint32_t registers() const {
        return block ? 2 : 1;
    }
};

struct DstTile {
    tile::Regs regs;
    bool written = false;
    bool reduced = false;
};

// What operations keep in registers of the vector unit from call to call.
enum class LaneState : uint8_t { None, Sum, Moments };
struct Lanes {
    LaneState state = LaneState::None;
    tile::Columns sum;
    tile::Moments moments;
    uint64_t random = 0;
};

enum class TileOp : uint8_t { Matmul, Eltwise, Bcast, Reduce, Copy, Transpose, Tilize, Untilize, Sfpu, Count };
inline constexpr const char* tile_op_names[] = {
    "matmul", "eltwise", "bcast", "reduce", "copy", "transpose", "tilize", "untilize", "sfpu"};

struct CoreCounters {
    uint64_t dram_reads = 0, dram_read_bytes = 0, dram_writes = 0, dram_write_bytes = 0;
    uint64_t l1_reads = 0, l1_read_bytes = 0, l1_writes = 0, l1_write_bytes = 0;
    uint64_t l1_local_bytes = 0;  // the part of the last two that stays on the core
    uint64_t multicasts = 0, multicast_bytes = 0, atomics = 0, inline_writes = 0;
    uint64_t packs = 0, unpacks = 0;
    std::array<uint64_t, static_cast<size_t>(TileOp::Count)> ops{};  // tiles
    void add(TileOp op, uint64_t tiles = 1) {
        ops[static_cast<size_t>(op)] += tiles;
    }
    void add(const CoreCounters& other);
};

struct ComputeSettings {
    tile::MathConfig math{};
    bool full_sync = false;
    bool all_fp32_family = false;
    std::array<bool, max_cbs> unpack_to_dst{};
    uint32_t dst_limit() const {
        return (math.dst32 ? 4u : 8u) * (full_sync ? 2u : 1u);
    }
};

// Who has acted on a semaphore, for reports.
struct SemaphoreTrail {
    uint32_t increments = 0, writes = 0;
    std::vector<const Thread*> sources;  // threads that did, each once
    Loc at{};                            // the last time
    const Thread* last = nullptr;
    bool waited = false, fresh = true;  // has anybody waited; has it been acted on since
    Loc stale{};                        // a wait that the value of the one before ended
};

// Clocks in which a part of a core worked, of all programs; the rest it waited.
struct Resources {
    uint64_t unpack = 0, math = 0, sfpu = 0, pack = 0;
    uint64_t brisc = 0, ncrisc = 0;
};

struct Core {
    uint32_t x = 0, y = 0;  // logical
    uint8_t* l1 = nullptr;
    std::array<Ring, max_cbs> rings;
    uint16_t semaphores_created = 0;  // bit per id
    std::vector<Thread*> threads;
    ComputeSettings compute;
    std::vector<DstTile> dst;   // 16 tiles
    uint32_t dst_acquired = 0;  // sections acquired by MATH
    uint32_t dst_committed = 0, dst_released = 0;
    Lanes lanes;
    std::array<BankEntry, 2> banks;
    uint32_t bank_head = 0, bank_count = 0;
    uint32_t registers_used = 0;  // of the two banks of SrcA and SrcB
    std::array<std::deque<uint32_t>, 16> mailbox;  // receiver * 4 + sender; 0 BRISC, 1 UNPACK, 2 MATH, 3 PACK
    std::vector<Incoming> incoming;
    std::array<SemaphoreTrail, num_semaphores> semaphores;
    Resources resources;
    Node node{};  // on the die
    CoreCounters counters;
    std::array<CbStats, max_cbs> cb_totals;
    std::string name() const;
    // The calling thread acts on this address, which may be a semaphore's.
    void touch(uint64_t address, bool increment);
};

// Who sends to a mailbox of Core::mailbox.
Role mailbox_sender(uint32_t box);

struct BankCounters {
    uint64_t reads = 0, read_bytes = 0, writes = 0, write_bytes = 0;
    void add(uint64_t bytes, bool read) {
        (read ? reads : writes) += 1;
        (read ? read_bytes : write_bytes) += bytes;
    }
};

// A buffer in device memory, for bounds checks.
struct Region {
    bool dram;
    uint64_t address;     // in every bank (DRAM) or core (L1)
    uint64_t bank_bytes;  // reserved everywhere, also where no pages lie
    uint64_t bytes;
    uint32_t page_bytes;
    uint32_t stride;              // from page to page of a bank
    uint32_t pages;               // of the whole buffer
    std::vector<uint32_t> banks;  // that hold pages
    std::string layout;
    size_t record = 0;  // in Chip::buffers
    bool in_bank(uint32_t number) const {
        return std::find(banks.begin(), banks.end(), number) != banks.end();
    }
};

// What the kernels did with a buffer, also after it is gone.
struct BufferRecord {
    bool dram;
    uint64_t address, bytes;
    uint32_t page_bytes;
    std::string layout;
    BankCounters counters;
};

struct Settings {
    tile::Numerics numerics = tile::Numerics::Fast;
    int64_t noc_latency = -1;  // clocks; -1: the device's own latencies and bandwidths
    bool stop = true;          // at the first finding
    bool check = true;
    std::string report_path;
    std::string trace_path;
    uint64_t endless_seconds = 20;               // of processor time without a call, after which a loop is endless
    uint64_t trace_cores = 0, trace_events = 0;  // at most
    bool profile = false;
};

struct Chip {
    const Device* device = nullptr;
    const Costs* costs = nullptr;
    Settings settings;
    std::vector<std::unique_ptr<Core>> cores;  // y * grid_x + x
    // All L1 lies between these, with nothing around each core's, so that an index that runs away meets no other core.
    uint8_t* l1_begin = nullptr;
    uint8_t* l1_end = nullptr;
    std::vector<std::vector<uint8_t>> banks;   // DRAM, grown by allocation
    std::unique_ptr<Network> network;
    std::vector<BankCounters> bank_counters;
    std::map<uint64_t, Region> dram_regions, l1_regions;  // by address
    std::vector<BufferRecord> buffers;                    // in the order of creation
    std::vector<std::unique_ptr<Thread>> threads;         // of the running program
    uint64_t end_clock = 0;                               // sum over programs
    uint64_t programs = 0;

    Core* core(uint32_t x, uint32_t y);
    Core* core_at_noc(uint32_t noc_x, uint32_t noc_y);
    int bank_at_noc(uint32_t noc_x, uint32_t noc_y) const;
    // Gives the region an address and fills it with poison.
    uint64_t allocate(Region region);
    void free(bool dram, uint64_t address);
    const Region* region(bool dram, uint64_t address) const;
    // The buffer that has pages at this address of this core.
    const Region* l1_region(const Core& core, uint64_t address) const;
    uint64_t l1_floor() const;     // lowest address of an L1 buffer
    std::string l1_table() const;  // one line per L1 buffer
};

void poison(uint8_t* memory, uint64_t bytes);
Chip& chip();            // created on first use from the environment
extern Thread* current;  // the running thread; null in host code

}  // namespace ttsim
