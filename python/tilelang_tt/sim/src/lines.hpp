// Lines of kernels by address of code, from the line tables that kernels are compiled with.
#pragma once

#include "../include/ttsim/abi.h"

namespace ttsim {

// The source position of the instruction before a return address, with the file as the compiler was given it; line 0
// where the object has no line for it. Names live as long as the process.
Loc line_before(const void* return_address);

}  // namespace ttsim
