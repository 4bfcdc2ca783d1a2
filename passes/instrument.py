"""What runs between passes: IR dumps and timing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from tilelang_tt.mlir import to_text

if TYPE_CHECKING:
    from tilelang_tt.mlir import ir


class Instrumentation:
    """Callbacks around every pass, Python or C++; `name` is the pass as it is called in pipelines, without options."""

    def before(self, name: str, module: ir.Module) -> None:
        """Called before the pass."""

    def after(self, name: str, module: ir.Module) -> None:
        """Called after the pass, and before verification."""

    def failed(self, name: str, module: ir.Module) -> None:
        """Called in place of `after`, or after it if the IR does not verify."""


Selector = Callable[[str], bool]


def never(name: str) -> bool:
    return False


def always(name: str) -> bool:
    return True


@dataclass
class IRPrinter(Instrumentation):
    """Prints the module around the selected passes, with the headings that mlir-opt writes.

    change: print after a pass only if the IR differs from the last one seen.
    print_module: gives the text of a module.
    """

    stream: TextIO
    print_before: Selector = never
    print_after: Selector = never
    change: bool = False
    failure: bool = False
    print_module: Callable[[ir.Module], str] = to_text
    _last: str | None = field(default=None, init=False)

    def before(self, name: str, module: ir.Module) -> None:
        if self.print_before(name):
            self._print(f"Before {name}", self.print_module(module))
        if self.change and self._last is None:
            self._last = self._exact(module)

    def after(self, name: str, module: ir.Module) -> None:
        if self.change:
            exact = self._exact(module)
            changed, self._last = exact != self._last, exact
            if not changed:
                return
        if self.change or self.print_after(name):
            self._print(f"After {name}", self.print_module(module))

    def failed(self, name: str, module: ir.Module) -> None:
        if self.failure:
            # A failed pass may leave IR that the custom printers cannot cope with.
            self._print(f"After {name} Failed", to_text(module, generic=True))

    @staticmethod
    def _exact(module: ir.Module) -> str:
        return to_text(module, generic=True, names=False)

    def _print(self, what: str, text: str) -> None:
        self.stream.write(f"// -----// IR Dump {what} //----- //\n{text}\n")


@dataclass
class Timing(Instrumentation):
    """Wall time per pass, in the order of execution, in seconds."""

    clock: Callable[[], float] = time.perf_counter
    laps: list[tuple[str, float]] = field(default_factory=list)
    _start: float = 0.0

    def before(self, name: str, module: ir.Module) -> None:
        self._start = self.clock()

    def after(self, name: str, module: ir.Module) -> None:
        self.laps.append((name, self.clock() - self._start))

    def report(self) -> str:
        """A table like mlir-opt's."""
        total = sum(seconds for _, seconds in self.laps)
        rule = "===" + "-" * 73 + "===\n"
        lines = [rule, f"{'... Execution time report ...':^79}".rstrip() + "\n", rule]
        lines += [f"  Total Execution Time: {total:.4f} seconds\n\n", "  ----Wall Time----  ----Name----\n"]
        for name, seconds in [*self.laps, ("Total", total)]:
            share = 100 * seconds / total if total else 0.0
            lines.append(f"  {seconds:8.4f} ({share:5.1f}%)  {name}\n")
        return "".join(lines)
