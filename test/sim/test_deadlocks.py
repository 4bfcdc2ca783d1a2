"""Deadlocks in pairs: reported at the cause, with who waits for what and what is missing; mended they are right."""

from __future__ import annotations

import pytest
from pairs import ACQUIRE, BARRIER, HOLE, PUSH, RESERVE, Edits, Pair

LOOP = "    for (uint32_t tile = 0; tile < tiles; ++tile) {\n"
POP_OUT = "        cb_pop_front(cb_out, 1);\n"
SEMAPHORE = "reinterpret_cast<volatile tt_l1_ptr uint32_t*>(get_semaphore(0))"


def deadlock(place: str, broken: str, mended: str, says: str, helps: str, edits: Edits | None = None) -> Pair:
    """`place` is "thread file: fragment of the line"; without `edits`, `broken` replaces `mended` in that file."""
    thread, file, at = place.replace(":", "").split(" ", 2)
    return Pair("DEADLOCK", file, at, thread, broken, mended, edits or [(file, mended, HOLE)], says=says, helps=helps)


def turns(file: str) -> Edits:
    return [(file, "tile < tiles", HOLE)]


# CB 24 takes what cb_out takes, and the compute kernel itself reads it.
INTERMEDIATE: Edits = [
    ("main.cpp", "wide(4096, {{24, DataFormat::Float32}})", "wide(4096, {{24, DataFormat::Float16_b}})"),
    ("main.cpp", "set_page_size(24, 4096)", "set_page_size(24, 2048)"),
    ("compute.cpp", RESERVE, RESERVE + "        cb_reserve_back(24, 1);\n"),
    ("compute.cpp", "        pack_tile(0, cb_out);\n", "        pack_tile(0, cb_out);\n        pack_tile(0, 24);\n"),
    ("compute.cpp", PUSH, f"{PUSH}{HOLE}        cb_wait_front(24, 1);\n        cb_pop_front(24, 1);\n"),
]

# All tiles of a before the first of b.
ONE_AFTER_THE_OTHER: Edits = [
    ("reader.cpp", "        cb_reserve_back(cb_b, 1);\n", ""),
    ("reader.cpp", "        noc_async_read_page(tile, b, get_write_ptr(cb_b));\n", ""),
    (
        "reader.cpp",
        "        cb_push_back(cb_b, 1);\n",
        f"    }}\n{LOOP}        cb_reserve_back(cb_b, 1);\n        noc_async_read_page(tile, b, get_write_ptr(cb_b));\n"
        f"{BARRIER}        cb_push_back(cb_b, 1);\n",
    ),
    ("main.cpp", "config(2 * page", f"config((id == 0 ? {HOLE} : 2) * page"),
]


def awaited(value: str, increments: str) -> Edits:
    """From its third tile on the reader waits for a semaphore that the writer increments when it has written tiles."""
    wait = f"        if (tile > 1) {{\n            noc_semaphore_wait({SEMAPHORE}, {value});\n        }}\n"
    inc = f"        if (tile < 2) {{\n            noc_semaphore_inc(get_noc_addr(get_semaphore(0)), {increments});\n        }}\n"
    return [
        ("reader.cpp", BARRIER, BARRIER + wait),
        ("writer.cpp", POP_OUT, POP_OUT + inc + "        noc_async_atomic_barrier();\n"),
    ]


