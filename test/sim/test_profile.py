"""What the time of a run goes to: parts add up to their wholes, known programs have their known limits, findings, the page."""

from __future__ import annotations

import dataclasses
import json
import re
import xml.etree.ElementTree as ElementTree
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hand_written import PROGRAMS
from program_text import line_of, write_program

from tilelang_tt.diagnostics import Where
from tilelang_tt.sim.driver import FINDING_EXIT_CODE, RunResult, Simulator
from tilelang_tt.sim.profile import Names, Profile, Spent, Stall, read_profile
from tilelang_tt.sim.profile.model import total
from tilelang_tt.sim.profile.resources import busiest


def profiled(directory: Path, **options: Any) -> tuple[RunResult, Profile]:
    result = Simulator(profile=True, **options).build(directory).run()
    return result, read_profile(result.counters, directory)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunResult, Profile]:
    """Four tiles through one core."""
    return profiled(write_program(tmp_path_factory.mktemp("profiled")))


@pytest.fixture(scope="module")
def multicast() -> tuple[RunResult, Profile]:
    """Six cores with different kernels, which wait for one another."""
    return profiled(PROGRAMS / "matmul_multicast")


@pytest.fixture(params=["small", "multicast"])
def run(request: pytest.FixtureRequest) -> tuple[RunResult, Profile]:
    found: tuple[RunResult, Profile] = request.getfixturevalue(request.param)
    return found


def test_a_profile_changes_nothing_of_the_run(small, tmp_path):
    plain = Simulator().build(write_program(tmp_path)).run()
    report = {name: value for name, value in small[0].counters.items() if name != "profile"}
    assert (report, small[0].stdout) == (plain.counters, plain.stdout)
    assert small[1].report == plain.counters and small[1].clocks == plain.clocks


def test_every_clock_of_a_thread_is_counted_once(run):
    result, profile = run
    (program,) = profile.programs
    assert program.clocks == result.clocks == max(core.clocks for core in program.cores)
    kernels, lines = defaultdict(list), defaultdict(list)
    for core in program.cores:
        for thread in core.threads:
            kernels[thread.kernel, thread.thread].append(thread.spent)
            by_kind: dict[str, int] = defaultdict(int, busy=thread.spent.busy)
            for stall in thread.spent.stalls:
                by_kind[stall.kind] += stall.clocks
            in_time = {kind: sum(clocks) for kind, clocks in thread.timeline.items()}
            assert in_time == {kind: clocks for kind, clocks in by_kind.items() if clocks}
            columns = [sum(column) for column in zip(*thread.timeline.values(), strict=True)]
            assert max(columns) <= program.bucket and len(columns) <= 256
            full = thread.spent.clocks // program.bucket
            assert columns[:full] == [program.bucket] * full, "from the start to the end of the thread"
    for line in program.lines:
        lines[line.kernel, line.thread].append(line.spent)
    assert {key: total(spents) for key, spents in kernels.items()} == {
        (kernel.file, kernel.thread): kernel.spent for kernel in program.kernels
    }
    for kernel in program.kernels:
        assert total(lines[kernel.file, kernel.thread]) == kernel.spent
        assert kernel.cores == len(kernels[kernel.file, kernel.thread])
        assert kernel.share == pytest.approx(kernel.spent.clocks / (kernel.cores * program.clocks))


def test_stalls_are_those_of_the_counters(run):
    result, profile = run
    waited: dict[tuple[str, int], int] = defaultdict(int)
    for core in profile.programs[0].cores:
        for thread in core.threads:
            for stall in thread.spent.stalls:
                waited[stall.kind, stall.id] += stall.clocks
    counted: dict[tuple[str, int], int] = defaultdict(int)
    for core in result.counters["counters"]["cores"]:
        for cb, stats in core["cbs"].items():
            counted["cb_data", int(cb)] += stats["wait_stall"]
            counted["cb_space", int(cb)] += stats["reserve_stall"]
    assert {key: n for key, n in waited.items() if key[0].startswith("cb_")} == {k: n for k, n in counted.items() if n}


