"""tt.plan.json: round trips, schema, errors with paths, and what must hold together."""

import dataclasses
import json
from importlib.resources import files

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tilelang_tt.device import get_device
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.dialects.cb import AllocOp
from tilelang_tt.dialects.types import CBType
from tilelang_tt.mlir import ir, make_context, parse_module, to_attr, to_text, walk_collect
from tilelang_tt.passes.manager import PassManager
from tilelang_tt.plan import (
    CB,
    CompileArg,
    Kernel,
    Plan,
    PlanError,
    ReaderGroup,
    SharedRead,
    apply_plan,
    json_text,
    plan_from_module,
    schema,
)

KERNEL = """
module {{
  func.func @gemm(%A: memref<128x96xbf16, #tt.dram> loc("A"), %alpha: f32 loc("alpha"),
                  %C: memref<128x96xf32, #tt.dram> loc("C")) {hints} {{
    "tt.core.launch"() ({{
    ^bb0(%bx: index loc("bx"), %by: index loc("by"), %bz: index loc("bz")):
      %a = memref.load %A[%by, %bx] : memref<128x96xbf16, #tt.dram>
      %x = arith.extf %a : bf16 to f32
      memref.store %x, %C[%by, %bx] : memref<128x96xf32, #tt.dram>
    }}) {{extents = {extents}, symbols = ["bx", "by", "bz"]}} : () -> ()
    return
  }}
}}
"""
PIPELINE = (
    "builtin.module(tt-canonicalize-grid,tt-infer-layout,tt-propagate-layout,tt-infer-schedule{{{schedule}}},"
    "tt-grid-to-persistent,tt-tiles-to-core-map,tt-shard-to-core-map)"
)


def kernel_text(extents=(3, 4, 1), hints=""):
    return KERNEL.format(extents=list(extents), hints=hints)


def add_circular_buffers(module, ids=(None, None)):
    """Two circular buffers, as they are after memory-space-lower."""
    with module.context:
        (end,) = walk_collect(module, "func.return")
        bf16, f32 = ir.BF16Type.get(), ir.F32Type.get()
        rows = (("cb_A", "input", 2, bf16, 8), ("cb_C", "output", 1, f32, 4))
        for (name, role, depth, element, pages), id_ in zip(rows, ids, strict=True):
            with ir.InsertionPoint(end), ir.Location.name(name):
                given = {} if id_ is None else {"id": to_attr(id_)}
                AllocOp(to_attr(role), to_attr(depth), CBType.of(element, pages), **given)


def planned(extents=(3, 4, 1), schedule="core-grid=[2,2]", hints="", ids=(None, None)):
    context = make_context()
    with context:
        module = parse_module(kernel_text(extents, hints), context=context)
        PassManager(PIPELINE.format(schedule=schedule)).run(module)
        add_circular_buffers(module, ids)
    return module


@pytest.fixture(scope="module")
def plan():
    return plan_from_module(planned())


def complete(plan):
    """A plan with every field in use."""
    kernels = [
        Kernel(
            "reader",
            "reader.cpp",
            "RISCV_1",
            noc="NOC_0",
            accessors=["A"],
            compile_args=[CompileArg("cb_A", 0), CompileArg("Kt", 3)],
        ),
        Kernel(
            "compute",
            "compute.cpp",
            "TRISC",
            math_fidelity="HiFi4",
            fp32_dest_acc_en=True,
            unpack_to_dest_fp32=[0],
        ),
    ]
    return dataclasses.replace(plan, kernels=kernels)


def sharing(plan):
    """A complete plan whose cores share a read by rows."""
    groups = [ReaderGroup([0, 0], [2, 1], [1, 0]), ReaderGroup([0, 1], [2, 1], [0, 1])]
    return dataclasses.replace(complete(plan), shared_reads=[SharedRead("A_readers", 0, 1, groups)])


