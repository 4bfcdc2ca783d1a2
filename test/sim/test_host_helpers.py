"""What host programs use besides buffers and launches: ranges of cores, printing, vectors of bfloat16, arguments."""

from __future__ import annotations

from tilelang_tt.sim.driver import Simulator

HOST = """\
#include <fmt/base.h>

#include <string>
#include <vector>

#include <tt-metalium/bfloat16.hpp>
#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/host_api.hpp>

using namespace tt::tt_metal;

enum class Kind { first = 3 };

int main() {
    fmt::print("{} {:.2f} {:>5}|{:<4}| {:x} {:04} {} {{}} {}\\n", 1, 2.345, 7, "ab", 255, 42, true, Kind::first);
    const CoreRange range({1, 2}, {2, 3});
    for (auto& core : range) {
        fmt::print("{} ", core.str());
    }
    const CoreRangeSet set(range);
    fmt::print("{} {} {}\\n", range.str(), set.str(), range.contains(CoreRange({1, 2}, {1, 3})));
    fmt::print("{} {}\\n", set.contains(CoreRangeSet(range)), set.contains(CoreRangeSet(CoreRange({1, 2}, {3, 3}))));
    fmt::print("{} {}\\n", grid_to_cores(3, 2, 2, true)[2].str(), grid_to_cores(3, 2, 2)[2].str());
    const auto random = unpack_uint32_vec_into_bfloat16_vec(create_random_vector_of_bfloat16(64, 2, 1, 4));
    bool inside = random.size() == 32;
    for (const bfloat16 value : random) {
        inside = inside && static_cast<float>(value) >= 4 && static_cast<float>(value) <= 6;
    }
    fmt::print("{} {:x}\\n", inside, create_constant_vector_of_bfloat16(4, 1.0f)[0]);
    Program program = CreateProgram();
    const auto kernel = CreateKernelFromString(program, "void kernel_main() {}", CoreCoord{0, 0}, ComputeConfig{});
    SetCommonRuntimeArgs(program, kernel, {7, 8});
    GetCommonRuntimeArgs(program, kernel)[1] = 9;
    fmt::print("{} {}\\n", GetCommonRuntimeArgs(program, kernel)[0], GetCommonRuntimeArgs(program, kernel)[1]);
}
"""


def test_helpers_of_host_programs(tmp_path):
    (tmp_path / "main.cpp").write_text(HOST)
    result = Simulator().build(tmp_path).run()
    assert result.ok, result.stderr
    box = "[(x=1,y=2) - (x=2,y=3)]"
    assert result.stdout.splitlines() == [
        "1 2.35     7|ab  | ff 0042 true {} 3",
        f"(x=1,y=2) (x=2,y=2) (x=1,y=3) (x=2,y=3) {box} {{{box}}} true",
        "true false",
        "(x=0,y=1) (x=1,y=0)",
        "true 3f803f80",
        "7 9",
    ]
