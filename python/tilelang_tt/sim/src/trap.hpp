// Memory faults and endless loops of kernels, turned into findings.
#pragma once

namespace ttsim {

// Catches SIGSEGV and SIGBUS while threads run, and calls a loop endless that makes no API call for some seconds.
void install_traps();
void remove_traps();

}  // namespace ttsim
