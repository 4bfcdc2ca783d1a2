"""Circular buffers between the kernels of a program: one producer, one consumer, as many pages pushed as popped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tilelang_tt.dialects.types import CBType
from tilelang_tt.passes.cb_events import cb_id, cb_name
from tilelang_tt.passes.cb_protocol import CBProtocol
from tilelang_tt.passes.finding import Finding
from tilelang_tt.passes.page_counts import Poly, add, text


@dataclass(frozen=True)
class End:
    """One end of a circular buffer: the thread, an operation of it, and the pages it pushes or pops in a whole run."""

    thread: str
    place: Any
    pages: Poly


@dataclass
class Channel:
    """A circular buffer as all threads see it."""

    name: str
    types: dict[str, Any]
    producers: list[End]
    consumers: list[End]
    resident: bool = True


def channels(kernels: list[CBProtocol]) -> dict[int, Channel]:
    """Index -> circular buffer, of those that some thread uses."""
    found: dict[int, Channel] = {}
    for kernel in kernels:
        flow = kernel.flows.block(kernel.body)
        ends = kernel.ends
        for cb in dict.fromkeys([*ends.producers, *ends.consumers]):
            number = cb_id(cb)
            if number is None:
                continue
            channel = found.setdefault(number, Channel(cb_name(cb), {}, [], []))
            channel.types[kernel.thread] = cb.type
            for side, kind, where in (
                (ends.producers, "push", channel.producers),
                (ends.consumers, "pop", channel.consumers),
            ):
                for place in side.get(cb, {}).values():
                    where.append(End(kernel.thread, place, flow.get((cb, kind), {})))
            if (cb, "pop") in flow or (cb in ends.producers and cb in ends.consumers and cb not in ends.resident):
                channel.resident = False
    return found


def check_channels(kernels: list[CBProtocol]) -> list[Finding]:
    """Findings about circular buffers that join threads; `kernels` are the checks of the single threads."""
    findings = []
    for number, channel in sorted(channels(kernels).items()):
        findings += _check(number, channel)
    return findings


def _check(number: int, channel: Channel) -> list[Finding]:
    name = channel.name
    types = set(channel.types.values())
    place = (channel.producers or channel.consumers)[0].place
    if len(types) > 1:
        seen = ", ".join(f"{thread}: {type_}" for thread, type_ in channel.types.items())
        return [Finding(place, f"{name} (id {number}) differs between threads: {seen}")]
    for what, ends in (("produced", channel.producers), ("consumed", channel.consumers)):
        if len({end.thread for end in ends}) > 1:
            first, second = ends[:2]
            return [
                Finding(
                    second.place,
                    f"{name} (id {number}) is {what} by two threads, {first.thread} and {second.thread}",
                    "a circular buffer has one producer and one consumer",
                    ((first.place, f"the {first.thread} is here"),),
                )
            ]
        if not ends:
            return [Finding(place, f"{name} (id {number}) is never {what}: the program would hang")]
    producer, consumer = channel.producers[0], channel.consumers[0]
    if channel.resident and not consumer.pages:
        capacity = CBType(next(iter(types))).num_pages
        excess = add(producer.pages, {(): capacity}, -1)
        if any(term for term in producer.pages) or excess.get((), 0) > 0:
            return [
                Finding(
                    producer.place,
                    f"{name} (id {number}) is never popped, but {text(producer.pages)} pages are pushed "
                    f"into its {capacity}",
                )
            ]
        return []
    if producer.pages == consumer.pages:
        return []
    return [
        Finding(
            consumer.place,
            f"{producer.thread} pushes {text(producer.pages)} pages of {name} (id {number}), "
            f"{consumer.thread} pops {text(consumer.pages)}: the program would hang",
            None,
            ((producer.place, f"the {producer.thread} is here"),),
        )
    ]
