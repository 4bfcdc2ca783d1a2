#pragma once

#include "experimental/noc.h"
#include "ttsim/objects/endpoints.h"

namespace experimental {
using ::AllocatorBank;
using ::AllocatorBankType;
using ::MulticastEndpoint;
using ::UnicastEndpoint;
}  // namespace experimental
