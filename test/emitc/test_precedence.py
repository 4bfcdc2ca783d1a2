"""Random expression trees: what the printed C++ computes is what the IR says, with no parenthesis it does not need."""

import re
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tilelang_tt.emitc.printer import COMPAT, KERNEL, print_cpp
from tilelang_tt.mlir import ir

INPUTS = {"a": 5, "b": 3, "c": 4000000000, "d": 0}
ARITHMETIC = ("add", "sub", "mul", "div", "rem", "bitwise_and", "bitwise_or", "bitwise_xor", "shl", "shr")
BITS = {"ui32": 32, "ui64": 64}
MLIR = {"shl": "bitwise_left_shift", "shr": "bitwise_right_shift"}


@dataclass(frozen=True)
class Node:
    kind: str
    parts: tuple = ()


def trees():
    leaves = st.sampled_from([Node(n) for n in INPUTS]) | st.sampled_from(
        [Node(str(n)) for n in (0, 1, 2, 7, 31, 2147483647, 2147483648, 4294967295)]
    )
    booleans = ("cmp lt", "cmp eq", "cmp ge", "logical_and", "logical_or", "logical_not")

    def grow(inner):
        pair = st.tuples(inner, inner)
        return (
            st.builds(Node, st.sampled_from(ARITHMETIC), pair)
            | st.builds(Node, st.sampled_from(("bitwise_not", "unary_minus", "unary_plus")), st.tuples(inner))
            | st.builds(Node, st.just("conditional"), st.tuples(inner, inner, inner))
            | st.builds(Node, st.sampled_from(booleans), pair)
        )

    return st.recursive(leaves, grow, max_leaves=12)


SEMANTICS = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a // (b | 1),
    "rem": lambda a, b: a % (b | 1),
    "bitwise_and": lambda a, b: a & b,
    "bitwise_or": lambda a, b: a | b,
    "bitwise_xor": lambda a, b: a ^ b,
    "shl": lambda a, b: a << (b & 31),
    "shr": lambda a, b: a >> (b & 31),
    "bitwise_not": lambda a: ~a,
    "unary_minus": lambda a: -a,
    "unary_plus": lambda a: a,
    "conditional": lambda a, b, c: b if a else c,
    "cmp lt": lambda a, b: a < b,
    "cmp eq": lambda a, b: a == b,
    "cmp ge": lambda a, b: a >= b,
    "logical_and": lambda a, b: bool(a and b),
    "logical_or": lambda a, b: bool(a or b),
    "logical_not": lambda a, _: not a,
}


def evaluate(node, bits):
    """The value as an unsigned number; every operation wraps, booleans are 0 and 1."""
    mask = 2**bits - 1
    if node.kind in INPUTS:
        return INPUTS[node.kind]
    if node.kind.isdigit():
        return int(node.kind)
    return int(SEMANTICS[node.kind](*(evaluate(p, bits) for p in node.parts))) & mask


class Writer:
    """Writes a tree as emitc ops; divisors get `| 1` and shift amounts `& 31`, as in `evaluate`."""

    def __init__(self, type_):
        self.type, self.lines = type_, []

    def op(self, text):
        self.lines.append(f"%{len(self.lines)} = {text}")
        return f"%{len(self.lines) - 1}"

    def constant(self, value):
        return self.op(f'"emitc.constant"() <{{value = {value} : {self.type}}}> : () -> {self.type}')

    def guarded(self, value, name, bound):
        t = self.type
        return self.op(f"emitc.{name} {value}, {self.constant(bound)} : ({t}, {t}) -> {t}")

    def boolean(self, value):
        return self.op(f"emitc.cmp ne, {value}, {self.constant(0)} : ({self.type}, {self.type}) -> i1")

    def number(self, value):
        return self.op(f"emitc.cast {value} : i1 to {self.type}")

    def write(self, node):
        t = self.type
        if node.kind in INPUTS:
            return f"%{node.kind}"
        if node.kind.isdigit():
            return self.constant(node.kind)
        v = [self.write(p) for p in node.parts]
        if node.kind in ("div", "rem"):
            v[1] = self.guarded(v[1], "bitwise_or", 1)
        if node.kind in ("shl", "shr"):
            v[1] = self.guarded(v[1], "bitwise_and", 31)
        if node.kind in ARITHMETIC:
            return self.op(f"emitc.{MLIR.get(node.kind, node.kind)} {v[0]}, {v[1]} : ({t}, {t}) -> {t}")
        if node.kind.startswith("cmp"):
            return self.number(self.op(f"emitc.{node.kind}, {v[0]}, {v[1]} : ({t}, {t}) -> i1"))
        if node.kind == "conditional":
            return self.op(f"emitc.conditional {self.boolean(v[0])}, {v[1]}, {v[2]} : {t}")
        if node.kind == "logical_not":
            return self.number(self.op(f"emitc.logical_not {self.boolean(v[0])} : i1"))
        if node.kind.startswith("logical"):
            return self.number(self.op(f"emitc.{node.kind} {self.boolean(v[0])}, {self.boolean(v[1])} : i1, i1"))
        return self.op(f"emitc.{node.kind} {v[0]} : ({t}) -> {t}")


