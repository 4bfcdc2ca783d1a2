"""Kernels in tile form, as text, for tests that run many of them; all tensors are whole tiles."""

import math
import re
from collections.abc import Sequence


def memref(shape: Sequence[int], elem: str, space: str) -> str:
    return f"memref<{'x'.join(map(str, shape))}x{elem}, #tt.{space}>"


def strided(shape: Sequence[int], full: Sequence[int], elem: str) -> str:
    """The type of a view of a DRAM tensor."""
    text = ", ".join(str(math.prod(full[i + 1 :])) for i in range(len(full)))
    return f"memref<{'x'.join(map(str, shape))}x{elem}, strided<[{text}], offset: ?>, #tt.dram>"


class Kernel:
    """A kernel under construction: `tensors` are its parameters (name -> (shape, element type)), `grid` the blocks."""

    def __init__(self, name: str, tensors: dict[str, tuple[Sequence[int], str]], grid: tuple[int, int]) -> None:
        self.name, self.tensors, self.grid = name, tensors, grid
        self.lines: list[str] = []
        self.types: dict[str, str] = {n: memref(s, e, "dram") for n, (s, e) in tensors.items()}
        self.shapes: dict[str, tuple[Sequence[int], str]] = dict(tensors)
        self.count = 0
        self.numbers: dict[str, str] = {}

    def fresh(self) -> str:
        self.count += 1
        return f"%v{self.count}"

    def emit(self, line: str) -> None:
        self.lines.append(line)

    def number(self, value: int | float | bool, type_: str) -> str:
        """A constant at the top of the function."""
        text = str(value).lower() if isinstance(value, bool) else str(value)
        key = f"{text} : {type_}" if type_ != "i1" else text
        return self.numbers.setdefault(key, f"%n{len(self.numbers)}")

    def index(self, value: int) -> str:
        return self.number(value, "index")

    def alloc(self, name: str, shape: Sequence[int], elem: str, space: str = "shared") -> str:
        self.types[name], self.shapes[name] = memref(shape, elem, space), (shape, elem)
        self.emit(f'%{name} = memref.alloc() : {self.types[name]} loc("{name}")')
        return name

    def at(self, variable: str, size: int) -> str:
        """variable * size."""
        value = self.fresh()
        self.emit(f"{value} = arith.muli {variable}, {self.index(size)} : index")
        return value

    def view(self, tensor: str, offsets: Sequence[str], sizes: Sequence[int]) -> tuple[str, str]:
        value, (full, elem) = self.fresh(), self.shapes[tensor]
        type_ = strided(sizes, full, elem)
        self.emit(
            f'{value} = "tt.tile.view"(%{tensor}, {", ".join(offsets)}) {{sizes = {list(sizes)}}} '
            f": ({self.types[tensor]}{', index' * len(offsets)}) -> {type_}"
        )
        return value, type_

    def load(self, tensor: str, offsets: Sequence[str], buffer: str) -> None:
        value, type_ = self.view(tensor, offsets, self.shapes[buffer][0])
        self.emit(f'"tt.tile.copy"({value}, %{buffer}) : ({type_}, {self.types[buffer]}) -> ()')

    def store(self, buffer: str, tensor: str, offsets: Sequence[str]) -> None:
        value, type_ = self.view(tensor, offsets, self.shapes[buffer][0])
        self.emit(f'"tt.tile.copy"(%{buffer}, {value}) : ({self.types[buffer]}, {type_}) -> ()')

    def copy(self, source: str, dest: str) -> None:
        self.emit(f'"tt.tile.copy"(%{source}, %{dest}) : ({self.types[source]}, {self.types[dest]}) -> ()')

    def clear(self, buffer: str) -> None:
        elem = self.shapes[buffer][1]
        self.emit(f'"tt.tile.fill"(%{buffer}, {self.number(0.0, elem)}) : ({self.types[buffer]}, {elem}) -> ()')

    def gemm(self, a: str, b: str, c: str, ta: bool = False, tb: bool = False, clear: bool = False) -> None:
        types = ", ".join([*(self.types[n] for n in (a, b, c)), "i1"])
        flags = f"{{transpose_a = {str(ta).lower()}, transpose_b = {str(tb).lower()}}}"
        self.emit(f'"tt.tile.gemm"(%{a}, %{b}, %{c}, {self.number(clear, "i1")}) {flags} : ({types}) -> ()')

    def begin(self, variable: str, count: int) -> None:
        self.emit(f"scf.for %{variable} = {self.index(0)} to {self.index(count)} step {self.index(1)} {{")

    def end(self, attributes: str = "") -> None:
        self.emit(f"}} {attributes}")

    def parallel(self, extents: Sequence[int], body: Sequence[str]) -> None:
        """T.Parallel over %i, %j. Body lines: "load x = A[i, j]", "store x, A[i, j]", or MLIR with `{2.0 : f32}` for a
        constant."""
        names = ["%i", "%j"][: len(extents)]
        zero, one = self.index(0), self.index(1)
        bounds = ", ".join(self.index(e) for e in extents)
        self.emit(
            f"scf.parallel ({', '.join(names)}) = ({', '.join([zero] * len(extents))}) to ({bounds}) "
            f"step ({', '.join([one] * len(extents))}) {{"
        )
        for line in body:
            self.emit(self._element(line))
        self.emit("}")

    def _element(self, line: str) -> str:
        if access := re.fullmatch(r"(load|store) (\w+)(?: =|,) (\w+)\[(.*)\]", line):
            kind, value, buffer, subscripts = access.groups()
            place = f"%{buffer}[{', '.join('%' + s for s in subscripts.split(', '))}] : {self.types[buffer]}"
            return f"%{value} = memref.load {place}" if kind == "load" else f"memref.store %{value}, {place}"
        return re.sub(r"\{(\S+) : (\w+)\}", lambda c: self.number(float(c[1]), c[2]), line)

    def text(self) -> str:
        """The function."""
        params = ", ".join(f'%{n}: {memref(s, e, "dram")} loc("{n}")' for n, (s, e) in self.tensors.items())
        numbers = "\n".join(f"  {name} = arith.constant {value}" for value, name in self.numbers.items())
        body = "\n".join(f"    {line}" for line in self.lines)
        extents = [self.grid[0]] if self.grid[1] == 1 else list(self.grid)
        arguments = ", ".join(f'%{s}: index loc("{s}")' for s in ("bx", "by")[: len(extents)])
        symbols = '["bx"]' if len(extents) == 1 else '["bx", "by"]'
        return (
            f"func.func @{self.name}({params}) attributes {{tt.kernel}} {{\n{numbers}\n"
            f'  "tt.core.grid"() ({{\n  ^bb0({arguments}):\n{body}\n'
            f"  }}) {{extents = {extents}, symbols = {symbols}}} : () -> ()\n  return\n}}\n"
        )


