"""The protocol of circular buffers along every path of one function.

A consumer reads only pages it waited for and pops them; a producer fills only pages it reserved and pushes them; every
iteration of a loop and every branch leaves a circular buffer as it found it. Where both ends are in the function, pages
are pushed before they are waited for, and a thread that feeds itself never reserves more than is free. A block of pages
never straddles the end of the ring.

Resident pages are the exception: pushed once outside of all loops and never popped, they stay for the whole kernel.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import gcd
from typing import Any

from tilelang_tt.dialects.types import CBType
from tilelang_tt.passes.cb_events import CONSUMER, PRODUCER, Event, cb_name, events_of
from tilelang_tt.passes.finding import Finding
from tilelang_tt.passes.form_ops import DST
from tilelang_tt.passes.op_tree import Node, walk
from tilelang_tt.passes.page_counts import Namer, Poly, add, as_int, multiply, text
from tilelang_tt.passes.page_flows import Flows


@dataclass
class Side:
    """One end of a circular buffer: pages held (waited for, or reserved), and where in the ring they start, known
    modulo `modulus`."""

    held: int = 0
    offset: int = 0
    modulus: int = 0


@dataclass
class State:
    """What is known of the circular buffers at one point of a function."""

    front: dict[Any, Side] = field(default_factory=dict)
    back: dict[Any, Side] = field(default_factory=dict)
    fill: dict[Any, tuple[int, int]] = field(default_factory=dict)
    packed: dict[Any, int | None] = field(default_factory=dict)
    filled: set[Any] = field(default_factory=set)
    loading: set[Any] = field(default_factory=set)
    sending: set[Any] = field(default_factory=set)
    unfinished: bool = False

    def copy(self) -> State:
        """An independent copy."""
        return State(
            {k: Side(s.held, s.offset, s.modulus) for k, s in self.front.items()},
            {k: Side(s.held, s.offset, s.modulus) for k, s in self.back.items()},
            dict(self.fill),
            dict(self.packed),
            set(self.filled),
            set(self.loading),
            set(self.sending),
            self.unfinished,
        )


@dataclass(frozen=True)
class Ends:
    """The circular buffers of a function by what happens to them."""

    producers: dict[Any, dict[str, Any]]
    consumers: dict[Any, dict[str, Any]]
    resident: frozenset[Any]


def ends_of(body: list[Node], thread: str) -> Ends:
    """Circular buffer -> thread -> the first operation of that thread that produces, or consumes; and which stay
    resident."""
    producers: dict[Any, dict[str, Any]] = {}
    consumers: dict[Any, dict[str, Any]] = {}
    popped: set[Any] = set()
    pushed_inside: set[Any] = set()
    waited: set[Any] = set()
    top = set(body)
    for node in walk(body):
        for event in events_of(node, thread):
            if event.kind in PRODUCER:
                producers.setdefault(event.cb, {}).setdefault(event.thread, node.op)
            if event.kind in CONSUMER:
                consumers.setdefault(event.cb, {}).setdefault(event.thread, node.op)
            if event.kind == "pop":
                popped.add(event.cb)
            elif event.kind == "wait":
                waited.add(event.cb)
            elif event.kind == "push" and node not in top:
                pushed_inside.add(event.cb)
    return Ends(producers, consumers, frozenset(waited - popped - pushed_inside))


class CBProtocol:
    """Checks one function. In buffer form (`whole`) all threads are in it, in a legal sequential order."""

    def __init__(self, body: list[Node], thread: str, whole: bool, namer: Namer | None = None) -> None:
        self.body = body
        self.thread = thread
        self.whole = whole
        self.ends = ends_of(body, thread)
        self.flows = Flows(namer or Namer())
        self.namer = self.flows.namer
        self.findings: list[Finding] = []
        self.reported: set[tuple[Any, str]] = set()
        self.unbalanced: set[Any] = set()
        # Before tt-lower-dst, what fills a page is not an operation of its own.
        self.calls = any(node.name in DST for node in walk(body))
        self.both = set(self.ends.producers) & set(self.ends.consumers)

    def run(self) -> list[Finding]:
        """All findings, in program order."""
        self._one_end()
        state = State()
        self._block(self.body, state)
        self._finish(state)
        return self.findings

    def _found(self, place: Any, message: str, help: str | None = None, notes: tuple[Any, ...] = ()) -> None:
        if (place, message) not in self.reported:
            self.reported.add((place, message))
            self.findings.append(Finding(place, message, help, notes))

    def _one_end(self) -> None:
        for what, verb, ends in (("producer", "fill", self.ends.producers), ("consumer", "empty", self.ends.consumers)):
            for cb, by_thread in ends.items():
                if len(by_thread) > 1:
                    first, second = list(by_thread.items())[:2]
                    self._found(
                        second[1],
                        f"{cb_name(cb)} has two {what}s: {first[0]} and {second[0]} both {verb} it",
                        f"give each {what} a circular buffer of its own",
                        ((first[1], f"the {first[0]} is here"),),
                    )

    # Walking

    def _block(self, nodes: list[Node], state: State) -> None:
        for node in nodes:
            if node.name in ("scf.for", "tt.core.grid"):
                self._loop(node, state)
            elif node.name == "scf.if":
                self._branch(node, state)
            else:
                for event in events_of(node, self.thread):
                    self._event(node.op, event, state)
                if node.name in ("tt.core.read_barrier", "tt.core.writes_flushed", "tt.core.write_barrier"):
                    self._barrier(node.name, state)

    @staticmethod
    def _barrier(name: str, state: State) -> None:
        if name == "tt.core.read_barrier":
            state.loading.clear()
            return
        state.sending.clear()
        if name == "tt.core.write_barrier":
            state.unfinished = False

    def _loop(self, node: Node, state: State) -> None:
        body = node.blocks[0]
        trips = self.namer.trips(node)
        count = as_int(trips)
        if count == 0:
            return
        net = self.flows.net(body)
        entry = state.copy()
        self._advance_offsets(body, state)
        for cb, poly in net.items():
            each = as_int(poly)
            if self._must_balance(cb, each, count):
                self.unbalanced.add(cb)
                self._found(
                    node.op,
                    f"an iteration {_excess(cb, poly)}",
                    "push and pop a circular buffer in the same loop",
                )
            elif each is not None and count is not None and cb in self.both:
                low, high = state.fill.get(cb, (0, 0))
                state.fill[cb] = (low + (count - 1) * min(each, 0), high + (count - 1) * max(each, 0))
        self._block(body, state)
        if not (state.loading <= entry.loading and state.sending <= entry.sending):
            # What an iteration leaves under way is there when the next one starts.
            again = state.copy()
            again.fill = dict(entry.fill)
            self._block(body, again)
        self._same(node.op, "an iteration", entry, state)
        for cb, packed in state.packed.items():
            before = entry.packed.get(cb, 0)
            if packed is not None and before is not None and packed > before:
                state.packed[cb] = None if count is None else before + (packed - before) * count
        for cb in set(entry.fill) | set(state.fill):
            total = as_int(multiply(trips, net.get(cb, {})))
            low, high = entry.fill.get(cb, (0, 0))
            state.fill[cb] = (low + (total or 0), high + (total or 0))
        state.front, state.back = entry.front, entry.back
        self._advance_offsets(body, state, count)

    def _must_balance(self, cb: Any, each: int | None, count: int | None) -> bool:
        """Whether a loop body that pushes and pops different amounts is wrong: in buffer form, and where the sum is not
        known."""
        if cb in self.ends.resident or cb not in self.both:
            return False
        return self.whole or each is None or count is None

    def _advance_offsets(self, body: list[Node], state: State, count: int | None = None) -> None:
        """Inside of a loop, and after one of unknown length, a ring position is known only up to multiples of what an
        iteration advances it; after `count` iterations it is known as well as before."""
        for (cb, kind), poly in self.flows.block(body).items():
            sides = state.back if kind == "push" else state.front
            side = sides.setdefault(cb, Side())
            step = as_int(poly)
            side.modulus = self._modulus(cb, side)
            if step is not None and count is not None:
                side.offset += step * count
            else:
                side.modulus = gcd(side.modulus, *poly.values())
            side.offset %= side.modulus

    @staticmethod
    def _modulus(cb: Any, side: Side) -> int:
        return side.modulus or CBType(cb.type).num_pages

    def _branch(self, node: Node, state: State) -> None:
        ends = []
        for nodes in node.blocks:
            arm = state.copy()
            self._block(nodes, arm)
            ends.append(arm)
        if len(ends) < 2:
            ends.append(state.copy())
        first, second = ends[:2]
        self._same(node.op, "a branch", state, first)
        if len(node.blocks) > 1:
            self._same(node.op, "a branch", state, second)
        for cb in set(first.fill) | set(second.fill):
            fills = [arm.fill.get(cb, (0, 0)) for arm in (first, second)]
            if fills[0] != fills[1] and self.whole and cb not in self.ends.resident:
                self.unbalanced.add(cb)
                self._found(
                    node.op,
                    f"one branch leaves {fills[0][0]} pages in {cb_name(cb)}, the other {fills[1][0]}",
                    "push and pop a circular buffer in the same branch",
                )
            state.fill[cb] = (min(f[0] for f in fills), max(f[1] for f in fills))
        state.filled = first.filled | second.filled
        state.loading = first.loading | second.loading
        state.sending = first.sending | second.sending
        state.unfinished = first.unfinished or second.unfinished
        for nodes in node.blocks:
            self._advance_offsets(nodes, state)

    def _same(self, place: Any, what: str, before: State, after: State) -> None:
        for sides, verb, undo in (("front", "waits for", "pop"), ("back", "reserves", "push")):
            old, new = getattr(before, sides), getattr(after, sides)
            for cb, side in new.items():
                extra = side.held - (old[cb].held if cb in old else 0)
                if cb in self.ends.resident or extra == 0:
                    continue
                if extra > 0:
                    message = f"{what} {verb} {extra} pages of {cb_name(cb)} that it does not {undo}"
                else:
                    message = (
                        f"{what} {undo}{'es' if undo == 'push' else 's'} {-extra} pages of {cb_name(cb)} that were "
                        f"{'waited for' if sides == 'front' else 'reserved'} before it"
                    )
                self._found(place, message, f"put both into one {'loop' if 'iteration' in what else 'branch'}")

    def _finish(self, state: State) -> None:
        for cb, side in state.front.items():
            if side.held and cb not in self.ends.resident:
                self._found(cb, f"{side.held} pages of {cb_name(cb)} are waited for and never popped")
        for cb, side in state.back.items():
            if side.held:
                self._found(cb, f"{side.held} pages of {cb_name(cb)} are reserved and never pushed")
        if state.unfinished:
            self._found(
                self.body[-1].op,
                "the kernel ends while writes are under way",
                "a tt.core.write_barrier must follow the last tt.core.write_tile",
            )
        if not self.whole:
            return
        for cb, poly in self.flows.net(self.body).items():
            if cb not in self.ends.resident and cb not in self.unbalanced:
                self._found(cb, f"the kernel {_excess(cb, poly)}")

    # One event

    def _event(self, op: Any, event: Event, state: State) -> None:
        kind, cb, pages, _ = event
        side = (state.back if kind in PRODUCER else state.front).setdefault(cb, Side())
        capacity = CBType(cb.type).num_pages
        match kind:
            case "wait":
                if cb in self.both and state.fill.get(cb, (0, 0))[0] < pages:
                    self._found(
                        op,
                        f"waits for {pages} pages of {cb_name(cb)}, of which {state.fill.get(cb, (0, 0))[0]} "
                        "have been pushed: the program would hang",
                    )
                side.held = max(side.held, pages)
            case "reserve":
                self._reserve(op, event, side, state, capacity)
            case "pop" | "push":
                self._hand_over(op, event, side, state)
            case "read" if pages > side.held:
                self._found(op, f"reads {pages} pages of {cb_name(cb)}, of which {side.held} are waited for")
            case "fill":
                state.filled.add(cb)
                if pages > side.held:
                    self._found(op, f"fills {pages} pages of {cb_name(cb)}, of which {side.held} are reserved")
            case "share":
                if pages > side.held:
                    self._found(op, f"sends {pages} pages of {cb_name(cb)}, of which {side.held} are reserved")
                if cb in state.loading:
                    self._found(
                        op,
                        f"sends pages of {cb_name(cb)} while reads into them are under way",
                        "a tt.core.read_barrier must stand between tt.core.read_tile and tt.core.send",
                    )
            case "pack":
                packed = state.packed.get(cb, 0)
                state.packed[cb] = None if packed is None else packed + 1
                if not side.held:
                    self._found(op, f"packs to {cb_name(cb)}, of which no page is reserved")
            case "load":
                state.loading.add(cb)
            case "leave":
                state.unfinished = True
            case "send":
                state.sending.add(cb)
                state.unfinished = True

    def _reserve(self, op: Any, event: Event, side: Side, state: State, capacity: int) -> None:
        cb, pages = event.cb, event.pages
        side.held = max(side.held, pages)
        full = state.fill.get(cb, (0, 0))[1]
        feeds_itself = event.thread in self.ends.consumers.get(cb, {})
        if feeds_itself and full + pages > capacity:
            self._found(
                op,
                f"reserves {pages} pages of {cb_name(cb)}, which holds {full} of {capacity} pages that this thread has "
                "still to pop: the program would hang",
            )

    def _hand_over(self, op: Any, event: Event, side: Side, state: State) -> None:
        kind, cb, pages, _ = event
        if pages > side.held:
            before = "reserved" if kind == "push" else "waited for"
            verb = "pushes" if kind == "push" else "pops"
            self._found(op, f"{verb} {pages} pages of {cb_name(cb)}, of which {side.held} are {before}")
        side.held = max(0, side.held - pages)
        self._straddle(op, event, side)
        if cb in self.both:
            low, high = state.fill.get(cb, (0, 0))
            delta = pages if kind == "push" else -pages
            state.fill[cb] = (low + delta, high + delta)
        if kind == "push":
            packed = state.packed.pop(cb, 0)
            if packed is not None and packed not in (0, pages):
                self._found(op, f"pushes {pages} pages of {cb_name(cb)} after packing {packed}")
            if packed == 0 and cb not in state.filled and self.calls:
                self._found(op, f"pushes {pages} pages of {cb_name(cb)} that nothing has filled")
            state.filled.discard(cb)
            if cb in state.loading:
                self._found(
                    op,
                    f"pushes pages of {cb_name(cb)} while reads into them are under way",
                    "a tt.core.read_barrier must stand between tt.core.read_tile and tt.cb.push",
                )
        elif cb in state.sending:
            self._found(
                op,
                f"pops pages of {cb_name(cb)} while writes from them are under way",
                "a tt.core.writes_flushed must stand between tt.core.write_tile and tt.cb.pop",
            )

    def _straddle(self, op: Any, event: Event, side: Side) -> None:
        """A block that starts at `offset` must end at the end of the ring or before it."""
        cb, pages = event.cb, event.pages
        ring = CBType(cb.type).num_pages
        modulus = self._modulus(cb, side)
        # The last start that is possible: the ring's end less one period, plus the offset.
        last = ring - modulus + side.offset % modulus
        if ring % modulus == 0 and last + pages > ring and ring % pages == 0:
            verb = "pushes" if event.kind == "push" else "pops"
            self._found(
                op,
                f"{verb} {pages} pages of {cb_name(cb)} from page {last} of {ring}: they straddle the end of the ring",
                "use one number of pages for all transfers, or one that divides the others",
            )
        side.modulus = modulus
        side.offset = (side.offset + pages) % modulus


def _excess(cb: Any, net: Poly) -> str:
    """The difference of pushes and pops in words."""
    if all(coefficient < 0 for coefficient in net.values()):
        return f"pops {text(add({}, net, -1))} pages more of {cb_name(cb)} than it pushes"
    return f"pushes {text(net)} pages more of {cb_name(cb)} than it pops"
