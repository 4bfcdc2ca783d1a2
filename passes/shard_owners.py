"""Which core owns each shard of a tensor in L1, and the blocks that belong there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.extent import known as known_sizes
from tilelang_tt.passes import block_regions, kernel_func, tensor_layouts, tensor_uses
from tilelang_tt.passes.block_regions import UnknownRegion
from tilelang_tt.passes.core_sets import Core, core_key, row_by_row
from tilelang_tt.passes.layout import Descriptor
from tilelang_tt.passes.partition import ceil_div
from tilelang_tt.passes.schedule import Schedule
from tilelang_tt.passes.work_partition import Work


def owner(index: Sequence[int], counts: Sequence[int], core_grid: Core) -> Core:
    """The core of a shard: a two-dimensional cut that fits the core grid keeps its shape, others go row by row.

    `index` and `counts` have one entry per axis. Raises ValueError if there are more shards than cores.
    """
    columns, rows = core_grid
    leading, height, width = counts[:-2], [1, *counts][-2], counts[-1]
    if all(n == 1 for n in leading) and 1 < height <= rows and 1 < width <= columns:
        return index[-1], index[-2]
    number, total = 0, 1
    for i, n in zip(index, counts, strict=True):
        number, total = number * n + i, total * n
    if total > columns * rows:
        raise ValueError(f"{total} shards do not fit {columns * rows} cores")
    return number % columns, number // columns


def sharded_outputs(fn: Any) -> dict[str, Descriptor]:
    """The tensors that the kernel writes and that lie in L1 in shards of a given shape."""
    found = tensor_layouts.layouts(fn)
    roles = tensor_uses.roles(fn)
    return {n: d for n, d in found.items() if d["shard"] == "L1" and "shard_shape" in d and roles[n] != "in"}


def owned_work(fn: Any, schedule: Schedule, name: str, shards: Sequence[int]) -> Work:
    """The blocks by the core that owns the shard of tensor `name` they write, in the order of the schedule.

    Raises CompileError for a block that writes to several shards and for stores that cannot be followed.
    """
    tensor = list(fn.arguments)[kernel_func.parameter_names(fn).index(name)]
    shape = known_sizes(tensor_layouts.shape_of(fn, name))
    counts = [ceil_div(extent, shard) for extent, shard in zip(shape, shards, strict=True)]
    work: Work = {}
    try:
        stores = block_regions.stores_to(fn, tensor)
        for position, block in enumerate(schedule.blocks):
            known = block_regions.block_values(fn, block, position)
            cores = set()
            for store in stores:
                region = block_regions.written_region(store, shape, known)
                if region is None:
                    continue
                first, last = ([r[end] - end for r in region] for end in (0, 1))
                index = [low // shard for low, shard in zip(first, shards, strict=True)]
                if index != [high // shard for high, shard in zip(last, shards, strict=True)]:
                    raise CompileError.at(
                        store.op,
                        f"block {block} writes {region} of '{name}', which is in several shards of {list(shards)}",
                        help="make shard_shape a multiple of what one block writes",
                    )
                cores.add(owner(index, counts, schedule.core_grid))
            if len(cores) > 1:
                at = ", ".join(core_key(core) for core in sorted(cores))
                raise CompileError.at(fn, f"block {block} writes shards of '{name}' on several cores: {at}")
            work.setdefault(cores.pop() if cores else (0, 0), []).append(block)
    except UnknownRegion as failure:
        raise CompileError.at(
            fn,
            f"cannot tell which shard of '{name}' a block writes: its index comes from {failure}",
            help="leave shard_shape away, or index the tensor by block indices and loop variables",
        ) from None
    except ValueError as failure:
        raise CompileError.at(fn, f"'{name}': {failure}", help="make the shards larger") from None
    return dict(sorted(work.items(), key=lambda item: row_by_row(item[0])))