def gemm(
    block: tuple[int, int, int] = (64, 64, 32),
    grid: tuple[int, int] = (2, 2),
    steps: int = 3,
    *,
    trans_a: bool = False,
    trans_b: bool = False,
    out: str = "bf16",
    bias: bool = False,
    epilogue: Sequence[str] = (),
    pairs: int = 1,
    elem: str = "bf16",
) -> str:
    """C = op(A) . op(B) with blocks of m x n and steps of k; `pairs` gemms into one accumulator; bias row and epilogue
    on %x."""
    m, n, k = block
    big_m, big_n, big_k = m * grid[1], n * grid[0], k * steps
    tensors: dict[str, tuple[Sequence[int], str]] = {}
    suffixes = ["" if p == 0 else str(p) for p in range(pairs)]
    for s in suffixes:
        tensors[f"A{s}"] = ((big_k, big_m) if trans_a else (big_m, big_k), elem)
        tensors[f"B{s}"] = ((big_n, big_k) if trans_b else (big_k, big_n), elem)
    if bias:
        tensors["bias"] = ((big_n,), "f32")
    tensors["C"] = ((big_m, big_n), out)
    kernel = Kernel("gemm", tensors, grid)
    for s in suffixes:
        kernel.alloc(f"A{s}_shared", (k, m) if trans_a else (m, k), elem)
        kernel.alloc(f"B{s}_shared", (n, k) if trans_b else (k, n), elem)
    kernel.alloc("C_local", (m, n), "f32", "fragment")
    kernel.clear("C_local")
    rows = kernel.at("%by" if grid[1] > 1 else kernel.index(0), m)
    cols = kernel.at("%bx", n)
    kernel.begin("ko", steps)
    depth = kernel.at("%ko", k)
    for s in suffixes:
        kernel.load(f"A{s}", (depth, rows) if trans_a else (rows, depth), f"A{s}_shared")
        kernel.load(f"B{s}", (cols, depth) if trans_b else (depth, cols), f"B{s}_shared")
        kernel.gemm(f"A{s}_shared", f"B{s}_shared", "C_local", trans_a, trans_b)
    kernel.end("{tt.num_stages = 2 : i64}")
    if bias:
        kernel.alloc("bias_shared", (n,), "f32")
        kernel.load("bias", (cols,), "bias_shared")
    if bias or epilogue:
        lines = ["load x0 = C_local[i, j]"]
        if bias:
            lines += ["load b = bias_shared[j]", "%x = arith.addf %x0, %b : f32"]
        else:
            lines += ["%x = arith.addf %x0, %x0 : f32"]
        result = "x"
        for position, line in enumerate(epilogue):
            result = f"e{position}"
            lines.append(f"%{result} = {line}")
        kernel.parallel((m, n), [*lines, f"store {result}, C_local[i, j]"])
    kernel.store("C_local", "C", (rows, cols))
    return kernel.text()


