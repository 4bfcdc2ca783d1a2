"""python test/differential/hunt.py FIRST LAST: random kernels by number, one line for each, and the text of those that fail."""

from __future__ import annotations

import collections
import sys
import time
import traceback
from pathlib import Path
from random import Random

from differential import compare, example

from tilelang_tt.passes.registry import all_passes


def main(first: int, last: int, folder: Path, simulate: bool) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    list(all_passes())  # so that what is edited meanwhile does not matter
    reasons: collections.Counter[str] = collections.Counter()
    failed = 0
    for number in range(first, last):
        text, options = example(Random(number))
        start = time.perf_counter()
        try:
            outcome = compare(text, number, options, simulate)
            what = outcome.what + (f" {outcome.checked:.2f}" if outcome.what == "agrees" else f": {outcome.reason}")
            reasons[outcome.reason[:60]] += 1
        except Exception as failure:
            failed += 1
            what = f"FAILS {type(failure).__name__}: {str(failure)[:300]}"
            (folder / f"{number}.mlir").write_text(text)
            (folder / f"{number}.txt").write_text(f"{options}\n{traceback.format_exc()}")
        print(f"{number} {time.perf_counter() - start:.2f}s {what}", flush=True)
    print(reasons.most_common())
    return 1 if failed else 0


if __name__ == "__main__":
    simulate = "--no-simulator" not in sys.argv
    numbers = [a for a in sys.argv[1:] if not a.startswith("--")]
    sys.exit(main(int(numbers[0]), int(numbers[1]), Path("build/fuzz"), simulate))
