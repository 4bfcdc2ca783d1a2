"""Compiling kernels from Python.

    import tilelang_tt as tt

    kernel = tt.compile(prim_func, out_idx=-1)     # also a path to TIR JSON, a @tilelang.jit function, or a module
    c = kernel(a, b)                               # runs the printed program on the simulator
    kernel.save("out/")

A kernel that cannot be compiled raises `CompileError`; its text points at the user's line.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tilelang_tt.diagnostics import CompileError, CompileWarning, Diag, Diagnostics, render
from tilelang_tt.mlir import ir, make_context, parse_module, to_text
from tilelang_tt.passes.core_sets import core_set
from tilelang_tt.passes.kernel_func import kernels
from tilelang_tt.passes.manager import PassManager
from tilelang_tt.passes.options import format_value, nearest
from tilelang_tt.passes.pipelines import Options, stages
from tilelang_tt.source_lines import FILE as LINES
from tilelang_tt.source_lines import SourceLines

if TYPE_CHECKING:
    from tilelang_tt.plan import AnyPlan, EditedPlan
    from tilelang_tt.sim.profile import Profile

Cores = str | Sequence[tuple[int, int]]
"""Cores as text, "0,0-3,3;6,0", or one by one as (column, row)."""

KERNEL_IR = "kernel.mlir"
"""Name of the artifact that holds the kernel as imported, so that a saved program can be checked."""


def import_tilelang(kernel: Any, context: ir.Context | None = None, **args: Any) -> ir.Module:
    """A TileLang kernel as a module in tile form.

    `kernel` is a PrimFunc, a factory of one, a @tilelang.jit function (called with `args`), or the path of a TIR JSON
    file. Raises CompileError for what has no meaning on the device, at the user's line.
    """
    from tilelang_tt.frontend.importer import import_tir

    context = context or make_context()
    if isinstance(kernel, (str, os.PathLike)):
        return import_tir(Path(kernel), context)
    from tilelang_tt.frontend.live import trace

    return import_tir(trace(kernel, **args), context)


@dataclass(frozen=True)
class Printed:
    """The texts of a program, its plan, and the lines of the kernel that the lines of the texts are for."""

    files: dict[str, str]
    plan: AnyPlan
    lines: SourceLines


def lower(
    module: ir.Module,
    options: Options | None = None,
    after_stage: Callable[[str, ir.Module], None] | None = None,
    diagnostics: Diagnostics | None = None,
) -> ir.Module:
    """Takes a module from tile form to emitc form, in place; `after_stage(name, module)` sees it after every stage."""
    diag = diagnostics or Diagnostics(module.context)
    for name, text in stages(options or Options()):
        PassManager(text).run(module, diag)
        if after_stage is not None:
            after_stage(name, module)
    return module


def print_program(module: ir.Module) -> Printed:
    """The program of a module in emitc form: kernels, host program, CMakeLists.txt and tt.plan.json."""
    from tilelang_tt.emitc.host import cmake_lists
    from tilelang_tt.emitc.host_sequence import host_program
    from tilelang_tt.emitc.printer import print_lines
    from tilelang_tt.plan import plan_from_module

    plan = plan_from_module(module).validate()
    kernels = {
        f"{op.operation.attributes['sym_name'].value}.cpp": print_lines(op)
        for op in module.body.operations
        if op.operation.name == "builtin.module"
    }
    files = {name: "".join(f"{line}\n" for line in lines) for name, lines in kernels.items()}
    files["main.cpp"] = host_program(plan)
    files["CMakeLists.txt"] = cmake_lists(plan)
    files["tt.plan.json"] = plan.to_json()
    return Printed(files, plan, SourceLines.of(kernels))


def compile(  # noqa: A001
    kernel: Any,
    target: str | None = None,
    out_idx: int | Sequence[int] | None = None,
    *,
    args: Mapping[str, Any] | None = None,
    core_grid: tuple[int, int] | None = None,
    partition_strategy: str | None = None,
    double_buffer: bool = True,
    formats: Mapping[str, str] | None = None,
    math_fidelity: str | None = None,
    prefetch: bool = True,
    order: str | None = None,
    policy: str | None = None,
    cores: Cores | None = None,
    exclude_cores: Cores | None = None,
    layouts: Mapping[str, str | Mapping[str, Any]] | None = None,
    plan: EditedPlan | AnyPlan | Mapping[str, Any] | str | os.PathLike[str] | None = None,
    multicast: str | None = None,
) -> CompiledKernel:
    """Compiles a kernel.

    `kernel`: see `import_tilelang`; a module in tile form is taken as it is. `out_idx`: parameters that a call
    returns instead of taking (default: what the kernel says, else none). `core_grid`: columns and rows of cores to
    use (default: all of the device). `cores`, `exclude_cores`: which of them, as rectangles "0,0-3,3;6,0-7,1" by their
    first and last (column, row), or as a list of cores. `order`, also called `partition_strategy`: how blocks are
    counted; `policy`: how the count is cut in ranges, one for each core. `prefetch` false: readers wait for each block
    before they ask for the next. `formats`: tensors that are stored in another format than that of their elements,
    {"B": "bfp8"} or "bfp4". `math_fidelity`: LoFi, HiFi2, HiFi3 or HiFi4 (default). `multicast`: whether cores that read
    the same blocks let one of them read for all: "auto" (default: where it saves much), "on" or "off". `layouts`: where
    tensors lie, as a short name, {"A": "l1_block_sharded", "B": "dram_interleaved:z_order"}, or as a dictionary with some
    of the keys shard, interleave, shard_shape (elements), tile_id_order: {"C": {"shard": "L1", "shard_shape": [128, 64]}}.
    `plan`: a plan, also one edited by hand or with fields left out, in place of all these choices; a path,
    JSON data or a typed plan. Raises PlanError, or CompileError at the line of the file, for a plan that is not one of this
    kernel, or not as the compiler can make it.
    """
    stored = tuple(sorted((formats or {}).items()))
    placed = tuple((name, format_value(hint)) for name, hint in sorted((layouts or {}).items()))
    if None not in (order, partition_strategy) and order != partition_strategy:
        raise ValueError(f"order is '{order}', partition_strategy '{partition_strategy}': they are the same option")
    options = Options(
        target,
        core_grid,
        order or partition_strategy,
        double_buffer,
        prefetch,
        formats=stored,
        math_fidelity=math_fidelity,
        policy=policy,
        cores=None if cores is None else core_set(cores).text,
        exclude_cores=None if exclude_cores is None else core_set(exclude_cores).text,
        multicast=multicast,
        layouts=placed,
    )
    return compile_with(kernel, options, out_idx, args=args, plan=plan)


def compile_with(
    kernel: Any,
    options: Options,
    out_idx: int | Sequence[int] | None = None,
    *,
    args: Mapping[str, Any] | None = None,
    plan: EditedPlan | AnyPlan | Mapping[str, Any] | str | os.PathLike[str] | None = None,
) -> CompiledKernel:
    """`compile`, with the choices in one value as the pipeline takes them."""
    edited = None if plan is None else _edited(plan, options)
    module = kernel if isinstance(kernel, ir.Module) else import_tilelang(kernel, **(args or {}))
    with module.context:
        source = to_text(module, debuginfo=True)
        if edited is not None:
            edited.annotate(module)
        # What the text leaves out, names of loop variables, the generic form has.
        exact = to_text(module, debuginfo=True, generic=True)
        outputs = _out_idx(module, out_idx)
        diag = Diagnostics(module.context)
        lower(module, options, diagnostics=diag)
        printed = print_program(module)
        if edited is not None:
            edited.check(printed.plan)
    return CompiledKernel(source, printed, options, outputs, tuple(diag.collected), exact)


def _edited(plan: Any, options: Options) -> EditedPlan:
    """The plan a user gives. Raises ValueError where options choose, too."""
    from tilelang_tt.plan import EditedPlan

    both = [f.name for f in fields(Options) if getattr(options, f.name) != getattr(Options(), f.name)]
    if both:
        raise ValueError(f"a plan is given, and {' and '.join(both)}: the plan says all of them, change it there")
    return EditedPlan.of(plan)


def _out_idx(module: ir.Module, out_idx: int | Sequence[int] | None) -> tuple[int, ...]:
    """Positions of the parameters a call returns, none negative, in the order they are returned in."""
    from tilelang_tt.passes.kernel_func import read, symbols

    function = kernels(module)[0]
    if out_idx is None:
        out_idx = read(function, "tt.out_idx") or []
    given = [out_idx] if isinstance(out_idx, int) else list(out_idx)
    count = len(function.type.inputs) - len(symbols(function))
    for i in given:
        if not -count <= i < count:
            raise ValueError(f"out_idx {i} is out of range: '{function.name.value}' has {count} parameters")
    return tuple(dict.fromkeys(int(i) % count for i in given))


class CompiledKernel:
    """A compiled kernel: its program as text, and a call that runs the program on the simulator."""

    def __init__(
        self,
        source: str,
        printed: Printed,
        options: Options,
        out_idx: tuple[int, ...],
        remarks: tuple[Any, ...] = (),
        exact: str | None = None,
    ) -> None:
        self._source = source
        self._exact = exact or source
        self._printed = printed
        self._options = options
        self._ir: dict[str, str] | None = None
        self._program: Any = None
        self.out_idx = out_idx
        self.remarks = remarks

    @property
    def artifacts(self) -> dict[str, str]:
        """File name -> text: kernels, main.cpp, CMakeLists.txt, tt.plan.json, the kernel as imported (kernel.mlir), and
        which lines of the kernel the lines of the C++ are for (lines.json).
        """
        return {**self._printed.files, KERNEL_IR: self._source, LINES: self._printed.lines.to_json()}

    @property
    def plan(self) -> AnyPlan:
        """The plan, typed."""
        return self._printed.plan

    @property
    def target(self) -> str:
        """The device the kernel was compiled for."""
        return self.plan.device.name

    @property
    def stages(self) -> list[str]:
        """Names of the stages `ir` knows, in order; "import" is the kernel as it came in."""
        return ["import", *(name for name, _ in stages(self._options))]

    def ir(self, stage: str) -> str:
        """The IR after a stage. Raises ValueError for an unknown name."""
        if stage not in self.stages:
            raise ValueError(f"unknown stage '{stage}'{nearest(stage, self.stages)} (stages: {', '.join(self.stages)})")
        if self._ir is None:
            with make_context():
                module = parse_module(self._exact)
                texts = {"import": to_text(module)}
                lower(module, self._options, lambda name, m: texts.__setitem__(name, to_text(m)))
            self._ir = texts
        return self._ir[stage]

    def explain(self, form: str = "text") -> str:
        """What was decided for the kernel, and why: form "text", or "html", a page of its own."""
        from tilelang_tt.explain import explain, page, text

        forms = {"text": text, "html": page}
        if form not in forms:
            raise ValueError(f"an explanation is {' or '.join(forms)}, not '{form}'")
        with make_context():
            return forms[form](explain(parse_module(self._exact), self._options))

    def save(self, directory: str | os.PathLike[str]) -> Path:
        """Writes all artifacts to a directory, made if it is not there."""
        path = Path(directory)
        path.mkdir(parents=True, exist_ok=True)
        for name, text in self.artifacts.items():
            (path / name).write_text(text, "utf-8")
        return path

    def get_kernel_source(self, kernel_only: bool = True) -> str:
        """The C++ of all kernels, one after the other, each under its file name; not only theirs: after main.cpp."""
        files = [k.file for program in self.plan.programs for k in program.kernels]
        return "\n".join(
            f"// {name}\n{self.artifacts[name]}" for name in [*([] if kernel_only else ["main.cpp"]), *files]
        )

    def get_host_source(self) -> str:
        """The C++ of the host program."""
        return self.artifacts["main.cpp"]

    @property
    def params(self) -> list[Any]:
        """The parameters in order, as the plan has them: tensors (name, shape, dtype, role, ...) and scalars."""
        from tilelang_tt.runner import parameters

        return list(parameters(self.plan))

    def export_sources(self, kernel_path: str | None = None, host_path: str | None = None) -> None:
        """Writes the C++ of all kernels to one file, or the host program, or both; `save` writes the whole program."""
        if kernel_path is None and host_path is None:
            raise ValueError("export_sources needs kernel_path or host_path")
        for path, text in ((kernel_path, self.get_kernel_source), (host_path, self.get_host_source)):
            if path is not None:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
                Path(path).write_text(text(), "utf-8")

    def get_profiler(self, tensor_supply_type: Any = "auto") -> Any:
        """Checks against a reference, and times; see `tilelang_tt.profiler.Profiler`."""
        from tilelang_tt.profiler import Profiler

        return Profiler(self, tensor_supply_type)

    def __call__(self, *arrays: Any, blocks: Sequence[int] | None = None, **simulator: Any) -> Any:
        """Runs the program on the simulator.

        `arrays` are numpy arrays (bfloat16 by ml_dtypes) or torch tensors, in parameter order. Outputs named by
        `out_idx` are left out and returned (one array, or a tuple); others are written in place. Keywords go to the
        simulator (`numerics`, `noc_latency`). Raises SimulationError when it reports a finding.

        `blocks` computes just those blocks, at most one for each core; the rest of the outputs stays as it was.
        """
        return self.program(**simulator)(*arrays, blocks=blocks)

    def profile(self, *arrays: Any, **simulator: Any) -> Profile:
        """Runs the program and returns what its time goes to, by kernel, by line of the C++ and of the kernel, by core.

        `str()` of it is the table of `tt-run --profile`, `html()` the page; see `tilelang_tt.sim.profile`.
        """
        program = self.program(profile=True, **simulator)
        program(*arrays)
        return program.profile()

    def program(self, **simulator: Any) -> Any:
        """The saved program, ready to run; see `tilelang_tt.runner.Program`."""
        from tilelang_tt.runner import Program

        if self._program is None or self._program.simulator_options != simulator:
            self._program = Program.of(self.artifacts, self.plan, self.out_idx, simulator)
        return self._program


def build_tt_pipeline(
    plan_path: str | os.PathLike[str] | None = None,
    target_device: str | None = None,
    partition_strategy: str | None = None,
    enable_double_buffer: bool = True,
    enable_prefetch: bool = True,
) -> Pipeline:
    """The whole pipeline, tile form to emitc form, ready to run on modules.

    `plan_path`: where to write tt.plan.json. `target_device`, `partition_strategy`: the device, and the order in which
    blocks are counted; by default what the kernel says, else wormhole and row_major. `enable_double_buffer` false gives
    every circular buffer room for one block. `enable_prefetch` false makes readers wait for each block before they ask
    for the next.
    """
    return Pipeline(Options(target_device, None, partition_strategy, enable_double_buffer, enable_prefetch), plan_path)


@dataclass(frozen=True)
class Pipeline:
    """The default pipeline with its options bound."""

    options: Options
    plan_path: str | os.PathLike[str] | None = None

    def __call__(self, module: ir.Module) -> ir.Module:
        """Lowers a module in place, writes the plan if asked to, and returns the module. What the compiler remarks becomes
        Python warnings of category CompileWarning.
        """
        with module.context:
            diag = Diagnostics(module.context)
            lower(module, self.options, diagnostics=diag)
            for finding in diag.collected:
                warnings.warn(render(finding), CompileWarning, stacklevel=2)
            if self.plan_path is not None:
                Path(self.plan_path).write_text(print_program(module).plan.to_json(), "utf-8")
        return module


def run_pipeline(
    module: ir.Module,
    plan_path: str | os.PathLike[str] | None = None,
    target_device: str | None = None,
    partition_strategy: str | None = None,
) -> ir.Module:
    """Builds the pipeline and runs it on a module."""
    return build_tt_pipeline(plan_path, target_device, partition_strategy)(module)


def validate_module_for_tt(module: ir.Module) -> list[str]:
    """What stands in the way of compiling a module, one sentence for each problem; empty when nothing does.

    Every kernel of the module is looked at by itself, so the problems of one do not hide those of another.
    """
    with module.context:
        with Diagnostics(module.context) as broken:
            if not module.operation.verify():
                return [_sentence(d) for d in broken.errors] or ["the module does not verify"]
        text = to_text(module, debuginfo=True, generic=True)
        names = [fn.name.value for fn in kernels(module)]
        if not names:
            return ["the module has no kernel: no function has a body"]
        found: list[str] = []
        for name in names:
            copy = parse_module(text, context=module.context)
            for fn in kernels(copy):
                if fn.name.value != name:
                    fn.operation.erase()
            try:
                print_program(lower(copy))
            except CompileError as error:
                found += [_sentence(d) for d in error.diagnostics]
    return list(dict.fromkeys(found))


def _sentence(diag: Diag) -> str:
    """A diagnostic in one sentence: where, what, and what to do."""
    text = f"{diag.where}: {diag.message}" if diag.where else diag.message
    return f"{text}; {diag.help}" if diag.help else text
