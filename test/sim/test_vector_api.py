"""Functions of the vector unit beyond those of one operand and its value: along columns, with state, with parameters."""

from __future__ import annotations

import numpy as np
import pytest
from compute_kernel import bf16, execute, run

from tilelang_tt.sim.driver import FINDING_EXIT_CODE

START = "    compute_kernel_hw_startup(0, 16);\n    copy_tile_init(0);\n"
HEADERS = ["api/compute/compute_kernel_api.h", "api/compute/tile_move_copy.h"]


@pytest.fixture
def rng():
    return np.random.default_rng(11)


def bits(value: float) -> int:
    return int(np.float32(value).view(np.uint32))


def section(math: str, packed: int = 1, first: int = 0) -> str:
    """Math in one DST section, of which `packed` tiles from `first` on go to CB 16."""
    pack = f"    pack_tile_block({first}, 16, {packed});\n" if packed else ""
    return f"    tile_regs_acquire();\n{math}    tile_regs_commit();\n    tile_regs_wait();\n{pack}    tile_regs_release();\n"


def copies(n: int, cb: int = 0, dst: int = 0) -> str:
    return "".join(f"    copy_tile({cb}, {i}, {dst + i});\n" for i in range(n))


def test_exponentials_with_a_factor(tmp_path, rng):
    x = bf16(rng.uniform(-8, 8, (1, 32, 32)))
    body = START
    for init, call in (
        (f"true, true, {bits(0.5)}u", "true, true"),
        (f"true, true, {bits(0.5)}u, InputClamping::None", "true, true, false, false, InputClamping::None"),
        ("true, false", "true, false, true, true"),
        ("false, false", "false, false, true"),
    ):
        body += f"    exp_tile_init<{init}>();\n" + section(
            copies(1) + f"    exp_tile<{call}>(0, VectorMode::RC, 0x3F00);\n"
        )
    # Four steps from the top left: the first 8 rows of the first face.
    body += "    exp_tile_init();\n"
    body += section(
        copies(1) + "    exp_tile<false, true, false, false, InputClamping::ClampToNegative, 4>(0, VectorMode::None);\n"
    )
    headers = [*HEADERS, "api/compute/eltwise_unary/exp.h"]
    (out,) = run(tmp_path, headers, body, [x], ["Float16_b"], [("Float16_b", 5)])
    # Without its limits the second is right up to 0.72, and 2 above.
    expected = np.exp(x[0] * 0.5)
    for got, bound, limit in zip(out[:4], (0.05, 0.05, 0.07, 0.01), (99, 1.9921875, 99, 99), strict=True):
        np.testing.assert_allclose(got, np.minimum(expected, limit), rtol=bound)
    np.testing.assert_allclose(out[4][:8, :16], np.exp(x[0][:8, :16]), rtol=0.01)
    np.testing.assert_array_equal(out[4][8:], x[0][8:])
    np.testing.assert_array_equal(out[4][:8, 16:], x[0][:8, 16:])


def test_quantisation(tmp_path, rng):
    x = rng.uniform(-200, 200, (1, 32, 32)).astype(np.float32)
    factor = np.full((1, 32, 32), 0.5, np.float32)
    body = START
    body += f"    quant_tile_init({bits(3)}u);\n" + section(copies(1) + copies(1, 1, 1) + "    quant_tile(0, 1, 0);\n")
    headers = [*HEADERS, "api/compute/quantization.h"]
    (q,) = run(tmp_path, headers, body, [x, factor], ["Float32"] * 2, [("Int32", 1)], dst32=True)
    rounded = np.trunc(x * 0.5 + 3 + np.copysign(0.5, x * 0.5 + 3))
    np.testing.assert_array_equal(q, np.clip(rounded, -127, 127))
    body = START + f"    requant_tile_init({bits(-1)}u);\n"
    body += section(copies(1) + "    copy_tile(1, 0, 1);\n    requant_tile(0, 1, 0);\n")
    body = body.replace("copy_tile(1", "reconfig_data_format_srca(1);\n    copy_tile(1")
    (r,) = run(tmp_path, headers, body, [q, factor], ["Int32", "Float32"], [("Int32", 1)], dst32=True)
    np.testing.assert_array_equal(r, np.trunc(q * 0.5 - 1 + np.copysign(0.5, q * 0.5 - 1)))
    body = body.replace("requant", "dequant")
    (d,) = run(tmp_path, headers, body, [q, factor], ["Int32", "Float32"], [("Float32", 1)], dst32=True)
    np.testing.assert_array_equal(d, (q - np.float32(1)) * np.float32(0.5))


