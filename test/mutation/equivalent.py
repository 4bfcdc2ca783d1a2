"""Edits of which one can say by themselves that they change nothing but how long the program takes."""

from __future__ import annotations

import re

from mutators import Mutant

# What stands after one of these once, stands after it twice: it waits for what is there by then, moves the same bytes to the
# same place, or overwrites a DST tile with what does not depend on it.
REPEATABLE = frozenset(
    """cb_reserve_back cb_wait_front noc_semaphore_wait noc_semaphore_set noc_async_read_barrier noc_async_write_barrier
    noc_async_writes_flushed noc_async_atomic_barrier noc_async_read_page noc_async_write_page noc_async_read
    noc_async_write noc_async_write_multicast copy_tile fill_tile typecast_tile transpose_wh_tile
    read_tilized write_untilized""".split()
)
COMMUTATIVE = frozenset("add_tiles mul_tiles add_binary_tile mul_binary_tile binary_max_tile binary_min_tile".split())
WAITS = ("cb_reserve_back", "cb_wait_front")


def reason(mutant: Mutant) -> str | None:
    """Why a mutant that gives the same results as before does the same as before; None where that is not known."""
    found = re.match(r"(\w+)(?:<[^>]*>)?\((.*)\);", mutant.before)
    callee = found.group(1) if found else ""
    if mutant.kind == "twice":
        if callee in REPEATABLE:
            return "the same wait, transfer or tile again"
        if callee == "pack_tile" and mutant.before.startswith("pack_tile<true>"):
            return "the same wait, transfer or tile again"
    if mutant.kind == "argument" and callee in COMMUTATIVE:
        return "operands of a commutative operation"
    if mutant.kind == "number" and callee in WAITS and _last_number(mutant.after) > _last_number(mutant.before):
        return "waits for more pages than it uses"
    if mutant.kind in ("drop", "number") and callee == "cb_pop_front":
        return "pages that nobody waits for until the program ends"
    return None


def _last_number(text: str) -> int:
    return int(re.findall(r"\d+", text)[-1])
