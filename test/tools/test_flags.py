"""Command-line parsing in LLVM's manner."""

from __future__ import annotations

import pytest

from tilelang_tt.tools.flags import Flag, UsageError, describe, parse

FLAGS = (
    Flag("o", "output", "file", "-"),
    Flag("verify", "check", default=True),
    Flag("quiet", "say less"),
    Flag("arg", "an argument", "name=value", repeats=True),
)


@pytest.mark.parametrize(
    ("argv", "name", "value"),
    [
        ([], "o", "-"),
        ([], "arg", []),
        ([], "quiet", False),
        (["-o", "x"], "o", "x"),
        (["-o=x"], "o", "x"),
        (["--o", "x"], "o", "x"),
        (["-quiet"], "quiet", True),
        (["--quiet=0"], "quiet", False),
        (["--no-verify"], "verify", False),
        (["--verify=false"], "verify", False),
        (["--no-verify", "--verify"], "verify", True),
        (["--arg", "M=1", "--arg=N=2"], "arg", ["M=1", "N=2"]),
    ],
)
def test_values(argv: list[str], name: str, value: object) -> None:
    assert parse(argv, FLAGS)[name] == value


def test_positionals() -> None:
    assert parse(["a", "-quiet", "-", "--", "-b"], FLAGS).positional == ["a", "-", "-b"]


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--quite"], "unknown argument '--quite'; did you mean '--quiet'?"),
        (["--nothing=1"], "unknown argument '--nothing=1'"),
        (["-o"], "'-o' needs a value: -o=<file>"),
        (["--quiet=maybe"], "'--quiet' takes true or false, not 'maybe'"),
        (["--no-o"], "unknown argument '--no-o'; did you mean '--o'?"),
    ],
)
def test_errors(argv: list[str], message: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(argv, FLAGS)
    assert str(caught.value) == message


def test_actions_and_others_are_called_in_order() -> None:
    seen: list[str] = []
    actions = {"arg": lambda value: seen.append(f"arg {value}")}
    parse(["--a{x=1}", "--arg=1", "-b"], FLAGS, lambda text: seen.append(text) is None, actions=actions)
    assert seen == ["a{x=1}", "arg 1", "b"]


def test_description_has_a_line_per_flag() -> None:
    assert [line.split()[0] for line in describe(FLAGS).splitlines()] == [
        "-o=<file>",
        "--verify",
        "--quiet",
        "--arg=<name=value>",
    ]
