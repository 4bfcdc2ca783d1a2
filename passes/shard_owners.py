"""Which core owns each shard of a tensor in L1, and the blocks that belong there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from math import prod
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.extent import known as known_sizes
from tilelang_tt.passes import block_regions, kernel_func, tensor_layouts, tensor_uses
from tilelang_tt.passes.block_regions import UnknownRegion
from tilelang_tt.passes.core_sets import Core, Rectangle, core_key, row_by_row
from tilelang_tt.passes.layout import Descriptor
from tilelang_tt.passes.partition import ceil_div
from tilelang_tt.passes.schedule import Schedule
from tilelang_tt.passes.work_partition import Work


def owners(counts: Sequence[int], cores: Iterable[Core]) -> list[Core]:
    """The core of every shard, row-major: a two-dimensional cut that fits the cores keeps its shape, others go row by row.

    `counts` has the number of shards along each axis of the tensor, `cores` are those that may own one. Raises
    ValueError if there are more shards than cores.
    """
    usable = sorted(set(cores), key=row_by_row)
    leading, height, width = counts[:-2], [1, *counts][-2], counts[-1]
    if all(n == 1 for n in leading) and height > 1 and width > 1:
        x, y = min(core[0] for core in usable), min(core[1] for core in usable)
        kept = [(x + j, y + i) for i in range(height) for j in range(width)]
        if set(kept) <= set(usable):
            return kept
    total = prod(counts)
    if total > len(usable):
        raise ValueError(f"{total} shards do not fit {len(usable)} cores")
    return usable[:total]


def in_ranges(cores: Sequence[Core]) -> list[Rectangle]:
    """Rectangles that give exactly these cores in this order, one after the other, each row by row."""
    found: list[Rectangle] = []
    left = list(cores)
    while left:
        (x, y), width = left[0], 1
        while left[width : width + 1] == [(x + width, y)]:
            width += 1
        height = 1
        while left[: width * (height + 1)] == [(x + i, y + j) for j in range(height + 1) for i in range(width)]:
            height += 1
        found.append(Rectangle((x, y), (width, height)))
        left = left[width * height :]
    return found


def sharded_outputs(fn: Any) -> dict[str, Descriptor]:
    """The tensors that the kernel writes, itself if it is one of a sequence, and that lie in L1 in shards of a given
    shape.
    """
    found = tensor_layouts.layouts(fn)
    written = tensor_uses.written(fn)
    return {n: d for n, d in found.items() if d["shard"] == "L1" and "shard_shape" in d and n in written}


def sharded_inputs(fn: Any) -> dict[str, Descriptor]:
    """The tensors that the kernel reads and that lie in L1 in shards of a given shape."""
    found = tensor_layouts.layouts(fn)
    read = tensor_uses.read(fn)
    return {n: d for n, d in found.items() if d["shard"] == "L1" and "shard_shape" in d and n in read}


def owned_work(fn: Any, schedule: Schedule, name: str, shards: Sequence[int]) -> Work:
    """The blocks by the core that owns the shard of tensor `name` they write, or read if they do not write it, in the
    order of the schedule.

    Raises CompileError for a block that needs several shards and for accesses that cannot be followed.
    """
    writes = name in tensor_uses.written(fn)
    verb = "writes" if writes else "reads"
    tensor = list(fn.arguments)[kernel_func.parameter_names(fn).index(name)]
    shape = known_sizes(tensor_layouts.shape_of(fn, name))
    counts = [ceil_div(extent, shard) for extent, shard in zip(shape, shards, strict=True)]
    work: Work = {}
    try:
        owning = dict(zip(product(*map(range, counts)), owners(counts, schedule.usable.cores()), strict=True))
        accesses = block_regions.accesses_to(fn, tensor, writes)
        for position, block in enumerate(schedule.blocks):
            known = block_regions.block_values(fn, block, position)
            cores = set()
            for access in accesses:
                region = block_regions.region_of(access, shape, known)
                if region is None:
                    continue
                first, last = ([r[end] - end for r in region] for end in (0, 1))
                index = [low // shard for low, shard in zip(first, shards, strict=True)]
                if index != [high // shard for high, shard in zip(last, shards, strict=True)]:
                    raise CompileError.at(
                        access.op,
                        f"block {block} {verb} {region} of '{name}', which is in several shards of {list(shards)}",
                        help=f"make shard_shape a multiple of what one block {verb}",
                    )
                cores.add(owning[tuple(index)])
            if len(cores) > 1:
                at = ", ".join(core_key(core) for core in sorted(cores))
                raise CompileError.at(fn, f"block {block} {verb} shards of '{name}' on several cores: {at}")
            work.setdefault(cores.pop() if cores else schedule.cores[0], []).append(block)
    except UnknownRegion as failure:
        raise CompileError.at(
            fn,
            f"cannot tell which shard of '{name}' a block {verb}: its index comes from {failure}",
            help="leave shard_shape away, or index the tensor by block indices and loop variables",
        ) from None
    except ValueError as failure:
        raise CompileError.at(fn, f"'{name}': {failure}", help="make the shards larger") from None
    return dict(sorted(work.items(), key=lambda item: row_by_row(item[0])))