def test_integer_operations_under_all_names(tmp_path, rng):
    a, b = (rng.integers(-1000, 1000, (1, 32, 32)).astype(np.int32) for _ in range(2))
    calls = {
        "add_int_tile_init();\n    add_int32_tile": a + b,
        "sub_int_tile_init();\n    sub_int32_tile": a - b,
        "rsub_int_tile_init();\n    rsub_int32_tile": b - a,
        "mul_int32_tile_init();\n    mul_int32_tile": a * b,
        "binary_bitwise_tile_init();\n    bitwise_xor_uint32_binary_tile": a ^ b,
        "lt_int_tile_init<DataFormat::Int32>();\n    lt_int_tile<DataFormat::Int32>": a < b,
        "ge_int_tile_init<DataFormat::UInt32>();\n    ge_int_tile<DataFormat::UInt32>": a.view(np.uint32)
        >= b.view(np.uint32),
        "remainder_int32_tile_init();\n    remainder_int32_tile": np.where(b == 0, 0, a % np.where(b == 0, 1, b)),
    }
    body = START
    for call in calls:
        body += section(copies(1) + copies(1, 1, 1) + f"    {call}(0, 1, 0);\n")
    headers = [*HEADERS] + [
        f"api/compute/{name}.h"
        for name in (
            "add_int_sfpu",
            "sub_int_sfpu",
            "mul_int32_sfpu",
            "binary_bitwise_sfpu",
            "binary_comp",
            "binary_remainder",
        )
    ]
    (out,) = run(tmp_path, headers, body, [a, b], ["Int32"] * 2, [("Int32", len(calls))], dst32=True)
    for got, (call, expected) in zip(out, calls.items(), strict=True):
        np.testing.assert_array_equal(got, expected[0], err_msg=call)


def test_functions_of_one_and_two_operands(tmp_path, rng):
    x, y = (rng.uniform(-6, 6, (1, 32, 32)).astype(np.float32) for _ in range(2))
    wide = x.astype(np.float64), y.astype(np.float64)
    alpha, beta = 0.8, 2.0
    xielu = 0.5 * wide[0] + np.where(x > 0, alpha * wide[0] ** 2, beta * (np.expm1(wide[0]) - wide[0]))
    calls = {
        f"xielu_tile_init();\n    xielu_tile(0, {bits(alpha)}u, {bits(beta)}u)": xielu,
        "mish_tile_init<APPROX>();\n    mish_tile<APPROX>(0)": wide[0] * np.tanh(np.log1p(np.exp(wide[0]))),
        "tanhshrink_tile_init();\n    tanhshrink_tile(0)": wide[0] - np.tanh(wide[0]),
        f"softcap_tile_init();\n    softcap_tile(0, {bits(4)}u, {bits(0.25)}u)": 4 * np.tanh(wide[0] / 4),
        "logaddexp_binary_tile_init();\n    logaddexp_binary_tile(0, 1, 0)": np.logaddexp(*wide),
        "logaddexp2_binary_tile_init();\n    logaddexp2_binary_tile(0, 1, 0)": np.logaddexp2(*wide),
        "remainder_binary_tile_init();\n    remainder_binary_tile(0, 1, 0)": np.mod(*wide),
        "mac_tile_init<DataFormat::Float32>();\n    mac_tile<DataFormat::Float32>(0, 1, 1, 0)": wide[0] * wide[1]
        + wide[1],
        "negative_tile_init();\n    negative_tile(1);\n    exp_tile_init();\n    copy_tile(0, 0, 1);\n    negative_tile(1);\n"
        "    exp_tile(1);\n    logsigmoid_tile_init();\n    logsigmoid_tile(0, 1, 0)": np.select(
            [x > 4, x > -4], [-np.exp(-wide[0]), -np.log1p(np.exp(-wide[0]))], wide[0]
        ),
        "binary_max_tile_init();\n    binary_max_tile(0, 1, 0, static_cast<int>(VectorMode::C))": np.where(
            np.arange(32) < 16, np.maximum(*wide), wide[0]
        ),
    }
    body = START
    for call in calls:
        body += section(copies(1) + copies(1, 1, 1) + f"    {call};\n")
    unary = ("xielu", "mish", "tanhshrink", "softcap", "mac", "negative", "exp")
    others = ("logaddexp", "logaddexp2", "logsigmoid", "binary_remainder", "binary_max_min")
    headers = [*HEADERS, *(f"api/compute/{name}.h" for name in others)]
    headers += [f"api/compute/eltwise_unary/{name}.h" for name in unary]
    (out,) = run(tmp_path, headers, body, [x, y], ["Float32"] * 2, [("Float32", len(calls))], dst32=True)
    for got, (call, expected) in zip(out, calls.items(), strict=True):
        np.testing.assert_allclose(got, expected[0], rtol=1e-5, atol=2e-6, err_msg=call)


