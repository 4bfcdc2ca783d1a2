"""What is used of the parts of the chip, over all programs of a run: units of cores, interfaces to the NoCs, links, DRAM banks."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

_PARTS = {
    "unpack": "unpackers",
    "math": "matrix unit",
    "sfpu": "vector unit",
    "pack": "packers",
    "brisc": "BRISC",
    "ncrisc": "NCRISC",
    "noc_in": "NoC interfaces, in",
    "noc_out": "NoC interfaces, out",
}
"""Parts of a core by their names in the counters."""
_BOTH = ("noc_in", "noc_out")
"""Those of which a core has two, one for each NoC; the counters have their sum."""


@dataclasses.dataclass(frozen=True)
class Link:
    """A link between routers: the NoC, the router it comes from, in coordinates of the die, where it goes, and clocks in use."""

    noc: int
    x: int
    y: int
    direction: str
    busy: int


@dataclasses.dataclass(frozen=True)
class Resources:
    """Clocks in which each part worked: of cores by part, of DRAM banks, of links that were used at all."""

    cores: Mapping[tuple[int, int], Mapping[str, int]]
    banks: tuple[int, ...]
    links: tuple[Link, ...]


@dataclasses.dataclass(frozen=True)
class Use:
    """The busiest part of its kind, and the share of the time that it works."""

    kind: str
    which: str
    share: float


def read_resources(report: Mapping[str, Any]) -> Resources | None:
    """Those of the report of a run; None where the report has none."""
    found = report.get("resources")
    if found is None:
        return None
    cores = {(core["core"][0], core["core"][1]): {name: core[name] for name in _PARTS} for core in found["cores"]}
    links = (
        Link(link["noc"], link["from"][0], link["from"][1], link["direction"], link["busy"]) for link in found["links"]
    )
    return Resources(cores, tuple(found["banks"]), tuple(links))


def busiest(resources: Resources, clocks: int) -> Iterator[Use]:
    """The busiest part of each kind that works at all, for a run of so many clocks."""
    if not clocks:
        return
    for name, kind in _PARTS.items():
        core, parts = max(resources.cores.items(), key=lambda item: item[1][name], default=((0, 0), {name: 0}))
        if parts[name]:
            whole = clocks * (2 if name in _BOTH else 1)
            yield Use(kind, f"core ({core[0]}, {core[1]})", parts[name] / whole)
    bank = max(range(len(resources.banks)), key=lambda i: resources.banks[i], default=0)
    if resources.banks and resources.banks[bank]:
        yield Use("DRAM banks", f"bank {bank}", resources.banks[bank] / clocks)
    for noc in (0, 1):
        link = max((link for link in resources.links if link.noc == noc), key=lambda link: link.busy, default=None)
        if link is not None:
            yield Use(f"links of NoC {noc}", f"from ({link.x}, {link.y}) {link.direction}", link.busy / clocks)
