#pragma once

#include "tt-logger/tt-logger.hpp"
