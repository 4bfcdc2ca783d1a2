"""Attention on the simulator: forward in both layouts, decoding in two kernels, linear attention by chunks."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest
from live_examples import check, load, odd_size, run

import tilelang_tt as tt
from tilelang_tt.sim.compare import compare
from tilelang_tt.tools.kernel_check import LEAST_PCC

pytest.importorskip("tilelang")
BHSD, BSHD = "flash_attention_bhsd", "flash_attention"


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("S", [128, 200])
@pytest.mark.parametrize("name", [BHSD, BSHD])
def test_layouts_sequences_and_masks(name: str, S: int, causal: bool) -> None:
    check("flash_attention", name, S, S=S, heads=1, causal=causal)


@pytest.mark.parametrize("D", [40, 96, 128])
def test_head_sizes(D: int) -> None:
    check("flash_attention", BSHD, 128, D=D, heads=2, causal=D == 96)


@pytest.mark.parametrize("name", [BHSD, BSHD])
def test_long_sequence(name: str) -> None:
    check("flash_attention", name, 1000, S=1000, heads=1, D=64, block_M=128, block_N=128, causal=name == BHSD)


@pytest.mark.parametrize(
    ("name", "S", "D", "causal", "groups"),
    [
        (BHSD, 128, 96, True, 1),
        (BHSD, 128, 128, True, 2),
        (BSHD, 200, 96, True, 2),
        (BHSD, 200, 128, False, 1),
        (BSHD, 1000, 64, False, 2),
        (BHSD, 1000, 96, False, 2),
        (BSHD, 1000, 128, True, 1),
    ],
)
def test_head_sizes_sequences_and_groups(name: str, S: int, D: int, causal: bool, groups: int) -> None:
    """With the tests above: every head size with every length, each with both masks, both layouts, own and shared keys."""
    check("flash_attention", name, S, S=S, D=D, heads=groups, groups=groups, causal=causal)


@pytest.mark.parametrize(("name", "heads", "groups"), [(BHSD, 4, 4), (BSHD, 4, 2)])
def test_heads_that_share_keys(name: str, heads: int, groups: int) -> None:
    check("flash_attention", name, 96, S=96, heads=heads, groups=groups, D=32, block_M=32, block_N=32, causal=True)


@pytest.mark.parametrize("blocks", [(32, 64), (64, 32), (96, 64)])
def test_blocks_of_different_sizes(blocks: tuple[int, int]) -> None:
    block_m, block_n = blocks
    check("flash_attention", BHSD, 192, S=192, heads=1, block_M=block_m, block_N=block_n, causal=True)


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_other_types(dtype: str) -> None:
    check("flash_attention", BHSD, 128, S=128, heads=1, dtype=dtype)


@pytest.mark.parametrize("seed", range(2))
def test_random_sizes(seed: int) -> None:
    rng = np.random.default_rng(seed)
    s, d = odd_size(rng, 180), int(rng.choice([32, 56, 80]))
    causal = bool(rng.integers(2))
    check("flash_attention", BSHD, s, seed=seed, batch=2, S=s, heads=1, D=d, causal=causal)


def test_weights_of_one_key() -> None:
    """With a causal mask the first query sees the first key only, whatever the scores are."""
    module = load("flash_attention")
    kernel = tt.compile(
        module.flash_attention_bhsd(S=64, heads=1, D=32, block_M=32, block_N=32, causal=True), out_idx=-1
    )
    rng = np.random.default_rng(0)
    q, k, v = (rng.uniform(-8, 8, (1, 1, 64, 32)).astype(ml_dtypes.bfloat16) for _ in range(3))
    first = kernel(q, k, v)[0, 0, 0].astype(np.float64)
    # 1 * v / 1: one rounding of a function's value and one of the quotient.
    assert np.allclose(first, v[0, 0, 0].astype(np.float64), rtol=2.0**-7, atol=0)


@pytest.mark.parametrize(("heads", "groups"), [(32, 32), (16, 8)])
def test_decoding(heads: int, groups: int) -> None:
    """Both kernels, one after the other, give the attention of one query over all keys."""
    batch, length, size, parts = 1, 256, 64, 2
    module, attention = load("flash_decoding"), load("flash_attention")
    split = tt.compile(
        module.flash_decoding_split(batch=batch, heads=heads, groups=groups, S=length, D=size, num_split=parts),
        out_idx=[-2, -1],
    )
    combine = tt.compile(module.flash_decoding_combine(batch=batch, heads=heads, D=size, num_split=parts), out_idx=-1)
    rng = np.random.default_rng(0)
    q = rng.uniform(-1, 1, (batch, heads, size)).astype(ml_dtypes.bfloat16)
    k, v = (rng.uniform(-1, 1, (batch, length, heads // groups, size)).astype(ml_dtypes.bfloat16) for _ in range(2))
    result = combine(*split(q, k, v))
    expected = attention.flash_attention_reference(q[:, None], k, v)[:, 0].astype(np.float64)
    outcome = compare(result, expected)
    # The bound of bfloat16 attention elsewhere in this file: four roundings of the largest value.
    assert outcome.max_abs_err <= 4 * 2.0**-8 * np.abs(expected).max(), str(outcome)
    assert outcome.pcc >= LEAST_PCC, str(outcome)


def test_parts_of_decoding() -> None:
    check("flash_decoding", "flash_decoding_split", 192, heads=16, groups=8, S=192, num_split=3, D=96)


@pytest.mark.parametrize("args", [{"heads": 16, "num_split": 3}, {"heads": 40, "num_split": 4, "D": 96}])
def test_combination_of_decoding(args: dict) -> None:
    check("flash_decoding", "flash_decoding_combine", args["num_split"], **args)


@pytest.mark.parametrize(
    "args",
    [
        {"S": 64},
        {"S": 192, "heads": 1},
        {"S": 100, "heads": 1},
        {"S": 128, "heads": 1, "chunk": 32, "DK": 32, "DV": 96, "dtype": "float16"},
        {"S": 64, "heads": 1, "dtype": "float32"},
    ],
)
def test_linear_attention(args: dict) -> None:
    check("linear_attention", "linear_attention", args["S"], **args)


def test_later_chunks_need_the_earlier() -> None:
    """A wrong matrix between chunks would show after the first chunk only."""
    ((result, expected),) = run("linear_attention", "linear_attention", {"S": 128, "heads": 1, "dtype": "float16"})
    later = compare(result[:, 64:], expected[:, 64:].astype(np.float64))
    assert later.pcc >= LEAST_PCC, str(later)
