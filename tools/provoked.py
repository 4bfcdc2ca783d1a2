"""Which test provokes which message: the texts that tests expect, matched with the shapes of messages.

A test expects a text as `expected-error {{...}}`, as a CHECK line, as a comment `# refused: ...` in a kernel, or as a string in
Python (`pytest.raises(match="...")`, `assert "..." in text`). It provokes the message whose literal text it repeats most; a finding
of the simulator whose text no test repeats goes by its code, of which there may be several.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tilelang_tt.tools.messages import HOLE, ROOT, Message

LEAST = 12
"""So many characters of a message's own text an expectation must repeat, or all there are if they are fewer."""

MOST = 0.75
"""So much of a message's own text must be in an expectation that has other text around it."""


class Expectation(NamedTuple):
    """A text that a test expects in a message; `test` is the test's file and, in Python, its function."""

    text: str
    test: str


_MLIR = re.compile(
    r"expected-(?:error|warning|remark|note)(?:-re)?[^{]*\{\{(.*?)\}\}\s*$|^\s*//\s*[A-Z][A-Z0-9_-]*: *(.*)$"
)
_REFUSED = re.compile(r"# refused(?:: | by )(.*)")


def expectations(root: Path = ROOT) -> Iterator[Expectation]:
    """Everything that the tests expect as text, in the order of files."""
    for path in sorted((root / "test").rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix == ".mlir":
            for line in path.read_text("utf-8").splitlines():
                found = _MLIR.search(line)
                if found:
                    yield from (Expectation(part, name) for part in _parts(found[1] or found[2] or ""))
        elif path.suffix == ".py" and path.name != "conftest.py":
            yield from _of_python(path.read_text("utf-8"), name)


def _of_python(text: str, name: str) -> Iterator[Expectation]:
    for line in text.splitlines():
        refused = _REFUSED.search(line)
        if refused:
            yield Expectation(refused[1], name)
    tree = ast.parse(text)
    for top in tree.body:
        named = isinstance(top, ast.FunctionDef) and top.name.startswith("test")
        test = f"{name}:{top.name}" if named and isinstance(top, ast.FunctionDef) else name
        for node in ast.walk(top):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for line in node.value.splitlines():
                    yield from (Expectation(part, test) for part in _parts(line))


def _parts(text: str) -> list[str]:
    """The fixed parts of an expectation, which may be a regular expression or have FileCheck's `{{...}}` in it."""
    pieces = re.split(r"\{\{.*?\}\}|\[\[.*?\]\]|\.\*\??|\\[dwsS]\+?", text)
    return [re.sub(r"\\([^\w])", r"\1", piece).strip() for piece in pieces if piece.strip()]


def common(text: str, shape: str, whole: bool = True) -> int:
    """How many characters of `shape`'s own text are in `text`, in order and without a gap but for holes.

    `whole`: all of `text` must be a part of something the shape can give; else any part of `text` will do.
    """
    chars: list[str | None] = []
    for i, piece in enumerate(shape.split(HOLE)):
        chars += [None] if i % 2 else list(piece)
    width, most = len(chars), 0
    # best[j]: most literal characters so far, where chars[j] comes next; a hole takes any number of characters.
    best = [0] * (width + 1)
    for char in text:
        following = [-1 if whole else 0] * (width + 1)
        for j, wanted in enumerate(chars):
            here = best[j]
            if here < 0:
                continue
            if wanted is None:
                following[j] = max(following[j], here)
                best[j + 1] = max(best[j + 1], here)
            elif wanted == char:
                following[j + 1] = max(following[j + 1], here + 1)
        best = following
        most = max(most, *best)
    return max(0, *best) if whole else most


def score(text: str, message: Message) -> int:
    """How much of a message a test that expects `text` shows; 0 where that is too little."""
    size = sum(map(len, message.literals))
    fits = common(text, message.shape)
    if fits >= min(LEAST, size):
        return fits
    partly = common(text, message.shape, whole=False)
    return partly if partly >= max(min(LEAST, size), MOST * size) else 0


def provoked(found: Iterable[Message], root: Path = ROOT) -> dict[Message, str]:
    """Message -> a test that provokes it, for those that some test does."""
    known = list(found)
    by_words: dict[str, list[Message]] = defaultdict(list)
    by_code: dict[str, list[Message]] = defaultdict(list)
    short: set[str] = set()  # the words of messages that have no better ones
    for message in known:
        if message.code:
            by_code[message.code].append(message)
        plain = [w for literal in message.literals for w in re.findall(r"[\w.-]+", literal)]
        for word in {w for literal in message.literals for w in _words(literal)} or set(plain):
            by_words[word].append(message)
            short.update({word} if word in plain else ())
    grams = {message: {g for literal in message.literals for g in _grams(literal)} for message in known}
    tests: dict[str, str] = {}
    expected = list(expectations(root))
    for text, test in expected:
        tests.setdefault(text, test)
    shown: dict[Message, tuple[int, str]] = {}
    by_their_code: dict[Message, str] = {}
    with_code = {(text, _file(test)) for text, test in expected if text in by_code}
    for text, test in tests.items():
        if text in by_code:
            by_their_code.update({message: test for message in by_code[text] if message not in by_their_code})
            continue
        mine = _grams(text)
        candidates = [
            (len(mine & grams[m]) + 2 * len(m.literals), m)
            for m in dict.fromkeys(m for word in _words(text, short) for m in by_words.get(word, ()))
        ]
        scores: dict[Message, int] = {}
        most = 0
        # No text has more in common with a message than the first number says.
        for limit, message in sorted(candidates, key=lambda c: -c[0]):
            size = sum(map(len, message.literals))
            if limit < min(most, size):
                continue
            if message.code and (message.code, _file(test)) not in with_code:
                continue
            scores[message] = score(text, message) if limit >= min(LEAST, size) else 0
            most = max(most, scores[message])
        for message, points in scores.items():
            # One that repeats all there is of a message shows it, whatever else it says.
            if points >= min(most, sum(map(len, message.literals))) and points > shown.get(message, (0, ""))[0]:
                shown[message] = (points, test)
    repeated = {message: test for message, (_, test) in shown.items()}
    of_all = {**by_their_code, **repeated}
    return {message: of_all[message] for message in known if message in of_all}


def _file(test: str) -> str:
    return test.partition(":")[0]


def _grams(text: str) -> set[str]:
    return {text[i : i + 3] for i in range(len(text) - 2)}


def _words(text: str, also: Collection[str] = ()) -> set[str]:
    """Pairs of neighbouring words, long words, and those of `also`: what a text must share with a message to be compared."""
    words = re.findall(r"[\w.-]+", text)
    pairs = {f"{a} {b}" for a, b in zip(words, words[1:], strict=False)}
    return pairs | {w for w in words if len(w) > 6 or w in also}
