"""Tests of the target inside of TileLang; each starts and ends without it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
pytest.importorskip("tilelang")

import tilelang_tt as tt  # noqa: E402


@pytest.fixture
def installed() -> Iterator[None]:
    tt.install()
    yield
    tt.uninstall()


@pytest.fixture(autouse=True)
def _left_as_found() -> Iterator[None]:
    yield
    tt.uninstall()
