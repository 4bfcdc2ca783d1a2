"""tt-split-kernels: one function with everything becomes a reader, a compute and a writer kernel.

    "tt.core.read"(%A, %cb_A, %m, %k) {shape = [4, 1]}
    "tt.cb.wait"(%cb_A) {pages = 4}
    ...
    "tt.core.write"(%C, %cb_C, %m, %n) {shape = [4, 4]}
  ->
    func.func @reader(...)  attributes {tt.thread = "reader"}  { "tt.core.read"... }
    func.func @compute(...) attributes {tt.thread = "compute"} { "tt.cb.wait"... }
    func.func @writer(...)  attributes {tt.thread = "writer"}  { "tt.core.write"... }

Takes buffer form in a persistent loop, gives kernel form. The function is cloned once per thread, with its signature,
control flow and arguments; operations of other threads and what only they needed are removed. A thread without work
gets no function. A declaration of the kernel stays, with its signature and what is known of it as a whole (grid,
layouts, cores, runtime arguments). The kernels of a sequence of programs are called reader_0, compute_0 and so on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.mlir import func, ir, walk_collect
from tilelang_tt.passes import sequences, tiled_tensors
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.kernel_func import PREFETCH, SHARED_READS, kernels

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics

THREADS = ("reader", "compute", "writer")

_OWNER = {
    "tt.core.iota": "reader",
    "tt.core.read": "reader",
    "tt.core.read_element": "reader",
    "tt.core.read_region": "reader",
    "tt.core.write": "writer",
    "tt.core.write_element": "writer",
    "tt.core.write_region": "writer",
    "tt.cb.reserve": "compute",
    "tt.cb.push": "compute",
    "tt.cb.wait": "compute",
    "tt.cb.pop": "compute",
    "tt.cb.matmul": "compute",
    "tt.cb.fold": "compute",
    "tt.cb.map": "compute",
    "tt.cb.reduce": "compute",
    "tt.cb.transpose": "compute",
}

# Operations without effects of their own: they stay where something uses them.
_SCAFFOLD = frozenset({"tt.cb.alloc", "tt.core.z_order", "scf.for", "scf.if"})


@dataclass(frozen=True)
class SplitKernels(Pass):
    """split a kernel into reader, compute and writer"""

    name: ClassVar[str] = "tt-split-kernels"
    takes: ClassVar[str | None] = "cb"
    gives: ClassVar[str | None] = "kernel"

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Splits the kernel functions of the module, one or the programs of a sequence."""
        functions = [f for f in kernels(module) if not f.is_external]
        found = len(sequences.groups(functions))
        if found != 1:
            raise CompileError.at(module.operation, f"expected one kernel function to split, found {found}")
        for whole in functions:
            _split(whole)


def _split(whole: Any) -> None:
    if walk_collect(whole, "tt.core.grid"):
        raise CompileError.at(
            whole, "the kernel still has its grid", help="run tt-grid-to-persistent before tt-split-kernels"
        )
    owners = {thread_of(op) for op in walk_collect(whole, lambda o: o.name in _OWNER)}
    for thread in THREADS:
        if thread in owners:
            _clone_for(whole, thread)
    _declare(whole)
    whole.operation.erase()


def _declare(whole: Any) -> None:
    """Leaves a declaration of the kernel, with its signature and all that is known of it."""
    with ir.InsertionPoint(whole), whole.operation.location:
        declaration = func.FuncOp(whole.name.value, whole.type, visibility="private")
    for attribute in list(whole.attributes):
        name = getattr(attribute, "name", attribute)
        if name.startswith("tt."):
            declaration.attributes[name] = whole.attributes[name]


def thread_of(op: Any) -> str | None:
    """The thread that runs an operation of buffer form; None for what any thread may need (control flow, index
    arithmetic).
    """
    return _OWNER.get(op.operation.name)


_KEPT = (*tiled_tensors.ATTRIBUTES, sequences.SEQUENCE, "tt.math_fidelity")
"""What threads need of the attributes of their kernel."""


def _clone_for(whole: Any, thread: str) -> None:
    kernel = whole.operation.clone(ip=ir.InsertionPoint(whole))
    kept = (*_KEPT, *([SHARED_READS, PREFETCH] if thread == "reader" else []))
    for attribute in list(kernel.attributes):
        name = getattr(attribute, "name", attribute)
        if name.startswith("tt.") and name not in kept:
            del kernel.attributes[name]
    # The declaration of the kernel keeps its name, which may be that of a thread.
    name = thread + sequences.suffix(whole)
    kernel.attributes["sym_name"] = ir.StringAttr.get(f"{name}_thread" if whole.name.value == name else name)
    kernel.attributes["tt.thread"] = ir.StringAttr.get(thread)
    _strip(kernel.regions[0].blocks[0], thread)


def _strip(block: Any, thread: str) -> None:
    """Removes, last to first, what other threads own and what nothing uses any more."""
    for op in reversed(list(block.operations)):
        operation = op.operation
        owner = thread_of(op)
        if owner is not None:
            if owner != thread:
                operation.erase()
            continue
        for region in operation.regions:
            for inner in region.blocks:
                _strip(inner, thread)
        if any(True for result in operation.results for _ in result.uses):
            continue
        if _is_dead(operation):
            operation.erase()


def _is_dead(operation: Any) -> bool:
    """Whether an operation without uses does nothing: scaffolding with empty regions, or arithmetic."""
    if operation.name in ("scf.for", "scf.if"):
        return all(
            len(list(block.operations)) <= 1 for region in operation.regions for block in region.blocks
        ) and not list(operation.results)
    if operation.name.endswith((".yield", ".return")):
        return False
    return operation.name in _SCAFFOLD or operation.name.startswith("arith.")