def test_totals_are_those_of_the_counters(run):
    result, profile = run
    (program,), counters = profile.programs, result.counters["counters"]
    for name in ("dram_read_bytes", "dram_write_bytes", "multicast_bytes", "l1_write_bytes"):
        assert program.traffic(name) == counters[name]
    assert program.noc_bytes == counters["noc_bytes"]
    assert sum(read + written for read, written in program.banks) == program.dram_bytes
    assert program.matmul_flops == 2 * 32**3 * counters["ops"]["matmul"]
    assert program.vector_flops == 1024 * counters["ops"]["sfpu"]
    clocks = 16 * 4 * counters["ops"]["matmul"]  # HiFi4
    assert program.utilisation == pytest.approx(clocks / (64 * program.clocks))
    assert 0 < program.dram_use < 1.001 * program.busiest_bank < 1 and 0 < program.balance <= 1


def test_lines_say_where_and_what(small):
    (program,) = small[1].programs
    (barrier,) = (line for line in program.lines if line.text == "noc_async_read_barrier();")
    assert barrier.where == Where("reader.cpp", line_of("reader.cpp", "noc_async_read_barrier"), 0)
    assert (barrier.kernel, barrier.thread) == ("reader.cpp", "NCRISC") and barrier.source is None
    assert dict(barrier.calls) == {"noc_async_read_barrier": 4}
    assert [stall.what for stall in barrier.spent.stalls] == ["NoC reads"]
    both = [line for line in program.lines if line.text == "copy_tile(cb_a, 0, 0);"]
    assert [(line.thread, dict(line.calls)) for line in both] == [
        ("UNPACK", {"copy_tile": 4}),
        ("MATH", {"copy_tile": 4}),
    ]
    assert all(line.spent.clocks > 0 for line in program.lines)


def test_circular_buffers(small):
    (core,) = small[1].programs[0].cores
    found = {cb.id: (cb.producer, cb.consumer, cb.high_water, cb.pages) for cb in core.buffers}
    assert found == {
        0: ("NCRISC", "UNPACK", 1, 2),
        1: ("NCRISC", "UNPACK", 1, 2),
        16: ("PACK", "BRISC", 1, 2),
        24: (None, None, 0, 1),
    }
    assert core.l1_bytes == 3 * 2 * 2048 + 4096


def test_two_profiles_agree(small, tmp_path):
    again = profiled(write_program(tmp_path))[1]
    assert again == small[1] and str(again) == str(small[1]) and again.html() == small[1].html()


READS = [("noc_async_read_barrier();", "noc_async_read_barrier();\n" + "        riscv_wait(9000);")]


@pytest.mark.parametrize(
    ("options", "changes", "said"),
    [
        ({}, {}, r"MATH, busy \d+%, \d+% of it in compute\.cpp:22 with exp_tile "),
        (
            {"noc_latency": 20000},
            {},
            r"latency of reads from DRAM; .*UNPACK waits \d+% for data in CB 0; NCRISC waits 79% for NoC reads",
        ),
        (
            {},
            {"reader.cpp": READS},
            r"NCRISC, busy 9\d%, \d+% of it in reader\.cpp:20 with riscv_wait \(.*UNPACK waits",
        ),
    ],
    ids=["vector unit", "latency", "reader"],
)
def test_the_limit_is_named(tmp_path, options, changes, said):
    result, profile = profiled(write_program(tmp_path, changes), **options)
    assert result.ok
    assert re.match(f"limit: {said}", profile.programs[0].bottleneck), profile.programs[0].bottleneck


def test_cores_that_wait_for_others(multicast):
    (program,) = multicast[1].programs
    waiting = [core for core in program.cores if any(t.kernel.endswith("receive_a.cpp") for t in core.threads)]
    assert len(waiting) == 4
    for core in waiting:
        reader = core.thread("NCRISC")
        assert reader is not None and reader.spent.stalls[0].what == "semaphore 1"
    said = re.fullmatch(
        r"limit: latency of (?:read|write)s .*MATH waits .* for (NoC \w+|semaphore \d)\)", program.bottleneck
    )
    assert said is not None, program.bottleneck


def test_a_run_that_ends_in_a_finding(tmp_path):
    directory = write_program(tmp_path, {"compute.cpp": [("        cb_pop_front(cb_a, 1);\n", "")]})
    result, profile = profiled(directory)
    (program,) = profile.programs
    assert result.returncode == FINDING_EXIT_CODE and not program.finished and profile.report["clocks"] == 0
    ends = {thread.thread: thread for thread in program.cores[0].threads}
    assert {name: thread.spent.clocks for name, thread in ends.items()} == dict.fromkeys(ends, program.clocks)
    assert ends["NCRISC"].spent.stalls[0].what == "space in CB 0"
    assert f"{program.clocks:,} clocks, " in str(profile) and ", up to the finding\n" in str(profile)


