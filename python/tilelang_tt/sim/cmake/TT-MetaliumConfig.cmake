# find_package(TT-Metalium) of a project for TT-Metalium: TT::Metalium is then the simulator.
#
#     cmake -S . -B build -DTT-Metalium_DIR="$(python -m tilelang_tt.sim.paths)"
#
# The library is built, once, by the Python that has tilelang_tt: Python3_EXECUTABLE, or the one CMake finds.

if(TARGET TT::Metalium)
    return()
endif()
find_package(Python3 REQUIRED COMPONENTS Interpreter)
find_package(Threads REQUIRED)
execute_process(
    COMMAND
        "${Python3_EXECUTABLE}" -c
        "from tilelang_tt.sim import paths, toolchain; print(toolchain.library(paths.cache_dir()), end='')"
    OUTPUT_VARIABLE _ttsim_library
    COMMAND_ERROR_IS_FATAL ANY
)
add_library(TT::Metalium SHARED IMPORTED)
set_target_properties(
    TT::Metalium
    PROPERTIES
        IMPORTED_LOCATION "${_ttsim_library}"
        IMPORTED_NO_SONAME TRUE
        INTERFACE_INCLUDE_DIRECTORIES "${CMAKE_CURRENT_LIST_DIR}/../include"
        INTERFACE_COMPILE_FEATURES cxx_std_20
        INTERFACE_COMPILE_OPTIONS -Wno-narrowing
        INTERFACE_LINK_LIBRARIES Threads::Threads
)
unset(_ttsim_library)
