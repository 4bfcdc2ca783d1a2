// Reads and writes of a data-movement kernel, in all their variants. Part of api/dataflow/dataflow_api.h.
#pragma once

// --- reads
template <uint32_t MaxPageSize = TTSIM_NOC_MAX_BURST + 1>
inline void noc_async_read(
    uint64_t source, uint32_t l1, uint32_t bytes, uint8_t noc = noc_index, uint32_t vc = 1, TTSIM_LOC) {
    (void)vc;
    ttsim::noc_read("noc_async_read", source, l1, bytes, noc, TTSIM_CURRENT_TRID, at);
}
inline void noc_async_read_one_packet(
    uint64_t source, uint32_t l1, uint32_t bytes, uint8_t noc = noc_index, uint32_t vc = 1, TTSIM_LOC) {
    (void)vc;
    ttsim::noc_read("noc_async_read_one_packet", source, l1, bytes, noc, TTSIM_CURRENT_TRID, at);
}
template <typename Accessor>
inline void noc_async_read_page(
    uint32_t page, const Accessor& accessor, uint32_t l1, uint32_t offset = 0, uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_read(
        "noc_async_read_page",
        accessor.get_noc_addr(page, offset, noc, at),
        l1,
        accessor.page_size - offset,
        noc,
        TTSIM_CURRENT_TRID,
        at);
}
template <typename Accessor>
inline void noc_async_read_tile(
    uint32_t page, const Accessor& accessor, uint32_t l1, uint32_t offset = 0, uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_read(
        "noc_async_read_tile",
        accessor.get_noc_addr(page, offset, noc, at),
        l1,
        accessor.page_size - offset,
        noc,
        TTSIM_CURRENT_TRID,
        at);
}
// A whole shard, gaps included, as it lies in its bank.
template <typename Accessor>
inline void noc_async_read_shard(
    uint32_t shard, const Accessor& accessor, uint32_t l1, uint8_t noc = noc_index, TTSIM_LOC) {
    const auto bytes = static_cast<uint32_t>(accessor.dspec().shard_volume() * accessor.page_size);
    ttsim::noc_read(
        "noc_async_read_shard", accessor.get_shard_noc_addr(shard, 0, noc, at), l1, bytes, noc, TTSIM_CURRENT_TRID, at);
}
// The template arguments of the variants below choose virtual channels and counters, which make no difference here.
template <bool UseVc = false>
inline void noc_async_read_set_state(uint64_t source, uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_read_set_state(source, 0, noc, at);
}
template <bool IncNumIssued = true, bool UseVc = false>
inline void noc_async_read_with_state(
    uint32_t source_l1, uint32_t l1, uint32_t bytes, uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_read_with_state("noc_async_read_with_state", source_l1, l1, bytes, noc, at);
}
template <bool UseVc = false>
inline void noc_async_read_one_packet_set_state(
    uint64_t source, uint32_t bytes, uint32_t vc = 1, uint8_t noc = noc_index, TTSIM_LOC) {
    (void)vc;
    ttsim::noc_read_set_state(source, bytes, noc, at);
}
template <bool IncNumIssued = true, bool UseVc = false>
inline void noc_async_read_one_packet_with_state(
    uint32_t source_l1, uint32_t l1, uint32_t vc = 1, uint8_t noc = noc_index, TTSIM_LOC) {
    (void)vc;
    ttsim::noc_read_with_state("noc_async_read_one_packet_with_state", source_l1, l1, 0, noc, at);
}
inline void noc_async_read_set_trid(uint32_t trid = 0, uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_set_trid(trid, false, noc, at);
}
// Reads from where the state points, plus an offset, under the id set last.
template <bool SkipPtrUpdate = false, bool SkipCmdbufCheck = false>
inline void noc_async_read_one_packet_with_state_with_trid(
    uint32_t source_base, uint32_t source_offset, uint32_t l1, uint32_t trid = 0, uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_set_trid(trid, false, noc, at);
    ttsim::noc_read_with_state(
        "noc_async_read_one_packet_with_state_with_trid", source_base + source_offset, l1, 0, noc, at);
}

