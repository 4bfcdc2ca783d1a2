"""Layouts of a kernel's tensors as function attributes, and the views derived from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from tilelang_tt.diagnostics import CompileError, Where
from tilelang_tt.dialects.attributes import LayoutAttr
from tilelang_tt.dialects.extent import Size
from tilelang_tt.mlir import file_loc
from tilelang_tt.passes import kernel_func, layout, tensor_uses, tiled_tensors
from tilelang_tt.passes.layout import Descriptor, LayoutError
from tilelang_tt.passes.options import suggestion
from tilelang_tt.passes.tiled_tensors import LAYOUTS, SHARD_SHAPES

LAYOUT_TYPE = "tt.layout_type"
HINTS = "tt.layout_hints"
PLACES = "tt.layout_hints_at"
"""The user's lines that hints come from, by tensor: {file, line, col}."""


def written_by_user(programs: Sequence[Any], options: Mapping[str, Any]) -> dict[str, Descriptor]:
    """Tensor name -> the keys that hints give: `options`, `tt.layout_hints` and what `tt.layout_desc` holds already, of
    all programs of a sequence.

    Raises CompileError for a hint that names no tensor of the kernel, for keys that layouts do not have, and, with both
    places, for two hints that contradict each other.
    """
    fn = programs[0]
    names = list(kernel_func.tensors(fn))
    sources: list[tuple[Any, str, Mapping[str, Any]]] = [(fn, "option layouts", options)]
    for program in programs:
        shapes = kernel_func.read(program, SHARD_SHAPES) or {}
        recorded = {
            name: {**keys, **({"shard_shape": shapes[name]} if name in shapes else {})}
            for name, keys in (kernel_func.read(program, LAYOUTS) or {}).items()
        }
        sources += [(program, HINTS, kernel_func.read(program, HINTS) or {}), (program, LAYOUTS, recorded)]
    found: dict[str, Descriptor] = {}
    given: dict[tuple[str, str], tuple[Any, str]] = {}
    for place, source, hints in sources:
        for name, hint in hints.items():
            if name not in names:
                raise CompileError.at(
                    place,
                    f"{source} is for '{name}', which is no buffer of '{fn.name.value}'",
                    help=_buffers(names),
                )
            for key, value in with_place(place, name, layout.described, hint).items():
                mine = found.setdefault(name, {})
                if key in mine and not layout.same(key, mine[key], value):
                    first, where = given[name, key]
                    raise CompileError.at(
                        parameter(place, name),
                        f"layout of '{name}': hints disagree about {key}: {value!r} in {source}, {mine[key]!r} in {where}",
                        notes=[(parameter(first, name), f"{key} = {mine[key]!r}, from {where}")],
                        help="a tensor has one layout in all programs: leave one of the two away",
                    )
                mine.setdefault(key, value)
                given.setdefault((name, key), (place, source))
    return found


def kernel_defaults(fn: Any) -> Descriptor:
    """The defaults that `tt.layout_type` sets for a kernel, e.g. "dram_interleaved". Raises CompileError."""
    name = kernel_func.read(fn, LAYOUT_TYPE)
    if name is None:
        return {}
    if name not in layout.TYPES:
        raise CompileError.at(
            fn,
            f"{LAYOUT_TYPE} is '{name}'; known are {', '.join(layout.TYPES)}",
            help=suggestion(str(name), layout.TYPES),
        )
    return layout.TYPES[name]


def _buffers(names: list[str]) -> str:
    return f"the buffers are {', '.join(names)}" if names else "the kernel has no buffers"


def with_place(fn: Any, name: str, check: Any, *args: Any) -> Any:
    """`check(*args)`, with a LayoutError turned into a CompileError at the parameter `name`."""
    with located(fn, name):
        return check(*args)


def parameter(fn: Any, name: str) -> Any:
    """Where to report on the layout of the parameter `name`: the line of its hint, the parameter itself if its line is
    known, else the function.
    """
    places = kernel_func.read(fn, PLACES) or {}
    if name in places:
        found = places[name]
        return Where(found["file"], found["line"], found["col"])
    if fn.is_external:
        return fn
    argument = fn.arguments[kernel_func.parameter_names(fn).index(name)]
    return argument if file_loc(argument.location) else fn


