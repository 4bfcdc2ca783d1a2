"""tt-insert-inits: the init and reconfig calls that the hardware needs, and no more.

    scf.for %k ... { "tt.tile.matmul_block"(%a, %b, ...) }
    "tt.tile.copy_tile"(%acc, %i, %d)
  ->
    "tt.tile.matmul_block_startup"(%a, %b, %acc) {...}
    scf.for %k ... { "tt.tile.matmul_block"(%a, %b, ...) }
    "tt.tile.reconfig_srca"(%acc)
    "tt.tile.copy_init"(%acc)
    "tt.tile.copy_tile"(%acc, %i, %d)

Takes and gives kernel form; works on the compute function. The state of unpackers, matrix unit, vector unit and
packer is followed through the program. The first operation gets the one full hardware configuration; after that, an
operation whose needs differ from the state gets short inits and format reconfigurations in front of it. Where a loop
always needs the same, they stand before the loop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.dialects.dst import ROWS, emit
from tilelang_tt.dialects.functions import kernel_calls
from tilelang_tt.mlir import func, ir, walk_collect
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.storage import cb_format

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


@dataclass(frozen=True)
class InsertInits(Pass):
    """insert init and reconfig calls into compute kernels"""

    name: ClassVar[str] = "tt-insert-inits"
    takes: ClassVar[str | None] = "kernel"
    gives: ClassVar[str | None] = "kernel"

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Inserts the calls into every compute kernel."""
        for function in walk_collect(module, func.FuncOp):
            if "tt.thread" in function.attributes and function.attributes["tt.thread"].value == "compute":
                _Inserter(function).run()


UNITS = ("srca", "srcb", "pack", "math", "sfpu")
"""Parts of the configuration, in the order in which they are set."""


@dataclass(frozen=True)
class Need:
    """What an operation needs one unit to be set to. `key` decides whether it is already; `cb` is the circular buffer
    whose format is meant (srca, srcb, pack); `make` emits the call of the other units.
    """

    key: tuple[Any, ...]
    cb: Any = None
    make: Callable[[], Any] | None = None


State = dict[str, tuple[Any, ...] | None]
"""Unit -> key of what it is set to; None: not known."""


def _format(cb: Any) -> tuple[str, ...]:
    return (cb_format(cb).name,)


def _source_format(cb: Any) -> tuple[str, ...]:
    """What the unpacker is set to. An fp32 circular buffer that goes straight to DST counts as a format of its own."""
    alloc = cb.owner.operation
    function = alloc.block.owner.operation
    direct = (
        [i.value for i in function.attributes["tt.unpack_to_dest_fp32"]]
        if "tt.unpack_to_dest_fp32" in function.attributes
        else []
    )
    format_ = cb_format(cb).name
    index = ir.IntegerAttr(alloc.attributes["id"]).value if "id" in alloc.attributes else None
    return (format_, "to DST") if index in direct else (format_,)