def test_contents(plan):
    assert plan.kernel == "gemm"
    assert (plan.device.name, plan.device.arch) == ("wormhole", "wormhole")
    assert (plan.core_grid, plan.grid_shape) == ([2, 2], [3, 4, 1])
    assert [(b.name, b.dtype, b.format, b.tiles, b.page_bytes, b.role, b.index) for b in plan.buffers] == [
        ("A", "bfloat16", "Float16_b", 12, 2048, "in", 0),
        ("C", "float32", "Float32", 12, 4096, "out", 2),
    ]
    assert [(s.name, s.dtype, s.index) for s in plan.scalars] == [("alpha", "float32", 1)]
    assert plan.runtime_args.param_order == ["A", "alpha", "C", "tt_start_tile", "tt_tile_count"]
    assert plan.per_core_args == {"(0,0)": [0, 3], "(1,0)": [3, 3], "(0,1)": [6, 3], "(1,1)": [9, 3]}
    assert list(plan.work_partition) == ["(0,0)", "(1,0)", "(0,1)", "(1,1)"]
    assert [(w.io, w.jo) for w in plan.work_partition["(1,0)"]] == [(1, 0), (1, 1), (1, 2)]
    assert plan.cbs == [
        CB(0, "cb_A", "input", "Float16_b", 8, 2, 2048, 16384),
        CB(1, "cb_C", "output", "Float32", 4, 1, 4096, 16384),
    ]
    assert plan.problems() == []


def test_batches_are_written_for_grids_of_three_dimensions():
    plan = plan_from_module(planned((2, 2, 3), "core-grid=[4,1]"))
    assert [(w.zo, w.io, w.jo) for w in plan.work_partition["(1,0)"]] == [(0, 1, 1), (1, 0, 0), (1, 0, 1)]
    assert plan.problems() == []
    assert '"zo": 0' in plan.to_json()


def test_json_round_trip_and_schema(plan):
    full = complete(plan)
    text = full.to_json()
    assert Plan.from_json(text) == full
    assert full.to_json() == Plan.from_json(text).to_json() == text
    jsonschema.Draft202012Validator.check_schema(schema())
    json_text.loads(files("tilelang_tt.plan").joinpath("schema.json").read_text("utf-8"))  # refuses repeated keys
    jsonschema.validate(json.loads(text), schema())
    assert max(map(len, text.splitlines())) <= 120
    assert '  "grid_shape": [3, 4, 1],' in text.splitlines()


def test_schema_knows_every_field():
    """Every field of the dataclasses is in the schema, and the required ones are those without a default."""
    definitions = {
        "plan": Plan, "device": "PlanDevice", "core_range": "CoreRange", "work_item": "WorkItem", "layout": "Layout",
        "buffer": "Buffer", "scalar": "Scalar", "cb": "CB", "runtime_arg": "RuntimeArg", "runtime_args": "RuntimeArgs",
        "kernel": "Kernel", "compile_arg": "CompileArg", "schedule": "ScheduleChoice",
    }  # fmt: skip
    import tilelang_tt.plan as package

    for key, cls in definitions.items():
        cls = getattr(package, cls) if isinstance(cls, str) else cls
        definition = schema()["$defs"][key]
        fields = {f.name: f for f in dataclasses.fields(cls)}
        assert set(definition["properties"]) == set(fields), key
        assert definition["additionalProperties"] is False


