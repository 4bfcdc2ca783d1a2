"""Order match_shard: a box of blocks for every shard of what the kernel writes, computed on the core that owns the shard;
where it writes none, of what it reads.

Which blocks use a shard is found by evaluating the stores (loads) of every block; they must be a box, the same for all
shards but those at the far border.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.passes import schedule_hints, shard_owners, tensor_layouts
from tilelang_tt.passes.core_sets import Core, core_key
from tilelang_tt.passes.partition import Block, Boxes, deal_boxes
from tilelang_tt.passes.schedule import Schedule

ORDER = "match_shard"


def has_shards(fn: Any) -> bool:
    """Whether the kernel writes a tensor that lies in L1 in shards of a given shape."""
    return tensor_layouts.LAYOUTS in fn.attributes and bool(shard_owners.sharded_outputs(fn))


def matched(fn: Any, plan: Schedule) -> Schedule:
    """The schedule in order match_shard, with its boxes and their owners.

    Raises CompileError where there are no shards to match, where the blocks of a shard are no box, and where the shards
    of two tensors put a block on different cores.
    """
    if not plan.is_static:
        raise CompileError.at(
            schedule_hints.place(fn),
            f"order {ORDER} needs a grid that is known, and this one is [{', '.join(map(str, plan.grid))}]",
            help="take order row_major, or give the dimensions as numbers",
        )
    if not has_shards(fn) and not shard_owners.sharded_inputs(fn):
        raise CompileError.at(
            schedule_hints.place(fn),
            f"order {ORDER} follows the shards of a tensor of '{fn.name.value}', and none lies in L1 in shards",
            help="give one the layout l1_block_sharded, l1_height_sharded or l1_width_sharded, or take another order",
        )
    plain = replace(plan, order="row_major", policy="contiguous")
    name, owners = _owners(fn, plain) if has_shards(fn) else _owners_of_input(fn, plain)
    boxes = Boxes(plan.known_grid, _box(plan.known_grid, owners))
    cores = []
    for number, (xs, ys, zs) in enumerate(boxes.spans()):
        inside = {owners[x, y, z] for z in zs for y in ys for x in xs}
        if len(inside) > 1:
            raise CompileError.at(
                tensor_layouts.parameter(fn, name),
                f"the blocks that use one shard of '{name}' are no box of the grid: box {number} of {boxes.size} blocks "
                f"belongs to {', '.join(core_key(core) for core in sorted(inside))}",
                help="make shard_shape a multiple of what one block uses, or take another order",
            )
        cores.append(inside.pop())
    found = replace(plan, order=ORDER, box=boxes.size, owners=tuple(cores))
    try:
        deal_boxes(boxes, cores)
    except ValueError as failure:
        raise CompileError.at(
            tensor_layouts.parameter(fn, name), f"shards of '{name}': {failure}", help="take another order"
        ) from None
    return found


def _owners(fn: Any, plan: Schedule) -> tuple[str, dict[Block, Core]]:
    """The core that owns what each block writes, and the name of a tensor that says so."""
    first: tuple[str, dict[Block, Core]] | None = None
    for name, descriptor in shard_owners.sharded_outputs(fn).items():
        work = shard_owners.owned_work(fn, plan, name, descriptor["shard_shape"])
        owners = {block: core for core, blocks in work.items() for block in blocks}
        if first is None:
            first = (name, owners)
            continue
        block = next((block for block in owners if owners[block] != first[1][block]), None)
        if block is not None:
            raise CompileError.at(
                tensor_layouts.parameter(fn, name),
                f"order {ORDER}: block {block} writes a shard of '{name}' on core {core_key(owners[block])} and one of "
                f"'{first[0]}' on core {core_key(first[1][block])}",
                notes=[(tensor_layouts.parameter(fn, first[0]), f"'{first[0]}' is here")],
                help="cut both tensors alike, or take another order",
            )
    assert first is not None, "there are shards"
    return first


def _owners_of_input(fn: Any, plan: Schedule) -> tuple[str, dict[Block, Core]]:
    """The core that owns what each block reads of the first tensor of which no block needs several shards. Others are
    read wherever they lie.
    """
    problem: CompileError | None = None
    for name, descriptor in shard_owners.sharded_inputs(fn).items():
        try:
            work = shard_owners.owned_work(fn, plan, name, descriptor["shard_shape"])
        except CompileError as failure:
            problem = problem or failure
            continue
        return name, {block: core for core, blocks in work.items() for block in blocks}
    assert problem is not None, "there are shards"
    raise problem


def _box(grid: Block, owners: Mapping[Block, Core]) -> Block:
    """The blocks from the first one on that belong to its core, along each axis."""

    def length(axis: int) -> int:
        for i in range(1, grid[axis]):
            place = [0, 0, 0]
            place[axis] = i
            x, y, z = place
            if owners[x, y, z] != owners[0, 0, 0]:
                return i
        return grid[axis]

    return length(0), length(1), length(2)
