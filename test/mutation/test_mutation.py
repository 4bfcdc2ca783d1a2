"""The mutation test on a sample of edits, the same every time; `make mutate` takes many more."""

from __future__ import annotations

import pytest
from mutators import MUTATORS
from programs import PROGRAMS
from run import BOUND, chosen, outcomes
from verdicts import DEADLOCK, FINDING, SURVIVED, WRONG, Bench, Outcome, Worker

pytest.importorskip("tilelang")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(PROGRAMS["gemm_multicast"], tmp_path_factory.mktemp("mutation") / "gemm")


@pytest.fixture(scope="module")
def worker(bench: Bench) -> Worker:
    return Worker(bench)


CERTAIN = [
    ("drop", "noc_async_read_barrier();", FINDING, "NOC_READ_BARRIER_MISSING"),
    ("drop", "noc_semaphore_set(semaphore_at(group.ready), 0);", DEADLOCK, "DEADLOCK"),
    ("drop", "cb_pop_front(cb_A_shared, 16);", DEADLOCK, "DEADLOCK"),
    ("drop", "tile_regs_commit();", FINDING, "DST_ACQUIRE_TWICE"),
    ("drop", "mm_block_init_short(cb_A_shared, cb_B_shared, false, 2, 2, 8);", FINDING, "OP_INIT_MISMATCH"),
    ("twice", "cb_push_back(cb_C, 4);", FINDING, "CB_PUSH_WITHOUT_RESERVE"),
    ("index", "const uint32_t page = (by_tile + row) * 4 + bx_tile;", WRONG, "C.out.bin"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "before", "verdict", "detail"), CERTAIN)
def test_certain_edits(bench: Bench, worker: Worker, kind: str, before: str, verdict: str, detail: str) -> None:
    mutant = next(m for m in bench.mutants() if m.kind == kind and m.before == before)
    assert worker.outcome(mutant) == Outcome(verdict, detail)


def test_sample(bench: Bench, worker: Worker) -> None:
    """Of every kind of edit. Of so few, two may be of the twentieth part that is not caught."""
    found = outcomes(chosen(bench.mutants(), list(MUTATORS), 4, 0), [worker])
    caught = sum(outcome.caught for _, outcome in found)
    missed = [str(mutant) for mutant, outcome in found if outcome.verdict == SURVIVED]
    assert len(missed) <= max(2, (1 - BOUND) * caught), "\n".join(missed)
    assert caught >= len(found) / 3
