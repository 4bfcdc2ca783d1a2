"""The error of a plan."""

from __future__ import annotations

from collections.abc import Iterable


class PlanError(ValueError):
    """A plan that cannot be read or does not hold together; `problems` has one sentence for each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))
