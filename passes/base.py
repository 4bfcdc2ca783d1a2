"""The contract of a pass.

IR verifies before and after a pass, not in between. A pass keeps no operation or value from one run to the next,
changes nothing but the module it is given, and gives the same IR for the same input.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from tilelang_tt.passes.options import format_options, normalise

if TYPE_CHECKING:
    from tilelang_tt.diagnostics import Diagnostics
    from tilelang_tt.mlir import ir


@dataclass(frozen=True)
class Pass:
    """A transformation or check of a module; subclasses are frozen dataclasses whose fields are the options.

        @dataclass(frozen=True)
        class TilePad(Pass):
            \"\"\"pad buffers to whole tiles\"\"\"
            name: ClassVar[str] = "tt-tile-pad"
            takes: ClassVar[str | None] = "tile"
            gives: ClassVar[str | None] = "tile"
            fill: Literal["zero", "identity"] = "identity"

            def run(self, module, diag): ...

    Flags are `--tt-tile-pad{fill=zero}` and, without the prefix, `--tile-pad{...}`.
    From Python: `TilePad(fill="zero")(module)`.
    """

    name: ClassVar[str]
    aliases: ClassVar[tuple[str, ...]] = ()
    takes: ClassVar[str | None] = None
    gives: ClassVar[str | None] = None

    def __post_init__(self) -> None:
        """Raises OptionError for options of the wrong type. An override, for further rules, calls this first."""
        normalise(self)

    def run(self, module: ir.Module, diag: Diagnostics) -> None:
        """Changes `module` in place. Reports to `diag`, or raises CompileError where it cannot go on."""
        raise NotImplementedError(f"{type(self).__name__}.run")

    def __call__(self, module: ir.Module) -> ir.Module:
        """Runs this pass alone, verifies, and returns `module`. Raises CompileError."""
        from tilelang_tt.passes.manager import PassManager

        return PassManager([self]).run(module)

    @property
    def text(self) -> str:
        """The pass as an element of a textual pipeline, with the options that differ from their defaults."""
        return element_text(self)

    @classmethod
    def summary(cls) -> str:
        """The first line of the class's docstring, else of its module's (`tt-tile-pad: pad buffers to whole tiles`)."""
        # dataclass() writes "Name(field: type = default)" where there is no docstring.
        own = cls.__dict__.get("__doc__") or ""
        if not own or own.startswith(f"{cls.__name__}("):
            own = sys.modules[cls.__module__].__doc__ or ""
        first = own.strip().split("\n")[0].strip()
        return first.removeprefix(f"{cls.name}:").strip().rstrip(".")


def element_text(instance: Any) -> str:
    options = format_options(instance)
    return f"{instance.name}{{{options}}}" if options else str(instance.name)
