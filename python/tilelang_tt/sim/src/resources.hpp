// Clocks in which the parts of the chip worked, for the report.
#pragma once

#include <string>

namespace ttsim {

// As an object of JSON: engines, RISC-V cores and NoC interfaces of the cores that ran, DRAM banks, links that were used.
std::string resources_json();

}  // namespace ttsim
