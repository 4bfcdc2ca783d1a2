"""Command-line flags in LLVM's manner: `-flag` or `--flag`, `--flag=value` or `--flag value`, in any order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tilelang_tt.passes.options import nearest

_TRUE, _FALSE = ("true", "1"), ("false", "0")


class UsageError(Exception):
    """A command line that does not make sense; the text is one line."""


@dataclass(frozen=True)
class Flag:
    """`metavar` names the value of a flag that takes one; without it the flag is boolean and `--no-<name>` exists.

    `repeats` collects the values of all occurrences in a list. `implied` is the value of a flag that is given without one.
    """

    name: str
    help: str
    metavar: str | None = None
    default: Any = None
    repeats: bool = False
    implied: str | None = None

    @property
    def initial(self) -> Any:
        if self.repeats:
            return []
        return False if self.metavar is None and self.default is None else self.default

    @property
    def usage(self) -> str:
        dashes = "-" if len(self.name) == 1 else "--"
        value = f"=<{self.metavar}>" if self.metavar else ""
        return f"{dashes}{self.name}" + (f"[{value}]" if self.implied else value)


@dataclass
class Parsed:
    values: dict[str, Any]
    positional: list[str] = field(default_factory=list)

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


def parse(
    argv: Sequence[str],
    flags: Iterable[Flag],
    other: Callable[[str], bool] = lambda text: False,
    suggestions: Iterable[str] = (),
    actions: Mapping[str, Callable[[str], object]] | None = None,
) -> Parsed:
    """Values by flag name (dashes kept), and positional arguments.

    `actions` are called with each value of the flags they are for, in the order of the command line. Anything that
    starts with a dash and is no flag goes to `other`, without its dashes; False means unknown. `suggestions` are names
    besides the flags' to propose then. Raises UsageError.
    """
    table = {flag.name: flag for flag in flags}
    out = Parsed({name: flag.initial for name, flag in table.items()})
    rest = list(argv)
    while rest:
        argument = rest.pop(0)
        if argument == "--":
            out.positional += rest
            break
        if not argument.startswith("-") or argument == "-":
            out.positional.append(argument)
            continue
        text = argument.removeprefix("-").removeprefix("-")
        name, has_value, value = text.partition("=")
        flag = table.get(name)
        if flag is None and name.startswith("no-") and not has_value:
            flag = table.get(name.removeprefix("no-"))
            if flag is not None and flag.metavar is None:
                out.values[flag.name] = False
                continue
            flag = None
        if flag is None:
            if not other(text):
                known = [f"--{candidate}" for candidate in (*table, *suggestions)]
                raise UsageError(f"unknown argument '{argument}'{nearest('--' + name, known)}")
        elif flag.metavar is None:
            out.values[name] = _boolean(flag, value if has_value else "true")
        elif flag.implied is not None:
            out.values[name] = value if has_value else flag.implied
        else:
            if not has_value and not rest:
                raise UsageError(f"'{argument}' needs a value: {flag.usage}")
            value = value if has_value else rest.pop(0)
            out.values[name] = [*out.values[name], value] if flag.repeats else value
            if actions and name in actions:
                actions[name](value)
    return out


def _boolean(flag: Flag, text: str) -> bool:
    if text.lower() in _TRUE + _FALSE:
        return text.lower() in _TRUE
    raise UsageError(f"'{flag.usage}' takes true or false, not '{text}'")


def describe(flags: Iterable[Flag], width: int = 42) -> str:
    """The flags as a two-column help text."""
    lines = []
    for flag in flags:
        lines.append(f"  {flag.usage:<{width}} {flag.help}".rstrip())
    return "\n".join(lines) + "\n"
