#pragma once

#include "experimental/noc.h"
#include "ttsim/objects/tensor.h"

namespace experimental {
using ::PageView;
using ::ShardView;
}  // namespace experimental
