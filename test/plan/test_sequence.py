"""Plans of several launches: round trips, schema, what must hold together, plan to IR and back."""

import dataclasses
import json

import jsonschema
import numpy as np
import pytest

from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.passes.manager import PassManager
from tilelang_tt.passes.pipelines import stages
from tilelang_tt.plan import Plan, PlanError, SequencePlan, apply_plan, plan_from_module, read_plan, schema
from tilelang_tt.sim.reference import interpret

KERNEL = """
!V = memref<32x64xf32, strided<[64, 1], offset: ?>, #tt.dram>
!W = memref<64x64xf32, strided<[64, 1], offset: ?>, #tt.dram>
func.func @twice(%A: memref<72x64xf32, #tt.dram> loc("A"), %B: memref<72x64xf32, #tt.dram> loc("B")) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c32 = arith.constant 32 : index
  %c64 = arith.constant 64 : index
  %one = arith.constant 1.0 : f32
  %w = memref.alloc() : memref<72x64xf32, #tt.dram> loc("w")
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx")):
    %t = memref.alloc() : memref<32x64xf32, #tt.shared> loc("t")
    %m = arith.muli %bx, %c32 : index
    %a = "tt.tile.view"(%A, %m, %c0) {sizes = [32, 64]} : (memref<72x64xf32, #tt.dram>, index, index) -> !V
    "tt.tile.copy"(%a, %t) : (!V, memref<32x64xf32, #tt.shared>) -> ()
    scf.parallel (%i, %j) = (%c0, %c0) to (%c32, %c64) step (%c1, %c1) {
      %x = memref.load %t[%i, %j] : memref<32x64xf32, #tt.shared>
      %y = arith.addf %x, %one : f32
      memref.store %y, %t[%i, %j] : memref<32x64xf32, #tt.shared>
    }
    %b = "tt.tile.view"(%w, %m, %c0) {sizes = [32, 64]} : (memref<72x64xf32, #tt.dram>, index, index) -> !V
    "tt.tile.copy"(%t, %b) : (memref<32x64xf32, #tt.shared>, !V) -> ()
  }) {extents = [3], symbols = ["bx"]} : () -> ()
  "tt.core.launch"() ({
  ^bb0(%by: index loc("by")):
    %t = memref.alloc() : memref<64x64xf32, #tt.shared> loc("t")
    %m = arith.muli %by, %c64 : index
    %a = "tt.tile.view"(%w, %m, %c0) {sizes = [64, 64]} : (memref<72x64xf32, #tt.dram>, index, index) -> !W
    "tt.tile.copy"(%a, %t) : (!W, memref<64x64xf32, #tt.shared>) -> ()
    %b = "tt.tile.view"(%B, %m, %c0) {sizes = [64, 64]} : (memref<72x64xf32, #tt.dram>, index, index) -> !W
    "tt.tile.copy"(%t, %b) : (memref<64x64xf32, #tt.shared>, !W) -> ()
  }) {extents = [2], symbols = ["by"]} : () -> ()
  return
}
"""


def lowered(until=None, after=lambda stage, module: None):
    """The kernel after the stage `until`, or all of them."""
    module = parse_module(KERNEL, "twice.mlir", make_context())
    with module.context:
        for stage, text in stages():
            PassManager(text).run(module)
            after(stage, module)
            if stage == until:
                break
    return module


@pytest.fixture(scope="module")
def plan():
    return plan_from_module(lowered())


