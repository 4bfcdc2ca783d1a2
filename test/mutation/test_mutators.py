"""The edits that the mutation test makes, on a small kernel."""

from __future__ import annotations

import pytest
from cpp import calls, statements, tokens
from equivalent import reason
from mutators import MUTATORS, Mutant, mutants

TEXT = """\
#include "api/dataflow/dataflow_api.h"

namespace {
struct Span {
    uint32_t first;  // 7
};

inline Span span(uint32_t first) {
    return {first + 1};
}
}  // namespace

void kernel_main() {
    constexpr uint32_t cb_a = tt::CBIndex::c_0;
    constexpr uint32_t cb_b = tt::CBIndex::c_16;
    const uint32_t count = get_arg_val<uint32_t>(3);
    for (uint32_t tile = 0; tile < count; ++tile) {
        cb_wait_front(cb_a, 2);
        if (reads(count)) {
            // A comment (with a call);
            pack_tile<true>(tile, cb_b, tile * 2);
        }
        exp_tile(
            0);
        mul_unary_tile(0, 0x3fb8aa3b /* 1.4427f */);
    }
}
"""


def edits(kind: str) -> list[str]:
    return [f"{m.line}: {m.after}" for m in mutants("reader.cpp", TEXT) if m.kind == kind]


def test_statements() -> None:
    found = [TEXT[s.start : s.end].split("\n")[0] for s in statements(TEXT)]
    assert found[:4] == ["namespace", "struct Span", "uint32_t first;", "inline Span span(uint32_t first)"]
    assert found[-3:] == [
        "pack_tile<true>(tile, cb_b, tile * 2);",
        "exp_tile(",
        "mul_unary_tile(0, 0x3fb8aa3b /* 1.4427f */);",
    ]


def test_calls() -> None:
    text = "a(b<2>(1, c), d[e, f] < 2); if (g) {"
    found = [(c.name, [text[x:y] for x, y in c.arguments]) for c in calls(tokens(text))]
    assert found == [("a", ["b<2>(1, c)", "d[e, f] < 2"]), ("b", ["1", "c"])]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("drop", ["18: ;", "21: ;", "23: ;", "25: ;"]),
        ("twice", ["18: cb_wait_front(cb_a, 2); cb_wait_front(cb_a, 2);"]),
        ("swap", ["23: mul_unary_tile(0, 0x3fb8aa3b /* 1.4427f */); exp_tile( 0);"]),
        ("number", ["18: cb_wait_front(cb_a, 3);", "18: cb_wait_front(cb_a, 1);", "25: mul_unary_tile(0, 0x4038aa3b /* 1.4427f */);"]),
        ("argument", ["18: cb_wait_front(2, cb_a);", "21: pack_tile<true>(cb_b, tile, tile * 2);"]),
        ("buffer", ["18: cb_wait_front(cb_b, 2);", "14: constexpr uint32_t cb_a = tt::CBIndex::c_16;"]),
        ("index", ["21: pack_tile<true>(count, cb_b, tile * 2);"]),
        ("operator", ["17: for (uint32_t tile = 0; tile <= count; ++tile) {", "21: pack_tile<true>(tile, cb_b, tile + 2);"]),
        ("sibling", ["18: cb_reserve_back(cb_a, 2);", "23: recip_tile("]),
        ("enumerator", ["21: pack_tile<false>(tile, cb_b, tile * 2);"]),
        ("condition", ["19: if (true) {", "19: if (false) {"]),
    ],
)  # fmt: skip
def test_edits(kind: str, expected: list[str]) -> None:
    found = edits(kind)
    assert [e for e in expected if e not in found] == []


def test_every_kind_is_made_and_lines_stay() -> None:
    made = list(mutants("reader.cpp", TEXT))
    assert {m.kind for m in made} == set(MUTATORS)
    assert all(m.text != TEXT for m in made)
    assert {m.text.count("\n") for m in made if m.kind in ("drop", "number", "twice")} == {TEXT.count("\n")}


@pytest.mark.parametrize(
    ("kind", "before", "after", "equivalent"),
    [
        ("twice", "cb_wait_front(cb_a, 2);", "", True),
        ("twice", "cb_push_back(cb_a, 2);", "", False),
        ("twice", "pack_tile<true>(0, cb_a, 1);", "", True),
        ("twice", "pack_tile(0, cb_a);", "", False),
        ("argument", "mul_binary_tile(0, 1, 0);", "", True),
        ("argument", "sub_binary_tile(0, 1, 0);", "", False),
        ("number", "cb_reserve_back(cb_a, 2);", "cb_reserve_back(cb_a, 3);", True),
        ("number", "cb_reserve_back(cb_a, 2);", "cb_reserve_back(cb_a, 1);", False),
        ("drop", "cb_wait_front(cb_a, 2);", ";", False),
        ("drop", "cb_pop_front(cb_a, 2);", ";", True),
    ],
)
def test_reasons(kind: str, before: str, after: str, equivalent: bool) -> None:
    assert (reason(Mutant(kind, "reader.cpp", 1, before, after, "")) is not None) == equivalent
