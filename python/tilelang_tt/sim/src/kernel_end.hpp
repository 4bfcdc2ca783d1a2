// Checks of a thread at the end of its kernel.
#pragma once

#include "chip.hpp"

namespace ttsim {

void finish_thread(Thread& thread);

}  // namespace ttsim
