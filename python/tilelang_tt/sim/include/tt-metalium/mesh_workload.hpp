#pragma once

#include <utility>
#include <vector>

#include <tt-metalium/mesh_coord.hpp>
#include <tt-metalium/program.hpp>

namespace tt::tt_metal::distributed {

class MeshWorkload {
  public:
    void add_program(const MeshCoordinateRange& range, Program&& program) {
        programs_.emplace_back(range, std::move(program));
    }
    std::vector<std::pair<MeshCoordinateRange, Program>>& get_programs() {
        return programs_;
    }

  private:
    std::vector<std::pair<MeshCoordinateRange, Program>> programs_;
};

}  // namespace tt::tt_metal::distributed