def elementwise(
    body: Sequence[str],
    inputs: Sequence[str] = ("A", "B"),
    elem: str = "bf16",
    block: tuple[int, int] = (64, 64),
    loops: int = 1,
) -> str:
    """C[i, j] = body over blocks; `body` computes %r from %a, %b, ...; with `loops` > 1 each block row is walked in a
    serial loop."""
    m, n = block
    shape = (2 * m, 2 * n * loops)
    kernel = Kernel("elementwise", {name: (shape, elem) for name in (*inputs, "C")}, (2, 2))
    for name in (*inputs, "C"):
        kernel.alloc(f"{name}_shared", block, elem)
    rows = kernel.at("%by", m)
    cols = kernel.at("%bx", n * loops)
    where = [rows, cols]
    if loops > 1:
        kernel.begin("s", loops)
        inner = kernel.at("%s", n)
        total = kernel.fresh()
        kernel.emit(f"{total} = arith.addi {cols}, {inner} : index")
        where = [rows, total]
    for name in inputs:
        kernel.load(name, where, f"{name}_shared")
    lines = [f"load {name.lower()} = {name}_shared[i, j]" for name in inputs]
    kernel.parallel(block, [*lines, *body, "store r, C_shared[i, j]"])
    kernel.store("C_shared", "C", where)
    if loops > 1:
        kernel.end()
    return kernel.text()


ELEMENTS = """
func.func @elements(%A: memref<4x64x64xbf16, #tt.dram> loc("A"), %B: memref<5x40xf32, #tt.dram> loc("B"),
    %C: memref<4x64x64xbf16, #tt.dram> loc("C"), %D: memref<4x3xf32, #tt.dram> loc("D")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c33 = arith.constant 33 : index
  %c64 = arith.constant 64 : index
  %half = arith.constant 5.000000e-01 : f32
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<64x64xbf16, #tt.shared> loc("x")
    %factor = memref.alloc() : memref<1xf32, #tt.local> loc("factor")
    %a = "tt.tile.view"(%A, %bx, %c0, %c0) {sizes = [1, 64, 64]}
      : (memref<4x64x64xbf16, #tt.dram>, index, index, index) -> memref<1x64x64xbf16, strided<[4096, 64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%a, %x)
      : (memref<1x64x64xbf16, strided<[4096, 64, 1], offset: ?>, #tt.dram>, memref<64x64xbf16, #tt.shared>) -> ()
    %n = arith.index_cast %bx : index to i32
    %f = arith.sitofp %n : i32 to f32
    %e = math.exp2 %f : f32
    memref.store %e, %factor[%c0] : memref<1xf32, #tt.local>
    scf.for %k = %c0 to %c3 step %c1 {
      %at = arith.addi %k, %c33 : index
      %s = memref.load %B[%bx, %at] : memref<5x40xf32, #tt.dram>
      %old = memref.load %factor[%c0] : memref<1xf32, #tt.local>
      %new = arith.mulf %old, %s : f32
      memref.store %new, %factor[%c0] : memref<1xf32, #tt.local>
      memref.store %new, %D[%bx, %k] : memref<4x3xf32, #tt.dram>
    } loc("k")
    scf.parallel (%i, %j) = (%c0, %c0) to (%c64, %c64) step (%c1, %c1) {
      %v = memref.load %x[%i, %j] : memref<64x64xbf16, #tt.shared>
      %w = arith.extf %v : bf16 to f32
      %g = memref.load %factor[%c0] : memref<1xf32, #tt.local>
      %h = memref.load %B[%c3, %bx] : memref<5x40xf32, #tt.dram>
      %p = arith.mulf %w, %g : f32
      %q = arith.addf %p, %h : f32
      %r = arith.truncf %q : f32 to bf16
      memref.store %r, %x[%i, %j] : memref<64x64xbf16, #tt.shared>
    }
    %c = "tt.tile.view"(%C, %bx, %c0, %c0) {sizes = [1, 64, 64]}
      : (memref<4x64x64xbf16, #tt.dram>, index, index, index) -> memref<1x64x64xbf16, strided<[4096, 64, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%x, %c)
      : (memref<64x64xbf16, #tt.shared>, memref<1x64x64xbf16, strided<[4096, 64, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [4], symbols = ["bx"]} : () -> ()
  return
}
"""

