"""tt-tile-pad: give every tensor a layout in tiles with room for whatever its blocks reach.

    %A: memref<100x72xbf16>  "tt.tile.view"(%A, %m, %k) {sizes = [64, 32]}                   // m <= 64, k <= 64
    %Q: memref<1x256x4x64xbf16>  "tt.tile.view"(%Q, %b, %s, %h, %c0) {sizes = [1, 64, 1, 64]}
  ->
    attributes {tt.padded_shape = {A = [128, 96]}, tt.tile_dims = {Q = [1, 3]}}

Takes and gives tile form; changes attributes only, see passes/tile_layout.py. The host allocates padded tensors and
fills the padding with zeros: what a block loads from outside of a tensor is zero, what it stores there the host
drops. So kernels need no guards. A tensor whose padding a kernel could write and then load is refused, like accesses
that have no known bounds or lie in no tiling.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.extent import at_least
from tilelang_tt.mlir import func, ir, name_of, walk_collect
from tilelang_tt.passes import kernel_func, tensor_layouts, tiled_tensors
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.dram_uses import Access, accesses
from tilelang_tt.passes.tile_dims import choose, covers_padding
from tilelang_tt.passes.tile_layout import TileLayout

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


@dataclass(frozen=True)
class TilePad(Pass):
    """choose which dimensions are cut in tiles, and pad them"""

    name: ClassVar[str] = "tt-tile-pad"
    aliases: ClassVar[tuple[str, ...]] = ("TilePadTT",)
    takes: ClassVar[str | None] = "tile"
    gives: ClassVar[str | None] = "tile"

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Records the layouts of every function's tensors; reports each tensor that has none."""
        for function in walk_collect(module, func.FuncOp):
            if function.is_external:
                continue
            layouts = {}
            uses = list(accesses(function))
            for name, argument in _tensors(function).items():
                mine = [use for use in uses if use.tensor == argument]
                try:
                    shape = tensor_layouts.shape_of(function, name)
                    layouts[name] = choose(argument, shape, mine)
                    _check_written_padding(mine, layouts[name])
                except CompileError as error:
                    for found in error.diagnostics:
                        diag.add(found)
            tiled_tensors.record(function, layouts)
            kernel_func.write(function, tensor_layouts.tile_views(function))


def _tensors(function: Any) -> dict[str, Any]:
    """The parameters that are tensors in DRAM, by name."""
    known = kernel_func.tensors(function)
    pairs = zip(kernel_func.parameter_names(function), function.arguments, strict=True)
    return {name: argument for name, argument in pairs if name in known}


def _check_written_padding(uses: list[Access], layout: TileLayout) -> None:
    """Refuses a tensor where a load could see what a store left in the padding.

    It cannot where all loads and stores are of one block that starts inside of the tensor, the loads first: then no
    other block has the same padding.
    """
    stores = [use for use in uses if use.writes and covers_padding(use, layout)]
    loads = [use for use in uses if use.reads and covers_padding(use, layout)]
    if not stores or not loads or _updates_one_block(uses, layout):
        return
    load, store = loads[0], stores[0]
    raise CompileError.at(
        load.op,
        f"'{name_of(load.tensor)}' ({' x '.join(map(str, layout.shape))}) is stored and loaded in blocks that reach over its end, and "
        "what is stored there could be loaded again",
        notes=[(store.op, "stored here")],
        help="use block sizes that divide the tensor and are multiples of 32, or write to another tensor",
    )


def _updates_one_block(uses: list[Access], layout: TileLayout) -> bool:
    """Whether every block loads its region first and stores the same region afterwards."""
    first = uses[0]
    if any(use.offsets != first.offsets or use.sizes != first.sizes for use in uses):
        return False
    for dim, extent in enumerate(layout.shape):
        high = first.offset(dim).high
        if high is None or not at_least(extent - 1, high):
            return False
    kinds = [use.writes for use in uses]
    return kinds == sorted(kinds) and all(_in_block_body(use.op) for use in uses)


def _in_block_body(op: Any) -> bool:
    """Whether an operation runs once per block of the grid."""
    parent = op.operation.parent
    while parent is not None and parent.operation.name in ("scf.parallel", "scf.if"):
        parent = parent.operation.parent
    if parent is None or parent.operation.name in ("func.func", "tt.core.grid"):
        return True
    return parent.operation.name == "scf.for" and "tt.persistent_loop" in parent.operation.attributes
