"""tt-multicast: cores that read the same blocks let one of them read for all.

    func.func @gemm(...) {
      ...
      "tt.core.read"(%A, %cb_A, %m, %k) {shape = [4, 8]}
  ->
    func.func @gemm(...) attributes {tt.shared_reads = [
        #tt.shared_read<"A_readers", 0, 1, [#tt.reader_group<[0, 0], [8, 1], [0, 0]>, ...]>]} {
      ...
      "tt.core.read"(%A, %cb_A, %m, %k) {shape = [4, 8], shared = 0}

Takes and gives buffer form in a persistent loop. `reader_groups.py` finds the groups by evaluating the index arithmetic
for every block of every core: rectangles of cores whose readers take the same course, and whose blocks of this tensor
are the same, one for one. So their circular buffers are always in the same state, and a block can be multicast to the
address it has on the sender. The tensor must be one that the kernel does not write. Each shared read has two semaphores
of its own; tt-lower-movers makes the handshake.

`mode` (else the attribute `tt.multicast`, else auto) says which reads. auto: those where it saves at least
`least_percent` percent of what the kernel moves to and from device memory, if that memory is what cores wait for: all
that they move takes longer there than what one core moves takes on its link to the network. Otherwise blocks would
arrive later, by the time of the multicast. on: all reads that some cores have in common. off: none. A grid of symbolic
size has no groups, because nothing is known of who computes what.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from tilelang_tt.device import Device, get_device
from tilelang_tt.dialects.base import i64_attr
from tilelang_tt.dialects.groups import ReaderGroupAttr, SharedReadAttr
from tilelang_tt.mlir import ir, name_of
from tilelang_tt.passes import kernel_func, schedule, work_partition
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.block_values import NotOfTheBlock
from tilelang_tt.passes.core_sets import core_of
from tilelang_tt.passes.infer_schedule import known
from tilelang_tt.passes.reader_groups import Candidate, Group, Sharing, with_senders

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics

MODES = ("auto", "on", "off")


@dataclass(frozen=True)
class Multicast(Pass):
    """share reads among cores that read the same blocks"""

    name: ClassVar[str] = "tt-multicast"
    takes: ClassVar[str | None] = "cb"
    gives: ClassVar[str | None] = "cb"
    mode: Literal["auto", "on", "off"] | None = None
    least_percent: int = 10

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Marks the shared reads of every kernel of the module."""
        for fn in kernel_func.kernels(module):
            if fn.is_external or not kernel_func.is_persistent(fn):
                continue
            mode = known(fn, kernel_func.MULTICAST, self.mode, MODES)
            kernel_func.write(fn, {kernel_func.MULTICAST: None if mode == "auto" else mode})
            why_not = None if mode == "off" else self.share(fn, mode)
            if why_not and mode == "on":
                diag.remark(fn, f"no read of '{fn.name.value}' is shared by several cores: {why_not}")
            self.explain(fn, mode, why_not, diag)

    def explain(self, fn: Any, mode: str, why_not: str | None, diag: Diagnostics) -> None:
        """Records which reads are shared, and why."""
        worth = f"it saves {self.least_percent} percent of the traffic or more" if mode == "auto" else "as asked for"
        for item in kernel_func.read(fn, kernel_func.SHARED_READS) or []:
            sizes = sorted({group["extent"][0] * group["extent"][1] for group in item["groups"]})
            cores = " or ".join(map(str, sizes))
            groups = f"{len(item['groups'])} group{'s' if len(item['groups']) > 1 else ''} of {cores} cores"
            diag.decide(fn, "movement", item["name"], f"{groups}, one of each reads for all: {worth}")
        if mode == "off" or why_not:
            reason = (
                "as asked for" if mode == "off" else why_not if mode == "on" else "sharing reads does not save enough"
            )
            diag.decide(fn, "movement", "multicast", f"every core reads for itself: {reason}")

    def share(self, fn: Any, mode: str) -> str | None:
        """Records the groups of one kernel; gives the reason where there are none."""
        plan = schedule.recorded(fn)
        if not plan.is_static:
            return "which core computes which block is decided when the program runs"
        per_core = kernel_func.require(fn, work_partition.PER_CORE_ARGS, "tt-shard-to-core-map")
        sharing = Sharing(fn, {core_of(key): (start, count) for key, (start, count) in per_core.items()})
        try:
            chosen = self.chosen(sharing, mode, get_device(plan.device))
        except NotOfTheBlock as unknown:
            return f"what the reader does depends on {unknown}"
        most = get_device(plan.device).num_semaphores // 2
        chosen = sorted(sorted(chosen, key=lambda c: -c.saved)[:most], key=chosen.index)
        names: list[str] = []
        records = []
        for candidate, groups in zip(chosen, with_senders(chosen), strict=True):
            number = len(names)
            names.append(_name(candidate, names))
            candidate.op.operation.attributes["shared"] = i64_attr(number)
            records.append(SharedReadAttr.of(names[-1], 2 * number, 2 * number + 1, map(_attribute, groups)))
        if records:
            fn.attributes[kernel_func.SHARED_READS] = ir.ArrayAttr.get(records)
        return None if records else "no two cores beside each other read the same blocks in the same order"

    def chosen(self, sharing: Sharing, mode: str, device: Device) -> list[Candidate]:
        """The reads that are worth sharing."""
        found = sharing.candidates()
        if mode == "on":
            return found
        moved = sharing.moved()
        total = sum(moved.values())
        costs = device.costs
        if total / (device.dram_banks * costs.dram_bytes * costs.dram_share) <= max(moved.values()) / costs.noc_bytes:
            return []
        saves = [candidate for candidate in found if candidate.saved * 100 >= total * self.least_percent]
        return [candidate for candidate in saves if sharing.in_dram(candidate.op)]


def _name(candidate: Candidate, taken: list[str]) -> str:
    """What the cores that share a read are called in the kernel: A_readers, A_readers_2."""
    base = f"{name_of(candidate.op.tensor) or 'tensor'}_readers"
    name, n = base, 1
    while name in taken:
        n += 1
        name = f"{base}_{n}"
    return name


def _attribute(group: Group) -> ReaderGroupAttr:
    return ReaderGroupAttr.of(list(group.cores.start), list(group.cores.extent), list(group.sender))
