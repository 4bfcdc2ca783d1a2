"""Published GEMM measurements, and how the calibration program is run for each.

TFLOP/s (an average of runs with trace, launch included) and device utilisation in percent: ideal clocks of the matrix units
over the mean duration of the math threads. From tech_reports/GEMM_FLOPS of tt-metal, manually tuned; block sizes and where
operands lie are those of its benchmark, tests/ttnn/unit_tests/benchmarks/test_benchmark.py.
"""

from __future__ import annotations

from dataclasses import dataclass

FIDELITY_CLOCKS = {"LoFi": 16, "HiFi2": 32, "HiFi4": 64}
COLUMNS = (("bf16", "HiFi4"), ("bf16", "HiFi2"), ("bfp8", "HiFi2"), ("bfp8", "LoFi"), ("bfp4", "LoFi"))
GRIDS = {"wormhole": (8, 8), "blackhole": (13, 10)}

# Unit -> per column of COLUMNS: TFLOP/s, percent. Sizes are the unit times the grid: M = unit * rows, K = N = unit * columns.
_WORMHOLE = {
    64: ((20.9, 41), (19.0, 21), (25.4, 26), (25.0, 13), (27.0, 14)),
    128: ((44.4, 77), (56.2, 48), (75.4, 68), (87.8, 40), (108, 50)),
    256: ((51.3, 90), (76.6, 65), (97.9, 84), (138, 59), (182, 79)),
    384: ((52.1, 92), (74.9, 64), (99.6, 89), (141, 61), (194, 84)),
    512: ((50.9, 84), (68.3, 60), (94.6, 79), (137, 58), (198, 88)),
    1024: ((52.8, 89), (81.3, 67), (101, 84), (156, 65), (196, 83)),
    2048: ((54.4, 91), (85.5, 72), (102, 87), (163, 69), (200, 85)),
}
_BLACKHOLE = {
    64: ((63, 39), (64, 19), (70, 22), (70, 11), (74, 11)),
    128: ((140, 84), (239, 72), (241, 74), (317, 48), (352, 53)),
    256: ((148, 93), (267, 87), (280, 88), (510, 82), (540, 83)),
    512: ((147, 90), (247, 80), (280, 86), (480, 77), (556, 89)),
    1024: ((151, 93), (258, 85), (286, 89), (493, 82), (571, 89)),
    2048: ((151, 94), (263, 88), (288, 90), (501, 86), (575, 90)),
}
PUBLISHED = {"wormhole": _WORMHOLE, "blackhole": _BLACKHOLE}

# (storage of A and C, K divided by, parts of a core's rows, of its columns) where it is not ("l1", 1, 1, 1).
_BLOCKS = {
    ("bf16", 384): ("l1", 4, 1, 1),
    ("bf16", 512): ("dram", 1, 2, 2),
    ("bf16", 1024): ("dram", 2, 4, 4),
    ("bf16", 2048): ("dram", 4, 8, 8),
    ("bfp8", 384): ("l1", 2, 1, 1),
    ("bfp8", 512): ("dram", 1, 2, 2),
    ("bfp8", 1024): ("dram", 2, 4, 4),
    ("bfp8", 2048): ("dram", 4, 8, 8),
    ("bfp4", 512): ("l1", 2, 1, 1),
    ("bfp4", 1024): ("dram", 2, 2, 2),
    ("bfp4", 2048): ("dram", 4, 4, 4),
}


@dataclass(frozen=True)
class Row:
    """One published measurement: M x K x N elements."""

    target: str
    unit: int
    format: str
    fidelity: str
    tflops: float
    percent: float

    @property
    def grid(self) -> tuple[int, int]:
        return GRIDS[self.target]

    @property
    def shape(self) -> tuple[int, int, int]:
        columns, rows = self.grid
        return self.unit * rows, self.unit * columns, self.unit * columns

    @property
    def ideal(self) -> int:
        """Clocks of the matrix units of all cores."""
        columns, rows = self.grid
        products = self.shape[0] * self.shape[1] * self.shape[2] // 32**3
        return products * FIDELITY_CLOCKS[self.fidelity] // (columns * rows)

    @property
    def arguments(self) -> list[str]:
        """Of the calibration program."""
        storage, divide_k, parts_m, parts_n = _BLOCKS.get((self.format, self.unit), ("l1", 1, 1, 1))
        block_k = self.unit // 32 // divide_k
        numbers = (*self.shape, *self.grid, self.format, self.fidelity, storage, block_k, parts_m, parts_n)
        return [str(value) for value in numbers]


def rows(target: str, largest: int) -> list[Row]:
    """The measurements of a chip, by format and fidelity, up to a unit."""
    return [
        Row(target, unit, *COLUMNS[i], *measured[i])
        for i in range(len(COLUMNS))
        for unit, measured in PUBLISHED[target].items()
        if unit <= largest
    ]
