"""Value form, fused or not, and the persistent form."""

import ml_dtypes
import numpy as np
import pytest

from tilelang_tt.sim.reference import InterpreterError

BF16 = ml_dtypes.bfloat16

TYPES = """
    !A = memref<100x80xbf16, #tt.dram>
    !B = memref<80x96xbf16, #tt.dram>
    !Bt = memref<96x80xbf16, #tt.dram>
    !R = memref<1x96xbf16, #tt.dram>
    !Q = memref<100x1xbf16, #tt.dram>
    !C = memref<100x96xbf16, #tt.dram>
    !a = tensor<2x1x!tt.tile<[32, 32], bf16>>
    !b = tensor<1x3x!tt.tile<[32, 32], bf16>>
    !bt = tensor<3x1x!tt.tile<[32, 32], bf16>>
    !f = tensor<2x3x!tt.tile<[32, 32], f32>>
    !h = tensor<2x3x!tt.tile<[32, 32], bf16>>
    !t = !tt.tile<[32, 32], f32>
    !u = !tt.tile<[32, 32], bf16>
"""

MATMUL = """
        %zero = arith.constant 0 : index
        %one = arith.constant 1 : index
        %two = arith.constant 2 : index
        %three = arith.constant 3 : index
        %f0 = arith.constant 0.0 : f32
        %m = arith.muli %bx, %two : index
        %init = "tt.tile.splat"(%f0) : (f32) -> !f
        %acc = scf.for %k = %zero to %three step %one iter_args(%c = %init) -> (!f) {
          %a = "tt.tile.load"(%A, %m, %k) : (!A, index, index) -> !a
          LOAD_B
          scf.yield %d : !f
        }
"""
STRAIGHT = """
          %b = "tt.tile.load"(%B, %k, %zero) : (!B, index, index) -> !b
          %d = "tt.tile.matmul"(%a, %b, %c) {transpose_b = false} : (!a, !b, !f) -> !f"""
TURNED = """
          %b = "tt.tile.load"(%B, %zero, %k) : (!Bt, index, index) -> !bt
          %d = "tt.tile.matmul"(%a, %b, %c) {transpose_b = true} : (!a, !bt, !f) -> !f"""


def launch(params, body):
    return f"""{TYPES}
    func.func @f({params}) {{
      "tt.core.grid"() ({{
      ^bb0(%bx: index):
        {body}
      }}) {{extents = [2], symbols = ["bx"]}} : () -> ()
      return
    }}"""


@pytest.mark.parametrize("turned", [False, True])
def test_matmul_of_sizes_that_are_no_multiple_of_a_tile(run, uniform, turned):
    body = (
        MATMUL.replace("LOAD_B", TURNED if turned else STRAIGHT)
        + """
        %h = "tt.tile.typecast"(%acc) : (!f) -> !h
        "tt.tile.store"(%h, %C, %m, %zero) : (!h, !C, index, index) -> ()"""
    )
    text = launch(f"%A: !A, %B: {'!Bt' if turned else '!B'}, %C: !C", body)
    a, b = uniform(BF16, 100, 80), uniform(BF16, 80, 96)
    found = run(text, a, np.ascontiguousarray(b.T) if turned else b, np.zeros((100, 96), BF16))[2]
    exact = a.astype(np.float64) @ b.astype(np.float64)
    assert np.max(np.abs(found.astype(np.float64) - exact)) <= 2.0**-8 * np.max(np.abs(exact))


BROADCAST = """
        %row = "tt.tile.load"(%R, %zero, %zero) : (!R, index, index) -> !b
        %col = "tt.tile.load"(%Q, %m, %zero) : (!Q, index, index) -> !a
        %rh = "tt.tile.bcast"(%row) {kind = "row"} : (!b) -> !h
        %ch = "tt.tile.bcast"(%col) {kind = "col"} : (!a) -> !h
        %x = "tt.tile.load"(%X, %m, %zero) : (!C, index, index) -> !h
        %s = "tt.tile.add"(%x, %rh) : (!h, !h) -> !h
        %p = "tt.tile.mul"(%s, %ch) : (!h, !h) -> !h
        %y = "tt.tile.relu"(%p) : (!h) -> !h
        "tt.tile.store"(%y, %C, %m, %zero) : (!h, !C, index, index) -> ()"""

