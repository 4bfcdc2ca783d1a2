"""Binding of pass options from text and from Python."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tilelang_tt.passes.options import OptionError, bind, format_options, parse_options, type_name


@dataclass(frozen=True)
class Knobs:
    name: ClassVar[str] = "tt-knobs"
    depth: int = 2
    enable_prefetch: bool = True
    scale: float = 1.0
    label: str = "x"
    order: Literal["row_major", "block"] = "row_major"
    core: int | None = None
    sizes: tuple[int, ...] = ()
    names: list[str] = field(default_factory=list)
    defaults: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.depth < 1:
            raise ValueError(f"depth must be positive, got {self.depth}")


@pytest.mark.parametrize(
    ("text", "field_name", "value"),
    [
        ("depth=4", "depth", 4),
        ("depth=0x10", "depth", 16),
        ("enable-prefetch=false", "enable_prefetch", False),
        ("enable_prefetch=0", "enable_prefetch", False),
        ("enable-prefetch", "enable_prefetch", True),
        ("scale=0.5", "scale", 0.5),
        ("scale=2", "scale", 2.0),
        ("label='a b'", "label", "a b"),
        ('label="{"', "label", "{"),
        ("order=block", "order", "block"),
        ("core=3", "core", 3),
        ("core=none", "core", None),
        ("sizes=1,2,3", "sizes", (1, 2, 3)),
        ("sizes=[1, 2]", "sizes", (1, 2)),
        ("sizes=[]", "sizes", ()),
        ("names=a,b", "names", ["a", "b"]),
        (
            "defaults={shard=DRAM interleave=false depth=2}",
            "defaults",
            {"shard": "DRAM", "interleave": False, "depth": 2},
        ),
    ],
)
def test_text(text: str, field_name: str, value: object) -> None:
    assert getattr(bind(Knobs, parse_options(text)), field_name) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("dept=4", r"tt-knobs has no option 'dept'; did you mean 'depth'\? \(options: depth, enable-prefetch, "),
        ("depth=many", "option 'depth' of tt-knobs: 'many' is not an int"),
        ("depth=1.5", "'1.5' is not an int"),
        ("enable-prefetch=perhaps", "option 'enable-prefetch' of tt-knobs: 'perhaps' is not a bool"),
        ("order=colum", "'colum' is not one of row_major, block"),
        ("order=blok", "did you mean 'block'"),
        ("sizes=1,x", "option 'sizes' of tt-knobs: 'x' is not an int"),
        ("depth=0", "tt-knobs: depth must be positive, got 0"),
        ("depth=1 depth=2", "option 'depth' is given twice"),
        ("=3", "option without a name: '=3'"),
        ("label='a", 'missing "\'" in'),
        ("defaults={a=1", "missing '}' in"),
        ("sizes=1]", "unbalanced ']'"),
    ],
)
def test_text_errors(text: str, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        bind(Knobs, parse_options(text))


@pytest.mark.parametrize(
    ("kwargs", "field_name", "value"),
    [
        ({"depth": 4}, "depth", 4),
        ({"scale": 2}, "scale", 2.0),
        ({"sizes": [1, 2]}, "sizes", (1, 2)),
        ({"names": ("a",)}, "names", ["a"]),
        ({"core": None}, "core", None),
        ({"defaults": {"shard": "L1"}}, "defaults", {"shard": "L1"}),
        ({"depth": "7"}, "depth", 7),
    ],
)
def test_python_values(kwargs: dict[str, Any], field_name: str, value: object) -> None:
    assert getattr(bind(Knobs, kwargs), field_name) == value


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"depth": True}, "True is not an int"),
        ({"depth": 1.5}, "1.5 is not an int"),
        ({"enable_prefetch": 1}, "1 is not a bool"),
        ({"order": "diagonal"}, "'diagonal' is not one of"),
        ({"sizes": 3}, "3 is not a list of int"),
    ],
)
def test_python_errors(kwargs: dict[str, Any], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        bind(Knobs, kwargs)


def test_required_options() -> None:
    @dataclass(frozen=True)
    class Needs:
        path: str

    with pytest.raises(OptionError, match=r"Needs needs option 'path' \(str\)"):
        bind(Needs, {})


@pytest.mark.parametrize(
    ("kind", "name"),
    [(int, "int"), (int | None, "int or none"), (tuple[str, ...], "list of str"), (Literal["a", "b"], "a|b")],
)
def test_type_names(kind: Any, name: str) -> None:
    assert type_name(kind) == name


def test_defaults_are_not_printed() -> None:
    assert format_options(Knobs()) == ""
    assert format_options(Knobs(depth=3, label="a b", core=1)) == "depth=3 label='a b' core=1"


plain = st.text(st.characters(codec="ascii", exclude_characters="\"'", categories=["L", "N", "P", "Zs", "S"]))


@given(
    st.builds(
        Knobs,
        depth=st.integers(1, 10**6),
        enable_prefetch=st.booleans(),
        scale=st.floats(allow_nan=False),
        label=plain,
        order=st.sampled_from(["row_major", "block"]),
        core=st.none() | st.integers(),
        sizes=st.lists(st.integers()).map(tuple),
        names=st.lists(plain),
        defaults=st.dictionaries(st.sampled_from("abc"), st.booleans() | st.integers()),
    )
)
def test_printed_options_bind_to_the_same_instance(knobs: Knobs) -> None:
    assert bind(Knobs, parse_options(format_options(knobs))) == knobs
