"""`scf.parallel`: what runs vectorised gives what the iterations give, and the rest runs one by one."""

import time

import ml_dtypes
import numpy as np
import pytest

from tilelang_tt.sim.reference import InterpreterError, parallel

BF16 = ml_dtypes.bfloat16


@pytest.fixture
def both(run, monkeypatch):
    """As `run`, and checks that the iterations one by one give the same."""

    def call(text, *arrays):
        found = run(text, *arrays)
        with monkeypatch.context() as patch:
            patch.setattr(parallel, "_has_lane_form", lambda op: False)
            serial = run(text, *arrays)
        assert all(np.array_equal(x, y) for x, y in zip(found, serial, strict=True))
        return found

    return call


BOUNDS = """
      %c0 = arith.constant 0 : index
      %c1 = arith.constant 1 : index
      %c2 = arith.constant 2 : index
      %c46 = arith.constant 46 : index
      %c48 = arith.constant 48 : index
      %c64 = arith.constant 64 : index
      %zero = arith.constant 0.0 : f32
"""


def kernel(params, body, loop="(%i, %j) = (%c0, %c0) to (%c48, %c64) step (%c1, %c1)"):
    return f"""
    !D = memref<48x64xf32, #tt.dram>
    !H = memref<48x64xbf16, #tt.dram>
    !R = memref<64xf32, #tt.dram>
    !Q = memref<48xf32, #tt.dram>
    !I = memref<48xi32, #tt.dram>
    func.func @f({params}) {{
      {BOUNDS}
      scf.parallel {loop} {{
        {body}
        scf.reduce
      }}
      return
    }}"""


def test_epilogue_with_row_and_column_broadcasts(both, uniform):
    text = kernel(
        "%x: !D, %row: !R, %col: !Q, %y: !H",
        """
        %a = memref.load %x[%i, %j] : !D
        %b = memref.load %row[%j] : !R
        %c = memref.load %col[%i] : !Q
        %s = arith.addf %a, %b : f32
        %t = arith.mulf %s, %c : f32
        %u = "tt.tile.gelu"(%t) : (f32) -> f32
        %v = arith.truncf %u : f32 to bf16
        memref.store %v, %y[%i, %j] : !H""",
    )
    x, row, col = uniform(np.float32, 48, 64), uniform(np.float32, 64), uniform(np.float32, 48)
    found = both(text, x, row, col, np.zeros((48, 64), BF16))[3].astype(np.float64)
    t = ((x + row) * col[:, None]).astype(np.float64)
    exact = 0.5 * t * (1 + np.vectorize(__import__("math").erf)(t / np.sqrt(2)))
    assert np.max(np.abs(found - exact)) <= 2.0**-8 * np.max(np.abs(exact))


def test_lazy_condition_guards_loads_and_masks_stores(both, uniform):
    # Shared memory must not be read outside; the guard makes the loop legal.
    text = kernel(
        "%x: !D, %y: !D",
        """
        %k = arith.addi %i, %c1 : index
        %inside = arith.cmpi slt, %k, %c48 : index
        %r = scf.if %inside -> (f32) {
          %a = memref.load %s[%k, %j] : memref<48x64xf32, #tt.shared>
          scf.yield %a : f32
        } else {
          %b = memref.load %s[%i, %j] : memref<48x64xf32, #tt.shared>
          %n = arith.negf %b : f32
          scf.yield %n : f32
        }
        %left = arith.cmpi ult, %j, %c48 : index
        scf.if %left {
          memref.store %r, %y[%i, %j] : !D
        }""",
    ).replace(
        "scf.parallel",
        "%s = memref.alloc() : memref<48x64xf32, #tt.shared>\n"
        '"tt.tile.copy"(%x, %s) : (!D, memref<48x64xf32, #tt.shared>) -> ()\nscf.parallel',
        1,
    )
    x = uniform(np.float32, 48, 64)
    expected = np.full((48, 64), 7, np.float32)
    expected[:, :48] = np.vstack([x[1:], -x[-1:]])[:, :48]
    assert np.array_equal(both(text, x, np.full((48, 64), 7, np.float32))[1], expected)
    unguarded = text.replace("arith.cmpi slt, %k, %c48", "arith.cmpi sle, %k, %c48")
    with pytest.raises(InterpreterError, match=r"'memref.load': index \[48, 0\] is outside of shared buffer"):
        both(unguarded, x, x)