def layouts(fn: Any) -> dict[str, Descriptor]:
    """The recorded layouts by tensor, in the order of the parameters. Raises CompileError if they are missing."""
    recorded = kernel_func.require(fn, LAYOUTS, "tt-infer-layout")
    shards = kernel_func.read(fn, SHARD_SHAPES) or {}
    names = list(kernel_func.tensors(fn))
    for name in names:
        if name not in recorded:
            raise CompileError.at(
                parameter(fn, name), f"{LAYOUTS} has nothing for '{name}'", help="run tt-infer-layout first"
            )
    for name in recorded:
        if name not in names:
            raise CompileError.at(
                fn, f"{LAYOUTS} is for '{name}', which is no buffer of '{fn.name.value}'", help=_buffers(names)
            )
    return {name: {**recorded[name], **({"shard_shape": shards[name]} if name in shards else {})} for name in names}


def memory(fn: Any, name: str) -> str:
    """Where a tensor lies: "DRAM" or "L1"."""
    described = (kernel_func.read(fn, LAYOUTS) or {}).get(name, {})
    return "L1" if described.get("shard") == "L1" else "DRAM"


@contextmanager
def located(fn: Any, name: str) -> Iterator[None]:
    """Turns a ValueError, which may be a LayoutError with its remedy, into a CompileError at the parameter `name`."""
    try:
        yield
    except ValueError as failure:
        help = failure.help if isinstance(failure, LayoutError) else None
        raise CompileError.at(parameter(fn, name), f"layout of '{name}': {failure}", help=help) from None


def sharded(fn: Any) -> set[str]:
    """The tensors that lie in shards."""
    return set(kernel_func.read(fn, SHARD_SHAPES) or {})


def record(fn: Any, found: dict[str, Descriptor]) -> None:
    """Writes the layouts and the views derived from them."""
    shards = {name: d["shard_shape"] for name, d in found.items() if "shard_shape" in d}
    kernel_func.write(
        fn,
        {
            HINTS: None,
            LAYOUTS: {name: layout_attr(d) for name, d in found.items()},
            SHARD_SHAPES: shards or None,
            **views(fn, found),
        },
    )


def layout_attr(descriptor: Descriptor) -> LayoutAttr:
    """The typed attribute of a complete descriptor; `shard_shape` is kept beside it."""
    return LayoutAttr.of(*(descriptor[key] for key in layout.DEFAULTS))


def views(fn: Any, found: dict[str, Descriptor]) -> dict[str, Any]:
    """`tt.buffer_<N>_*`: facts that follow from the layouts, the shapes and the body."""
    roles = tensor_uses.roles(fn)
    facts: dict[str, Any] = {}
    for name in kernel_func.shapes(fn):
        canonical, _ = layout.normalised(found[name])
        facts |= {
            f"tt.buffer_{name}_layout": layout.layout_name(canonical),
            f"tt.buffer_{name}_tile_shape": [layout.TILE, layout.TILE],
            f"tt.buffer_{name}_role": roles[name],
        }
    return {**facts, **tile_views(fn)}


def tile_views(fn: Any) -> dict[str, Any]:
    """`tt.buffer_<N>_*` that follow from how tensors are cut in tiles: tiles of one matrix, and whether there is
    padding.
    """
    facts: dict[str, Any] = {}
    for name, tiled in tiled_tensors.recorded(fn).items():
        facts |= {
            f"tt.buffer_{name}_num_tiles_height": tiled.tile_rows,
            f"tt.buffer_{name}_num_tiles_width": tiled.tile_cols,
            f"tt.buffer_{name}_needs_padding": tiled.is_padded,
        }
    return facts


def shape_of(fn: Any, name: str) -> list[Size]:
    """The extents of a tensor in elements. Raises CompileError if one is not known."""
    return kernel_func.shapes(fn)[name]
