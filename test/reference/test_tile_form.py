"""Tile form: regions, tile operations, blocks."""

import ml_dtypes
import numpy as np
import pytest

from tilelang_tt.sim.compare import compare, tolerance
from tilelang_tt.sim.reference import InterpreterError

BF16 = ml_dtypes.bfloat16


def gemm(m, n, k, bm, bn, bk, ta=False, tb=False, dtype="bf16"):
    """C = op(A) . op(B) of any sizes: the first k block is multiplied with `clear`, so there is no fill."""
    a_shape, b_shape = ((k, m) if ta else (m, k)), ((n, k) if tb else (k, n))
    a_block, b_block = ((bk, bm) if ta else (bm, bk)), ((bn, bk) if tb else (bk, bn))
    a_at, b_at = ("%k, %m" if ta else "%m, %k"), ("%n, %k" if tb else "%k, %n")

    def ty(shape, elem, space):
        return f"memref<{shape[0]}x{shape[1]}x{elem}, #tt.{space}>"

    def view(shape, elem):
        return f"memref<{shape[0]}x{shape[1]}x{elem}, strided<[?, 1], offset: ?>, #tt.dram>"

    return f"""
    !A = {ty(a_shape, dtype, "dram")}
    !B = {ty(b_shape, dtype, "dram")}
    !C = {ty((m, n), "f32", "dram")}
    !As = {ty(a_block, dtype, "shared")}
    !Bs = {ty(b_block, dtype, "shared")}
    !Acc = {ty((bm, bn), "f32", "fragment")}
    !Av = {view(a_block, dtype)}
    !Bv = {view(b_block, dtype)}
    !Cv = {view((bm, bn), "f32")}
    func.func @gemm(%A: !A, %B: !B, %C: !C) {{
      "tt.core.launch"() ({{
      ^bb0(%bx: index, %by: index):
        %zero = arith.constant 0 : index
        %bm = arith.constant {bm} : index
        %bn = arith.constant {bn} : index
        %bk = arith.constant {bk} : index
        %kmax = arith.constant {k} : index
        %m = arith.muli %by, %bm : index
        %n = arith.muli %bx, %bn : index
        %As = memref.alloc() : !As
        %Bs = memref.alloc() : !Bs
        %acc = memref.alloc() : !Acc
        scf.for %k = %zero to %kmax step %bk {{
          %first = arith.cmpi eq, %k, %zero : index
          %a = "tt.tile.view"(%A, {a_at}) {{sizes = {list(a_block)}}} : (!A, index, index) -> !Av
          %b = "tt.tile.view"(%B, {b_at}) {{sizes = {list(b_block)}}} : (!B, index, index) -> !Bv
          "tt.tile.copy"(%a, %As) : (!Av, !As) -> ()
          "tt.tile.copy"(%b, %Bs) : (!Bv, !Bs) -> ()
          "tt.tile.gemm"(%As, %Bs, %acc, %first) {{transpose_a = {str(ta).lower()}, transpose_b = {str(tb).lower()}}}
            : (!As, !Bs, !Acc, i1) -> ()
        }}
        %c = "tt.tile.view"(%C, %m, %n) {{sizes = {[bm, bn]}}} : (!C, index, index) -> !Cv
        "tt.tile.copy"(%acc, %c) : (!Acc, !Cv) -> ()
      }}) {{extents = [{-(-n // bn)}, {-(-m // bm)}], symbols = ["bx", "by"]}} : () -> ()
      return
    }}"""


@pytest.mark.parametrize("ta", [False, True])
@pytest.mark.parametrize("tb", [False, True])
def test_gemm_of_uneven_sizes(run, uniform, ta, tb):
    m, n, k = 100, 72, 50
    a, b = uniform(BF16, m, k), uniform(BF16, k, n)
    stored = [a.T if ta else a, b.T if tb else b, np.full((m, n), np.nan, np.float32)]
    inputs = [np.ascontiguousarray(x) for x in stored]
    found = run(gemm(m, n, k, 64, 32, 32, ta, tb), *inputs)[2]
    exact = a.astype(np.float64) @ b.astype(np.float64)
    assert compare(found, exact).max_abs_err <= tolerance(np.float32, k, 1.0)
    # bf16 products are exact, so only the roundings of the accumulator remain: one for each k block.
    assert np.max(np.abs(found - exact)) < 2 * np.spacing(np.float32(np.max(np.abs(exact))))


def test_arguments_are_not_changed(run, uniform):
    inputs = [uniform(BF16, 32, 32), uniform(BF16, 32, 32), np.zeros((32, 32), np.float32)]
    before = [x.copy() for x in inputs]
    outputs = run(gemm(32, 32, 32, 32, 32, 32), *inputs)
    assert all(np.array_equal(x, y) for x, y in zip(inputs, before, strict=True))
    assert np.array_equal(outputs[0], before[0]) and outputs[2].any()