def test_running_sums(tmp_path, rng):
    x = rng.uniform(-1, 1, (3, 32, 32)).astype(np.float32)
    body = START + "    cumsum_tile_init();\n"
    for i in range(3):
        body += section(f"    copy_tile(0, {i}, 0);\n    cumsum_tile(0, {'true' if i == 0 else 'false'});\n")
    (out,) = run(tmp_path, [*HEADERS, "api/compute/cumsum.h"], body, [x], ["Float32"], [("Float32", 3)], dst32=True)
    np.testing.assert_allclose(out.reshape(96, 32), np.cumsum(x.reshape(96, 32), axis=0), rtol=1e-5, atol=1e-5)


def test_mean_and_variance(tmp_path, rng):
    x = (rng.standard_normal((2, 32, 32)) * 3 + 5).astype(np.float32)
    body = START + "    constexpr std::array<uint32_t, 0> none = {};\n    welford_init();\n"
    # All of tile 0, then 20 rows of tile 1, with the state kept in DST in between.
    body += section(
        copies(1) + "    welford_update<0>(0, 0, none);\n    welford_save_state(1);\n    welford_clear();\n"
        "    welford_restore_state(1);\n    copy_tile(0, 1, 0);\n    welford_update_rows<0>(0, 32, 4, 20, none);\n"
        "    welford_finalize_to_row<0>(1, 51, none);\n", 2, 1,
    )  # fmt: skip
    headers = [*HEADERS, "api/compute/welford.h"]
    (out,) = run(tmp_path, headers, body, [x], ["Float32"], [("Float32", 2)], dst32=True)
    rows = np.concatenate([x[0], x[1][4:24]]).astype(np.float64)
    np.testing.assert_allclose(out[0][0], rows.mean(axis=0), rtol=1e-5)
    np.testing.assert_allclose(out[1][0], rows.var(axis=0), rtol=1e-4)
    assert not out[:, 1:4].any()


