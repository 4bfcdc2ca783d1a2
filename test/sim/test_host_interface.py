"""What programs of other people use besides the common path: traces of workloads, semaphores that outlive a program,
prints of kernels, kernels by their path in a source tree, headers and macros from the command line.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from tilelang_tt.sim.driver import FINDING_EXIT_CODE, Simulator
from tilelang_tt.tools import tt_run

OPENING = """\
#include <tt-logger/tt-logger.hpp>
#include <tt-metalium/allocator.hpp>
#include <tt-metalium/bfloat16.hpp>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/global_semaphore.hpp>
#include <tt-metalium/hal.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/math.hpp>
#include <tt-metalium/tt_align.hpp>
#include <tt-metalium/tt_metal.hpp>
#include <tt-metalium/util.hpp>

using namespace tt;
using namespace tt::tt_metal;
using namespace tt::tt_metal::distributed;

"""

# Core 0 adds 5 to a word of L1 in core 1 through a semaphore of the device's; both kernels run once per replay.
REPLAYED = (
    OPENING
    + """\
int main() {
    auto device = MeshDevice::create(MeshDeviceConfig(MeshShape(1, 1)));
    auto& queue = device->mesh_command_queue();
    const CoreRange both({0, 0}, {1, 0});
    auto given = CreateGlobalSemaphore(device.get(), CoreRangeSet(both), 7);
    const CoreCoord target = device->worker_core_from_logical_core({1, 0});
    const std::array<uint32_t, 3> args = {static_cast<uint32_t>(given.address()), target.x, target.y};
    Program program = CreateProgram();
    CreateSemaphore(program, both, INVALID);
    auto add = CreateKernelFromString(
        program,
        "#include \\"api/dataflow/dataflow_api.h\\"\\n"
        "void kernel_main() {\\n"
        "    noc_semaphore_inc(get_noc_addr(get_arg_val<uint32_t>(1), get_arg_val<uint32_t>(2),"
        "        get_arg_val<uint32_t>(0)), 5);\\n"
        "    noc_async_atomic_barrier();\\n"
        "}\\n",
        CoreCoord(0, 0),
        DataMovementConfig{});
    auto wait = CreateKernelFromString(
        program,
        "#include \\"api/dataflow/dataflow_api.h\\"\\n"
        "void kernel_main() {\\n"
        "    auto word = reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_arg_val<uint32_t>(0));\\n"
        "    noc_semaphore_wait_min(word, 12);\\n"
        "}\\n",
        CoreCoord(1, 0),
        DataMovementConfig{});
    SetRuntimeArgs(program, add, CoreCoord(0, 0), args);
    SetRuntimeArgs(program, wait, CoreCoord(1, 0), {args[0]});
    MeshWorkload workload;
    workload.add_program(MeshCoordinateRange(device->shape()), std::move(program));

    const auto word = [&] {
        std::vector<uint32_t> read;
        detail::ReadFromDeviceL1(device.get(), CoreCoord(1, 0), given.address(), 4, read);
        return read[0];
    };
    const auto trace = device->begin_mesh_trace(queue);
    EnqueueMeshWorkload(queue, workload, false);
    device->end_mesh_trace(queue, trace);
    fmt::print("recorded {}\\n", word());
    device->replay_mesh_trace(queue, trace, false);
    device->replay_mesh_trace(queue, trace, true);
    queue.enqueue_wait_for_event(queue.enqueue_record_event());
    device->release_mesh_trace(trace);
    fmt::print("replayed {}\\n", word());
    given.reset_semaphore_value(12);
    fmt::print("reset {}\\n", word());

    const auto alignment = device->allocator()->get_alignment(BufferType::DRAM);
    fmt::print("{} {} {}\\n", alignment == hal::get_dram_alignment(), align(5, 32), div_up(65, 32));
    fmt::print("{} {}\\n", detail::TileSize(DataFormat::Bfp8_b), float(create_identity_matrix(2, 2, 2)[3]));
    log_info(LogTest, "{} devices", GetNumAvailableDevices());
    log_debug(LogTest, "not shown");
    try {
        TT_FATAL(word() == 13, "it is {}, not {}", word(), 13);
    } catch (const std::exception& error) {
        fmt::print("{}\\n", error.what());
    }
    return 0;
}
"""
)


def test_traces_and_semaphores_of_the_device(tmp_path):
    (tmp_path / "main.cpp").write_text(REPLAYED)
    result = Simulator("blackhole").build(tmp_path).run()
    assert result.ok, result.stdout + result.stderr
    *lines, failure = result.stdout.splitlines()
    assert lines == ["recorded 7", "replayed 17", "reset 12", "true 32 3", "1088 1"]
    assert re.fullmatch(r".*main.cpp:\d+: word\(\) == 13 failed: it is 12, not 13", failure)
    assert result.stderr == "info | 1 devices\n"


MESHES = [
    ("MeshDevice::create(MeshDeviceConfig(MeshShape(2, 4)))", "MESH_SHAPE", "a mesh of 2 x 4 devices"),
    ("MeshDevice::create_unit_mesh(0)->replay_mesh_trace(0, 3, true)", "MESH_TRACE", "there is no trace 3"),
]


@pytest.mark.parametrize(("call", "code", "cause"), MESHES)
def test_what_one_device_cannot_do(tmp_path, call, code, cause):
    (tmp_path / "main.cpp").write_text(OPENING + f"int main() {{ {call}; return 0; }}\n")
    result = Simulator().build(tmp_path).run()
    assert (result.returncode, result.findings[0].code) == (FINDING_EXIT_CODE, code)
    assert cause in result.findings[0].cause


PRINTING = """\
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>

