"""tt-lower-tile-intrinsics: tt-tensorize, with a record that it is done and for which device.

    func.func @f(...) {
      "tt.core.grid"() ({ ... "tt.tile.gemm"(%A_shared, %B_shared, %C_local, %false) ... })
  ->
    func.func @f(...) attributes {
        tt.device_config = {arch = "wormhole", dst_tiles = 8, l1_bytes = 1499136, num_cbs = 32, ...},
        tt.target_device = "wormhole", tt.tile_intrinsics_lowered = true} {
      "tt.core.grid"() ({ ... "tt.tile.matmul"(%A_shared, %B_shared, %C_local) ... })

Takes tile form, gives value form. The device is the option, else `tt.target_device`, else wormhole. Later passes take its
L1, circular buffers and DST from `tt.device_config`, which may say less than the chip has, never more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.passes import device_facts, kernel_func
from tilelang_tt.passes.tensorize import Tensorize

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics
    from tilelang_tt.mlir import ir

LOWERED = "tt.tile_intrinsics_lowered"


@dataclass(frozen=True)
class LowerTileIntrinsics(Tensorize):
    """tensorize, and record the device"""

    name: ClassVar[str] = "tt-lower-tile-intrinsics"
    aliases: ClassVar[tuple[str, ...]] = ("LowerTTTileIntrinsics",)
    device: str | None = None

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Rebuilds every function, and marks the kernels."""
        super().run(module, diag)
        for fn in kernel_func.kernels(module):
            device = device_facts.device_of(fn, self.device)
            scheduled = kernel_func.read(fn, device_facts.TARGET)
            if scheduled not in (None, device.name) and "tt.core_grid" in fn.attributes:
                raise CompileError.at(
                    fn,
                    f"'{fn.name.value}' is scheduled for {scheduled}, {self.text} is for {device.name}",
                    help="give the device to tt-infer-schedule or tt-tiles-to-core-map",
                )
            kernel_func.write(fn, {LOWERED: True, device_facts.TARGET: device.name, device_facts.CONFIG: device.config})
