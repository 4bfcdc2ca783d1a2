"""Loads and stores of data-movement kernels: what they may touch, at which line they do not, what they take, whom they see."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from program_text import line_of, write_program
from test_mended_twins import BARRIER, HOLE, Edits, Pair

from tilelang_tt.sim.driver import FINDING_EXIT_CODE, RunResult, Simulator

PROGRAMS = Path(__file__).parent / "programs"
READ_A = "        noc_async_read_page(tile, a, get_write_ptr(cb_a));\n"
WRITE_C = "        noc_async_write_page(tile, c, get_read_ptr(cb_out));\n"
WORD = "volatile tt_l1_ptr uint32_t*"
LOOP = "    for (uint32_t tile"


def pointer(name: str, address: str) -> str:
    return f"            auto* {name} = reinterpret_cast<{WORD}>({address});\n"


def at_first(text: str, address: str = "get_write_ptr(cb_a)") -> Edits:
    """In the reader, once, with one page of each buffer reserved, read and not pushed: all zeros in `words`."""
    body = pointer("words", address) + f"            {text}\n"
    return [("reader.cpp", BARRIER, BARRIER + "        if (tile == 0) {\n" + body + "        }\n")]


def after_read(text: str) -> Edits:
    return [("reader.cpp", READ_A, READ_A + f"        {text}\n" + pointer("words", "get_write_ptr(cb_a)")
             + "        (void)words[0];\n")]  # fmt: skip


def in_writer(text: str) -> Edits:
    """In the writer, with one page waited for and its write issued: all twos in `page`."""
    return [("writer.cpp", WRITE_C, pointer("page", "get_read_ptr(cb_out)") + WRITE_C + f"        {text}\n")]


PAIRS = {
    "store beside the reserved pages": Pair(
        "CB_WRITE_OUTSIDE_RESERVED", "reader.cpp", "words[", "NCRISC", "512", "511", at_first(f"words[{HOLE}] = 0;")
    ),
    "fill past the reserved pages": Pair(
        "CB_WRITE_OUTSIDE_RESERVED", "reader.cpp", "memset", "NCRISC", "4096", "2048",
        at_first(f"std::memset(const_cast<uint32_t*>(words), 0, {HOLE});"),
    ),
    "load beside the pages waited for": Pair(
        "CB_READ_OUTSIDE_WAITED", "writer.cpp", "page[", "BRISC", "tile == 0 ? 512 : 0", "511",
        in_writer(f"(void)page[{HOLE}];"),
    ),
    "copy out of the end": Pair(
        "CB_OUT_OF_BOUNDS", "reader.cpp", "memcpy", "NCRISC", "4100", "2048",
        at_first(f"static uint32_t copy[1100];\n            std::memcpy(copy, const_cast<uint32_t*>(words), {HOLE});"),
    ),
    "load before the read has landed": Pair(
        "NOC_READ_BARRIER_MISSING", "reader.cpp", "(void)words[0]", "NCRISC", "", "noc_async_read_barrier();", after_read(HOLE)
    ),
    "store before the write has left": Pair(
        "NOC_WRITE_BARRIER_MISSING", "writer.cpp", "page[3]", "BRISC", "", "noc_async_writes_flushed();",
        in_writer(f"{HOLE}\n        page[3] = 0x40004000;"),
    ),
    "store past the end of L1": Pair(
        "L1_OUT_OF_RANGE", "reader.cpp", "words[", "NCRISC", "(1 << 21)", "(1 << 8)", at_first(f"words[{HOLE}] = 0;")
    ),
    "load before the beginning of L1": Pair(
        "L1_OUT_OF_RANGE", "reader.cpp", "words[", "NCRISC", "-(1 << 18)", "0", at_first(f"(void)words[{HOLE}];")
    ),
    "store into the zeros": Pair(
        "L1_RESERVED", "reader.cpp", "words[1]", "NCRISC", " = 0", "", at_first(f"(void)(words[1]{HOLE});", "MEM_ZEROS_BASE")
    ),
    "store to no buffer": Pair(
        "L1_UNALLOCATED", "reader.cpp", "words[2]", "NCRISC", "0x120000", "get_write_ptr(cb_a)", at_first("words[2] = 0;", HOLE)
    ),
    "word at an odd place": Pair(
        "L1_MISALIGNED", "reader.cpp", "words[1]", "NCRISC", "2", "4", at_first("(void)words[1];", f"get_write_ptr(cb_a) + {HOLE}")
    ),
    "poll of a word that stays": Pair(
        "DEADLOCK", "reader.cpp", "while", "NCRISC", "== 0", "!= 0", at_first(f"while (*words {HOLE}) {{}}", "get_semaphore(0)")
    ),
    "endless stores": Pair(
        "KERNEL_ENDLESS_LOOP", "reader.cpp", "do", "NCRISC", "true", "false",
        at_first(f"do {{ *words = 0; }} while ({HOLE});", "get_semaphore(0)"), {"TTSIM_ENDLESS_SECONDS": "1"},
    ),
}  # fmt: skip


def run(directory: Path, edits: Edits, target: str = "wormhole", latency: int | None = None) -> RunResult:
    directory.mkdir(exist_ok=True)
    changes: dict[str, list[tuple[str, str]]] = {}
    for file, old, new in edits:
        changes.setdefault(file, []).append((old, new))
    return Simulator(target, noc_latency=latency).build(write_program(directory, changes)).run()


@pytest.mark.parametrize("name", PAIRS)
def test_broken_is_found(name, tmp_path):
    pair = PAIRS[name]
    changes = pair.changes(pair.broken)
    result = Simulator().build(write_program(tmp_path, changes)).run(env=pair.env)
    assert result.returncode == FINDING_EXIT_CODE, result.stdout + result.stderr
    finding = result.findings[0]
    assert (finding.code, finding.thread, finding.core) == (pair.code, pair.thread, "(0, 0)"), result.stderr
    assert (finding.file, finding.line) == (pair.file, line_of(pair.file, pair.at, changes)), result.stderr


@pytest.mark.parametrize("name", PAIRS)
def test_mended_is_right(name, tmp_path):
    pair = PAIRS[name]
    result = Simulator().build(write_program(tmp_path, pair.changes(pair.mended))).run()
    assert result.ok and result.stdout == "right\n", result.stdout + result.stderr


def test_a_poll_in_vain_says_what_it_sees(tmp_path):
    pair = PAIRS["poll of a word that stays"]
    finding = Simulator().build(write_program(tmp_path, pair.changes(pair.broken))).run().findings[0]
    assert "polls L1 0x11000, where the word stays 0x0" in finding.cause
    assert "BRISC: cb_wait_front(16, 1) at writer.cpp" in finding.cause


def test_the_limit_of_endless_loops_is_a_setting(tmp_path):
    pair = PAIRS["endless stores"]
    simulator = Simulator(endless_seconds=2)
    finding = simulator.build(write_program(tmp_path, pair.changes(pair.broken))).run().findings[0]
    assert "no call for 2 seconds" in finding.cause
    with pytest.raises(ValueError, match="endless_seconds must be at least 1"):
        Simulator(endless_seconds=0)


def test_line_in_a_header_of_the_kernel(tmp_path):
    loop = "    for (uint32_t i = 0; i < n; ++i) {\n        words[i] = 0;\n    }\n"
    header = f"#pragma once\n\ninline void clear({WORD} words, uint32_t n) {{\n{loop}}}\n"
    (tmp_path / "clear.h").write_text(header)
    include = '#include "api/dataflow/dataflow_api.h"\n'
    result = run(
        tmp_path,
        [("reader.cpp", include, include + '#include "clear.h"\n'), *at_first("clear(words, 4 * tiles * 512);")],
    )
    finding = result.findings[0]
    assert (finding.code, Path(finding.file).name, finding.line) == ("CB_WRITE_OUTSIDE_RESERVED", "clear.h", 5)


SIGNALS = {
    "a store, polled": ("*words = 1;", "while (*flag != 1) {}"),
    "a store, waited for": (
        # No call follows the store that would wake the writer.
        "*words = 1;\n            while (*words != 2) {}",
        "noc_semaphore_wait(flag, 1);\n    *flag = 2;",
    ),
    "a NoC increment, polled": (
        "noc_semaphore_inc(get_noc_addr(get_semaphore(0)), 1);\n            noc_async_atomic_barrier();",
        "while (*flag == 0) {}",
    ),
    "two words, polled in turns": (
        "words[1] = 1;\n            words[0] = 1;",
        "while (flag[0] == 0 || flag[1] == 0) {}",
    ),
}


@pytest.mark.parametrize("target", ["wormhole", "blackhole"])
@pytest.mark.parametrize("signal", SIGNALS)
def test_threads_see_each_others_stores(signal, target, tmp_path):
    say, hear = SIGNALS[signal]
    listen = f"    auto* flag = reinterpret_cast<{WORD}>(get_semaphore(0));\n    {hear}\n"
    edits = [*at_first(say, "get_semaphore(0)"), ("writer.cpp", LOOP, listen + LOOP)]
    first, second = (run(tmp_path / name, edits, target, 500) for name in ("first", "second"))
    assert first.ok and first.stdout == "right\n", first.stdout + first.stderr
    assert first.clocks == second.clocks


@pytest.mark.parametrize(("target", "store", "load"), [("wormhole", 5, 8), ("blackhole", 2, 3.5)])
def test_accesses_take_their_clocks(target, store, load, tmp_path):
    """Of 16 bytes that are stored or loaded one after the other, Blackhole pays in full for the first word alone."""

    def clocks(name: str, text: str) -> int:
        return run(tmp_path / name, at_first(f"for (uint32_t i = 0; i < 20000; ++i) {{ {text} }}"), target).clocks

    idle = clocks("idle", "(void)i;")
    assert clocks("store", "words[i % 512] = 0;") - idle == pytest.approx(20000 * store, rel=0.02)
    assert clocks("load", "(void)words[i % 512];") - idle == pytest.approx(20000 * load, rel=0.02)


def test_addresses_are_pointers(tmp_path):
    """Casts in the manner of C, on several cores at once, also of semaphores."""
    program = tmp_path / "program"
    shutil.copytree(PROGRAMS / "tile_relay", program)
    shutil.copytree(PROGRAMS / "common", tmp_path / "common")
    casts = 0
    for kernel in (program / "kernels").glob("*.cpp"):
        text = kernel.read_text()
        casts += text.count(f"reinterpret_cast<{WORD}>")
        kernel.write_text(text.replace(f"reinterpret_cast<{WORD}>", f"({WORD})"))
    result = Simulator().build(program).run()
    assert casts >= 2 and result.ok, result.stdout + result.stderr


@pytest.mark.parametrize("cast", [f"({WORD})", f"({WORD})(uintptr_t)"])
def test_raw_pointers_are_checked(cast, tmp_path):
    stores = f"        auto* raw = {cast}get_write_ptr(cb_a);\n        raw[tile == 0 ? 512 : 0] = 0;\n"
    edits = [("reader.cpp", BARRIER, BARRIER + stores)]
    finding = run(tmp_path, edits).findings[0]
    changes = {"reader.cpp": [(old, new) for _, old, new in edits]}
    assert (finding.code, finding.line) == ("CB_WRITE_OUTSIDE_RESERVED", line_of("reader.cpp", "raw[", changes))