def test_each_launch_is_a_program(tmp_path, small):
    launch = "    distributed::EnqueueMeshWorkload(queue, workload, false);\n"
    result, profile = profiled(write_program(tmp_path, {"main.cpp": [(launch, 20 * launch)]}))
    assert result.ok and [program.name for program in profile.programs] == [f"program {i}" for i in range(1, 21)]
    first, *_, last = profile.programs
    assert profile.clocks == result.clocks == 20 * first.clocks
    assert dataclasses.replace(first, name="", cores=()) == dataclasses.replace(last, name="", cores=())
    assert first.cores == small[1].programs[0].cores
    assert last.cores[0].threads[0].timeline == {}, "sixteen programs have timelines"
    check_page(profile.html())


def test_names_of_the_compiler(small, tmp_path):
    result, _ = small
    names = [Names("scaled", {0: "cb_rows"})]
    profile = read_profile(
        result.counters, write_program(tmp_path), lambda file, line: Where("k.py", line // 10 + 1, 5), names
    )
    (program,) = profile.programs
    assert program.name == "scaled" and re.search(r"waits [\d.]+% \(data in CB 0 \(cb_rows\) ", str(profile))
    assert all(line.source == Where("k.py", line.where.line // 10 + 1, 5) for line in program.lines)
    assert [line.where.line for line in program.source_lines] == [2, 3, 4]
    summed: dict[str, Spent] = defaultdict(Spent)
    for line in program.source_lines:
        for thread, spent in line.threads.items():
            summed[thread] = total([summed[thread], spent])
            assert line.shares[thread] == pytest.approx(spent.clocks / program.clocks)
    assert summed == {kernel.thread: kernel.spent for kernel in program.kernels}


def test_sums_of_stalls():
    parts = [
        Spent(1, (Stall("cb_data", 0, "a", 5),)),
        Spent(2, (Stall("cb_data", 1, "b", 7), Stall("cb_data", 0, "a", 4))),
    ]
    assert total(parts) == Spent(3, (Stall("cb_data", 0, "a", 9), Stall("cb_data", 1, "b", 7)))
    assert total(parts).stalled == 16 and total(parts).clocks == 19 and total([]) == Spent()


def check_page(text: str) -> None:
    """Well-formed as XML, nothing from elsewhere, names in pictures inside of them."""
    body = text.removeprefix("<!DOCTYPE html>\n").replace('<meta charset="utf-8">', "")
    body = body.replace('<meta name="viewport" content="width=device-width, initial-scale=1">', "")
    root = ElementTree.fromstring(body)
    assert not any(node.tag in ("script", "link", "img", "iframe") for node in root.iter())
    assert "http" not in text and "url(" not in text
    for svg in root.iter("svg"):
        width, height = float(svg.get("width") or 0), float(svg.get("height") or 0)
        assert svg.get("aria-label") or svg.get("aria-hidden")
        for node in svg.iter("text"):
            x, wide = float(node.get("x") or 0), 6.7 * len("".join(node.itertext()))
            left = {"middle": x - wide / 2, "end": x - wide}.get(node.get("text-anchor") or "", x)
            assert -1 <= left and left + wide <= width + 1 and 0 < float(node.get("y") or 0) <= height, node.text
        for node in svg.iter("rect"):
            assert float(node.get("x") or 0) + float(node.get("width") or 0) <= width
            assert float(node.get("height") or 0) >= 0


def test_the_page(run):
    text = run[1].html()
    check_page(text)
    for heading in (
        "Timeline of ",
        "Cores: share of the time that MATH is busy",
        "DRAM banks",
        "Roofline",
        "Hottest lines",
    ):
        assert f"<h2>{heading}" in text
    assert repr(run[1]) == f"<profile of program 1 on wormhole: {run[0].clocks:,} clocks>"


RESOURCES: dict[str, Any] = {
    "cores": [
        {
            "core": [0, 0],
            "unpack": 10,
            "math": 60,
            "sfpu": 0,
            "pack": 5,
            "brisc": 1,
            "ncrisc": 2,
            "noc_in": 90,
            "noc_out": 3,
        },
        {
            "core": [1, 0],
            "unpack": 20,
            "math": 30,
            "sfpu": 0,
            "pack": 5,
            "brisc": 1,
            "ncrisc": 4,
            "noc_in": 10,
            "noc_out": 9,
        },
    ],
    "banks": [7, 0, 25],
    "links": [
        {"noc": 0, "from": [1, 2], "direction": "+x", "busy": 40},
        {"noc": 0, "from": [1, 2], "direction": "+y", "busy": 10},
        {"noc": 0, "from": [2, 2], "direction": "+x", "busy": 20},
        {"noc": 1, "from": [0, 11], "direction": "-y", "busy": 50},
    ],
}


def test_the_busiest_parts(small, tmp_path):
    profile = read_profile({**small[0].counters, "resources": RESOURCES}, tmp_path)
    assert profile.resources is not None
    assert [(use.kind, use.which, use.share) for use in busiest(profile.resources, 100)] == [
        ("unpackers", "core (1, 0)", 0.2),
        ("matrix unit", "core (0, 0)", 0.6),
        ("packers", "core (0, 0)", 0.05),
        ("BRISC", "core (0, 0)", 0.01),
        ("NCRISC", "core (1, 0)", 0.04),
        ("NoC interfaces, in", "core (0, 0)", 0.45),
        ("NoC interfaces, out", "core (1, 0)", 0.045),
        ("DRAM banks", "bank 2", 0.25),
        ("links of NoC 0", "from (1, 2) +x", 0.4),
        ("links of NoC 1", "from (0, 11) -y", 0.5),
    ]
    share = f"{50 / profile.clocks:.1%}"
    assert re.search(rf"^ +{share}  links of NoC 1 +from \(0, 11\) -y$", str(profile), re.MULTILINE)
    page = profile.html()
    check_page(page)
    assert 'aria-label="links of NoC 0"' in page and 'aria-label="links of NoC 1"' in page
    assert profile.data()["busiest"][0] == {"kind": "unpackers", "which": "core (1, 0)", "share": 20 / profile.clocks}


@pytest.mark.parametrize(
    ("busy", "said"),
    [(0.9, "links of NoC 0: from (1, 2) +x is in use 90% of the time (core "), (0.5, "latency of reads from DRAM; ")],
)
def test_a_link_that_is_full_is_the_limit(tmp_path, busy, said):
    directory = write_program(tmp_path)
    report = dict(Simulator(profile=True, noc_latency=20000).build(directory).run().counters)
    link = {**RESOURCES["links"][0], "busy": round(busy * report["clocks"])}
    report["resources"] = {**RESOURCES, "links": [link]}
    assert read_profile(report, directory).programs[0].bottleneck.startswith(f"limit: {said}")


def test_parts_work_while_their_threads_do(run):
    profile = run[1]
    assert profile.resources is not None
    threads = {"unpack": "UNPACK", "math": "MATH", "sfpu": "MATH", "pack": "PACK"}
    for core in profile.programs[0].cores:
        for part, name in threads.items():
            thread = core.thread(name)
            assert thread is not None and profile.resources.cores[core.x, core.y][part] <= thread.spent.busy
    assert {use.kind for use in busiest(profile.resources, profile.clocks)} >= {
        "matrix unit",
        "DRAM banks",
        "links of NoC 0",
    }
    assert all(0 < use.share <= 1 for use in busiest(profile.resources, profile.clocks))


def test_plain_data_is_json(run):
    program = run[1].programs[0]
    data = json.loads(json.dumps(run[1].data()))
    (found,) = data["programs"]
    assert found["clocks"] == program.clocks and found["totals"]["dram_bytes"] == program.dram_bytes
    assert {line["where"]["file"] for line in found["lines"]} == {line.where.file for line in program.lines}
    thread = found["cores"][0]["threads"][0]
    assert thread["spent"]["clocks"] == thread["spent"]["busy"] + sum(s["clocks"] for s in thread["spent"]["stalls"])


def test_a_run_without_a_profile(tmp_path):
    result = Simulator().build(write_program(tmp_path)).run()
    with pytest.raises(ValueError, match="give the simulator profile=True"):
        read_profile(result.counters, tmp_path)