PARTS = """
func.func @parts(%A: memref<64x64xf32, #tt.dram> loc("A"),
    %B: memref<64xf32, #tt.dram> loc("B"), %C: memref<64x64xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c5 = arith.constant 5 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<64x64xf32, #tt.shared> loc("x")
    %b = memref.alloc() : memref<64xf32, #tt.shared> loc("b")
    %r = memref.alloc() : memref<64xf32, #tt.fragment> loc("r")
    "tt.tile.copy"(%A, %x) : (memref<64x64xf32, #tt.dram>, memref<64x64xf32, #tt.shared>) -> ()
    "tt.tile.copy"(%B, %b) : (memref<64xf32, #tt.dram>, memref<64xf32, #tt.shared>) -> ()
    scf.for %k = %c0 to %c3 step %c1 {
      scf.parallel (%j) = (%c0) to (%c64) step (%c1) {
        %u = memref.load %x[%k, %j] : memref<64x64xf32, #tt.shared>
        %v = memref.load %b[%k] : memref<64xf32, #tt.shared>
        %w = arith.mulf %u, %v : f32
        memref.store %w, %r[%j] : memref<64xf32, #tt.fragment>
      }
      scf.parallel (%i) = (%c0) to (%c64) step (%c1) {
        %u = memref.load %r[%i] : memref<64xf32, #tt.fragment>
        memref.store %u, %x[%i, %c5] : memref<64x64xf32, #tt.shared>
      }
    } loc("k")
    "tt.tile.copy"(%x, %C) : (memref<64x64xf32, #tt.shared>, memref<64x64xf32, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
"""

PART_ELEMENTS = """
func.func @part_elements(%A: memref<64x64xf32, #tt.dram> loc("A"),
    %B: memref<64xf32, #tt.dram> loc("B"), %C: memref<64x64xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %c5 = arith.constant 5 : index
  %c64 = arith.constant 64 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<64x64xf32, #tt.shared> loc("x")
    %b = memref.alloc() : memref<64xf32, #tt.shared> loc("b")
    "tt.tile.copy"(%A, %x) : (memref<64x64xf32, #tt.dram>, memref<64x64xf32, #tt.shared>) -> ()
    "tt.tile.copy"(%B, %b) : (memref<64xf32, #tt.dram>, memref<64xf32, #tt.shared>) -> ()
    scf.for %k = %c0 to %c3 step %c1 {
      %e = memref.load %x[%c5, %k] : memref<64x64xf32, #tt.shared>
      memref.store %e, %x[%k, %c1] : memref<64x64xf32, #tt.shared>
    } loc("k")
    scf.parallel (%i, %j) = (%c0, %c0) to (%c64, %c64) step (%c1, %c1) {
      scf.for %l = %c0 to %c3 step %c1 {
        %u = memref.load %x[%i, %j] : memref<64x64xf32, #tt.shared>
        %v = memref.load %b[%l] : memref<64xf32, #tt.shared>
        %w = arith.addf %u, %v : f32
        memref.store %w, %x[%i, %j] : memref<64x64xf32, #tt.shared>
      } loc("l")
    }
    "tt.tile.copy"(%x, %C) : (memref<64x64xf32, #tt.shared>, memref<64x64xf32, #tt.dram>) -> ()
  }) {extents = [1], symbols = ["bx"]} : () -> ()
  return
}
"""

