"""Kernels in buffer form over tensors in L1 shards, as text: block by block, C = f(A), or A = f(A)."""

from collections.abc import Mapping, Sequence

PAGE = "!tt.tile<[32, 32], bf16>"


def elementwise(
    tiles: Sequence[int],
    block: Sequence[int],
    layouts: Mapping[str, tuple[str, Sequence[int]]],
    work: Mapping[str, Sequence[int]],
    *,
    core_grid: Sequence[int] = (4, 4),
    across: bool = False,
    in_place: bool = False,
    place: str = "",
    after: str = "",
    maps: str = "block",
) -> str:
    """Each core computes its strips of blocks, from left to right; `across`: strips are columns of blocks, from top to
    bottom.

    `tiles`: extents of the tensors; `block`: of a block. `layouts`: tensor -> (order, shard in tiles). `work`: core ->
    (start, count) of its strips. `place`: operations that give %row and %col new values, `after`: what follows the map;
    `maps`: how it takes tiles.
    """
    rows, cols = tiles
    height, width = block
    out = "A" if in_place else "C"
    names = ["A"] if in_place else ["A", "C"]
    memref = f"memref<{rows * 32}x{cols * 32}xbf16, #tt.dram>"
    pages = height * width
    cb = f"!tt.cb<{PAGE}, {2 * pages}>"
    inner = (rows // height) if across else (cols // width)
    strip, step = ("col0", "row0") if across else ("row0", "col0")
    of_strip, of_step = (width, height) if across else (height, width)
    described = ", ".join(f'{n} = #tt.layout<"L1", false, [1, 1], "{order}">' for n, (order, _) in layouts.items())
    shards = ", ".join(f"{n} = [{h * 32}, {w * 32}]" for n, (_, (h, w)) in layouts.items())
    plain = ", ".join(f'{n} = #tt.layout<"DRAM", true, [1, 1], "row_major">' for n in names if n not in layouts)
    args = ", ".join(f'"{core}" = [{start}, {count}]' for core, (start, count) in work.items())
    return f"""
func.func @kernel({", ".join(f'%{n}: {memref} loc("{n}")' for n in names)},
    %tt_start_tile: i32 loc("tt_start_tile"), %tt_tile_count: i32 loc("tt_tile_count")) attributes {{
    tt.persistent_loop = true, tt.core_grid = {list(core_grid)}, tt.grid_x = {cols // width if across else rows // height},
    tt.grid_y = 1, tt.grid_z = 1, tt.per_core_args = {{{args}}}, tt.shard_shape = {{{shards}}},
    tt.layout_desc = {{{", ".join(filter(None, (described, plain)))}}}}} {{
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %inner = arith.constant {inner} : index
  %of_strip = arith.constant {of_strip} : index
  %of_step = arith.constant {of_step} : index
  %cb_in = "tt.cb.alloc"() {{depth = 2 : i64, role = "input"}} : () -> {cb}
  %cb_out = "tt.cb.alloc"() {{depth = 2 : i64, role = "output"}} : () -> {cb}
  %start = arith.index_cast %tt_start_tile : i32 to index
  %count = arith.index_cast %tt_tile_count : i32 to index
  scf.for %i = %c0 to %count step %c1 {{
    %strip = arith.addi %start, %i : index
    %{strip} = arith.muli %strip, %of_strip : index
    scf.for %j = %c0 to %inner step %c1 {{
      %{step} = arith.muli %j, %of_step : index
      {place or "%row = arith.addi %row0, %c0 : index  %col = arith.addi %col0, %c0 : index"}
      "tt.core.read"(%A, %cb_in, %row, %col) {{shape = {list(block)}}} : ({memref}, {cb}, index, index) -> ()
      "tt.cb.wait"(%cb_in) {{pages = {pages} : i64}} : ({cb}) -> ()
      "tt.cb.map"(%cb_out) ({{
        %a = "tt.tile.at"(%cb_in) {{map = "{maps}"}} : ({cb}) -> {PAGE}
        %r = "tt.tile.abs"(%a) : ({PAGE}) -> {PAGE}
        "tt.tile.yield"(%r) : ({PAGE}) -> ()
      }}) {{shape = {list(block)}}} : ({cb}) -> ()
      {after}
      "tt.cb.pop"(%cb_in) {{pages = {pages} : i64}} : ({cb}) -> ()
      "tt.core.write"(%{out}, %cb_out, %row0, %col0) {{shape = {list(block)}}} : ({memref}, {cb}, index, index) -> ()
    }}
  }} {{tt.persistent_loop}}
  return
}}
"""