// --- writes
template <uint32_t MaxPageSize = TTSIM_NOC_MAX_BURST + 1, bool EnableNocTracing = true, bool Posted = false>
inline void noc_async_write(
    uint32_t l1, uint64_t target, uint32_t bytes, uint8_t noc = noc_index, uint32_t vc = 1, TTSIM_LOC) {
    (void)vc;
    ttsim::noc_write("noc_async_write", l1, target, bytes, noc, TTSIM_CURRENT_TRID, Posted, at);
}
template <bool EnableNocTracing = true, bool Posted = false>
inline void noc_async_write_one_packet(
    uint32_t l1, uint64_t target, uint32_t bytes, uint8_t noc = noc_index, uint32_t vc = 1, TTSIM_LOC) {
    (void)vc;
    ttsim::noc_write("noc_async_write_one_packet", l1, target, bytes, noc, TTSIM_CURRENT_TRID, Posted, at);
}
template <typename Accessor>
inline void noc_async_write_page(
    uint32_t page,
    const Accessor& accessor,
    uint32_t l1,
    uint32_t bytes = 0,
    uint32_t offset = 0,
    uint8_t noc = noc_index,
    TTSIM_LOC) {
    ttsim::noc_write(
        "noc_async_write_page",
        l1,
        accessor.get_noc_addr(page, offset, noc, at),
        bytes != 0 ? bytes : accessor.page_size,
        noc,
        TTSIM_CURRENT_TRID,
        false,
        at);
}
template <typename Accessor>
inline void noc_async_write_tile(
    uint32_t page, const Accessor& accessor, uint32_t l1, uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_write(
        "noc_async_write_tile",
        l1,
        accessor.get_noc_addr(page, 0, noc, at),
        accessor.page_size,
        noc,
        TTSIM_CURRENT_TRID,
        false,
        at);
}
template <typename Accessor, bool Posted = false>
inline void noc_async_write_shard(
    uint32_t shard, const Accessor& accessor, uint32_t l1, uint8_t noc = noc_index, TTSIM_LOC) {
    const auto bytes = static_cast<uint32_t>(accessor.dspec().shard_volume() * accessor.page_size);
    ttsim::noc_write(
        "noc_async_write_shard",
        l1,
        accessor.get_shard_noc_addr(shard, 0, noc, at),
        bytes,
        noc,
        TTSIM_CURRENT_TRID,
        Posted,
        at);
}
inline void noc_async_write_one_packet_with_trid(
    uint32_t l1, uint64_t target, uint32_t bytes, uint32_t trid, uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_write("noc_async_write_one_packet_with_trid", l1, target, bytes, noc, static_cast<int>(trid), false, at);
}
template <bool Posted = false>
inline void noc_async_write_set_state(uint64_t target, uint8_t noc = noc_index, uint8_t vc = 1, TTSIM_LOC) {
    (void)vc;
    ttsim::noc_write_set_state(target, 0, noc, at);
}
template <bool Posted = false>
inline void noc_async_write_with_state(
    uint32_t l1, uint32_t target_l1, uint32_t bytes, uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_write_with_state("noc_async_write_with_state", l1, target_l1, bytes, noc, -1, Posted, at);
}
template <bool Posted = false>
inline void noc_async_write_one_packet_set_state(
    uint64_t target, uint32_t bytes, uint8_t noc = noc_index, uint8_t vc = 1, TTSIM_LOC) {
    (void)vc;
    ttsim::noc_write_set_state(target, bytes, noc, at);
}
template <bool Posted = false>
inline void noc_async_write_one_packet_with_state(uint32_t l1, uint32_t target_l1, uint8_t noc = noc_index, TTSIM_LOC) {
    ttsim::noc_write_with_state("noc_async_write_one_packet_with_state", l1, target_l1, 0, noc, -1, Posted, at);
}
inline void noc_async_write_one_packet_with_trid_set_state(
    uint64_t target, uint8_t cmd_buf = 0, uint8_t noc = noc_index, uint8_t vc = 1, TTSIM_LOC) {
    (void)cmd_buf;
    (void)vc;
    ttsim::noc_write_set_state(target, 0, noc, at);
}
inline void noc_async_write_one_packet_with_trid_with_state(
    uint32_t l1,
    uint32_t target_l1,
    uint32_t bytes,
    uint32_t trid,
    uint8_t cmd_buf = 0,
    uint8_t noc = noc_index,
    TTSIM_LOC) {
    (void)cmd_buf;
    ttsim::noc_write_with_state(
        "noc_async_write_one_packet_with_trid_with_state",
        l1,
        target_l1,
        bytes,
        noc,
        static_cast<int>(trid),
        false,
        at);
}
enum class InlineWriteDst : uint8_t { DEFAULT, L1, REG };
template <InlineWriteDst Dst = InlineWriteDst::DEFAULT, bool Posted = false>
inline void noc_inline_dw_write(
    uint64_t target, uint32_t value, uint8_t byte_enable = 0xF, uint8_t noc = noc_index, uint8_t vc = 1, TTSIM_LOC) {
    (void)vc;
    ttsim::noc_inline_write(target, value, byte_enable, noc, Posted, at);
}
