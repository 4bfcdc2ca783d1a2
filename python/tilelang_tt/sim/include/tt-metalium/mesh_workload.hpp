// Programs for the devices of a mesh.
#pragma once

#include <map>
#include <utility>

#include <tt-metalium/mesh_coord.hpp>
#include <tt-metalium/program.hpp>

namespace tt::tt_metal::distributed {

class MeshWorkload {
  public:
    void add_program(const MeshCoordinateRange& range, Program&& program);
    std::map<MeshCoordinateRange, Program>& get_programs() {
        return programs_;
    }

  private:
    std::map<MeshCoordinateRange, Program> programs_;
};

}  // namespace tt::tt_metal::distributed
