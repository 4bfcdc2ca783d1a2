"""Tensors in L1 shards that are used where they lie: results, and what moves by the simulator's counters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import ml_dtypes
import numpy as np
import pytest

import tilelang_tt as tt
from tilelang_tt.sim.compare import tolerance

pytest.importorskip("tilelang")
from live_examples import load  # noqa: E402

BF16 = np.dtype(ml_dtypes.bfloat16)
BYTES = 2


def shards(*shape: int, order: str = "match_shard") -> dict[str, Any]:
    return {"shard": "L1", "shard_shape": list(shape), "interleave": False, "tile_id_order": order}


class Run:
    """A kernel that was compiled and run: `results` by name, what the chip moved, remarks."""

    def __init__(
        self,
        file: str,
        name: str,
        args: Mapping[str, Any],
        layouts: Mapping[str, Any],
        outputs: Sequence[str],
        **options: Any,
    ) -> None:
        factory = getattr(load(file), name)
        self.kernel = tt.compile(factory(**args), layouts=layouts, **options)
        programs = self.kernel.plan.programs
        self.aliased = [sorted(program.aliases) for program in programs]
        self.remarks = "\n".join(finding.message for finding in self.kernel.remarks)
        rng = np.random.default_rng(len(name))
        buffers = sorted(programs[0].buffers, key=lambda b: b.index)
        self.given = {b.name: rng.uniform(0.25, 1, b.shape).astype(BF16) for b in buffers}
        arrays = {n: a.copy() for n, a in self.given.items()}
        for output in outputs:
            if all(b.role == "out" for b in buffers if b.name == output):
                arrays[output][:] = np.nan
        self.program = self.kernel.program()
        self.program(*arrays.values())
        self.results = {n: arrays[n].astype(np.float64) for n in outputs}
        self.moved = self.program.report["counters"]

    def inputs(self, *names: str) -> list[np.ndarray]:
        return [self.given[n].astype(np.float64) for n in names]

    def traffic(self) -> tuple[int, int, int]:
        """Bytes read from DRAM, written to it, and moved between places in L1."""
        between = self.moved["l1_read_bytes"] + self.moved["l1_write_bytes"]
        return self.moved["dram_read_bytes"], self.moved["dram_write_bytes"], between


def close(actual: np.ndarray, expected: np.ndarray, terms: int = 4) -> None:
    bound = tolerance(BF16, terms) * max(1.0, float(np.abs(expected).max()))
    np.testing.assert_allclose(actual, expected, atol=bound, rtol=2**-6)


@pytest.mark.parametrize(
    ("shape", "shard", "order"),
    [
        ((192, 64), (64, 64), "match_shard"),
        ((64, 192), (64, 64), "row_major"),
        ((100, 200), (64, 64), "match_shard"),
    ],
    ids=["height", "width", "blocks-with-tails"],
)
def test_elementwise(shape: tuple[int, int], shard: tuple[int, int], order: str) -> None:
    layouts = dict.fromkeys("ABC", shards(*shard, order=order))
    run = Run("elementwise", "add", {"M": shape[0], "N": shape[1]}, layouts, "C")
    assert run.aliased == [["A", "B", "C"]], run.remarks
    assert run.traffic() == (0, 0, 0)
    close(run.results["C"], sum(run.inputs("A", "B")))


def test_softmax() -> None:
    """Two blocks of rows in a shard; the last shard and the last tile of a row are partly padding."""
    run = Run("softmax", "softmax", {"M": 100, "N": 90}, dict.fromkeys("XY", shards(64, 90)), "Y")
    assert run.aliased == [["X", "Y"]], run.remarks
    assert run.traffic() == (0, 0, 0)
    (x,) = run.inputs("X")
    e = np.exp(x - x.max(axis=1, keepdims=True))
    close(run.results["Y"], e / e.sum(axis=1, keepdims=True))


def test_gemm_with_strips_of_a() -> None:
    """A core has the rows of A for all of its blocks: it goes through them once for each, step of K by step of K."""
    args = {"M": 128, "N": 192, "K": 512, "block_M": 64, "block_N": 64}
    run = Run("gemm", "matmul", args, {"A": shards(64, 512), "C": shards(64, 192)}, "C")
    assert run.aliased == [["A", "C"]], run.remarks
    assert len(run.kernel.plan.per_core_args) == 2
    of_b = 2 * 512 * 192 * BYTES  # B once for each strip
    assert run.traffic() == (of_b, 0, 0)
    a, b = run.inputs("A", "B")
    close(run.results["C"], a @ b, 512)


def test_gemm_on_a_grid_of_cores() -> None:
    """C stays where it is computed. A is cut along K, too, so that cores read it from each other."""
    args = {"M": 128, "N": 128, "K": 512, "block_M": 64, "block_N": 64}
    run = Run("gemm", "matmul", args, {"A": shards(64, 256), "C": shards(64, 64)}, "C")
    assert run.aliased == [["C"]]
    assert (
        "'A' is read over the NoC, not where it lies: core (0,0) needs shard 1, which is on core (1,0)" in run.remarks
    )
    dram_read, dram_written, between = run.traffic()
    assert (dram_read, dram_written) == (2 * 512 * 128 * BYTES, 0)
    assert between == 2 * 128 * 512 * BYTES
    a, b = run.inputs("A", "B")
    close(run.results["C"], a @ b, 512)


def test_in_place() -> None:
    """Rows are read for their sums first, then tile by tile as they are written."""
    run = Run("shard_kernels", "normalised_in_place", {"M": 90, "N": 70}, {"X": shards(64, 70)}, "X")
    assert run.aliased == [["X"]], run.remarks
    assert run.traffic() == (0, 0, 0)
    (x,) = run.inputs("X")
    close(run.results["X"], x / x.sum(axis=1, keepdims=True))


@pytest.mark.parametrize("where", ["X", "XY"])
def test_copies(where: str) -> None:
    """One end of a copy is the circular buffer, the other one is moved to or from."""
    layouts = dict.fromkeys(where, shards(64, 64))
    run = Run("shard_kernels", "copied", {"M": 128, "N": 64}, layouts, "Y", partition_strategy="match_shard")
    size = 128 * 64 * BYTES
    assert run.aliased == [[where[0]]], run.remarks
    assert run.traffic() == {"X": (0, size, 0), "XY": (0, 0, size)}[where]
    np.testing.assert_array_equal(run.results["Y"], run.inputs("X")[0])
    other = {"X": "written to DRAM (Y", "XY": "written to L1 (Y"}[where]
    assert f"{size:,} B {other} {size:,} B)" in run.kernel.explain()


def test_two_launches() -> None:
    """The second program computes its blocks where the first one left what they need."""
    args, order = {"M": 128, "N": 64}, {"partition_strategy": "match_shard"}
    run = Run("shard_kernels", "two_steps", args, {"Y": shards(64, 64)}, "YZ", **order)
    assert run.aliased == [["Y"], ["Y"]], run.remarks
    size = 128 * 64 * BYTES
    assert run.traffic() == (size, size, 0)
    (x,) = run.inputs("X")
    close(run.results["Z"], np.abs(x) + 1)


def test_blocks_cannot_be_chosen() -> None:
    kernel = tt.compile(load("elementwise").add(128, 64), layouts=dict.fromkeys("ABC", shards(64, 64)))
    arrays = [np.zeros((128, 64), BF16)] * 3
    with pytest.raises(ValueError, match="works in the shards of 'A', which its cores go through"):
        kernel(*arrays, blocks=[0])
    assert "main [data]\n" in kernel.artifacts["main.cpp"]


def test_the_alias_is_what_saves_the_traffic() -> None:
    """The same tensors in an order that does not match: everything is moved, and the result is the same."""
    args = {"M": 128, "N": 128, "block_M": 64, "block_N": 64}
    layout = shards(64, 128, order="row_major")
    run = Run("elementwise", "add", args, dict.fromkeys("ABC", layout), "C")
    assert run.aliased == [[]]
    assert run.traffic() == (0, 0, 3 * 128 * 128 * BYTES)
    assert "needs page 4 of its shard where page 2 follows" in run.remarks
    close(run.results["C"], sum(run.inputs("A", "B")))