def test_reductions_in_dst(tmp_path, rng):
    x = rng.uniform(-9, 9, (2, 32, 32)).astype(np.float32)
    body = START
    pools = {"SUM": np.sum, "AVG": np.mean, "MAX": np.max, "MIN": np.min}
    for pool in pools:
        call = f"sfpu_reduce_init<PoolType::{pool}, DataFormat::Float32>();\n    sfpu_reduce<PoolType::{pool}, DataFormat::Float32>(0)"
        body += section(copies(1) + f"    {call};\n")
    call = "sfpu_reduce<PoolType::SUM, DataFormat::Float32, ReduceDim::REDUCE_ROW>(0, 2, 1)"
    body += "    sfpu_reduce_init<PoolType::SUM, DataFormat::Float32>();\n" + section(copies(2) + f"    {call};\n")
    (out,) = run(tmp_path, HEADERS, body, [x], ["Float32"], [("Float32", 5)], dst32=True)
    for got, pool in zip(out, pools.values(), strict=False):
        np.testing.assert_allclose(got[0], pool(x[0].astype(np.float64), axis=0), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(out[4][:, 0], x.astype(np.float64).sum(axis=(0, 2)), rtol=1e-5, atol=1e-5)
    n = rng.integers(-99, 99, (1, 32, 32))
    call = "sfpu_reduce_init<PoolType::AVG, DataFormat::Int32>();\n    sfpu_reduce<PoolType::AVG, DataFormat::Int32>(0)"
    (out,) = run(
        tmp_path, HEADERS, START + section(copies(1) + f"    {call};\n"), [n], ["Int32"], [("Int32", 1)], dst32=True
    )
    np.testing.assert_array_equal(out[0][0], np.trunc(n[0].sum(axis=0) / 32))


@pytest.mark.parametrize("smallest", [False, True])
def test_topk(tmp_path, rng, smallest):
    x = np.stack([rng.permutation(64) - 20.0 for _ in range(32)], axis=1).reshape(2, 32, 32)
    index = np.broadcast_to(np.arange(64).reshape(2, 32, 1), (2, 32, 32))
    load = copies(2) + "    reconfig_data_format_srca(1);\n    copy_tile(1, 0, 2);\n    copy_tile(1, 1, 3);\n"
    way = int(smallest)
    sort = f"    topk_local_sort(0, {way}, 5);\n"
    some = (
        f"    topk_local_sort(0, {way}, 3);\n    topk_merge<{str(smallest).lower()}>(0, 0, 16);\n"
        f"    topk_rebuild(0, {way}, 0, 16, 4, 0);\n    topk_merge<{str(smallest).lower()}>(0, 1, 16);\n"
        f"    topk_rebuild(0, {way}, 1, 16, 4, 1);\n"
    )
    body = START + "    topk_tile_init();\n"
    pack = "    pack_reconfig_data_format(17);\n    pack_tile(2, 17);\n    pack_tile(3, 17);\n    pack_reconfig_data_format(16);\n"
    for stages in (sort, some):
        body += "    reconfig_data_format_srca(0);\n" + section(load + stages, 2).replace(
            "    tile_regs_release", pack + "    tile_regs_release"
        )
    values, indices = run(
        tmp_path, [*HEADERS, "api/compute/topk.h"], body, [x, index], ["Float16_b", "UInt16"],
        [("Float16_b", 4), ("UInt16", 4)],
    )  # fmt: skip
    flat = x.reshape(64, 32)
    order = np.argsort(flat if smallest else -flat, axis=0)
    np.testing.assert_array_equal(indices[:2].reshape(64, 32), order)
    np.testing.assert_array_equal(values[:2].reshape(64, 32), np.take_along_axis(flat, order, 0))
    np.testing.assert_array_equal(indices[2:].reshape(64, 32)[:16], order[:16])
    np.testing.assert_array_equal(values[2:].reshape(64, 32)[:16], np.take_along_axis(flat, order, 0)[:16])


def test_random_numbers(tmp_path):
    ones = np.ones((1, 32, 32), np.float32)
    body = START + "    rand_tile_init(7);\n" + section(f"    rand_tile(0, {bits(-2)}u, {bits(4)}u);\n")
    body += "    dropout_kernel_init(3);\n" + section(
        copies(1) + f"    dropout_tile(0, {2**31 // 4}u, {bits(4 / 3)}u);\n"
    )
    headers = [*HEADERS, "api/compute/eltwise_unary/rand.h", "api/compute/eltwise_unary/dropout.h"]
    (out,) = run(tmp_path, headers, body, [ones], ["Float32"], [("Float32", 2)], dst32=True)
    assert out[0].min() >= -2 and out[0].max() < 2 and abs(out[0].mean()) < 0.15 and len(np.unique(out[0])) > 1000
    assert set(np.unique(out[1])) == {np.float32(0), np.float32(4 / 3)} and 0.15 < (out[1] == 0).mean() < 0.35


def test_maxima_of_rows_of_a_block(tmp_path, rng):
    x = bf16(rng.standard_normal((3, 32, 32)))
    body = "    compute_kernel_hw_startup(0, 1, 16);\n    reduce_block_max_row_init<3>();\n"
    body += section("    reduce_block_max_row<3>(0, 1, 0, 0);\n") + "    reduce_block_max_row_uninit(0);\n"
    inputs = [x, np.ones((1, 32, 32), np.float32)]
    (out,) = run(tmp_path, ["api/compute/reduce_custom.h"], body, inputs, ["Float16_b"] * 2, [("Float16_b", 1)])
    np.testing.assert_array_equal(out[0][:, 0], x.max(axis=(0, 2)))


BROKEN = {
    "SFPU_STATE_LOST": "    cumsum_tile_init();\n    exp2_tile_init();\n    cumsum_tile_init();\n"
    + section(copies(1) + "    cumsum_tile(0);\n    square_tile_init();\n    square_tile(0);\n    cumsum_tile(0, false);\n"),
    "SFPU_PARAMETER": "    topk_tile_init();\n" + section(copies(1) + "    copy_tile(0, 0, 1);\n    copy_tile(0, 0, 2);\n"
                                                         "    copy_tile(0, 0, 3);\n    topk_merge(0, 0, 12);\n"),
    "NOT_MODELLED": "    sfpu_reduce_init<PoolType::MAX, DataFormat::Float16_b>();\n"
    + section(copies(1) + "    sfpu_reduce<PoolType::MAX, DataFormat::Float16_b>(0, 2, 1);\n"),
}  # fmt: skip


@pytest.mark.parametrize("code", BROKEN)
def test_broken(tmp_path, rng, code):
    body = START + BROKEN[code]
    x = bf16(rng.standard_normal((1, 32, 32)))
    result = execute(tmp_path, [*HEADERS, "api/compute/cumsum.h"], body, [x], ["Float16_b"], [("Float16_b", 1)])
    assert result.returncode == FINDING_EXIT_CODE, result.stdout + result.stderr
    assert (result.findings[0].code, result.findings[0].thread) == (code, "MATH")