FUSED = """
        %row = "tt.tile.load"(%R, %zero, %zero) : (!R, index, index) -> !b
        %col = "tt.tile.load"(%Q, %m, %zero) : (!Q, index, index) -> !a
        %x = "tt.tile.load"(%X, %m, %zero) : (!C, index, index) -> !h
        %y = "tt.tile.map"() ({
          %tx = "tt.tile.at"(%x) {map = "block"} : (!h) -> !u
          %tr = "tt.tile.at"(%row) {map = "row"} : (!b) -> !u
          %tc = "tt.tile.at"(%col) {map = "col"} : (!a) -> !u
          %br = "tt.tile.bcast"(%tr) {kind = "row"} : (!u) -> !u
          %bc = "tt.tile.bcast"(%tc) {kind = "col"} : (!u) -> !u
          %s = "tt.tile.add"(%tx, %br) : (!u, !u) -> !u
          %p = "tt.tile.mul"(%s, %bc) : (!u, !u) -> !u
          %z = "tt.tile.splat"(%h0) : (bf16) -> !u
          %r = "tt.tile.max"(%p, %z) : (!u, !u) -> !u
          "tt.tile.yield"(%r) : (!u) -> ()
        }) : () -> !h
        "tt.tile.store"(%y, %C, %m, %zero) : (!h, !C, index, index) -> ()"""

INDICES = """
        %zero = arith.constant 0 : index
        %two = arith.constant 2 : index
        %h0 = arith.constant 0.0 : bf16
        %m = arith.muli %bx, %two : index"""


@pytest.mark.parametrize("body", [BROADCAST, FUSED], ids=["operations", "map"])
def test_row_and_column_broadcast(run, uniform, body):
    text = launch("%X: !C, %R: !R, %Q: !Q, %C: !C", INDICES + body)
    x, row, col = uniform(BF16, 100, 96), uniform(BF16, 1, 96), uniform(BF16, 100, 1)
    found = run(text, x, row, col, np.zeros_like(x))[3]
    assert np.array_equal(found, np.maximum((x + row) * col, BF16(0)))


def test_scalar_map_takes_the_first_tile(run, uniform):
    body = """
        %x = "tt.tile.load"(%X, %m, %zero) : (!C, index, index) -> !h
        %y = "tt.tile.map"() ({
          %a = "tt.tile.at"(%x) {map = "scalar"} : (!h) -> !u
          %b = "tt.tile.bcast"(%a) {kind = "scalar"} : (!u) -> !u
          "tt.tile.yield"(%b) : (!u) -> ()
        }) : () -> !h
        "tt.tile.store"(%y, %C, %m, %zero) : (!h, !C, index, index) -> ()"""
    x = uniform(BF16, 100, 96)
    found = run(launch("%X: !C, %C: !C", INDICES + body), x, np.zeros_like(x))[1]
    assert np.all(found[:64] == x[0, 0]) and np.all(found[64:] == x[64, 0])


def test_reduce_transpose_and_poison_outside_of_the_result(run, uniform):
    text = f"""{TYPES}
    func.func @f(%X: memref<64x96xf32, #tt.dram>, %M: memref<64x32xf32, #tt.dram>, %T: memref<96x64xf32, #tt.dram>) {{
      %zero = arith.constant 0 : index
      %x = "tt.tile.load"(%X, %zero, %zero) : (memref<64x96xf32, #tt.dram>, index, index) -> !f
      %m = "tt.tile.block_reduce"(%x) {{kind = "max", dim = 1 : i64}} : (!f) -> tensor<2x1x!t>
      %t = "tt.tile.block_transpose"(%x) : (!f) -> tensor<3x2x!t>
      "tt.tile.store"(%m, %M, %zero, %zero) : (tensor<2x1x!t>, memref<64x32xf32, #tt.dram>, index, index) -> ()
      "tt.tile.store"(%t, %T, %zero, %zero) : (tensor<3x2x!t>, memref<96x64xf32, #tt.dram>, index, index) -> ()
      return
    }}"""
    x = uniform(np.float32, 64, 96)
    _, m, t = run(text, x, np.zeros((64, 32), np.float32), np.zeros((96, 64), np.float32))
    assert np.array_equal(m[:, 0], x.max(1)) and np.isnan(m[:, 1:]).all()
    assert np.array_equal(t, x.T)