using namespace tt::tt_metal;

int main() {
    auto device = distributed::MeshDevice::create_unit_mesh(0);
    Program program = CreateProgram();
    const CoreRange cores({0, 0}, {2, 0});
    for (const uint8_t id : {0, 16}) {
        CircularBufferConfig config(2048, {{id, tt::DataFormat::Float16_b}});
        CreateCircularBuffer(program, cores, config.set_page_size(id, 2048));
    }
    CreateKernel(program, "PREFIXkernels/print.cpp", cores, ReaderDataMovementConfig{});
    CreateKernel(program, "PREFIXkernels/compute.cpp", cores, ComputeConfig{});
    distributed::MeshWorkload workload;
    workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
    distributed::EnqueueMeshWorkload(device->mesh_command_queue(), workload, false);
}
"""
# Without the interface's header, which the firmware includes for data-movement kernels.
PRINT = """\
void kernel_main() {
    DPRINT << "x " << get_absolute_logical_x() << " " << -3 << " " << HEX() << 255 << DEC() << ENDL();
    DPRINT << FIXED() << SETPRECISION(2) << 1.5f << " " << BF16(0x3F80) << SETW(5) << U32(7) << "!" << '\\n';
    DPRINT("{} {{}} {:#x} {:.1f}|{:4}|\\n", 1, 255, 2.25f, 8);
    DPRINT_DATA0(DPRINT << "not this core" << ENDL());
    DPRINT_DATA1(DPRINT << "this core" << ENDL());
    auto tile = reinterpret_cast<volatile tt_l1_ptr uint16_t*>(get_write_ptr(0));
    cb_reserve_back(0, 1);
    for (uint32_t i = 0; i < 1024; ++i) {
        tile[i] = i < 256 ? 0x3F80 : 0x4000;
    }
    DEVICE_PRINT("{}", TileSlice(0, 0, SliceRange::hw0_32_16(), TSLICE_INPUT_CB, TSLICE_WR_PTR, true, true));
    DPRINT << "no end of line";
}
"""
COMPUTE = """\
#include "api/compute/common.h"
#include "api/debug/dprint.h"

void kernel_main() {
    DPRINT_MATH(DPRINT << "matrix unit" << ENDL());
    DPRINT_PACK({ DPRINT << "packer" << ENDL(); });
}
"""


def printing(directory, prefix=""):
    (directory / "kernels").mkdir(parents=True)
    (directory / "main.cpp").write_text(PRINTING.replace("PREFIX", prefix))
    (directory / "kernels" / "print.cpp").write_text(PRINT)
    (directory / "kernels" / "compute.cpp").write_text(COMPUTE)
    return directory


def test_prints_of_kernels(tmp_path):
    executable = Simulator().build(printing(tmp_path / "program"))
    silent = executable.run()
    assert silent.ok and silent.stdout == "", silent.stderr
    heard = executable.run(env={"TT_METAL_DPRINT_CORES": "(1,0)-(2,0)"})
    expected = [
        "NC: x {x} -3 ff",
        "NC: 1.50 1.00    7!",
        "NC: 1 {{}} 0xff 2.2|   8|",
        "NC: this core",
        "NC: 1 2 ",
        "NC: 2 2 ",
        "NC: no end of line",
        "TR1: matrix unit",
        "TR2: packer",
    ]
    lines = [f"0:(x={x},y=0):{line.format(x=x)}" for x in (1, 2) for line in expected]
    assert sorted(heard.stdout.splitlines()) == sorted(lines)
    one = executable.run(env={"TT_METAL_DPRINT_CORES": "0,0", "TT_METAL_DPRINT_PREPEND_DEVICE_CORE_RISC": "0"})
    assert "x 0 -3 ff" in one.stdout.splitlines() and len(one.stdout.splitlines()) == len(expected)


def test_kernels_by_their_path_in_a_source_tree(tmp_path):
    program = printing(tmp_path / "tree" / "examples" / "print", "examples/print/")
    assert Simulator().build(program).run().ok


GIVEN = """\
#include "shared.hpp"
#include <fmt/base.h>

