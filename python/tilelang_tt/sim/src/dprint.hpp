#pragma once

namespace ttsim {

// Puts out lines that have no end yet; at the end of a program.
void finish_printing();

}  // namespace ttsim