def needs(op: Any) -> dict[str, Need]:
    """What one operation needs, by unit; empty for operations that need nothing."""
    op = op.operation.opview
    name = op.operation.name
    operands = list(op.operation.operands)

    def source(unit: str, cb: Any) -> dict[str, Need]:
        return {unit: Need(_source_format(cb), cb)}

    def sfpu(fn: str, form: str) -> dict[str, Need]:
        calls = kernel_calls(fn)
        call = calls.call if form == "tile" else calls.scalar
        assert call is not None, f"'{fn}' has no vector unit call"
        return {"sfpu": Need((call.init, call.init_template), make=lambda: emit("sfpu_init", fn=fn, form=form))}

    match name:
        case "tt.tile.copy_tile" | "tt.tile.transpose_tile":
            kind = name.removeprefix("tt.tile.").removesuffix("_tile")
            cb = operands[0]
            return source("srca", cb) | {"math": Need((kind, cb), make=lambda: emit(f"{kind}_init", cb))}
        case "tt.tile.transpose_dst":
            return {"math": Need(("transpose_dst",), make=lambda: emit("transpose_dst_init"))}
        case "tt.tile.binary_tiles":
            a, b = operands[:2]
            how = {"fn": op.fn, "bcast": op.bcast}
            make: Callable[[], Any] = lambda: emit("binary_init", a, b, **how)  # noqa: E731
            return (
                source("srca", a)
                | source("srcb", b)
                | {"math": Need(("binary", str(op.fn), str(op.bcast), a, b), make=make)}
            )
        case "tt.tile.matmul_tiles" | "tt.tile.matmul_block":
            # The matrix unit takes the right operand in SrcA and the left one in SrcB.
            a, b = operands[:2]
            kind = "matmul_block" if name.endswith("block") else "matmul"
            how = {attribute: op.operation.attributes[attribute] for attribute in ROWS[name].attributes}
            key = (kind, a, b, *(str(v) for v in how.values()))
            return (
                source("srca", b)
                | source("srcb", a)
                | {"math": Need(key, make=lambda: emit(f"{kind}_init", a, b, **how))}
            )
        case "tt.tile.pack_tile" | "tt.tile.pack_tile_at":
            return {"pack": Need(_format(operands[1]), operands[1])}
        case "tt.tile.reduce_init":
            # The call itself is in place; it leaves the matrix unit set up for reduce_tile.
            source_cb, ones, out = operands
            wanted = source("srca", source_cb) | source("srcb", ones)
            return wanted | {
                "pack": Need(_format(out), out),
                "math": Need(("reduce", str(op.kind), str(op.dim), source_cb)),
            }
        case "tt.tile.reduce_uninit":
            return {"math": Need(("after reduce",)), "srca": Need(("after reduce",))}
        case "tt.tile.sfpu_unary" | "tt.tile.sfpu_binary" | "tt.tile.sfpu_ternary":
            return sfpu(ir.StringAttr(op.fn).value, "tile")
        case "tt.tile.sfpu_scalar" | "tt.tile.sfpu_scalar_value":
            return sfpu(ir.StringAttr(op.fn).value, "scalar")
        case "tt.tile.fill_tile" | "tt.tile.fill_tile_value" | "tt.tile.fill_tile_int" | "tt.tile.fill_tile_int_value":
            return {"sfpu": Need(("fill_tile_init", ""), make=lambda: emit("fill_init"))}
        case "tt.tile.typecast_tile":
            how = {"source": op.source, "target": op.target}
            key = ("typecast", str(op.source), str(op.target))
            return {"sfpu": Need(key, make=lambda: emit("typecast_init", **how))}
    return {}


@dataclass
class _Node:
    """An operation with what it needs, or a loop or conditional with its bodies."""

    op: Any
    needs: dict[str, Need]
    bodies: list[list[_Node]]

    @property
    def kind(self) -> str:
        """ "loop", "branch" or "op"."""
        return {"scf.for": "loop", "scf.if": "branch"}.get(self.op.operation.name, "op")


def _tree(block: Any) -> list[_Node]:
    """The operations of a block that matter, with the needs of each looked up once."""
    nodes = []
    for op in list(block.operations):
        bodies = [_tree(region.blocks[0]) for region in op.operation.regions if len(list(region.blocks))]
        wanted = needs(op)
        if wanted or bodies:
            nodes.append(_Node(op, wanted, bodies))
    return nodes


def _flat(nodes: list[_Node]) -> Iterator[_Node]:
    """All nodes, in program order."""
    for node in nodes:
        yield node
        for body in node.bodies:
            yield from _flat(body)