def test_every_definition_and_field_is_described():
    """docs/plan.md is made of these descriptions; examples must be valid."""
    definitions = schema()["$defs"]
    for name, definition in definitions.items():
        assert definition["description"], name
        for field, spec in definition.get("properties", {}).items():
            assert "description" in spec or "/properties/" in spec["$ref"], f"{name}.{field}"
            for example in spec.get("examples", ()):
                where = {"$ref": f"#/$defs/{name}/properties/{field}", "$defs": definitions}
                jsonschema.Draft202012Validator(where).validate(example)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["cbs"][1].update(pagez=1), "plan.cbs[1].pagez: unknown key; did you mean 'pages'?"),
        (lambda d: d["cbs"][0].pop("pages"), "plan.cbs[0].pages: missing"),
        (lambda d: d["cbs"][0].update(pages="8"), "plan.cbs[0].pages: expected an integer, got '8'"),
        (lambda d: d["cbs"][0].update(pages=True), "plan.cbs[0].pages: expected an integer, got True"),
        (
            lambda d: d["layouts"]["A"].update(interleave=1),
            'plan.layouts["A"].interleave: expected true or false, got 1',
        ),
        (lambda d: d.update(buffers={}), "plan.buffers: expected a list, got an object"),
        (lambda d: d.update(kernel=None), "plan.kernel: expected a string, got nothing"),
        (lambda d: d.update(schema_version=2), "plan.schema_version: 2 is not supported, this compiler reads 1"),
        (lambda d: d["work_partition"]["(0,0)"][0].pop("io"), 'plan.work_partition["(0,0)"][0].io: missing'),
    ],
)
def test_what_cannot_be_read_is_named_by_its_path(plan, change, message):
    data = plan.to_data()
    change(data)
    with pytest.raises(PlanError) as failure:
        Plan.from_json(json.dumps(data))
    assert str(failure.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "plan:1:2: not JSON"),
        ("[]", "plan: expected an object, got a list"),
        ('{"kernel": "a", "kernel": "b"}', "plan: key 'kernel' is given twice"),
    ],
)
def test_text_that_is_no_plan(text, message):
    with pytest.raises(PlanError) as failure:
        Plan.from_json(text)
    assert str(failure.value).startswith(message)


def changed(plan, path, value):
    data = plan.to_data()
    at = data
    for key in path[:-1]:
        at = at[key]
    if value is None:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return Plan.from_json(json.dumps(data))


L1 = get_device("wormhole").l1_usable


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("work_partition", "(0,0)", 0, "jo"), 1, "block (1, 0, 0) is assigned twice"),
        (("work_partition", "(0,0)", 0, "jo"), 9, "block (9, 0, 0) is outside of the grid"),
        (("work_partition", "(0,0)", 0), None, "1 of 12 blocks are not assigned, the first is (0, 0, 0)"),
        (("work_partition", "(0,0)", 0, "len_k"), 64, "64 elements of K are not 0 tiles"),
        (("core_grid",), [1, 2], "core (1,0) is outside of the core grid [1, 2]"),
        (("core_grid",), [9, 9], "core grid [9, 9] does not fit wormhole"),
        (("core_ranges", 0, "extent"), [2, 1], "plan.core_ranges: cover 2 cores, 4 have work, 2 are in both"),
        (("core_ranges",), [{"start": [0, 0], "extent": [2, 2]}] * 2, "plan.core_ranges[1]: overlaps a range before"),
        (("per_core_args", "(0,0)"), [1, 3], "[1, 3] are not the blocks of"),
        (("per_core_args", "(0,0)"), None, "plan.per_core_args: its cores are not those of plan.work_partition"),
        (("cbs", 0, "pages"), 7, "7 pages of 2048 bytes are not 16384"),
        (("cbs", 0, "depth"), 3, "8 pages do not hold 3 blocks"),
        (("cbs", 1, "name"), "cb_A", "plan.cbs[1].name: 'cb_A' is the name of another one"),
        (("cbs", 0, "id"), 1, "plan.cbs[0].id: 1 is not free"),
        (("cbs", 0, "id"), 32, "plan.cbs[0].id: 32 is not free (wormhole has 32)"),
        (("buffers", 0, "tiles"), 7, "plan.buffers[0].tiles: 7, its padded shape has 12"),
        (("buffers", 0, "index"), 1, "plan.buffers[0].index: 'A' is not number 1 of param_order"),
        (("layouts", "A"), None, "plan.layouts: are for C, the buffers are A, C"),
        (("device", "arch"), "blackhole", "wormhole is wormhole, not blackhole"),
        (("device", "name"), "warmhole", "unknown device 'warmhole'; did you mean 'wormhole'?"),
        (("runtime_args", "grid_shape"), [4, 4, 1], "is not plan.grid_shape"),
        (("runtime_args", "param_order"), ["A", "alpha", "C"], "must end in the start and the count"),
        (("kernels", 1, "unpack_to_dest_fp32"), [7], "there is no circular buffer 7"),
        (("kernels",), [], "plan.shared_reads: there is no reader"),
        (("shared_reads", 0, "valid"), 0, "plan.shared_reads: have the semaphores [0, 0]; each needs two of its own"),
        (("shared_reads", 0, "valid"), 2, "counted from 0 without gaps (wormhole has 16)"),
        (("shared_reads", 0, "groups", 0, "extent"), [1, 1], "plan.shared_reads[0].groups[0]: one core is no group"),
        (
            ("shared_reads", 0, "groups", 1, "start"),
            [0, 0],
            "plan.shared_reads[0].groups[1]: overlaps a group before it",
        ),
        (("shared_reads", 0, "groups", 0, "sender"), [0, 1], "groups[0].sender: core [0, 1] is not one of the group"),
        (("shared_reads", 0, "groups", 0, "extent"), [3, 1], "plan.shared_reads[0].groups[0]: has a core without work"),
        (("per_core_args", "(1,0)"), [3, 2], "its cores compute different numbers of blocks"),
    ],
)
def test_what_does_not_hold_together_is_said(plan, path, value, message):
    broken = changed(sharing(plan), path, value)
    assert any(message in problem for problem in broken.problems()), broken.problems()
    with pytest.raises(PlanError):
        broken.validate()


