// The machine-readable report: findings, counters, clocks as JSON (TTSIM_REPORT).
#pragma once

#include <string>

namespace ttsim {

// Writes the report to the path the environment names; does nothing without one.
void write_report();
// A string of JSON.
std::string quoted(const std::string& text);

}  // namespace ttsim
