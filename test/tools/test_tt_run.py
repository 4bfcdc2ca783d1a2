"""tt-run: runs and checks kernels, saved programs and programs written by hand."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import tilelang_tt as tt
from tilelang_tt.plan.model import Buffer
from tilelang_tt.runner import dtype_of
from tilelang_tt.sim.compare import Comparison
from tilelang_tt.tools.kernel_check import Verdict
from tilelang_tt.tools.tt_run import main

DATA = Path(__file__).resolve().parents[1] / "frontend" / "data"
MATMUL = str(DATA / "matmul.json")
ADD = str(DATA / "add.json")


@pytest.fixture
def tt_run(run_tool: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *argv: run_tool(main, *argv)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tt.compile(MATMUL).save(tmp_path_factory.mktemp("program"))


def test_reports_error_correlation_traffic_and_folder(tt_run: Callable[..., Any], tmp_path: Path) -> None:
    result = tt_run(MATMUL, "-o", str(tmp_path / "out"))
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0] == "matmul: 4 blocks on 4 cores of wormhole"
    match = re.fullmatch(r"C: max error (\S+) \(bound (\S+)\), PCC (\S+): ok", lines[1])
    assert match is not None
    assert float(match[1]) <= float(match[2]) < 0.5 and float(match[3]) > 0.9999
    tile_bytes = 2048
    reads, writes = 4 * (16 + 16) * tile_bytes, 64 * tile_bytes
    assert re.fullmatch(rf"DRAM: {reads:,} B read, {writes:,} B written; [\d,]+ clocks", lines[2])
    assert lines[3] == f"program: {tmp_path / 'out'}"
    assert (tmp_path / "out" / "compute.cpp").exists()


def test_without_a_directory_the_program_is_in_the_cache(
    tt_run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first, second = (tt_run(MATMUL, "--seed", seed).out.splitlines() for seed in ("1", "2"))
    folder = Path(first[-1].removeprefix("program: "))
    assert first[-1] == second[-1] and (folder / "main.cpp").exists()
    assert first[1] != second[1], "another seed gives other inputs"
    assert not any(tmp_path.iterdir())


def test_arrays_in_and_out(tt_run: Callable[..., Any], saved: Path, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    a = rng.uniform(-1, 1, (256, 128)).astype(ml_dtypes.bfloat16)
    b = rng.uniform(-1, 1, (128, 256)).astype(ml_dtypes.bfloat16)
    np.save(tmp_path / "a.npy", a)  # bfloat16 as numpy saves it, raw
    np.save(tmp_path / "b.npy", b.astype(np.float32))
    argv = [f"--input=A={tmp_path}/a.npy", f"--input=B={tmp_path}/b.npy", f"--output=C={tmp_path}/c.npy"]
    assert tt_run(str(saved), *argv).code == 0
    c = np.load(tmp_path / "c.npy")
    assert c.dtype == np.float32
    np.testing.assert_allclose(c, a.astype(np.float64) @ b.astype(np.float64), atol=0.1)


def test_simulator_options(tt_run: Callable[..., Any], saved: Path) -> None:
    runs = [tt_run(str(saved), *flags) for flags in ([], ["--noc-latency=5000"], ["--numerics", "hardware"])]
    assert [run.code for run in runs] == [0, 0, 0]
    plain, late, exact = (run.out.splitlines() for run in runs)
    assert plain[1] == late[1] and plain[2] != late[2], "latency changes the clocks and no number"
    assert plain[1] != exact[1], "the hardware's sums are not those of fp32"


def test_trace(tt_run: Callable[..., Any], saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plain = tt_run(str(saved), "--no-check").out.splitlines()
    result = tt_run(str(saved), "--no-check", "--trace=t.json", "--trace-cores=3")
    lines = result.out.splitlines()
    assert (result.code, [line for line in lines if not line.startswith("trace: ")]) == (0, plain)
    assert re.search(r"^trace: [\d,]+ events of 3 of 4 cores$", result.out, re.MULTILINE)
    events = json.loads((tmp_path / "t.json").read_text())["traceEvents"]
    assert len({event["pid"] for event in events}) == 1 + 3, "the programs and three cores"
    assert tt_run(str(saved), "--trace=no/t.json").err == "tt-run: error: cannot open '" + str(tmp_path) + (
        "/no/t.json': No such file or directory\n"
    )


def test_trace_from_python(tmp_path: Path) -> None:
    kernel, arrays = tt.compile(ADD), []
    for parameter in kernel.program().inputs:
        assert isinstance(parameter, Buffer)
        arrays.append(np.zeros([int(extent) for extent in parameter.shape], dtype_of(parameter)))
    report = kernel.profile(*arrays, trace=tmp_path / "t.json", trace_events=10).report
    assert report["trace"]["cut_at"] < report["clocks"] and "traceEvents" in (tmp_path / "t.json").read_text()


def test_a_profile_as_text(tt_run: Callable[..., Any], saved: Path) -> None:
    plain, result = tt_run(str(saved)), tt_run(str(saved), "--profile")
    assert (result.code, result.err) == (0, "") and result.out.startswith(plain.out)
    lines = result.out.removeprefix(plain.out).splitlines()
    clocks = re.search(r"([\d,]+) clocks", plain.out)
    assert clocks and lines[1].startswith(f"matmul on wormhole: {clocks[0]}, ") and lines[2].startswith("  limit: ")
    assert "reader.cpp on NCRISC, 4 cores: busy " in result.out and "compute.cpp on MATH, 4 cores: busy " in result.out
    assert re.search(r"^ +\d+ .* matmul_block\(cb_A_shared, cb_B_shared, ", result.out, re.MULTILINE)
    assert ", share of each thread\n  line  NCRISC  UNPACK" in result.out
    assert lines[-1].startswith("clocks are an estimate: ")


def test_a_profile_as_a_page_and_as_data(
    tt_run: Callable[..., Any], saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = tt_run(str(saved), "--profile=html")
    assert result.code == 0 and result.out.endswith("\nprofile: profile.html\n")
    page = (tmp_path / "profile.html").read_text()
    assert page.startswith("<!DOCTYPE html>") and "Lines of the TileLang kernel" in page and "cb_A_shared" in page
    result = tt_run(str(saved), "--profile=json", f"--profile-file={tmp_path}/p.json")
    assert result.out.endswith(f"\nprofile: {tmp_path}/p.json\n")
    (program,) = json.loads((tmp_path / "p.json").read_text())["programs"]
    assert program["name"] == "matmul" and program["totals"]["matmul_flops"] == 2 * 256 * 256 * 128


def test_a_profile_of_a_run_with_a_finding(tt_run: Callable[..., Any], tmp_path: Path) -> None:
    directory = tt.compile(ADD).save(tmp_path)
    writer = (directory / "writer.cpp").read_text()
    lost = re.sub(r"\n *noc_async_write_barrier\(\);", "", writer)
    assert lost != writer
    (directory / "writer.cpp").write_text(lost)
    result = tt_run(str(directory), "--profile")
    assert result.code != 0 and "[NOC_WRITE" in result.err
    assert ", up to the finding\n" in result.out and "writer.cpp on BRISC" in result.out


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--profile=xml"], "--profile=xml: expected text, html or json"),
        (["--profile-file=p.html"], "--profile-file has no effect: there is no --profile=html and no --profile=json"),
        (["--profile", "--profile-file=p"], "--profile-file has no effect: there is no --profile=html and no"),
    ],
)
def test_wrong_profile_flags(tt_run: Callable[..., Any], saved: Path, flags: list[str], message: str) -> None:
    result = tt_run(str(saved), *flags)
    assert result.code == 1 and message in result.err


def test_a_wrong_program_is_found(tt_run: Callable[..., Any], tmp_path: Path) -> None:
    directory = tt.compile(MATMUL).save(tmp_path)
    reader = (directory / "reader.cpp").read_text()
    wrong = reader.replace("noc_async_read_page(page + col, B", "noc_async_read_page(page, B")
    assert wrong != reader
    (directory / "reader.cpp").write_text(wrong)
    result = tt_run(str(directory))
    assert result.code == 1
    assert re.search(r"^C: max error .* WRONG$", result.out, re.MULTILINE)
    assert tt_run(str(directory), "--no-check").code == 0


def test_a_finding_is_reported_with_its_line(tt_run: Callable[..., Any], tmp_path: Path) -> None:
    directory = tt.compile(ADD).save(tmp_path)
    writer = (directory / "writer.cpp").read_text()
    lost = re.sub(r"\n *noc_async_write_barrier\(\);", "", writer)
    assert lost != writer
    (directory / "writer.cpp").write_text(lost)
    result = tt_run(str(directory))
    assert result.code == 1
    assert re.search(r"writer\.cpp:\d+(:\d+)?: error: \[[A-Z_]+\]", result.err) and "Traceback" not in result.err


def test_a_program_written_by_hand_runs_as_it_is(tt_run: Callable[..., Any], saved: Path, tmp_path: Path) -> None:
    for name in ("reader.cpp", "compute.cpp", "writer.cpp", "main.cpp"):
        (tmp_path / name).write_text((saved / name).read_text())
    result = tt_run(str(tmp_path))
    assert result.code == 0 and "C: finite\n" in result.out and "DRAM: 262,144 B read" in result.out
    assert tt_run(str(tmp_path), "--input", "A=a.npy").code == 1
    (tmp_path / "main.cpp").write_text('#include <cstdio>\nint main() { std::puts("no"); return 3; }\n')
    result = tt_run(str(tmp_path))
    assert (result.code, result.out) == (3, "no\n")


def test_findings_as_data(tt_run: Callable[..., Any], saved: Path, tmp_path: Path) -> None:
    """An empty list where nothing is found; a missing push, with what waits for what."""
    out, path = tmp_path / "program", tmp_path / "found.json"
    shutil.copytree(saved, out)
    assert tt_run(str(out), "--findings", str(path)).code == 0
    assert json.loads(path.read_text()) == {"findings": []}
    compute = (out / "compute.cpp").read_text().splitlines()
    push = next(text for text in compute if "cb_push_back" in text)
    compute.remove(push)
    (out / "compute.cpp").write_text("\n".join(compute))
    result = tt_run(str(out), "--findings", str(path))
    (found,) = json.loads(path.read_text())["findings"]
    assert result.code == 1 and f"[DEADLOCK] {found['message']}" in result.err
    line, text = next((i, text) for i, text in enumerate(compute, 1) if "cb_reserve_back" in text)
    column = text.index("cb_reserve_back") + 1
    assert (found["id"], found["file"], found["line"], found["column"]) == ("DEADLOCK", "compute.cpp", line, column)
    assert (found["core"], found["thread"]) == ([0, 0], "PACK") and found["call"].startswith("cb_reserve_back(")
    assert Path(found["source"]["file"]).name == "gemm.py" and found["source"]["line"] > 0
    assert any("UNPACK: cb_wait_front" in text for text in found["details"])
    assert found["watcher"] == "CWFW" and found["remedy"].startswith("a cb_push_back(") and found["clock"] >= 0


def test_a_finding_of_the_host_has_no_place_in_a_kernel(tt_run: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "found.json"
    (tmp_path / "main.cpp").write_text(
        "#include <tt-metalium/distributed.hpp>\n"
        "int main() { tt::tt_metal::distributed::MeshDevice::create_unit_mesh(1); }\n"
    )
    result = tt_run(str(tmp_path), "--findings", str(path))
    (found,) = json.loads(path.read_text())["findings"]
    assert result.code == 86 and (found["id"], found["thread"]) == ("DEVICE_ID", "HOST")
    assert [found[key] for key in ("file", "line", "column", "source", "core", "clock")] == [None] * 6
    assert found["call"] and found["remedy"] and found["details"] == []


def test_a_program_that_does_not_compile(tt_run: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "main.cpp").write_text("int main() { return undeclared; }\n")
    result = tt_run(str(tmp_path))
    assert result.code == 1 and "undeclared" in result.err and "Traceback" not in result.err


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ([], "one input is expected (a directory with a program, kernel.py[:name]"),
        (["missing.json"], "missing.json"),
        ([MATMUL, "--numerics=exact"], "--numerics exact: expected fast or hardware\n"),
        ([MATMUL, "--seed=-1"], "--seed -1: expected a number that is not negative\n"),
        ([MATMUL, "--noc-latency=x"], "--noc-latency x: expected a number that is not negative\n"),
        ([MATMUL, "--trace=t.json", "--trace-cores=0"], "--trace-cores 0: expected a number that is at least 1\n"),
        ([MATMUL, "--trace-cores=2"], "--trace-cores has no effect: there is no --trace\n"),
        ([MATMUL, "--input", "A"], "--input A: expected NAME=FILE.npy\n"),
        ([MATMUL, "--input", "D=d.npy"], "no such parameter 'D' (there are: A, B, C)\n"),
        ([MATMUL, "--input", "A=1.npy", "--input", "A=2.npy"], "'A' is given twice\n"),
        ([MATMUL, "--input", "A=missing.npy"], "cannot read 'missing.npy' for 'A'"),
        ([MATMUL, "--output", "A=a.npy"], "no such parameter 'A' (there are: C)\n"),
        ([MATMUL, "--sede=1"], "unknown argument '--sede=1'; did you mean '--seed'?\n"),
        ([ADD, "--target=grayskull"], "programs for grayskull cannot be run, only printed"),
    ],
)
def test_one_message_for_a_bad_command_line(
    tt_run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, argv: list[str], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = tt_run(*argv)
    assert (result.code, result.out) == (1, "")
    assert message in result.err and "Traceback" not in result.err


def test_arrays_that_do_not_fit(tt_run: Callable[..., Any], saved: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.npy"
    np.save(path, np.zeros((3, 3), np.float32))
    assert f"'{path}' has shape (3, 3), 'A' needs (256, 128)\n" in tt_run(str(saved), f"--input=A={path}").err
    np.save(path, np.zeros((256, 128), np.int32))
    assert f"'{path}' has type int32, 'A' needs bfloat16\n" in tt_run(str(saved), f"--input=A={path}").err


def test_flags_without_effect_are_refused(tt_run: Callable[..., Any], saved: Path) -> None:
    for flag in ("--core-grid=2x2", "--no-double-buffer", "--arg=M=1", "-o=x"):
        result = tt_run(str(saved), flag)
        assert result.code == 1 and "has no effect" in result.err
    assert "was compiled for wormhole" in tt_run(str(saved), "--target=blackhole").err


def test_damaged_directories(tt_run: Callable[..., Any], saved: Path, tmp_path: Path) -> None:
    assert "has no main.cpp" in tt_run(str(tmp_path)).err
    (tmp_path / "kernel.mlir").write_text((saved / "kernel.mlir").read_text())
    assert "tt.plan.json" in tt_run(str(tmp_path)).err
    (tmp_path / "tt.plan.json").write_text("{")
    result = tt_run(str(tmp_path))
    assert result.code == 1 and "Traceback" not in result.err and "internal" not in result.err


@pytest.mark.parametrize(
    ("error", "pcc", "right"), [(0.0, 1.0, True), (0.5, 0.9999, True), (0.6, 0.9999, False), (0.5, 0.9, False)]
)
def test_verdict(error: float, pcc: float, right: bool) -> None:
    assert Verdict("C", Comparison(error, error, pcc), 0.5).ok is right