def function(name, tree, type_):
    writer = Writer(type_)
    result = writer.write(tree)
    args = ", ".join(f'%{n}: {type_} loc("{n}")' for n in INPUTS)
    body = "\n".join(writer.lines)
    return f"emitc.func @{name}({args}) -> {type_} {{\n{body}\nemitc.return {result} : {type_} }}\n"


def printed(functions, style=KERNEL):
    with ir.Context():
        return print_cpp(ir.Module.parse("module {\n" + "".join(functions) + "}"), style=style)


@pytest.mark.parametrize("type_", ["ui32", "ui64"])
@pytest.mark.parametrize("style", [KERNEL, COMPAT], ids=["kernel", "compat"])
def test_compiled_expressions_compute_what_the_ir_says(execute, type_, style):
    # One compiler run for all trees: starting a compiler costs more than a hundred of them.
    found = []

    @seed(20)
    @settings(max_examples=150, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(trees())
    def collect(tree):
        found.append(tree)

    collect()
    found = list(dict.fromkeys(found))
    assert len(found) > 50
    source = printed([function(f"f{n}", tree, type_) for n, tree in enumerate(found)], style)
    inputs = ", ".join(f"{v}ull" for v in INPUTS.values())
    calls = "".join(f'    std::printf("%llu\\n", (unsigned long long)f{n}({inputs}));\n' for n in range(len(found)))
    output = execute(f"#include <cstdint>\n#include <cstdio>\n{source}int main() {{\n{calls}}}\n", "-Wno-overflow")
    assert [int(x) for x in output.split()] == [evaluate(tree, BITS[type_]) for tree in found]


A, B, C, D = (Node(n) for n in INPUTS)


def tree_of(kind, *parts):
    return Node(kind, parts)


@pytest.mark.parametrize(
    ("tree", "text"),
    [
        (tree_of("add", tree_of("mul", A, B), C), "a * b + c"),
        (tree_of("mul", tree_of("add", A, B), C), "(a + b) * c"),
        (tree_of("sub", tree_of("sub", A, B), C), "a - b - c"),
        (tree_of("sub", A, tree_of("sub", B, C)), "a - (b - c)"),
        (tree_of("bitwise_or", A, tree_of("bitwise_or", B, C)), "a | b | c"),
        (tree_of("bitwise_and", tree_of("add", A, B), C), "(a + b) & c"),
        (tree_of("unary_minus", tree_of("unary_minus", A)), "-(-a)"),
        (tree_of("bitwise_not", tree_of("bitwise_not", A)), "~~a"),
        (tree_of("sub", A, tree_of("unary_minus", B)), "a - -b"),
        (tree_of("bitwise_not", Node("0")), "~0u"),
        (tree_of("sub", Node("0"), Node("1")), "0u - 1"),
        (tree_of("sub", Node("0"), A), "0 - a"),
        (tree_of("add", A, Node("4294967295")), "a + 4294967295u"),
    ],
)
def test_parentheses_and_suffixes_are_minimal(tree, text):
    assert re.search(r"return (.*);", printed([function("f", tree, "ui32")]))[1] == text
