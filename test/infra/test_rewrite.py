"""Patterns: how roots are found, what drivers do, and that every misuse is an exception instead of a crash."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import Any

import pytest

from tilelang_tt.mlir import arith, ir, parse_module, to_text, walk_collect
from tilelang_tt.rewrite import Pattern, PatternError, Rewriter, RewriteStats, apply_patterns, pattern

DRIVERS = ("greedy", "walk")


@pytest.fixture
def module(ctx: ir.Context) -> ir.Module:
    text = """func.func @f(%a: i32) -> i32 {
  %0 = arith.addi %a, %a : i32
  %1 = arith.muli %0, %0 : i32
  %2 = arith.addi %1, %0 : i32
  return %2 : i32
}"""
    return parse_module(text, "a.mlir", ctx)


def names(module: ir.Module) -> list[str]:
    return [op.name for op in walk_collect(module, lambda o: o.name.startswith("arith")) for op in [op.operation]]


@pattern
def add_to_sub(op: arith.AddIOp, rw: Rewriter) -> None:
    rw.replace(op, arith.SubIOp(op.lhs, op.rhs))


@pytest.mark.parametrize("driver", DRIVERS)
def test_replacement(module: ir.Module, driver: Any) -> None:
    stats = apply_patterns(module, [add_to_sub], driver=driver)
    assert stats.rewrites == {"add_to_sub": 2} and stats.changed
    assert names(module) == ["arith.subi", "arith.muli", "arith.subi"]
    assert module.operation.verify()


@pytest.mark.parametrize("driver", DRIVERS)
def test_new_operations_take_place_and_location_of_the_root(module: ir.Module, driver: Any) -> None:
    before = [str(op.location) for op in walk_collect(module, "arith.addi")]
    apply_patterns(module, [add_to_sub], driver=driver)
    assert [str(op.location) for op in walk_collect(module, "arith.subi")] == before


def test_roots_by_name_by_union_and_by_local_class(module: ir.Module) -> None:
    Local = arith.AddIOp
    seen: list[str] = []

    @pattern(root=["arith.addi", "arith.muli"])
    def by_name(op: Any, rw: Rewriter) -> None:
        seen.append(op.operation.name)
        rw.skip(op, "looking")

    @pattern
    def by_union(op: arith.AddIOp | arith.MulIOp, rw: Rewriter) -> None:
        seen.append(op.operation.name)
        rw.skip(op, "looking")

    @pattern
    def by_closure(op: Local, rw: Rewriter) -> None:  # type: ignore[valid-type]
        assert isinstance(op, Local)
        rw.skip(op, "looking")

    for one, count in ((by_name, 3), (by_union, 3), (by_closure, 2)):
        stats = apply_patterns(module, [one], driver="walk")
        assert stats == RewriteStats(skips=stats.skips) and stats.skips[one.name, "looking"] == count
    assert sorted(seen) == ["arith.addi"] * 4 + ["arith.muli"] * 2


def test_a_pattern_needs_a_root() -> None:
    def unannotated(op, rw):  # type: ignore[no-untyped-def]  # noqa: ANN001
        pass

    def vague(op: ir.OpView, rw: Rewriter) -> None:
        pass

    for function in (unannotated, vague):
        with pytest.raises(TypeError, match="annotate its first parameter with the operation class"):
            pattern(function)


def test_benefit_decides(module: ir.Module) -> None:
    @pattern(root="arith.addi", benefit=5)
    def first(op: Any, rw: Rewriter) -> None:
        rw.replace(op, op.operands[0])

    assert apply_patterns(module, [add_to_sub, first]).rewrites == {"first": 2}


@pytest.mark.parametrize("driver", DRIVERS)
def test_replacement_by_a_value_and_erasure(module: ir.Module, driver: Any) -> None:
    @pattern
    def forward(op: arith.AddIOp, rw: Rewriter) -> None:
        rw.replace(op, op.lhs)

    @pattern
    def dead(op: arith.MulIOp, rw: Rewriter) -> None:
        if any(True for _ in op.result.uses):
            return rw.skip(op, "it is used")
        rw.erase(op)

    apply_patterns(module, [forward], driver=driver)
    assert names(module) == ["arith.muli"]
    assert apply_patterns(module, [dead], driver=driver).skips == {("dead", "it is used"): 1}


def test_erasure_of_the_unused(module: ir.Module) -> None:
    @pattern(root="arith.addi")
    def dead(op: Any, rw: Rewriter) -> None:
        if any(True for _ in op.result.uses):
            return rw.skip(op, "it is used")
        rw.erase(op)

    walk_collect(module, "func.return")[0].operation.operands[0] = module.body.operations[0].arguments[0]
    assert apply_patterns(module, [dead], driver="walk").rewrites == {"dead": 1}
    assert names(module) == ["arith.addi", "arith.muli"]


def test_modified_in_place(module: ir.Module) -> None:
    @pattern
    def tag(op: arith.AddIOp, rw: Rewriter) -> None:
        if "tag" in op.attributes:
            return rw.skip(op, "tagged")
        op.attributes["tag"] = ir.UnitAttr.get()
        rw.modified(op)

    assert apply_patterns(module, [tag]).rewrites == {"tag": 2}
    assert to_text(module).count("tag") == 2


def misuse(function: Callable[[Any, Rewriter], None]) -> Pattern:
    return pattern(root="arith.addi")(function)


@misuse
def returns_nothing(op: Any, rw: Rewriter) -> None:
    pass


@misuse
def erases_used(op: Any, rw: Rewriter) -> None:
    rw.erase(op)


@misuse
def wrong_count(op: Any, rw: Rewriter) -> None:
    rw.replace(op, [op.operands[0], op.operands[1]])


@misuse
def wrong_type(op: Any, rw: Rewriter) -> None:
    rw.replace(op, arith.constant(ir.IntegerType.get_signless(64), 1))


@misuse
def by_itself(op: Any, rw: Rewriter) -> None:
    rw.replace(op, op)


@misuse
def skips_late(op: Any, rw: Rewriter) -> None:
    rw.modified(op)
    rw.skip(op, "changed my mind")


@misuse
def changes_late(op: Any, rw: Rewriter) -> None:
    rw.skip(op, "no")
    rw.replace(op, op.operands[0])


@misuse
def never_rests(op: Any, rw: Rewriter) -> None:
    rw.replace(op, arith.AddIOp(op.operands[1], op.operands[0]))


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (returns_nothing, "returned without saying what it did"),
        (erases_used, "erases 'arith.addi', whose result is still used by"),
        (wrong_count, "with 1 results by 2 values"),
        (wrong_type, "replaces result 0 of 'arith.addi', of type i32, by a value of type i64"),
        (by_itself, "replaces 'arith.addi' by itself"),
        (skips_late, "skips 'arith.addi' after changing the IR"),
        (changes_late, "changes the IR after rw.skip"),
        (never_rests, r"patterns still match after 10 iterations: never_rests \(\d+\)"),
    ],
    ids=lambda value: value.name if isinstance(value, Pattern) else None,
)
def test_misuse(module: ir.Module, bad: Pattern, message: str) -> None:
    with pytest.raises(PatternError, match=message):
        apply_patterns(module, [bad], driver="greedy")
    gc.collect()
    assert module.operation.verify()


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_dead_operation_cannot_be_touched(module: ir.Module, driver: Any) -> None:
    @pattern
    def late(op: arith.AddIOp, rw: Rewriter) -> None:
        rw.replace(op, op.lhs)
        op.rhs  # noqa: B018

    with pytest.raises(RuntimeError, match="invalidated"):
        apply_patterns(module, [late], driver=driver)
    assert module.operation.verify()


def test_a_rewriter_dies_with_its_pattern(module: ir.Module) -> None:
    kept: list[Rewriter] = []

    @pattern
    def leak(op: arith.AddIOp, rw: Rewriter) -> None:
        kept.append(rw)
        rw.skip(op, "not yet")

    apply_patterns(module, [leak])
    with pytest.raises(PatternError, match="uses its rewriter after it returned"):
        kept[0].skip(walk_collect(module, "arith.addi")[0], "now")


def test_the_walk_driver_refuses_to_erase_what_comes_next(module: ir.Module) -> None:
    @pattern
    def ahead(op: arith.MulIOp, rw: Rewriter) -> None:
        user = next(iter(op.result.uses)).owner
        rw.replace(user, user.operands[1])

    with pytest.raises(PatternError, match="which the walk has yet to visit; use the greedy driver"):
        apply_patterns(module, [ahead], driver="walk")
    assert apply_patterns(module, [ahead], driver="greedy").rewrites == {"ahead": 1}


@pytest.mark.parametrize("driver", DRIVERS)
def test_exceptions_arrive_unchanged_and_stop_the_driver(module: ir.Module, driver: Any) -> None:
    calls = []

    @pattern
    def boom(op: arith.AddIOp, rw: Rewriter) -> None:
        calls.append(1)
        raise KeyError("lost")

    with pytest.raises(KeyError, match="lost"):
        apply_patterns(module, [boom], driver=driver)
    assert len(calls) == 1
    assert module.operation.verify()


def test_rewrites_are_limited(module: ir.Module) -> None:
    with pytest.raises(PatternError, match="after 3 rewrites"):
        apply_patterns(module, [never_rests], max_rewrites=3)


def test_folding_is_optional(ctx: ir.Context) -> None:
    text = "func.func @f() -> i32 { %0 = arith.constant 1 : i32 %1 = arith.addi %0, %0 : i32 return %1 : i32 }"

    @pattern
    def never(op: arith.MulIOp, rw: Rewriter) -> None:
        rw.skip(op, "never")

    for fold, left in ((False, ["arith.constant", "arith.addi"]), (True, ["arith.constant"])):
        module = parse_module(text, "a.mlir", ctx)
        apply_patterns(module, [never], fold=fold)
        assert names(module) == left


def test_unknown_driver(module: ir.Module) -> None:
    with pytest.raises(ValueError, match="unknown driver 'sprint'"):
        apply_patterns(module, [add_to_sub], driver="sprint")  # type: ignore[arg-type]


def test_retype_lets_lowerings_change_types(module: ir.Module) -> None:
    i64 = ir.IntegerType.get_signless(64)

    @pattern(root="arith.addi")
    def widen(op: Any, rw: Rewriter) -> None:
        result = arith.constant(i64, 1)
        rw.replace(op, result, retype=True)

    apply_patterns(module, [widen], driver="walk")
    assert not walk_collect(module, "arith.addi")
