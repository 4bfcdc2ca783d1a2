// How bytes travel: targets, times, events of departure and landing. Data leaves and lands at its clock, never earlier.
#pragma once

#include "noc.hpp"
#include "schedule.hpp"

namespace ttsim {

struct Times {
    uint64_t sent, landed, acknowledged;
};

uint8_t* host_pointer(const Target& target);
NocState& noc_state(uint8_t noc);
// False when there is no such memory; ranges that are merely wrong are reported and true.
bool check_target(const Target& target, uint64_t address, uint32_t bytes, bool write);
void check_alignment(const Target& target, uint32_t l1, bool read);
// Reports a command other than a multicast inside a linked chain.
void check_linked(uint8_t noc);
// A transfer of the calling thread from its clock on. NoC interfaces, links and the DRAM bank are busy while bytes pass.
Times transfer_times(const Target& target, uint32_t bytes, uint8_t noc, bool read);
// One per receiver.
std::vector<Times> multicast_times(const std::vector<Core*>& cores, uint32_t bytes, uint8_t noc, Path path);
void post_read(const Target& source, uint32_t l1, uint32_t bytes, const Times& times);
// The data is taken from L1 at `sent` and appears at `landed`.
void post_write(const Target& target, uint32_t l1, uint32_t bytes, const Times& times);
void count_transfer(const Target& target, uint32_t bytes, bool read);

}  // namespace ttsim
