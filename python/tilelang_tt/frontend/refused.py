"""What TileLang has and this compiler refuses: the surface name of a construct, why, and what to write instead."""

from __future__ import annotations

from typing import NamedTuple


class Refusal(NamedTuple):
    """`surface` is what the user wrote; `why` follows it in the message."""

    surface: str
    why: str
    remedy: str


_GPU = "is specific to GPUs"
_TILE_LEVEL = "write the kernel with T.copy, T.gemm and T.Parallel; movement and synchronisation are generated"
_ATOMIC = "is not supported: blocks run on different cores without a common memory"
_ATOMIC_REMEDY = "write partial results to a tensor of their own and reduce them in a second T.Kernel"
_CONTENTS = "is not supported: control flow must follow from block and loop indices, not from the contents of tensors"
_CONTENTS_REMEDY = "compute both ways and choose with T.if_then_else in T.Parallel"
_BARRIER = Refusal("T.alloc_barrier", _GPU, _TILE_LEVEL)

SCOPES: dict[str, Refusal] = {
    "shared.barrier": _BARRIER,
    "shared.cluster_barrier": Refusal("T.alloc_cluster_barrier", _GPU, _TILE_LEVEL),
    "shared.tmem": Refusal("T.alloc_tmem", _GPU, "accumulate in T.alloc_fragment"),
}
"""Storage scopes of buffers."""

OPS: dict[str, Refusal] = {
    "tl.tileop.atomicadd": Refusal("T.atomic_add", _ATOMIC, _ATOMIC_REMEDY),
    "tl.tileop.atomicmax": Refusal("T.atomic_max", _ATOMIC, _ATOMIC_REMEDY),
    "tl.tileop.atomicmin": Refusal("T.atomic_min", _ATOMIC, _ATOMIC_REMEDY),
    "tl.tileop.cumsum": Refusal(
        "T.cumsum",
        "is not supported",
        "compute the prefix sum on the host, or as T.gemm with a triangular matrix of ones",
    ),
    "tl.tileop.cummax": Refusal("T.cummax", "is not supported", "compute the prefix maximum on the host"),
    "tl.tileop.im2col": Refusal("T.im2col", "is not supported", "unfold the image on the host and use T.gemm"),
    "tl.tileop.c2d_im2col": Refusal("T.c2d_im2col", "is not supported", "unfold the image on the host and use T.gemm"),
    "tl.any_of": Refusal("T.any_of", _CONTENTS, _CONTENTS_REMEDY),
    "tl.all_of": Refusal("T.all_of", _CONTENTS, _CONTENTS_REMEDY),
    "tl.reducer_update": Refusal(
        "T.reducer_update",
        "is supported only as the whole body of T.Parallel",
        "guard the contribution with T.if_then_else, not the update with an if",
    ),
    "tl.tileop.tma_copy": Refusal("T.tma_copy", _GPU, "use T.copy"),
    "tl.tileop.gemm_sp": Refusal("T.gemm_sp", _GPU, "use T.gemm on the dense matrix"),
    "tl.tileop.wgmma_gemm": Refusal("T.wgmma_gemm", _GPU, "use T.gemm"),
    "tl.tileop.tcgen05_gemm": Refusal("T.tcgen05_gemm", _GPU, "use T.gemm"),
    "tl.tileop.gemm_blockscaled": Refusal("T.gemm_blockscaled", _GPU, "scale the operands and use T.gemm"),
    "tl.sync_grid": Refusal(
        "T.sync_grid", "is not supported: the blocks of a grid are independent", "split the work into two T.Kernel"
    ),
    "tl.loop_break": Refusal("break", "is not supported", "bound the loop, or guard its body with an if"),
    "tirx.break_loop": Refusal("break", "is not supported", "bound the loop, or guard its body with an if"),
    "tirx.continue_loop": Refusal("continue", "is not supported", "guard the rest of the loop's body with an if"),
    "tirx.thread_return": Refusal("T.thread_return", "is not supported", "guard the rest of the kernel with an if"),
    "tirx.tvm_thread_allreduce": Refusal("T.tvm_thread_allreduce", _GPU, "use T.reduce_sum on a fragment"),
}
"""Calls used as statements."""

