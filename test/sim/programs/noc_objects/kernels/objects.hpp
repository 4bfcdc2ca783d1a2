// The object interface of the data-movement kernels: what releases spell differently.
#pragma once

#include <cstdint>

#ifdef EARLIER_OBJECTS
#include "experimental/circular_buffer.h"
#include "experimental/endpoints.h"
#include "experimental/noc.h"
#include "experimental/noc_semaphore.h"
#include "experimental/tensor.h"
using namespace experimental;

template <typename Tensor>
void read_page(
    const Noc& noc, const Tensor& tensor, uint32_t page, const CircularBuffer& cb, uint32_t slot, uint32_t id) {
    const uint32_t bytes = cb.get_tile_size();
    noc.async_read<Noc::TxnIdMode::ENABLED>(
        tensor, cb, bytes, {.page_id = page}, {.offset_bytes = slot * bytes}, NOC_UNICAST_WRITE_VC, id);
}
inline void wait_for_reads(const Noc& noc, uint32_t id) {
    noc.async_read_barrier<Noc::BarrierMode::TXN_ID>(id);
}
inline void read_zeros(const Noc& noc, const CircularBuffer& cb, uint32_t slot) {
    const uint32_t bytes = cb.get_tile_size();
    for (uint32_t offset = 0; offset < bytes; offset += MEM_ZEROS_SIZE) {
        noc.async_read(
            UnicastEndpoint{},
            cb,
            MEM_ZEROS_SIZE,
            {.noc_x = my_x[noc.get_noc_id()], .noc_y = my_y[noc.get_noc_id()], .addr = MEM_ZEROS_BASE},
            {.offset_bytes = slot * bytes + offset});
    }
    noc.async_read_barrier();
}
#else
#include "api/core_local_mem.h"
#include "api/dataflow/circular_buffer.h"
#include "api/dataflow/endpoints.h"
#include "api/dataflow/noc.h"
#include "api/dataflow/noc_semaphore.h"
#include "api/tensor/noc_traits.h"

template <typename Tensor>
void read_page(
    const Noc& noc, const Tensor& tensor, uint32_t page, const CircularBuffer& cb, uint32_t slot, uint32_t id) {
    const uint32_t bytes = cb.get_tile_size();
    noc.async_read<NocOptions::TXN_ID>(
        tensor, cb, bytes, {.page_id = page}, {.offset_bytes = slot * bytes}, {.trid = id});
}
inline void wait_for_reads(const Noc& noc, uint32_t id) {
    while (!noc.is_read_trid_flushed(id)) {}
    noc.async_read_barrier<NocOptions::TXN_ID>({.trid = id});
}
inline void read_zeros(const Noc& noc, const CircularBuffer& cb, uint32_t slot) {
    const uint32_t bytes = cb.get_tile_size();
    noc.async_write_zeros(cb, bytes, {.offset_bytes = slot * bytes});
    noc.write_zeros_l1_barrier();
}
#endif

// This core's pages of the tensor, two on their way at a time; zeros after its end.
template <typename Tensor>
void read_pages(
    const Noc& noc,
    const Tensor& tensor,
    CircularBuffer& cb,
    uint32_t first,
    uint32_t step,
    uint32_t count,
    uint32_t end) {
    for (uint32_t done = 0; done < count; done += 2) {
        cb.reserve_back(2);
        for (uint32_t slot = 0; slot < 2; ++slot) {
            const uint32_t page = first + (done + slot) * step;
            if (page < end) {
                read_page(noc, tensor, page, cb, slot, slot + 1);
            }
        }
        for (uint32_t slot = 0; slot < 2; ++slot) {
            wait_for_reads(noc, slot + 1);
            if (first + (done + slot) * step >= end) {
                read_zeros(noc, cb, 0);  // the pages before it are pushed
            }
            cb.push_back(1);
        }
    }
}