def test_contents(plan):
    assert isinstance(plan, SequencePlan) and plan.problems() == []
    assert (plan.kernel, [p.kernel for p in plan.programs]) == ("twice", ["twice_0", "twice_1"])
    assert {b.name: (b.role, b.index, b.padded_shape) for b in plan.buffers} == {
        "A": ("in", 0, [96, 64]),
        "B": ("out", 1, [128, 64]),
        "w": ("scratch", 2, [128, 64]),
    }
    assert [p.grid_shape for p in plan.programs] == [[3, 1, 1], [2, 1, 1]]
    assert [[k.file for k in p.kernels] for p in plan.programs] == [
        ["reader_0.cpp", "compute_0.cpp", "writer_0.cpp"],
        ["reader_1.cpp", "writer_1.cpp"],
    ]
    # Each program has circular buffers of its own; ids start anew.
    assert [min(cb.id for cb in p.cbs) for p in plan.programs] == [0, 0]
    assert all(p.runtime_args.param_order == ["A", "B", "w", "tt_start_tile", "tt_tile_count"] for p in plan.programs)


def test_json_round_trip_and_schema(plan):
    text = plan.to_json()
    assert read_plan(text) == plan and read_plan(text).to_json() == text
    jsonschema.Draft202012Validator(schema()).validate(json.loads(text))
    data = json.loads(text)
    assert list(data) == [
        "schema_version",
        "kernel",
        "device",
        "core_grid",
        "layouts",
        "buffers",
        "scalars",
        "programs",
    ]
    data["programs"][0]["buffers"] = data["buffers"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(schema()).validate(data)


def test_a_plan_of_one_launch_is_read_as_such(plan):
    single = plan.programs[1]
    assert isinstance(read_plan(single.to_json()), Plan)
    assert single.programs == [single]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.update(programs=[]), "'programs' is a list of one program or more"),
        (lambda d: d.pop("buffers"), "plan.buffers: missing"),
        (lambda d: d.update(cbs=[]), "plan.cbs: unknown key"),
        (lambda d: d["programs"][1].update(device={}), "plan.programs[1].device: unknown key; the programs share it"),
        (lambda d: d["programs"][1]["cbs"][0].update(pagez=1), "plan.programs[1].cbs[0].pagez: unknown key"),
        (lambda d: d["programs"][0].pop("grid_shape"), "plan.programs[0].grid_shape: missing"),
        (lambda d: d.update(schema_version=2), "plan.schema_version: 2 is not supported"),
    ],
)
def test_errors_name_the_path(plan, change, message):
    data = json.loads(plan.to_json())
    change(data)
    with pytest.raises(PlanError) as failure:
        read_plan(json.dumps(data))
    assert message in str(failure.value)


def test_what_must_hold_together(plan):
    def problems(*programs):
        return dataclasses.replace(plan, programs=list(programs)).problems()

    first, second = plan.programs
    assert problems(first) == ["plan.programs: a sequence has two programs or more"]
    assert "plan.programs: file 'reader_0.cpp' is there twice" in problems(first, first)
    other = dataclasses.replace(second, core_grid=[2, 2])
    assert "plan.programs[1]: its core_grid are not those of the first program" in problems(first, other)
    wrong = dataclasses.replace(second, per_core_args={})
    assert problems(first, wrong) == ["plan.programs[1].per_core_args: its cores are not those of plan.work_partition"]


@pytest.mark.parametrize("stage", ["shard-to-core-map", "memory-space-lower", "convert-tt-to-emitc"])
def test_a_plan_applied_is_the_plan_of_the_module(stage):
    plan = plan_from_module(lowered(stage))
    module = lowered(stage)
    with module.context:
        for function in module.body.operations:
            if function.operation.name == "func.func" and "tt.num_cores" in function.attributes:
                del function.attributes["tt.per_core_args"]
    apply_plan(module, plan)
    assert plan_from_module(module) == plan


def test_every_stage_computes_the_same():
    rng = np.random.default_rng(0)
    a, b = rng.uniform(-1, 1, (72, 64)).astype(np.float32), np.full((72, 64), np.nan, np.float32)
    seen = []

    def check(stage, module):
        np.testing.assert_allclose(interpret(module, [a, b])[1], a + 1, rtol=1e-6, err_msg=f"after {stage}")
        seen.append(stage)

    lowered("memory-space-lower", check)
    assert {"canonicalize-grid", "split-launches", "tensorize", "memory-space-lower"} <= set(seen)