def test_slices_of_blocks(run, uniform):
    text = f"""{TYPES}
    func.func @f(%X: memref<64x96xf32, #tt.dram>, %n: index) {{
      %zero = arith.constant 0 : index
      %x = "tt.tile.load"(%X, %zero, %zero) : (memref<64x96xf32, #tt.dram>, index, index) -> !f
      %s = tensor.extract_slice %x[1, %n] [1, 1] [1, 1] : !f to tensor<1x1x!t>
      %e = "tt.tile.exp"(%s) : (tensor<1x1x!t>) -> tensor<1x1x!t>
      %y = tensor.insert_slice %e into %x[0, 2] [1, 1] [1, 1] : tensor<1x1x!t> into !f
      "tt.tile.store"(%y, %X, %zero, %zero) : (!f, memref<64x96xf32, #tt.dram>, index, index) -> ()
      return
    }}"""
    x = uniform(np.float32, 64, 96)
    expected = x.copy()
    expected[:32, 64:] = np.exp(x[32:, 32:64].astype(np.float64)).astype(np.float32)
    assert np.array_equal(run(text, x, 1)[0], expected)
    with pytest.raises(InterpreterError, match=r"cuts \[1, 1\] tiles at \[1, 3\] from a block of \[2, 3\] tiles"):
        run(text, x, 3)


def test_leading_dimensions_are_in_elements_and_rank_one_is_a_row(run, uniform):
    text = f"""{TYPES}
    func.func @f(%X: memref<4x32x32xf32, #tt.dram>, %v: memref<40xf32, #tt.dram>, %n: index) {{
      %zero = arith.constant 0 : index
      %one = arith.constant 1 : index
      %x = "tt.tile.load"(%X, %n, %zero, %zero) : (memref<4x32x32xf32, #tt.dram>, index, index, index) -> tensor<1x1x!t>
      %v1 = "tt.tile.load"(%v, %one) : (memref<40xf32, #tt.dram>, index) -> tensor<1x1x!t>
      %b = "tt.tile.bcast"(%v1) {{kind = "row"}} : (tensor<1x1x!t>) -> tensor<1x1x!t>
      %y = "tt.tile.add"(%x, %b) : (tensor<1x1x!t>, tensor<1x1x!t>) -> tensor<1x1x!t>
      "tt.tile.store"(%y, %X, %zero, %zero, %zero)
        : (tensor<1x1x!t>, memref<4x32x32xf32, #tt.dram>, index, index, index) -> ()
      return
    }}"""
    x, v = uniform(np.float32, 4, 32, 32), uniform(np.float32, 40)
    found = run(text, x, v, 2)[0]
    padded = np.zeros(32, np.float32)
    padded[:8] = v[32:]
    assert np.array_equal(found[0], x[2] + padded) and np.array_equal(found[1:], x[1:])


PERSISTENT = """
    func.func @f(%out: memref<6x4xi32, #tt.dram>, %start: i32 loc("tt_start_tile"), %count: i32 loc("tt_tile_count"))
        ATTRIBUTES {
      %zero = arith.constant 0 : i32
      %one = arith.constant 1 : i32
      %six = arith.constant 6 : index
      scf.for %iter = %zero to %count step %one : i32 {
        %id = arith.addi %start, %iter : i32
        %tile = arith.index_cast %id : i32 to index
        %bx = arith.remui %tile, %six : index
        %by = arith.divui %tile, %six : index
        %old = memref.load %out[%bx, %by] : memref<6x4xi32, #tt.dram>
        %new = arith.addi %old, %id : i32
        memref.store %new, %out[%bx, %by] : memref<6x4xi32, #tt.dram>
      }
      return
    }"""


@pytest.mark.parametrize("attributes", ["tt.grid_shape = [6, 4, 1]", "tt.grid_x = 6, tt.grid_y = 4, tt.grid_z = 1"])
def test_persistent_form_runs_every_core(run, attributes):
    text = PERSISTENT.replace("ATTRIBUTES", f"attributes {{{attributes}}}")
    zeros, expected = np.zeros((6, 4), np.int32), np.arange(24, dtype=np.int32).reshape(4, 6).T
    assert np.array_equal(run(text, zeros)[0], expected)
    cores = [(20, 4), (0, 7), (7, 13)]
    assert np.array_equal(run(text, zeros, cores=cores)[0], expected)
    assert np.array_equal(run(text, zeros, block_order=lambda n: reversed(range(n)))[0], expected)
    only = np.where(np.isin(expected, [3, 9]), expected, 0)
    assert np.array_equal(run(text, zeros, blocks=[9, 3])[0], only)


def test_persistent_form_needs_its_grid(run):
    zeros = np.zeros((6, 4), np.int32)
    text = PERSISTENT.replace("ATTRIBUTES", "")
    assert run(text, zeros, cores=[(5, 1)])[0][5, 0] == 5
    with pytest.raises(InterpreterError, match="neither tt.grid_shape nor tt.grid_x, so cores must be given"):
        run(text, zeros)
    with pytest.raises(InterpreterError, match="give cores or blocks, not both"):
        run(text, zeros, cores=[(0, 1)], blocks=[0])
    with pytest.raises(InterpreterError, match="so it takes no cores"):
        run("func.func @f() { return }", cores=[(0, 1)])