def test_shared_reads_come_from_attributes_and_go_there(plan):
    wanted = sharing(plan)
    assert wanted.problems() == []
    assert Plan.from_json(wanted.to_json()) == wanted
    jsonschema.validate(wanted.to_data(), schema())
    module = planned()
    apply_plan(module, wanted)
    assert plan_from_module(module) == wanted
    apply_plan(module, complete(plan))
    assert plan_from_module(module).shared_reads is None


def test_l1_is_a_budget(plan):
    fits = L1 // 2048
    for pages, ok in ((fits - 8, True), (fits + 1, False)):
        cb = CB(0, "big", "input", "Float16_b", pages, 1, 2048, pages * 2048)
        problems = dataclasses.replace(plan, cbs=[cb]).problems()
        assert (problems == []) is ok, problems
    assert problems == [f"plan.cbs: need {cb.bytes:,} bytes of L1, wormhole has {L1:,} (largest: big {cb.bytes:,})"]


IN_SHARDS = (
    'attributes {tt.layout_hints = {A = "l1_block_sharded:64x64:match_shard", C = "dram_interleaved:column_major"}}'
)


def test_layouts_are_said():
    plan = plan_from_module(planned(hints=IN_SHARDS))
    a, c = plan.buffers
    assert (a.memory, a.tiles, c.memory, c.sharding) == ("L1", 16, None, None)
    assert (a.sharding.pages, a.sharding.shard, a.sharding.counts) == ([16], [4], [4])
    assert [(r.start, r.extent) for r in a.sharding.cores] == [([0, 0], [2, 2])]
    assert [(d.dim, d.divisor, d.extent) for d in a.page_order] == [(0, 2, 2), (1, 2, 2), (0, 1, 2), (1, 1, 2)]
    assert [(d.dim, d.divisor, d.extent) for d in c.page_order] == [(1, 1, 3), (0, 1, 4)]
    assert plan.layouts["A"].shard_shape == [64, 64]
    assert plan.validate() == Plan.from_json(plan.to_json())


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("memory",), None, "plan.buffers[0].memory: DRAM, its layout says L1"),
        (("sharding",), None, "plan.buffers[0].sharding: missing, its layout says interleave False"),
        (("page_order",), None, "plan.buffers[0].page_order: missing, its layout says match_shard"),
        (("page_order", 0, "dim"), 2, "page_order: pages are not counted along dimension 2"),
        (("page_order", 0, "divisor"), 1, "page_order: its digits do not tell 4 pages along dimension 0 apart"),
        (("page_order", 1, "extent"), 1, "page_order: its digits do not tell 3 pages along dimension 1 apart"),
        (("tiles",), 12, "plan.buffers[0].tiles: 12, its page_order has 16"),
        (("sharding", "pages"), [12], "sharding: [12] pages in shards of [4], the tensor has 16"),
        (("sharding", "cores", 0, "extent"), [1, 2], "sharding.cores: 4 shards on 2 cores"),
        (("sharding", "cores"), [{"start": [0, 0], "extent": [2, 2]}] * 2, "sharding.cores: a core is there twice"),
        (("tile_dims",), [0, 0], "tile_dims: [0, 0] are not two dimensions of [128, 96]"),
        (("page_form",), "folded", "tile_dims: [0, 1], but folded pages are vectors: the row is -1"),
        (("page_form",), "rows", "page_bytes: 2048 is no row along dimension 1 of [128, 96], padded to 64 bytes"),
        (
            ("page_bytes",),
            2048 * 400,
            "plan.cbs: need 3,309,568 bytes of L1, wormhole has 1,395,392 (largest: A 3,276,800",
        ),
    ],
)
def test_layouts_hold_together(path, value, message):
    broken = changed(plan_from_module(planned(hints=IN_SHARDS)), ("buffers", 0, *path), value)
    assert any(message in problem for problem in broken.problems()), broken.problems()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, None),
        ({"alias": None}, "plan.cbs: need 1,402,880 bytes of L1, wormhole has 1,395,392"),
        ({"alias": "C"}, "plan.cbs[1].alias: 'C' is no tensor that lies in shards in L1"),
        ({"format": "Float32"}, "plan.cbs[1].alias: pages of 'A' are 2048 bytes of Float16_b, not 2048 of Float32"),
        ({"pages": 8, "bytes": 8 * 2048}, "plan.cbs[1].alias: a shard of 'A' has 4 pages, not 8"),
    ],
)
def test_a_shard_is_no_memory_of_its_own(change, problem):
    """A circular buffer that is a shard costs nothing besides the tensor, where another one would be too much."""
    plan = plan_from_module(planned(hints=IN_SHARDS))
    left = (L1 - 4 * 2048) // 2048
    big = CB(1, "big", "input", "Float16_b", left, 1, 2048, left * 2048)
    shard = CB(0, "cb_A", "input", "Float16_b", 4, 1, 2048, 4 * 2048, alias="A")
    found = dataclasses.replace(plan, cbs=[big, dataclasses.replace(shard, **change)])
    problems = found.problems()
    assert (problem in problems[0]) if problem else not problems, problems


