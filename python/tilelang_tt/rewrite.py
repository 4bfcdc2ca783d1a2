"""Rewrite patterns: plain functions, checked.

    @pattern
    def fold_copy_into_pack(op: PackOp, rw: Rewriter) -> None:
        \"\"\"pack(copy(x)) -> pack(x)\"\"\"
        copy = op.tile.owner
        if copy.name != "tt.tile.copy":
            return rw.skip(op, "the packed tile is not a copy")
        rw.replace(op, PackOp(copy.operands[0], op.slot))

    apply_patterns(module, [fold_copy_into_pack])

The annotation of the first parameter names the root. The insertion point is before the root and the ambient Location is
the root's. A pattern ends in exactly one of: `rw.skip`, or one or more of `rw.replace`, `rw.erase`, `rw.modified`.
The bindings crash on erased operations and wrong replacements; here those are `PatternError`s.
"""

from __future__ import annotations

import inspect
import types
import typing
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, overload

from tilelang_tt.mlir import ir, rewrite

__all__ = ["Pattern", "PatternError", "RewriteStats", "Rewriter", "apply_patterns", "pattern"]

Driver = Literal["greedy", "walk"]


class PatternError(RuntimeError):
    """A pattern broke the rules of rewriting: a defect of the pattern, never of the kernel."""


@dataclass(frozen=True)
class Pattern:
    """A rewrite function and the operations it is tried on (OpView classes or operation names)."""

    fn: Callable[[Any, Rewriter], None]
    roots: tuple[type | str, ...]
    benefit: int = 1

    @property
    def name(self) -> str:
        return self.fn.__name__

    def __call__(self, op: Any, rw: Rewriter) -> None:
        self.fn(op, rw)


@overload
def pattern(fn: Callable[[Any, Rewriter], None]) -> Pattern: ...
@overload
def pattern(*, root: str | Sequence[str] | None = None, benefit: int = 1) -> Callable[[Callable], Pattern]: ...
def pattern(
    fn: Callable[[Any, Rewriter], None] | None = None,
    *,
    root: str | Sequence[str] | None = None,
    benefit: int = 1,
) -> Pattern | Callable[[Callable], Pattern]:
    """Makes a Pattern of a function `(op, rw)`.

    Its root is the annotation of `op`, an OpView class or a union of several; `root` gives operation names instead.
    Among patterns for one root the one with the highest `benefit` is tried first.
    """

    def make(function: Callable[[Any, Rewriter], None]) -> Pattern:
        names = (root,) if isinstance(root, str) else tuple(root or ())
        return Pattern(function, names or _annotated_roots(function), benefit)

    return make if fn is None else make(fn)


def _annotated_roots(fn: Callable[..., Any]) -> tuple[type, ...]:
    parameter = next(iter(inspect.signature(fn).parameters.values()))
    annotation: Any = parameter.annotation
    if isinstance(annotation, str):
        try:
            annotation = typing.get_type_hints(fn, localns=inspect.getclosurevars(fn).nonlocals)[parameter.name]
        except NameError as failure:
            raise TypeError(
                f"pattern '{fn.__name__}': cannot resolve the annotation '{annotation}': {failure}"
            ) from None
    union = typing.get_origin(annotation) in (typing.Union, types.UnionType)
    roots = typing.get_args(annotation) if union else (annotation,)
    if not all(isinstance(r, type) and issubclass(r, ir.OpView) and r is not ir.OpView for r in roots):
        raise TypeError(
            f"pattern '{fn.__name__}': annotate its first parameter with the operation class it rewrites, "
            f'or use @pattern(root="dialect.op")'
        )
    return roots


@dataclass
class RewriteStats:
    """What a driver did: rewrites per pattern, and refusals per (pattern, reason)."""

    rewrites: Counter[str] = field(default_factory=Counter)
    skips: Counter[tuple[str, str]] = field(default_factory=Counter)

    @property
    def changed(self) -> bool:
        return bool(self.rewrites)


