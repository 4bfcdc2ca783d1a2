"""What a check of the IR finds wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics


@dataclass(frozen=True)
class Finding:
    """One broken rule: the operation or value it is about, what is wrong, what to do, and notes (text, or place and
    text)."""

    place: Any
    message: str
    help: str | None = None
    notes: tuple[Any, ...] = ()


def report(findings: Iterable[Finding], diag: Diagnostics) -> None:
    """Hands findings to a diagnostics collector, as errors."""
    for f in findings:
        diag.error(f.place, f.message, f.notes, f.help)
