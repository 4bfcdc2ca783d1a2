"""Line breaking."""

from __future__ import annotations


def format_cpp(text: str, columns: int = 120) -> str:
    return text
