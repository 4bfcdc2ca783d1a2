"""Functions of the compute API on one tile or a few, against numpy."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from compute_kernel import bf16, execute, run

from tilelang_tt.sim.driver import FINDING_EXIT_CODE

START = "    binary_op_init_common(0, 0, 16);\n"
COMMON = ["api/compute/eltwise_binary.h", "api/compute/tile_move_copy.h", "api/compute/bcast.h"]


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def normal(rng, tiles=1):
    return bf16(rng.standard_normal((tiles, 32, 32)))


def section(math: str, packs: str = "        pack_tile(0, 16);\n") -> str:
    """Math and packing in one DST section."""
    return f"    tile_regs_acquire();\n{math}    tile_regs_commit();\n    tile_regs_wait();\n{packs}    tile_regs_release();\n"


def test_copies_with_transposition(tmp_path, rng):
    a = normal(rng)
    body = START
    for faces, within in ((0, 0), (1, 0), (0, 1), (1, 1)):
        body += f"    copy_tile_to_dst_init_short(0, {faces}, {within});\n" + section("    copy_tile(0, 0, 0);\n")
    (out,) = run(tmp_path, COMMON, body, [a], ["Float16_b"], [("Float16_b", 4)])
    faces = a.reshape(2, 16, 2, 16).transpose(0, 2, 1, 3)
    exchanged = faces.transpose(1, 0, 2, 3).transpose(0, 2, 1, 3).reshape(32, 32)
    within = faces.transpose(0, 1, 3, 2).transpose(0, 2, 1, 3).reshape(32, 32)
    for got, expected in zip(out, (a[0], exchanged, within, a[0].T), strict=True):
        np.testing.assert_array_equal(got, expected)


def test_untilize_block_gives_whole_rows(tmp_path, rng):
    a = normal(rng, 4)
    body = "    compute_kernel_hw_startup(0, 16);\n    untilize_init(0);\n    untilize_block<2>(0, 4, 16);\n    untilize_uninit(0);\n"
    (out,) = run(tmp_path, ["api/compute/untilize.h"], body, [a], ["Float16_b"], [("Float16_b", 4)])
    # The pages are read back as tiles: their elements in order are those of 32 rows of 4 tiles.
    rows = out.reshape(4, 2, 16, 2, 16).transpose(0, 1, 3, 2, 4).reshape(32, 128)
    np.testing.assert_array_equal(rows, a.transpose(1, 0, 2).reshape(32, 128))


def test_pack_rows(tmp_path, rng):
    a = normal(rng)
    copy = "    copy_tile_init(0);\n"
    zero = "    copy_tile(1, 0, 0);\n"
    rows = "        pack_rows_init(20);\n        pack_rows(1, 16, 0);\n        pack_rows_uninit();\n"
    body = START + copy + section(zero) + section(zero + "    copy_tile(0, 0, 1);\n", rows)
    (out,) = run(tmp_path, COMMON, body, [a, np.zeros((1, 32, 32))], ["Float16_b"] * 2, [("Float16_b", 1)])
    flat = [x.reshape(2, 16, 2, 16).transpose(0, 2, 1, 3).reshape(-1) for x in (out[0], a[0])]
    np.testing.assert_array_equal(flat[0][:320], flat[1][:320])
    assert not flat[0][320:].any()


def test_later_names_of_broadcasts(tmp_path, rng):
    a, b = normal(rng), normal(rng)
    others = {"rows": b[0][:1], "cols": b[0][:, :1], "scalar": b[0][:1, :1]}
    operations = {"add": np.add, "sub": np.subtract, "mul": np.multiply}
    body = START
    expected = []
    for op, dim in itertools.product(operations, others):
        body += f"    {op}_bcast_{dim}_init(0, 1);\n" + section(f"    {op}_tiles_bcast_{dim}(0, 1, 0, 0, 0);\n")
        expected.append(operations[op](a[0].astype(np.float64), others[dim]))
    (out,) = run(tmp_path, COMMON, body, [a, b], ["Float16_b"] * 2, [("Float16_b", 9)])
    np.testing.assert_allclose(out, expected, rtol=2**-8, atol=2**-12)


def test_blocks_of_tiles(tmp_path, rng):
    a, b = normal(rng, 3), normal(rng, 3)
    packs = "        pack_tile_block(0, 16, 3);\n"
    body = START
    for op in ("add", "sub", "mul"):
        body += f"    {op}_init(0, 1);\n" + section(f"    {op}_block(0, 1, 0, 0, 0, 3);\n", packs)
    body += "    copy_init(0);\n" + section("    copy_block(0, 0, 0, 3);\n", packs)
    (out,) = run(tmp_path, COMMON, body, [a, b], ["Float16_b"] * 2, [("Float16_b", 12)])
    for i, expected in enumerate((a + b, a - b, a * b, a)):
        np.testing.assert_allclose(out[3 * i : 3 * i + 3], expected, rtol=2**-8, atol=2**-12)


def test_setup_by_llk_calls(tmp_path, rng):
    a, b = normal(rng), normal(rng)
    body = START + (
        "    UNPACK((llk_unpack_AB_init<BroadcastType::ROW>(0, 1)));\n"
        "    MATH((llk_math_eltwise_binary_init<ELWSUB, BroadcastType::ROW, MathFidelity::LoFi>()));\n"
        "    PACK((llk_pack_relu_config(ReluConfig::zero())))\n"
    )
    body += section("    sub_tiles_bcast<BroadcastType::ROW>(0, 1, 0, 0, 0);\n")
    (out,) = run(tmp_path, COMMON, body, [a, b], ["Float16_b"] * 2, [("Float16_b", 1)])
    np.testing.assert_allclose(out[0], np.maximum(a[0] - b[0][:1], 0), rtol=2**-8, atol=2**-12)


def test_a_full_init_resets_the_packer(tmp_path, rng):
    a = normal(rng)
    body = "    PACK((llk_pack_relu_config(ReluType::ZERO_RELU)));\n    pack_reconfig_l1_acc(1);\n"
    body += START + "    copy_tile_init(0);\n" + section("    copy_tile(0, 0, 0);\n")
    (out,) = run(tmp_path, COMMON, body, [a], ["Float16_b"], [("Float16_b", 1)])
    np.testing.assert_array_equal(out, a)


def test_unary_bcast_sets_all_formats(tmp_path, rng):
    a = normal(rng)
    body = "    unary_bcast_init<BroadcastType::COL>(0, 16);\n" + section(
        "    unary_bcast<BroadcastType::COL>(0, 0, 0);\n"
    )
    (out,) = run(tmp_path, COMMON, body, [a], ["Float16_b"], [("Float16_b", 1)])
    np.testing.assert_array_equal(out[0], np.broadcast_to(a[0][:, :1], (32, 32)))


BROKEN = {
    "PACK_UNTILIZE_ROWS": "    pack_untilize_init<1>(0, 16);\n    pack_untilize_block<1>(0, 2, 16);\n",
    "PACK_ROWS": section("    copy_tile(0, 0, 0);\n", "        pack_rows_init(20);\n        pack_tile(0, 16);\n"),
    "PACK_ROWS-init": section("    copy_tile(0, 0, 0);\n", "        pack_rows(0, 16);\n"),
    "NOT_MODELLED": section(
        "    copy_tile(0, 0, 0);\n",
        "        pack_rows_init(8);\n        pack_reconfig_l1_acc(1);\n        pack_rows(0, 16);\n",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken(tmp_path, rng, name):
    body = START + "    copy_tile_init(0);\n" + BROKEN[name]
    headers = [*COMMON, "api/compute/pack_untilize.h"]
    result = execute(tmp_path, headers, body, [normal(rng)], ["Float16_b"], [("Float16_b", 1)])
    assert result.returncode == FINDING_EXIT_CODE, result.stdout + result.stderr
    assert (result.findings[0].code, result.findings[0].file) == (name.split("-")[0], "compute.cpp")
