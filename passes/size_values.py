"""Sizes that are known when a kernel runs, as index values in front of its loops.

%m_0 = arith.index_cast %m : i32 to index
%0 = arith.addi %m_0, %c31 : index
%A_rows = arith.divui %0, %c32 : index
"""

from __future__ import annotations

from typing import Any

from tilelang_tt.dialects.extent import Extent, Size
from tilelang_tt.mlir import arith, ir, named_loc
from tilelang_tt.passes import kernel_func
from tilelang_tt.passes.rebuild import index, unnamed


class SizeValues:
    """Builds the values of sizes in one function, from its symbolic dimensions; each size once.

    `values` maps the function's parameters to those of the function under construction, where there is one.
    """

    def __init__(self, fn: Any, entry: ir.Block, values: dict[Any, Any] | None = None) -> None:
        symbols = kernel_func.symbol_values(fn)
        self._symbols = {name: (values or {}).get(value, value) for name, value in symbols.items()}
        self._entry = entry
        self._built: dict[Size, Any] = {}

    def value(self, size: Size, name: str | None = None) -> Any:
        """The index value of a size; it is called `name` if this builds it. A constant is built where it is asked for."""
        if isinstance(size, int):
            return index(size)
        if size not in self._built:
            here = unnamed(ir.Location.current)
            with self._place(), here:
                value = self._built[size] = self._sum(size)
            if name and not isinstance(value.owner.opview, arith.IndexCastOp):
                value.owner.location = named_loc(name, here)
        return self._built[size]

    def _place(self) -> ir.InsertionPoint:
        """In the function's own block, in front of the loop that is under construction."""
        block, around = ir.InsertionPoint.current.block, None
        while block != self._entry:
            around = block.owner
            block = around.operation.block
        return ir.InsertionPoint.current if around is None else ir.InsertionPoint(around)

    def _sum(self, size: Extent) -> Any:
        """Positive terms first: no intermediate result is negative where the size is not."""
        total = None
        for atoms, n in sorted(size.terms, key=lambda term: term[1] < 0):
            term = None
            for atom in atoms:
                factor = self._atom(atom)
                term = factor if term is None else arith.MulIOp(term, factor).result
            if term is None:
                term = index(abs(n))
            elif abs(n) != 1:
                term = arith.MulIOp(term, index(abs(n))).result
            if total is None:
                total = term if n > 0 else arith.SubIOp(index(0), term).result
            else:
                total = (arith.AddIOp if n > 0 else arith.SubIOp)(total, term).result
        return total

    def _atom(self, atom: Any) -> Any:
        if isinstance(atom, str):
            return arith.IndexCastOp(ir.IndexType.get(), self._symbols[atom]).result
        dividend, divisor = atom
        return arith.DivUIOp(self._sum(dividend), index(divisor)).result
