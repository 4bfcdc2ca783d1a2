#pragma once

#include "api/lock.h"
