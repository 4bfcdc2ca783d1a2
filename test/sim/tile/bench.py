"""Times of the tile operations: python test/sim/tile/bench.py"""

import tempfile
from pathlib import Path

import numpy as np
from tile_library import TileLibrary, build

OPERATIONS = (
    "matmul", "add", "mul", "reduce sum row", "reduce max row", "unpack bf16", "pack bf16", "pack bfp8_b", "transpose",
    "sfpu exp", "sfpu mul_binary",
)  # fmt: skip


def main() -> None:
    tile = np.random.default_rng(0).standard_normal(1024).astype(np.float32)
    tile = (tile.view(np.uint32) & 0xFFFF0000).view(np.float32)
    modes = {
        "fast dst32": dict(hardware=False),
        "fast dst16": dict(hardware=False, dst32=False),
        "hardware dst32": {},
        "hardware dst16": dict(dst32=False),
        "hardware LoFi": dict(fidelity="LoFi"),
    }
    with tempfile.TemporaryDirectory() as directory:
        library = TileLibrary(build(Path(directory)))
        print(f"{'nanoseconds per tile':22s}" + "".join(f"{mode:>16s}" for mode in modes))
        for what, name in enumerate(OPERATIONS):
            times = [min(library.seconds(what, 500, tile, **options) for _ in range(5)) for options in modes.values()]
            print(f"{name:22s}" + "".join(f"{t * 1e9:16.0f}" for t in times))


if __name__ == "__main__":
    main()