def test_dram_accesses_outside_load_zero_and_store_nothing(both, uniform):
    text = kernel(
        "%x: !D, %y: !D",
        """
        %k = arith.subi %i, %c2 : index
        %l = arith.addi %j, %c2 : index
        %a = memref.load %x[%k, %l] : !D
        memref.store %a, %y[%i, %l] : !D""",
    )
    x, y = uniform(np.float32, 48, 64), uniform(np.float32, 48, 64)
    expected = y.copy()
    expected[:, 2:] = 0
    expected[2:, 2:] = x[:-2, 2:]
    assert np.array_equal(both(text, x, y)[1], expected)


def test_serial_loops_inside_with_uniform_and_with_own_bounds(both, uniform):
    body = """
        %sum = scf.for %k = %c0 to %stop step %c1 iter_args(%s = %zero) -> (f32) {
          %a = memref.load %x[%i, %k] : !D
          %t = arith.addf %s, %a : f32
          scf.yield %t : f32
        }
        memref.store %sum, %y[%i] : !Q"""
    loop = "(%i) = (%c0) to (%c48) step (%c1)"
    x = np.round(8 * uniform(np.float32, 48, 64))
    found = both(kernel("%x: !D, %y: !Q", body.replace("%stop", "%c64"), loop), x, np.zeros(48, np.float32))[1]
    assert np.array_equal(found, x.sum(1))
    own = "%stop = arith.addi %i, %c2 : index" + body
    found = both(kernel("%x: !D, %y: !Q", own, loop), x, np.zeros(48, np.float32))[1]
    assert np.array_equal(found, [x[i, : i + 2].sum() for i in range(48)])


def test_a_temporary_shared_by_iterations_is_sequential(both, uniform):
    # Every iteration writes and then reads the one element: in lockstep all would see the last one's value.
    text = kernel(
        "%x: !D, %y: !D",
        """
        %a = memref.load %x[%i, %j] : !D
        memref.store %a, %t[%c0] : memref<1xf32, #tt.local>
        %b = memref.load %t[%c0] : memref<1xf32, #tt.local>
        %c = arith.addf %b, %b : f32
        memref.store %c, %y[%i, %j] : !D""",
    ).replace("scf.parallel", "%t = memref.alloc() : memref<1xf32, #tt.local>\nscf.parallel", 1)
    x = uniform(np.float32, 48, 64)
    assert np.array_equal(both(text, x, np.zeros_like(x))[1], 2 * x)


def test_accumulation_into_one_element_counts_every_iteration(both, uniform):
    body = """
        %a = memref.load %x[%i, %j] : !D
        %o = memref.load %y[%i] : !Q
        %n = arith.addf %o, %a : f32
        memref.store %n, %y[%i] : !Q"""
    x = np.round(8 * uniform(np.float32, 48, 64))
    assert np.array_equal(both(kernel("%x: !D, %y: !Q", body), x, np.zeros(48, np.float32))[1], x.sum(1))


def test_in_place_update_through_equal_but_separate_index_expressions(both, uniform):
    body = """
        %p = arith.addi %i, %c0 : index
        %q = arith.addi %i, %c0 : index
        %a = memref.load %x[%p, %j] : !D
        %b = arith.addf %a, %a : f32
        memref.store %b, %x[%q, %j] : !D
        %c = memref.load %x[%p, %j] : !D
        %d = arith.addf %c, %c : f32
        memref.store %d, %x[%q, %j] : !D"""
    x = uniform(np.float32, 48, 64)
    assert np.array_equal(both(kernel("%x: !D", body), x)[0], 4 * x)


def test_gather_and_scatter(both, uniform, rng):
    text = kernel(
        "%x: !D, %at: !I, %y: !D",
        """
        %n = memref.load %at[%i] : !I
        %k = arith.index_cast %n : i32 to index
        %a = memref.load %x[%k, %j] : !D
        memref.store %a, %y[%i, %j] : !D""",
    )
    x, at = uniform(np.float32, 48, 64), rng.integers(0, 48, 48).astype(np.int32)
    assert np.array_equal(both(text, x, at, np.zeros_like(x))[2], x[at])


