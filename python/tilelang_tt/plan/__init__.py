"""`tt.plan.json`: what host, device and simulator agree on, as typed data.

plan = plan_from_module(module)
read_plan(plan.to_json()) == plan
"""

from typing import Any

from tilelang_tt.plan.errors import PlanError
from tilelang_tt.plan.model import (
    CB,
    Buffer,
    CompileArg,
    CoreRange,
    Kernel,
    Layout,
    Plan,
    PlanDevice,
    ReaderGroup,
    RuntimeArg,
    RuntimeArgs,
    Scalar,
    ScheduleChoice,
    SharedRead,
    WorkItem,
)
from tilelang_tt.plan.places import read_plan_file
from tilelang_tt.plan.schema import schema
from tilelang_tt.plan.sequence import AnyPlan, SequencePlan, read_plan

__all__ = [
    "CB",
    "AnyPlan",
    "Buffer",
    "CompileArg",
    "CoreRange",
    "EditedPlan",
    "Kernel",
    "Layout",
    "Plan",
    "PlanDevice",
    "PlanError",
    "ReaderGroup",
    "RuntimeArg",
    "RuntimeArgs",
    "Scalar",
    "ScheduleChoice",
    "SequencePlan",
    "SharedRead",
    "WorkItem",
    "apply_plan",
    "plan_from_module",
    "read_plan",
    "read_plan_file",
    "record_kernels",
    "schema",
]


def __getattr__(name: str) -> Any:
    # A plan can be read without MLIR.
    if name == "EditedPlan":
        from tilelang_tt.plan.edited import EditedPlan

        return EditedPlan
    if name in ("apply_plan", "plan_from_module", "record_kernels"):
        from tilelang_tt.plan import module_plan

        return getattr(module_plan, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
