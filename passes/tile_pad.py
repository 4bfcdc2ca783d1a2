"""tt-tile-pad: give every tensor a layout in DRAM: tiles with room for whatever its blocks reach, or rows.

    %A: memref<100x72xbf16>  "tt.tile.view"(%A, %m, %k) {sizes = [64, 32]}                   // m <= 64, k <= 64
    %Q: memref<1x256x4x64xbf16>  "tt.tile.view"(%Q, %b, %s, %h, %c0) {sizes = [1, 64, 1, 64]}
  ->
    attributes {tt.padded_shape = {A = [128, 96]}, tt.tile_dims = {Q = [1, 3]}}

Vectors that are only used element by element, or as a whole, are folded (passes/folding.py): 1024 elements in a tile.

Takes and gives tile form; changes attributes only, see passes/tile_layout.py. The host allocates padded tensors and
fills the padding with zeros: what a block loads from outside of a tensor is zero, what it stores there the host
drops. So kernels need no guards. Stores to a tensor whose padding could be loaded again, by the same kernel or a later
program of its sequence, must leave zeros there: `tt.zero_padding` names these tensors for tt-tensorize. The programs
of a sequence choose together. A tensor whose uses have no known bounds or lie in no tiling,

    "tt.tile.view"(%A, %m_less_3, %k) {sizes = [67, 32]}
  ->
    attributes {tt.page_form = {A = #tt.pages<"rows">}, tt.padded_shape = ..., tt.tile_dims = {A = [-1, 1]}}

lies in pages of rows: the movers take from them what is inside of the tensor. Where that is impossible too, the uses
are refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.extent import at_least
from tilelang_tt.dialects.types import TILE
from tilelang_tt.mlir import func, ir, name_of, walk_collect
from tilelang_tt.passes import kernel_func, sequences, tensor_layouts, tiled_tensors
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.dram_uses import Access, accesses
from tilelang_tt.passes.folding import fold_sets
from tilelang_tt.passes.page_layouts import check_pages
from tilelang_tt.passes.storage import tensor_format
from tilelang_tt.passes.tile_dims import Choice, choose, covers_padding, fold
from tilelang_tt.passes.tile_layout import ROWS, TileLayout

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
        """Records the layouts of every kernel's tensors, the same in all programs of a sequence; reports each tensor that
        has none.
        """
        functions = [f for f in walk_collect(module, func.FuncOp) if not f.is_external]
        for programs in sequences.groups(functions):
            layouts = {}
            zeroed = []
            uses = [use for program in programs for use in accesses(program)]
            arguments = [_tensors(program) for program in programs]
            folded = _folded(programs, uses)
            for name, argument in arguments[0].items():
                everywhere = [own[name] for own in arguments]
                mine = [use for use in uses if use.tensor in everywhere]
                try:
                    shape = tensor_layouts.shape_of(programs[0], name)
                    choice = (
                        Choice(folded[name])
                        if name in folded
                        else choose(argument, shape, mine, _element_bytes(programs[0], name, argument))
                    )
                    layouts[name] = choice.layout
                    check_pages(programs[0], name, choice, diag)
                    diag.decide(programs[0], "pages", name, _reason(choice.layout, name in folded))
                    if choice.because is not None:
                        _tell(diag, name, choice.because)
                    elif _must_zero(mine, layouts[name]):
                        zeroed.append(name)
                except CompileError as error:
                    for found in error.diagnostics:
                        diag.add(found)
            for program in programs:
                tiled_tensors.record(program, layouts)
                kernel_func.write(program, {tiled_tensors.ZEROED: zeroed or None})
                kernel_func.write(program, tensor_layouts.tile_views(program))


def _element_bytes(fn: Any, name: str, tensor: Any) -> int | None:
    """Bytes of an element as it is stored, None where elements have no bytes of their own."""
    try:
        size, rest = divmod(tensor_format(fn, name, ir.MemRefType(tensor.type).element_type).tile_bytes, TILE * TILE)
    except ValueError:
        return None
    return size if rest == 0 else None


def _reason(layout: TileLayout, folded: bool) -> str:
    """Why a page is what it is."""
    if folded:
        return "folded: every use takes it element by element, or all of it"
    if layout.form == ROWS:
        return "row by row: tiles do not serve all uses"
    if layout.dims[0] < 0:
        return f"tiles along dimension {layout.dims[1]}: every use is a vector, and each vector starts a row of tiles"
    return f"tiles along dimensions {list(layout.dims)}: along them uses have more than one element"


def _tell(diag: Diagnostics, name: str, because: CompileError) -> None:
    """A remark at the use that tiles do not serve."""
    first = because.diagnostics[0]
    diag.remark(first.where, f"'{name}' lies in DRAM row by row: {first.message}", first.notes)


def _tensors(function: Any) -> dict[str, Any]:
    """The parameters that are tensors in DRAM, by name."""
    known = kernel_func.tensors(function)
    pairs = zip(kernel_func.parameter_names(function), function.arguments, strict=True)
    return {name: argument for name, argument in pairs if name in known}


def _folded(programs: list[Any], uses: list[Access]) -> dict[str, TileLayout]:
    """The layouts of the tensors whose vectors are folded: of sets in which every tensor has one."""
    found: dict[str, TileLayout] = {}
    names = {argument: name for program in programs for name, argument in _tensors(program).items()}
    sharded = tensor_layouts.sharded(programs[0])
    for vectors in fold_sets(programs):
        if not vectors.is_worthwhile:
            continue
        layouts = {}
        try:
            for everywhere in vectors.tensors:
                name = names[everywhere[0]]
                shape = tensor_layouts.shape_of(programs[0], name)
                layouts[name] = fold(everywhere[0], shape, [use for use in uses if use.tensor in everywhere])
        except CompileError:
            continue  # as vectors in the first row of tiles they may have a layout
        if not sharded & set(layouts):
            found |= layouts
    return found


def _must_zero(uses: list[Access], layout: TileLayout) -> bool:
    """Whether stores must put zeros in the padding, because a load of this or of a later program could see it.

    It cannot where all loads and stores are of one block that starts inside of the tensor, the loads first: then no
    other block has the same padding. Raises CompileError for stores that cannot be masked.
    """
    stores = [use for use in uses if use.writes and covers_padding(use, layout)]
    loads = [use for use in uses if use.reads and covers_padding(use, layout)]
    if not stores or not loads or _updates_one_block(uses, layout):
        return False
    for store in stores:
        if not store.spread or not store.regular:
            raise CompileError.at(
                store.op,
                f"'{name_of(store.tensor)}' ({' x '.join(map(str, layout.shape))}) is stored to element by element, maybe over its "
                "end, and what is stored there could be loaded again",
                notes=[(loads[0].op, "loaded here")],
                help="store whole blocks with T.copy or in T.Parallel",
            )
    return True


def _updates_one_block(uses: list[Access], layout: TileLayout) -> bool:
    """Whether every block loads its region first and stores the same region afterwards."""
    first = uses[0]
    if any(use.offsets != first.offsets or use.sizes != first.sizes for use in uses):
        return False
    for dim, extent in enumerate(layout.shape):
        high = first.offset(dim).high
        if high is None or not at_least(extent - 1, high):
            return False
    if any(use.tensor != first.tensor for use in uses):
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
