"""Buffer form: circular buffers are FIFOs, and every breach of their protocol is found."""

import ml_dtypes
import numpy as np
import pytest

from tilelang_tt.sim.reference import InterpreterError

BF16 = ml_dtypes.bfloat16

TYPES = """
    !X = memref<64x96xf32, #tt.dram>
    !H = memref<64x96xbf16, #tt.dram>
    !t = !tt.tile<[32, 32], f32>
    !u = !tt.tile<[32, 32], bf16>
"""

CONSTANTS = """
      %zero = arith.constant 0 : index
      %one = arith.constant 1 : index
      %two = arith.constant 2 : index
      %three = arith.constant 3 : index
      %false = arith.constant false
      %true = arith.constant true
      %f0 = arith.constant 0.0 : f32
"""


def function(params, body):
    return f"{TYPES}\n func.func @f({params}) {{ {CONSTANTS} {body}\n return }}"


def cb(name, elem, pages, depth=1, role="intermediate"):
    return (
        f'%{name} = "tt.cb.alloc"() {{role = "{role}", depth = {depth} : i64}} '
        f': () -> !tt.cb<!tt.tile<[32, 32], {elem}>, {pages}> loc("{name}")\n'
    )


def cb_type(elem, pages):
    return f"!tt.cb<!tt.tile<[32, 32], {elem}>, {pages}>"


def sync(what, name, pages, type_):
    return f'"tt.cb.{what}"(%{name}) {{pages = {pages} : i64}} : ({type_}) -> ()\n'


def gemm(transposed):
    """C (64 x 96) = A (64 x 96) . B, double buffered, accumulated over three k blocks in reserved pages."""
    ta, tb, tc = cb_type("bf16", 4), cb_type("bf16", 6), cb_type("f32", 6)
    b = "memref<96x96xbf16, #tt.dram>"
    at, shape, flag = ("%zero, %k", "[3, 1]", ", transposed") if transposed else ("%k, %zero", "[1, 3]", "")
    return function(
        f"%A: !H, %B: {b}, %C: !X",
        cb("a", "bf16", 4, 2, "input")
        + cb("b", "bf16", 6, 2, "input")
        + cb("c", "f32", 6, 1, "output")
        + sync("reserve", "c", 6, tc)
        + f"""
        scf.for %k = %zero to %three step %one {{
          %fresh = arith.cmpi eq, %k, %zero : index
          "tt.core.read"(%A, %a, %zero, %k) {{shape = [2, 1]}} : (!H, {ta}, index, index) -> ()
          "tt.core.read"(%B, %b, {at}) {{shape = {shape}{flag}}} : ({b}, {tb}, index, index) -> ()
          """
        + sync("wait", "a", 2, ta)
        + sync("wait", "b", 3, tb)
        + f"""
          "tt.cb.matmul"(%a, %b, %c, %fresh) {{shape = [2, 3, 1], transpose_b = {str(transposed).lower()}}}
            : ({ta}, {tb}, {tc}, i1) -> ()
        """
        + sync("pop", "a", 2, ta)
        + sync("pop", "b", 3, tb)
        + "}\n"
        + sync("push", "c", 6, tc)
        + f'"tt.core.write"(%C, %c, %zero, %zero) {{shape = [2, 3]}} : (!X, {tc}, index, index) -> ()',
    )


@pytest.mark.parametrize("transposed", [False, True])
def test_gemm(run, uniform, transposed):
    a, b = uniform(BF16, 64, 96), uniform(BF16, 96, 96)
    found = run(gemm(transposed), a, np.ascontiguousarray(b.T) if transposed else b, np.zeros((64, 96), np.float32))[2]
    exact = a.astype(np.float64) @ b.astype(np.float64)
    assert np.max(np.abs(found - exact)) < 4 * np.spacing(np.float32(np.max(np.abs(exact))))


