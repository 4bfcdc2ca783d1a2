"""Arrays of torch and numpy: the same elements, on the same memory where that can be."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest
import torch

from tilelang_tt.runner import like_inputs, store, to_array, to_tensor

BOTH = ("float32", "float16", "bfloat16", "float8_e4m3fn", "float8_e5m2", "int32", "int8", "uint8", "bool")


def values(name: str) -> np.ndarray:
    dtype = np.dtype(getattr(ml_dtypes, name) if hasattr(ml_dtypes, name) else name)
    return np.array([[0, 1, 1], [2, 0, 3]]).astype(dtype)


@pytest.mark.parametrize("name", BOTH)
def test_there_and_back(name: str) -> None:
    array = values(name)
    tensor = to_tensor(array)
    assert tensor.dtype == getattr(torch, name) and tensor.shape == (2, 3)
    assert np.array_equal(tensor.to(torch.float32).numpy(), array.astype(np.float32))
    back = to_array(tensor)
    assert back.dtype == array.dtype and np.shares_memory(back, array)


def test_results_have_the_type_of_the_inputs() -> None:
    array = values("bfloat16")
    assert isinstance(like_inputs(array, [array, 1.0]), np.ndarray)
    assert like_inputs(array, [array, torch.zeros(1)]).dtype == torch.bfloat16
    for target in (torch.zeros(2, 3, dtype=torch.bfloat16), torch.zeros(3, 2, dtype=torch.bfloat16).T):
        store(target, array)
        assert torch.equal(target, to_tensor(array))
