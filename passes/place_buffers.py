"""tt-place-buffers: every circular buffer gets its index, and a depth at which all of them fit into L1.

    %cb_A = "tt.cb.alloc"() {depth = 2, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 1024>
    %cb_C = "tt.cb.alloc"() {depth = 2, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>
  ->
    %cb_A = "tt.cb.alloc"() {depth = 1, id = 0, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 512>
    %cb_C = "tt.cb.alloc"() {depth = 2, id = 16, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>

Takes and gives buffer form. Where a core has too few circular buffers, results that are written in turn share one; where
L1 is short, the largest buffers hold fewer blocks, which a remark says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.base import i64_attr
from tilelang_tt.dialects.types import CBType
from tilelang_tt.mlir import func, ir, name_of, walk_collect
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.cb_budget import BudgetError, CBRequest, assign_ids, fit_depths
from tilelang_tt.passes.device_facts import device_of_module
from tilelang_tt.passes.shared_outputs import share_outputs
from tilelang_tt.passes.storage import cb_format

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


@dataclass(frozen=True)
class PlaceBuffers(Pass):
    """give circular buffers their indices and depths"""

    name: ClassVar[str] = "tt-place-buffers"
    takes: ClassVar[str | None] = "cb"
    gives: ClassVar[str | None] = "cb"
    device: str | None = None

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Places the circular buffers of every function."""
        for function in walk_collect(module, func.FuncOp):
            place(function, device_of_module(module, self.device), diag)


def place(function: Any, device: Any, diag: Diagnostics) -> None:
    """Gives every circular buffer of a function its index and a depth at which all of them fit."""
    allocs = walk_collect(function, "tt.cb.alloc")
    if len(allocs) > device.num_cbs:
        allocs = share_outputs(function, allocs, len(allocs) - device.num_cbs)
    requests = []
    for alloc in allocs:
        type_ = CBType(alloc.result.type)
        depth = ir.IntegerAttr(alloc.depth).value
        format_ = cb_format(alloc)
        name = (name_of(alloc.result) or "cb").removeprefix("cb_")
        requests.append(
            CBRequest(name, ir.StringAttr(alloc.role).value, type_.num_pages // depth, format_.tile_bytes, depth)
        )
    try:
        fitted = fit_depths(requests, device.l1_usable)
        ids = assign_ids([r.role for r in fitted], device.num_cbs)
    except BudgetError as error:
        place = allocs[0].operation if allocs else None
        raise CompileError.at(
            place, f"{error} ({device.name})", notes=error.table, help="use smaller blocks"
        ) from error
    for alloc, request, before, index in zip(allocs, fitted, requests, ids, strict=True):
        alloc.operation.attributes["id"] = i64_attr(index)
        if request.depth != before.depth:
            alloc.operation.attributes["depth"] = i64_attr(request.depth)
            element = CBType(alloc.result.type).element_type
            alloc.result.set_type(CBType.of(element, request.block_pages * request.depth))
            diag.remark(alloc, f"L1 is short: '{request.name}' holds {request.depth} instead of {before.depth} blocks")
