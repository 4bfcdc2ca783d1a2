"""Mutation test: random single edits of printed kernels have to be caught by the simulator.

    python test/mutation/run.py [--each 20] [--kinds drop,number] [--seed 0] [--jobs 2] [program ...]

Takes so many mutants of each kind from every program (`--each 0`: all), prints how many are caught by program and by
kind, and why those are equivalent that are not counted; writes to build/mutate/survivors.txt those that nothing told
apart from the unchanged program, to equivalent.txt and caught.txt the others.
"""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import random
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from mutators import MUTATORS, Mutant
from programs import PROGRAMS
from verdicts import CAUGHT, EQUIVALENT, INVALID, SURVIVED, Bench, Outcome, Worker

BUILD = Path(__file__).resolve().parents[2] / "build" / "mutate"
BOUND = 0.95
"""The share that has to be caught."""

Counts = collections.Counter[str]
Pairs = list[tuple[Mutant, Outcome]]


def chosen(mutants: Sequence[Mutant], kinds: Sequence[str], each: int, seed: int) -> list[Mutant]:
    """At most `each` of each kind (0: all), the same for the same texts and seed."""
    found: list[Mutant] = []
    for kind in kinds:
        some = [m for m in mutants if m.kind == kind]
        random.Random(f"{seed} {kind}").shuffle(some)
        found += some[: each or len(some)]
    return found


def outcomes(mutants: Sequence[Mutant], workers: Sequence[Worker]) -> Pairs:
    """What becomes of each; every worker takes one at a time."""
    jobs = len(workers)
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        parts = pool.map(lambda n: [(m, workers[n].outcome(m)) for m in mutants[n::jobs]], range(jobs))
        return [pair for part in parts for pair in part]


def rate(counts: Counts) -> float:
    """The share of mutants that are caught, of those that compile and are not known to be equivalent."""
    caught = sum(counts[verdict] for verdict in CAUGHT)
    return caught / max(1, caught + counts[SURVIVED])


def row_text(name: str, counts: Counts) -> str:
    parts = ", ".join(f"{counts[v]} {v}" for v in (*CAUGHT, SURVIVED, EQUIVALENT, INVALID) if counts[v])
    return f"{name:15} {100 * rate(counts):5.1f} %  {parts}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", nargs="*", metavar="program", help=f"of {', '.join(PROGRAMS)}")
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--kinds", default=",".join(MUTATORS))
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2)
    args = parser.parse_args()
    table: dict[str, Counts] = collections.defaultdict(collections.Counter)
    reasons: Counts = collections.Counter()
    texts: dict[str, list[str]] = {"survivors": [], "equivalent": [], "caught": []}
    for name in args.programs or PROGRAMS:
        bench = Bench(PROGRAMS[name], BUILD / name)
        mutants = chosen(bench.mutants(), args.kinds.split(","), args.each, args.seed)
        workers = [Worker(bench, number) for number in range(args.jobs)]
        for mutant, outcome in outcomes(mutants, workers):
            for row in (name, mutant.kind, "all"):
                table[row][outcome.verdict] += 1
            reasons[outcome.detail] += outcome.verdict == EQUIVALENT
            group = {SURVIVED: "survivors", EQUIVALENT: "equivalent"}.get(outcome.verdict, "caught")
            title = f"{name} {mutant.file}:{mutant.line} {mutant.kind}: {outcome.verdict} {outcome.detail}".rstrip()
            texts[group].append(f"{title}\n  - {mutant.before}\n  + {mutant.after}\n")
        print(row_text(name, table[name]), flush=True)
        for group, entries in texts.items():
            (BUILD / f"{group}.txt").write_text("\n".join(entries), "utf-8")
    print(*(row_text(kind, table[kind]) for kind in [*MUTATORS, "all"] if table[kind]), sep="\n")
    print(*(f"{count:5} equivalent: {why}" for why, count in reasons.most_common() if count), sep="\n")
    return int(rate(table["all"]) < BOUND)


if __name__ == "__main__":
    sys.exit(main())
