// The machine-readable report: findings, counters, clocks as JSON (TTSIM_REPORT).
#pragma once

namespace ttsim {

// Writes the report to the path the environment names; does nothing without one.
void write_report();

}  // namespace ttsim
