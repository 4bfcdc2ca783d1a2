"""Plans given back to the compiler: what cannot be read, what is for another kernel, what does not follow; and where."""

import json

import pytest

import tilelang_tt as tt
from tilelang_tt.mlir import make_context, parse_module
from tilelang_tt.plan import PlanError
from tilelang_tt.plan.edited import EditedPlan

KERNEL = """
!V = memref<32x32xf32, strided<[64, 1], offset: ?>, #tt.dram>
func.func @plus(%X: memref<96x64xf32, #tt.dram> loc("X"), %Y: memref<96x64xf32, #tt.dram> loc("Y")) {
  "tt.core.launch"() ({
  ^bb0(%bx: index loc("bx"), %by: index loc("by")):
    %c32 = arith.constant 32 : index
    %t = memref.alloc() : memref<32x32xf32, #tt.shared> loc("t")
    %m = arith.muli %by, %c32 : index
    %n = arith.muli %bx, %c32 : index
    %a = "tt.tile.view"(%X, %m, %n) {sizes = [32, 32]} : (memref<96x64xf32, #tt.dram>, index, index) -> !V
    "tt.tile.copy"(%a, %t) : (!V, memref<32x32xf32, #tt.shared>) -> ()
    %b = "tt.tile.view"(%Y, %m, %n) {sizes = [32, 32]} : (memref<96x64xf32, #tt.dram>, index, index) -> !V
    "tt.tile.copy"(%t, %b) : (memref<32x32xf32, #tt.shared>, !V) -> ()
  }) {extents = [2, 3], symbols = ["bx", "by"]} : () -> ()
  return
}
"""


def compiled(plan=None, **options):
    with make_context() as context:
        return tt.compile(parse_module(KERNEL, "plus.mlir", context), plan=plan, **options)


@pytest.fixture(scope="module")
def plan():
    return compiled(core_grid=(2, 1)).plan


def test_a_plan_gives_its_program_again(plan, tmp_path):
    first = compiled(core_grid=(2, 1), partition_strategy="column_major", double_buffer=False)
    first.save(tmp_path)
    for given in (first.plan, first.plan.to_data(), tmp_path / "tt.plan.json", str(tmp_path / "tt.plan.json")):
        again = compiled(given)
        assert again.artifacts == first.artifacts
    assert first.plan != plan


def test_every_stage_of_a_kernel_with_a_plan_follows_the_plan(plan):
    kernel = compiled({"schema_version": 1, "schedule": {"policy": "contiguous", "order": "column_major"}})
    assert 'tt.schedule_order = "column_major"' in kernel.ir("infer-schedule")
    assert kernel.plan.schedule.order == "column_major"


def test_options_beside_a_plan_are_refused(plan):
    with pytest.raises(ValueError) as failure:
        compiled(plan, core_grid=(2, 2), partition_strategy="block")
    assert "a plan is given, and core_grid and partition_strategy" in str(failure.value)