FOLDED = """
func.func @folded(%A: memref<3x1500xf32, #tt.dram> loc("A"), %B: memref<1500xbf16, #tt.dram> loc("B"),
    %C: memref<3x1500xf32, #tt.dram> loc("C")) attributes {tt.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c1400 = arith.constant 1400 : index
  %c1500 = arith.constant 1500 : index
  "tt.core.grid"() ({
  ^bb0(%bx: index loc("bx")):
    %x = memref.alloc() : memref<1x1500xf32, #tt.shared> loc("x")
    %w = memref.alloc() : memref<1500xbf16, #tt.shared> loc("w")
    %low = memref.alloc() : memref<1xf32, #tt.fragment> loc("low")
    %sum = memref.alloc() : memref<1xf32, #tt.fragment> loc("sum")
    %a = "tt.tile.view"(%A, %bx, %c0) {sizes = [1, 1500]}
      : (memref<3x1500xf32, #tt.dram>, index, index) -> memref<1x1500xf32, strided<[1500, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%a, %x) : (memref<1x1500xf32, strided<[1500, 1], offset: ?>, #tt.dram>, memref<1x1500xf32, #tt.shared>) -> ()
    "tt.tile.copy"(%B, %w) : (memref<1500xbf16, #tt.dram>, memref<1500xbf16, #tt.shared>) -> ()
    "tt.tile.reduce"(%x, %low) {clear = true, dim = 1 : i64, kind = "min"}
      : (memref<1x1500xf32, #tt.shared>, memref<1xf32, #tt.fragment>) -> ()
    scf.parallel (%j) = (%c0) to (%c1500) step (%c1) {
      %u = memref.load %x[%c0, %j] : memref<1x1500xf32, #tt.shared>
      %l = memref.load %low[%c0] : memref<1xf32, #tt.fragment>
      %inside = arith.cmpi slt, %j, %c1400 : index
      %v = arith.select %inside, %u, %l : f32
      memref.store %v, %x[%c0, %j] : memref<1x1500xf32, #tt.shared>
    }
    "tt.tile.reduce"(%x, %sum) {clear = true, dim = 1 : i64, kind = "sum"}
      : (memref<1x1500xf32, #tt.shared>, memref<1xf32, #tt.fragment>) -> ()
    scf.parallel (%j) = (%c0) to (%c1500) step (%c1) {
      %u = memref.load %x[%c0, %j] : memref<1x1500xf32, #tt.shared>
      %s = memref.load %sum[%c0] : memref<1xf32, #tt.fragment>
      %b = memref.load %w[%j] : memref<1500xbf16, #tt.shared>
      %f = arith.extf %b : bf16 to f32
      %q = arith.divf %u, %s : f32
      %p = arith.mulf %q, %f : f32
      memref.store %p, %x[%c0, %j] : memref<1x1500xf32, #tt.shared>
    }
    %c = "tt.tile.view"(%C, %bx, %c0) {sizes = [1, 1500]}
      : (memref<3x1500xf32, #tt.dram>, index, index) -> memref<1x1500xf32, strided<[1500, 1], offset: ?>, #tt.dram>
    "tt.tile.copy"(%x, %c) : (memref<1x1500xf32, #tt.shared>, memref<1x1500xf32, strided<[1500, 1], offset: ?>, #tt.dram>) -> ()
  }) {extents = [3], symbols = ["bx"]} : () -> ()
  return
}
"""


KERNELS: dict[str, str] = {
    "gemm_small": gemm((32, 32, 32), (2, 2), 2),
    "gemm_wide": gemm((64, 128, 32), (1, 2), 3),
    "gemm_square": gemm((128, 128, 32), (2, 1), 2, out="f32"),
    "gemm_tall": gemm((256, 64, 32), (1, 1), 2),
    "gemm_f32": gemm((32, 64, 64), (2, 1), 2, elem="f32", out="f32"),
    "gemm_trans_b": gemm((64, 64, 32), trans_b=True),
    "gemm_trans_a": gemm((64, 64, 32), trans_a=True),
    "gemm_bias_relu": gemm((64, 64, 32), bias=True, epilogue=["arith.maxnumf %x, {0.0 : f32} : f32"]),
    "gemm_sigmoid": gemm((32, 64, 32), epilogue=['"tt.tile.sigmoid"(%x) : (f32) -> f32']),
    "gemm_two_pairs": gemm((64, 64, 32), pairs=2),
    "unary": elementwise(["%r = math.exp %a : bf16"], inputs=("A",)),
    "unary_f32": elementwise(["%r = math.sqrt %a : f32"], inputs=("A",), elem="f32", block=(32, 64)),
    "binary": elementwise(["%r = arith.addf %a, %b : bf16"]),
    "binary_f32": elementwise(["%r = arith.mulf %a, %b : f32"], elem="f32", block=(32, 32)),
    "chain": elementwise(
        [
            "%x = arith.extf %a : bf16 to f32",
            "%y = arith.extf %b : bf16 to f32",
            "%s = arith.mulf %x, {2.0 : f32} : f32",
            "%t = arith.subf %s, %y : f32",
            "%u = arith.mulf %t, %t : f32",
            "%r = arith.truncf %u : f32 to bf16",
        ]
    ),
    "elements": ELEMENTS,
    "parts": PARTS,
    "part_elements": PART_ELEMENTS,
    "folded": FOLDED,
    "loop": elementwise(["%r = arith.subf %a, %b : bf16"], loops=3),
}
"""Name -> text."""
