"""Each option of build_tt_pipeline changes the program in the way it says; facts of a device are what passes go by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import tilelang_tt as tt
from tilelang_tt.api import Printed, print_program
from tilelang_tt.diagnostics import CompileWarning
from tilelang_tt.passes.kernel_func import kernels, write

DATA = Path(__file__).resolve().parents[1] / "frontend" / "data"


def printed(name: str = "matmul", attributes: dict[str, Any] | None = None, **options: Any) -> Printed:
    module = tt.import_tilelang(str(DATA / f"{name}.json"))
    with module.context:
        write(kernels(module)[0], attributes or {})
        tt.build_tt_pipeline(**options)(module)
        return print_program(module)


@pytest.fixture(scope="module")
def plain() -> Printed:
    return printed()


def test_plan_path_is_where_the_plan_goes(tmp_path: Path, plain: Printed) -> None:
    path = tmp_path / "somewhere.json"
    found = printed(plan_path=path)
    assert path.read_text("utf-8") == found.plan.to_json() == plain.plan.to_json()


def test_target_device(plain: Printed) -> None:
    blackhole = printed(target_device="blackhole")
    assert (plain.plan.device.name, plain.plan.core_grid) == ("wormhole", [8, 8])
    assert (blackhole.plan.device.name, blackhole.plan.core_grid) == ("blackhole", [13, 10])
    assert "of blackhole." in blackhole.files["main.cpp"]
    with pytest.warns(
        CompileWarning, match="grayskull is a legacy device: programs for it can be printed, but not run"
    ):
        assert printed(target_device="grayskull").plan.device.arch == "grayskull"


@pytest.mark.parametrize("strategy", ["column_major", "block"])
def test_partition_strategy(strategy: str) -> None:
    rows, found = (
        printed("matmul_block32", {"tt.core_grid": [2, 1]}, partition_strategy=order)
        for order in ("row_major", strategy)
    )
    assert found.plan.schedule.order == strategy
    assert found.plan.work_partition != rows.plan.work_partition
    assert found.files["reader.cpp"] != rows.files["reader.cpp"]


def test_what_the_kernel_says_is_kept_unless_the_pipeline_is_told() -> None:
    hints = {"tt.schedule_order": "column_major", "tt.target_device": "n300"}
    kept, told = printed(attributes=hints), printed(attributes=hints, partition_strategy="block", target_device="p100")
    assert (kept.plan.schedule.order, kept.plan.device.name) == ("column_major", "n300")
    assert (told.plan.schedule.order, told.plan.device.name) == ("block", "p100")


def test_double_buffers(plain: Printed) -> None:
    single = printed(enable_double_buffer=False)
    inputs = [cb.depth for cb in plain.plan.cbs if cb.role == "input"]
    assert inputs and set(inputs) == {2} and {cb.depth for cb in single.plan.cbs} == {1}
    assert sum(cb.bytes for cb in single.plan.cbs) < sum(cb.bytes for cb in plain.plan.cbs)


def test_prefetch(plain: Printed) -> None:
    """Without it the reader waits for each block before it asks for the next one."""
    alone = printed(enable_prefetch=False)
    barriers = [p.files["reader.cpp"].count("noc_async_read_barrier();") for p in (plain, alone)]
    assert barriers == [1, 2]
    assert alone.files["compute.cpp"] == plain.files["compute.cpp"]
    assert alone.plan.cbs == plain.plan.cbs and alone.plan.work_partition == plain.plan.work_partition


def test_passes_go_by_the_facts_of_the_device(plain: Printed) -> None:
    """A program may be told to use less of a core than there is."""
    total = sum(cb.bytes for cb in plain.plan.cbs)
    with pytest.warns(CompileWarning, match="L1 is short"):
        short = printed(attributes={"tt.device_config": {"l1_bytes": 103_744 + total - 64}})
    assert sum(cb.bytes for cb in short.plan.cbs) < total
    small = printed(attributes={"tt.device_config": {"dst_tiles": 2}})
    assert small.files["compute.cpp"] != plain.files["compute.cpp"]
    with pytest.raises(tt.CompileError, match="4 circular buffers are needed, a core has 1"):
        printed(attributes={"tt.device_config": {"num_cbs": 1}})
    with pytest.raises(tt.CompileError, match="num_cbs is 64; wormhole has 32"):
        printed(attributes={"tt.device_config": {"num_cbs": 64}})
    assert printed(attributes={"tt.device_config": {"grid": [1, 1]}}).plan.core_grid == [1, 1]
