"""How the pages of a tensor are cut in shards, and where the shards lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import lcm, prod
from typing import Any

from tilelang_tt.device import get_device
from tilelang_tt.dialects.extent import known
from tilelang_tt.passes import kernel_func, layout, schedule, shard_owners, tensor_layouts, tiled_tensors
from tilelang_tt.passes.core_sets import Core, CoreSet, Rectangle
from tilelang_tt.passes.dram_uses import accesses
from tilelang_tt.passes.infer_schedule import device_of
from tilelang_tt.passes.layout import Descriptor
from tilelang_tt.passes.shard_shapes import Owners, derived
from tilelang_tt.passes.storage import tensor_format
from tilelang_tt.passes.tile_layout import TILE, TileLayout


@dataclass(frozen=True)
class Sharding:
    """Extents of a tensor and of a shard in pages, and the cores that own the shards, row-major. Of a tensor in DRAM they
    are its banks, as cores of row 0, which shards go to in turn.
    """

    pages: tuple[int, ...]
    shard: tuple[int, ...]
    cores: tuple[Core, ...]

    @property
    def shard_pages(self) -> int:
        """Pages of one shard."""
        return prod(self.shard)

    @property
    def shards_per_core(self) -> int:
        """Shards that the cores with the most have."""
        return -(-prod(-(-p // s) for p, s in zip(self.pages, self.shard, strict=True)) // len(self.cores))


def sharding_of(layout: TileLayout, memory: str, cores: Sequence[Core], banks: int) -> Sharding | None:
    """How a tensor is cut, None where its pages are interleaved. `cores` may own shards in L1; DRAM has `banks`.

    Raises ValueError for shards that do not fit its pages or the cores.
    """
    if not layout.shards:
        return None
    per_dim, counts = layout.shard_pages, layout.shard_counts
    dims = [axis.dim for axes in layout.axes for axis in axes]
    number = prod(counts.values())
    if memory == "DRAM":
        owning = [(bank, 0) for bank in range(min(banks, number))]
    else:
        owning = _owners(layout, counts, dims, cores)
    if layout.one_dimensional:
        one = prod(known([layout.pages])) // number
        return Sharding((number * one,), (one,), tuple(owning))
    extents = {axis.dim: known([axis.pages])[0] for axes in layout.axes for axis in axes}
    kept = [dim for dim in dims if extents[dim] > 1] or dims[-1:]
    return Sharding(tuple(extents[d] for d in kept), tuple(per_dim[d] for d in kept), tuple(owning))


def _owners(layout: TileLayout, counts: dict[int, int], dims: Sequence[int], cores: Sequence[Core]) -> list[Core]:
    """The owners of the shards as pages count them: dimensions that count matrices first, then rows and columns."""
    by_axis = [counts.get(dim, 1) for dim in range(len(layout.shape))]
    for dim, (shard, extent) in enumerate(zip(layout.shards, known(layout.shape), strict=True)):
        if by_axis[dim] > -(-extent // shard):
            raise ValueError(
                f"blocks reach {layout.padded[dim]} elements along dimension {dim}, which are {by_axis[dim]} shards; the "
                f"tensor's own {extent} are {-(-extent // shard)}"
            )
    found = shard_owners.owners(by_axis, cores)
    places = dict(zip(product(*(range(n) for n in by_axis)), found, strict=True))
    result = []
    for index in product(*(range(counts[dim]) for dim in dims)):
        position = dict(zip(dims, index, strict=True))
        result.append(places[tuple(position.get(dim, 0) for dim in range(len(by_axis)))])
    return result


def of(fn: Any, layout: TileLayout, memory: str) -> Sharding | None:
    """How a tensor of a kernel is cut; on the cores of its schedule, or of the device where it has none yet. Raises
    ValueError for shards that do not fit.
    """
    device = device_of(fn, None, None)
    cores = kernel_func.read(fn, schedule.CORES)
    usable = CoreSet.whole(device.grid) if cores is None else schedule.set_of_ranges(cores)
    return sharding_of(layout, memory, usable.cores(), device.dram_banks)


def recorded(fn: Any) -> dict[str, Sharding | None]:
    """How the tensors of a kernel are cut. Raises CompileError at a tensor whose shards do not fit."""
    found = {}
    for name, tiled in tiled_tensors.recorded(fn).items():
        with tensor_layouts.located(fn, name):
            found[name] = of(fn, tiled, tensor_layouts.memory(fn, name))
    return found


def l1_bytes(fn: Any) -> dict[str, int]:
    """The bytes of L1 that tensors take on every core, of those that lie there and whose size is known.

    Buffers in L1 are allocated at the same address on all cores: interleaved pages take turns over all cores of the
    device, shards take their room everywhere.
    """
    found = {}
    workers = get_device(device_of(fn, None, None).name).num_cores
    types = kernel_func.tensors(fn)
    for name, tiled in tiled_tensors.recorded(fn).items():
        if tensor_layouts.memory(fn, name) != "L1":
            continue
        format_ = tensor_format(fn, name, types[name].element_type)
        page = format_.tile_bytes * tiled.page_elements // TILE**2
        with tensor_layouts.located(fn, name):
            cut = of(fn, tiled, "L1")
        if cut is not None:
            found[name] = cut.shards_per_core * cut.shard_pages * page
        elif isinstance(tiled.pages, int):
            found[name] = -(-tiled.pages // workers) * page
    return found


def with_shapes(programs: Sequence[Any], name: str, descriptor: Descriptor, cores: CoreSet, banks: int) -> Descriptor:
    """A descriptor with the shape of its shards where it needs one and has none: whole blocks of the tensor's uses, in as
    many shards as there are cores or banks.
    """
    result = {key: value for key, value in descriptor.items() if key != "cut"}
    if descriptor["interleave"] or "shard_shape" in descriptor:
        return result
    fn = programs[0]
    with tensor_layouts.located(fn, name):
        layout.check({"cut": "block", **descriptor}, tensor_layouts.shape_of(fn, name))
    shape = known(tensor_layouts.shape_of(fn, name))
    if layout.normalised(descriptor)[0]["shard"] == "DRAM":
        owning = Owners(banks, 1, banks)
    else:
        rows = len({y for _, y in cores.cores()})
        owning = Owners(max(1, len(cores) // rows), rows, len(cores))
    result["shard_shape"] = derived(shape, _units(programs, name, shape), descriptor.get("cut"), owning)
    return result


def _units(programs: Sequence[Any], name: str, shape: Sequence[int]) -> list[int]:
    """What shards are multiples of, along each axis: what one access reaches, in whole tiles."""
    units = [1] * len(shape)
    for program in programs:
        tensor = program.arguments[kernel_func.parameter_names(program).index(name)]
        for use in accesses(program):
            if use.tensor == tensor:
                units = [lcm(unit, size) for unit, size in zip(units, use.sizes, strict=True)]
    for axis in range(max(0, len(shape) - 2), len(shape)):
        if len(shape) <= 2 or max(units) == 1:
            units[axis] = lcm(units[axis], TILE)
    return units


def in_ranges(cut: Sharding) -> list[Rectangle]:
    """The cores of the shards as rectangles, in order."""
    return shard_owners.in_ranges(cut.cores)
