"""What the compiler knows about the chips: grids, memories, alignments, costs and data formats, as data."""

from tilelang_tt.device.formats import FORMATS, DataFormat, format_of
from tilelang_tt.device.table import DEVICE_NAMES, DEVICES, Costs, Device, Dst, get_device

__all__ = [
    "DEVICES",
    "DEVICE_NAMES",
    "FORMATS",
    "Costs",
    "DataFormat",
    "Device",
    "Dst",
    "format_beside",
    "format_of",
    "get_device",
]
