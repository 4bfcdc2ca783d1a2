#pragma once

#include "api/dataflow/tensor_accessor.h"
