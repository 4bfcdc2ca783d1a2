"""The names of a host program's variables, and sizes as expressions of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tilelang_tt.dialects.extent import Extent, Size, text
from tilelang_tt.emitc.names import RESERVED, sanitise
from tilelang_tt.plan.sequence import AnyPlan

# What main.cpp itself calls things.
LOCALS = frozenset(
    """argc argv data kernel_dir device queue program cores work workload ok core start count args kernel
    reader compute writer reader_args writer_args reader_config compute_config writer_config unpack_to_dest
    only scalar extent split split_by_column split_packed split_packed_by_column split_in_boxes ceil_div finish
    correlation add_circular_buffer tile_side least_correlation
    add_shard shared_reads with_parts ReaderGroup
    Tensor Layout Role Pages Digit Elements Plain Half Whole Small Bfp4 Bfp8 CoreWork distributed tt""".split()
)


class Names:
    """C++ names of the host's variables for the plan's buffers and symbolic dimensions; `others` are names in use."""

    def __init__(self, plan: AnyPlan, others: Iterable[str] = ()) -> None:
        taken = {*LOCALS, *others}
        self.symbols: dict[str, str] = {}
        for symbol in plan.symbols:
            self.symbols[symbol] = _free(sanitise(symbol) or "extent_of", "extent", taken)
            taken.add(self.symbols[symbol])
        self.buffers: dict[str, str] = {}
        for buffer in plan.buffers:
            base = sanitise(buffer.name) or f"arg{buffer.index}"
            name = _free(base, "tensor", taken)
            while f"{name}_layout" in taken:
                name = _free(f"{name}_", "tensor", taken)
            taken |= {name, f"{name}_layout"}
            self.buffers[buffer.name] = name


def _free(base: str, kind: str, taken: set[str]) -> str:
    """`base`, or a name like it, where that means something in C++ or is in use."""
    name = f"{base}_{kind}" if base in RESERVED or base in taken else base
    while name in taken:
        name += "_"
    return name


def size_text(value: Size, names: Names | None = None) -> str:
    """A size as a C++ expression of the host's variables."""
    return text(value.renamed(names.symbols) if isinstance(value, Extent) and names else value)


def size_list(values: Sequence[Size], names: Names | None = None) -> str:
    """Sizes as a C++ initialiser."""
    return "{" + ", ".join(size_text(value, names) for value in values) + "}"
