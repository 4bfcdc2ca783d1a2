"""The forms a program passes through, as checks: `tile`, `value`, `cb`, `kernel`, `emitc` (see docs/architecture.md).

Every check has two parts: which operations may occur (the table in form_ops.py), and what must hold between them. The
functions `check_<form>(module)` return findings; `verify_<form>(module, diag)` report them and are what the pass
manager runs around passes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tilelang_tt.dialects import attributes
from tilelang_tt.dialects.types import CBType, TileType, is_block
from tilelang_tt.mlir import ir
from tilelang_tt.passes import sequences, shard_aliases
from tilelang_tt.passes.cb_events import cb_id, cb_name
from tilelang_tt.passes.cb_protocol import CBProtocol
from tilelang_tt.passes.device_facts import device_of_module
from tilelang_tt.passes.dst_protocol import DstProtocol
from tilelang_tt.passes.finding import Finding, report
from tilelang_tt.passes.form_ops import DST, FORMS, LOWERED_BY, THREAD_BOUND, THREAD_OPS, belongs_to
from tilelang_tt.passes.op_tree import Node, label, read_block, walk
from tilelang_tt.passes.page_counts import Namer
from tilelang_tt.passes.thread_channels import check_channels

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics

_ORDER = tuple(FORMS)


def detect(module: ir.Module) -> str:
    """The form of a module, by the latest form that one of its operations needs; "tile" for a module without any."""
    return _detect(read_block(module.body))


def _detect(tree: list[Node]) -> str:
    names = {node.name for node in walk(tree)}
    if any(name.startswith("emitc.") for name in names):
        return "emitc"
    if any(node.name == "func.func" and "tt.thread" in node.op.attributes for node in tree) or names & DST:
        return "kernel"
    return max((belongs_to(name) or "tile" for name in names), key=_ORDER.index, default="tile")


def check_tile(module: ir.Module) -> list[Finding]:
    """Operations of tile form; parameters are DRAM tensors and scalars; on-chip buffers have static extents; buffers in
    DRAM are allocated outside of launches."""
    tree = read_block(module.body)
    findings = _operations(tree, "tile")
    for node in walk(tree):
        if node.name == "func.func":
            findings += _parameters(node)
        elif node.name == "memref.alloc":
            type_ = ir.MemRefType(node.op.results[0].type)
            if attributes.space_of(type_) == "dram" and node.op.parent.name == "func.func":
                continue
            if attributes.space_of(type_) not in ("shared", "fragment", "local"):
                findings.append(
                    Finding(
                        node.op,
                        f"the buffer {label(node.op.results[0])} is not on the chip",
                        "give it memory space #tt.shared, #tt.fragment or #tt.local",
                    )
                )
            elif not type_.has_static_shape:
                findings.append(Finding(node.op, f"the buffer {label(node.op.results[0])} has a dynamic extent"))
    return findings


def check_value(module: ir.Module) -> list[Finding]:
    """Operations of value form; no memrefs but the DRAM parameters; tiles only inside of maps."""
    tree = read_block(module.body)
    findings = _operations(tree, "value")
    for node in walk(tree):
        if node.name == "func.func":
            findings += _parameters(node)
        elif node.name == "scf.for":
            findings += [
                Finding(node.op, f"a loop carries the buffer {label(r)}", "tt-tensorize makes it a block of tiles")
                for r in node.op.results
                if isinstance(r.type, ir.MemRefType)
            ]
    return findings + _tiles_in_maps(tree, "tt.tile.map")


def check_cb(module: ir.Module) -> list[Finding]:
    """Operations of buffer form; no block values; every circular buffer keeps to its protocol and, once they are placed,
    has an index of its own."""
    tree = read_block(module.body)
    findings = _operations(tree, "cb") + _tiles_in_maps(tree, "tt.cb.map") + _no_blocks(tree)
    for node in tree:
        if node.name == "func.func" and node.blocks:
            findings += _parameters(node)
            if _placed(node):
                findings += _indices(node, module)
            findings += CBProtocol(node.blocks[0], "compute", whole=True).run()
            findings += shard_aliases.check(node.op.opview)
    return findings


def check_kernel(module: ir.Module) -> list[Finding]:
    """Operations of kernel form; each thread keeps to the protocols of circular buffers, NoC and DST; all threads agree
    on pages."""
    tree = read_block(module.body)
    findings = _operations(tree, "kernel") + _tiles_in_maps(tree, "tt.cb.map") + _no_blocks(tree)
    programs: dict[int, list[Node]] = {}
    for node in tree:
        if node.name == "func.func" and node.blocks:
            where = sequences.place(node.op)
            programs.setdefault(0 if where is None else where[1], []).append(node)
    for functions in programs.values():
        findings += _check_program(functions, module)
    return findings


def _check_program(functions: list[Node], module: ir.Module) -> list[Finding]:
    """The threads of one program."""
    findings = []
    kernels: dict[str, CBProtocol] = {}
    namer = Namer()
    for node in functions:
        thread = _thread(node)
        if thread not in THREAD_OPS:
            have = "has no tt.thread" if thread is None else f'has tt.thread = "{thread}"'
            findings.append(
                Finding(node.op, f"the function {have}", f"tt-split-kernels makes one of {', '.join(THREAD_OPS)}")
            )
            continue
        if thread in kernels:
            findings.append(Finding(node.op, f"there are two {thread} kernels"))
            continue
        findings += _thread_operations(node, thread) + _indices(node, module)
        findings += shard_aliases.check(node.op.opview)
        kernels[thread] = CBProtocol(node.blocks[0], thread, whole=False, namer=namer)
        findings += kernels[thread].run()
        if thread == "compute":
            findings += DstProtocol(node.blocks[0], _dst_tiles(node, module)).run()
    return findings + check_channels(list(kernels.values()))


def check_emitc(module: ir.Module) -> list[Finding]:
    """Operations of emitc only, and the declaration of the kernel."""
    tree = [n for n in read_block(module.body) if not (n.name == "func.func" and not n.blocks)]
    return _operations(tree, "emitc")


CHECKS: dict[str, Callable[[ir.Module], list[Finding]]] = {
    "tile": check_tile,
    "value": check_value,
    "cb": check_cb,
    "kernel": check_kernel,
    "emitc": check_emitc,
}
"""Form -> its check."""


def verify_tile(module: ir.Module, diag: Diagnostics) -> None:
    """Reports what breaks tile form."""
    report(check_tile(module), diag)


def verify_value(module: ir.Module, diag: Diagnostics) -> None:
    """Reports what breaks value form."""
    report(check_value(module), diag)


def verify_cb(module: ir.Module, diag: Diagnostics) -> None:
    """Reports what breaks buffer form."""
    report(check_cb(module), diag)


def verify_kernel(module: ir.Module, diag: Diagnostics) -> None:
    """Reports what breaks kernel form."""
    report(check_kernel(module), diag)


def verify_emitc(module: ir.Module, diag: Diagnostics) -> None:
    """Reports what breaks emitc form."""
    report(check_emitc(module), diag)


# Parts of checks


def _operations(tree: list[Node], form: str) -> list[Finding]:
    """Operations that the form does not have."""
    findings = []
    allowed: dict[str, bool] = {}
    for node in walk(tree):
        known = allowed.get(node.name)
        if known is None:
            known = allowed[node.name] = FORMS[form].allows(node.name)
        if not known:
            findings.append(_misplaced(node, form))
    return findings


def _misplaced(node: Node, form: str) -> Finding:
    other = belongs_to(node.name)
    message = f"'{node.name}' does not belong to {form} form"
    if other is None:
        return Finding(node.op, message, "no form of a kernel has it")
    if _ORDER.index(other) > _ORDER.index(form):
        return Finding(node.op, message, f"it belongs to {other} form, which comes later")
    return Finding(node.op, message, f"{LOWERED_BY.get(node.name, FORMS[other].left_by)} should have removed it")


def _parameters(function: Node) -> list[Finding]:
    """Parameters are tensors in DRAM and scalars."""
    if not function.blocks:
        return []
    findings = []
    for value in function.op.regions[0].blocks[0].arguments:
        if isinstance(value.type, ir.MemRefType) and attributes.space_of(value.type) != "dram":
            findings.append(
                Finding(
                    function.op,
                    f"the parameter {label(value)} is not a tensor in device memory",
                    "give its type the memory space #tt.dram",
                )
            )
    return findings


def _tiles_in_maps(tree: list[Node], map_name: str) -> list[Finding]:
    """Operations on single tiles outside of maps."""
    findings: list[Finding] = []

    def visit(nodes: list[Node]) -> None:
        for node in nodes:
            if node.name == map_name:
                continue
            if node.name.startswith("tt.tile.") and any(isinstance(r.type, TileType) for r in node.op.results):
                findings.append(Finding(node.op, f"'{node.name}' works on a tile outside of '{map_name}'"))
            for block in node.blocks:
                visit(block)

    visit(tree)
    return findings


def _no_blocks(tree: list[Node]) -> list[Finding]:
    return [
        Finding(
            node.op, f"'{node.name}' gives a block of tiles", "tt-memory-space-lower puts blocks into circular buffers"
        )
        for node in walk(tree)
        if node.name in ("scf.for", "scf.if", "arith.select") and any(is_block(r.type) for r in node.op.results)
    ]


def _placed(function: Node) -> bool:
    """Whether circular buffers have indices. Before tt-place-buffers none has one."""
    allocs = [node.op.results[0] for node in walk(function.blocks[0]) if node.name == "tt.cb.alloc"]
    return any(cb_id(buffer) is not None for buffer in allocs)


def _indices(function: Node, module: ir.Module) -> list[Finding]:
    """Every circular buffer has an index, its own, that the device has."""
    findings = []
    limit = device_of_module(module).num_cbs
    taken: dict[int, Any] = {}
    for node in walk(function.blocks[0]):
        if node.name != "tt.cb.alloc":
            continue
        buffer = node.op.results[0]
        number = cb_id(buffer)
        if number is None:
            findings.append(Finding(node.op, f"{cb_name(buffer)} has no id", "tt-place-buffers assigns it"))
        elif number in taken:
            findings.append(
                Finding(
                    node.op,
                    f"{cb_name(buffer)} has id {number}, which {cb_name(taken[number])} has already",
                    None,
                    ((taken[number], f"{cb_name(taken[number])} is here"),),
                )
            )
        elif not 0 <= number < limit:
            findings.append(Finding(node.op, f"{cb_name(buffer)} has id {number}, a core has 0 to {limit - 1}"))
        else:
            taken[number] = buffer
        if CBType(buffer.type).num_pages <= 0:
            findings.append(Finding(node.op, f"{cb_name(buffer)} has no pages"))
    return findings


def _thread(function: Node) -> str | None:
    found = function.op.attributes
    return str(ir.StringAttr(found["tt.thread"]).value) if "tt.thread" in found else None


def _thread_operations(function: Node, thread: str) -> list[Finding]:
    """Operations of other threads."""
    own = THREAD_OPS[thread]
    return [
        Finding(
            node.op,
            f"'{node.name}' does not belong to the {thread} kernel",
            f"it belongs to: {', '.join(t for t, ops in THREAD_OPS.items() if node.name in ops)}",
        )
        for node in walk(function.blocks[0])
        if node.name in THREAD_BOUND and node.name not in own
    ]


def _dst_tiles(function: Node, module: ir.Module) -> int:
    """DST tiles of a section of a compute kernel."""
    found = function.op.attributes

    def flag(name: str) -> bool:
        return name in found and bool(ir.BoolAttr(found[name]).value)

    bits = 32 if flag("tt.fp32_dest_acc_en") else 16
    tiles: int = device_of_module(module).dst.tiles(bits, full=flag("tt.dst_full_sync_en"))
    return tiles