READ = f'"tt.core.read"(%X, %x, %zero, %zero) {{shape = [2, 3]}} : (!X, {cb_type("f32", 6)}, index, index) -> ()\n'
WRITE = f'"tt.core.write"(%Y, %y, %zero, %zero) {{shape = [2, 3]}} : (!X, {cb_type("f32", 6)}, index, index) -> ()\n'
X6, Y6 = cb("x", "f32", 6), cb("y", "f32", 6)
WAIT, POP = sync("wait", "x", 6, cb_type("f32", 6)), sync("pop", "x", 6, cb_type("f32", 6))
MAP = f"""
      "tt.cb.map"(%y) ({{
        %a = "tt.tile.at"(%x) {{map = "block"}} : ({cb_type("f32", 6)}) -> !t
        %r = "tt.tile.at"(%x) {{map = "row"}} : ({cb_type("f32", 6)}) -> !t
        %b = "tt.tile.bcast"(%r) {{kind = "row"}} : (!t) -> !t
        %s = "tt.tile.sub"(%a, %b) : (!t, !t) -> !t
        "tt.tile.yield"(%s) : (!t) -> ()
      }}) {{shape = [2, 3]}} : ({cb_type("f32", 6)}) -> ()
"""


def test_map_with_a_row_broadcast(run, uniform):
    x = uniform(np.float32, 64, 96)
    text = function("%X: !X, %Y: !X", X6 + Y6 + READ + WAIT + MAP + POP + WRITE)
    assert np.array_equal(run(text, x, np.zeros_like(x))[1], x - x[:1])


def test_transpose_and_a_constant_tile(run, uniform):
    type_ = cb_type("f32", 6)
    y = "memref<96x64xf32, #tt.dram>"
    text = function(
        f"%X: !X, %Y: {y}",
        X6
        + Y6
        + READ
        + WAIT
        + f'"tt.cb.transpose"(%x, %y) {{shape = [2, 3]}} : ({type_}, {type_}) -> ()\n'
        + POP
        + f"""
        "tt.core.write"(%Y, %y, %zero, %zero) {{shape = [3, 2]}} : ({y}, {type_}, index, index) -> ()
        "tt.cb.map"(%y) ({{
          %z = "tt.tile.splat"(%f0) : (f32) -> !t
          "tt.tile.yield"(%z) : (!t) -> ()
        }}) {{shape = [1, 1]}} : ({type_}) -> ()
        "tt.core.write"(%Y, %y, %two, %one) {{shape = [1, 1]}} : ({y}, {type_}, index, index) -> ()
        """,
    )
    x = uniform(np.float32, 64, 96)
    expected = x.T.copy()
    expected[64:, 32:] = 0
    assert np.array_equal(run(text, x, np.zeros((96, 64), np.float32))[1], expected)


def test_order_is_first_in_first_out_across_the_end_of_the_ring(run, uniform):
    type_ = cb_type("f32", 2)
    move = f"""
        "tt.core.read"(%X, %q, %zero, %k) {{shape = [1, 1]}} : (!X, {type_}, index, index) -> ()
    """
    text = function(
        "%X: !X, %Y: !X",
        cb("q", "f32", 2, 2)
        + f"""
        "tt.core.read"(%X, %q, %one, %zero) {{shape = [1, 1]}} : (!X, {type_}, index, index) -> ()
        scf.for %k = %zero to %three step %one {{
          {move}
          "tt.core.write"(%Y, %q, %zero, %k) {{shape = [1, 1]}} : (!X, {type_}, index, index) -> ()
        }}""",
    )
    x = uniform(np.float32, 64, 96)
    found = run(text, x, np.zeros_like(x))[1]
    assert np.array_equal(found[:32], np.hstack([x[32:, :32], x[:32, :64]]))


