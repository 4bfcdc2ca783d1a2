"""What the time of a program depends on: who waits for whom, from the compute thread of the core that ends last to whoever is busy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tilelang_tt.sim.profile.model import Core, Program, Stall, Thread
from tilelang_tt.sim.profile.resources import Use

_SUPPLIERS = {
    "operands": "UNPACK",
    "source_registers": "MATH",
    "dst_full": "MATH",
    "dst_free": "PACK",
    "mailbox": "UNPACK",
}
"""The thread of the same core that ends a stall, by its kind."""
_FULL = 0.6
"""A DRAM bank or a port that is in use for so much of the time is a limit."""
_WORTH = 0.1
"""A stall of a busy thread that is worth saying."""


def bottleneck(program: Program, parts: Sequence[Use] = ()) -> str:
    """One sentence, with shares of the program's clocks; empty for a program that took no time. `parts`: the busiest parts of the chip,
    where they are known for this program alone.
    """
    if not program.clocks or not program.cores:
        return ""
    core = max(program.cores, key=lambda core: core.clocks)
    thread = core.thread("MATH") or max(core.threads, key=lambda thread: thread.spent.clocks)
    *steps, limit = _chain(program, core, thread, parts)
    return f"limit: {limit} (core {core.name}" + "".join(f"; {step}" for step in steps) + ")"


def _chain(program: Program, core: Core, thread: Thread, parts: Sequence[Use]) -> Iterator[str]:
    """From a thread to what it waits for most, until one that works more than it waits, or waits for what is no thread: who waits,
    and last what that leads to.
    """
    seen: list[tuple[str, str | None]] = []
    while True:
        seen.append((core.name, thread.thread))
        # That those who wait for this thread keep it waiting as well says nothing.
        stalls = [stall for stall in thread.spent.stalls if (core.name, _supplier(core, stall)) not in seen]
        if not stalls or thread.spent.busy >= stalls[0].clocks:
            if stalls and stalls[0].clocks >= _WORTH * program.clocks:
                yield f"{thread.thread} waits {_share(program, stalls[0].clocks)} for {stalls[0].what}"
            yield _works(program, thread)
            return
        stall = stalls[0]
        yield f"{thread.thread} waits {_share(program, stall.clocks)} for {stall.what}"
        if "noc" in stall.kind:
            yield _network(program, core, stall, parts)
            return
        if stall.kind == "semaphore":
            other = _least_waiting(program, core, thread, stall)
            if other is None:
                yield f"{thread.thread} waits for other cores"
                return
            core, thread = other
            yield f"of all cores {core.name} waits least for semaphores"
            continue
        following = core.thread(_supplier(core, stall))
        if following is None:
            yield f"nothing on this core gives {stall.what}"
            return
        thread = following


def _supplier(core: Core, stall: Stall) -> str | None:
    if stall.kind in _SUPPLIERS:
        return _SUPPLIERS[stall.kind]
    buffer = next((buffer for buffer in core.buffers if buffer.id == stall.id), None)
    if buffer is None:
        return None
    return buffer.producer if stall.kind == "cb_data" else buffer.consumer if stall.kind == "cb_space" else None


def _works(program: Program, thread: Thread) -> str:
    """What a thread does with the time in which it does not wait."""
    lines = [line for line in program.lines if (line.kernel, line.thread) == (thread.kernel, thread.thread)]
    said = f"{thread.thread}, busy {_share(program, thread.spent.busy)}"
    busy = sum(line.spent.busy for line in lines)
    if not busy:
        return said
    hottest = max(lines, key=lambda line: line.spent.busy)
    call = max(hottest.calls, key=lambda call: call[1])[0]
    return f"{said}, {hottest.spent.busy / busy:.0%} of it in {hottest.where} with {call}"


def _network(program: Program, core: Core, stall: Stall, parts: Sequence[Use]) -> str:
    """Why transfers take as long as they do: the banks, a link, the core's port, or none of them, which leaves latency."""
    direction = "write" if "write" in stall.kind else "read"
    dram = core.traffic[f"dram_{direction}_bytes"]
    other = core.traffic[f"l1_{direction}_bytes"] + (core.traffic["multicast_bytes"] if direction == "write" else 0)
    chip = program.chip
    port = (dram + other) / (program.clocks * chip.noc_bytes_per_clock)
    if dram >= other and program.busiest_bank >= _FULL:
        return f"DRAM {direction}s: the busiest bank is in use {program.busiest_bank:.0%} of the time"
    for part in parts:
        if part.kind.startswith(("links", "DRAM")) and part.share >= _FULL:
            return f"{part.kind}: {part.which} is in use {part.share:.0%} of the time"
    if port >= _FULL:
        return f"the port of the core to the NoC, in use {port:.0%} of the time for {direction}s"
    where = "DRAM" if dram >= other else "L1 of other cores"
    return (
        f"latency of {direction}s {'from' if direction == 'read' else 'to'} {where}; neither its port ({port:.0%}) nor the busiest "
        f"DRAM bank ({program.busiest_bank:.0%}) is full: more transfers before each barrier, or more pages in circular buffers, help"
    )


def _least_waiting(program: Program, core: Core, thread: Thread, stall: Stall) -> tuple[Core, Thread] | None:
    """The core whose thread of this name waits least for semaphores, where that is less than half of this one's wait."""

    def waits(thread: Thread) -> int:
        return sum(other.clocks for other in thread.spent.stalls if other.kind == "semaphore")

    others = [(c, t) for c in program.cores if c is not core for t in (c.thread(thread.thread),) if t is not None]
    best = min(others, key=lambda pair: waits(pair[1]), default=None)
    return best if best is not None and waits(best[1]) < stall.clocks / 2 else None


def _share(program: Program, clocks: int) -> str:
    return f"{clocks / program.clocks:.0%}"
