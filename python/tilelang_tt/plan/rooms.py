"""What takes the L1 of a core: the tensors that lie there, and circular buffers."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

from tilelang_tt.device import get_device

if TYPE_CHECKING:
    from tilelang_tt.plan.model import Buffer, Plan


@dataclass(frozen=True)
class Room:
    """So many bytes of L1 on each core, for a tensor or for a circular buffer of a role."""

    name: str
    kind: str
    bytes: int


def rooms(plan: Plan) -> list[Room]:
    """Tensors, then circular buffers, those that are a tensor's shard left out; of tensors those whose size is known."""
    sizes = ((buffer.name, _bytes(buffer, plan.device.name)) for buffer in plan.buffers)
    tensors = [Room(name, "tensor", size) for name, size in sizes if size]
    return [*tensors, *(Room(cb.name, cb.role, cb.bytes) for cb in plan.cbs if cb.alias is None)]


def _bytes(buffer: Buffer, device: str) -> int:
    """What a tensor takes of the L1 of each core: interleaved pages take turns over all cores of the device."""
    if buffer.memory is None:
        return 0
    if buffer.sharding is not None:
        cores = sum(len(r.rectangle) for r in buffer.sharding.cores)
        return -(-prod(buffer.sharding.counts) // cores) * prod(buffer.sharding.shard) * buffer.page_bytes
    workers = get_device(device).num_cores
    return -(-buffer.tiles // workers) * buffer.page_bytes if isinstance(buffer.tiles, int) else 0
