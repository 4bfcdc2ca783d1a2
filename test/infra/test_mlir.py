"""The bindings shim, and a canary for every private or undocumented behaviour of the bindings that we build on."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tilelang_tt.mlir import (
    arith,
    clone_with_map,
    ext,
    file_loc,
    func,
    ir,
    make_context,
    name_of,
    named_loc,
    parse_file,
    parse_module,
    rewrite,
    set_attr,
    to_attr,
    to_text,
    walk_collect,
)

ADD = """func.func @f(%a: i32) -> i32 {
  %0 = arith.addi %a, %a : i32 loc("sum"("kernel.py":7:3))
  return %0 : i32
}
"""


def python(code: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], env={**os.environ, **env}, capture_output=True, text=True)


def test_missing_bindings_give_one_clear_error() -> None:
    result = python("import tilelang_tt.mlir", TILELANG_TT_MLIR_ROOT="no_such_package")
    last = result.stderr.strip().splitlines()[-1]
    assert last.startswith("ImportError: MLIR's Python bindings were not found (named by TILELANG_TT_MLIR_ROOT")
    assert "pip install torch-mlir==" in last


def test_a_root_can_be_chosen() -> None:
    result = python("import tilelang_tt.mlir as m; print(m.ROOT)", TILELANG_TT_MLIR_ROOT="torch_mlir")
    assert result.stdout.strip() == "torch_mlir"


def test_importing_loads_neither_numpy_nor_torch_and_leaves_numpy_importable() -> None:
    code = (
        "import sys, tilelang_tt; from tilelang_tt.mlir import ir, ext, func\n"
        "assert not {'numpy', 'torch', 'tilelang'} & set(sys.modules)\n"
        "import numpy; numpy.zeros(1)"
    )
    result = python(code)
    assert result.returncode == 0, result.stderr


def test_context_is_single_threaded_and_has_the_dialect(ctx: ir.Context) -> None:
    assert ctx.get_num_threads() == 1
    assert ctx.is_dialect_loaded("tt")
    assert not ctx.allow_unregistered_dialects
    assert make_context(allow_unregistered=True).allow_unregistered_dialects


def test_errors_reach_handlers(ctx: ir.Context) -> None:
    seen = []
    handler = ctx.attach_diagnostic_handler(lambda d: seen.append(d.message) or True)
    with pytest.raises(ir.MLIRError):
        parse_module("func.func @", "a.mlir", ctx)
    handler.detach()
    assert seen == ["@ identifier expected to start with letter or '_'"]


def test_parse_module_names_the_file_everywhere(ctx: ir.Context) -> None:
    module = parse_module("func.func @f(%a: i32) { return }", "a.mlir", ctx)
    function = module.body.operations[0]
    assert file_loc(module.operation.location) == ("a.mlir", 0, 0)
    assert file_loc(function.location) == ("a.mlir", 1, 1)
    assert file_loc(function.arguments[0].location) == ("a.mlir", 1, 14)


def test_parse_module_keeps_explicit_locations(ctx: ir.Context) -> None:
    (add,) = walk_collect(parse_module(ADD, "a.mlir", ctx), "arith.addi")
    assert file_loc(add.location) == ("kernel.py", 7, 3)
    assert name_of(add.result) == "sum"


def test_parse_file(ctx: ir.Context, tmp_path: object) -> None:
    path = os.path.join(str(tmp_path), "x.mlir")
    with open(path, "w", encoding="utf-8") as out:
        out.write("\nfunc.func @f() { return }")
    assert file_loc(parse_file(path, ctx).body.operations[0].location) == (path, 2, 1)


def test_locations_are_looked_through(ctx: ir.Context) -> None:
    here, there = ir.Location.file("k.py", 3, 4), ir.Location.file("lib.py", 9, 1)
    assert file_loc(named_loc("x", here)) == ("k.py", 3, 4)
    assert file_loc(ir.Location.callsite(here, [there])) == ("k.py", 3, 4)
    assert file_loc(ir.Location.fused([ir.Location.unknown(), there])) == ("lib.py", 9, 1)
    assert file_loc(ir.Location.unknown()) is None


@pytest.mark.parametrize("wrap", [lambda loc: loc, lambda loc: ir.Location.callsite(loc, [ir.Location.unknown()])])
def test_name_of_block_arguments(ctx: ir.Context, wrap: object) -> None:
    module = parse_module("func.func @f(%a: i32) { return }", "a.mlir", ctx)
    argument = module.body.operations[0].arguments[0]
    assert name_of(argument) is None
    argument.set_location(wrap(named_loc("left", argument.location)))  # type: ignore[operator]
    assert name_of(argument) == "left"


def test_names_are_printed(ctx: ir.Context) -> None:
    module = parse_module(ADD, "a.mlir", ctx)
    assert "%sum = arith.addi" in to_text(module)
    assert "%0 = arith.addi" in to_text(module, names=False)
    assert '"arith.addi"' in to_text(module, generic=True)
    assert 'loc("sum"' in to_text(module, debuginfo=True)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (3, "3 : i64"),
        (2.5, "2.500000e+00 : f64"),
        ("a", '"a"'),
        ([1, "b"], '[1, "b"]'),
        ({"k": (1, 2)}, "{k = [1, 2]}"),
    ],
)
def test_to_attr(ctx: ir.Context, value: object, text: str) -> None:
    assert str(to_attr(value)) == text


def test_to_attr_of_types_attributes_and_the_rest(ctx: ir.Context) -> None:
    assert str(to_attr(ir.IntegerType.get_signless(8))) == "i8"
    attribute = ir.StringAttr.get("x")
    assert to_attr(attribute) is attribute
    with pytest.raises(TypeError, match="no attribute for a value of type set"):
        to_attr({1})


def test_set_attr_wants_a_prefix_where_mlir_does(ctx: ir.Context) -> None:
    module = parse_module(ADD, "a.mlir", ctx)
    function = module.body.operations[0]
    with pytest.raises(ValueError, match=r"'grid' on 'func.func' needs a dialect prefix: 'tt.grid'"):
        set_attr(function, "grid", 1)
    set_attr(function, "tt.grid", [1, 2])
    set_attr(walk_collect(module, "arith.addi")[0], "plain", 1)
    assert module.operation.verify()
    assert str(function.attributes["tt.grid"]) == "[1, 2]"
    set_attr(function, "tt.grid", None)
    set_attr(function, "tt.grid", None)
    assert "tt.grid" not in function.attributes


def test_walk_collect(ctx: ir.Context) -> None:
    module = parse_module(ADD, "a.mlir", ctx)
    assert [op.name.value for op in walk_collect(module, func.FuncOp)] == ["f"]
    assert len(walk_collect(module, ["arith.addi", "func.return"])) == 2
    assert [o.operation.name for o in walk_collect(module, lambda o: o.name.startswith("arith"))] == ["arith.addi"]
    with pytest.raises(ZeroDivisionError):
        walk_collect(module, lambda o: 1 / 0)


def test_clone_with_map_remaps_nested_operands(ctx: ir.Context) -> None:
    module = parse_module(
        """func.func @f(%a: i32, %b: i32, %c: i1) {
  %0 = scf.if %c -> i32 { %1 = arith.addi %a, %a : i32
    scf.yield %1 : i32 } else { scf.yield %a : i32 }
  return
}""",
        "a.mlir",
        ctx,
    )
    function = module.body.operations[0]
    a, b, _ = function.arguments
    (branch,) = walk_collect(module, "scf.if")
    values = {a: b}
    new = clone_with_map(branch, values, ir.InsertionPoint(branch))
    assert values[branch.results[0]] == new.results[0]
    (add,) = walk_collect(new, "arith.addi")
    assert list(add.operands) == [b, b]
    assert module.operation.verify()


def test_unknown_attribute_of_the_shim() -> None:
    import tilelang_tt.mlir as shim

    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = shim.nonsense  # type: ignore[attr-defined]


# Canaries: a wheel in which one of these fails needs work in the file named.


def test_canary_operations_can_be_invalidated(ctx: ir.Context) -> None:
    """rewrite.py: makes touching a replaced operation an exception instead of a crash."""
    (add,) = walk_collect(parse_module(ADD, "a.mlir", ctx), "arith.addi")
    add.operation._set_invalid()
    with pytest.raises(RuntimeError, match="invalidated"):
        _ = add.operation.name


def test_canary_falsy_means_success(ctx: ir.Context) -> None:
    """rewrite.py: a pattern callback's result is inverted."""
    module = parse_module(ADD, "a.mlir", ctx)
    patterns = rewrite.RewritePatternSet()
    calls = []
    patterns.add("arith.addi", lambda op, rw: calls.append(op.name) or True)
    rewrite.apply_patterns_and_fold_greedily(module.operation, patterns.freeze())
    assert len(calls) == 1


def test_canary_the_default_file_is_a_dash(ctx: ir.Context) -> None:
    """mlir.py, diagnostics.py: Module.parse cannot be told a file name."""
    assert ir.Module.parse("func.func @f() { return }").body.operations[0].location.filename == "-"


def test_canary_locations_can_be_set(ctx: ir.Context) -> None:
    """mlir.py: parse_module renames the file in place."""
    (add,) = walk_collect(parse_module(ADD, "a.mlir", ctx), arith.AddIOp)
    add.operation.location = ir.Location.file("b.mlir", 1, 2)
    assert file_loc(add.location) == ("b.mlir", 1, 2)


def test_canary_irdl_is_not_verified_on_load(ctx: ir.Context) -> None:
    """dialects/base.py: dotted operation names are refused by the IRDL verifier only."""
    assert ctx.is_registered_operation("tt.core.grid")
    for name in ("_emit_module", "_emit_dialect"):
        assert hasattr(ext.Dialect, name)
    assert hasattr(ext.Operation, "_attach_traits")
    assert hasattr(ext._cext.globals, "_register_dialect_impl")
