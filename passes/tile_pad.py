"""tt-tile-pad: every region of a DRAM tensor is whole tiles inside of the tensor.

    "tt.tile.view"(%A, %m, %k) {sizes = [128, 32]}   // A is 512 x 256, m <= 384, k <= 224
  ->
    unchanged: no padding is needed

Takes and gives tile form. Blocks that reach over the end of a tensor, and tensors whose last two dimensions are not multiples of the
tile, are refused at the line of the access, with the numbers; tensors of one dimension are one row of tiles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.dialects import attributes, tile
from tilelang_tt.dialects.base import int_list
from tilelang_tt.dialects.types import TILE
from tilelang_tt.mlir import func, ir, name_of, walk_collect
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.ranges import range_of

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


@dataclass(frozen=True)
class TilePad(Pass):
    """check that tensors and blocks are whole tiles"""

    name: ClassVar[str] = "tt-tile-pad"
    takes: ClassVar[str | None] = "tile"
    gives: ClassVar[str | None] = "tile"

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Reports every access that would need padding."""
        for function in walk_collect(module, func.FuncOp):
            for view in walk_collect(function, "tt.tile.view"):
                _check_view(view, diag)
            for access in walk_collect(function, ("memref.load", "memref.store")):
                _check_element(access, diag)


def _is_dram(value: Any) -> bool:
    return attributes.space_of(value.type) == "dram"


def _check_shape(op: Any, tensor: Any, diag: Diagnostics) -> bool:
    """Whether the tiled dimensions of a tensor are whole tiles; reports when not."""
    shape = tile.shape_of(tensor)
    ragged = [e for e in shape[-2:] if e % TILE]
    if not ragged:
        return True
    diag.error(
        op,
        f"'{name_of(tensor)}' of {' x '.join(map(str, shape))} elements is not made of whole {TILE} x {TILE} tiles, "
        "and padding is not supported yet",
        help=f"use sizes that are multiples of {TILE}",
    )
    return False


def _check_view(view: Any, diag: Diagnostics) -> None:
    tensor = view.source
    if not _is_dram(tensor) or not _check_shape(view, tensor, diag):
        return
    _check_bounds(view, tensor, [range_of(v) for v in view.offsets], int_list(view.sizes), diag)


def _check_element(access: Any, diag: Diagnostics) -> None:
    operands = list(access.operation.operands)
    position = 0 if access.operation.name == "memref.load" else 1
    tensor, indices = operands[position], operands[position + 1 :]
    if _is_dram(tensor) and _check_shape(access, tensor, diag):
        _check_bounds(access, tensor, [range_of(v) for v in indices], [1] * len(indices), diag)


def _check_bounds(op: Any, tensor: Any, ranges: list[Any], sizes: list[int], diag: Diagnostics) -> None:
    for dim, (bounds, size, extent) in enumerate(zip(ranges, sizes, tile.shape_of(tensor), strict=True)):
        if bounds.low is not None and bounds.high is not None and bounds.low >= 0 and bounds.high + size <= extent:
            continue
        if bounds.low is None or bounds.high is None:
            what = "cannot be shown to stay inside of the tensor"
        else:
            what = f"reaches elements {bounds.low} to {bounds.high + size - 1} of {extent}"
        diag.error(
            op,
            f"dimension {dim} of '{name_of(tensor)}': the access {what}, and padding is not supported yet",
            help="use a block size that divides the dimension",
        )