class Rewriter:
    """The changes one application of a pattern may make. Not usable after the pattern returns."""

    def __init__(self, raw: Any, root: Any, driver: Driver, name: str, stats: RewriteStats) -> None:
        self._raw = raw
        self._root = root
        self._driver = driver
        self._name = name
        self._stats = stats
        self._changes = 0
        self._skipped = False
        self._dead = False

    @property
    def ip(self) -> ir.InsertionPoint:
        """The insertion point, initially before the root."""
        self._alive()
        return self._raw.ip

    def skip(self, op: Any, reason: str) -> None:
        """Refuses to rewrite `op`. Nothing may have been changed."""
        self._alive()
        if self._changes:
            raise self._broken(f"skips '{op.operation.name}' after changing the IR")
        self._skipped = True
        self._stats.skips[self._name, reason] += 1

    def modified(self, op: Any) -> None:
        """States that `op` was changed in place. Must not hold for ever: a second application has to skip."""
        self._change(op)

    def erase(self, op: Any) -> None:
        """Erases an operation whose results have no uses left."""
        operation = self._change(op)
        self._check_reachable(operation)
        for result in operation.results:
            user = next(iter(result.uses), None)
            if user is not None:
                raise self._broken(f"erases '{operation.name}', whose result is still used by '{user.owner.name}'")
        self._raw.erase_op(operation)
        operation._set_invalid()

    def replace(self, op: Any, new: Any, *, retype: bool = False) -> None:
        """Replaces `op` by `new`: an operation, a value or a sequence of values, one per result and of equal type.

        `retype` permits other types, for lowerings that convert the users as well.
        """
        operation = self._change(op)
        self._check_reachable(operation)
        values = _values(new)
        results = list(operation.results)
        if len(values) != len(results):
            raise self._broken(f"replaces '{operation.name}' with {len(results)} results by {len(values)} values")
        for index, (result, value) in enumerate(zip(results, values, strict=True)):
            if isinstance(value, ir.OpResult) and value.owner == operation:
                raise self._broken(f"replaces '{operation.name}' by itself")
            if not retype and result.type != value.type:
                raise self._broken(
                    f"replaces result {index} of '{operation.name}', of type {result.type}, "
                    f"by a value of type {value.type}"
                )
        self._raw.replace_op(operation, values)
        operation._set_invalid()

    def _alive(self) -> None:
        if self._dead:
            raise self._broken("uses its rewriter after it returned")

    def _change(self, op: Any) -> Any:
        self._alive()
        if self._skipped:
            raise self._broken("changes the IR after rw.skip")
        operation = op.operation
        operation.name  # noqa: B018  raises if the operation is dead, before anything is touched
        self._changes += 1
        return operation

    def _check_reachable(self, operation: Any) -> None:
        """The walk driver holds the position after the root: erasing there would leave it dangling."""
        if self._driver == "greedy" or operation == self._root:
            return
        above = operation
        while above.block.owner is not None and above.block != self._root.block:
            above = above.block.owner.operation
            if above == self._root:
                return
            if above.name == "builtin.module":
                break
        if above != operation or not operation.is_before_in_block(self._root):
            raise self._broken(f"erases '{operation.name}', which the walk has yet to visit; use the greedy driver")

    def _broken(self, what: str) -> PatternError:
        return PatternError(f"pattern '{self._name}' {what}")

    def _finish(self) -> bool:
        """Whether the pattern rewrote something; ends the rewriter's life."""
        self._dead = True
        if not self._changes and not self._skipped:
            raise self._broken(
                "returned without saying what it did; end it with rw.skip(op, reason), rw.replace, rw.erase, "
                "or rw.modified(op) after a change in place"
            )
        return bool(self._changes)


def _values(new: Any) -> list[Any]:
    if isinstance(new, ir.Value):
        return [new]
    if hasattr(new, "operation"):
        return list(new.operation.results)
    return list(new)


def apply_patterns(
    op: Any,
    patterns: Iterable[Pattern],
    *,
    driver: Driver = "greedy",
    max_iterations: int = 10,
    max_rewrites: int = 100_000,
    fold: bool = False,
) -> RewriteStats:
    """Applies `patterns` below `op` (a Module or an operation).

    driver: "greedy" repeats until nothing matches, new operations included, and drops pure operations without uses;
        "walk" visits every operation once, nested ones first, and is the choice for lowerings.
    max_iterations: sweeps of the greedy driver.
    fold: greedy only, also runs MLIR's folders.
    Raises PatternError for a misbehaving pattern or patterns that never come to rest; other exceptions of a pattern
    arrive unchanged. After an exception the IR is valid but partly rewritten.
    """
    stats = RewriteStats()
    failures: list[BaseException] = []
    patterns = list(patterns)

    def callback(p: Pattern) -> Callable[[Any, Any], bool]:
        def run(view: Any, raw: Any) -> bool:
            """The driver's contract: truthy means "no match". Exceptions stay on this side of C++."""
            if failures:
                return True
            try:
                changed = _apply(p, view, raw, driver, stats)
                if changed and stats.rewrites.total() > max_rewrites:
                    raise PatternError(_no_rest(stats, f"after {max_rewrites} rewrites"))
            except BaseException as failure:
                failures.append(failure)
                return True
            return not changed

        return run

    operation = op.operation
    try:
        with operation.context:
            frozen = _freeze(patterns, callback)
            if driver == "walk":
                rewrite.walk_and_apply_patterns(operation, frozen)
            elif driver == "greedy":
                rewrite.apply_patterns_and_fold_greedily(operation, frozen, _config(max_iterations, fold))
            else:
                raise ValueError(f"unknown driver '{driver}'; use 'greedy' or 'walk'")
    except RuntimeError as failure:
        if not failures and "converge" not in str(failure):
            raise
        if not failures:
            raise PatternError(_no_rest(stats, f"after {max_iterations} iterations")) from failure
    if failures:
        raise failures[0]
    return stats


def _apply(p: Pattern, view: Any, raw: Any, driver: Driver, stats: RewriteStats) -> bool:
    rw = Rewriter(raw, view.operation, driver, p.name, stats)
    try:
        with raw.ip, view.operation.location:
            p.fn(view, rw)
        changed = rw._finish()
    finally:
        rw._dead = True
    if changed:
        stats.rewrites[p.name] += 1
    return changed


def _freeze(patterns: list[Pattern], callback: Callable[[Pattern], Callable[[Any, Any], bool]]) -> Any:
    # Freezing a set moves it and a second freeze crashes, so each application builds its own.
    patterns_set = rewrite.RewritePatternSet()
    for p in patterns:
        run = callback(p)
        for root in p.roots:
            patterns_set.add(root, run, benefit=p.benefit)
    return patterns_set.freeze()


def _config(max_iterations: int, fold: bool) -> Any:
    config = rewrite.GreedyRewriteConfig()
    config.max_iterations = max_iterations
    config.enable_folding = fold
    config.enable_constant_cse = fold
    config.region_simplification_level = rewrite.GreedySimplifyRegionLevel.DISABLED
    return config


def _no_rest(stats: RewriteStats, when: str) -> str:
    busiest = ", ".join(f"{name} ({count})" for name, count in stats.rewrites.most_common(3))
    return f"patterns still match {when}: {busiest}"