class _Inserter:
    def __init__(self, function: Any) -> None:
        self.function = function
        self.tree = _tree(function.entry_block)

    def run(self) -> None:
        """Inserts the calls of one kernel."""
        start = self.startup()
        if start is not None:
            self.block(self.tree, start)

    # The first call

    def startup(self) -> State | None:
        """Emits the full configuration at the top, after the circular buffers; returns the state it leaves."""
        nodes = list(_flat(self.tree))
        pack = next((node for node in nodes if "pack" in node.needs), None)
        if pack is None:
            return None
        first_pack, out = pack.op, pack.needs["pack"].cb
        first_node = next((node for node in nodes if "math" in node.needs), None)
        first = first_node.op if first_node is not None else None
        last_alloc = walk_collect(self.function, "tt.cb.alloc")[-1]
        with ir.InsertionPoint.after(last_alloc.operation), first_pack.operation.location:
            state: State = dict.fromkeys(UNITS)
            state["pack"] = _format(out)
            if first is None:
                emit("startup", out, out, out)
                return state
            name = first.operation.name
            operands = list(first.operation.operands)
            assert first_node is not None
            wanted = first_node.needs
            if name in ("tt.tile.matmul_tiles", "tt.tile.matmul_block"):
                kind = "matmul_block" if name.endswith("block") else "matmul"
                how = {attribute: first.operation.attributes[attribute] for attribute in ROWS[name].attributes}
                emit(f"{kind}_startup", operands[0], operands[1], out, **how)
                state["math"] = wanted["math"].key
            elif name == "tt.tile.binary_tiles":
                emit("binary_startup", operands[0], operands[1], out)
            elif name == "tt.tile.reduce_init":
                emit("startup", operands[0], operands[1], out)
            else:
                emit("startup", operands[0], operands[0], out)
            state["srca"] = wanted["srca"].key
            state["srcb"] = wanted["srcb"].key if "srcb" in wanted else _source_format(operands[0])
            return state

    # The rest

    def block(self, nodes: list[_Node], state: State) -> State:
        """Inserts calls into a block that is entered in `state`; returns the state it is left in."""
        for node in nodes:
            if node.kind == "loop":
                state = self.loop(node, state)
            elif node.kind == "branch":
                ends = [self.block(body, dict(state)) for body in node.bodies]
                ends += [state] if len(ends) == 1 else []
                state = _join(*ends)
            else:
                state = self.configure(node.op, node.needs, state)
        return state

    def configure(self, before: Any, wanted: dict[str, Need], state: State) -> State:
        """Emits, in front of `before`, what brings the units from `state` to what is wanted."""
        missing = {unit: need for unit, need in wanted.items() if state[unit] != need.key}
        formats = {unit: need for unit, need in missing.items() if need.cb is not None}
        with ir.InsertionPoint(before.operation), before.operation.location:
            if "srca" in formats and "srcb" in formats:
                emit("reconfig", formats["srca"].cb, formats["srcb"].cb)
            elif "srca" in formats:
                emit("reconfig_srca", formats["srca"].cb)
            elif "srcb" in formats:
                emit("reconfig_srcb", formats["srcb"].cb)
            if "pack" in formats:
                emit("pack_reconfig", formats["pack"].cb)
            for unit in ("math", "sfpu"):
                make = missing[unit].make if unit in missing else None
                if make is not None:
                    make()
        return state | {unit: need.key for unit, need in missing.items()}

    def loop(self, node: _Node, state: State) -> State:
        """Hoists what every iteration needs alike, then inserts into the body what differs from one iteration's end to its start."""
        body = node.bodies[0]
        entry = _fixpoint(body, state)
        hoisted: dict[str, Need] = {}
        for unit in UNITS:
            if entry[unit] is not None:
                continue
            need = next((n.needs[unit] for n in _flat(body) if unit in n.needs), None)
            if (
                need is not None
                and _is_callable(unit, need)
                and _simulate(body, entry | {unit: need.key})[unit] == need.key
            ):
                hoisted[unit] = need
        state = self.configure(node.op, hoisted, state)
        entry = _fixpoint(body, state)
        self.block(body, dict(entry))
        return _join(state, _simulate(body, dict(entry)))


def _is_callable(unit: str, need: Need) -> bool:
    """Whether there is a call that meets a need ahead of time."""
    return need.make is not None if unit in ("math", "sfpu") else need.cb is not None


def _join(first: State, *others: State) -> State:
    """What is known after one of several ways."""
    return {unit: key if all(o[unit] == key for o in others) else None for unit, key in first.items()}


def _fixpoint(body: list[_Node], state: State) -> State:
    """What is known at the start of every iteration of a loop that is entered in `state`."""
    entry = dict(state)
    while True:
        joined = _join(entry, _simulate(body, dict(entry)))
        if joined == entry:
            return entry
        entry = joined


def _simulate(nodes: list[_Node], state: State) -> State:
    """The state a block leaves once its operations have what they need."""
    for node in nodes:
        if node.kind == "loop":
            state = _join(state, _simulate(node.bodies[0], _fixpoint(node.bodies[0], state)))
        elif node.kind == "branch":
            ends = [_simulate(body, dict(state)) for body in node.bodies]
            state = _join(*ends, *([state] if len(ends) == 1 else []))
        else:
            state = state | {unit: need.key for unit, need in node.needs.items()}
    return state