@settings(max_examples=25, deadline=None)
@given(
    st.tuples(st.integers(1, 5), st.integers(1, 5), st.integers(1, 3)),
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.sampled_from(
        [
            "order=row_major",
            "order=column_major",
            "order=block",
            "order=z_order",
            "order=block cores='0,0-4,0;6,6'",
            "order=z_order policy=packed exclude-cores='0,0'",
        ]
    ),
)
def test_plan_to_attributes_to_plan_is_the_identity(extents, core_grid, schedule):
    grid = [8, 8] if "cores" in schedule else list(core_grid)
    module = planned(extents, f"core-grid={grid} {schedule}".replace(", ", ","))
    plan = complete(plan_from_module(module))
    assert plan.problems() == []
    text = to_text(module, debuginfo=True)
    apply_plan(module, plan)
    assert plan_from_module(module) == plan
    apply_plan(module, dataclasses.replace(plan, kernels=[]))
    assert module_text_without_ids(to_text(module, debuginfo=True)) == module_text_without_ids(text)


@pytest.mark.parametrize("shape", ["32x32", "128x96"])
def test_boxes_of_shards_go_to_the_plan_and_come_from_it(shape):
    """Every block of this kernel writes to the first shard, so all of them are one box of its core."""
    hints = f'attributes {{tt.layout_hints = {{C = "l1_sharded:{shape}"}}}}'
    module = planned(schedule="order=match_shard core-grid=[4,4] cores='1,1-3,3;0,0-3,0'", hints=hints)
    plan = complete(plan_from_module(module))
    assert plan.problems() == []
    assert (plan.schedule.box, plan.per_core_args) == ([3, 4, 1], {"(0,0)": [0, 12]})
    text = to_text(module, debuginfo=True)
    apply_plan(module, plan)
    assert plan_from_module(module) == plan
    apply_plan(module, dataclasses.replace(plan, kernels=[]))
    assert module_text_without_ids(to_text(module, debuginfo=True)) == module_text_without_ids(text)


