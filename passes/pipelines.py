"""Named pipelines, as text. Read top to bottom, they are what the compiler does."""

from __future__ import annotations

from dataclasses import dataclass

CLEAN = "canonicalize,cse"
DEFAULT = "default"
PERSISTENT_LAST = "persistent-last"
"""Blocks are dealt to cores and made tile operations in core form, with their grid; the loop over them comes last."""


@dataclass(frozen=True)
class Options:
    """What the default pipeline can be told; None: what the kernel says, else wormhole, all its cores as (columns,
    rows), row_major, contiguous, HiFi4. `partition_strategy` is the order of the blocks, `cores` and `exclude_cores` are
    rectangles of cores as text (see core_sets.py). `formats`: names of tensors and how they are stored (see
    tt-choose-formats). `multicast`: auto, on or off (see tt-multicast). `layouts`: names of tensors and where they lie, as
    text (see layout.py) or as a dictionary like those of the options of passes.
    """

    device: str | None = None
    core_grid: tuple[int, int] | None = None
    partition_strategy: str | None = None
    double_buffer: bool = True
    prefetch: bool = True
    formats: tuple[tuple[str, str], ...] = ()
    math_fidelity: str | None = None
    policy: str | None = None
    cores: str | None = None
    exclude_cores: str | None = None
    multicast: str | None = None
    layouts: tuple[tuple[str, str], ...] = ()


def stages(options: Options = Options(), pipeline: str = DEFAULT) -> list[tuple[str, str]]:  # noqa: B008
    """The stages of a pipeline, in order, as (name, pipeline text)."""
    # tt-tiles-to-core-map calls the order a strategy.
    order = "order" if pipeline == DEFAULT else "strategy"
    where = [
        *([f"device={options.device}"] if options.device else []),
        *([f"core-grid=[{options.core_grid[0]},{options.core_grid[1]}]"] if options.core_grid else []),
        *([f"cores='{options.cores}'"] if options.cores is not None else []),
        *([f"exclude-cores='{options.exclude_cores}'"] if options.exclude_cores is not None else []),
    ]
    schedule = [
        *where,
        *([f"policy={options.policy}"] if options.policy else []),
        *([f"{order}={options.partition_strategy}"] if options.partition_strategy else []),
        *(["share=false"] if options.multicast == "off" else []),
    ]
    depth = ["place=false", *([] if options.double_buffer else ["double-buffer=false"])]
    batch = [] if options.prefetch else ["prefetch=false"]
    formats = [f"formats={{{' '.join(f'{name}={kind}' for name, kind in options.formats)}}}"] if options.formats else []
    multicast = [f"mode={options.multicast}"] if options.multicast else []
    layouts = [f"layouts={{{' '.join(f'{name}={text}' for name, text in options.layouts)}}}"] if options.layouts else []
    fidelity = [f"math-fidelity={options.math_fidelity}"] if options.math_fidelity else []
    tiling = (
        ("split-buffers", f"{CLEAN},tt-unroll-parts,{CLEAN},tt-split-buffers,{CLEAN}"),
        ("tile-pad", f"{CLEAN},tt-choose-formats{_braces(formats)},tt-tile-pad"),
    )
    blocks: tuple[tuple[str, str], ...]
    if pipeline == DEFAULT:
        blocks = (
            ("infer-schedule", f"tt-infer-schedule{_braces(schedule)}"),
            ("grid-to-persistent", "tt-grid-to-persistent"),
            ("tiles-to-core-map", "tt-tiles-to-core-map"),
            ("shard-to-core-map", "tt-shard-to-core-map"),
            *tiling,
            ("tensorize", f"tt-tensorize,{CLEAN},tt-forward-stores,loop-invariant-code-motion"),
        )
    else:
        blocks = (
            ("tiles-to-core-map", f"tt-tiles-to-core-map{_braces(schedule)}"),
            ("shard-to-core-map", "tt-shard-to-core-map"),
            *tiling,
            ("lower-tile-intrinsics", f"tt-lower-tile-intrinsics,{CLEAN}"),
            ("grid-to-persistent", f"tt-grid-to-persistent,{CLEAN},tt-forward-stores,loop-invariant-code-motion"),
        )
    recipe = (
        ("canonicalize-grid", "tt-canonicalize-grid"),
        ("split-launches", "tt-split-launches"),
        ("infer-layout", f"tt-infer-layout{_braces([*layouts, *where])}"),
        ("propagate-layout", "tt-propagate-layout"),
        *blocks,
        ("block-k", f"tt-block-k,{CLEAN}"),
        ("fuse", f"tt-split-accumulate,tt-fuse,{CLEAN}"),
        ("memory-space-lower", f"tt-memory-space-lower{_braces(depth)},tt-alias-shards,tt-place-buffers,{CLEAN}"),
        ("multicast", f"tt-multicast{_braces(multicast)}"),
        ("verify", "verify-tt"),
        ("split-kernels", f"tt-split-kernels,{CLEAN}"),
        ("lower-movers", f"tt-lower-movers{_braces(batch)},{CLEAN}"),
        ("lower-dst", f"tt-lower-dst{_braces(fidelity)},{CLEAN}"),
        ("insert-inits", "tt-insert-inits"),
        ("convert-tt-to-emitc", "convert-tt-to-emitc"),
    )
    return [(name, f"builtin.module({text})") for name, text in recipe]


def _braces(options: list[str]) -> str:
    return "{" + " ".join(options) + "}" if options else ""


def _text(pipeline: str) -> str:
    inner = ",".join(text.removeprefix("builtin.module(")[:-1] for _, text in stages(pipeline=pipeline))
    return f"builtin.module({inner})"


PIPELINES: dict[str, str] = {name: _text(name) for name in (DEFAULT, PERSISTENT_LAST)}
"""Name -> text for `tt-opt --tt-pipeline=NAME`."""