def test_choices_alone_are_a_plan(plan):
    """What follows may be left out; it is what the compiler derives."""
    kept = ("schema_version", "device", "work_partition", "cbs")
    few = {key: value for key, value in plan.to_data().items() if key in kept}
    del few["cbs"][0]["pages"], few["cbs"][0]["bytes"]
    few["cbs"][0]["depth"] = 5
    made = compiled(few).plan
    assert (made.core_grid, made.per_core_args) == (plan.core_grid, plan.per_core_args)
    assert (made.cbs[0].depth, made.cbs[0].pages, made.cbs[0].bytes) == (5, 5, 5 * 4096)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.update(kernel="minus"), "plan.kernel: 'minus', this kernel is 'plus'"),
        (lambda d: d.pop("schema_version"), "plan.schema_version: missing, this compiler reads 1"),
        (lambda d: d.update(schema_version=9), "plan.schema_version: 9 is not supported, this compiler reads 1"),
        (lambda d: d.update(graph={}), "plan.graph: unknown key (keys: "),
        (lambda d: d["cbs"][0].update(deepth=2), "plan.cbs[0].deepth: unknown key; did you mean 'depth'?"),
        (lambda d: d["cbs"][0].update(depth="2"), "plan.cbs[0].depth: expected an integer, got '2'"),
        (lambda d: d["cbs"][0].pop("name"), "plan.cbs[0]: has no 'name', which says what the choices are for"),
        (lambda d: d["work_partition"]["(0,0)"][0].pop("io"), 'plan.work_partition["(0,0)"][0]: has no '),
        (lambda d: d.update(buffers=d["buffers"][:1]), "plan.layouts: are for X, Y, the buffers are X"),
        (lambda d: d["device"].update(arch="blackhole"), "plan.device.arch: wormhole is wormhole, not blackhole"),
        (lambda d: d["per_core_args"].update({"(0,0)": [0, 2]}), 'plan.per_core_args["(0,0)"]: [0, 2] are not'),
        (lambda d: d["cbs"][0].update(depth=3), "plan.cbs[0].depth: 2 pages do not hold 3 blocks"),
        (lambda d: d["buffers"][0].update(role="inout"), 'plan.buffers[0].role: "inout", the compiler derives "in"'),
        (lambda d: d["buffers"][0].update(format="Float16_b"), 'plan.buffers[0].format: "Float16_b", the compiler'),
        (lambda d: d["kernels"][0].update(noc="NOC_1"), 'plan.kernels[0].noc: "NOC_1", the compiler derives "NOC_0"'),
        (lambda d: d["kernels"].pop(), "plan.kernels: 1 entries, the compiler derives 2"),
        (lambda d: d["scalars"].append({"name": "s", "dtype": "int32", "index": 2}), "'s' is not number 2 of param_order"),
        (lambda d: d["layouts"]["X"].update(shard_shape=[32, 32]), "cut in shards and interleaved"),
        (lambda d: d.update(programs=[]), "plan.grid_shape: unknown key of a sequence; each of its programs has one"),
        (lambda d: d.pop("kernel") and d["kernels"][0].update(thread="compute"), 'thread: "compute", the compiler derives "reader"'),
    ],
)  # fmt: skip
def test_what_is_refused(plan, change, message):
    data = json.loads(plan.to_json())
    change(data)
    with pytest.raises((PlanError, tt.CompileError)) as failure:
        compiled(data)
    assert message in str(failure.value)


def test_the_line_of_the_file_is_shown(plan, tmp_path):
    text = plan.to_json().replace('"role": "in"', '"role": "inout"')
    (tmp_path / "p.json").write_text(text)
    with pytest.raises(tt.CompileError) as failure:
        compiled(tmp_path / "p.json")
    line = next(i for i, content in enumerate(text.splitlines(), 1) if '"inout"' in content)
    assert str(failure.value) == (
        f'{tmp_path}/p.json:{line}:7: error: plan.buffers[0].role: "inout", the compiler derives "in"\n'
        '      "role": "inout",\n'
        "      ^\n"
        "help: change it to what the compiler derives, or leave it out"
    )


def test_text_that_is_no_json_names_the_file(tmp_path):
    (tmp_path / "p.json").write_text("{\n  oops")
    with pytest.raises(tt.CompileError) as failure:
        EditedPlan.read(tmp_path / "p.json")
    assert str(failure.value).startswith(f"{tmp_path}/p.json:2:3: error: not JSON")


def test_many_differences_are_cut_short(plan):
    data = json.loads(plan.to_json())
    for key in ("core_ranges", "per_core_args", "core_grid"):
        del data[key]
    for buffer in data["buffers"]:
        buffer.update(tiles=7, page_bytes=64, padded_shape=[1, 1], tile_blocks=[8, 8], index=5)
    with pytest.raises(PlanError) as failure:
        compiled(data)
    assert len(failure.value.problems) == 9
    assert failure.value.problems[-1] == "plan: and 2 more differences"


def test_a_sequence_is_no_plan_of_one_launch(plan):
    data = json.loads(plan.to_json())
    shared = {key: data.pop(key) for key in ("device", "core_grid", "layouts", "buffers", "scalars")}
    version = data.pop("schema_version")
    whole = {"schema_version": version, "kernel": "plus", **shared, "programs": [data, data]}
    with pytest.raises(PlanError) as failure:
        compiled(whole)
    assert "plan.programs: kernel 'plus' is there twice" in str(failure.value)
    with pytest.raises(PlanError) as failure:
        compiled({"schema_version": 1, "programs": [{}, {}]})
    assert str(failure.value) == "plan.programs: 2, 'plus' has 1 launches"
    with pytest.raises(PlanError) as failure:
        compiled({"schema_version": 1, "programs": [{"device": {}}]})
    assert str(failure.value) == "plan.programs[0].device: stands beside the programs, which share it"
    with pytest.raises(PlanError) as failure:
        compiled({"schema_version": 1, "cbs": [], "programs": [{}]})
    assert str(failure.value) == "plan.cbs: unknown key of a sequence; each of its programs has one"
