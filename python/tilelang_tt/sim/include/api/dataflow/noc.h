#pragma once

#include "ttsim/objects/noc.h"

using ttsim::objects::Noc;
