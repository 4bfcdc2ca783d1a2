"""Runs pipelines that mix our Python passes with MLIR's own.

PassManager("builtin.module(tt-infer-layout,canonicalize,func.func(cse))").run(module)
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tilelang_tt.diagnostics import (
    CompileError,
    CompileWarning,
    Diag,
    Diagnostics,
    InternalError,
    Note,
    Severity,
    render,
)
from tilelang_tt.mlir import ir, passmanager
from tilelang_tt.passes import registry
from tilelang_tt.passes.base import Pass, element_text
from tilelang_tt.passes.options import OptionError, bind, parse_options
from tilelang_tt.passes.textual import ROOT, Element, PipelineError, parse_pipeline

if TYPE_CHECKING:
    from tilelang_tt.passes.instrument import Instrumentation

__all__ = ["PassManager", "PipelineError", "UnknownPass", "make_pass"]


class UnknownPass(PipelineError):
    """A pass name that neither we nor MLIR know."""


@dataclass(frozen=True)
class _Upstream:
    """One C++ pass with the anchors around it, e.g. `func.func(cse)`."""

    name: str
    text: str

    def run(self, module: ir.Module, verify: bool) -> None:
        manager = passmanager.PassManager.parse(f"{ROOT}({self.text})")
        manager.enable_verifier(verify)
        manager.run(module.operation)


class PassManager:
    """A pipeline: passes, and text with passes of either kind. Checked when built, so that `run` cannot fail on names.

    Raises PipelineError for text that does not parse and for unknown passes or options.
    """

    def __init__(
        self,
        passes: str | Iterable[Pass | str] = (),
        *,
        verify_each: bool = True,
        instrumentation: Sequence[Instrumentation] = (),
    ) -> None:
        self.verify_each = verify_each
        self.instrumentation = list(instrumentation)
        self._steps: list[Pass | _Upstream] = []
        for item in [passes] if isinstance(passes, str) else passes:
            self.add(item)

    def add(self, item: Pass | str) -> PassManager:
        """Appends a pass, or the passes of a pipeline text."""
        if isinstance(item, Pass):
            self._steps.append(item)
        else:
            for element in parse_pipeline(item):
                self.add_element(element)
        return self

    def add_element(self, element: Element, anchors: tuple[str, ...] = ()) -> None:
        """Appends what a pipeline element names; `anchors` are the operations it is nested in, outermost first."""
        if element.children is not None:
            for child in element.children:
                self.add_element(child, (*anchors, element.name))
            return
        row = registry.entry(element.name)
        if row is not None and anchors:
            raise PipelineError(f"pass '{row.name}' runs on {ROOT}, not nested in {anchors[-1]}")
        if row is not None:
            self._steps.append(make_pass(element.name, element.options))
            return
        text = str(element)
        for anchor in reversed(anchors):
            text = f"{anchor}({text})"
        _check_upstream(element, text)
        self._steps.append(_Upstream(element.name, text))

    @property
    def passes(self) -> tuple[str, ...]:
        """The names of the passes, in order."""
        return tuple(step.name for step in self._steps)

    def __str__(self) -> str:
        texts = [step.text if isinstance(step, _Upstream) else element_text(step) for step in self._steps]
        return f"{ROOT}({','.join(texts)})"

    def run(self, module: ir.Module, diag: Diagnostics | None = None) -> ir.Module:
        """Runs the passes on `module`, in place, and returns it.

        Diagnostics go to `diag`; without one, warnings become Python warnings of category CompileWarning.
        Raises CompileError, with the errors, after the first pass that reports any.
        """
        collector = diag if diag is not None else Diagnostics(module.context)
        if collector.attached:
            self._run(module, collector)
            return module
        attached = Diagnostics(
            module.context,
            collector.sources,
            collector.renames,
            collector.sink,
            collector.collected,
            collector.decisions,
        )
        with attached:
            self._run(module, attached)
        if diag is None:
            for finding in attached.collected:
                warnings.warn(render(finding), CompileWarning, stacklevel=2)
        return module

    def _run(self, module: ir.Module, diag: Diagnostics) -> None:
        with module.context:
            for step in self._steps:
                self._step(step, module, diag)

    def _step(self, step: Pass | _Upstream, module: ir.Module, diag: Diagnostics) -> None:
        known = len(diag.errors)
        try:
            if isinstance(step, Pass):
                self._check_form(step.takes, f"{step.name} takes", module, diag, known)
            for hook in self.instrumentation:
                hook.before(step.name, module)
            _guarded(step.name, diag, known, lambda: self._execute(step, module, diag))
            for hook in reversed(self.instrumentation):
                hook.after(step.name, module)
            if isinstance(step, Pass):
                self._verify(step, module, diag, known)
                self._check_form(step.gives, f"{step.name} gives", module, diag, known)
        except Exception:
            for hook in reversed(self.instrumentation):
                hook.failed(step.name, module)
            raise

    def _execute(self, step: Pass | _Upstream, module: ir.Module, diag: Diagnostics) -> None:
        if isinstance(step, Pass):
            step.run(module, diag)
        else:
            step.run(module, self.verify_each)

    def _verify(self, step: Pass, module: ir.Module, diag: Diagnostics, known: int) -> None:
        if not self.verify_each:
            return

        def verify() -> None:
            if not module.operation.verify():
                raise ir.MLIRError("verification failed", [])

        try:
            _guarded(step.name, diag, known, verify)
        except InternalError:
            raise
        except CompileError as failure:
            broken = Diag(Severity.ERROR, f"internal error: the IR does not verify after pass '{step.name}'")
            diag.add(broken)
            raise InternalError([*failure.diagnostics, broken], diag.sources) from None

    def _check_form(self, form: str | None, who: str, module: ir.Module, diag: Diagnostics, known: int) -> None:
        check = registry.form_check(form) if form is not None and self.verify_each else None
        if check is None:
            return
        _guarded(f"{who} form '{form}'", diag, known, lambda: check(module, diag))


def make_pass(name: str, options: str = "") -> Pass:
    """The pass of that name with options from text. Raises PipelineError."""
    try:
        cls = registry.find(name)
        return bind(cls, parse_options(options), cls.name)
    except (registry.UnknownName, OptionError) as failure:
        raise PipelineError(str(failure)) from None


def _check_upstream(element: Element, text: str) -> None:
    with _scratch_context():
        try:
            passmanager.PassManager.parse(f"{ROOT}({text})")
        except ValueError as failure:
            if "does not refer to a registered pass" in str(failure):
                raise UnknownPass(registry.unknown_pass(element.name)) from None
            reason = " ".join(line.strip() for line in str(failure).splitlines() if line.strip())
            raise PipelineError(f"pass '{element.name}': {reason}") from None


def _scratch_context() -> ir.Context:
    ctx = ir.Context(load_on_create_dialects=[])
    ctx.enable_multithreading(False)
    return ctx


def _guarded(name: str, diag: Diagnostics, known: int, action: Callable[[], None]) -> None:
    """Runs `action`; errors it reports, and any exception, become CompileError. `known` errors were there before."""
    try:
        action()
    except CompileError as failure:
        for finding in failure.diagnostics:
            if not any(finding is seen for seen in diag.collected):  # `diag.check()` raises what it collected
                diag.add(finding)
        raise CompileError(diag.errors[known:], diag.sources) from failure
    except ir.MLIRError as failure:
        if not diag.errors[known:]:
            diag.add(Diag(Severity.ERROR, f"pass '{name}' failed: {failure}"))
    except Exception as failure:
        if os.environ.get("TILELANG_TT_DEBUG", "0") != "0":
            raise
        broken = Diag(
            Severity.ERROR,
            f"internal error in pass '{name}': {type(failure).__name__}: {failure}",
            notes=(Note("this is a defect of the compiler; TILELANG_TT_DEBUG=1 shows where"),),
        )
        diag.add(broken)
        raise InternalError([broken], diag.sources) from failure
    if diag.errors[known:]:
        raise CompileError(diag.errors[known:], diag.sources)
