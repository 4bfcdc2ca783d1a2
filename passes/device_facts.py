"""The device of a kernel: the row of the device table that `tt.target_device` names, with what `tt.device_config` says of
it instead.
"""

from __future__ import annotations

from typing import Any

from tilelang_tt.device import Device, get_device
from tilelang_tt.diagnostics import CompileError
from tilelang_tt.mlir import ir
from tilelang_tt.passes import kernel_func

TARGET = "tt.target_device"
CONFIG = "tt.device_config"
DEFAULT = "wormhole"


def device_of(fn: Any, name: str | None = None) -> Device:
    """The device of one kernel; `name`, from an option, wins over its attribute. Raises CompileError."""
    try:
        device = get_device(name or kernel_func.read(fn, TARGET) or DEFAULT)
        config = kernel_func.read(fn, CONFIG)
        return device if config is None else device.with_config(config)
    except ValueError as failure:
        raise CompileError.at(fn, str(failure)) from None


def device_of_module(module: ir.Module, name: str | None = None) -> Device:
    """The device of the kernels of a module; wormhole where nothing says. Raises CompileError."""
    for fn in kernel_func.kernels(module):
        if TARGET in fn.attributes or CONFIG in fn.attributes:
            return device_of(fn, name)
    return get_device(name or DEFAULT)
