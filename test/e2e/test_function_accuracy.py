"""Every function of the table, in every format of floats, on the simulator against numpy in float64.

The functions run as they are printed: accurate forms, in a 32-bit DST, rounded once to the format. So fp32 results are bounded by
what the vector unit's own programs reach, narrower ones by one rounding more.
"""

from __future__ import annotations

import numpy as np
import pytest
from kernel_text import Tensor, Text
from on_simulator import DTYPES, compiled

from tilelang_tt.dialects.functions import FUNCTIONS, TileFn
from tilelang_tt.runner import dtype_of
from tilelang_tt.sim.compare import compare
from tilelang_tt.sim.reference.functions import elementwise

SHAPE = (32, 64)
TOGETHER = 9

DOMAINS = {
    "acosh": (1.1, 8.0),
    "asinh": (-8.0, 8.0),
    "atanh": (-0.9, 0.9),
    "div": (0.5, 4.0),
    "exp": (-20.0, 5.0),
    "exp2": (-20.0, 8.0),
    "log": (0.1, 50.0),
    "log1p": (-0.5, 20.0),
    "pow": (0.5, 3.0),
    "recip": (0.05, 20.0),
    "rsqrt": (0.01, 50.0),
    "sqrt": (0.0, 50.0),
    "tan": (-1.2, 1.2),
}
"""Where arguments are taken from; else between -4 and 4."""

NARROW = {"cosh": 2e-3, "erf": 1e-3, "gelu": 2e-3, "sinh": 2e-3}
"""What the vector unit's own programs lose, by the largest result, where narrower numbers go with that; else 2e-6."""

UNIT = {"bf16": 2.0**-8, "f16": 2.0**-11}
ROWS = [fn for fn in FUNCTIONS if fn.call is not None]


def kernel(rows: list[TileFn], elem: str) -> str:
    """C_f = f(A_f, ...) for some functions; every function has arguments of its own."""
    text, tensors = Text(), []
    for fn in rows:
        body, operands = [], []
        for position in range(fn.arity):
            tensor = Tensor(f"{fn.name}_{position}", SHAPE, elem)
            tensors.append(tensor)
            type_ = text.alloc(f"{tensor.name}_block", SHAPE, elem)
            text.copy(tensor, ["%c0", "%c0"], SHAPE, f"{tensor.name}_block", type_, store=False)
            operands.append(f"%{fn.name}_a{position}")
            body.append(f"{operands[-1]} = memref.load %{tensor.name}_block[%i, %j] : {type_}")
        types = ", ".join([elem] * fn.arity)
        call = f'"tt.tile.{fn.name}"({", ".join(operands)}) : ({types}) -> {elem}'
        if fn.name in ("cosh", "erf", "sinh"):
            # As the front end has them.
            call = f"math.{fn.name} {operands[0]} : {elem}"
        body.append(f"%{fn.name}_y = {call}")
        result = Tensor(f"{fn.name}_result", SHAPE, elem)
        type_ = text.alloc(f"{fn.name}_out", SHAPE, elem, "fragment")
        text.parallel(SHAPE, [*body, f"memref.store %{fn.name}_y, %{fn.name}_out[%i, %j] : {type_}"])
        text.copy(result, ["%c0", "%c0"], SHAPE, f"{fn.name}_out", type_, store=True)
        tensors.append(result)
    return text.function("functions", tensors, [1])


def arguments(fn: TileFn, elem: str) -> list[np.ndarray]:
    rng = np.random.default_rng(len(fn.name))
    low, high = DOMAINS.get(fn.name, (-4.0, 4.0))
    return [rng.uniform(low, high, SHAPE).astype(DTYPES[elem]) for _ in range(fn.arity)]


@pytest.mark.parametrize("elem", ["f32", "bf16", "f16"])
@pytest.mark.parametrize("first", range(0, len(ROWS), TOGETHER))
def test_functions(first: int, elem: str) -> None:
    rows = ROWS[first : first + TOGETHER]
    program = compiled(kernel(rows, elem))
    given = {fn.name: arguments(fn, elem) for fn in rows}
    results = {fn.name: np.full(SHAPE, np.nan, dtype_of(program.plan.buffers[0])) for fn in rows}
    program(*(array for fn in rows for array in (*given[fn.name], results[fn.name])))
    worst = []
    for fn in rows:
        exact = np.asarray(elementwise(fn.ref)(*(a.astype(np.float64) for a in given[fn.name])))
        outcome = compare(results[fn.name], exact)
        allowed = 2e-6 if elem == "f32" else NARROW.get(fn.name, 0.0) + UNIT[elem]
        if outcome.max_rel_err > allowed or outcome.pcc < 0.9999:
            worst.append(f"{fn.name}: {outcome}, allowed {allowed:.1e}")
    assert not worst, "\n".join(worst)
