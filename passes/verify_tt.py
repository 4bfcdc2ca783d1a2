"""verify-tt: the program keeps to its form and carries all that code generation needs.

    "tt.cb.wait"(%cb_A) {pages = 4}
    "tt.cb.matmul"(%cb_A, %cb_B, %cb_C, %fresh) {shape = [2, 2, 2], transpose_b = false}
    "tt.cb.pop"(%cb_A) {pages = 4}
  ->
    unchanged, or an error at each operation that breaks a rule

Takes and gives any form, which it recognises by the operations. Checks the rules of the form (forms.py), and of the core
or persistent form that it is in (core_form.py): every block has one owner. From buffer form on also the attributes and
runtime arguments of the kernel (kernel_metadata.py), and that the circular buffers fit into L1, with a table of them if
they do not. `metadata=false` leaves out the second part, for programs that have no schedule yet; `l1-table` prints the
table as a remark in any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.dialects import cb
from tilelang_tt.dialects.types import CBType
from tilelang_tt.mlir import ir, name_of, walk_collect
from tilelang_tt.passes import forms
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.cb_budget import BudgetError, CBRequest, fit_depths
from tilelang_tt.passes.core_form import check_core_form, check_owners
from tilelang_tt.passes.device_facts import device_of_module
from tilelang_tt.passes.finding import Finding, report
from tilelang_tt.passes.kernel_metadata import check_metadata
from tilelang_tt.passes.storage import cb_format

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


@dataclass(frozen=True)
class VerifyTT(Pass):
    """check the rules of the program's form, its metadata and its use of L1"""

    name: ClassVar[str] = "verify-tt"
    aliases: ClassVar[tuple[str, ...]] = ("VerifyTTIR", "tt-verify")
    metadata: bool = True
    l1_table: bool = False

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Reports every broken rule; changes nothing."""
        form = forms.detect(module)
        report(forms.CHECKS[form](module), diag)
        report((check_core_form if form in ("tile", "value") else check_owners)(module), diag)
        if form not in ("cb", "kernel", "emitc"):
            return
        if self.metadata:
            report(check_metadata(module), diag)
        requests = l1_requests(module)
        report(check_l1(module, requests), diag)
        if self.l1_table and requests:
            total = sum(r.bytes for r in requests.values())
            diag.remark(
                module.operation,
                f"circular buffers take {total:,} of {device_of_module(module).l1_usable:,} B of L1",
                [row(r) for r in requests.values()],
            )


def l1_requests(module: ir.Module) -> dict[int, CBRequest]:
    """Index -> circular buffer of a core, with the L1 it takes; the kernels of one program share them."""
    found: dict[int, CBRequest] = {}
    for alloc in walk_collect(module, cb.AllocOp):
        type_ = CBType(alloc.result.type)
        number = alloc.get("id")
        depth = ir.IntegerAttr(alloc.depth).value
        format_ = cb_format(alloc)
        index = len(found) if number is None else ir.IntegerAttr(number).value
        request = CBRequest(
            name_of(alloc.result) or f"circular buffer {index}",
            ir.StringAttr(alloc.role).value,
            type_.num_pages // depth,
            format_.tile_bytes,
            depth,
            depth,
        )
        found.setdefault(index, request)
    return dict(sorted(found.items()))


def check_l1(module: ir.Module, requests: dict[int, CBRequest]) -> list[Finding]:
    """A finding with the table if the circular buffers do not fit."""
    device = device_of_module(module)
    try:
        fit_depths(list(requests.values()), device.l1_usable)
    except BudgetError as error:
        return [Finding(_first_alloc(module), f"{error} ({device.name})", "use smaller blocks", tuple(error.table))]
    return []


def row(request: CBRequest) -> str:
    """One line of the table."""
    blocks = f"{request.depth} x {request.block_pages} pages x {request.page_bytes:,} B"
    return f"'{request.name}': {blocks} = {request.bytes:,} B"


def _first_alloc(module: ir.Module) -> Any:
    return walk_collect(module, cb.AllocOp)[0]
