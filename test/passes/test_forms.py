"""The form checks on real kernels: they accept what the passes make and notice every protocol operation that is missing."""

import pytest
from tile_kernels import KERNELS

from tilelang_tt.mlir import make_context, parse_module, to_text, walk_collect
from tilelang_tt.passes import forms
from tilelang_tt.passes.manager import PassManager
from tilelang_tt.passes.page_counts import add, as_int, constant, multiply, text
from tilelang_tt.passes.pipelines import stages

PROTOCOL = {
    "cb": ("tt.cb.reserve", "tt.cb.push", "tt.cb.wait", "tt.cb.pop", "tt.core.read", "tt.core.write"),
    "kernel": (
        "tt.cb.reserve",
        "tt.cb.push",
        "tt.cb.wait",
        "tt.cb.pop",
        "tt.core.read_barrier",
        "tt.core.write_barrier",
        "tt.core.writes_flushed",
        "tt.tile.regs_acquire",
        "tt.tile.regs_commit",
        "tt.tile.regs_release",
        "tt.tile.regs_wait",
        "tt.tile.pack_tile",
    ),
}
LAST = {"cb": "memory-space-lower", "kernel": "insert-inits"}


def compiled(name, form):
    """A kernel as the pipeline leaves it at the end of a form."""
    module = parse_module(KERNELS[name], f"{name}.mlir", make_context())
    for stage, pipeline in stages():
        PassManager(pipeline).run(module)
        if stage == LAST[form]:
            return module
    raise AssertionError(f"no stage {LAST[form]}")


def victims(module, form):
    """The operations of the protocol, but for pops outside of all loops: pages may stay for the whole kernel."""
    return [
        op
        for op in walk_collect(module, PROTOCOL[form])
        if not (op.operation.name == "tt.cb.pop" and op.operation.parent.name == "func.func")
    ]


@pytest.mark.parametrize("form", PROTOCOL)
@pytest.mark.parametrize("name", ["gemm_small", "gemm_bias_relu", "gemm_two_pairs", "chain", "loop"])
def test_every_missing_operation_is_noticed(name, form):
    module = compiled(name, form)
    assert forms.detect(module) == form
    assert forms.CHECKS[form](module) == []
    source = to_text(module, debuginfo=True)
    count = len(victims(module, form))
    assert count > 5
    silent = []
    for position in range(count):
        mutant = parse_module(source, name, make_context())
        victim = victims(mutant, form)[position]
        described = str(victim)
        victim.operation.erase()
        if not forms.CHECKS[form](mutant):
            silent.append(described)
    assert silent == []


@pytest.mark.parametrize("name", KERNELS)
def test_forms_are_recognised(name):
    module = parse_module(KERNELS[name], name, make_context())
    seen = []
    for _, pipeline in stages():
        PassManager(pipeline).run(module)
        form = forms.detect(module)
        if form not in seen:
            seen.append(form)
    assert seen == list(forms.CHECKS)


def test_page_counts():
    n, m = {("n",): 1}, {("m",): 1}
    assert add(n, n, -1) == {}
    assert text(add(multiply(constant(32), multiply(n, m)), constant(1))) == "32*m*n + 1"
    assert as_int(add(constant(3), constant(4))) == 7
    assert as_int(n) is None
    taken = {("if c",): 1}
    other = add(constant(1), taken, -1)
    assert multiply(taken, taken) == taken
    assert multiply(taken, other) == {}
    assert add(taken, other) == constant(1)
