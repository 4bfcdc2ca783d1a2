// What kernels call in the simulator library. Kernel-facing headers (api/...) are thin wrappers around these functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>

namespace ttsim {

// Source position of an API call in a kernel. As a default argument it is that of the caller.
struct Loc {
    const char* file;
    int line;
};
#define TTSIM_LOC ::ttsim::Loc at = {__builtin_FILE(), __builtin_LINE()}

// SFPU operations by number; the table is shared with the library.
enum class SfpuOp : uint16_t {
#define SFPU_OP(name, operands, parameters) name,
#include "../../src/tile/sfpu_table.inl"
#undef SFPU_OP
};

// What the unpackers and the matrix unit are set up for.
enum class OpKind : uint8_t {
    None,
    Copy,
    Matmul,
    MatmulBlock,
    Binary,
    Bcast,
    UnaryBcast,
    DestReuse,
    Reduce,
    Transpose,
    TransposeDest,
    Tilize,
    Untilize,
    PackUntilize
};

// One set-up of OpKind: what distinguishes it from others of its kind. Unused fields are 0.
struct OpConfig {
    OpKind kind = OpKind::None;
    uint8_t op = 0;                   // Binary, Bcast, DestReuse: 0 add, 1 sub, 2 mul; Reduce: PoolType
    uint8_t dim = 0;                  // Bcast: 1 column, 2 row, 3 scalar; Reduce: ReduceDim; DestReuse: 0 SrcA, 1 SrcB
    uint8_t flag = 0;                 // Matmul: transpose; Binary: accumulate into DST; Copy: 1 faces, 2 within faces
    uint16_t ct = 0, rt = 0, kt = 0;  // MatmulBlock; Tilize, Untilize, PackUntilize: block width, full width
};

// --- state of the calling thread
uint8_t* l1_base();                                  // host address of byte 0 of this core's L1
void* l1_pointer(uint32_t address);                  // host pointer; reports an address outside L1
bool l1_offset(const void* pointer, uint32_t* out);  // inverse; false if the pointer is not into this core's L1
bool on_unpack();
bool on_math();
bool on_pack();
uint32_t runtime_arg(uint32_t index, bool common, Loc at);
uint32_t runtime_arg_address(uint32_t index, bool common, Loc at);
uint32_t noc_x(uint32_t noc);
uint32_t noc_y(uint32_t noc);
uint32_t logical_x(bool relative);
uint32_t logical_y(bool relative);
uint64_t wall_clock();
void idle(uint32_t clocks, Loc at);
void failed_assert(const char* condition, Loc at);

// --- DPRINT: to the host's stdout, line by line, on cores that TT_METAL_DPRINT_CORES names
enum class PrintMode : uint8_t { Decimal, Hexadecimal, Octal, Width, StickyWidth, Precision, Fixed, Default };
bool prints();  // whether the calling thread does
void print_text(const char* text);
void print_signed(int64_t value);
void print_unsigned(uint64_t value);
void print_real(double value);
void print_mode(PrintMode mode, uint32_t value);
// Prints up to the next {} and takes its format for the next value; the text after it, or null if there is none.
const char* print_field(const char* text);

// --- circular buffers (compute: wait and pop act on UNPACK, reserve and push on PACK)
void cb_reserve_back(uint32_t cb, uint32_t n, Loc at);
void cb_push_back(uint32_t cb, uint32_t n, Loc at);
void cb_wait_front(uint32_t cb, uint32_t n, Loc at);
void cb_pop_front(uint32_t cb, uint32_t n, Loc at);
bool cb_pages_available(uint32_t cb, uint32_t n, Loc at);
bool cb_pages_reservable(uint32_t cb, uint32_t n, Loc at);
uint32_t cb_write_ptr(uint32_t cb, Loc at);
uint32_t cb_read_ptr(uint32_t cb, Loc at);
uint32_t cb_tile_address(uint32_t cb, uint32_t tile, Loc at);
uint32_t cb_tile_value(uint32_t cb, uint32_t tile, uint32_t word, Loc at);  // of 4 bytes
// Words between BRISC (0), UNPACK (1), MATH (2) and PACK (3).
void mailbox_write(uint32_t to, uint32_t word, Loc at);
uint32_t mailbox_read(uint32_t from, Loc at);

// --- NoC. Addresses: x << 36 | y << 42 | offset; multicast adds the start corner at bits 48 and 54.
uint64_t bank_noc_addr(bool dram, uint32_t bank, uint64_t offset, Loc at);
uint64_t page_noc_addr(bool dram, uint32_t base, uint32_t page_bytes, uint32_t page, uint32_t offset, Loc at);
// A page of a sharded buffer: its number in the tensor and its slot in a bank. DRAM: bank_x is the bank's number.
struct ShardPlace {
    bool dram;
    uint32_t base, page_bytes, page, pages, slot, bank_x, bank_y, offset;
};
uint64_t shard_noc_addr(const ShardPlace& place, Loc at);
void noc_read(const char* call, uint64_t source, uint32_t l1, uint32_t bytes, uint8_t noc, int trid, Loc at);
void noc_write(
    const char* call, uint32_t l1, uint64_t target, uint32_t bytes, uint8_t noc, int trid, bool posted, Loc at);
void noc_multicast(
    const char* call,
    uint32_t l1,
    uint64_t targets,
    uint32_t bytes,
    uint32_t num_dests,
    bool linked,
    bool loopback,
    uint8_t noc,
    Loc at);
void noc_atomic_inc(uint64_t target, uint32_t increment, uint8_t noc, bool posted, Loc at);
void noc_atomic_inc_multicast(uint64_t targets, uint32_t increment, uint32_t num_dests, uint8_t noc, Loc at);
void noc_inline_write(uint64_t target, uint32_t value, uint8_t byte_enable, uint8_t noc, bool posted, Loc at);
void noc_set_trid(uint32_t trid, bool write, uint8_t noc, Loc at);
void noc_read_set_state(uint64_t source, uint32_t bytes, uint8_t noc, Loc at);
void noc_read_with_state(const char* call, uint32_t source_l1, uint32_t l1, uint32_t bytes, uint8_t noc, Loc at);
void noc_write_set_state(uint64_t target, uint32_t bytes, uint8_t noc, Loc at);
void noc_write_with_state(
    const char* call, uint32_t l1, uint32_t target_l1, uint32_t bytes, uint8_t noc, int trid, bool posted, Loc at);
// Whether all reads with this transaction id have landed.
bool noc_reads_landed(uint32_t trid, uint8_t noc, Loc at);
enum class Barrier : uint8_t { Read, Write, WriteFlush, Atomic, PostedFlush, Full };
void noc_barrier(const char* call, Barrier kind, uint8_t noc, int trid, Loc at);

// --- semaphores
uint32_t semaphore_address(uint32_t id, Loc at);
void semaphore_set(volatile uint32_t* semaphore, uint32_t value, Loc at);
void semaphore_wait(volatile uint32_t* semaphore, uint32_t value, bool at_least, Loc at);

// --- compute: set-up. Every function acts on the thread that calls it.
void full_init(const char* call, uint32_t srca, uint32_t srcb, uint32_t out, Loc at);
// Formats of all engines, by calls that kernels also make between operations.
void full_reconfig(const char* call, uint32_t srca, uint32_t srcb, uint32_t out, Loc at);
void op_init(const char* call, const OpConfig& config, Loc at);
void op_uninit(const char* call, OpKind kind, Loc at);
void reconfig_unpack(const char* call, bool a, uint32_t srca, bool b, uint32_t srcb, Loc at);
void check_configured(const char* call, bool a, uint32_t old_srca, bool b, uint32_t old_srcb, Loc at);
void reconfig_pack(const char* call, uint32_t out, Loc at);
void check_pack_configured(const char* call, uint32_t old_out, Loc at);
void pack_set_l1_accumulate(const char* call, bool on, Loc at);
void pack_set_relu(const char* call, uint32_t mode, uint32_t threshold, Loc at);
// The packer as pack_init leaves it: whole tiles in order. 0 rows: the same after pack_rows.
void pack_reset(uint32_t cb, Loc at);
void pack_rows_setup(uint32_t rows, Loc at);
// Parameters: what the init loads for its operation, or the formats that a typecast is set up for.
void sfpu_init(const char* call, SfpuOp op, Loc at, uint32_t p0 = 0, uint32_t p1 = 0);

// --- compute: DST protocol
void regs_acquire(Loc at);
void regs_commit(Loc at);
void regs_wait(Loc at);
void regs_release(Loc at);

// --- compute: tiles
void op_matmul(uint32_t in0, uint32_t in1, uint32_t i0, uint32_t i1, uint32_t dst, Loc at);
void op_matmul_block(
    uint32_t in0,
    uint32_t in1,
    uint32_t i0,
    uint32_t i1,
    uint32_t dst,
    bool transpose,
    uint32_t ct,
    uint32_t rt,
    uint32_t kt,
    Loc at);
void op_binary(
    const char* call,
    uint8_t op,
    uint8_t bcast,
    uint32_t a,
    uint32_t b,
    uint32_t ia,
    uint32_t ib,
    uint32_t dst,
    Loc at);
void op_dest_reuse(const char* call, uint8_t op, uint8_t to_srcb, uint32_t cb, uint32_t tile, uint32_t dst, Loc at);
void op_copy(const char* call, uint32_t cb, uint32_t tile, uint32_t dst, uint32_t count, Loc at);
void op_unary_bcast(uint8_t dim, uint32_t cb, uint32_t tile, uint32_t dst, Loc at);
void op_transpose(uint32_t cb, uint32_t tile, uint32_t dst, Loc at);
void op_transpose_dest(uint32_t dst, Loc at);
// block: tiles of a reduce_block_max_row, 0 for reduce_tile.
void op_reduce(
    const char* call,
    uint8_t pool,
    uint8_t dim,
    uint32_t block,
    uint32_t in,
    uint32_t scaler,
    uint32_t tile,
    uint32_t scaler_tile,
    uint32_t dst,
    Loc at);
void op_tilize(
    const char* call, uint32_t in, uint32_t block, uint32_t out, uint32_t in_tile, uint32_t out_tile, Loc at);
void op_untilize(
    const char* call,
    bool packer,
    uint32_t in,
    uint32_t block,
    uint32_t rows,
    uint32_t full,
    uint32_t column,
    uint32_t out,
    Loc at);
void op_pack_untilize_dest(
    uint32_t out, uint32_t block, uint32_t rows, uint32_t full, uint32_t column, uint32_t dst, Loc at);
void op_pack(const char* call, uint32_t dst, uint32_t out, bool out_of_order, uint32_t slot, uint32_t count, Loc at);
void op_pack_rows(uint32_t dst, uint32_t out, uint32_t slot, Loc at);
// vector_mode: a VectorMode, and in the higher bytes iterations per face (0: 8).
void op_sfpu(
    const char* call, SfpuOp op, uint32_t dst, uint32_t p0, uint32_t p1, uint32_t p2, uint32_t vector_mode, Loc at);
void op_sfpu_binary(
    const char* call, SfpuOp op, uint32_t a, uint32_t b, uint32_t out, Loc at, uint32_t vector_mode = 4);
void op_sfpu_ternary(
    const char* call, SfpuOp op, uint32_t a, uint32_t b, uint32_t c, uint32_t out, uint32_t p0, Loc at);
// Reciprocals: fp32 bits of 1 / n for n = 1 ... size; computed where size is 0.
void op_cumsum(uint32_t dst, bool first, Loc at);
void welford_clear(const char* call, bool init, Loc at);
void op_welford_update(
    const char* call,
    uint32_t dst,
    uint32_t start,
    uint32_t row,
    uint32_t rows,
    const uint32_t* reciprocals,
    uint32_t size,
    Loc at);
void op_welford_state(const char* call, uint32_t dst, uint32_t group, bool restore, Loc at);
void op_welford_finish(
    const char* call,
    uint32_t dst,
    uint32_t group,
    bool row,
    uint32_t scale,
    const uint32_t* reciprocals,
    uint32_t size,
    Loc at);
void op_sfpu_reduce(uint8_t pool, uint32_t format_code, bool rows, uint32_t dst, uint32_t ct, uint32_t rt, Loc at);
enum class TopkStage : uint8_t { LocalSort, Merge, Rebuild };
void op_topk(const char* call, TopkStage stage, uint32_t dst, bool ascending, std::initializer_list<int> p, Loc at);
void seed_random(const char* call, SfpuOp op, uint32_t seed, Loc at);
void op_rand(uint32_t dst, uint32_t from, uint32_t scale, Loc at);
void op_dropout(uint32_t dst, uint32_t probability, uint32_t scale, Loc at);
void op_copy_dest(uint32_t from, uint32_t to, Loc at);

}  // namespace ttsim
