// The names that the watcher of a chip has for what is found.
#pragma once

#include <string>

namespace ttsim {

// The watcher's error, assertion or waypoint for a finding; "" where it has none: it does not look.
const char* watcher_name(const std::string& code, const std::string& call);

}  // namespace ttsim
