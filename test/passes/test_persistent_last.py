"""The pipeline in which the persistent loop comes last gives the same program as the default one."""

import json
from pathlib import Path

import pytest

from tilelang_tt.api import print_program
from tilelang_tt.diagnostics import Diagnostics
from tilelang_tt.frontend import import_tir
from tilelang_tt.mlir import make_context, walk_collect
from tilelang_tt.passes import forms, registry
from tilelang_tt.passes.core_form import check_core_form
from tilelang_tt.passes.kernel_func import kernels, read
from tilelang_tt.passes.manager import PassManager
from tilelang_tt.passes.pipelines import PERSISTENT_LAST, Options, stages

DATA = Path(__file__).parents[1] / "frontend" / "data"
OPTIONS = (
    Options(core_grid=(2, 2)),
    Options(device="p100", partition_strategy="block", exclude_cores="0,0"),
    Options(partition_strategy="z_order", policy="packed", cores="1,1-2,1;5,5"),
)


def imported(name):
    return import_tir(json.loads((DATA / f"{name}.json").read_text("utf-8")), context=make_context())


def lowered(name, options, *pipeline):
    module = imported(name)
    with module.context:
        for _, text in stages(options, *pipeline):
            PassManager(text).run(module, Diagnostics(module.context))
        return print_program(module)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("matmul", OPTIONS[0]),
        ("matmul_ragged", OPTIONS[1]),
        ("batched_matmul", OPTIONS[2]),
        ("softmax", OPTIONS[1]),
        ("attention", OPTIONS[0]),
        ("two_launches", OPTIONS[2]),
        ("dynamic_rows", OPTIONS[2]),
    ],
)
def test_equal_plans_and_kernels(name, options):
    default, last = lowered(name, options), lowered(name, options, PERSISTENT_LAST)
    assert default.plan == last.plan
    assert default.files == last.files


def test_core_form_is_there_until_the_loop_is():
    """Blocks have owners and are tile operations already, while the grid knows neither cores nor loops."""
    module = imported("matmul")
    seen = {}
    with module.context:
        for stage, text in stages(OPTIONS[0], PERSISTENT_LAST):
            PassManager(text).run(module, Diagnostics(module.context))
            assert stage == "convert-tt-to-emitc" or not check_core_form(module)
            seen[stage] = (len(walk_collect(module, "tt.core.grid")), forms.detect(module))
            if stage == "lower-tile-intrinsics":
                (kernel,) = kernels(module)
                assert read(kernel, "tt.tile_intrinsics_lowered") is True
                assert read(kernel, "tt.device_config")["arch"] == "wormhole"
                assert len(read(kernel, "tt.work_partition")) == 4
                assert "tt.persistent_loop" not in kernel.attributes
    assert seen["shard-to-core-map"] == (1, "tile")
    assert seen["lower-tile-intrinsics"] == (1, "value")
    assert seen["grid-to-persistent"] == (0, "value")


def test_the_pipeline_has_a_name():
    assert registry.pipeline(PERSISTENT_LAST).startswith("builtin.module(tt-canonicalize-grid,")
