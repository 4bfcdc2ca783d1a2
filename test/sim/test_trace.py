"""The timeline of a run: tracks, slices that nest, stalls with what they wait for, pages in circular buffers, limits."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hand_written import PROGRAMS
from program_text import line_of, write_program

from tilelang_tt.sim.driver import FINDING_EXIT_CODE, RunResult, Simulator

ROLES = {1: "BRISC", 2: "NCRISC", 3: "UNPACK", 4: "MATH", 5: "PACK"}


def traced(directory: Path, **options: Any) -> tuple[RunResult, list[dict[str, Any]]]:
    """A run and the events of its trace, clocks instead of microseconds."""
    path = directory / "t.json"
    result = Simulator(trace=path, **options).build(directory).run()
    events = json.loads(path.read_text())["traceEvents"]
    for event in events:
        for key in ("ts", "dur"):
            if key in event:
                event[key] = round(event[key] * 1000)
    return result, events


def slices(events: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [event for event in events if event.get("cat") == kind]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunResult, list[dict[str, Any]]]:
    return traced(write_program(tmp_path_factory.mktemp("traced")))


def test_a_trace_changes_nothing_of_the_run(plain, tmp_path):
    untraced = Simulator().build(write_program(tmp_path)).run()
    report = {**plain[0].counters}
    events = sum(event["ph"] == "C" or event.get("cat") in ("kernel", "call", "stall") for event in plain[1])
    assert report.pop("trace") == {"events": events, "cores": 1, "cores_run": 1, "cut_at": None}
    assert (report, plain[0].stdout) == (untraced.counters, untraced.stdout)


def test_one_track_per_thread_with_the_kernel_around_its_calls(plain):
    result, events = plain
    names = {(e["pid"], e["tid"]): e["args"]["name"] for e in events if e["name"] == "thread_name"}
    assert names == {(1, tid): role for tid, role in ROLES.items()}
    assert [e["args"]["name"] for e in events if e["name"] == "process_name"] == ["programs", "core (0, 0)"]
    kernels = {e["tid"]: (e["name"], e["ts"], e["dur"]) for e in slices(events, "kernel")}
    assert [kernels[tid][0] for tid in ROLES] == ["writer.cpp", "reader.cpp", *["compute.cpp"] * 3]
    (program,) = slices(events, "program")
    assert program["dur"] == result.clocks == max(dur for _, _, dur in kernels.values())
    for tid, (_, begin, dur) in kernels.items():
        calls = [e for e in slices(events, "call") if e["tid"] == tid]
        clock = begin
        for call in calls:
            assert call["ts"] == clock, "time passes in calls alone, and calls do not overlap"
            clock += call["dur"]
        assert clock == begin + dur


def test_stalls_lie_in_their_calls_and_add_up_to_the_counters(plain):
    result, events = plain
    calls = defaultdict(list)
    for call in slices(events, "call"):
        calls[call["tid"]].append(call)
    waited: dict[str, int] = defaultdict(int)
    for stall in slices(events, "stall"):
        around = [c for c in calls[stall["tid"]] if c["ts"] <= stall["ts"] < c["ts"] + c["dur"]]
        assert len(around) == 1 and stall["ts"] + stall["dur"] <= around[0]["ts"] + around[0]["dur"]
        assert around[0]["args"]["at"] == stall["args"]["at"]
        waited[stall["name"]] += stall["dur"]
    for cb, stats in result.counters["counters"]["cores"][0]["cbs"].items():
        assert waited[f"waits for data in CB {cb}"] == stats["wait_stall"]
        assert waited[f"waits for space in CB {cb}"] == stats["reserve_stall"]
    reads = [e for e in slices(events, "stall") if e["name"] == "waits for NoC reads"]
    assert {e["args"]["at"] for e in reads} == {f"reader.cpp:{line_of('reader.cpp', 'noc_async_read_barrier')}"}
    assert {"waits for NoC writes", "waits for operands", "waits for a committed DST section"} <= set(waited)


def test_pages_in_circular_buffers(plain):
    pages = defaultdict(list)
    for event in plain[1]:
        if event["ph"] == "C":
            pages[event["name"]].append((event["ts"], event["args"]["pages"]))
    assert set(pages) == {"CB 0", "CB 1", "CB 16", "CB 24"}
    assert pages["CB 24"] == [(0, 0)]
    for name in ("CB 0", "CB 1", "CB 16"):
        counts = [count for _, count in pages[name]]
        assert counts[0] == counts[-1] == 0 and max(counts) <= 2 and len(counts) == 1 + 2 * 4
        assert all(abs(b - a) == 1 for a, b in zip(counts, counts[1:], strict=False))
        assert [ts for ts, _ in pages[name]] == sorted(ts for ts, _ in pages[name])


def test_two_traces_agree_byte_for_byte(tmp_path):
    directory = write_program(tmp_path)
    texts = []
    for name in ("first.json", "second.json"):
        Simulator(trace=directory / name).build(directory).run()
        texts.append((directory / name).read_bytes())
    assert texts[0] == texts[1]


def test_a_deadlock_shows_who_waits_to_the_end(tmp_path):
    result, events = traced(write_program(tmp_path, {"compute.cpp": [("        cb_pop_front(cb_a, 1);\n", "")]}))
    assert result.returncode == FINDING_EXIT_CODE
    (program,) = slices(events, "program")
    assert program["dur"] == max(e["ts"] + e["dur"] for e in slices(events, "kernel"))
    stuck = {ROLES[e["tid"]]: e["name"] for e in slices(events, "stall") if e["ts"] + e["dur"] == program["dur"]}
    assert stuck == {
        "BRISC": "waits for data in CB 16",
        "NCRISC": "waits for space in CB 0",
        "UNPACK": "waits for data in CB 1",
        "MATH": "waits for operands",
        "PACK": "waits for a committed DST section",
    }


def test_a_full_trace_says_where_it_ends(tmp_path):
    result, events = traced(write_program(tmp_path), trace_events=50)
    cut = result.counters["trace"]["cut_at"]
    assert result.ok and 0 < cut < result.clocks
    assert 50 <= result.counters["trace"]["events"] <= 50 + 3 * len(ROLES)
    assert {e["tid"] for e in slices(events, "kernel")} == set(ROLES)
    assert all(e["ts"] <= cut for e in slices(events, "call"))


def test_cores_that_wait_for_one_another(tmp_path):
    path = tmp_path / "t.json"
    simulator = Simulator(trace=path, trace_cores=4)
    result = simulator.build(PROGRAMS / "matmul_multicast").run()
    assert result.ok and (result.counters["trace"]["cores"], result.counters["trace"]["cores_run"]) == (4, 6)
    events = json.loads(path.read_text())["traceEvents"]
    stalls = [e for e in slices(events, "stall") if e["name"].startswith("waits for semaphore")]
    assert {e["args"]["call"].partition("(")[0] for e in stalls} == {"noc_semaphore_wait"}
    assert all(isinstance(e["args"]["value"], int) for e in stalls)
    cores = {e["pid"]: e["args"]["name"] for e in events if e["name"] == "process_name"}
    assert list(cores.values()) == ["programs", "core (0, 0)", "core (1, 0)", "core (2, 0)", "core (0, 1)"]
    assert {e["pid"] for e in events} == set(cores)


def test_programs_lie_one_after_the_other(tmp_path):
    again = [
        (
            "    distributed::EnqueueMeshWorkload(queue, workload, false);\n",
            "    distributed::EnqueueMeshWorkload(queue, workload, false);\n" * 2,
        ),
    ]
    result, events = traced(write_program(tmp_path, {"main.cpp": again}))
    first, second = slices(events, "program")
    assert result.ok and first["dur"] == second["ts"] and second["ts"] + second["dur"] == result.clocks
    starts = {e["ts"] for e in slices(events, "kernel")}
    assert starts == {0, second["ts"]} and len(slices(events, "kernel")) == 2 * len(ROLES)


def test_a_program_without_a_device_leaves_no_trace(tmp_path):
    (tmp_path / "main.cpp").write_text("int main() { return 0; }\n")
    assert Simulator(trace=tmp_path / "t.json").build(tmp_path).run().ok
    assert not (tmp_path / "t.json").exists()


@pytest.mark.parametrize("limit", [{"trace_cores": 0}, {"trace_events": 0}])
def test_limits_below_one(limit):
    with pytest.raises(ValueError, match="must be at least 1, not 0"):
        Simulator(**limit)


def test_a_place_that_cannot_be_written(tmp_path):
    with pytest.raises(FileNotFoundError):
        Simulator(trace=tmp_path / "no" / "t.json").build(write_program(tmp_path)).run()
