// Clocks in which the parts of the chip worked, for the report.
#pragma once

#include <cstdio>

namespace ttsim {

// `, "resources": {...}`: engines, RISC-V cores and NoC interfaces of the cores that ran, DRAM banks, links that were used.
void write_resources(std::FILE* file);

}  // namespace ttsim