def test_blocks_run_in_any_order(run, uniform):
    text = gemm(100, 72, 50, 32, 32, 32)
    inputs = [uniform(BF16, 100, 50), uniform(BF16, 50, 72), np.zeros((100, 72), np.float32)]
    expected = run(text, *inputs)[2]
    orders = [
        {"block_order": lambda n: reversed(range(n))},
        {"block_order": lambda n: np.random.default_rng(3).permutation(n)},
        {"blocks": [11, *range(11)]},
    ]
    for options in orders:
        assert np.array_equal(run(text, *inputs, **options)[2], expected)


def test_some_blocks_write_only_their_part(run, uniform):
    inputs = [uniform(BF16, 64, 32), uniform(BF16, 32, 96), np.zeros((64, 96), np.float32)]
    text = gemm(64, 96, 32, 32, 32, 32)
    everything, some = run(text, *inputs)[2], run(text, *inputs, blocks=[4])[2]
    # The first grid dimension is the fastest: block 4 of a 3 x 2 grid is bx = 1, by = 1.
    assert np.array_equal(some[32:, 32:64], everything[32:, 32:64])
    assert np.count_nonzero(some) == 32 * 32
    with pytest.raises(InterpreterError, match="has no block 6; the grid .* has blocks 0 to 5"):
        run(text, *inputs, blocks=[6])


def test_integer_gemm_is_exact(run, rng):
    a, b = (rng.integers(-128, 128, (32, 64)).astype(np.int8), rng.integers(-128, 128, (64, 32)).astype(np.int8))
    text = gemm(32, 32, 64, 32, 32, 32, dtype="i8").replace("f32", "i32")
    found = run(text, a, b, np.zeros((32, 32), np.int32))[2]
    assert np.array_equal(found, a.astype(np.int64) @ b)


def test_a_bf16_accumulator_is_rounded_once_per_operation(run, uniform):
    text = gemm(32, 32, 64, 32, 32, 32).replace("f32", "bf16")
    a, b = uniform(BF16, 32, 64), uniform(BF16, 64, 32)
    found = run(text, a, b, np.zeros((32, 32), BF16))[2]
    a64, b64 = a.astype(np.float64), b.astype(np.float64)
    first = (a64[:, :32] @ b64[:32]).astype(np.float32).astype(BF16)
    second = (first.astype(np.float64) + a64[:, 32:] @ b64[32:]).astype(np.float32).astype(BF16)
    assert np.array_equal(found, second)


def test_uninitialised_memory_shows(run):
    text = """
    func.func @f(%C: memref<32x32xf32, #tt.dram>, %D: memref<32x32xi32, #tt.dram>) {
      %x = memref.alloc() : memref<32x32xf32, #tt.shared>
      %y = memref.alloc() : memref<32x32xi32, #tt.shared>
      "tt.tile.copy"(%x, %C) : (memref<32x32xf32, #tt.shared>, memref<32x32xf32, #tt.dram>) -> ()
      "tt.tile.copy"(%y, %D) : (memref<32x32xi32, #tt.shared>, memref<32x32xi32, #tt.dram>) -> ()
      return
    }"""
    c, d = run(text, np.zeros((32, 32), np.float32), np.zeros((32, 32), np.int32))
    assert np.isnan(c).all() and (d.view(np.uint32) == 0xA5A5A5A5).all()


def reduce_text(kind, dim, clear, shape, dest, elem="f32"):
    source, out = (f"memref<{'x'.join(map(str, s))}x{elem}, #tt.dram>" for s in (shape, dest))
    return f"""
    func.func @f(%x: {source}, %y: {out}) {{
      "tt.tile.reduce"(%x, %y) {{kind = "{kind}", dim = {dim} : i64, clear = {str(clear).lower()}}}
        : ({source}, {out}) -> ()
      return
    }}"""


REDUCTIONS = {
    "sum": lambda x, d: x.sum(d),
    "max": lambda x, d: x.max(d),
    "min": lambda x, d: x.min(d),
    "abssum": lambda x, d: np.abs(x).sum(d),
    "absmax": lambda x, d: np.abs(x).max(d),
}


