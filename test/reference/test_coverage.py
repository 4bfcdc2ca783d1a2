"""The interpreter knows every operation of the dialect up to the buffer form."""

import ml_dtypes
import numpy as np
import pytest

from tilelang_tt.dialects import block, cb, core, tile
from tilelang_tt.dialects.functions import FUNCTIONS
from tilelang_tt.sim import reference  # noqa: F401  registers the semantics
from tilelang_tt.sim.reference.decode import HANDLERS, TERMINATORS
from tilelang_tt.sim.reference.functions import tile_function

UP_TO_BUFFER_FORM = {
    "block": block.OPS,
    "cb": cb.OPS,
    # The other operations of this group are the calls of a mover in kernel form.
    "core": (core.LaunchOp, core.GridOp, core.ZOrderOp, core.ReadOp, core.WriteOp),
    "tile": tile.OPS,
}


@pytest.mark.parametrize("group", UP_TO_BUFFER_FORM)
def test_every_operation_has_semantics(group):
    names = {op.OPERATION_NAME for op in UP_TO_BUFFER_FORM[group]}
    assert not names - HANDLERS.keys() - TERMINATORS


@pytest.mark.parametrize("fn", [fn for fn in FUNCTIONS if fn.call], ids=lambda fn: fn.name)
@pytest.mark.parametrize("dtype", [np.float32, np.float16, ml_dtypes.bfloat16])
def test_every_function_keeps_shape_and_type(fn, dtype):
    low = 1.25 if fn.name == "acosh" else 0.25
    values = np.linspace(low, low + 0.5, 12).reshape(3, 4).astype(np.float32).astype(dtype)
    found = tile_function(fn.name)(*[values] * fn.arity)
    assert found.shape == values.shape and found.dtype == values.dtype
    assert np.isfinite(found.astype(np.float32)).all()
    # A scalar gives what the element of an array gives.
    assert tile_function(fn.name)(*[values[1, 2]] * fn.arity) == found[1, 2]


@pytest.mark.parametrize("fn", [fn for fn in FUNCTIONS if fn.int32.call], ids=lambda fn: fn.name)
@pytest.mark.parametrize("dtype", [np.int8, np.int16, np.int32])
def test_every_function_of_integers_keeps_shape_and_type(fn, dtype):
    values = np.arange(-3, 9).reshape(3, 4).astype(dtype)
    found = tile_function(fn.name)(*[values] * fn.arity)
    assert found.shape == values.shape and found.dtype == values.dtype
    assert tile_function(fn.name)(*[values[1, 2]] * fn.arity) == found[1, 2]