PREFIXES: tuple[tuple[str, Refusal], ...] = (
    ("tl.atomic_add", OPS["tl.tileop.atomicadd"]),
    ("tl.atomic_max", OPS["tl.tileop.atomicmax"]),
    ("tl.atomic_min", OPS["tl.tileop.atomicmin"]),
    ("tl.atomic_", Refusal("an atomic operation", _ATOMIC, _ATOMIC_REMEDY)),
    ("tl.mbarrier_", Refusal("an mbarrier", _GPU, _TILE_LEVEL)),
    ("tl.tma_", Refusal("a TMA instruction", _GPU, "use T.copy")),
    ("tl.ptx_", Refusal("inline PTX", _GPU, _TILE_LEVEL)),
    ("tirx.ptx_", Refusal("inline PTX", _GPU, _TILE_LEVEL)),
    ("tl.warp_", Refusal("a warp operation", _GPU, _TILE_LEVEL)),
)
"""The same by the start of the name; the first match counts."""

ATTRIBUTES: dict[str, Refusal] = {
    "warp_specialize": Refusal(
        "T.ws (warp specialisation)", _GPU, "write one program; the compiler splits it into reader, compute and writer"
    ),
    "reduce_scope": OPS["tirx.tvm_thread_allreduce"],
    "barrier_init": _BARRIER,
    "cluster_dims": Refusal("T.Kernel(cluster_dims=...)", _GPU, "remove it"),
    "pragma_import_c": Refusal(
        "T.import_source", "is not supported: it is CUDA code", "write it with TileLang's functions"
    ),
    "code_block_source": Refusal("T.CUDASourceCodeKernel", "is not supported: it is CUDA code", "write it in TileLang"),
    "tl.ws_schedule": Refusal("T.annotate_ws_schedule", _GPU, "remove it"),
}
"""Annotations of blocks, loops and scopes."""

IGNORED_CALLS = frozenset(
    {
        "tirx.assume",
        "tirx.ptx_commit_group",
        "tirx.ptx_wait_group",
        "tirx.tvm_storage_sync",
        "tl.annotate_consumer_reg_alloc",
        "tl.annotate_producer_reg_dealloc",
        "tl.dec_max_nreg",
        "tl.device_assert",
        "tl.device_assert_with_msg",
        "tl.disable_warp_group_reg_alloc",
        "tl.inc_max_nreg",
        "tl.no_set_max_nreg",
        "tl.pdl_sync",
        "tl.pdl_trigger",
        "tl.ptx_commit_group",
        "tl.ptx_wait_group",
        "tl.set_max_nreg",
        "tl.sync_warp",
    }
)
"""Hints and synchronisation between the threads of a block, which run as one here."""

IGNORED_ANNOTATIONS = frozenset(
    {
        "l2_hit_ratio_map",
        "layout_map",
        "tl.assume",
        "tl.min_blocks_per_sm",
        "tl.non_restrict_params",
        "tl.ws_op_id",
    }
)
"""Hints on blocks and scopes. Parameters never alias on the device: each is a buffer of its own."""

IGNORED_LOOP_HINTS = frozenset(
    {
        "coalesced_width",
        "num_stages",
        "parallel_loop_layout",
        "pragma_unroll_explicit",
        "pragma_unroll_factor",
        "prefer_async",
        "tl.ws_op_id",
        "tl_pipeline_group",
        "tl_pipeline_order",
        "tl_pipeline_stage",
        "tl_pipeline_sync",
    }
)
"""Hints on loops; num_stages is carried over by the caller."""

IGNORED_OP_HINTS = frozenset(
    {
        "batch",
        "coalesced_width",
        "disable_tma",
        "enable_fadd2",
        "eviction_policy",
        "force_async_copy",
        "is_tcgen05",
        "is_wgmma",
        "k_pack",
        "parallel_loop_layout",
        "prefer_instruction",
        "tl.ws_op_id",
        "wg_wait",
    }
)
"""Hints on tile operations."""


def of_call(op: str) -> Refusal:
    """Why a call is refused that is not handled."""
    if op in OPS:
        return OPS[op]
    for prefix, refusal in PREFIXES:
        if op.startswith(prefix):
            return refusal
    return Refusal(f"T.{op.rpartition('.')[2]}", "is not supported", _TILE_LEVEL)
