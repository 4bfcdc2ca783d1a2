"""`--verify-diagnostics`: which diagnostic meets which comment."""

from __future__ import annotations

import pytest

from tilelang_tt.diagnostics import Diag, Note, Severity, Where
from tilelang_tt.tools.expected import check


def diag(line: int, message: str = "boom", severity: Severity = Severity.ERROR, file: str = "a.mlir") -> Diag:
    return Diag(severity, message, Where(file, line, 1))


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("x // expected-error {{boom}}", 1),
        ("x // expected-error @here {{boom}}", 1),
        ("// expected-error @below {{boom}}\nx", 2),
        ("// expected-error@below {{boom}}\nx", 2),
        ("// expected-error @below {{boom}}\n// expected-note @below {{n}}\nx", 3),
        ("x\n// expected-error @above {{boom}}", 1),
        ("// expected-error @+2 {{boom}}\n\nx", 3),
        ("x\n\n// expected-error @-2 {{boom}}", 1),
        ("// expected-error @below {{oo}}\nx", 2),
        ("// expected-error-re @below {{b{{o+}}m}}\nx", 2),
    ],
)
def test_met(source: str, line: int) -> None:
    finding = Diag(Severity.ERROR, "boom", Where("a.mlir", line, 3), (Note("n"),) if "note" in source else ())
    assert check(source, "a.mlir", [finding]) == []


@pytest.mark.parametrize(
    ("source", "finding", "problems"),
    [
        ("x", diag(1), ["a.mlir:1:1: error: unexpected error: boom"]),
        ("x", diag(1, severity=Severity.WARNING), ["a.mlir:1:1: error: unexpected warning: boom"]),
        (
            "x // expected-error {{other}}",
            diag(1),
            [
                "a.mlir:1:1: error: unexpected error: boom",
                'a.mlir:1: error: expected error at line 1 was not produced: "other"',
            ],
        ),
        (
            "x // expected-warning {{boom}}",
            diag(1),
            [
                "a.mlir:1:1: error: unexpected error: boom",
                'a.mlir:1: error: expected warning at line 1 was not produced: "boom"',
            ],
        ),
        (
            "x\n// expected-error @below {{boom}}\ny",
            diag(1),
            [
                "a.mlir:1:1: error: unexpected error: boom",
                'a.mlir:2: error: expected error at line 3 was not produced: "boom"',
            ],
        ),
        (
            "x // expected-error {{boom}}",
            diag(1, file="b.mlir"),
            [
                "b.mlir:1:1: error: unexpected error: boom",
                'a.mlir:1: error: expected error at line 1 was not produced: "boom"',
            ],
        ),
    ],
)
def test_not_met(source: str, finding: Diag, problems: list[str]) -> None:
    assert check(source, "a.mlir", [finding]) == problems


def test_one_expectation_takes_one_diagnostic() -> None:
    source = "x // expected-error {{boom}}"
    assert check(source, "a.mlir", [diag(1), diag(1)]) == ["a.mlir:1:1: error: unexpected error: boom"]


def test_literal_text_is_not_a_regex() -> None:
    assert check("x // expected-error {{a.c (d)}}", "a.mlir", [diag(1, "a.c (d)")]) == []
    assert len(check("x // expected-error {{a.c}}", "a.mlir", [diag(1, "abc")])) == 2


def test_notes_are_optional_but_must_appear_when_expected() -> None:
    finding = Diag(Severity.ERROR, "boom", Where("a.mlir", 1, 1), (Note("why", Where("a.mlir", 2, 1)),), "do this")
    assert check("x // expected-error {{boom}}\ny", "a.mlir", [finding]) == []
    assert check("x // expected-error {{boom}}\ny // expected-note {{why}}", "a.mlir", [finding]) == []
    source = "// expected-note @below {{help: do this}}\nx // expected-error {{boom}}"
    moved = Diag(Severity.ERROR, "boom", Where("a.mlir", 2, 1), (), "do this")
    assert check(source, "a.mlir", [moved]) == []
    assert check("x // expected-error {{boom}}\ny // expected-note {{else}}", "a.mlir", [finding]) == [
        'a.mlir:2: error: expected note at line 2 was not produced: "else"'
    ]


def test_without_a_location() -> None:
    finding = Diag(Severity.ERROR, "boom")
    assert check("// expected-error @unknown {{boom}}", "a.mlir", [finding]) == []
    assert check("x // expected-error {{boom}}", "a.mlir", [finding])[0] == "error: unexpected error: boom"


def test_line_numbers_of_a_later_part() -> None:
    assert check("// expected-error @below {{boom}}\nx", "a.mlir", [diag(12)], first_line=11) == []


@pytest.mark.parametrize("comment", ["// expected-error boom", "// expected-error @beneath {{boom}}"])
def test_malformed(comment: str) -> None:
    (problem,) = check(f"{comment}\nx", "a.mlir", [])
    assert problem.startswith("a.mlir:1: error: malformed expected-* comment")
