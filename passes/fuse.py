"""tt-fuse: chains of elementwise block operations become one `tt.tile.map`, one DST section per tile.

    %3 = "tt.tile.bcast"(%bias) {kind = "row"}
    %4 = "tt.tile.add"(%acc, %3)
    %5 = "tt.tile.typecast"(%4)
  ->
    %5 = "tt.tile.map"() ({
      %6 = "tt.tile.at"(%acc) {map = "block"}
      %7 = "tt.tile.at"(%bias) {map = "row"}
      %8 = "tt.tile.bcast"(%7) {kind = "row"}
      %9 = "tt.tile.add"(%6, %8)
      %10 = "tt.tile.typecast"(%9)
      "tt.tile.yield"(%10)
    })

Takes and gives value form. An operation joins the group of its users when all of them are in one group; constants and
broadcasts are repeated in every group that needs them. A group that needs more DST than there is, `dst_tiles`, is cut
in two. Conversions to fp8, and to fp16 where no packer rounds, are expanded first (`float_rounding.py`),
and so are broadcasts that must keep all digits of float32 (`exact_spreads.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.dialects import block
from tilelang_tt.dialects.tile import FUNCTION_OPS
from tilelang_tt.dialects.types import TileType, block_shape, element_of, is_block
from tilelang_tt.mlir import func, ir, walk_collect
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.dst_plan import plan_section, spread_leaf
from tilelang_tt.passes.exact_spreads import spread_exactly
from tilelang_tt.passes.float_rounding import EXACT, expand_roundings
from tilelang_tt.passes.rebuild import defining, same_name

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics

_FUNCTIONS = frozenset(cls.OPERATION_NAME for cls in FUNCTION_OPS.values()) | {"tt.tile.typecast"}
_REPEATED = frozenset({"tt.tile.splat", "tt.tile.bcast", "tt.tile.iota"})


@dataclass(frozen=True)
class Fuse(Pass):
    """group elementwise block operations into maps"""

    name: ClassVar[str] = "tt-fuse"
    takes: ClassVar[str | None] = "value"
    gives: ClassVar[str | None] = "value"
    dst_tiles: int = 4

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Fuses within every block of every function."""
        for function in walk_collect(module, func.FuncOp):
            expand_roundings(function)
            spread_exactly(function)
            for region_block in _blocks(function):
                _BlockFuser(region_block, self.dst_tiles).run()


def _blocks(op: Any) -> list[Any]:
    """All blocks under an operation that may hold block operations, outermost first."""
    found = []
    for region in op.operation.regions:
        for inner in region.blocks:
            found.append(inner)
            for nested in inner.operations:
                if nested.operation.name != "tt.tile.map":
                    found.extend(_blocks(nested))
    return found