def test_division_faults_only_where_it_is_executed(both):
    text = kernel(
        "%x: !I, %y: !I",
        """
        %z = arith.constant 0 : i32
        %h = arith.constant 100 : i32
        %a = memref.load %x[%i] : !I
        %ok = arith.cmpi ne, %a, %z : i32
        scf.if %ok {
          %q = arith.divsi %h, %a : i32
          memref.store %q, %y[%i] : !I
        }""",
        "(%i) = (%c0) to (%c48) step (%c1)",
    )
    x = np.arange(48, dtype=np.int32) - 5
    found = both(text, x, np.full(48, -1, np.int32))[1]
    assert found[5] == -1 and found[7] == 50 and found[2] == -33
    with pytest.raises(InterpreterError, match="divides by zero"):
        both(text.replace("cmpi ne, %a, %z", "cmpi sge, %a, %z"), x, x)


def test_select_between_lanes_of_bf16(both, uniform):
    text = kernel(
        "%x: !H, %y: !H",
        """
        %a = memref.load %x[%i, %j] : !H
        %lower = arith.cmpi sge, %i, %j : index
        %minus = arith.negf %a : bf16
        %r = arith.select %lower, %a, %minus : bf16
        memref.store %r, %y[%i, %j] : !H""",
    )
    x = uniform(BF16, 48, 64)
    expected = np.where(np.arange(48)[:, None] >= np.arange(64), x, -x)
    assert np.array_equal(both(text, x, np.zeros_like(x))[1], expected)


def test_steps_and_lower_bounds(both):
    text = kernel(
        "%y: !D",
        """
        %one = arith.constant 1.0 : f32
        memref.store %one, %y[%i, %j] : !D""",
        "(%i, %j) = (%c1, %c2) to (%c48, %c64) step (%c2, %c48)",
    )
    expected = np.zeros((48, 64), np.float32)
    expected[1::2, 2::48] = 1
    assert np.array_equal(both(text, np.zeros((48, 64), np.float32))[0], expected)


def test_tile_operations_inside_run_one_iteration_at_a_time(both, uniform):
    text = kernel(
        "%x: !D, %y: !D",
        """
        %v = "tt.tile.view"(%x, %i, %c0) {sizes = [1, 64]} : (!D, index, index)
          -> memref<1x64xf32, strided<[64, 1], offset: ?>, #tt.dram>
        %w = "tt.tile.view"(%y, %i, %c0) {sizes = [1, 64]} : (!D, index, index)
          -> memref<1x64xf32, strided<[64, 1], offset: ?>, #tt.dram>
        "tt.tile.copy"(%v, %w) : (memref<1x64xf32, strided<[64, 1], offset: ?>, #tt.dram>,
          memref<1x64xf32, strided<[64, 1], offset: ?>, #tt.dram>) -> ()""",
        "(%i) = (%c0) to (%c48) step (%c1)",
    )
    x = uniform(np.float32, 48, 64)
    assert np.array_equal(both(text, x, np.zeros_like(x))[1], x)


def test_a_large_block_is_fast(run, uniform):
    text = kernel(
        "%x: memref<512x512xbf16, #tt.dram>",
        """
        %a = memref.load %x[%i, %j] : memref<512x512xbf16, #tt.dram>
        %b = math.exp %a : bf16
        memref.store %b, %x[%i, %j] : memref<512x512xbf16, #tt.dram>""",
    )
    for extent in (48, 64):
        text = text.replace(f"arith.constant {extent}", "arith.constant 512")
    x = uniform(BF16, 512, 512)
    start = time.perf_counter()
    found = run(text, x)[0]
    # One by one these 262144 iterations take seconds.
    assert time.perf_counter() - start < 0.5
    assert np.array_equal(found, np.exp(x.astype(np.float64)).astype(np.float32).astype(BF16))


def test_views_made_by_the_loop_may_overlap(both, uniform):
    # Iteration i adds to row 46 - i what the iteration before left one row below.
    strided = "memref<2x64xf32, strided<[64, 1], offset: ?>, #tt.dram>"
    text = kernel(
        "%x: !D",
        f"""
        %row = arith.subi %c46, %i : index
        %v = "tt.tile.view"(%x, %row, %c0) {{sizes = [2, 64]}} : (!D, index, index) -> {strided}
        %a = memref.load %v[%c1, %j] : {strided}
        %b = memref.load %v[%c0, %j] : {strided}
        %c = arith.addf %a, %b : f32
        memref.store %c, %v[%c0, %j] : {strided}""",
        "(%i, %j) = (%c0, %c0) to (%c46, %c64) step (%c1, %c1)",
    )
    x = np.round(8 * uniform(np.float32, 48, 64))
    expected = np.vstack([x[:1], np.cumsum(x[:0:-1], axis=0)[::-1]])
    assert np.array_equal(both(text, x)[0], expected)
