"""tt-alias-shards: circular buffers that are a tensor's shards, so that nothing is moved.

    func.func @relu(%A: memref<128x64xbf16, #tt.dram> loc("A"), ...) attributes {
        tt.layout_desc = {A = #tt.layout<"L1", false, [1, 1], "match_shard">, ...}, tt.shard_shape = {A = [64, 64], ...}} {
      %cb_A = "tt.cb.alloc"() {depth = 2, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 2>
      ...
        "tt.core.read"(%A, %cb_A, %row, %c0) {shape = [1, 1]}
  ->
    func.func @relu(...) attributes {tt.shard_block = {A = [1, 1], ...}, ...} {
      %cb_A = "tt.cb.alloc"() {alias = "A", depth = 4, role = "input"} : () -> !tt.cb<!tt.tile<[32, 32], bf16>, 4>
      ...
        "tt.core.read"(%A, %cb_A, %row, %c0) {shape = [1, 1]}

Takes and gives buffer form, before tt-place-buffers. A tensor in L1 shards is read and written where it lies if every
core finds the pages that it needs in its own shard, in the order in which it needs them; `shard_aliases.py` computes
that. The buffer then holds the whole shard, and its read (its write) is the protocol alone: reserve and push (wait and
pop). Where the order of pages in a shard is free, `tile_id_order` match_shard, it becomes that of the blocks that the
kernel moves: `tt.shard_block`, the same in all programs of a sequence. What is not aliased is moved over the NoC as any
other tensor, and a remark says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.dialects.base import i64_attr, int_list
from tilelang_tt.dialects.types import CBType
from tilelang_tt.mlir import ir, name_of
from tilelang_tt.passes import kernel_func
from tilelang_tt.passes.base import Pass
from tilelang_tt.passes.page_order import MATCH_SHARD
from tilelang_tt.passes.rebuild import defining
from tilelang_tt.passes.shard_aliases import READ, WRITE, Aliases
from tilelang_tt.passes.shard_places import Sharded, pages_per_shard, sharded_tensors
from tilelang_tt.passes.tiled_tensors import SHARD_BLOCKS

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


@dataclass(frozen=True)
class AliasShards(Pass):
    """read and write shards where they lie"""

    name: ClassVar[str] = "tt-alias-shards"
    takes: ClassVar[str | None] = "cb"
    gives: ClassVar[str | None] = "cb"

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Chooses the order of pages in shards for all functions, then aliases buffers function by function."""
        functions = [fn for fn in kernel_func.kernels(module) if not fn.is_external and kernel_func.is_persistent(fn)]
        tensors = {fn: sharded_tensors(fn) for fn in functions}
        accesses = {fn: Aliases(fn) for fn in functions if tensors[fn]}
        if not accesses:
            return
        blocks = choose_blocks(accesses, tensors)
        for fn, aliases in accesses.items():
            laid_out = {name: with_block(tensor, blocks.get(name)) for name, tensor in tensors[fn].items()}
            kernel_func.write(fn, {SHARD_BLOCKS: {n: list(b) for n, b in blocks.items() if n in laid_out} or None})
            found = aliases.find(laid_out)
            for op, tensor in found.aliased.items():
                alias(op, tensor)
                name = name_of(op.cb) or "cb_block"
                diag.decide(fn, "alias", name, f"the shard of {tensor.name}, where it lies: nothing is moved")
            for op, tensor, why in found.refused:
                verb = "written" if op.operation.name.startswith(WRITE) else "read"
                diag.remark(op, f"'{tensor.name}' is {verb} over the NoC, not where it lies: {why}")


def alias(op: Any, tensor: Sharded) -> None:
    """Makes the circular buffer of a read or write the shard of its tensor."""
    alloc, pages = defining(op.cb), pages_per_shard(tensor.layout)
    rows, cols = int_list(op.shape)
    alloc.operation.attributes["alias"] = ir.StringAttr.get(tensor.name)
    alloc.operation.attributes["depth"] = i64_attr(pages // (rows * cols))
    alloc.result.set_type(CBType.of(CBType(alloc.result.type).element_type, pages))


def with_block(tensor: Sharded, block: Sequence[int] | None) -> Sharded:
    """A tensor with the pages inside of its shards in the order of blocks; None: as they are."""
    if block is None:
        return tensor
    return replace(tensor, layout=replace(tensor.layout, shard_block=tuple(block)))


def choose_blocks(accesses: dict[Any, Aliases], tensors: dict[Any, dict[str, Sharded]]) -> dict[str, tuple[int, int]]:
    """For each tensor whose pages may be in any order inside of a shard, the block that lets most reads and writes find
    them in order; none where that is the whole shard, or where the user gave one.
    """
    chosen = {}
    for name in dict.fromkeys(name for found in tensors.values() for name in found):
        mine = {aliases: tensors[fn][name] for fn, aliases in accesses.items() if name in tensors[fn]}
        layouts = [tensor.layout for tensor in mine.values()]
        if any(layout.order != MATCH_SHARD for layout in layouts) or any(layout.shard_block for layout in layouts):
            continue

        def aliased(block: tuple[int, int] | None, mine: dict[Aliases, Sharded] = mine) -> int:
            return sum(len(a.find({t.name: with_block(t, block)}).aliased) for a, t in mine.items())

        candidates = [None, *dict.fromkeys(block for a, t in mine.items() for block in _blocks(a, t))]
        best = max(candidates, key=aliased)
        if best is not None:
            chosen[name] = best
    return chosen


def _blocks(aliases: Aliases, tensor: Sharded) -> Iterator[tuple[int, int]]:
    """The blocks that a tensor is read and written in and that divide its shards."""
    pages = tensor.layout.shard_pages
    rows, cols = (pages.get(dim, 1) for dim in tensor.layout.dims)
    for op in aliases.movers:
        if op.operation.name in (READ, WRITE) and aliases.names[op.tensor] == tensor.name:
            height, width = int_list(op.shape)
            if rows % height == 0 and cols % width == 0 and (height, width) != (rows, cols):
                yield height, width
