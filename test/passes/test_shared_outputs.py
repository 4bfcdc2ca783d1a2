"""Output buffers that take turns: the same results, the same order for compute and the writer."""

import numpy as np
import pytest

from tilelang_tt.dialects.cb import AllocOp
from tilelang_tt.mlir import func, make_context, parse_module, walk_collect
from tilelang_tt.passes.manager import PassManager
from tilelang_tt.passes.shared_outputs import share_outputs
from tilelang_tt.sim.reference import interpret

TWO = """
!b = tensor<1x2x!tt.tile<[32, 32], f32>>
func.func @two(%A: memref<32x64xf32, #tt.dram> loc("A"),
    %P: memref<64x64xf32, #tt.dram> loc("P"), %Q: memref<64x64xf32, #tt.dram> loc("Q")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %a = "tt.tile.load"(%A, %c0, %c0) : (memref<32x64xf32, #tt.dram>, index, index) -> !b
  scf.for %i = %c0 to %c2 step %c1 {
    %p = "tt.tile.neg"(%a) : (!b) -> !b
    %q = "tt.tile.exp"(%a) : (!b) -> !b
    STORES
  }
  return
}
"""
STORE_P = '"tt.tile.store"(%p, %P, %i, %c0) : (!b, memref<64x64xf32, #tt.dram>, index, index) -> ()'
STORE_Q = '"tt.tile.store"(%q, %Q, %i, %c0) : (!b, memref<64x64xf32, #tt.dram>, index, index) -> ()'


def lowered(stores):
    module = parse_module(TWO.replace("STORES", "\n".join(stores)), "two.mlir", make_context())
    with module.context:
        PassManager("builtin.module(tt-fuse,canonicalize,cse,tt-memory-space-lower)").run(module)
    return module


def outputs(module):
    return [a for a in walk_collect(module, AllocOp) if a.role.value == "output"]


@pytest.mark.parametrize("excess", [1, 5])
def test_blocks_that_are_written_in_turn_share_a_buffer(excess):
    # Each block right before its store.
    text = TWO.replace("STORES", STORE_Q).replace('%q = "tt.tile.exp"', STORE_P + '\n    %q = "tt.tile.exp"')
    module = parse_module(text, "two.mlir", make_context())
    with module.context:
        PassManager("builtin.module(tt-fuse,canonicalize,cse,tt-memory-space-lower)").run(module)
        array = np.random.default_rng(0).uniform(-1, 1, (32, 64)).astype(np.float32)
        arrays = [array, np.full((64, 64), np.nan, np.float32), np.full((64, 64), np.nan, np.float32)]
        before = interpret(module, arrays)
        (function,) = walk_collect(module, func.FuncOp)
        allocs = walk_collect(module, AllocOp)
        assert len(outputs(module)) == 2
        left = share_outputs(function, allocs, excess)
        assert len(left) == len(allocs) - 1 and len(outputs(module)) == 1
        assert module.operation.verify()
        for have, want in zip(interpret(module, arrays), before, strict=True):
            np.testing.assert_array_equal(have, want)


def test_blocks_that_wait_for_each_other_do_not():
    module = lowered([STORE_Q, STORE_P])
    with module.context:
        (function,) = walk_collect(module, func.FuncOp)
        assert len(outputs(module)) == 2
        share_outputs(function, walk_collect(module, AllocOp), 1)
        assert len(outputs(module)) == 2
