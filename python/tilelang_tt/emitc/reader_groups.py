"""What the reader of a group brings along: C++ of the handshake by which one core reads for several."""

from __future__ import annotations

ROLE_WORDS = 8
"""Runtime arguments of one shared read, in the order in which `reader_group` takes them."""

DECLARED = ("ReaderGroup", "semaphore_at", "reader_group", "reads", "announce", "send", "receive")
"""The names that the text declares."""

HELPERS = """\
namespace {

// Cores that read the same blocks. One of them reads a block and multicasts it to the circular buffers of the others,
// which are in the same state as its own: the cores of a group push the same pages in the same order.
struct ReaderGroup {
    bool reads_itself;   // otherwise another core sends
    uint32_t receivers;  // cores that this one sends to
    uint32_t first_x;    // the group, a rectangle that contains the sender, in NoC coordinates
    uint32_t first_y;
    uint32_t last_x;
    uint32_t last_y;
    uint32_t sender_x;
    uint32_t sender_y;
    uint32_t ready;  // semaphore of the sender: how many receivers have room for the next block
    uint32_t valid;  // semaphore of each receiver: the block is there
};

inline volatile tt_l1_ptr uint32_t* semaphore_at(uint32_t address) {
    return reinterpret_cast<volatile tt_l1_ptr uint32_t*>(address);
}

// The part of this core, from the runtime arguments from `arg` on.
inline ReaderGroup reader_group(uint32_t arg, uint32_t ready_id, uint32_t valid_id) {
    return {
        get_arg_val<uint32_t>(arg) != 0,
        get_arg_val<uint32_t>(arg + 1),
        get_arg_val<uint32_t>(arg + 2),
        get_arg_val<uint32_t>(arg + 3),
        get_arg_val<uint32_t>(arg + 4),
        get_arg_val<uint32_t>(arg + 5),
        get_arg_val<uint32_t>(arg + 6),
        get_arg_val<uint32_t>(arg + 7),
        static_cast<uint32_t>(get_semaphore(ready_id)),
        static_cast<uint32_t>(get_semaphore(valid_id))};
}

inline bool reads(const ReaderGroup& group) {
    return group.reads_itself;
}

// Tells the sender that there is room for the next block.
inline void announce(const ReaderGroup& group) {
    noc_semaphore_set(semaphore_at(group.valid), 0);
    noc_semaphore_inc(get_noc_addr(group.sender_x, group.sender_y, group.ready), 1);
}

// Sends a block to the receivers as soon as all have room. It has the same address on all cores.
inline void send(const ReaderGroup& group, uint32_t l1_addr, uint32_t bytes) {
    if (group.receivers == 0) {
        return;
    }
    noc_semaphore_wait(semaphore_at(group.ready), group.receivers);
    noc_semaphore_set(semaphore_at(group.ready), 0);
    const uint64_t blocks =
        get_noc_multicast_addr(group.first_x, group.first_y, group.last_x, group.last_y, l1_addr);
    noc_async_write_multicast(l1_addr, blocks, bytes, group.receivers);
#ifdef ARCH_BLACKHOLE
    // Here the flag could overtake the block.
    noc_async_writes_flushed();
#endif
    noc_semaphore_set(semaphore_at(group.valid), 1);
    const uint64_t flags =
        get_noc_multicast_addr(group.first_x, group.first_y, group.last_x, group.last_y, group.valid);
    noc_semaphore_set_multicast(group.valid, flags, group.receivers);
    // Block and flag stay as they are until both have left.
    noc_async_writes_flushed();
}

// Waits until the block is here.
inline void receive(const ReaderGroup& group) {
    if (!group.reads_itself) {
        noc_semaphore_wait(semaphore_at(group.valid), 1);
    }
}

}  // namespace"""
