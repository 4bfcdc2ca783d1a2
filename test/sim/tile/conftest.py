import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from tile_library import TileLibrary, build  # noqa: E402


@pytest.fixture(scope="session")
def tile(tmp_path_factory):
    """The tile library, as a TileLibrary."""
    return TileLibrary(build(tmp_path_factory.mktemp("tile")))
