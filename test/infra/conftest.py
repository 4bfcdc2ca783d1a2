"""Fixtures for the tests of the machinery."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def toys(monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry that holds the toy passes, two pipelines and two forms."""
    from tilelang_tt.passes import registry

    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    rows = (
        registry.Entry("tt-mark", "toy_passes:Mark", ("MarkTT",)),
        registry.Entry("tt-complain", "toy_passes:Complain"),
        registry.Entry("tt-shaped", "toy_passes:Shaped"),
    )
    monkeypatch.setattr(registry, "PASSES", rows)
    monkeypatch.setattr(registry, "FORMS", {"raw": "toy_passes:check_raw", "marked": "toy_passes:check_marked"})
    monkeypatch.setattr(registry, "pipelines", lambda: {"twice": "cse,tt-mark{depth=1},tt-mark{label=again}"})
