"""Wall time and peak memory of the tools, one line each; every measurement is a process of its own.

    python test/bench/run.py [--quick] [--sizes default|all]

Clocks of GEMMs are those of the simulator, the same in every run. Simulations run the emitted program of a GEMM on random
data. "cold" starts with an empty cache, so that the simulator library, the host program and the kernels are built first;
"new program" has the library; "warm" has everything.

The last table has published GEMM measurements beside what the simulator estimates for a program of the same build
(calibration), for matrices that take seconds, or all of them (hours).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = Path(sys.executable).parent
MATMUL = ROOT / "test" / "frontend" / "data" / "matmul.json"
ATTENTION = ROOT / "test" / "frontend" / "data" / "attention.json"
sys.path[:0] = [str(ROOT / "test" / name) for name in ("e2e", "passes", "bench")]

# Times one statement after imports, and prints milliseconds.
TIMED = """
import sys, time
{setup}
start = time.perf_counter()
{statement}
print((time.perf_counter() - start) * 1e3)
"""
COMPILE = f"tt.compile({str(MATMUL)!r})"
COMPILE_ATTENTION = f"tt.compile({str(ATTENTION)!r})"
# Parsed before, and compiled once to have all modules of the compiler.
COMPILE_TEXT = """
import tilelang_tt as tt
from tilelang_tt.mlir import make_context, parse_module
text = open({path!r}).read()
with make_context() as context:
    tt.compile(parse_module(text, "warm.mlir", context))
    module = parse_module(text, "kernel.mlir", context)
    context.__enter__()
"""
SIMULATE = """
import ml_dtypes, numpy as np
from tilelang_tt.mlir import make_context, parse_module
import tilelang_tt as tt
with make_context() as context:
    kernel = tt.compile(parse_module(open(sys.argv[1]).read(), "gemm.mlir", context))