@pytest.mark.parametrize("kind", REDUCTIONS)
@pytest.mark.parametrize("shape, dim, dest", [((40, 24), 1, (40,)), ((40, 24), 0, (24,)), ((3, 8, 5), 1, (3, 1, 5))])
def test_reduce(run, uniform, kind, shape, dim, dest):
    x, y = uniform(np.float32, *shape), uniform(np.float32, *dest)
    exact = REDUCTIONS[kind](x.astype(np.float64), dim).reshape(dest)
    assert np.array_equal(run(reduce_text(kind, dim, True, shape, dest), x, y)[1], exact.astype(np.float32))
    combined = {"sum": np.add, "abssum": np.add, "min": np.minimum}.get(kind, np.maximum)(exact, y)
    assert np.array_equal(run(reduce_text(kind, dim, False, shape, dest), x, y)[1], combined.astype(np.float32))


def test_reduce_shows_poison_and_is_exact_for_integers(run, rng):
    x = np.full((32, 32), 1.0, np.float32)
    x[3, 4] = np.nan
    assert np.isnan(run(reduce_text("max", 1, True, (32, 32), (32,)), x, np.zeros(32, np.float32))[1][3])
    n = rng.integers(-100, 100, (8, 8)).astype(np.int32)
    found = run(reduce_text("sum", 0, True, (8, 8), (8,), "i32"), n, np.zeros(8, np.int32))[1]
    assert np.array_equal(found, n.sum(0))


def copy_text(source, dest, source_at, dest_at, sizes, elems=("f32", "f32"), space="dram"):
    s, d = (f"memref<{'x'.join(map(str, x))}x{e}, #tt.dram>" for x, e in ((source, elems[0]), (dest, elems[1])))

    def view(rank, elem):
        shape = ([1] * rank + sizes)[-rank:]
        strided = f"strided<[{', '.join(['?'] * (rank - 1) + ['1'])}], offset: ?>"
        return shape, f"memref<{'x'.join(map(str, shape))}x{elem}, {strided}, #tt.dram>"

    def offsets(values, prefix):
        lines = [f"%{prefix}{i} = arith.constant {v} : index\n" for i, v in enumerate(values)]
        return ", ".join(line.split()[0] for line in lines), "".join(lines)

    (s_names, s_lines), (d_names, d_lines) = offsets(source_at, "s"), offsets(dest_at, "d")
    (s_shape, sv), (d_shape, dv) = view(len(source), elems[0]), view(len(dest), elems[1])
    return f"""
    func.func @f(%x: {s}, %y: {d}) {{
      {s_lines}{d_lines}
      %v = "tt.tile.view"(%x, {s_names}) {{sizes = {s_shape}}} : ({s}{", index" * len(source)}) -> {sv}
      %w = "tt.tile.view"(%y, {d_names}) {{sizes = {d_shape}}} : ({d}{", index" * len(dest)}) -> {dv}
      "tt.tile.copy"(%v, %w) : ({sv}, {dv}) -> ()
      return
    }}"""


def test_regions_outside_load_zero_and_store_nothing(run, uniform):
    x, y = uniform(np.float32, 10, 10), uniform(np.float32, 12, 12)
    found = run(copy_text((10, 10), (12, 12), (-2, 5), (7, -3), [8, 8]), x, y)[1]
    padded = np.zeros((8, 8), np.float32)
    padded[2:, :5] = x[:6, 5:]
    expected = y.copy()
    expected[7:, :5] = padded[:5, 3:]
    assert np.array_equal(found, expected)
    far = run(copy_text((10, 10), (12, 12), (100, 0), (0, 0), [8, 8]), x, y)[1]
    assert not far[:8, :8].any()


def test_copy_ignores_unit_extents_and_converts(run, uniform):
    x = 100 * uniform(np.float32, 4, 6, 8)
    found = run(copy_text((4, 6, 8), (6, 8), (2, 0, 0), (0, 0), [6, 8], ("f32", "i8")), x, np.zeros((6, 8), np.int8))[1]
    assert np.array_equal(found, np.trunc(x[2]).astype(np.int8))
    found = run(copy_text((4, 6, 8), (6, 8), (1, 0, 0), (0, 0), [6, 8], ("f32", "bf16")), x, np.zeros((6, 8), BF16))[1]
    assert np.array_equal(found, x[1].astype(BF16))


def test_a_region_outside_of_shared_memory_is_an_error(run):
    text = """
    func.func @f(%C: memref<8x8xf32, #tt.dram>) {
      %x = memref.alloc() : memref<8x8xf32, #tt.shared> loc("x_shared")
      %o = arith.constant 4 : index
      %v = "tt.tile.view"(%x, %o, %o) {sizes = [8, 8]}
        : (memref<8x8xf32, #tt.shared>, index, index) -> memref<8x8xf32, strided<[8, 1], offset: ?>, #tt.shared>
      "tt.tile.copy"(%v, %C)
        : (memref<8x8xf32, strided<[8, 1], offset: ?>, #tt.shared>, memref<8x8xf32, #tt.dram>) -> ()
      return
    }"""
    with pytest.raises(InterpreterError, match=r"'tt.tile.copy': region \[4:12, 4:12\] is not inside of shared buffer"):
        run(text, np.zeros((8, 8), np.float32))