class _BlockFuser:
    def __init__(self, where: Any, dst_tiles: int) -> None:
        self.where = where
        self.dst_tiles = dst_tiles

    def run(self) -> None:
        """Fuses the elementwise operations of one block, roots in program order."""
        cuts: set[int] = set()
        while True:
            groups = self._groups(cuts)
            too_big = self._too_big(groups)
            if not too_big:
                self._build(groups)
                return
            cuts |= too_big

    def _groups(self, cuts: set[int]) -> dict[int, list[Any]]:
        """Root position -> the operations of its group, in program order."""
        ops = list(self.where.operations)
        position = {op.operation: i for i, op in enumerate(ops)}
        root_of: dict[int, int] = {}
        for i in range(len(ops) - 1, -1, -1):
            if not _is_elementwise(ops[i]):
                continue
            roots = {self._root_of_use(use, position, root_of) for use in _effective_users(ops[i].operation.results[0])}
            common = roots.pop() if len(roots) == 1 else None
            root_of[i] = i if common is None or i in cuts else common
            if root_of[i] != i and block_shape(ops[i].operation.results[0].type) != block_shape(
                ops[root_of[i]].operation.results[0].type
            ):
                root_of[i] = i
        groups: dict[int, list[Any]] = {}
        for i in sorted(root_of):
            groups.setdefault(root_of[i], []).append(ops[i])
        for i, op in enumerate(ops):
            if op.operation.name in _REPEATED and _needs_map(op):
                groups.setdefault(i, []).append(op)
        return groups

    @staticmethod
    def _root_of_use(user: Any, position: dict[Any, int], root_of: dict[int, int]) -> int | None:
        at = position.get(user.operation)
        return None if at is None else root_of.get(at)

    def _too_big(self, groups: dict[int, list[Any]]) -> set[int]:
        """Where to cut the groups that need too much DST, each in its middle."""
        ops = list(self.where.operations)
        position = {op.operation: i for i, op in enumerate(ops)}
        cuts = set()
        for root, members in sorted(groups.items()):
            if len(members) == 1:
                continue
            trial: Any = _make_map(ops[root], members)
            slots = plan_section(trial.body.blocks[0]).num_slots
            trial.operation.erase()
            inner = [op for op in members[:-1] if op.operation.name in _FUNCTIONS]
            if slots > self.dst_tiles and inner:
                cuts.add(position[inner[len(inner) // 2].operation])
        return cuts

    def _build(self, groups: dict[int, list[Any]]) -> None:
        """Replaces the groups by maps."""
        ops = list(self.where.operations)
        for root, members in sorted(groups.items()):
            fused = _make_map(ops[root], members)
            ops[root].operation.results[0].replace_all_uses_with(fused.result)
        for op in reversed(ops):
            if (op.operation.name in _FUNCTIONS or op.operation.name in _REPEATED) and not any(
                True for _ in op.operation.results[0].uses
            ):
                op.operation.erase()


def _is_elementwise(op: Any) -> bool:
    return op.operation.name in _FUNCTIONS and is_block(op.operation.results[0].type)


def _effective_users(value: Any) -> list[Any]:
    return [use.owner for use in value.uses]


def _needs_map(op: Any) -> bool:
    """Whether a constant or broadcast block is used by something that needs its pages: a store, a transpose, a matmul
    operand; control flow, which makes the pages of constants itself.
    """
    for use in op.operation.results[0].uses:
        name = use.owner.operation.name
        handed_on = name in ("scf.for", "arith.select", "scf.yield") or (
            name == "tt.tile.matmul" and use.operand_number == 2
        )
        if name == "tt.tile.bcast" and op.operation.name == "tt.tile.iota":
            return True
        if name in _FUNCTIONS or name in _REPEATED or (handed_on and op.operation.name == "tt.tile.splat"):
            continue
        return True
    return False


def _make_map(root: Any, members: list[Any]) -> block.MapOp:
    """The map of a group, in front of its root."""
    inside = {op.operation.results[0] for op in members}
    leaves: dict[tuple[Any, str], int] = {}

    def leaf(value: Any) -> None:
        source, kind = spread_leaf(value)
        if value not in inside and _splat(value) is None and _iota(value) is None:
            leaves.setdefault((source, "block" if kind == "none" else kind), len(leaves))

    for op in members:
        if op.operation.name == "tt.tile.bcast" and _splat(op.operation.results[0]) is None:
            leaf(op.operation.results[0]) if op.operation != root.operation else leaves.setdefault(
                (op.operation.operands[0], ir.StringAttr(op.kind).value), len(leaves)
            )
        elif op.operation.name not in _REPEATED:
            for value in op.operation.operands:
                leaf(value)
    with ir.InsertionPoint(root), root.operation.location:
        fused = block.MapOp(root.operation.results[0].type)
        body = ir.Block.create_at_start(fused.body, [])
    arguments: dict[tuple[Any, str], Any] = {}
    with ir.InsertionPoint(body), root.operation.location:
        for source, kind in leaves:
            tile = TileType.of(element_of(source.type))
            at = block.AtOp(source, ir.StringAttr.get(kind), tile, loc=same_name(source))
            arguments[source, kind] = at.tile
    built: dict[Any, Any] = {}

    def operand(value: Any) -> Any:
        if value in built:
            return built[value]
        tile = TileType.of(element_of(value.type))
        scalar = _splat(value)
        if scalar is not None:
            return block.SplatOp(scalar, tile).result
        positions = _iota(value)
        if positions is not None:
            return block.IotaOp([], positions.dim, tile).result
        source, kind = spread_leaf(value)
        argument = arguments[source, "block" if kind == "none" else kind]
        return argument if kind == "none" else block.BcastOp(argument, ir.StringAttr.get(kind), tile).result

    with ir.InsertionPoint(body):
        for op in members:
            with op.operation.location:
                result = op.operation.results[0]
                if op.operation.name in _REPEATED:
                    built[result] = operand(result)
                    continue
                values = [operand(v) for v in op.operation.operands]
                tile = TileType.of(element_of(result.type))
                cls = block.TypecastOp if op.operation.name == "tt.tile.typecast" else type(op)
                new = cls(*values, tile)
                if EXACT in op.operation.attributes:
                    new.operation.attributes[EXACT] = op.operation.attributes[EXACT]
                built[result] = new.result
        with root.operation.location:
            block.YieldOp([built[root.operation.results[0]]])
    return fused


def _iota(value: Any) -> Any | None:
    op = defining(value)
    return op.operation.opview if op is not None and op.operation.name == "tt.tile.iota" else None


def _splat(value: Any) -> Any | None:
    """The number of a constant block, spread or not."""
    op = defining(value)
    while op is not None and op.operation.name == "tt.tile.bcast":
        op = defining(op.operation.operands[0])
    return op.operation.operands[0] if op is not None and op.operation.name == "tt.tile.splat" else None
