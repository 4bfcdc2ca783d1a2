"""The plan of a kernel of several launches: device programs that run one after the other over the same tensors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tilelang_tt.plan import json_data, json_text
from tilelang_tt.plan.errors import PlanError
from tilelang_tt.plan.model import SCHEMA_VERSION, Buffer, Layout, Plan, PlanDevice, Scalar, checked_version

SHARED = ("device", "core_grid", "layouts", "buffers", "scalars")
"""The fields of a plan that all programs have in common; in JSON they stand beside `programs`."""


@dataclass(frozen=True)
class SequencePlan:
    """`programs`, in the order in which they run, are complete plans with the same buffers and scalars.

    The host moves tensors to the device before the first program and from it after the last; buffers of role "scratch"
    stay on the device.
    """

    kernel: str
    programs: list[Plan]
    schema_version: int = SCHEMA_VERSION

    @property
    def device(self) -> PlanDevice:
        """The chip all programs are for."""
        return self.programs[0].device

    @property
    def core_grid(self) -> list[int]:
        """Columns and rows of the cores that programs may use."""
        return self.programs[0].core_grid

    @property
    def layouts(self) -> dict[str, Layout]:
        """Where the tensors lie."""
        return self.programs[0].layouts

    @property
    def buffers(self) -> list[Buffer]:
        """The tensors of the user, and scratch."""
        return self.programs[0].buffers

    @property
    def scalars(self) -> list[Scalar]:
        """The scalar parameters of the user, and symbolic dimensions."""
        return self.programs[0].scalars

    @property
    def symbols(self) -> list[str]:
        """The names of the symbolic dimensions."""
        return self.programs[0].symbols

    def to_data(self) -> dict[str, Any]:
        """The plan as JSON data, keys in a fixed order."""
        programs = [json_data.write(plan) for plan in self.programs]
        shared = {key: programs[0][key] for key in SHARED}
        own = [{k: v for k, v in data.items() if k not in (*SHARED, "schema_version")} for data in programs]
        return {"schema_version": self.schema_version, "kernel": self.kernel, **shared, "programs": own}

    def to_json(self) -> str:
        """The plan as text, the same for the same plan; ends in a newline."""
        return json_text.dumps(self.to_data()) + "\n"

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> SequencePlan:
        """Reads a plan. Raises PlanError with the path of what is wrong: "plan.programs[1].cbs[2].pagez: unknown key"."""
        known = ("schema_version", "kernel", *SHARED, "programs")
        for key in data:
            if key not in known:
                raise PlanError([f"plan.{key}: unknown key (keys: {', '.join(known)})"])
        for key in known[1:]:
            if key not in data:
                raise PlanError([f"plan.{key}: missing"])
        if not isinstance(data["kernel"], str) or not isinstance(data["programs"], list) or not data["programs"]:
            raise PlanError(["plan: 'kernel' is a string, 'programs' is a list of one program or more"])
        shared = {key: data[key] for key in SHARED}
        programs = []
        for i, own in enumerate(data["programs"]):
            path = f"plan.programs[{i}]"
            if not isinstance(own, dict):
                raise PlanError([f"{path}: expected an object"])
            twice = [key for key in own if key in (*SHARED, "schema_version")]
            if twice:
                raise PlanError([f"{path}.{twice[0]}: unknown key; the programs share it"])
            programs.append(json_data.read(Plan, {**shared, **own}, path))
        return cls(data["kernel"], programs)

    def problems(self) -> list[str]:
        """One sentence for each thing that does not hold together; empty when the plan is fine."""
        found = list(self._sequence_problems())
        for i, program in enumerate(self.programs):
            found += [_located(problem, i) for problem in program.problems()]
        return list(dict.fromkeys(found))

    def _sequence_problems(self) -> Iterator[str]:
        if len(self.programs) < 2:
            yield "plan.programs: a sequence has two programs or more"
        names = [program.kernel for program in self.programs]
        files = [kernel.file for program in self.programs for kernel in program.kernels]
        for what, values in (("kernel", names), ("file", files)):
            yield from (
                f"plan.programs: {what} '{v}' is there twice" for v in sorted(set(values)) if values.count(v) > 1
            )
        for i, program in enumerate(self.programs):
            differs = [key for key in SHARED if getattr(program, key) != getattr(self.programs[0], key)]
            yield from (f"plan.programs[{i}]: its {key} are not those of the first program" for key in differs)

    def validate(self) -> SequencePlan:
        """The plan itself. Raises PlanError with all `problems`."""
        found = self.problems()
        if found:
            raise PlanError(found)
        return self


def _located(problem: str, position: int) -> str:
    """A problem of a program with its path in the whole plan."""
    key = problem.removeprefix("plan.").split(".")[0].split("[")[0].split(":")[0]
    return problem if key in SHARED else f"plan.programs[{position}]{problem.removeprefix('plan')}"


AnyPlan = Plan | SequencePlan
"""The plan of a kernel, whether it has one launch or several."""


def read_plan(text: str) -> AnyPlan:
    """Reads the text of a plan of either kind. Raises PlanError with the path of what is wrong."""
    data = checked_version(json_text.loads(text))
    if isinstance(data, dict) and "programs" in data:
        return SequencePlan.from_data(data)
    return Plan.from_json(text)
