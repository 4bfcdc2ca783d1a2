"""What a file may hold that no kernel of this compiler has: each is refused by name, at a line, with a remedy.

A stored kernel is read, one node of it is changed, and the import must say what is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from test_protocol import DATA, first, first_call, load, refusal

from tilelang_tt.diagnostics import CompileError
from tilelang_tt.frontend import import_tir, tir
from tilelang_tt.frontend.importer import import_kernel
from tilelang_tt.mlir import make_context

ONE, ZERO = tir.IntImm("int32", 1), tir.IntImm("int32", 0)

CALLS = {
    "tl.tileop.atomicmax": "T.atomic_max ('tl.tileop.atomicmax') is not supported: blocks run on different cores",
    "tl.tileop.atomicmin": "T.atomic_min ('tl.tileop.atomicmin') is not supported: blocks run on different cores",
    "tl.tileop.cummax": "T.cummax ('tl.tileop.cummax') is not supported",
    "tl.tileop.c2d_im2col": "T.c2d_im2col ('tl.tileop.c2d_im2col') is not supported",
    "tl.all_of": "T.all_of ('tl.all_of') is not supported: control flow must follow from block and loop indices",
    "tl.tileop.tma_copy": "T.tma_copy ('tl.tileop.tma_copy') is specific to GPUs",
    "tl.tileop.gemm_sp": "T.gemm_sp ('tl.tileop.gemm_sp') is specific to GPUs",
    "tl.tileop.wgmma_gemm": "T.wgmma_gemm ('tl.tileop.wgmma_gemm') is specific to GPUs",
    "tl.tileop.tcgen05_gemm": "T.tcgen05_gemm ('tl.tileop.tcgen05_gemm') is specific to GPUs",
    "tl.tileop.gemm_blockscaled": "T.gemm_blockscaled ('tl.tileop.gemm_blockscaled') is specific to GPUs",
    "tirx.continue_loop": "continue ('tirx.continue_loop') is not supported",
    "tirx.thread_return": "T.thread_return ('tirx.thread_return') is not supported",
    "tirx.tvm_thread_allreduce": "T.tvm_thread_allreduce ('tirx.tvm_thread_allreduce') is specific to GPUs",
    "tl.atomic_orx2_elem_op": "an atomic operation ('tl.atomic_orx2_elem_op') is not supported: blocks run on",
    "tl.mbarrier_wait_parity": "an mbarrier ('tl.mbarrier_wait_parity') is specific to GPUs",
    "tl.tma_store_wait": "a TMA instruction ('tl.tma_store_wait') is specific to GPUs",
    "tl.ptx_stmatrix": "inline PTX ('tl.ptx_stmatrix') is specific to GPUs",
    "tl.warp_reduce_sum": "a warp operation ('tl.warp_reduce_sum') is specific to GPUs",
    "tl.some_new_op": "T.some_new_op ('tl.some_new_op') is not supported",
}
ANNOTATIONS = {
    "cluster_dims": "T.Kernel(cluster_dims=...) is specific to GPUs",
    "pragma_import_c": "T.import_source is not supported: it is CUDA code",
    "code_block_source": "T.CUDASourceCodeKernel is not supported: it is CUDA code",
    "tl.ws_schedule": "T.annotate_ws_schedule is specific to GPUs",
}
SCOPES = {
    "shared.cluster_barrier": "T.alloc_cluster_barrier of 'C_local' is specific to GPUs",
    "shared.tmem": "T.alloc_tmem of 'C_local' is specific to GPUs",
    "local.descriptor": "buffer 'C_local' in local.descriptor is not supported",
}


@pytest.mark.parametrize("op", CALLS)
def test_calls(op: str) -> None:
    kernel = load("matmul")
    first_call(kernel, "tl.tileop.gemm").value.op = op
    assert refusal(kernel).startswith(CALLS[op])


@pytest.mark.parametrize("name", ANNOTATIONS)
def test_annotations(name: str) -> None:
    kernel = load("matmul")
    first(kernel, tir.Block, lambda s: s.name == "tilelang_root").annotations[name] = ONE
    assert refusal(kernel) == ANNOTATIONS[name]


@pytest.mark.parametrize("scope", SCOPES)
def test_scopes(scope: str) -> None:
    kernel = load("matmul")
    buffer(kernel, "C_local").data.scope = scope
    assert refusal(kernel) == SCOPES[scope]


def buffer(kernel: tir.PrimFunc, name: str) -> tir.Buffer:
    found = {*kernel.buffers.values()}
    for block in tir.statements(kernel.body):
        if isinstance(block, tir.Block):
            found.update(block.buffers)
    return next(b for b in found if b.name == name)


def region(kernel: tir.PrimFunc, op: str = "tl.tileop.copy", position: int = 0) -> Any:
    return first_call(kernel, op).value.args[position]


def argument(kernel: tir.PrimFunc, op: str, position: int, value: Any) -> None:
    call = first_call(kernel, op).value
    args = list(call.args)
    args[position] = value
    call.args = tuple(args)


def loop(kernel: tir.PrimFunc, name: str = "ko") -> Any:
    return first(kernel, tir.For, lambda s: s.var.name == name)


def root(kernel: tir.PrimFunc) -> Any:
    return first(kernel, tir.Block, lambda s: s.name == "root")


def strided_slice(kernel: tir.PrimFunc) -> None:
    access = region(kernel).args[0]
    access.indices = (ZERO, tir.Ramp("int32x32", ZERO, tir.IntImm("int32", 2), tir.IntImm("int32", 32)))
    argument(kernel, "tl.tileop.copy", 0, access)


def one_extent_too_few(kernel: tir.PrimFunc) -> None:
    view = region(kernel)
    view.args = view.args[:-1]


def set_store(change: Callable[[Any], None]) -> Callable[[tir.PrimFunc], None]:
    return lambda kernel: change(first(kernel, tir.BufferStore))


def change(target: Any, **values: Any) -> None:
    for name, value in values.items():
        setattr(target, name, value)


def stray_statement(kernel: tir.PrimFunc) -> None:
    block = root(kernel)
    store = tir.BufferStore(block.body.span, next(iter(kernel.buffers.values())), ONE, (ZERO, ZERO))
    block.body = tir.Seq(block.body.span, (store, block.body))


def conditional_launch(kernel: tir.PrimFunc) -> None:
    block = root(kernel)
    block.body = tir.If(block.body.span, tir.IntImm("bool", 1), block.body, None)


def view_under_another_type(kernel: tir.PrimFunc) -> None:
    access = region(kernel, position=1).args[0]
    old = access.buffer
    access.buffer = tir.Buffer(old.data, "half", "float16", old.shape, old.strides, old.elem_offset, old.span)


def undeclared(kernel: tir.PrimFunc, scope: str = "shared.dyn") -> None:
    access = region(kernel, position=1).args[0]
    old = access.buffer
    data = tir.Var("lost", "handle", scope)
    access.buffer = tir.Buffer(data, "lost", old.dtype, old.shape, old.strides, old.elem_offset, old.span)


def transposed_reduction(kernel: tir.PrimFunc) -> None:
    argument(kernel, "tl.tileop.reduce", 3, ZERO)


def gemm_of_a_batch(kernel: tir.PrimFunc) -> None:
    view = region(kernel, "tl.tileop.gemm")
    view.args = (*view.args[:2], tir.IntImm("int32", 128))
    view.args[0].indices = view.args[0].indices[:1]
    buffer(kernel, "A_shared").shape = (tir.IntImm("int32", 128),)
    for call in (s.value for s in tir.statements(kernel.body) if isinstance(s, tir.Evaluate)):
        for operand in call.args:
            if isinstance(operand, tir.Call) and operand.args[0].buffer.name == "A_shared":
                operand.args[0].indices = (ZERO,)
                operand.args = (*operand.args[:2], tir.IntImm("int32", 128))
    first_call(kernel, "tl.tileop.copy").value.op = "tl.sync_warp"


def float_index(kernel: tir.PrimFunc) -> None:
    store = first(kernel, tir.BufferStore)
    store.indices = (tir.FloatImm("float32", 1.0), *store.indices[1:])


def negative_start(kernel: tir.PrimFunc) -> None:
    region(kernel).args[0].indices = (tir.IntImm("int32", -1), ZERO)


def symbol_as_parameter(kernel: tir.PrimFunc) -> None:
    kernel.params = (*kernel.params, next(iter(kernel.buffers.values())).shape[0])


def pointer(kernel: tir.PrimFunc) -> None:
    body = loop(kernel).body
    bind = tir.Bind(body.span, tir.Var("p", "handle"), tir.StringImm("x"))
    loop(kernel).body = tir.Seq(body.span, (bind, body))


def other_transpose(kernel: tir.PrimFunc) -> None:
    view = region(kernel, "tl.tileop.transpose", 1)
    view.args = (*view.args[:2], *reversed(view.args[2:]))


def reduction_of_unsigned_numbers(kernel: tir.PrimFunc) -> None:
    buffer(kernel, "x").dtype = "uint8"
    first_call(kernel, "tl.tileop.copy").value.op = "tl.sync_warp"


CHANGES: dict[str, tuple[str, Callable[[tir.PrimFunc], Any]]] = {
    "T.copy of a strided slice of 'A' is not supported": ("matmul", strided_slice),
    "an operand of T.copy is not a region of a buffer": (
        "matmul",
        lambda k: argument(k, "tl.tileop.copy", 0, tir.FloatImm("float32", 1.0)),
    ),
    "T.copy: region of rank 1 of 'A', which has rank 2": ("matmul", one_extent_too_few),
    "T.copy of 'lost' in local.descriptor is not supported": ("matmul", lambda k: undeclared(k, "local.descriptor")),
    "T.gemm of 'C_local', which holds scalars (T.alloc_local, T.alloc_var), is not supported": (
        "matmul",
        lambda k: change(buffer(k, "C_local").data, scope="local"),
    ),
    "T.gemm of [128] of 'A_shared' is not supported": ("matmul", gemm_of_a_batch),
    "transpose_A of T.gemm is not a constant": (
        "matmul",
        lambda k: argument(k, "tl.tileop.gemm", 3, loop(k).var),
    ),
    "a size of T.gemm is not a constant": ("matmul", lambda k: argument(k, "tl.tileop.gemm", 5, loop(k).var)),
    "T.reduce_max of [32, 64] of 'x' over dimension 0 into [32] of 'top'": ("softmax", transposed_reduction),
    "T.reduce_bitand is not supported": (
        "softmax",
        lambda k: argument(k, "tl.tileop.reduce", 2, tir.StringImm("bitand")),
    ),
    "'half' views 'A_shared' under another type (T.view)": ("matmul", view_under_another_type),
    "buffer 'lost' is not declared in this kernel": ("matmul", undeclared),
    "buffer 'C_local' is empty": (
        "matmul",
        lambda k: change(buffer(k, "C_local"), shape=(ZERO, tir.IntImm("int32", 128))),
    ),
    "an extent of 'C_local' is computed from 'ko'": (
        "matmul",
        lambda k: change(
            buffer(k, "C_local"), shape=(tir.Binary("Max", "int32", loop(k).var, ONE), tir.IntImm("int32", 128))
        ),
    ),
    "tensor 'A' starts at an offset in its memory": (
        "matmul",
        lambda k: change(buffer(k, "A"), elem_offset=tir.IntImm("int32", 32)),
    ),
    "block 'tilelang_root' with a predicate, an init or match_buffer is not supported": (
        "matmul",
        lambda k: change(first(k, tir.Block, lambda s: s.name == "tilelang_root"), has_init=True),
    ),
    "a store of float32 to 'C_local' of bfloat16": (
        "add",
        set_store(lambda s: change(s, value=tir.FloatImm("float32", 1.0))),
    ),
    "a loop over threadIdx.x is not supported": (
        "matmul",
        lambda k: change(loop(k), kind=tir.THREAD_BINDING, thread_tag="threadIdx.x"),
    ),
    "loop variable 'ko' has type float32": ("matmul", lambda k: change(loop(k).var, dtype="float32")),
    "the step of loop 'ko' is not a positive constant": ("matmul", lambda k: change(loop(k), step=ZERO)),
    "'C_local' of rank 2 is accessed with 1 indices": ("add", set_store(lambda s: change(s, indices=s.indices[:1]))),
    "a slice of 'C_local' is used as a value": (
        "add",
        set_store(lambda s: change(s, indices=(tir.Ramp("int32x4", ZERO, ONE, tir.IntImm("int32", 4)), s.indices[1]))),
    ),
    "a value of type float32 is used as an index": ("add", float_index),
    "'tirx.likely' has 0 arguments": (
        "add",
        set_store(lambda s: change(s, value=tir.Call("bfloat16", "tirx.likely", (), {}))),
    ),
    "reinterpret of bfloat16 as float32 changes the width": (
        "add",
        set_store(
            lambda s: change(
                s,
                value=tir.Cast("bfloat16", tir.Call("float32", "tirx.reinterpret", (s.value,), {}), {}),
            )
        ),
    ),
    "'tirx.exp' gives bfloat16 from (bfloat16, bfloat16), which is not supported": (
        "add",
        set_store(lambda s: change(s, value=tir.Call("bfloat16", "tirx.exp", (s.value, s.value), {}))),
    ),
    "'tirx.exp' of int32 is not supported": (
        "add",
        set_store(lambda s: change(s, value=tir.Call("bfloat16", "tirx.exp", (ONE,), {}))),
    ),
    "block index 'bx' does not start at 0": ("matmul", lambda k: change(loop(k, "bx"), min=ONE)),
    "a condition around T.Kernel is not supported: launches follow each other, each once": (
        "matmul",
        conditional_launch,
    ),
    "a statement outside of T.Kernel is not supported": ("matmul", stray_statement),
    "out_idx 7 does not name one of the 3 parameters": (
        "matmul",
        lambda k: k.attrs.__setitem__("tilelang_out_idx", tir.IntImm("int32", 7)),
    ),
    "a negative index into 'A', whose extent is M": ("matmul_dynamic", negative_start),
    "parameter 'M' is an extent of a tensor as well": ("matmul_dynamic", symbol_as_parameter),
    "pointer 'p' is not supported": ("matmul", pointer),
    "T.reduce_max of uint8 'x' is not supported": ("softmax", reduction_of_unsigned_numbers),
    "T.transpose of [64, 32] of 'a' into [64, 32] of 'b'": ("transposes", other_transpose),
    "parameter 'A_handle' is a pointer (T.ptr)": ("matmul", lambda k: k.buffers.pop(k.params[0])),
}


@pytest.mark.parametrize("message", CHANGES)
def test_changed_kernels(message: str) -> None:
    name, spoil = CHANGES[message]
    kernel = load(name)
    import_kernel(kernel, make_context())
    spoil(kernel)
    assert refusal(kernel) == message


def test_reducers_of_an_unknown_kind() -> None:
    kernel = load("reducers")
    for block in tir.statements(kernel.body):
        if isinstance(block, tir.Block) and "reducer_info_v2" in block.annotations:
            for info in block.annotations["reducer_info_v2"].values():
                info["op"] = tir.StringImm("xor")
    assert refusal(kernel) == "T.alloc_reducer with op 'xor' is not supported"


def test_a_field_of_another_type() -> None:
    document = json.loads((DATA / "matmul.json").read_text("utf-8"))
    node = next(n for n in document["nodes"] if n["type"] == "tirx.Var")
    node["data"]["dtype"] = 5
    with pytest.raises(CompileError, match="is damaged: TypeError: Var.dtype is int, expected str"):
        import_tir(json.dumps(document), make_context())


def test_text_that_is_no_json() -> None:
    with pytest.raises(CompileError, match="not JSON: Expecting property name"):
        import_tir("{nodes: 3}", make_context())