def module_text_without_ids(text):
    return text.replace(", id = 0 : i64", "").replace(", id = 1 : i64", "")


def test_a_plan_can_be_applied_to_a_fresh_kernel():
    hints = 'attributes {tt.layout_type = "l1_interleaved"}'
    plan = complete(plan_from_module(planned(schedule="order=block core-grid=[2,2]", hints=hints)))
    assert plan.layouts["A"].shard == "L1"
    context = make_context()
    with context:
        fresh = parse_module(kernel_text(), context=context)
        PassManager("builtin.module(tt-canonicalize-grid)").run(fresh)
        add_circular_buffers(fresh)
        apply_plan(fresh, plan)
        assert plan_from_module(fresh) == plan
        # The passes after it take the plan as it is.
        PassManager("builtin.module(tt-grid-to-persistent,tt-tiles-to-core-map,tt-shard-to-core-map)").run(fresh)
        assert plan_from_module(fresh) == plan


def test_ids_of_circular_buffers_come_from_the_plan():
    module = planned(ids=(5, 3))
    plan = plan_from_module(module)
    assert [(cb.id, cb.name) for cb in plan.cbs] == [(3, "cb_C"), (5, "cb_A")]
    moved = dataclasses.replace(plan, cbs=[dataclasses.replace(cb, id=cb.id + 1) for cb in plan.cbs])
    apply_plan(module, moved)
    assert plan_from_module(module) == moved


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("kernel",), "other", "plan.kernel: the module has no 'other' (it has: gemm)"),
        (("buffers", 0, "dtype"), "float32", "plan.buffers[0]: "),
        (("cbs", 0, "name"), "cb_B", "plan.cbs[0]: "),
        (("cbs", 1), None, "plan.cbs: 1, the module has 2"),
    ],
)
def test_a_plan_of_another_kernel_is_refused(plan, path, value, message):
    with pytest.raises(PlanError) as failure:
        apply_plan(planned(), changed(plan, path, value))
    assert str(failure.value).startswith(message)


@pytest.mark.parametrize(
    ("passes", "attribute", "made_by"),
    [
        ("tt-canonicalize-grid", "tt.runtime_args", "tt-infer-schedule"),
        ("tt-canonicalize-grid,tt-infer-schedule", "tt.per_core_args", "tt-shard-to-core-map"),
        ("tt-canonicalize-grid,tt-infer-schedule,tt-shard-to-core-map", "tt.layout_desc", "tt-infer-layout"),
    ],
)
def test_missing_attributes_name_the_pass_that_makes_them(passes, attribute, made_by):
    context = make_context()
    with context:
        module = parse_module(kernel_text(), context=context)
        PassManager(f"builtin.module({passes})").run(module)
        with pytest.raises(CompileError) as failure:
            plan_from_module(module)
    assert attribute in str(failure.value) and made_by in str(failure.value)


def test_exponent_families_do_not_meet(plan):
    half = CB(0, "half", "input", "Float16", 1, 1, 2048, 2048)
    wide = CB(1, "wide", "output", "Float32", 1, 1, 4096, 4096)
    brain = CB(2, "brain", "intermediate", "Bfp8_b", 1, 1, 1088, 1088)
    assert dataclasses.replace(plan, cbs=[half, wide]).problems() == []
    assert dataclasses.replace(plan, cbs=[wide, brain]).problems() == []
    (problem,) = dataclasses.replace(plan, cbs=[half, wide, brain]).problems()
    assert problem == "plan.cbs: exponents of 5 bits (half) and of 8 bits (brain) cannot meet in one kernel"