def test_transpose_and_views_of_views(run, uniform):
    text = """
    !D = memref<16x24xf32, #tt.dram>
    !V = memref<8x16xf32, strided<[24, 1], offset: ?>, #tt.dram>
    !W = memref<4x8xf32, strided<[24, 1], offset: ?>, #tt.dram>
    func.func @f(%x: !D, %y: memref<8x4xf32, #tt.dram>) {
      %a = arith.constant 2 : index
      %b = arith.constant 3 : index
      %v = "tt.tile.view"(%x, %a, %b) {sizes = [8, 16]} : (!D, index, index) -> !V
      %w = "tt.tile.view"(%v, %b, %a) {sizes = [4, 8]} : (!V, index, index) -> !W
      "tt.tile.transpose"(%w, %y) : (!W, memref<8x4xf32, #tt.dram>) -> ()
      return
    }"""
    x = uniform(np.float32, 16, 24)
    assert np.array_equal(run(text, x, np.zeros((8, 4), np.float32))[1], x[5:9, 5:13].T)


def test_loops_with_iter_args_and_conditions_with_results(run):
    text = """
    func.func @f(%n: i32, %out: memref<2xi32, #tt.dram>) {
      %zero = arith.constant 0 : index
      %one = arith.constant 1 : index
      %a0 = arith.constant 0 : i32
      %b0 = arith.constant 1 : i32
      %stop = arith.index_cast %n : i32 to index
      %two = arith.constant 2 : i32
      %a, %b = scf.for %i = %zero to %stop step %one iter_args(%x = %a0, %y = %b0) -> (i32, i32) {
        %s = arith.addi %x, %y : i32
        scf.yield %y, %s : i32, i32
      }
      %rest = arith.remsi %a, %two : i32
      %even = arith.cmpi eq, %rest, %a0 : i32
      %r = scf.if %even -> (i32) {
        scf.yield %a : i32
      } else {
        %m = arith.subi %a0, %a : i32
        scf.yield %m : i32
      }
      %w = scf.while (%v = %a) : (i32) -> i32 {
        %more = arith.cmpi sgt, %v, %two : i32
        scf.condition(%more) %v : i32
      } do {
      ^bb0(%v: i32):
        %half = arith.divsi %v, %two : i32
        scf.yield %half : i32
      }
      memref.store %r, %out[%zero] : memref<2xi32, #tt.dram>
      memref.store %w, %out[%one] : memref<2xi32, #tt.dram>
      return
    }"""
    assert run(text, 9, np.zeros(2, np.int32))[1].tolist() == [34, 2]
    assert run(text, 10, np.zeros(2, np.int32))[1].tolist() == [-55, 1]
    # No iteration: the initial values.
    assert run(text, 0, np.zeros(2, np.int32))[1].tolist() == [0, 0]


WRONG = [
    ([np.zeros((8, 8), np.float64)], "'x' has elements of float32, got float64"),
    ([np.zeros((8, 9), np.float32)], r"'x' has shape \[8, 8\], got \[8, 9\]"),
    ([1.0], "'x' is a tensor, got float"),
    ([], "takes 1 arguments .* got 0"),
]


@pytest.mark.parametrize("arrays, message", WRONG)
def test_arguments_that_do_not_fit(run, arrays, message):
    text = 'func.func @f(%x: memref<8x8xf32, #tt.dram> loc("x")) { return }'
    with pytest.raises(InterpreterError, match=message):
        run(text, *arrays)


def test_unsigned_arrays_for_signless_parameters(run):
    text = """
    func.func @f(%x: memref<2xi8, #tt.dram>, %y: memref<2xi32, #tt.dram>) {
      %zero = arith.constant 0 : index
      %v = memref.load %x[%zero] : memref<2xi8, #tt.dram>
      %w = arith.extui %v : i8 to i32
      memref.store %w, %y[%zero] : memref<2xi32, #tt.dram>
      return
    }"""
    x, y = run(text, np.array([200, 1], np.uint8), np.zeros(2, np.int32))
    assert x.dtype == np.uint8 and x[0] == 200 and y[0] == 200


def test_the_kernel_must_be_named_if_there_are_several(run):
    text = "func.func @f() { return } func.func @g() { return } func.func private @h()"
    with pytest.raises(InterpreterError, match=r"2 functions with a body \(f, g\); name the kernel"):
        run(text)
    with pytest.raises(InterpreterError, match="no function 'h' with a body; it has: f, g"):
        run(text, kernel="h")
    assert run(text, kernel="g") == []