FAULTS = {
    "wait without a push": (
        X6 + WAIT,
        r"'tt.cb.wait': waits for 6 pages of circular buffer 'x' \(6 pages\), which holds 0",
    ),
    "read into a full buffer": (X6 + READ + READ, r"'tt.core.read': reserves 6 pages of .*'x'.* which has 0 free"),
    "write from an empty buffer": (X6 + Y6 + WRITE, r"'tt.core.write': waits for 6 pages of .*'y'.* which holds 0"),
    "map without a wait": (X6 + Y6 + READ + MAP, r"'tt.tile.at': reads 6 pages of .*'x'.* of which 0 were waited for"),
    "map after the pop": (X6 + Y6 + READ + WAIT + POP + MAP, r"'tt.tile.at': reads 6 pages of .* of which 0 were"),
    "pop without a wait": (X6 + READ + POP, r"'tt.cb.pop': pops 6 pages of .* of which 0 were waited for"),
    "push without a reserve": (
        X6 + sync("push", "x", 6, cb_type("f32", 6)),
        r"'tt.cb.push': pushes 6 pages to .* of which 0 are reserved",
    ),
    "window across the end": (
        X6
        + READ
        + sync("wait", "x", 2, cb_type("f32", 6))
        + sync("pop", "x", 2, cb_type("f32", 6))
        + f'"tt.core.read"(%X, %x, %zero, %zero) {{shape = [2, 1]}} : (!X, {cb_type("f32", 6)}, index, index) -> ()\n'
        + WAIT
        + Y6
        + MAP,
        r"uses 6 pages from page 2 on, which crosses the end of circular buffer 'x'",
    ),
    "matmul into pages that are not reserved": (
        X6
        + cb("y", "f32", 4)
        + READ
        + WAIT
        + f"""
        "tt.cb.matmul"(%x, %x, %y, %true) {{shape = [2, 2, 3], transpose_b = false}}
          : ({cb_type("f32", 6)}, {cb_type("f32", 6)}, {cb_type("f32", 4)}, i1) -> ()""",
        r"'tt.cb.matmul': writes 4 pages of .*'y'.* of which 0 are reserved",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_protocol_fault(run, uniform, name):
    body, message = FAULTS[name]
    x = uniform(np.float32, 64, 96)
    with pytest.raises(InterpreterError, match=message) as caught:
        run(function("%X: !X, %Y: !X", body), x, x)
    assert caught.value.place.startswith("kernel.mlir:")


def test_an_accumulator_that_was_never_written_shows(run, uniform):
    text = gemm(False).replace("arith.cmpi eq, %k, %zero", "arith.cmpi ne, %k, %k")
    found = run(text, uniform(BF16, 64, 96), uniform(BF16, 96, 96), np.zeros((64, 96), np.float32))[2]
    assert np.isnan(found).all()


def test_popped_pages_become_poison(run, uniform):
    # The second round accumulates on the pages that the writer freed: nothing of the first round is left in them.
    type_ = cb_type("f32", 1)
    body = (
        cb("x", "f32", 1)
        + cb("y", "f32", 1)
        + f"""
        scf.for %k = %zero to %two step %one {{
          %fresh = arith.cmpi eq, %k, %zero : index
          "tt.core.read"(%X, %x, %zero, %zero) {{shape = [1, 1]}} : (!X, {type_}, index, index) -> ()
          """
        + sync("wait", "x", 1, type_)
        + sync("reserve", "y", 1, type_)
        + f"""
          "tt.cb.matmul"(%x, %x, %y, %fresh) {{shape = [1, 1, 1], transpose_b = false}}
            : ({type_}, {type_}, {type_}, i1) -> ()
          """
        + sync("push", "y", 1, type_)
        + sync("pop", "x", 1, type_)
        + f"""
          "tt.core.write"(%Y, %y, %zero, %k) {{shape = [1, 1]}} : (!X, {type_}, index, index) -> ()
        }}"""
    )
    x = uniform(np.float32, 64, 96)
    found = run(function("%X: !X, %Y: !X", body), x, np.zeros_like(x))[1]
    assert np.isfinite(found[:32, :32]).all() and np.isnan(found[:32, 32:64]).all()
