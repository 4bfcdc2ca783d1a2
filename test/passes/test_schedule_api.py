"""The passes from Python, alone and in both orders of the pipeline."""

import pytest

from tilelang_tt import passes
from tilelang_tt.diagnostics import CompileError, CompileWarning
from tilelang_tt.mlir import func, make_context, parse_module, to_text, walk_collect
from tilelang_tt.passes.kernel_func import read
from tilelang_tt.passes.manager import PassManager
from tilelang_tt.passes.options import OptionError
from tilelang_tt.plan import plan_from_module

KERNEL = """
func.func @copy(%A: memref<128x96xbf16, #tt.dram> loc("A"), %C: memref<128x96xbf16, #tt.dram> loc("C")) {
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by"), %bz: index loc("bz")):
    %a = memref.load %A[%by, %bx] : memref<128x96xbf16, #tt.dram>
    memref.store %a, %C[%by, %bx] : memref<128x96xbf16, #tt.dram>
  }) {extents = [3, 4, 1], symbols = ["bx", "by", "bz"]} : () -> ()
  return
}
"""


@pytest.fixture
def module():
    return parse_module(KERNEL, context=make_context())


def attribute(module, name):
    with module.context:
        return read(walk_collect(module, func.FuncOp)[0], name)


def test_each_pass_can_be_used_alone(module):
    result = passes.InferTTLayout(defaults={"shard": "DRAM", "interleave": False})(module)
    assert result is module
    descriptor = {"shard": "DRAM", "interleave": False, "stride": [1, 1], "tile_id_order": "row_major"}
    assert attribute(module, "tt.layout_desc") == {"A": descriptor, "C": descriptor}
    assert attribute(module, "tt.buffer_A_layout") == "dram_sharded"
    assert attribute(module, "tt.runtime_args") is None


def test_options_are_checked_when_given():
    with pytest.raises((ValueError, OptionError), match="defaults have no key 'shrad'"):
        passes.InferTTLayout(defaults={"shrad": "L1"})


@pytest.mark.parametrize("order", ["row_major", "column_major", "block"])
def test_both_orders_of_the_pipeline_give_equal_plans(module, order):
    """The default order, and the one with persistence last."""
    head = "tt-canonicalize-grid,tt-infer-layout,tt-propagate-layout,"
    schedule = f"tt-infer-schedule{{order={order} core-grid=[2,2]}}"
    other = parse_module(KERNEL, context=make_context())
    PassManager(f"{head}{schedule},tt-grid-to-persistent,tt-tiles-to-core-map,tt-shard-to-core-map").run(module)
    late = f"tt-tiles-to-core-map{{strategy={order} core-grid=[2,2]}},tt-shard-to-core-map,tt-grid-to-persistent"
    PassManager(head + late).run(other)
    assert plan_from_module(module) == plan_from_module(other)
    assert to_text(module) == to_text(other)


def test_orders_differ(module):
    plans = set()
    for order in ("row_major", "column_major", "block", "z_order"):
        PassManager(f"tt-canonicalize-grid,tt-tiles-to-core-map{{strategy={order} core-grid=[2,2]}}").run(module)
        plans.add(str(attribute(module, "tt.work_partition")))
    assert len(plans) == 4


def test_a_legacy_device_is_a_warning(module):
    passes.CanonicalizeGrid()(module)
    with pytest.warns(CompileWarning, match="grayskull is a legacy device"):
        passes.InferDefaultTTSchedule(device="grayskull")(module)
    assert attribute(module, "tt.core_grid") == [12, 9]


def test_missing_schedule_names_what_is_missing(module):
    passes.CanonicalizeGrid()(module)
    with pytest.raises(CompileError, match="has no tt.grid_x\n(.*\n)*help: run tt-infer-schedule first"):
        passes.GridToPersistentTT()(module)


def test_same_input_same_text():
    texts = set()
    for _ in range(3):
        module = parse_module(KERNEL, context=make_context())
        PassManager("tt-canonicalize-grid,tt-infer-layout,tt-tiles-to-core-map,tt-shard-to-core-map").run(module)
        texts.add(to_text(module) + plan_from_module(module).to_json())
    assert len(texts) == 1
