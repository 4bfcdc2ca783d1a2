"""Where the simulator's files are, for the driver and for people's own CMake projects."""

from __future__ import annotations

import os
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def include_dir() -> Path:
    """Directory with `api/...` and `tt-metalium/...`."""
    return _HERE / "include"


def source_dir() -> Path:
    """Directory with the C++ sources of the simulator library."""
    return _HERE / "src"


def cmake_dir() -> Path:
    """Directory with TT-MetaliumConfig.cmake, for -DTT-Metalium_DIR of a project for TT-Metalium."""
    return _HERE / "cmake"


def cache_dir(override: str | os.PathLike[str] | None = None) -> Path:
    """Where compiled programs and kernels are kept: `override`, $TILELANG_TT_CACHE, or the XDG cache directory."""
    if override is not None:
        return Path(override)
    if os.environ.get("TILELANG_TT_CACHE"):
        return Path(os.environ["TILELANG_TT_CACHE"])
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "tilelang_tt"


if __name__ == "__main__":
    print(cmake_dir())
