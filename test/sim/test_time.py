"""Clocks: what the NoCs, the banks and the engines of a core let through, against published measurements."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tilelang_tt.sim.driver import Simulator

BENCH = Path(__file__).resolve().parents[1] / "bench"
sys.path.append(str(BENCH))

from published import rows  # noqa: E402

# 12 cores far apart, each with a bank of its own, move 64 packets of 8 KiB at once. READ and NOC are defines.
MAIN = """
#include <array>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/host_api.hpp>
using namespace tt::tt_metal;
int main() {
    auto device = distributed::MeshDevice::create_unit_mesh(0);
    constexpr uint32_t packet = 8192, packets = 64;
    auto dram = distributed::MeshBuffer::create(
        distributed::ReplicatedBufferConfig{.size = 12 * packet},
        distributed::DeviceLocalBufferConfig{.page_size = packet, .buffer_type = BufferType::DRAM}, device.get());
    Program program = CreateProgram();
    const std::array<std::array<uint32_t, 2>, 12> places{{%PLACES%}};
    for (uint32_t bank = 0; bank < 12; ++bank) {
        const CoreCoord core{places[bank][0], places[bank][1]};
        CircularBufferConfig config(packet, {{0, tt::DataFormat::UInt32}});
        CreateCircularBuffer(program, core, config.set_page_size(0, packet));
        auto kernel = CreateKernel(program, "kernels/move.cpp", core, DataMovementConfig{
            .processor = DataMovementProcessor::RISCV_0, .noc = NOC::NOC_%NOC%, .defines = {{"%DIRECTION%", "1"}}});
        SetRuntimeArgs(program, kernel, core, {bank, static_cast<uint32_t>(dram->address()), packets});
    }
    distributed::MeshWorkload workload;
    workload.add_program(distributed::MeshCoordinateRange(device->shape()), std::move(program));
    distributed::EnqueueMeshWorkload(device->mesh_command_queue(), workload, true);
    device->close();
}
"""
KERNEL = """
#include "api/dataflow/dataflow_api.h"
void kernel_main() {
    const uint64_t there = get_noc_addr_from_bank_id<true>(get_arg_val<uint32_t>(0), get_arg_val<uint32_t>(1));
    cb_reserve_back(0, 1);
    const uint32_t here = get_write_ptr(0);
    for (uint32_t i = 0; i < get_arg_val<uint32_t>(2); ++i) {
#ifdef READ
        noc_async_read(there, here, 8192);
#else
        noc_async_write(here, there, 8192);
#endif
    }
#ifdef READ
    noc_async_read_barrier();
#else
    noc_async_write_barrier();
#endif
}
"""
# Four deals of 12 of the 64 cores to the banks.
DEALS = [[((17 * i + 5 * deal) % 8, (11 * i + 3 * deal + i // 8) % 8) for i in range(12)] for deal in range(4)]


def bandwidth(directory: Path, direction: str, noc: int, places: list[tuple[int, int]]) -> float:
    """Bytes per clock of all 12 cores."""
    (directory / "kernels").mkdir(parents=True)
    text = MAIN.replace("%PLACES%", ", ".join(f"{{{x}, {y}}}" for x, y in places))
    (directory / "main.cpp").write_text(text.replace("%NOC%", str(noc)).replace("%DIRECTION%", direction))
    (directory / "kernels" / "move.cpp").write_text(KERNEL)
    result = Simulator(findings="ignore").build(directory).run()
    assert result.returncode == 0, result.stderr
    return 12 * 64 * 8192 / result.clocks


def test_places_differ():
    assert all(len(set(places)) == 12 for places in DEALS)


def test_reads_are_for_noc_0_and_writes_for_noc_1(tmp_path):
    """ISA documentation, 12 random cores: reads 190 and 82 GB/s, writes 57 to 77 and 155 to 173, of 288."""
    measured = {
        (direction, noc): sum(
            bandwidth(tmp_path / f"{direction}{noc}{i}", direction, noc, places) for i, places in enumerate(DEALS[:2])
        )
        / 2
        for direction in ("READ", "WRITE")
        for noc in (0, 1)
    }
    assert 130 < measured["READ", 0] < 240 and 50 < measured["READ", 1] < 110
    assert 50 < measured["WRITE", 0] < 110 and 130 < measured["WRITE", 1] < 240


def test_cores_beside_their_banks_have_all_of_the_bandwidth(tmp_path):
    """Measured with carefully chosen cores: 265 of 288 GB/s."""
    # Right of the bank's endpoint, in its row; those of row 11, which has no cores here, below it.
    left = [(0, 0), (1, 0), (0, 4), (0, 5)]
    right = [(5, 0), (4, 0), (4, 1), (4, 7), (4, 6), (4, 2), (4, 4), (4, 5)]
    assert bandwidth(tmp_path / "near", "READ", 0, [*left, *right]) > 240


@pytest.mark.parametrize("arguments", ["bf16 HiFi4 l1 4 1 1", "bfp8 HiFi2 l1 2 1 1", "bf16 HiFi4 dram 2 2 1"])
def test_calibration_program_is_right(arguments):
    result = Simulator().build(BENCH / "calibration").run([*"128 256 192 2 2".split(), *arguments.split(), "check"])
    assert result.ok, result.stdout + result.stderr


def test_estimate_is_near_the_published_measurement():
    """1024 x 1024 x 1024, bf16, HiFi4: 77 % of the peak of the matrix units."""
    row = next(r for r in rows("wormhole", 128) if (r.unit, r.fidelity) == (128, "HiFi4"))
    result = Simulator().build(BENCH / "calibration").run(row.arguments)
    assert result.ok, result.stderr
    assert abs(100 * row.ideal / result.clocks / row.percent - 1) < 0.1
    resources = result.counters["resources"]
    assert len(resources["cores"]) == 64 and len(resources["banks"]) == 12
    core = resources["cores"][9]
    products = (1024 // 32) ** 3 // 64
    assert core["math"] >= 64 * products and core["pack"] > 0 and core["sfpu"] == 0
    assert all(core[name] <= result.clocks for name in ("unpack", "math", "pack", "brisc", "ncrisc"))
    # B goes from DRAM to the first row, over NoC 0; then down the columns, and A along the rows over NoC 1.
    assert sum(resources["banks"]) == pytest.approx(1024 * 1024 * 2 / 23.2, rel=0.02)
    assert {(link["noc"], link["direction"]) for link in resources["links"]} == {(0, "+x"), (0, "+y"), (1, "-x")}