DEADLOCKS = {
    "push of an input": deadlock(
        "NCRISC reader.cpp: cb_reserve_back(cb_b, 1)", "", "        cb_push_back(cb_b, 1);\n",
        "NCRISC reserves 1 page of CB 1 here and goes on without pushing (pushed 0 before); UNPACK waits for 1 page at compute.cpp:18",
        "a cb_push_back(1, 1) is missing behind this line",
    ),
    "push of the last page": deadlock(
        "NCRISC reader.cpp: cb_reserve_back(cb_a, 1)",
        "        if (tile != 3) cb_push_back(cb_a, 1);\n", "        cb_push_back(cb_a, 1);\n",
        "NCRISC reserves 1 page of CB 0 here and ends without pushing (pushed 3 before)", "a cb_push_back(0, 1) is missing",
    ),
    "push of an intermediate": deadlock(
        "PACK compute.cpp: cb_reserve_back(24, 1)", "", "        cb_push_back(24, 1);\n",
        "PACK reserves 1 page of CB 24 here and goes on without pushing (pushed 0 before); UNPACK waits for 1 page at compute.cpp",
        "a cb_push_back(24, 1) is missing", INTERMEDIATE,
    ),
    "pop of an input": deadlock(
        "UNPACK compute.cpp: cb_wait_front(cb_a, 1)", "", "        cb_pop_front(cb_a, 1);\n",
        "UNPACK waits for 1 page of CB 0 here and goes on without popping (popped 0 before); NCRISC waits for space "
        "(2 of 2 pages are full) at reader.cpp:15",
        "a cb_pop_front(0, 1) is missing behind this line",
    ),
    "pop of the writer": deadlock(
        "BRISC writer.cpp: cb_wait_front(cb_out, 1)", "", POP_OUT,
        "BRISC waits for 1 page of CB 16 here and ends without popping (popped 0 before); PACK waits for space",
        "a cb_pop_front(16, 1) is missing behind this line",
    ),
    "a turn less of the reader": deadlock(
        "UNPACK compute.cpp: cb_wait_front(cb_a, 1)", "tile + 1 < tiles", "tile < tiles",
        "UNPACK waits for 1 page of CB 0 (0 there), but NCRISC has pushed 3 and ended",
        "the counts differ: push as many pages in reader.cpp as are waited for here", turns("reader.cpp"),
    ),
    "fewer turns of the writer": deadlock(
        "PACK compute.cpp: cb_reserve_back(cb_out, 1)", "tile + 3 < tiles", "tile < tiles",
        "PACK waits for 1 free page of CB 16 (2 of 2 pages are full), but BRISC has popped 1 and ended",
        "the counts differ: pop as many pages in writer.cpp as are pushed here", turns("writer.cpp"),
    ),
    "a turn less of UNPACK": deadlock(
        "MATH compute.cpp: copy_tile(cb_a", "1", "0",
        "MATH waits for operands in the source registers [MBNK], but UNPACK has ended", "the same loops, the same conditions",
        [("compute.cpp", LOOP, f"    uint32_t turns = tiles;\n#ifdef TRISC_UNPACK\n    turns -= {HOLE};\n#endif\n"
          + LOOP.replace("tiles", "turns"))],
    ),
    "the number of a circular buffer": deadlock(
        "BRISC writer.cpp: cb_wait_front(24, 1)", "cb_wait_front(24, 1)", "cb_wait_front(cb_out, 1)",
        "BRISC waits for 1 page of CB 24, which nobody on this core has pushed; PACK pushed to CB 16 at compute.cpp:27",
        "compare the numbers of the circular buffers",
    ),
    "pages that nobody takes": deadlock(
        "UNPACK compute.cpp: cb_wait_front(cb_a, 1)", "2", "1",
        "which nobody on this core has pushed; NCRISC pushed to CB 24 at reader.cpp", "compare the numbers",
        [("reader.cpp", LOOP, f"    for (uint32_t i = 0; i < {HOLE}; ++i) {{\n        cb_reserve_back(24, 1);\n"
          f"        cb_push_back(24, 1);\n    }}\n{LOOP}")],
    ),
    "too few pages for the order of filling": deadlock(
        "UNPACK compute.cpp: cb_wait_front(cb_b, 1)", "2", "4",
        "UNPACK waits for 1 page of CB 1, which nobody has pushed yet, and is waited for itself by NCRISC at reader.cpp:15",
        "give the circular buffers pages enough", ONE_AFTER_THE_OTHER,
    ),
    "own pages before they are there": deadlock(
        "UNPACK compute.cpp: cb_wait_front(24, 1)", "        cb_wait_front(24, 1);\n", "",
        "UNPACK waits for 1 page of CB 24, which nobody has pushed yet, and is waited for itself by NCRISC at reader.cpp",
        "push the pages before they are waited for",
        [("compute.cpp", ACQUIRE, HOLE + ACQUIRE),
         ("compute.cpp", PUSH, PUSH + "        cb_reserve_back(24, 1);\n        cb_push_back(24, 1);\n"
          "        cb_wait_front(24, 1);\n        cb_pop_front(24, 1);\n")],
    ),
    "blocks that do not fit together": deadlock(
        "PACK compute.cpp: cb_reserve_back(cb_out, 2)", "2", "1",
        "1 of 2 pages of CB 16 are full: PACK waits for 2 free pages, BRISC until 2 are full", "blocks of which one divides the other",
        [("compute.cpp", "cb_reserve_back(cb_out, 1)", "cb_reserve_back(cb_out, 2)"),
         ("writer.cpp", "cb_wait_front(cb_out, 1)", f"cb_wait_front(cb_out, {HOLE})")],
    ),
    "no increment": deadlock(
        "NCRISC reader.cpp: noc_semaphore_wait", "1", "0",
        "semaphore 0 of core (0, 0) is awaited to be 1 and is 0: no other thread has incremented or set it", "noc_semaphore_inc",
        [("reader.cpp", BARRIER, f"{BARRIER}        noc_semaphore_wait({SEMAPHORE}, {HOLE});\n")],
    ),
    "too few increments": deadlock(
        "NCRISC reader.cpp: noc_semaphore_wait", "3", "2",
        "semaphore 0 of core (0, 0) is awaited to be 3 and stays 2 (2 increments and 0 writes by 1 thread, the last at writer.cpp",
        "wait for as many increments", awaited(HOLE, "1"),
    ),
    "past the value": deadlock(
        "NCRISC reader.cpp: noc_semaphore_wait", "2", "tile == 0 ? 1 : 0",
        "semaphore 0 of core (0, 0) has passed 1, the value awaited, and is 4", "reset it with noc_semaphore_set",
        awaited("1", HOLE),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DEADLOCKS)
def test_broken_is_found(name, tmp_path):
    finding = DEADLOCKS[name].check_broken(tmp_path)
    assert "note: no thread can run, " in finding.cause
    assert finding.watcher in ("CRBW", "CWFW", "NSW", "MBNK")


@pytest.mark.parametrize("name", DEADLOCKS)
def test_mended_is_right(name, tmp_path):
    DEADLOCKS[name].check_mended(tmp_path)