int main(int argc, char** argv) {
    fmt::print("{} {} {}\\n", SHARED, NAME, argc > 1 ? argv[1] : "");
    return 0;
}
"""


def test_headers_macros_and_arguments_from_the_command_line(tmp_path):
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "shared.hpp").write_text("#define SHARED 5\n")
    (tmp_path / "program").mkdir()
    (tmp_path / "program" / "program.cpp").write_text(GIVEN)
    flags = ["--include", str(tmp_path / "shared"), "--define", 'NAME="n"', "--findings", str(tmp_path / "f.json")]
    out, err = io.StringIO(), io.StringIO()
    assert tt_run.main([str(tmp_path / "program"), *flags, "--", "--argument"], io.StringIO(), out, err) == 0, (
        err.getvalue()
    )
    assert out.getvalue() == "5 n --argument\n"
    assert json.loads((tmp_path / "f.json").read_text()) == {"findings": []}


def test_findings_after_the_first(tmp_path):
    printing(tmp_path / "program")
    (tmp_path / "program" / "kernels" / "print.cpp").write_text(
        "void kernel_main() {\n    cb_push_back(0, 1);\n    cb_pop_front(16, 1);\n}\n"
    )
    for flags, lines in ((["--keep-going"], [2, 3]), ([], [2])):
        found = tmp_path / "found.json"
        flags = [*flags, "--findings", str(found)]
        out, err = io.StringIO(), io.StringIO()
        code = tt_run.main([str(tmp_path / "program"), *flags], io.StringIO(), out, err)
        findings = json.loads(found.read_text())["findings"]
        assert (code, sorted(item["line"] for item in findings)) == (FINDING_EXIT_CODE, sorted(lines)), err.getvalue()


def test_flags_for_programs_written_by_hand_alone():
    for flags, message in (
        (["--define", "A=1"], "--define has no effect: 'examples/gemm.py:matmul' is no program written by hand"),
        (["--", "argument"], "'examples/gemm.py:matmul' is no program written by hand, which could take arguments"),
    ):
        err = io.StringIO()
        assert tt_run.main(["examples/gemm.py:matmul", *flags], io.StringIO(), io.StringIO(), err) != 0
        assert message in err.getvalue()


CMAKE = """\
cmake_minimum_required(VERSION 3.22)
project(given CXX)
add_executable(given program.cpp)
find_package(TT-Metalium REQUIRED)
target_link_libraries(given PUBLIC TT::Metalium)
"""


@pytest.mark.skipif(shutil.which("cmake") is None, reason="there is no cmake")
def test_cmake_project(tmp_path):
    printing(tmp_path / "program")
    (tmp_path / "program" / "main.cpp").rename(tmp_path / "program" / "program.cpp")
    (tmp_path / "program" / "CMakeLists.txt").write_text(CMAKE)
    directory = subprocess.run(
        [sys.executable, "-m", "tilelang_tt.sim.paths"], capture_output=True, text=True, check=True
    ).stdout.strip()
    build = tmp_path / "build"
    options = [f"-DTT-Metalium_DIR={directory}", f"-DPython3_EXECUTABLE={sys.executable}"]
    for command in (["-S", str(tmp_path / "program"), "-B", str(build), *options], ["--build", str(build)]):
        done = subprocess.run(["cmake", *command], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    environment = {**os.environ, "TT_METAL_DPRINT_CORES": "0,0", "TTSIM_ARCH": "blackhole"}
    run = subprocess.run(
        [str(build / "given")], cwd=tmp_path / "program", env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0 and "0:(x=0,y=0):TR1: matrix unit" in run.stdout.splitlines(), run.stderr
