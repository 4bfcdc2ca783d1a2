#pragma once

#include "ttsim/formats.h"
