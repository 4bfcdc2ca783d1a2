"""The hand-written programs under `programs`, as they are or with lines replaced."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

PROGRAMS = Path(__file__).resolve().parent / "programs"


def edited(name: str, directory: Path, changes: Mapping[str, Sequence[tuple[str, str]]]) -> Path:
    """A copy of a program with `changes`: file -> (old text, new text), each of which must occur."""
    copy = directory / name
    shutil.copytree(PROGRAMS / name, copy)
    for file, replacements in changes.items():
        text = (copy / file).read_text()
        for old, new in replacements:
            assert old in text, f"{file} has no {old!r}"
            text = text.replace(old, new)
        (copy / file).write_text(text)
    return copy
