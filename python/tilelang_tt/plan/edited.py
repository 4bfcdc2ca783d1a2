"""A plan that a user gives to the compiler: its choices are taken, everything else in it must be what follows from them.

    edited = EditedPlan.read("p.json")
    edited.annotate(module)                 # choices become attributes of the kernel
    ...                                     # lower the module
    edited.check(plan_from_module(module))  # or an error at the line of what is not so

What is wrong is a PlanError, or, in a plan from a file, a CompileError that shows the line.

Fields may be left out, also required ones: what follows from the choices is derived, and a choice that is not made is the
compiler's.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.mlir import ir, walk_collect
from tilelang_tt.passes import kernel_func
from tilelang_tt.plan import choices, json_data, json_text
from tilelang_tt.plan.compare import differences
from tilelang_tt.plan.errors import PlanError
from tilelang_tt.plan.model import SCHEMA_VERSION, Plan
from tilelang_tt.plan.places import located
from tilelang_tt.plan.sequence import SHARED, AnyPlan, SequencePlan, read_plan

_SHOWN = 8


@dataclass(frozen=True)
class EditedPlan:
    """The JSON data of a plan with any of its fields left out; `file` and `text` say where it stands."""

    data: dict[str, Any]
    text: str
    file: str | None = None

    @classmethod
    def of(cls, plan: EditedPlan | AnyPlan | dict[str, Any] | str | os.PathLike[str]) -> EditedPlan:
        """A typed plan, JSON data, or the path of a file. Raises PlanError or CompileError for what cannot be read."""
        if isinstance(plan, EditedPlan):
            return plan
        if isinstance(plan, str | os.PathLike):
            return cls.read(plan)
        return cls._checked(json_text.dumps(plan if isinstance(plan, dict) else plan.to_data()))

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> EditedPlan:
        """The plan in a file. Raises OSError, and CompileError with the line of what is wrong."""
        return cls._checked(Path(path).read_text("utf-8"), os.fspath(path))

    @classmethod
    def _checked(cls, text: str, file: str | None = None) -> EditedPlan:
        try:
            plan = cls(json_text.loads(text), text, file)
            plan._check_kinds()
            if plan._is_complete():
                read_plan(text).validate()
        except PlanError as error:
            raise cls({}, text, file)._error(error.problems) from None
        return plan

    def _check_kinds(self) -> None:
        """Raises PlanError for keys that plans do not have, and for values of another type."""
        version = self.data.get("schema_version") if isinstance(self.data, dict) else None
        if isinstance(self.data, dict) and version != SCHEMA_VERSION:
            given = "missing" if version is None else f"{version} is not supported"
            raise PlanError([f"plan.schema_version: {given}, this compiler reads {SCHEMA_VERSION}"])
        if isinstance(self.data, dict) and "programs" in self.data:
            shared = {key: value for key, value in self.data.items() if key != "programs"}
            for key in shared:
                if key not in (*SHARED, "schema_version", "kernel"):
                    raise PlanError([f"plan.{key}: unknown key of a sequence; each of its programs has one"])
            json_data.check(Plan, shared, "plan")
            json_data.check(list[Plan], self.data["programs"], "plan.programs")
            for i, program in enumerate(self.data["programs"]):
                for key in program:
                    if key in (*SHARED, "schema_version"):
                        raise PlanError([f"plan.programs[{i}].{key}: stands beside the programs, which share it"])
        else:
            json_data.check(Plan, self.data, "plan")

    def _is_complete(self) -> bool:
        try:
            read_plan(self.text)
        except PlanError:
            return False
        return True

    def annotate(self, module: ir.Module) -> None:
        """Writes the choices to the kernel of a module in tile form. Raises PlanError if the plan is for another one."""
        fn = kernel_func.kernels(module)[0]
        name = fn.name.value
        if self.data.get("kernel", name) != name:
            raise self._error([f"plan.kernel: {self.data['kernel']!r}, this kernel is '{name}'"])
        launches = len(walk_collect(fn, (kernel_func.LAUNCH, kernel_func.GRID)))
        programs = len(self.data.get("programs", [None]))
        if programs != launches:
            raise self._error([f"plan.programs: {programs}, '{name}' has {launches} launches"])
        try:
            choices.annotate(fn, self.data)
        except PlanError as error:
            raise self._error(error.problems) from None

    def check(self, made: AnyPlan) -> None:
        """Raises PlanError with what of this plan is not so in the plan of the program."""
        data = made.to_data()
        if isinstance(made, SequencePlan):
            shared = {key: value for key, value in self.data.items() if key != "programs"}
            found = list(differences(Plan, shared, data, "plan"))
            found += differences(
                list[Plan], self.data.get("programs", data["programs"]), data["programs"], "plan.programs"
            )
        else:
            found = list(differences(Plan, self.data, data, "plan"))
        if found:
            more = [f"plan: and {len(found) - _SHOWN} more differences"] if len(found) > _SHOWN else []
            raise self._error([*found[:_SHOWN], *more], "change it to what the compiler derives, or leave it out")

    def _error(self, problems: Sequence[str], help: str | None = None) -> PlanError | CompileError:
        failure = PlanError(problems)
        return failure if self.file is None else located(failure, self.file, self.text, help)