rng = np.random.default_rng(0)
arrays = [rng.uniform(-1, 1, b.shape).astype(ml_dtypes.bfloat16) for b in kernel.plan.buffers]
"""
SIMULATE_ATTENTION = f"""
import ml_dtypes, numpy as np
sys.path.insert(0, {str(ROOT / "examples")!r})
from flash_attention import flash_attention_bhsd
import tilelang_tt as tt
kernel = tt.compile(flash_attention_bhsd(batch=1, heads=8, S=1024, D=64))
rng = np.random.default_rng(0)
arrays = [rng.uniform(-1, 1, b.shape).astype(ml_dtypes.bfloat16) for b in kernel.plan.buffers if b.role != "scratch"]
kernel(*arrays)
"""


def measure(argv: list[str], cache: Path) -> tuple[float, float, str]:
    """Wall seconds, peak resident MiB (the largest process below, compilers included) and output of a command."""
    # A process in between: RUSAGE_CHILDREN keeps the maximum over all that this one ever started.
    probe = (
        "import resource, subprocess, sys\n"
        "code = subprocess.run(sys.argv[1:]).returncode\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024, file=sys.stderr)\n"
        "sys.exit(code)\n"
    )
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", probe, *argv],
        env={**os.environ, "TILELANG_TT_CACHE": str(cache)},
        capture_output=True,
        text=True,
        check=False,
    )
    wall = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(argv)} failed:\n{done.stderr}")
    return wall, float(done.stderr.split()[-1]), done.stdout


def python(setup: str, statement: str) -> list[str]:
    return [sys.executable, "-c", TIMED.format(setup=setup, statement=statement)]


def report(what: str, seconds: float, memory: float, aim: str = "") -> None:
    text = f"{seconds * 1e3:,.0f} ms" if seconds < 10 else f"{seconds:,.1f} s"
    print(f"{what:<58}{text:>10}{memory:>8,.0f} MiB   {aim}".rstrip(), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="leave out what builds the simulator library")
    parser.add_argument("--sizes", choices=("default", "all"), default="default", help="of the published measurements")
    arguments = parser.parse_args()
    quick = arguments.quick
    from calibration import print_table
    from grown_kernels import many_bodies, many_gemms, one_body
    from kernel_text import Gemm

    from tilelang_tt.device import get_device
    from tilelang_tt.sim import paths

    with tempfile.TemporaryDirectory(prefix="tilelang-tt-bench-") as scratch:
        folder = Path(scratch)
        kernel = folder / "gemm.mlir"
        kernel.write_text(Gemm((256, 256, 256), (128, 128, 32)).text)
        cache = paths.cache_dir() if quick else folder / "cache"

        tool = [str(SCRIPTS / "tt-opt"), str(kernel), "-o", os.devnull]
        for what, flags in (
            ("tt-opt, one pass (--canonicalize-grid), process", ["--canonicalize-grid"]),
            ("tt-opt, default pipeline, process", ["--tt-pipeline=default"]),
        ):
            runs = [measure([*tool, *flags], cache) for _ in range(3)]
            report(what, min(wall for wall, _, _ in runs), runs[0][1], "aim: 150 ms" if len(flags[0]) > 20 else "")

        for what, setup in (
            ("tt.compile of a GEMM from TIR JSON, first in a process", "import tilelang_tt as tt"),
            ("tt.compile of a GEMM from TIR JSON, second", f"import tilelang_tt as tt\n{COMPILE}"),
        ):
            runs = [measure(python(setup, COMPILE), cache) for _ in range(3)]
            report(what, min(float(out) for _, _, out in runs) / 1e3, runs[0][1], "aim: 300 ms")

        for what, setup in (
            ("tt.compile of flash attention from TIR JSON, first", "import tilelang_tt as tt"),
            ("tt.compile of flash attention from TIR JSON, second", f"import tilelang_tt as tt\n{COMPILE_ATTENTION}"),
        ):
            runs = [measure(python(setup, COMPILE_ATTENTION), cache) for _ in range(3)]
            report(what, min(float(out) for _, _, out in runs) / 1e3, runs[0][1], "aim: 1 s")

        def grow(what: str, sizes: Sequence[int], text: Callable[[int], str]) -> None:
            for size in sizes:
                path = folder / "grown.mlir"
                path.write_text(text(size))
                setup = COMPILE_TEXT.format(path=str(path))
                runs = [measure(python(setup, "tt.compile(module)"), cache) for _ in range(1 if quick else 3)]
                seconds = min(float(out) for _, _, out in runs) / 1e3
                aim = f"{seconds / size * 1e3:.2f} ms each, aim: the same for all"
                report(f"tt.compile of {what.format(size)}", seconds, runs[0][1], aim)

        grow("{} operations in one T.Parallel", (10, 100, 1000), one_body)
        grow("{} T.Parallel of one operation", (10, 100, 1000), many_bodies)
        grow("{} gemms and 6 T.Parallel after each", (3, 10, 30), many_gemms)

        def simulate(what: str, shape: tuple[int, int, int], aim: str = "") -> None:
            path = folder / f"gemm{shape}.mlir"
            path.write_text(Gemm(shape, (128, 128, 32)).text)
            _, memory, out = measure([*python(SIMULATE, "kernel(*arrays)"), str(path)], cache)
            report(f"simulation of {' x '.join(map(str, shape))}, {what}", float(out) / 1e3, memory, aim)

        def clocks(target: str, size: int) -> None:
            """Clocks of a square GEMM by the simulator's costs, what they are of the peak of all cores, and DRAM traffic."""
            path = folder / f"clocks{size}.mlir"
            path.write_text(Gemm((size, size, size), (128, 128, 32)).text)
            code = SIMULATE.replace('"gemm.mlir", context)', f'"gemm.mlir", context), target={target!r}')
            statement = "print(json.dumps(kernel.profile(*arrays).report))"
            _, _, out = measure([*python(f"import json{code}", statement), str(path)], cache)
            report_ = json.loads(out.splitlines()[0])
            device = get_device(target)
            peak = (size // 32) ** 3 * device.costs.matmul_tile["HiFi4"] / device.num_cores / report_["clocks"]
            read = report_["counters"]["dram_read_bytes"]
            print(
                f"GEMM {size}, bf16, HiFi4, {target}".ljust(58)
                + f"{report_['clocks']:>10,} clocks, {peak:.0%} of peak, {read:,} B read from DRAM",
                flush=True,
            )

        for target in ("wormhole", "blackhole"):
            for size in (512, 1024, 2048):
                clocks(target, size)

        if not quick:
            simulate("cold", (256, 256, 256), "aim: 8 s without the library")
        simulate("new program", (128, 256, 256), "aim: 8 s")
        simulate("warm", (128, 256, 256), "aim: 1 s")
        simulate("new program", (1024, 1024, 1024))
        simulate("warm", (1024, 1024, 1024), "aim: 3 s")
        if not quick:
            simulate("warm", (2048, 2048, 2048), "aim: 20 s, 2,048 MiB")
            _, memory, out = measure(python(SIMULATE_ATTENTION, "kernel(*arrays)"), cache)
            report("simulation of flash attention 1 x 8 x 1024 x 64", float(out) / 1e3, memory, "aim: 10 s")
    if not quick:
        print_table({"default": 256, "all": 2048}[arguments.sizes])


if __name__ == "__main__":
    main()
