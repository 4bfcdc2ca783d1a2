"""tt-place-buffers: every circular buffer gets its index, and a depth at which all of them fit into L1.

    %cb_A = "tt.cb.alloc"() {depth = 2, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 1024>
    %cb_C = "tt.cb.alloc"() {depth = 2, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>
  ->
    %cb_A = "tt.cb.alloc"() {depth = 1, id = 0, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 512>
    %cb_C = "tt.cb.alloc"() {depth = 2, id = 16, role = "output"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 8>

Takes and gives buffer form. Where a core has too few circular buffers, results that are written in turn share one; where
L1 is short, the largest buffers hold fewer blocks, which a remark says. Tensors in L1 take their room first; buffers that
are shards of them have their size and cost nothing more. Names become unique. `tt.cb_choices` on a function says which
depths and indices the user wants, by name; a depth that is chosen is not lowered:

    tt.cb_choices = {cb_A = {depth = 1 : i64, id = 7 : i64}}
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.device import Device
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.base import i64_attr
from tilelang_tt.dialects.types import CBType
from tilelang_tt.mlir import func, ir, name_of, named_loc, walk_collect
from tilelang_tt.passes import kernel_func, shards
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.cb_budget import BudgetError, CBRequest, assign_ids, fit_depths
from tilelang_tt.passes.device_facts import device_of_module
from tilelang_tt.passes.shared_outputs import share_outputs
from tilelang_tt.passes.storage import cb_format

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics

CHOICES = "tt.cb_choices"


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


def place(function: Any, device: Device, diag: Diagnostics) -> None:
    """Gives every circular buffer of a function its index and a depth at which all of them fit. Raises CompileError."""
    allocs = walk_collect(function, "tt.cb.alloc")
    if len(allocs) > device.num_cbs:
        allocs = share_outputs(function, allocs, len(allocs) - device.num_cbs)
    _make_names_unique(allocs)
    wanted = [_request(alloc) for alloc in allocs]
    chosen = _choices(function, allocs)
    requests = [_with_depth(request, choice) for request, choice in zip(wanted, chosen, strict=True)]
    try:
        fitted = fit_depths(requests, device.l1_usable, shards.l1_bytes(function))
        ids = assign_ids([r.role for r in fitted], device.num_cbs, [choice.get("id") for choice in chosen])
    except BudgetError as error:
        at = allocs[0].operation if allocs else None
        raise CompileError.at(
            at, f"{error} ({device.name})", notes=error.table, help=error.help or "use smaller blocks"
        ) from error
    for alloc, request, before, index, choice in zip(allocs, fitted, requests, ids, chosen, strict=True):
        alloc.operation.attributes["id"] = i64_attr(index)
        if request.depth != ir.IntegerAttr(alloc.depth).value:
            alloc.operation.attributes["depth"] = i64_attr(request.depth)
            element = CBType(alloc.result.type).element_type
            alloc.result.set_type(CBType.of(element, request.block_pages * request.depth))
        if request.depth != before.depth:
            diag.remark(alloc, f"L1 is short: '{request.name}' holds {request.depth} instead of {before.depth} blocks")
        for key, value in choice.items():
            diag.decide(function, "buffer", _name(alloc), f"{key} {value} is chosen by the user")
    kernel_func.write(function, {CHOICES: None})


def _make_names_unique(allocs: list[Any]) -> None:
    """Numbers the circular buffers after the first of a name: cb_C, cb_C_1, cb_C_2."""
    taken: set[str] = set()
    for alloc in allocs:
        base = name = _name(alloc)
        number = 0
        while name in taken:
            number += 1
            name = f"{base}_{number}"
        taken.add(name)
        if name != base:
            alloc.operation.location = named_loc(name, alloc.operation.location)


def _name(alloc: Any) -> str:
    return name_of(alloc.result) or "cb_block"


def _request(alloc: Any) -> CBRequest:
    """What a circular buffer wants. A shard has its size, and its room is that of the tensor."""
    depth = ir.IntegerAttr(alloc.depth).value
    pages = CBType(alloc.result.type).num_pages
    name, role = _name(alloc).removeprefix("cb_"), ir.StringAttr(alloc.role).value
    if alloc.get("alias") is not None:
        return CBRequest(name, role, pages // depth, 0, depth, min_depth=depth)
    return CBRequest(name, role, pages // depth, cb_format(alloc).tile_bytes, depth)


def _with_depth(request: CBRequest, choice: dict[str, Any]) -> CBRequest:
    depth = choice.get("depth")
    return request if depth is None else replace(request, depth=depth, min_depth=depth)


def _choices(function: Any, allocs: list[Any]) -> list[dict[str, Any]]:
    """What is chosen for each circular buffer. Raises CompileError for choices that are for none, or make no sense."""
    given: dict[str, dict[str, Any]] = kernel_func.read(function, CHOICES) or {}
    names = [_name(alloc) for alloc in allocs]
    for name, choice in given.items():
        if name not in names:
            raise CompileError.at(
                function,
                f"{CHOICES} is for '{name}', which is no circular buffer of '{function.name.value}'",
                help=f"there are {', '.join(names)}" if names else "there are none",
            )
        if not isinstance(choice, dict) or set(choice) - {"depth", "id"}:
            raise CompileError.at(function, f"{CHOICES}: '{name}' takes depth and id")
        if choice.get("depth", 1) < 1:
            raise CompileError.at(function, f"{CHOICES}: '{name}' has depth {choice['depth']}; 1 is the least")
        alloc = allocs[names.index(name)]
        own = ir.IntegerAttr(alloc.depth).value
        if alloc.get("alias") is not None and choice.get("depth", own) != own:
            raise CompileError.at(
                function,
                f"{CHOICES}: '{name}' is the shard of '{ir.StringAttr(alloc.get('alias')).value}' and holds {own} blocks, "
                f"not {choice['depth']}",
            )
    return [given.get(name, {}) for name in names]
