"""How a kernel uses its tensors in device memory: which it reads, which it writes."""

from __future__ import annotations

from typing import Any

from tilelang_tt.dialects import attributes
from tilelang_tt.mlir import ir, walk_collect
from tilelang_tt.passes import kernel_func, sequences
from tilelang_tt.passes.rebuild import defining

# Operation -> operands it reads, operands it writes. Views are looked through.
ACCESSES: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "memref.load": ((0,), ()),
    "memref.store": ((), (1,)),
    "tt.core.read": ((0,), ()),
    "tt.core.read_element": ((0,), ()),
    "tt.core.read_region": ((0,), ()),
    "tt.core.write": ((), (0,)),
    "tt.core.write_element": ((), (0,)),
    "tt.core.write_region": ((), (0,)),
    "tt.tile.copy": ((0,), (1,)),
    "tt.tile.fill": ((), (0,)),
    "tt.tile.gemm": ((0, 1, 2), (2,)),
    "tt.tile.load": ((0,), ()),
    "tt.tile.load_element": ((0,), ()),
    "tt.tile.reduce": ((0, 1), (1,)),
    "tt.tile.store": ((), (1,)),
    "tt.tile.store_element": ((), (1,)),
    "tt.tile.transpose": ((0,), (1,)),
}
VIEW = "tt.tile.view"


def tensor_of(value: Any) -> Any:
    """The value behind views."""
    op = defining(value)
    while op is not None and op.operation.name == VIEW:
        value = op.operation.operands[0]
        op = defining(value)
    return value


def is_tensor(value: Any) -> bool:
    """Whether a value is a tensor in device memory or a view of one."""
    return isinstance(value.type, ir.MemRefType) and attributes.space_of(value.type) == "dram"


def roles(fn: Any) -> dict[str, str]:
    """Tensor name -> "in", "out", "inout" or "scratch", in the order of the parameters; a tensor that nothing uses is "in".

    All programs of a sequence count. An operation that is not known to leave a tensor alone counts as reading and
    writing it.
    """
    read: set[str] = set()
    written: set[str] = set()
    for program in sequences.members(fn):
        if not program.is_external:
            _add_uses(program, read, written)
    kinds = {(True, True): "inout", (False, True): "out"}
    scratch = sequences.scratch(fn)
    found = {name: kinds.get((name in read, name in written), "in") for name in kernel_func.tensors(fn)}
    return found | {name: "scratch" for name in scratch}


def written(fn: Any) -> set[str]:
    """The names of the tensors that one function writes, whatever other programs of a sequence do."""
    found: set[str] = set()
    _add_uses(fn, set(), found)
    return found


def read(fn: Any) -> set[str]:
    """The names of the tensors that one function reads."""
    found: set[str] = set()
    _add_uses(fn, found, set())
    return found


def _add_uses(fn: Any, read: set[str], written: set[str]) -> None:
    """Adds the names of the tensors that a function reads and writes."""
    names = dict(zip(fn.arguments, kernel_func.parameter_names(fn), strict=True))
    for op in walk_collect(fn, lambda o: o.name != VIEW):
        operands = list(op.operation.operands)
        everything = tuple(range(len(operands)))
        reads, writes = ACCESSES.get(op.operation.name, (everything, everything))
        for i, operand in enumerate(operands):
            if is_tensor(operand) and (name := names.get(tensor_of(operand))) is not None:
                read |= {name} if i in reads else set()
                written |= {name} if i in writes else set()
